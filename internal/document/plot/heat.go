package plot

import (
	"math"
	"strconv"
)

// Heat is a table of figures with a shade for each: five fixed steps, so that the same
// shade means the same everywhere. The figure is always printed.
type Heat struct {
	Figure
	Columns []Column
	Rows    []HeatRow
	Steps   [4]float64 // the least figure of the second shade to the fifth
	Legend  [5]string  // what each shade stands for
}

// Column is a column of a Heat.
type Column struct {
	Label string // "Nov"
	Group string // printed where it begins: "2026"
}

// HeatRow is a line of figures.
type HeatRow struct {
	Label  string
	Href   string
	Values []float64
}

// Step is the shade of a figure.
func (p Heat) Step(v float64) int {
	n := 0
	for n < len(p.Steps) && v >= p.Steps[n] && v > 0 {
		n++
	}
	return n
}

// Draw draws the table.
func (p Heat) Draw(w Width) SVG {
	c := blank(p.Figure, w)
	c.legend(p.Legend[:], func(i int, x, y, size float64) {
		c.rect("plot-cell plot-heat-"+strconv.Itoa(i), x, y, size, size, "", "")
	})
	var labels []string
	for _, r := range p.Rows {
		labels = append(labels, r.Label)
	}
	left, high := c.column(labels), 28.0
	wide := min((c.w-left)/float64(max(len(p.Columns), 1)), 64)
	for i, col := range p.Columns {
		x := left + float64(i)*wide
		if i == 0 || p.Columns[i-1].Group != col.Group {
			c.text("plot-small plot-quiet", begins, x, c.y+12, small, 0, col.Group)
		}
		c.text("plot-tick", centred, x+wide/2, c.y+28, small, 0, fit(col.Label, small, wide))
	}
	c.y += 34
	for _, r := range p.Rows {
		c.link(r.Href, func() {
			c.raw(`<g class="plot-row">`)
			top := c.y
			if c.narrow {
				top += 20
			}
			c.rect("plot-hit", 0, c.y, c.w, top+high-c.y, "", "")
			if c.narrow {
				c.text("plot-label", begins, 0, c.y+15, normal, c.w, r.Label)
			} else {
				c.text("plot-label", begins, 0, top+high/2+4.5, normal, left-12, r.Label)
			}
			c.raw(`<g aria-hidden="true">`)
			for i, v := range r.Values {
				x, step := left+float64(i)*wide, strconv.Itoa(p.Step(v))
				c.rect("plot-cell plot-heat-"+step, x, top, wide, high, "", p.cell(r, i))
				c.text("plot-small plot-on-heat-"+step, centred, x+wide/2, top+high/2+4.2, small, 0, Figured(v))
			}
			c.raw(`</g></g>`)
			c.y = top + high
			if c.narrow {
				c.y += 6
			}
		})
	}
	c.y += 4
	return c.done()
}

func (p Heat) cell(r HeatRow, i int) string {
	return r.Label + ", " + p.Columns[i].Label + " " + p.Columns[i].Group + ": " + Figured(r.Values[i])
}

// Figured is a figure as a plot prints it: one decimal below ten, where it has one.
// What is not zero is never printed as zero.
func Figured(v float64) string {
	switch r := math.Round(v*10) / 10; {
	case v <= 0:
		return "0"
	case v >= 99.5:
		return "99+"
	case v >= 9.95:
		return strconv.FormatFloat(math.Round(v), 'f', 0, 64)
	case r == 0:
		return "0.1"
	default:
		return strconv.FormatFloat(r, 'f', -1, 64)
	}
}
