package engagement

import (
	"slices"
	"strings"

	"demarc/internal/raci"
)

// placed is a function with the area it stands in.
type placed struct {
	Row
	area string
}

func rowsOf(c Content) (list []placed, by map[raci.FunctionKey]placed) {
	by = map[raci.FunctionKey]placed{}
	for _, a := range c.Areas {
		for _, r := range a.Rows {
			p := placed{r, a.Name}
			list, by[r.Key] = append(list, p), p
		}
	}
	return list, by
}

// compareRows compares the matrices. A function is known by its key, so that it may be
// renamed or stand elsewhere.
func compareRows(before, after Content) []Difference {
	was, old := rowsOf(before)
	now, fresh := rowsOf(after)
	out := []Difference{}
	for _, r := range now {
		o, known := old[r.Key]
		d := Difference{Kind: RowChanged, ID: r.Anchor(), Name: r.Name, Area: r.area, Criticality: r.Criticality}
		switch {
		case !known:
			d.Kind = RowAdded
			for i := range after.Stakeholders {
				if said := after.cell(r.Row, i); said != "" {
					d.Changes = append(d.Changes, Change{What: after.Stakeholders[i].Name, After: said})
				}
			}
		default:
			d.Changes = changesOf(before, after, o, r)
			if before.answering(o.Row, after) != after.answering(r.Row, after) {
				d.Kind = RowMoved
			}
		}
		if d.Kind == RowAdded || len(d.Changes) > 0 {
			out = append(out, d)
		}
	}
	for _, o := range was {
		if _, still := fresh[o.Key]; still {
			continue
		}
		d := Difference{Kind: RowRemoved, Name: o.Name, Area: o.area, Criticality: o.Criticality}
		if names := before.answering(o.Row, after); names != "" {
			d.Changes = append(d.Changes, Change{What: "Answered for by", Before: names})
		}
		if i := slices.IndexFunc(after.Excluded, func(r Row) bool { return r.Key == o.Key }); i >= 0 {
			d.ID = "exhibit-a-excluded"
			d.Changes = append(d.Changes, Change{What: "Why it is out", After: after.Excluded[i].Excluded})
		}
		out = append(out, d)
	}
	return out
}

// Anchor is where a function stands in the document.
func (r Row) Anchor() string { return "fn-" + string(r.Key) }

// changesOf compares a function with itself: who answers first, then everybody's part,
// then its words.
func changesOf(before, after Content, o, r placed) []Change {
	var out []Change
	add := func(what, was, is string) {
		if was != is {
			out = append(out, Change{what, was, is})
		}
	}
	add("Answers for it", before.answering(o.Row, after), after.answering(r.Row, after))
	for i, s := range after.Stakeholders {
		was := ""
		if k := before.column(s); k >= 0 {
			was = before.cell(o.Row, k)
		}
		add(s.Name, was, after.cell(r.Row, i))
	}
	for k, s := range before.Stakeholders {
		if after.column(s) < 0 {
			add(s.Name, before.cell(o.Row, k), "")
		}
	}
	add("Name", o.Name, r.Name)
	add("Area", o.area, r.area)
	add("What it is", o.Description, r.Description)
	add("Split", o.Split, r.Split)
	add("Limited to", o.Condition, r.Condition)
	add("Weight", string(o.Criticality), string(r.Criticality))
	add("Reserved for", locked(o.Lock), locked(r.Lock))
	add("Why that was overridden", o.LockReason, r.LockReason)
	add("Decided later", o.Parked.Text(), r.Parked.Text())
	add("People for it alone", peopleOf(o.Holders), peopleOf(r.Holders))
	return out
}

func peopleOf(list []RowHolder) string {
	var out []string
	for _, h := range list {
		line := h.Stakeholder + ": " + h.Person
		if h.Deputy != "" {
			line += ", deputy " + h.Deputy
		}
		out = append(out, line)
	}
	return strings.Join(out, "; ")
}

// column finds the stakeholder that was called s: a standard one by its kind, since it
// may have got another name.
func (c Content) column(s Column) int {
	return slices.IndexFunc(c.Stakeholders, func(o Column) bool {
		return o.Kind == s.Kind && (s.Kind != raci.OtherKind || o.Name == s.Name)
	})
}

// cell is what a stakeholder is to a function, with its hours where it has some; empty
// for one with no part in it.
func (c Content) cell(r Row, i int) string {
	a := r.Cell(i)
	if a == raci.NotInvolved || a == raci.Undecided {
		return ""
	}
	if w := r.Window(i); w != raci.Always {
		return a.Words() + " (" + w.Label() + ")"
	}
	return a.Words()
}

// answering names who answers for a function, by the names of named where it has the
// same stakeholder: a column with a new name has not moved.
func (c Content) answering(r Row, named Content) string {
	var out []string
	for i, s := range c.Stakeholders {
		if !r.Cell(i).Answers() {
			continue
		}
		name := s.Name
		if k := named.column(s); k >= 0 {
			name = named.Stakeholders[k].Name
		}
		if w := r.Window(i); w != raci.Always {
			name += " (" + w.Label() + ")"
		}
		out = append(out, name)
	}
	return strings.Join(out, " and ")
}

func locked(l raci.Lock) string {
	switch l {
	case raci.ManagementLock:
		return "the client’s management"
	case raci.ClientLock:
		return "the client"
	case raci.MSPLock:
		return "the MSP"
	case raci.NoLock:
	}
	return ""
}
