package docx

import (
	"strconv"
	"strings"
)

// counter counts as Word will, so that a paragraph is left to Word's numbering only
// where that gives the model's number. Level 0 is a section or exhibit.
type counter struct {
	exhibit bool
	counts  [4]int
}

// next takes the next number of a level if it is want. Otherwise nothing is counted
// and the number has to be written as text.
func (c *counter) next(level int, want string) bool {
	n := c.counts
	n[level]++
	for l := level + 1; l < len(n); l++ {
		n[l] = 0
	}
	if c.format(n, level) != want {
		return false
	}
	c.counts = n
	return true
}

// format prints a number as numbering.xml has its levels.
func (c *counter) format(n [4]int, level int) string {
	first := strconv.Itoa(n[0])
	if c.exhibit {
		first = letters(n[0], 'A')
	}
	switch level {
	case 0:
		if c.exhibit {
			return "Exhibit " + first
		}
		return first
	case 1:
		return first + "." + strconv.Itoa(n[1])
	case 2:
		return "(" + letters(n[2], 'a') + ")"
	}
	return "(" + roman(n[3]) + ")"
}

// letters counts as Word does: after z come aa, bb, cc.
func letters(n int, first rune) string {
	if n < 1 {
		return ""
	}
	return strings.Repeat(string(first+rune((n-1)%26)), (n-1)/26+1)
}

func roman(n int) string {
	var b strings.Builder
	for _, r := range []struct {
		n int
		s string
	}{{100, "c"}, {90, "xc"}, {50, "l"}, {40, "xl"}, {10, "x"}, {9, "ix"}, {5, "v"}, {4, "iv"}, {1, "i"}} {
		for ; n >= r.n; n -= r.n {
			b.WriteString(r.s)
		}
	}
	return b.String()
}
