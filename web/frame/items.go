package frame

import (
	"slices"
	"strings"

	"demarc/internal/raci"
)

// Item is one thing to mend: the findings that the same change settles.
type Item struct {
	raci.Finding
	Also []string // what the other findings say
}

// Fold joins what blocks about one field, so that a field that several rules miss
// counts once. Other findings stay as they are: each is answered by itself.
func Fold(findings []raci.Finding) []Item {
	var out []Item
	at := map[string]int{}
	for _, f := range findings {
		key := f.Page + " " + f.Field
		if !strings.Contains(f.Field, ".") || f.Severity != raci.Block {
			key += " " + string(f.Function) + " " + f.Rule + " " + f.Message
		}
		i, known := at[key]
		if !known {
			at[key] = len(out)
			out = append(out, Item{Finding: f})
			continue
		}
		if !sayTheSame(out[i], f.Message) {
			out[i].Also = append(out[i].Also, f.Message)
		}
	}
	return out
}

// Blank tells whether it is an empty field, and what the field is called.
func (i Item) Blank() (string, bool) {
	rest, found := strings.CutPrefix(i.Message, "Fill in “")
	name, _, closed := strings.Cut(rest, "”")
	return name, found && closed && len(i.Remedies) == 0
}

// sayTheSame tells whether a message adds nothing: “Fill in X.” is said once.
func sayTheSame(i Item, message string) bool {
	first := func(s string) string {
		before, _, _ := strings.Cut(s, ".")
		return before
	}
	return first(i.Message) == first(message) || slices.ContainsFunc(i.Also, func(s string) bool { return first(s) == first(message) })
}
