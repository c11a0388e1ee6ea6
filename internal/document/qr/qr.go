// Package qr draws addresses as QR codes: a phone's camera opens what a page shows or
// a paper carries. The code's text always stands beside it for people without one.
package qr

import (
	"fmt"
	"html"
	"strings"

	"rsc.io/qr"
)

// quiet is the margin in modules that readers need round a code (ISO/IEC 18004 6.3.8).
const quiet = 4

// Code is a square of dark and light modules.
type Code struct {
	code *qr.Code
}

// Encode makes the code of a text, with an error correction that survives a fold or
// a stain. It fails for texts over about 2,300 bytes.
func Encode(text string) (Code, error) {
	c, err := qr.Encode(text, qr.M)
	if err != nil {
		return Code{}, fmt.Errorf("draw qr code: %w", err)
	}
	return Code{c}, nil
}

// Size is the number of modules on a side, the quiet margin included.
func (c Code) Size() int { return c.code.Size + 2*quiet }

// Run is a horizontal bar of dark modules: its left upper corner and its length.
// The margin is counted in.
type Run struct{ X, Y, Length int }

// Runs lists the dark bars from the top, for a writer that draws them.
func (c Code) Runs() []Run {
	var out []Run
	for y := range c.code.Size {
		for x := 0; x < c.code.Size; x++ {
			n := 0
			for c.code.Black(x+n, y) {
				n++
			}
			if n > 0 {
				out = append(out, Run{x + quiet, y + quiet, n})
				x += n
			}
		}
	}
	return out
}

// SVG is the code as an inline picture with a name for those who cannot see it. It is
// dark on white in either theme, because cameras ask for that.
func (c Code) SVG(label string) string {
	var path strings.Builder
	for _, r := range c.Runs() {
		fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", r.X, r.Y, r.Length, r.Length)
	}
	n := c.Size()
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-label="%s" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h%dv%dH0z"/><path fill="#000" d="%s"/></svg>`,
		n, n, html.EscapeString(label), n, n, path.String())
}
