package workshop

import (
	"net/http"
	"slices"

	"demarc/internal/app"
	"demarc/internal/fault"
	"demarc/internal/raci"
	"demarc/web/page"
)

// Names of the forms that can come back.
const (
	wordsForm   = "words"
	disputeForm = "dispute"
	parkForm    = "park"
	lettersForm = "letters"
)

// assign sets what everybody is to the function, all at once.
func (s Screen) assign(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	cells := map[raci.StakeholderID]raci.Assignment{}
	for _, name := range f.Names() {
		if id, ok := columnOf(name); ok {
			as, ok := raci.ParseAssignment(f.Value(name))
			if !ok {
				f.Wrong("cells", "Choose one of the letters.")
			}
			cells[id] = as
		}
	}
	rev := f.Int("rev", 0, maxRev)
	var row app.Row
	if f.OK() {
		row, err = s.App.Matrices.AssignRow(r.Context(), page.Actor(r), idOf(r), functionOf(r), cells, nil, rev)
	}
	said := "Saved."
	if slices.Contains(row.Dropped, page.Actor(r).Side.Other()) {
		said += " The other side will be asked to agree again."
	}
	return s.done(w, r, f, lettersForm, err, said)
}

// write keeps the split note and what the function is limited to; its name and
// definition stay.
func (s Screen) write(w http.ResponseWriter, r *http.Request) error {
	return s.form(w, r, wordsForm, "Saved.", func(f *page.Form) error {
		split, condition, rev := f.Text("split", page.MaxText), f.Line("condition", page.MaxText), f.Int("rev", 0, maxRev)
		now, err := s.App.Matrices.OpenRow(r.Context(), page.Actor(r), idOf(r), functionOf(r))
		if err != nil || !f.OK() {
			return err
		}
		words := app.Words{Name: now.Function.Name, Description: now.Function.Description, Split: split, Condition: condition, LockReason: now.Function.LockReason}
		_, err = s.App.Matrices.Write(r.Context(), page.Actor(r), idOf(r), functionOf(r), words, rev)
		return err
	})
}

func (s Screen) agree(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	yes := f.Value("agree") != "no"
	row, err := s.App.Matrices.Agree(r.Context(), page.Actor(r), idOf(r), functionOf(r), yes, f.Int("rev", 0, maxRev))
	said := "Agreed for your side. The other side still has to agree."
	switch {
	case !yes:
		said = "You took back your agreement."
	case row.Function.Settled():
		said = "Agreed by both."
	}
	return s.done(w, r, f, "", err, said)
}

func (s Screen) dispute(w http.ResponseWriter, r *http.Request) error {
	return s.form(w, r, disputeForm, "Disputed. Both sides see the reason.", func(f *page.Form) error {
		reason := f.Text("reason", page.MaxText)
		if !f.OK() {
			return nil
		}
		_, err := s.App.Matrices.Dispute(r.Context(), page.Actor(r), idOf(r), functionOf(r), reason)
		return err
	})
}

func (s Screen) settle(w http.ResponseWriter, r *http.Request) error {
	return s.act(w, r, "The dispute is settled. Both sides agree to the function again.", func(*page.Form) error {
		_, err := s.App.Matrices.Settle(r.Context(), page.Actor(r), idOf(r), functionOf(r))
		return err
	})
}

func (s Screen) park(w http.ResponseWriter, r *http.Request) error {
	return s.form(w, r, parkForm, "Parked. Both sides still tick that it is put off.", func(f *page.Form) error {
		in := app.Parking{Owner: raci.StakeholderID(f.Line("owner", page.MaxCode)), Why: f.Text("why", page.MaxText)}
		if day := f.Date("until"); !day.IsZero() {
			in.Until = day.Format("2006-01-02")
		}
		rev := f.Int("rev", 0, maxRev)
		if !f.OK() {
			return nil
		}
		_, err := s.App.Matrices.Park(r.Context(), page.Actor(r), idOf(r), functionOf(r), in, rev)
		return err
	})
}

func (s Screen) resume(w http.ResponseWriter, r *http.Request) error {
	return s.act(w, r, "Taken up again.", func(f *page.Form) error {
		_, err := s.App.Matrices.Resume(r.Context(), page.Actor(r), idOf(r), functionOf(r), f.Int("rev", 0, maxRev))
		return err
	})
}

// vote opens a blind vote on the function; everybody in the room sees that it waits.
func (s Screen) vote(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	id, err := s.App.Ballots.Start(r.Context(), page.Actor(r), idOf(r), []raci.FunctionID{functionOf(r)})
	if err != nil {
		return s.done(w, r, f, "", err, "")
	}
	return page.Redirect(w, r, "/e/"+string(idOf(r))+"/votes/"+string(id), page.Done("The blind vote is open. Both sides can answer now."))
}

// form reads a form that comes back with what is wrong.
func (s Screen) form(w http.ResponseWriter, r *http.Request, name, said string, do func(*page.Form) error) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	err = do(f)
	if fault.Is(err, fault.Locked) && !f.OK() {
		return err
	}
	return s.done(w, r, f, name, err, said)
}
