package engagement

import (
	"slices"
	"strings"

	"demarc/internal/agreement"
	"demarc/internal/raci"
)

// DifferenceKind says what part of an agreement differs.
type DifferenceKind string

const (
	RowMoved    DifferenceKind = "row_moved"   // somebody else answers for it
	RowRemoved  DifferenceKind = "row_removed" // it was in the matrix
	RowAdded    DifferenceKind = "row_added"
	RowChanged  DifferenceKind = "row_changed"
	LaneChanged DifferenceKind = "lane_changed"
	TermChanged DifferenceKind = "term_changed"
	TextChanged DifferenceKind = "text_changed" // other words, not only other terms in them
	TextAdded   DifferenceKind = "text_added"
	TextRemoved DifferenceKind = "text_removed"
	PeopleMoved DifferenceKind = "people_moved" // who is named, signs or is called
	TableEdited DifferenceKind = "table_edited" // a register or directory, told of as a whole
)

// DifferenceKinds lists them in the order in which they are told.
var DifferenceKinds = []DifferenceKind{RowMoved, RowRemoved, RowAdded, RowChanged, LaneChanged, TermChanged, TextChanged, TextAdded, TextRemoved, PeopleMoved, TableEdited}

// Difference is one thing that differs between two versions of an agreement.
type Difference struct {
	Kind DifferenceKind
	ID   string // where it stands in the later document; empty when it is nowhere there
	Name string // of the function, term, clause or person's place
	Area string // of a function

	Criticality raci.Criticality // of a function
	Changes     []Change
}

// Change is one entry of a difference. An empty text is one that was not there.
type Change struct{ What, Before, After string }

// Compare lists what differs in after from before, function by function, term by term
// and clause by clause: what somebody who knows before has to read anew. A section with
// another number, or with another term printed in a sentence, is not told of; a table
// made from terms or lanes is, because it reads differently.
func Compare(before, after Content) []Difference {
	var out []Difference
	out = append(out, compareRows(before, after)...)
	out = append(out, compareLanes(before, after)...)
	out = append(out, compareTerms(before.Terms, after.Terms)...)
	out = append(out, compareText(append(slices.Clone(before.Agreement.Sections), before.Exhibits...), append(slices.Clone(after.Agreement.Sections), after.Exhibits...))...)
	out = append(out, comparePeople(before, after)...)
	out = append(out, compareTables(before, after)...)
	slices.SortStableFunc(out, func(a, b Difference) int { return a.rank() - b.rank() })
	return out
}

// rank puts first what hurts most when it is missed: within a kind the critical
// functions, and kinds in the order of DifferenceKinds.
func (d Difference) rank() int {
	weight := map[raci.Criticality]int{raci.Critical: 0, raci.High: 1}
	n, heavy := weight[d.Criticality]
	if !heavy {
		n = 2
	}
	return slices.Index(DifferenceKinds, d.Kind)*3 + n
}

// Riskiest gives at most n differences of which a decision-maker should know, the worst
// first: duties before words.
func Riskiest(list []Difference, n int) []Difference {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b Difference) int { return a.risk() - b.risk() })
	return list[:min(n, len(list))]
}

// risk of a difference, the lowest first: what is critical comes before what is not,
// money before wording.
func (d Difference) risk() int {
	switch {
	case d.Criticality == raci.Critical && d.Kind != RowChanged:
		return 0
	case d.Kind == RowMoved:
		return 1
	case d.Kind == TermChanged && d.money():
		return 2
	case d.Criticality == raci.Critical:
		return 3
	case d.Kind == RowRemoved || d.Kind == RowAdded:
		return 4
	case d.Kind == TermChanged || d.Kind == LaneChanged:
		return 5
	case d.Kind == TextChanged || d.Kind == TextAdded || d.Kind == TextRemoved:
		return 6
	case d.Kind == RowChanged:
		return 7
	}
	return 8
}

// money tells whether a term is one of price, length or liability.
func (d Difference) money() bool {
	group, _, _ := strings.Cut(d.ID, ".")
	return slices.Contains([]string{"fees", "billing", "term", "termination", "liability", "insurance"}, group)
}

// compareLanes compares how the areas are divided.
func compareLanes(before, after Content) []Difference {
	was := map[raci.AreaKey]raci.Mode{}
	for _, a := range before.Areas {
		was[a.Key] = a.Mode
	}
	var out []Difference
	for _, a := range after.Areas {
		if mode, known := was[a.Key]; known && mode != a.Mode {
			out = append(out, Difference{Kind: LaneChanged, Name: a.Name, Changes: []Change{{"Who leads", mode.Words(), a.Mode.Words()}}})
		}
	}
	return out
}

// compareTerms compares the entries of the terms, in the order of their form.
func compareTerms(before, after agreement.Terms) []Difference {
	var out []Difference
	for _, f := range agreement.Fields() {
		if f.Type == agreement.Derived || before.Value(f.Key) == after.Value(f.Key) || toldElsewhere(f.Key) {
			continue
		}
		out = append(out, Difference{Kind: TermChanged, ID: f.Key, Name: f.Label, Changes: []Change{{"", said(before, f), said(after, f)}}})
	}
	return out
}

// toldElsewhere tells whether a field names a person or a column, of whom comparePeople
// tells.
func toldElsewhere(key string) bool {
	return strings.Contains(key, "signatory_") || key == "client.it_lead_name" || key == "client.it_team_name"
}

// said is a term as the form shows it: the contract's words for a choice are a clause.
func said(t agreement.Terms, f agreement.Field) string {
	v := t.Value(f.Key)
	switch f.Type {
	case agreement.Enum, agreement.Set:
		var out []string
		for item := range strings.SplitSeq(v, "|") {
			if c, ok := f.Choice(item); ok {
				out = append(out, c.Label)
			}
		}
		return strings.Join(out, ", ")
	default:
		return t.Words(f.Key)
	}
}
