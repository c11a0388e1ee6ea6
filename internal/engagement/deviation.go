package engagement

import (
	"slices"

	"demarc/internal/agreement"
	"demarc/internal/catalog"
	"demarc/internal/raci"
)

// Deviation is how a draft differs from the template it started from, at the version
// of the library that it is written from.
type Deviation struct {
	Template catalog.Template
	Areas    []AreaDeviation
	Rows     []RowDeviation
	Added    []raci.Function    // rows that the template does not begin with
	Restored []raci.Function    // rows that the template leaves out
	LeftOut  []raci.Function    // rows that it lists as excluded itself: no difference
	Excluded []raci.Function    // rows it begins with that are listed as excluded
	Missing  []catalog.Function // rows it begins with that the matrix does not have
	Terms    []catalog.FieldChange
	Wordings []catalog.FieldChange
}

// AreaDeviation is an area with another lane than the template's.
type AreaDeviation struct {
	Area raci.Area
	Was  raci.Mode
}

// RowDeviation is a row that says something else than the library's, in the lane that
// its area has now.
type RowDeviation struct {
	Function raci.Function
	Fields   []catalog.FieldChange
}

// Total counts all differences.
func (v Deviation) Total() int {
	return len(v.Areas) + len(v.Rows) + len(v.Added) + len(v.Restored) + len(v.Excluded) + len(v.Missing) + len(v.Terms) + len(v.Wordings)
}

// Deviate compares d with its template; without one, an old engagement, ok is false.
func Deviate(d Draft) (v Deviation, ok bool) {
	if v.Template, ok = d.Library.Template(d.Engagement.Template); !ok {
		return v, false
	}
	begins := map[raci.FunctionKey]bool{}
	lane := map[raci.AreaKey]raci.Mode{}
	for _, a := range d.Matrix.Areas {
		lane[a.Key] = a.Mode
		if lib, known := d.Library.Area(a.Key); known && !lib.Retired && lib.Lane(v.Template.Modes) != a.Mode {
			v.Areas = append(v.Areas, AreaDeviation{a, lib.Lane(v.Template.Modes)})
		}
	}
	for _, f := range starting(d.Library, v.Template) {
		begins[f.Key] = true
		if !slices.ContainsFunc(d.Matrix.Functions, func(r raci.Function) bool { return r.Key == f.Key }) {
			v.Missing = append(v.Missing, f)
		}
	}
	for _, f := range d.Matrix.Functions {
		lib, known := d.Library.Function(f.Key)
		_, out := v.Template.Without[f.Key]
		switch {
		case !f.In() && out && f.Excluded != raci.AreaExcluded:
			v.LeftOut = append(v.LeftOut, f)
		case !f.In() && (out || lane[f.Area] == raci.OutOfScope):
		case f.In() && out:
			v.Restored = append(v.Restored, f)
		case !begins[f.Key] && f.In():
			v.Added = append(v.Added, f)
		case !f.In() && begins[f.Key]:
			v.Excluded = append(v.Excluded, f)
		case known && f.In():
			if fields := rowDeviation(d.Matrix, f, lib); len(fields) > 0 {
				v.Rows = append(v.Rows, RowDeviation{f, fields})
			}
		}
	}
	v.Terms, v.Wordings = termDeviations(d, v.Template), wordingDeviations(d, v.Template)
	return v, true
}

// starting are the functions that a template begins with, those that it lists as
// excluded among them.
func starting(l catalog.Library, t catalog.Template) []catalog.Function {
	var out []catalog.Function
	begin := func(functions []catalog.Function) {
		for _, f := range functions {
			if t.Begins(f) {
				out = append(out, f)
			}
		}
	}
	for _, a := range l.Areas() {
		begin(a.Functions)
	}
	for _, p := range l.Packs() {
		begin(p.Functions)
	}
	return out
}

func rowDeviation(m raci.Matrix, f raci.Function, lib catalog.Function) []catalog.FieldChange {
	var out []catalog.FieldChange
	text := func(name, was, is string) {
		if was != is {
			out = append(out, catalog.FieldChange{Name: name, Before: was, After: is})
		}
	}
	cells := lib.Cells(m, f.Area)
	text("Name", lib.Name, f.Name)
	text("Description", lib.Description, f.Description)
	text("Letters", m.Letters(cells), m.Letters(standard(m, f.Cells)))
	if split := lib.Split(cells); f.Split != split {
		text("Split note", split, f.Split)
	}
	text("Condition", "", f.Condition)
	text("Reason for who answers", "", f.LockReason)
	return out
}

// termDeviations are the terms that the template gives a value and that have another.
func termDeviations(d Draft, t catalog.Template) []catalog.FieldChange {
	var out []catalog.FieldChange
	base := StartTerms(d.Library, t)
	for _, f := range agreement.Fields() {
		_, own := t.Terms[f.Key]
		if f.Group == "scope" && !own { // how much there is to cover is the client's, not the template's
			continue
		}
		if was, set := base[f.Key]; set && catalog.Templated(f) && d.Terms.Value(f.Key) != was {
			out = append(out, catalog.FieldChange{Name: f.Label, Before: f.Shown(base), After: f.Shown(d.Terms)})
		}
	}
	return out
}

// wordingDeviations are the clauses that take another wording than the template's.
func wordingDeviations(d Draft, t catalog.Template) []catalog.FieldChange {
	var out []catalog.FieldChange
	for _, c := range d.Library.Clauses() {
		if was, is := t.Choices[c.ID], d.Engagement.Choices[c.ID]; was != is {
			out = append(out, catalog.FieldChange{Name: c.Title, Before: wordingTitle(d.Library, c.ID, was), After: wordingTitle(d.Library, c.ID, is)})
		}
	}
	return out
}
