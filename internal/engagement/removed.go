package engagement

import (
	"fmt"
	"slices"
	"strings"

	"demarc/internal/agreement"
	"demarc/internal/raci"
)

// Removed are the findings about functions that clauses speak of and the matrix does
// not have any more, one for each function. One that was excluded is brought back by
// one press; for one that is not there at all the terms that print the clauses change.
func Removed(d Draft, c Content, problems []agreement.Problem) []raci.Finding {
	var out []raci.Finding
	clauses := map[string][]string{}
	for _, pr := range problems {
		if i := slices.IndexFunc(c.Agreement.Sections, func(s agreement.Section) bool { return s.ID == pr.Clause }); i >= 0 {
			clauses[pr.Key] = append(clauses[pr.Key], "“"+c.Agreement.Sections[i].Title+"”")
		}
	}
	told := map[string]bool{}
	for _, pr := range problems {
		f, cited := removed(d, raci.FunctionKey(pr.Key))
		if !cited || told[pr.Key] {
			continue
		}
		told[pr.Key] = true
		switch in := clauses[pr.Key]; len(in) {
		case 0:
			f.Message = "The text speaks of " + f.Message
		case 1:
			f.Message = in[0] + " speaks of " + f.Message
		default:
			f.Message = listed(in) + " speak of " + f.Message
		}
		out = append(out, f)
	}
	return out
}

// removed is the finding about a function that is cited and not in the matrix. Its
// message wants the clauses in front.
func removed(d Draft, key raci.FunctionKey) (raci.Finding, bool) {
	f := raci.Finding{Rule: "R01", Severity: raci.Block, Page: "terms", Fix: "Choose other terms"}
	for _, fn := range d.Matrix.Functions {
		if fn.Key != key || fn.In() {
			continue
		}
		f.Page, f.Function, f.Area, f.Fix = "matrix", fn.ID, fn.Area, "Restore the function"
		f.Remedies = []raci.Remedy{{Label: "Restore the function", Restore: true}}
		f.Message = fmt.Sprintf("the function “%s”, which was removed from the matrix.", fn.Name)
		return f, true
	}
	lib, known := d.Context().Library.Row(key)
	if !known {
		return raci.Finding{}, false
	}
	f.Message = fmt.Sprintf("the function “%s”, which is not in the matrix.", lib.Name)
	return f, true
}

// listed names things in a sentence.
func listed(names []string) string {
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}
