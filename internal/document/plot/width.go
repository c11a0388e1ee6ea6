package plot

import (
	"math"
	"unicode"
)

// advances are those of Inter at its semibold, from the space to the tilde, in
// thousandths of the size. Lighter weights are no wider.
var advances = [...]int{
	288, 332, 523, 673, 650, 1004, 663, 326, 379, 379, 540, 673, 319, 465, 319, 379, 660, 660, 660, 660, 666, 660, 660, 660, 660, 660, 319, 329, 673, 673, 673, 543,
	1000, 728, 659, 737, 730, 605, 590, 749, 746, 277, 580, 704, 565, 922, 759, 769, 645, 773, 652, 650, 660, 744, 728, 1020, 720, 713, 652, 373, 379, 373, 481, 469,
	356, 574, 625, 583, 625, 591, 389, 625, 612, 261, 261, 570, 261, 900, 612, 612, 625, 625, 397, 549, 353, 612, 587, 839, 569, 589, 566, 455, 358, 455, 673,
}

// measure is how wide s is at most at a size. Figures count as tabular, and a letter
// that is not in the table as a wide one, so that nothing is ever clipped.
func measure(s string, size float64) float64 {
	w := 0
	for _, r := range s {
		switch {
		case r >= ' ' && int(r-' ') < len(advances):
			w += advances[r-' ']
		case unicode.Is(unicode.Mn, r):
		case r < 0x1100:
			w += 1000
		case r == '–' || r == '’' || r == '“' || r == '”':
			w += 500
		default:
			w += 1100
		}
	}
	return math.Ceil(float64(w) * size / 1000)
}

// fit is s, or as much of it as has room, with an ellipsis.
func fit(s string, size, room float64) string {
	if measure(s, size) <= room {
		return s
	}
	r := []rune(s)
	for n := len(r) - 1; n > 0; n-- {
		if cut := string(r[:n]) + "…"; measure(cut, size) <= room {
			return cut
		}
	}
	return ""
}

// ticks are the round numbers of an axis from zero to at least most, some four of them.
func ticks(most int) []int {
	step := 1
	for i, by := 0, []int{2, 5, 10}; most > 4*step; i++ {
		step = by[i%3] * int(math.Pow10(i/3))
	}
	out := []int{0}
	for at := step; at < most; at += step {
		out = append(out, at)
	}
	return append(out, out[len(out)-1]+step)
}

// column is how wide the labels beside the marks stand: as the longest needs, within
// bounds. Drawn narrow they stand above.
func (c *canvas) column(labels []string) float64 {
	if c.narrow {
		return 0
	}
	w := 96.0
	for _, l := range labels {
		w = max(w, measure(l, normal)+14)
	}
	return min(w, 300)
}
