package matrix

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"demarc/internal/access"
	"demarc/internal/engagement"
	"demarc/web/page"
	"demarc/web/ui"
)

// writeNote keeps a note for the viewer's own side.
func (s Screen) writeNote(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	body := f.Text("note", page.MaxText)
	if f.OK() {
		err = s.App.Matrices.WriteNote(r.Context(), page.Actor(r), idOf(r), functionOf(r), body)
		f.Take(err)
	}
	if !f.OK() {
		return s.show(w, r, http.StatusUnprocessableEntity, forms{note: f})
	}
	if err != nil {
		return err
	}
	return page.Redirect(w, r, card(idOf(r), functionOf(r))+"#notes", page.Done("Noted. Only "+company(page.Actor(r))+" sees it."))
}

// removeNote erases a note of the viewer's own.
func (s Screen) removeNote(w http.ResponseWriter, r *http.Request) error {
	if err := s.App.Matrices.RemoveNote(r.Context(), page.Actor(r), idOf(r), functionOf(r), chi.URLParam(r, "note")); err != nil {
		return err
	}
	return page.Redirect(w, r, card(idOf(r), functionOf(r))+"#notes", page.Done("Removed."))
}

// company is the viewer's own.
func company(who access.Actor) string {
	if who.ClientName != "" {
		return who.ClientName
	}
	return who.MSPName
}

// note is the field for another one, as it came back if it did.
func (c sheet) note() ui.Field {
	f := ui.Field{Name: "note", Label: "Another note"}
	if len(c.noted) == 0 {
		f.Label = "Note"
	}
	if c.forms.note != nil {
		f = c.forms.note.Field("note", f.Label)
	}
	f.Rows, f.MaxLength = 2, engagement.MaxNote
	return f
}
