package friction

import (
	"slices"
	"strings"

	"demarc/internal/audit"
	"demarc/internal/party"
	"demarc/internal/raci"
)

// change is one cell before and after.
type change struct {
	column   string
	from, to raci.Assignment
}

// changes are the cells that an entry says it changed: one that it names, or all that
// differ between two whole rows in words.
func changes(f audit.Fact) []change {
	if column := f.Data["column"]; column != "" {
		before, _, _ := raci.ParseCell(f.Before)
		after, _, _ := raci.ParseCell(f.After)
		out := []change{{column, before, after}}
		if from := f.Data["accountable moved from"]; from != "" {
			from, _ = raci.CutWindow(from)
			out = append(out, change{from, raci.Accountable, raci.Informed})
		}
		return out
	}
	before, after := cells(f.Before), cells(f.After)
	var out []change
	for column, to := range after {
		if from, ok := before[column]; ok && from != to {
			out = append(out, change{column, from, to})
		}
	}
	return out
}

// cells reads a row in words: "MSP team Responsible, Client IT Accountable". What it
// does not understand it leaves.
func cells(text string) map[string]raci.Assignment {
	out := map[string]raci.Assignment{}
	for part := range strings.SplitSeq(text, ", ") {
		part, _ = raci.CutWindow(part)
		for _, a := range raci.Assignments { // the longest words come first
			if column, ok := strings.CutSuffix(part, " "+a.Words()); ok {
				out[column] = a
				break
			}
		}
	}
	return out
}

// changed notes what cells became, and tells whether one went back to what it was
// before the other side changed it. One side trying things out is no argument.
func (s *state) changed(list []change, by party.Side) (back bool) {
	for _, c := range list {
		l := s.letters[c.column]
		if l == nil {
			l = &letter{}
			s.letters[c.column] = l
		}
		from, to := plain(c.from), plain(c.to)
		if l.by != "" && l.by != by && slices.Contains(l.had, to) {
			back = true
		}
		l.had, l.by = append(l.had, from), by
	}
	return back
}

// plain is a letter for comparing: who answers, answers, whether or not they also work.
func plain(a raci.Assignment) raci.Assignment {
	if a.Answers() {
		return raci.Accountable
	}
	return a
}
