package matrix

import (
	"net/http"

	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/web/page"
	"demarc/web/ui"
)

func whenField(id raci.StakeholderID) string { return "when-" + string(id) }

// window reads when a cell holds.
func window(f *page.Form, name string) raci.Window {
	w := raci.Window(f.Value(name))
	if !w.Valid() {
		f.Wrong(name, "Choose one of the options.")
	}
	return w
}

// setWindow sets when one cell holds.
func (s Screen) setWindow(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	to, when := raci.StakeholderID(f.Line("stakeholder", page.MaxCode)), window(f, "when")
	if !f.OK() {
		return s.show(w, r, http.StatusUnprocessableEntity, forms{cells: f})
	}
	row, err := s.App.Matrices.SetWindow(r.Context(), page.Actor(r), idOf(r), functionOf(r), to, when, f.Int("rev", 0, maxRev))
	f.Take(err)
	column, _ := row.Matrix.Stakeholder(to)
	said := row.Function.Name + ", " + column.Name + ": " + raci.CellWords(row.Function.Cell(to), when) + "."
	return s.answer(w, r, row, err, did{said: said, forms: forms{cells: f}, note: "Look again before you change its hours."})
}

// setHolders names the people of the columns for this row alone.
func (s Screen) setHolders(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	now, err := s.App.Matrices.OpenRow(r.Context(), page.Actor(r), idOf(r), functionOf(r))
	if err != nil {
		return err
	}
	was, is := map[raci.StakeholderID]raci.Holder{}, map[raci.StakeholderID]raci.Holder{}
	for _, column := range now.Matrix.Stakeholders {
		person, deputy := "person-"+string(column.ID), "deputy-"+string(column.ID)
		if !f.Has(person) && !f.Has(deputy) {
			continue
		}
		was[column.ID] = raci.Holder{Person: f.Value("was-" + person), Deputy: f.Value("was-" + deputy)}
		is[column.ID] = raci.Holder{Person: f.Line(person, page.MaxText), Deputy: f.Line(deputy, page.MaxText)}
	}
	if !f.OK() {
		return s.show(w, r, http.StatusUnprocessableEntity, forms{holders: f})
	}
	row, err := s.App.Matrices.SetHolders(r.Context(), page.Actor(r), idOf(r), functionOf(r), was, is)
	f.Take(err)
	return s.answer(w, r, row, err, did{said: "Saved. Names need no new agreement.", forms: forms{holders: f}, note: "What you typed is still here: compare it with “Now”, then save again."})
}

// when is the field of one column's hours.
func (c sheet) when(s raci.Stakeholder) ui.Field {
	now := c.fn().Window(s.ID)
	f := ui.Field{Name: whenField(s.ID), Label: s.Name + ": when", Value: string(now)}
	if c.forms.cells != nil && c.forms.cells.Has(f.Name) {
		f = c.forms.cells.Field(f.Name, f.Label)
		if f.Value != string(now) {
			f.Hint = "Now: " + now.Words()
		}
	}
	for _, w := range raci.Windows {
		f.Options = append(f.Options, ui.Option{Value: string(w), Label: w.Words()})
	}
	return f
}

// reach is how somebody named for this row is reached.
func (c sheet) reach(name string, s raci.Stakeholder) engagement.Person {
	return c.draft.Reach(name, s)
}

// appointee is one column's people for this row alone, to be changed.
type appointee struct {
	column         raci.Stakeholder
	person, deputy ui.Field
	was            raci.Holder
}

// appointed are the columns that have a part in the function.
func (c sheet) appointed() []appointee {
	var out []appointee
	for _, p := range c.parts() {
		now := c.fn().Holders[p.column.ID]
		out = append(out, appointee{
			column: p.column, was: now,
			person: c.nameField("person-", "Person", p.column, now.Person, p.column.Holder),
			deputy: c.nameField("deputy-", "Deputy", p.column, now.Deputy, p.column.Deputy),
		})
	}
	return out
}

// nameField is a name with who it is else, and the people known on that side to choose.
func (c sheet) nameField(prefix, label string, s raci.Stakeholder, now, otherwise string) ui.Field {
	f := ui.Field{Name: prefix + string(s.ID), Label: label, Value: now}
	if back := c.forms.holders; back != nil && back.Has(f.Name) {
		if f = back.Field(f.Name, label); c.forms.notice != "" && f.Value != now {
			f.Hint = "Now: “" + now + "”. "
		}
	}
	if otherwise != "" {
		f.Hint += "If empty: " + otherwise + "."
	}
	f.Optional, f.MaxLength, f.Attrs = true, 100, map[string]any{"list": "known-" + string(s.Side())}
	return f
}

// opened tells whether the section stands open: somebody is named, or a form came back.
func (c sheet) opened() bool { return c.forms.holders != nil || len(c.fn().Holders) > 0 }

// suggested are the people to suggest for a side's columns.
func (c sheet) suggested(side party.Side) []string {
	var out []string
	for _, p := range c.draft.People() {
		if p.Side == side {
			out = append(out, p.Name)
		}
	}
	return out
}

// businessHours are the agreed ones in words.
func (c sheet) businessHours() string {
	if h, ok := engagement.TermsOf(c.draft).Hours(); ok {
		return h.Words()
	}
	return "The terms say when they begin and end."
}

// week is the row in each part of the week.
func (c sheet) week() []weekPart {
	out := []weekPart{{window: raci.BusinessHours, note: c.businessHours()}, {window: raci.AfterHours, note: "Every other time, week-ends and holidays too."}}
	for i := range out {
		out[i].says = c.r.Matrix.Sentences(c.fn().During(out[i].window))
	}
	return out
}

type weekPart struct {
	window raci.Window
	note   string
	says   []string
}
