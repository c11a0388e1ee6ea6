package plot

import "strconv"

// Fill is how a part of a bar looks.
type Fill string

// Parties by their colour, nobody by a hatch; letters of the matrix by weight.
const (
	MSP         Fill = "msp"
	InternalIT  Fill = "it"
	Management  Fill = "mgmt"
	Vendor      Fill = "vendor"
	Nobody      Fill = "nobody"
	Accountable Fill = "a"
	Responsible Fill = "r"
	Consulted   Fill = "c"
)

// Part is what one colour of every bar stands for.
type Part struct {
	Fill  Fill
	Label string
}

// Bar is one bar: a count for each part.
type Bar struct {
	Label  string
	Note   string // below the label: what is worth a look
	Warn   bool   // the note is a warning
	Href   string // where the bar leads, a path of ours
	Counts []int
}

func (b Bar) total() int {
	n := 0
	for _, c := range b.Counts {
		n += c
	}
	return n
}

// Bars are horizontal bars of parts, on one scale from zero, with every count printed
// where it has room and the total at the end.
type Bars struct {
	Figure
	Parts []Part
	Bars  []Bar
}

// Draw draws the bars.
func (p Bars) Draw(w Width) SVG {
	c := blank(p.Figure, w)
	most, hatched := 0, false
	used := make([]bool, len(p.Parts))
	for _, b := range p.Bars {
		most = max(most, b.total())
		for i, n := range b.Counts {
			if n > 0 {
				used[i] = true
				hatched = hatched || p.Parts[i].Fill == Nobody
			}
		}
	}
	hatch := c.fig.ID + "-hatch"
	if hatched {
		c.raw(`<defs><pattern id="`, hatch, `" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="plot-hatch-bg" width="6" height="6"/><rect class="plot-hatch" width="2.5" height="6"/></pattern></defs>`)
	}
	p.legend(c, used, hatch)

	axis := ticks(most)
	var labels []string
	for _, b := range p.Bars {
		labels = append(labels, b.Label, b.Note)
	}
	left, right := c.column(labels), measure(strconv.Itoa(most), normal)+10
	scale := (c.w - left - right) / float64(axis[len(axis)-1])
	top := c.y
	grid := c.b.Len()
	for _, b := range p.Bars {
		c.link(b.Href, func() { p.bar(c, b, left, scale, hatch) })
	}
	if len(p.Bars) > 0 {
		marks := c.b.String()
		c.b.Reset()
		c.raw(marks[:grid])
		for _, t := range axis { // behind the bars
			x := left + float64(t)*scale
			class := "plot-grid"
			if t == 0 {
				class = "plot-axis"
			}
			c.line(class, x, top, x, c.y)
		}
		c.raw(marks[grid:])
		for _, t := range axis {
			anchor := centred
			switch {
			case t == 0 && c.narrow:
				anchor = begins
			case t == axis[len(axis)-1]:
				anchor = ends
			}
			c.text("plot-tick", anchor, left+float64(t)*scale, c.y+15, small, 0, strconv.Itoa(t))
		}
		c.y += 20
	}
	return c.done()
}

func (p Bars) legend(c *canvas, used []bool, hatch string) {
	var names []string
	var fills []Fill
	for i, part := range p.Parts {
		if used[i] {
			names, fills = append(names, part.Label), append(fills, part.Fill)
		}
	}
	if len(names) > 0 {
		c.legend(names, func(i int, x, y, size float64) {
			c.rect("plot-"+string(fills[i]), x, y, size, size, paint(fills[i], hatch), "")
		})
	}
}

// paint is the attribute that a class cannot give: a pattern of this plot.
func paint(f Fill, hatch string) string {
	if f == Nobody {
		return ` fill="url(#` + hatch + `)"`
	}
	return ""
}

const thick = 18.0 // of a bar

func (p Bars) bar(c *canvas, b Bar, left, scale float64, hatch string) {
	note := "plot-small plot-quiet"
	if b.Warn {
		note = "plot-small plot-warn"
	}
	high := thick + 10
	c.raw(`<g class="plot-row">`)
	at := c.y + 5
	if c.narrow {
		high += 20
		if b.Note != "" {
			high += 18
			c.text(note, begins, 0, c.y+33, small, c.w, b.Note)
			at += 18
		}
		c.rect("plot-hit", 0, c.y, c.w, high, "", "")
		c.text("plot-label", begins, 0, c.y+16, normal, c.w, b.Label)
		at += 16
	} else {
		if b.Note != "" {
			high += 14
			at += 7
		}
		c.rect("plot-hit", 0, c.y, c.w, high, "", "")
		y := c.y + high/2 + 4.5
		if b.Note != "" {
			y -= 8
			c.text(note, begins, 0, y+16, small, left-12, b.Note)
		}
		c.text("plot-label", begins, 0, y, normal, left-12, b.Label)
	}
	c.raw(`<g aria-hidden="true">`) // the table beside a plot tells the numbers
	x := left
	for i, n := range b.Counts {
		if n <= 0 {
			continue
		}
		w, part := float64(n)*scale, p.Parts[i]
		c.rect("plot-part plot-"+string(part.Fill), x, at, w, thick, paint(part.Fill, hatch), b.Label+": "+strconv.Itoa(n)+" "+part.Label)
		if s := strconv.Itoa(n); measure(s, small)+6 <= w {
			c.text("plot-small plot-on-"+string(part.Fill), centred, x+w/2, at+thick/2+4.2, small, 0, s)
		}
		x += w
	}
	c.text("plot-label plot-total", begins, x+6, at+thick/2+4.5, normal, 0, strconv.Itoa(b.total()))
	c.raw(`</g></g>`)
	c.y += high
}
