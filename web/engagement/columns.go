package engagement

import (
	"fmt"
	"net/http"

	"github.com/go-chi/chi/v5"

	"demarc/internal/fault"
	"demarc/internal/raci"
	"demarc/web/page"
)

// addForm is the key of the form that adds a column.
const addForm = "new"

// saveColumn names a column and who fills it.
func (s Screen) saveColumn(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	line := func(name string) string { return f.Line(name, page.MaxText) }
	in := raci.Stakeholder{
		ID: raci.StakeholderID(chi.URLParam(r, "stakeholder")), Name: line("name"), Holder: line("holder"), HolderEmail: line("holder_email"), HolderPhone: line("holder_phone"),
		Deputy: line("deputy"), DeputyEmail: line("deputy_email"), DeputyPhone: line("deputy_phone"), Rev: f.Int("rev", 0, 1<<30),
	}
	if f.OK() {
		err = s.App.Parties.SaveStakeholder(r.Context(), page.Actor(r), idOf(r), in)
	}
	return s.afterPart(w, r, f, string(in.ID), err, "columns", "Saved who fills "+in.Name+".")
}

// addColumn adds a column of another company.
func (s Screen) addColumn(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	name := f.Line("name", page.MaxText)
	if f.OK() {
		err = s.App.Parties.AddStakeholder(r.Context(), page.Actor(r), idOf(r), name)
	}
	return s.afterPart(w, r, f, addForm, err, "columns", "Added the column "+name+". Its cells are not decided yet.")
}

// removeColumn takes an added column away.
func (s Screen) removeColumn(w http.ResponseWriter, r *http.Request) error {
	id := chi.URLParam(r, "stakeholder")
	if err := s.App.Parties.RemoveStakeholder(r.Context(), page.Actor(r), idOf(r), raci.StakeholderID(id)); err != nil {
		return err
	}
	return page.Redirect(w, r, "/e/"+string(idOf(r))+"/parties#columns", page.Done("Removed the column. Rows in which it had a part need both sides' agreement again."))
}

// standIn puts the deputy in the place of somebody who left.
func (s Screen) standIn(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	id := chi.URLParam(r, "stakeholder")
	if err := s.App.Parties.StandIn(r.Context(), page.Actor(r), idOf(r), raci.StakeholderID(id), f.Int("rev", 0, 1<<30)); err != nil {
		return err
	}
	return page.Redirect(w, r, "/e/"+string(idOf(r))+"/parties#stakeholder-"+id, page.Done("Put the deputy in. Name a new deputy next."))
}

// moveColumn moves a column to the left or right.
func (s Screen) moveColumn(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	id, right := chi.URLParam(r, "stakeholder"), f.One("direction", "left", "right") == "right"
	if err := s.App.Parties.MoveStakeholder(r.Context(), page.Actor(r), idOf(r), raci.StakeholderID(id), right); err != nil {
		return err
	}
	return page.Redirect(w, r, "/e/"+string(idOf(r))+"/parties#columns", page.Done("Moved the column."))
}

// afterPart answers a form of one part of the page: back to the part, or the page with
// what is wrong and everything that was typed.
func (s Screen) afterPart(w http.ResponseWriter, r *http.Request, f *page.Form, key string, err error, part, done string) error {
	if f.OK() && err == nil {
		return page.Redirect(w, r, "/e/"+string(idOf(r))+"/parties#"+part, page.Done(done))
	}
	status := f.Again(err)
	if status == 0 {
		return err
	}
	d, openErr := s.openParties(r)
	if openErr != nil {
		return openErr
	}
	v := newPartiesView(partiesSheet(r, d), d)
	if _, known := v.forms[key]; !known {
		return fault.New(fault.NotFound, "This is not on the page any more.")
	}
	if status == http.StatusConflict {
		v.sheet = v.told("warn", err.Error())
		v.differs = v.differences(key, f)
	} else {
		v.sheet = v.failed()
	}
	v.forms[key] = f
	v.broken = key
	return page.Render(w, r, status, partiesPage(v))
}

func columnForm(s raci.Stakeholder) *page.Form {
	return page.FormOf(map[string]string{
		"rev": fmt.Sprint(s.Rev), "name": s.Name, "holder": s.Holder, "holder_email": s.HolderEmail, "holder_phone": s.HolderPhone,
		"deputy": s.Deputy, "deputy_email": s.DeputyEmail, "deputy_phone": s.DeputyPhone,
	})
}
