package pdf

import "math"

// unit is one item of a paragraph in Knuth and Plass's sense: a box that is
// printed, glue that stretches and vanishes at a line's end, or a penalty, which
// is a place where a line may end.
type unit struct {
	kind    unitKind
	width   float64
	stretch float64
	shrink  float64
	penalty float64
	piece   piece // of a box; of glue, the face and colour of its space
}

type unitKind uint8

const (
	box unitKind = iota
	glue
	penalty
)

const (
	forced    = -1e4 // a line must end here
	forbidden = 1e4
)

// breakpoint is a feasible line end on the best way to it.
type breakpoint struct {
	at       int // index of the unit that ends the line
	line     int // lines up to here
	fitness  int
	demerits float64
	ratio    float64 // of the line that ends here
	w, y, z  float64 // totals behind the break
	prev     *breakpoint
}

// justify finds the line ends of least ugliness (Knuth and Plass, "Breaking
// paragraphs into lines", 1981), or nil when no way keeps every line's stretch
// below tolerance. The last unit must be a forced break.
func justify(units []unit, width func(line int) float64, tolerance float64) []*breakpoint {
	active := []*breakpoint{{at: -1, fitness: 1}}
	var next []*breakpoint
	var w, y, z float64
	for i := range units {
		u := &units[i]
		legal := false
		switch u.kind {
		case box:
			w += u.width
		case glue:
			legal = i > 0 && units[i-1].kind == box
		case penalty:
			legal = u.penalty < forbidden
		}
		if legal {
			next = next[:0]
			var best [4]*breakpoint
			for _, a := range active {
				r := ratio(w-a.w, y-a.y, z-a.z, width(a.line))
				if r >= -1 && !(u.kind == penalty && u.penalty <= forced) {
					next = append(next, a)
				}
				if r < -1 || r > tolerance {
					continue
				}
				consider(&best, a, u, i, r)
			}
			active, next = next, active
			bw, by, bz := after(units, i, w, y, z)
			for _, b := range best {
				if b != nil {
					b.w, b.y, b.z = bw, by, bz
					active = append(active, b)
				}
			}
			if len(active) == 0 {
				return nil
			}
		}
		if u.kind == glue {
			w, y, z = w+u.width, y+u.stretch, z+u.shrink
		}
	}
	end := active[0]
	for _, a := range active {
		if a.demerits < end.demerits {
			end = a
		}
	}
	var ends []*breakpoint
	for b := end; b.prev != nil; b = b.prev {
		ends = append(ends, b)
	}
	for i, j := 0, len(ends)-1; i < j; i, j = i+1, j-1 {
		ends[i], ends[j] = ends[j], ends[i]
	}
	return ends
}

// ratio says by how much of its stretch (or shrink, below zero) a line must give
// to be as wide as its measure.
func ratio(natural, stretch, shrink, width float64) float64 {
	switch gap := width - natural; {
	case gap > 1e-6 && stretch > 0:
		return gap / stretch
	case gap > 1e-6:
		return math.Inf(1)
	case gap < -1e-6 && shrink > 0:
		return gap / shrink
	case gap < -1e-6:
		return math.Inf(-1)
	}
	return 0
}

// consider weighs a line from a to unit i against the best known line of its fitness.
func consider(best *[4]*breakpoint, a *breakpoint, u *unit, i int, r float64) {
	fitness := 3
	switch {
	case r < -0.5:
		fitness = 0
	case r <= 0.5:
		fitness = 1
	case r <= 1:
		fitness = 2
	}
	bad := 100 * math.Pow(math.Abs(r), 3)
	d := (1 + bad) * (1 + bad)
	if u.kind == penalty && u.penalty > 0 {
		d += u.penalty * u.penalty
	}
	if fitness-a.fitness > 1 || a.fitness-fitness > 1 {
		d += 3000
	}
	d += a.demerits
	if b := best[fitness]; b == nil || d < b.demerits {
		best[fitness] = &breakpoint{at: i, line: a.line + 1, fitness: fitness, demerits: d, ratio: r, prev: a}
	}
}

// after adds to the totals what vanishes behind a break: glue up to the next box.
func after(units []unit, i int, w, y, z float64) (float64, float64, float64) {
	for j := i; j < len(units); j++ {
		u := &units[j]
		if u.kind == box || (u.kind == penalty && u.penalty <= forced && j > i) {
			break
		}
		if u.kind == glue {
			w, y, z = w+u.width, y+u.stretch, z+u.shrink
		}
	}
	return w, y, z
}

// ragged fills each line with as much as it holds. It always finds an answer.
func ragged(units []unit, width func(line int) float64) []*breakpoint {
	var ends []*breakpoint
	start, last := 0, -1 // last is the last place in this line where it may end
	used := 0.0
	for i := 0; i < len(units); i++ {
		u := &units[i]
		switch u.kind {
		case box:
			used += u.width
			if used > width(len(ends))+1e-6 && last > start {
				ends = append(ends, &breakpoint{at: last})
				i = last // set the rest again, in the next line
				for i+1 < len(units) && units[i+1].kind == glue {
					i++
				}
				start, last, used = i+1, -1, 0
			}
		case glue:
			if i > start && units[i-1].kind == box {
				last = i
			}
			if i > start {
				used += u.width
			}
		case penalty:
			if u.penalty <= forced {
				ends = append(ends, &breakpoint{at: i})
				start, last, used = i+1, -1, 0
			} else if u.penalty < forbidden && i > start {
				last = i
			}
		}
	}
	return ends
}
