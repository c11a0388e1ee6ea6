package matrix

import (
	"net/http"
	"strings"

	"demarc/internal/document"
	"demarc/internal/fault"
	"demarc/web/page"
	"demarc/web/ui"
)

// refer saves what a function helps to satisfy, one reference per line.
func (s Screen) refer(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	now, was := lines(f.Text("frameworks", page.MaxText)), lines(f.Text("was", page.MaxText))
	if !f.OK() {
		return s.show(w, r, http.StatusUnprocessableEntity, forms{references: f})
	}
	err = s.App.Frameworks.Refer(r.Context(), page.Actor(r), idOf(r), functionOf(r), now, was)
	switch {
	case fault.Is(err, fault.Conflict):
		return s.show(w, r, http.StatusConflict, forms{references: f, notice: err.Error()})
	case f.Take(err):
		return s.show(w, r, http.StatusUnprocessableEntity, forms{references: f})
	case err != nil:
		return err
	}
	return page.Redirect(w, r, card(idOf(r), functionOf(r)), page.Done("Saved. Nobody’s agreement to this function changed."))
}

func lines(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// referenceHint says how references are written.
const referenceHint = "One reference per line, such as CIS 4.1, NIST CSF PR.AA-01 or HIPAA 164.308(a)(1)."

// references is the field of what the function helps to satisfy.
func (c sheet) references() ui.Field {
	f := ui.Field{Name: "frameworks", Label: document.HelpsTo, Value: c.refers()}
	if c.forms.references != nil {
		f = c.forms.references.Field("frameworks", f.Label)
	}
	f.Rows, f.Optional, f.MaxLength = 4, true, 2000
	f.Hint = referenceHint + " It is an aid: it gives nobody a duty, so no agreement is asked for again."
	return f
}

// refers is the stored references as the field holds them.
func (c sheet) refers() string { return strings.Join(c.fn().Frameworks, "\n") }
