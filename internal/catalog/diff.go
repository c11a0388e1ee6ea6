package catalog

import (
	"slices"
)

// How says what happened to a thing between two libraries.
type How string

const (
	Added   How = "added"
	Changed How = "changed"
	Retired How = "retired"
)

// Change is one thing that differs between two libraries.
type Change struct {
	Kind   Kind
	Key    string
	Name   string // as the later one calls it
	How    How
	Fields []FieldChange // what differs; of a thing added, all that it says
}

// FieldChange is one property in words, before and after.
type FieldChange struct{ Name, Before, After string }

// Diff lists what b has added to a, changed in it and retired, by kind and in b's order.
func Diff(a, b Library) []Change {
	var out []Change
	for _, kind := range Kinds {
		for _, after := range b.Items(kind) {
			before, known := a.Item(kind, after.Key)
			c := Change{Kind: kind, Key: after.Key, Name: after.Name(), How: Changed}
			switch was := known && !before.Retired; {
			case !was && after.Retired:
				continue
			case !was:
				c.How, c.Fields = Added, compare(nil, b.facts(after))
			case after.Retired:
				c.How = Retired
			default:
				c.Fields = compare(a.facts(before), b.facts(after))
				if len(c.Fields) == 0 {
					continue
				}
			}
			out = append(out, c)
		}
	}
	return out
}

func compare(a, b []fact) []FieldChange {
	var out []FieldChange
	seen := map[string]bool{}
	for _, after := range b {
		before := fact{}
		if i := slices.IndexFunc(a, func(f fact) bool { return f.id() == after.id() }); i >= 0 {
			before = a[i]
		}
		seen[after.id()] = true
		if before.differs(after) {
			out = append(out, FieldChange{after.name, before.value, after.value})
		}
	}
	for _, before := range a {
		if !seen[before.id()] && before.value != "" { // a lane of an area that is there no longer
			out = append(out, FieldChange{before.name, before.value, ""})
		}
	}
	return out
}
