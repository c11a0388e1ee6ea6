package raci

import (
	"strings"
	"unicode"
)

// vague are words that say nothing one could point at (V10).
var vague = []string{"etc", "as needed", "various", "all it", "and/or"}

// checkText is V10 and V12: what a row of one's own says, and who is left out of it.
func (s *sight) checkText(r *row) {
	if d := strings.TrimSpace(r.Description); (r.lib == nil || r.lib.Description != r.Description) &&
		(len(strings.Fields(d)) < 4 || mentions(d, vague, false) || mentions(r.Name, vague, false)) {
		s.add("V10", Warn, r, "Rewrite the description", nil, "too broad to point at in a dispute. Describe one activity with a result.").Field = "description"
	}
	if len(r.answer) == 0 || r.asShipped {
		return
	}
	var empty []int
	m := Remedy{Label: "Set to Informed"}
	for _, i := range s.std {
		if i >= 0 && r.as[i] == Undecided {
			empty = append(empty, i)
			m.Set = append(m.Set, Set{Stakeholder: s.columns[i].ID, As: Informed})
		}
	}
	if len(empty) > 0 {
		verb := "has"
		if len(empty) > 1 {
			verb = "have"
		}
		s.add("V12", Hint, r, "Set to Informed", []Remedy{m}, "%s %s no role. Use Informed if they should hear about it.", s.list(empty), verb)
	}
}

// mentions tells whether one of the phrases is in the text: from the beginning of a
// word, and to the end of one unless it may go on (purchas, purchase, purchasing).
func mentions(text string, phrases []string, goOn bool) bool {
	lower := strings.ToLower(text)
	for _, p := range phrases {
		for at := 0; ; {
			i := strings.Index(lower[at:], p)
			if i < 0 {
				break
			}
			i += at
			end := i + len(p)
			if (i == 0 || !inWord(lower[i-1])) && (goOn || end == len(lower) || !inWord(lower[end])) {
				return true
			}
			at = end
		}
	}
	return false
}

func inWord(b byte) bool { return b >= 0x80 || unicode.IsLetter(rune(b)) }

// ownName tells whether people named the row, so that nobody made sure yet that it
// is not another row in other words.
func (r *row) ownName() bool { return r.lib == nil || r.lib.Name != r.Name }

// checkNames is V11 and V49, which compare rows with one another. The library's own
// names are known to be apart, so only what people named is compared.
func (s *sight) checkNames() {
	var words [][]string // of every row, made when the first is needed
	of := func(i int) []string {
		if words == nil {
			words = make([][]string, len(s.rows))
			for j := range s.rows {
				if r := &s.rows[j]; r.ownName() {
					words[j] = stems(r.Name)
				} else {
					words[j] = r.lib.words
				}
			}
		}
		return words[i]
	}
	for i := range s.rows {
		r := &s.rows[i]
		if r.ownName() {
			for j := range s.rows {
				o := &s.rows[j]
				if j == i || j > i && o.ownName() || parts(r, o) || likeness(of(i), of(j), nearly) < nearly {
					continue
				}
				s.add("V11", Warn, r, "Keep one of the two", nil, "this looks like %s. Two rows for one job will contradict each other.", o.Name).Field = "exclude_reason"
				break
			}
		}
		if strings.TrimSpace(r.Condition) != "" && !s.restOf(i, of) {
			s.add("V49", Warn, r, "Say who does the rest", nil, "this covers only %s. Who does the rest?", limit(r.Condition)).Field = "condition"
		}
	}
}

// limit is a condition inside a sentence: "servers at HQ only" is "servers at HQ".
func limit(condition string) string {
	c := strings.TrimRight(strings.TrimSpace(condition), ".")
	if first, rest, ok := strings.Cut(c, " "); ok && strings.EqualFold(first, "only") {
		c = rest
	}
	return strings.TrimSuffix(c, " only")
}

// restOf tells whether a row of the same area and of related name covers what a row's
// condition leaves out.
func (s *sight) restOf(i int, of func(int) []string) bool {
	r := &s.rows[i]
	for j := range s.rows {
		o := &s.rows[j]
		if j != i && o.Area == r.Area && o.Condition != r.Condition && likeness(of(i), of(j), related) >= related {
			return true
		}
	}
	return false
}

// related is from where on two names of one area are about one subject.
const related = 0.5

// parts tells whether two rows are one job on purpose: limited to different things.
func parts(a, b *row) bool { return a.Condition != b.Condition && a.Area == b.Area }
