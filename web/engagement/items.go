package engagement

import (
	"slices"
	"strings"

	"demarc/internal/raci"
)

// item is one thing to mend: the findings that the same change settles.
type item struct {
	raci.Finding
	also []string // what the other findings say
}

// fold joins what blocks about one field, so that a field that several rules miss
// counts once. Other findings stay as they are: each is answered by itself.
func fold(findings []raci.Finding) []item {
	var out []item
	at := map[string]int{}
	for _, f := range findings {
		key := f.Page + " " + f.Field
		if !strings.Contains(f.Field, ".") || f.Severity != raci.Block {
			key += " " + string(f.Function) + " " + f.Rule + " " + f.Message
		}
		i, known := at[key]
		if !known {
			at[key] = len(out)
			out = append(out, item{Finding: f})
			continue
		}
		if !sayTheSame(out[i], f.Message) {
			out[i].also = append(out[i].also, f.Message)
		}
	}
	return out
}

// sayTheSame tells whether a message adds nothing: “Fill in X.” is said once.
func sayTheSame(i item, message string) bool {
	first := func(s string) string {
		before, _, _ := strings.Cut(s, ".")
		return before
	}
	return first(i.Message) == first(message) || slices.ContainsFunc(i.also, func(s string) bool { return first(s) == first(message) })
}
