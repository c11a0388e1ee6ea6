package raci

import (
	"math/bits"
	"slices"
	"strings"
	"unicode"
)

// nearly is the likeness from which two names are taken for one job.
const nearly = 0.82

// Close tells whether two names of functions look like one job written twice (V11).
// Equal names are close.
func Close(a, b string) bool { return Likeness(a, b) >= nearly }

// Likeness is how much two names of functions say the same, from 0 to 1. It compares
// the words, whatever their order and ending, and of words that differ their letters,
// so that a slip of the pen is no other word.
func Likeness(a, b string) float64 { return likeness(stems(a), stems(b), 0) }

// Lookalikes are names to be compared with many others.
type Lookalikes [][]string

// NewLookalikes prepares names.
func NewLookalikes(names []string) Lookalikes {
	l := make(Lookalikes, len(names))
	for i, n := range names {
		l[i] = stems(n)
	}
	return l
}

// Closest finds the name most like this one among those that are Close to it; -1 is none.
func (l Lookalikes) Closest(name string) int {
	best, at := nearly, -1
	words := stems(name)
	for i, other := range l {
		if n := likeness(words, other, nearly); n > best || at < 0 && n >= nearly {
			best, at = n, i
		}
	}
	return at
}

// Holding finds the one name that has all words of this one; -1 when none or several do.
func (l Lookalikes) Holding(name string) int {
	words, at := stems(name), -1
	if len(words) == 0 {
		return -1
	}
	for i, other := range l {
		holds := true
		for _, w := range words {
			holds = holds && slices.Contains(other, w)
		}
		switch {
		case holds && at >= 0:
			return -1
		case holds:
			at = i
		}
	}
	return at
}

// likeness is Likeness of prepared names where it is at least floor, and anything below
// floor where it is not: most names differ in their first words, and nobody needs to
// know by how much.
func likeness(as, bs []string, floor float64) float64 {
	if len(as) == 0 || len(bs) == 0 {
		return 0
	}
	if len(as) > len(bs) {
		as, bs = bs, as
	}
	if 2*float64(len(as))/float64(len(as)+len(bs)) < 0.5 {
		return 0 // too many words are one's own
	}
	var taken [most]bool
	sum, all := 0.0, float64(len(as)+len(bs))
	for n, s := range as {
		if 2*(sum+float64(len(as)-n))/all < floor-rounding { // were all other words the same, it would still be too little
			return 0
		}
		best, at := 0.0, -1
		for i, t := range bs {
			if !taken[i] {
				if l := wordLikeness(s, t); l > best {
					best, at = l, i
				}
			}
		}
		if at >= 0 {
			taken[at] = true
			sum += best
		}
	}
	return 2 * sum / all
}

// wordLikeness is 1 for one word and 0 for two; between, for a slip of the pen.
func wordLikeness(a, b string) float64 {
	if a == b {
		return 1
	}
	longer, shorter := max(len(a), len(b)), min(len(a), len(b))
	if shorter < 5 || longer > longest || longer-shorter > longer/5 { // of short words every letter counts: "LAN", "WAN"
		return 0
	}
	if strangers(a, b) > longer/5 {
		return 0
	}
	if d := distance(a, b); d <= longer/5 {
		return 1 - float64(d)/float64(longer)
	}
	return 0
}

// strangers is how many letters one word has that the other lacks, each counted once:
// an edit brings in one at most, so the distance is no smaller.
func strangers(a, b string) int {
	var in, of uint64
	for i := range len(a) {
		in |= 1 << (a[i] & 63)
	}
	for i := range len(b) {
		of |= 1 << (b[i] & 63)
	}
	return max(bits.OnesCount64(in&^of), bits.OnesCount64(of&^in))
}

// rounding is more than sums of likenesses differ by the order they are added in.
const rounding = 1e-9

// longest is the longest word, in bytes, in which a slip of the pen is looked for.
const longest = 40

// distance counts the letters to insert, delete, change or swap with the next.
func distance(a, b string) int {
	var rows [3][longest + 1]int
	before, last, row := rows[0][:], rows[1][:], rows[2][:]
	for j := range len(b) + 1 {
		row[j] = j
	}
	for i := range len(a) {
		before, last, row = last, row, before
		row[0] = i + 1
		for j := range len(b) {
			cost := last[j]
			if a[i] != b[j] {
				cost++
			}
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				cost = min(cost, before[j-1]+1)
			}
			row[j+1] = min(cost, row[j]+1, last[j+1]+1)
		}
	}
	return row[len(b)]
}

// filler are words that tell no function from another.
var filler = map[string]bool{"a": true, "an": true, "the": true, "of": true, "for": true, "to": true, "and": true, "or": true, "in": true, "on": true, "with": true, "by": true, "all": true}

// most is how many words of a name are compared.
const most = 32

// stems are the words of a name in lower case without their usual endings.
func stems(s string) []string {
	var out []string
	for word := range strings.FieldsFuncSeq(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if !filler[word] && len(out) < most && len(word) < 100 {
			out = append(out, stem(word))
		}
	}
	return out
}

func stem(word string) string {
	for _, end := range []string{"ings", "ing", "ies", "es", "ed", "s", "y", "e"} {
		if base, ok := strings.CutSuffix(word, end); ok && len(base) >= 4 {
			return base
		}
	}
	return word
}
