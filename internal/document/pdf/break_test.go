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
			us = append(us, unit{kind: glue, width: 3, stretch: 1.5, shrink: 1, piece: piece{word: &word{}}})
		}
		us = append(us, unit{kind: box, width: float64(len(w)) * 5})
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
	greedy := ragged(units, measure)
	if worst(ends) > worstGreedy(units, greedy, width)+1e-9 {
		t.Error("greedy lines stretch less than the best ones")
	}
}

func worst(ends []*breakpoint) float64 {
	w := 0.0
	for _, e := range ends {
		w = math.Max(w, math.Abs(e.ratio))
	}
	return w
}

func worstGreedy(units []unit, ends []*breakpoint, width float64) float64 {
	w, start := 0.0, 0
	for _, e := range ends[:len(ends)-1] {
		n, y, z := 0.0, 0.0, 0.0
		for _, u := range units[start:e.at] {
			n += u.width
			y += u.stretch
			z += u.shrink
		}
		w = math.Max(w, math.Abs(ratio(n, y, z, width)))
		start = e.at + 1
	}
	return w
}

func TestRagged(t *testing.T) {
	t.Parallel()
	for _, width := range []float64{12, 40, 77, 200, 5000} {
		var words int
		for _, l := range setLines(testUnits(fable), func(int) float64 { return width }, false) {
			n := 0
			for _, p := range l.pieces {
				if !p.space && p.width > 3 {
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
		if got := strings.Join(atHyphens(s), "|"); got != want {
			t.Errorf("%s: got %s, want %s", s, got, want)
		}
	}
}
