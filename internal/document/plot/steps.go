package plot

import (
	"strconv"
	"strings"
	"time"
)

// Point is a count from a moment on.
type Point struct {
	At time.Time
	N  int
}

// Steps is a count against its total over time, as a line of steps: a stall is seen as
// a flat stretch.
type Steps struct {
	Figure
	From, To time.Time
	Done     []Point // in order of time
	Total    []Point
	Marks    []time.Time // moments to mark on the line
	MarkedAs string      // what they are, for the legend
	DoneAs   string      // "agreed by both"
	TotalAs  string      // "functions in the matrix"
	Note     string      // below the line: why it is flat
}

// Draw draws both lines.
func (p Steps) Draw(w Width) SVG {
	c := blank(p.Figure, w)
	names := []string{p.DoneAs, p.TotalAs}
	if len(p.Marks) > 0 {
		names = append(names, p.MarkedAs)
	}
	c.legend(names, func(i int, x, y, size float64) {
		switch i {
		case 0:
			c.line("plot-done", x, y+size/2, x+size, y+size/2)
		case 1:
			c.line("plot-whole", x, y+size/2, x+size, y+size/2)
		default:
			c.dot(x+size/2, y+size/2, "")
		}
	})
	most := 0
	for _, pt := range append(append([]Point{}, p.Done...), p.Total...) {
		most = max(most, pt.N)
	}
	axis := ticks(most)
	left, high := measure(strconv.Itoa(axis[len(axis)-1]), small)+8, 168.0
	right := measure(strconv.Itoa(most), normal) + 10
	top := c.y + 8
	span := p.To.Sub(p.From)
	x := func(t time.Time) float64 {
		if span <= 0 {
			return left
		}
		share := float64(t.Sub(p.From)) / float64(span)
		return left + min(max(share, 0), 1)*(c.w-left-right)
	}
	y := func(n int) float64 { return top + high - float64(n)/float64(axis[len(axis)-1])*high }
	for _, t := range axis {
		class := "plot-grid"
		if t == 0 {
			class = "plot-axis"
		}
		c.line(class, left, y(t), c.w-right, y(t))
		c.text("plot-tick", ends, left-6, y(t)+4, small, 0, strconv.Itoa(t))
	}
	c.path("plot-whole", p.Total, x, y, p.To)
	c.path("plot-done", p.Done, x, y, p.To)
	for _, m := range p.Marks {
		c.dot(x(m), y(at(p.Done, m)), p.MarkedAs+", "+day(m))
	}
	done, whole := last(p.Done), last(p.Total)
	end := c.w - right + 5
	if whole != done && y(done)-y(whole) < 15 { // no room for two numbers
		c.text("plot-label plot-total", begins, end, y(whole)+2, normal, 0, strconv.Itoa(whole))
		c.text("plot-label plot-total", begins, end, y(whole)+17, normal, 0, strconv.Itoa(done))
	} else {
		c.text("plot-label plot-total", begins, end, y(done)+4.5, normal, 0, strconv.Itoa(done))
		if whole != done {
			c.text("plot-label plot-quiet", begins, end, y(whole)+4.5, normal, 0, strconv.Itoa(whole))
		}
	}
	c.y = top + high + 16
	c.text("plot-tick", begins, left, c.y, small, 0, day(p.From))
	c.text("plot-tick", ends, c.w-right, c.y, small, 0, day(p.To))
	if p.Note != "" {
		c.y += 20
		c.text("plot-small plot-warn", ends, c.w-right, c.y, small, c.w-right-left, p.Note)
	}
	c.y += 8
	return c.done()
}

// path is one line of steps to the end.
func (c *canvas) path(class string, points []Point, x func(time.Time) float64, y func(int) float64, to time.Time) {
	if len(points) == 0 {
		return
	}
	var d strings.Builder
	for i, pt := range points {
		if i == 0 {
			d.WriteString("M" + number(x(pt.At)) + " " + number(y(pt.N)))
			continue
		}
		d.WriteString("H" + number(x(pt.At)) + "V" + number(y(pt.N)))
	}
	d.WriteString("H" + number(x(to)))
	c.raw(`<path class="`, class, `" fill="none" d="`, d.String(), `"/>`)
}

func (c *canvas) dot(x, y float64, title string) {
	c.raw(`<circle class="plot-mark" cx="`, number(x), `" cy="`, number(y), `" r="4.5">`)
	if title != "" {
		c.raw(`<title>`, clean(title), `</title>`)
	}
	c.raw(`</circle>`)
}

// at is the count at a moment.
func at(points []Point, t time.Time) int {
	n := 0
	for _, p := range points {
		if p.At.After(t) {
			break
		}
		n = p.N
	}
	return n
}

func last(points []Point) int {
	if len(points) == 0 {
		return 0
	}
	return points[len(points)-1].N
}

func day(t time.Time) string { return t.Format("2 Jan 2006") }
