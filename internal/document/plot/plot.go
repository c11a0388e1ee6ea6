// Package plot draws figures as SVG: bars, a heat table, a step line and the thumbnail
// of a matrix. A plot is a pure function of its values: the same values give the same
// markup, for a page, a letter or paper. It takes texts and numbers ready to show and
// knows nothing of whose they are.
//
// The markup has neither script nor style: looks come from the classes in plot.css,
// whose colours are the tokens of the page, so that the dark scheme and paper follow.
// Every text is escaped, and a label that has no room is cut and told whole in its
// title. A plot is drawn for one width, Wide or Narrow, and scales from there; a page
// holds both and shows the one that fits. Start at Bars in bars.go.
package plot

import (
	"context"
	"embed"
	"html"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode"
)

// Files are the styles of every plot.
//
//go:embed plot.css
var Files embed.FS

// SVG is the markup of a plot, safe to put into a page as it is.
type SVG string

// Figure is what every plot has beside its values.
type Figure struct {
	ID    string // unique in its page, of small letters, digits and hyphens
	Title string // what it shows
	Desc  string // what one sees in it, in a sentence or two
}

// Width is how wide a plot is drawn, in pixels.
type Width int

const (
	Wide   Width = 720
	Narrow Width = 320 // labels stand above their marks
)

// All is a plot for both widths, in the order in which a page holds them.
func All(draw func(Width) SVG) [2]SVG { return [2]SVG{draw(Wide), draw(Narrow)} }

const (
	small  = 12.0 // pixels of the text of numbers and axes
	normal = 13.0 // of labels
)

// canvas collects marks from top to bottom; y is how far it has come.
type canvas struct {
	b      strings.Builder
	fig    Figure
	w      float64
	y      float64
	narrow bool
	linked bool
}

func blank(f Figure, w Width) *canvas {
	f.ID = strings.Map(func(r rune) rune {
		if r == '-' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, f.ID)
	if w == Narrow {
		f.ID += "-narrow"
	}
	return &canvas{fig: f, w: float64(w), narrow: w == Narrow}
}

// done is the plot. One with links is a group, for what is inside an image cannot be
// reached.
func (c *canvas) done() SVG {
	role, class := "img", "plot plot-wide"
	if c.linked {
		role = "group"
	}
	if c.narrow {
		class = "plot plot-narrow"
	}
	id, w, h := c.fig.ID, number(c.w), number(math.Ceil(c.y))
	return SVG(`<svg class="` + class + `" viewBox="0 0 ` + w + ` ` + h + `" width="` + w + `" height="` + h + `" role="` + role +
		`" aria-labelledby="` + id + `-title" aria-describedby="` + id + `-desc">` +
		`<title id="` + id + `-title">` + clean(c.fig.Title) + `</title><desc id="` + id + `-desc">` + clean(c.fig.Desc) + `</desc>` +
		c.b.String() + `</svg>`)
}

func (c *canvas) raw(parts ...string) {
	for _, p := range parts {
		c.b.WriteString(p)
	}
}

// rect is a box; a title is what a pointer over it is told.
func (c *canvas) rect(class string, x, y, w, h float64, more, title string) {
	c.raw(`<rect class="`, class, `" x="`, number(x), `" y="`, number(y), `" width="`, number(max(w, 0)), `" height="`, number(max(h, 0)), `"`, more)
	if title == "" {
		c.raw(`/>`)
		return
	}
	c.raw(`><title>`, clean(title), `</title></rect>`)
}

func (c *canvas) line(class string, x1, y1, x2, y2 float64) {
	c.raw(`<line class="`, class, `" x1="`, number(x1), `" y1="`, number(y1), `" x2="`, number(x2), `" y2="`, number(y2), `"/>`)
}

// Where a text stands at its x.
const (
	begins  = ""
	centred = "middle"
	ends    = "end"
)

// text writes one line, cut to room where it is longer; 0 is room without end.
func (c *canvas) text(class, anchor string, x, y, size, room float64, s string) {
	shown := s
	if room > 0 {
		shown = fit(s, size, room)
	}
	c.raw(`<text class="`, class, `" x="`, number(x), `" y="`, number(y), `"`)
	if anchor != begins {
		c.raw(` text-anchor="`, anchor, `"`)
	}
	c.raw(`>`, clean(shown))
	if shown != s {
		c.raw(`<title>`, clean(s), `</title>`)
	}
	c.raw(`</text>`)
}

// link makes what draw draws a way to href, which has to be a path of ours. Its name is
// the label that it draws.
func (c *canvas) link(href string, draw func()) {
	if !strings.HasPrefix(href, "/") || strings.HasPrefix(href, "//") {
		draw()
		return
	}
	c.linked = true
	c.raw(`<a href="`, html.EscapeString(href), `">`)
	draw()
	c.raw(`</a>`)
}

// legend is a flow of swatches with their names. swatch draws one into a box at x, y
// of the given size.
func (c *canvas) legend(names []string, swatch func(i int, x, y, size float64)) {
	const size, gap = 12.0, 6.0
	x, y := 0.0, c.y+2
	for i, name := range names {
		w := min(size+gap+measure(name, small), c.w)
		if x > 0 && x+w > c.w {
			x, y = 0, y+20
		}
		swatch(i, x, y, size)
		c.text("plot-small", begins, x+size+gap, y+size-2, small, c.w-size-gap, name)
		x += w + 18
	}
	c.y = y + 26
}

// number is v as short as it can be.
func number(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		v = 0
	}
	return strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64)
}

// clean is text for markup: escaped, without what turns its direction or is no text.
func clean(s string) string {
	return html.EscapeString(strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case unicode.IsControl(r), r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0xfffe, r == 0xffff:
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd")))
}

// Render writes the markup, so that a plot is a component of a page.
func (s SVG) Render(_ context.Context, w io.Writer) error {
	_, err := io.WriteString(w, string(s))
	return err
}
