package catalog

import (
	"slices"
	"strings"
)

// Stretch is some words that two texts share, or that only one of them has.
type Stretch struct {
	Text string
	How  How // Added, Retired, or empty for what both have
}

// most is the product of lengths, in words, up to which texts are compared word by
// word; longer ones are shown one after the other.
const most = 4_000_000

// WordDiff tells what became of a text, word by word. Two texts that share little are
// told one after the other: a few words in common only make the reading harder.
func WordDiff(before, after string) []Stretch {
	a, b := wordsOf(before), wordsOf(after)
	d := diffWords(a, b)
	shared := 0
	for _, s := range d {
		if s.How == "" {
			shared += len(wordsOf(s.Text))
		}
	}
	if shared*2 < min(len(a), len(b)) {
		var whole stretches
		whole.add(Retired, before)
		whole.add(Added, after)
		return whole
	}
	return d
}

func diffWords(a, b []string) stretches {
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	var d stretches
	d.add("", a[:head]...)
	d.middle(a[head:len(a)-tail], b[head:len(b)-tail])
	d.add("", a[len(a)-tail:]...)
	return d
}

// wordsOf cuts a text after each run of spaces and on both sides of each run of line
// ends, so that joining gives it back and a word is the same at the end of a paragraph.
func wordsOf(s string) []string {
	var out []string
	for s != "" {
		end := strings.IndexAny(s, " \n\t")
		run := " \t"
		switch {
		case end < 0:
			return append(out, s)
		case s[end] == '\n' && end > 0:
			run = ""
		case s[end] == '\n':
			run = " \n\t"
		}
		for end < len(s) && strings.ContainsRune(run, rune(s[end])) {
			end++
		}
		out = append(out, s[:end])
		s = s[end:]
	}
	return out
}

type stretches []Stretch

func (d *stretches) add(how How, words ...string) {
	text := strings.Join(words, "")
	if text == "" {
		return
	}
	if n := len(*d); n > 0 && (*d)[n-1].How == how {
		(*d)[n-1].Text += text
		return
	}
	*d = append(*d, Stretch{text, how})
}

// middle compares by the longest common run of words.
func (d *stretches) middle(a, b []string) {
	if len(a)*len(b) > most {
		d.add(Retired, a...)
		d.add(Added, b...)
		return
	}
	// common[i][j] is how many words a[i:] and b[j:] share in order.
	common := make([][]int32, len(a)+1)
	for i := range common {
		common[i] = make([]int32, len(b)+1)
	}
	for i, x := range slices.Backward(a) {
		for j, y := range slices.Backward(b) {
			if x == y {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			d.add("", a[i])
			i, j = i+1, j+1
		case common[i+1][j] >= common[i][j+1]:
			d.add(Retired, a[i])
			i++
		default:
			d.add(Added, b[j])
			j++
		}
	}
	d.add(Retired, a[i:]...)
	d.add(Added, b[j:]...)
}
