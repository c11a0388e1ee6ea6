package plot

import "strings"

// Weight is how much of a function a stakeholder carries.
type Weight int

const (
	Open Weight = iota // not decided
	None
	Told
	Asked
	Does
	Answers
)

// Strip is one stakeholder of a Code: a weight for every function.
type Strip struct {
	Label   string
	Weights []Weight
}

// Code is the thumbnail of a matrix, a barcode: one cell is one function, one strip one
// stakeholder, and who carries more stands taller. Groups says how many functions each
// area has; areas stand apart.
type Code struct {
	Figure
	Strips []Strip
	Groups []int
	Legend []string // the weights by name, from who answers to who is told
}

// Draw draws the strips.
func (p Code) Draw(w Width) SVG {
	c := blank(p.Figure, w)
	if len(p.Strips) > 0 {
		c.legend(p.Legend, func(i int, x, y, size float64) {
			k := Answers - Weight(i)
			c.rect(classes[k], x+3, y+size*(1-heights[k]), 6, size*heights[k], "", "")
		})
	}
	var labels []string
	for _, s := range p.Strips {
		labels = append(labels, s.Label)
	}
	left, high := c.column(labels), 26.0
	n := 0
	for _, g := range p.Groups {
		n += g
	}
	const gap = 2.0
	one := 0.0
	if n > 0 {
		one = min((c.w-left-gap*float64(len(p.Groups)-1))/float64(n), 12)
	}
	for _, s := range p.Strips {
		top := c.y
		if c.narrow {
			c.text("plot-label", begins, 0, top+15, normal, c.w, s.Label)
			top += 20
		} else {
			c.text("plot-label", begins, 0, top+high/2+4.5, normal, left-12, s.Label)
		}
		end := p.strip(c, s, left, top, one, gap, high)
		c.line("plot-axis", left, top+high, end, top+high)
		c.y = top + high + 10
	}
	return c.done()
}

// heights of the weights, of the whole.
var heights = [...]float64{Open: 1, None: 0, Told: 0.14, Asked: 0.34, Does: 0.62, Answers: 1}

var classes = [...]string{Open: "plot-open", None: "", Told: "plot-told", Asked: "plot-asked", Does: "plot-does", Answers: "plot-answers"}

// strip draws one path per weight, which is small however many functions there are,
// and tells where it ends.
func (p Code) strip(c *canvas, s Strip, left, top, one, gap, high float64) float64 {
	var paths [len(heights)]strings.Builder
	x, i := left, 0
	thin := max(one-max(min(one/4, 1), 0.4), 0.6)
	for g, count := range p.Groups {
		if g > 0 {
			x += gap
		}
		for range count {
			k := None
			if i < len(s.Weights) && s.Weights[i] >= 0 && int(s.Weights[i]) < len(heights) {
				k = s.Weights[i]
			}
			if h := heights[k] * high; h > 0 {
				for _, part := range []string{"M", number(x), " ", number(top + high - h), "h", number(thin), "v", number(h), "h-", number(thin), "z"} {
					paths[k].WriteString(part)
				}
			}
			x += one
			i++
		}
	}
	for k, class := range classes {
		if d := paths[k].String(); d != "" {
			c.raw(`<path class="`, class, `" d="`, d, `"/>`)
		}
	}
	return x
}
