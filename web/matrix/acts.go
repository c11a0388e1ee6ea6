package matrix

import (
	"net/http"
	"strings"

	"demarc/internal/app"
	"demarc/internal/fault"
	"demarc/internal/raci"
	"demarc/web/page"
	"demarc/web/ui"
)

// did is how an act on a row is told.
type did struct {
	said  string
	forms forms  // to show again when something is wrong
	next  string // where to go without script; empty: the card
	note  string // above the card after a conflict
}

// answer ends an act on one row: with the row itself for htmx, with a redirect
// otherwise. What a person can mend comes back beside what they typed.
func (s Screen) answer(w http.ResponseWriter, r *http.Request, row app.Row, err error, d did) error {
	if err == nil {
		told := strings.Join(append([]string{d.said}, effects(row, page.Actor(r))...), " ")
		if page.IsFragment(r) {
			w.Header().Set("HX-Trigger", recount)
			return page.Render(w, r, http.StatusOK, fragment(row, nil), noToast(), ui.Announce(told))
		}
		if d.next == "" {
			d.next = card(idOf(r), functionOf(r))
		}
		return page.Redirect(w, r, d.next, page.Done(told))
	}
	problem, ok := fault.Of(err)
	if !ok {
		return err
	}
	if page.IsFragment(r) {
		return s.refuseRow(w, r, problem)
	}
	switch problem.Kind {
	case fault.Invalid:
		return s.show(w, r, http.StatusUnprocessableEntity, d.forms)
	case fault.Conflict:
		d.forms.notice = s.editors(r)(functionOf(r)) + " changed this function while you were looking. " + d.note
		return s.show(w, r, http.StatusConflict, d.forms)
	default:
		return err
	}
}

// refuseRow puts the sentence that mends it into the row, as it is now.
func (s Screen) refuseRow(w http.ResponseWriter, r *http.Request, problem *fault.Error) error {
	switch problem.Kind {
	case fault.Conflict, fault.Invalid, fault.Locked, fault.Forbidden:
	default:
		return problem
	}
	now, err := s.App.Matrices.OpenRow(r.Context(), page.Actor(r), idOf(r), functionOf(r))
	if err != nil {
		return err
	}
	told := problem.Message
	if len(problem.Fields) == 1 {
		for _, sentence := range problem.Fields {
			told = sentence
		}
	}
	return page.Render(w, r, statusOf(problem.Kind), fragment(now, rowError(told)), ui.Announce(told))
}

// assignRow sets every cell of a row: the card's radio groups, and Undo.
func (s Screen) assignRow(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	now, err := s.App.Matrices.OpenRow(r.Context(), page.Actor(r), idOf(r), functionOf(r))
	if err != nil {
		return err
	}
	cells, hours := map[raci.StakeholderID]raci.Assignment{}, map[raci.StakeholderID]raci.Window{}
	for _, column := range now.Matrix.Stakeholders {
		name := cellField(column.ID)
		as, ok := raci.ParseAssignment(f.Value(name))
		if !ok {
			f.Wrong(name, "Choose one of the options.")
		}
		if f.Has(name) {
			cells[column.ID] = as
		}
		if name := whenField(column.ID); f.Has(name) {
			hours[column.ID] = window(f, name)
		}
	}
	if !f.OK() {
		return s.show(w, r, http.StatusUnprocessableEntity, forms{cells: f})
	}
	row, err := s.App.Matrices.AssignRow(r.Context(), page.Actor(r), idOf(r), functionOf(r), cells, hours, f.Int("rev", 0, maxRev))
	f.Take(err)
	return s.answer(w, r, row, err, did{said: "Saved.", forms: forms{cells: f}, note: "Your choice is still here: compare it with “Now”, then save again."})
}

func (s Screen) write(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	in := app.Words{
		Name: f.Line("name", page.MaxText), Description: f.Text("description", page.MaxText), Split: f.Text("split", page.MaxText),
		Condition: f.Line("condition", page.MaxText), LockReason: f.Text("lock_reason", page.MaxText),
	}
	if !f.OK() {
		return s.show(w, r, http.StatusUnprocessableEntity, forms{words: f})
	}
	row, err := s.App.Matrices.Write(r.Context(), page.Actor(r), idOf(r), functionOf(r), in, f.Int("rev", 0, maxRev))
	f.Take(err)
	return s.answer(w, r, row, err, did{said: "Saved.", forms: forms{words: f}, note: "What you typed is still here: compare it with “Now”, then save again."})
}

func (s Screen) agree(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	yes := f.Value("agree") != "no"
	row, err := s.App.Matrices.Agree(r.Context(), page.Actor(r), idOf(r), functionOf(r), yes, f.Int("rev", 0, maxRev))
	said := "You agreed to " + row.Function.Name + "."
	if !yes {
		said = "You took back your agreement to " + row.Function.Name + "."
	}
	return s.answer(w, r, row, err, did{said: said, next: page.Next(r, ""), note: "Look again before you agree."})
}

func (s Screen) dispute(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	reason := f.Text("reason", page.MaxText)
	if !f.OK() && !page.IsFragment(r) {
		return s.show(w, r, http.StatusUnprocessableEntity, forms{dispute: f})
	}
	row, err := s.App.Matrices.Dispute(r.Context(), page.Actor(r), idOf(r), functionOf(r), reason)
	f.Take(err)
	return s.answer(w, r, row, err, did{said: "Dispute raised. Both teams see your reason.", forms: forms{dispute: f}})
}

func (s Screen) settle(w http.ResponseWriter, r *http.Request) error {
	row, err := s.App.Matrices.Settle(r.Context(), page.Actor(r), idOf(r), functionOf(r))
	return s.answer(w, r, row, err, did{said: "Dispute settled. Both sides agree to the row again."})
}

func (s Screen) exclude(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	reason := f.Text("exclude_reason", page.MaxText)
	if !f.OK() {
		return s.show(w, r, http.StatusUnprocessableEntity, forms{exclude: f})
	}
	row, err := s.App.Matrices.Exclude(r.Context(), page.Actor(r), idOf(r), functionOf(r), reason, f.Int("rev", 0, maxRev))
	if problem, ok := fault.Of(err); ok && problem.Kind == fault.Invalid {
		f.Wrong("exclude_reason", problem.Message)
		if sentence := problem.Fields["reason"]; sentence != "" {
			f = page.FormOf(map[string]string{"exclude_reason": f.Value("exclude_reason")})
			f.Wrong("exclude_reason", sentence)
		}
	}
	return s.answer(w, r, row, err, did{said: row.Function.Name + " is excluded. It is listed below the matrix.", forms: forms{exclude: f}, next: home(idOf(r)), note: "Look again before you exclude it."})
}

func (s Screen) restore(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	row, err := s.App.Matrices.Restore(r.Context(), page.Actor(r), idOf(r), functionOf(r), f.Int("rev", 0, maxRev))
	return s.answer(w, r, row, err, did{said: row.Function.Name + " is back in the matrix.", next: page.Next(r, "")})
}

func (s Screen) move(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	down := f.One("direction", "up", "down") == "down"
	if err := s.App.Matrices.Move(r.Context(), page.Actor(r), idOf(r), functionOf(r), down); err != nil {
		return err
	}
	return page.Redirect(w, r, card(idOf(r), functionOf(r)), page.Done("Moved "+f.Value("direction")+"."))
}

func (s Screen) fix(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	row, err := s.App.Matrices.Fix(r.Context(), page.Actor(r), idOf(r), functionOf(r), f.Line("rule", page.MaxCode), f.Int("choice", 0, 9), f.Int("rev", 0, maxRev))
	return s.answer(w, r, row, err, did{said: "Mended: " + row.Function.Name + ".", next: page.Next(r, home(idOf(r))+anchor(functionOf(r)))})
}
