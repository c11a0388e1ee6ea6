package pdf

import (
	"math"
	"strings"
	"testing"
)

// testUnits sets words of a fixed width per letter.
func testUnits(text string) []unit {
	var us []unit
	for i, w := range strings.Fields(text) {
		if i > 0 {
			us = append(us, unit{kind: glue, width: 3, stretch: 1.5, shrink: 1, piece: piece{nil, &word{space: true}}})
		}
		us = append(us, unit{kind: box, width: float64(len(w)) * 5, piece: piece{nil, &word{}}})
	}
	return append(us, endLine()...)
}

const fable = "In olden times when wishing still helped one there lived a king whose daughters were all beautiful but the youngest was so beautiful that the sun itself which has seen so much was astonished whenever it shone in her face"

func TestJustify(t *testing.T) {
	t.Parallel()
	const width = 200
	units := testUnits(fable)
	measure := func(int) float64 { return width }
	ends := justify(units, measure, 3)
	if ends == nil {
		t.Fatal("no way found")
	}
	lines := setLines(units, measure, true)
	for i, l := range lines {
		if l.ends {
			if l.width > width {
				t.Errorf("the last line is %.2f wide", l.width)
			}
			continue
		}
		if math.Abs(l.width-width) > 1e-6 {
			t.Errorf("line %d is %.2f wide", i, l.width)
		}
	}
}

// TestJustifyBest tries every way to break a paragraph.
func TestJustifyBest(t *testing.T) {
	t.Parallel()
	for _, width := range []float64{90, 120, 150, 200, 260} {
		units := testUnits(fable)
		const tolerance = 4
		least := math.Inf(1)
		var try func(a *breakpoint)
		try = func(a *breakpoint) {
			w, y, z := 0.0, 0.0, 0.0
			start := a.at + 1
			for i := start; i < len(units); i++ {
				u := &units[i]
				if u.kind == glue && units[i-1].kind == box || u.kind == penalty && u.penalty < forbidden {
					if r := ratio(w, y, z, width); r >= -1 && r <= tolerance {
						var best [4]*breakpoint
						consider(&best, a, u, i, r)
						for _, b := range best {
							switch {
							case b == nil:
							case i == len(units)-1:
								least = math.Min(least, b.demerits)
							default:
								try(b)
							}
						}
					}
				}
				w, y, z = w+u.width, y+u.stretch, z+u.shrink
			}
		}
		try(&breakpoint{at: -1, fitness: 1})
		ends := justify(units, func(int) float64 { return width }, tolerance)
		switch {
		case ends == nil && math.IsInf(least, 1):
		case ends == nil:
			t.Errorf("width %g: no way found; there is one of %g", width, least)
		case math.Abs(ends[len(ends)-1].demerits-least) > 1e-6:
			t.Errorf("width %g: %g demerits; there is a way of %g", width, ends[len(ends)-1].demerits, least)
		}
	}
}

func TestRagged(t *testing.T) {
	t.Parallel()
	for _, width := range []float64{12, 40, 77, 200, 5000} {
		var words int
		for _, l := range setLines(testUnits(fable), func(int) float64 { return width }, false) {
			n := 0
			for _, p := range l.pieces {
				if !p.word.space && p.width > 3 {
					n++
				}
			}
			words += n
			if l.width > width+1e-6 && n > 1 {
				t.Errorf("width %g: a line of %d words is %g wide", width, n, l.width)
			}
		}
		if want := len(strings.Fields(fable)); words != want {
			t.Errorf("width %g: %d words set, want %d", width, words, want)
		}
	}
}

func TestAtHyphens(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"co-managed": "co-|managed", "A/R": "A/R", "-5": "-5", "and/or": "and/|or", "NG-2026-0117": "NG-2026-0117", "x-ray": "x-ray", "least-privilege;": "least-|privilege;",
	} {
		got, rest := atHyphen(s)
		for rest != "" {
			var head string
			head, rest = atHyphen(rest)
			got += "|" + head
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", s, got, want)
		}
	}
}
