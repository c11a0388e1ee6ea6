package matrix

import (
	"net/http"
	"slices"
	"strings"

	"demarc/internal/app"
	"demarc/internal/fault"
	"demarc/internal/raci"
	"demarc/web/page"
	"demarc/web/ui"
)

// recount asks the page, after a change of a row, to fetch its counts and findings.
const recount = "mx:recount"

// maxRev is far above what a row can reach by hand.
const maxRev = 1 << 30

// assign changes one cell: what the keyboard and the menu of the grid do.
func (s Screen) assign(w http.ResponseWriter, r *http.Request) error {
	who, id, fn := page.Actor(r), idOf(r), functionOf(r)
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	e := edit{
		to: raci.StakeholderID(f.Line("stakeholder", page.MaxCode)), typed: f.Value("role"),
		was: f.Value("was"), shown: f.Has("was"), rev: f.Int("rev", 0, maxRev),
	}
	as, ok := raci.ParseAssignment(f.Value("role"))
	if !ok {
		err = fault.New(fault.Invalid, "Choose R, A, C, I, A/R, not involved or not decided.")
	}
	e.as = as
	var row app.Row
	if err == nil {
		row, err = s.App.Matrices.Assign(r.Context(), who, id, fn, e.to, e.as, e.rev)
	}
	if err != nil {
		return s.refused(w, r, err, e)
	}
	told := effects(row, who)
	if !page.IsFragment(r) {
		return page.Redirect(w, r, home(id)+anchor(fn), page.Done(strings.Join(append([]string{"Saved."}, told...), " ")))
	}
	w.Header().Set("HX-Trigger", recount)
	say := ui.Announce(strings.Join(append([]string{e.said(row)}, told...), " "))
	if len(told) == 0 {
		return page.Render(w, r, http.StatusOK, fragment(row, nil), say)
	}
	return page.Render(w, r, http.StatusOK, fragment(row, nil), say, toast(strings.Join(told, " "), e.undo(row)))
}

// edit is one cell as somebody wants it.
type edit struct {
	to    raci.StakeholderID
	as    raci.Assignment
	typed string
	was   string // what the cell showed when it was typed
	shown bool   // whether was is known
	rev   int
}

// said is what readers hear of it: "Client IT: Consulted."
func (e edit) said(r app.Row) string {
	column, _ := r.Matrix.Stakeholder(e.to)
	return r.Function.Name + ", " + column.Name + ": " + e.as.Words() + "."
}

// undo is the row as it was before an A moved; nil when none did.
func (e edit) undo(r app.Row) *undo {
	was, ok := raci.ParseAssignment(e.was)
	if r.Moved == nil || !e.shown || !ok {
		return nil
	}
	u := undo{action: card(r.Engagement.ID, r.Function.ID) + "/row", target: anchor(r.Function.ID), rev: r.Function.Rev, name: r.Function.Name}
	for _, s := range r.Matrix.Stakeholders {
		as := r.Function.Cells[s.ID]
		switch {
		case s.ID == e.to:
			as = was
		case s.ID == r.Moved.From && as == raci.Responsible:
			as = raci.AccountableAndDoing
		case s.ID == r.Moved.From:
			as = raci.Accountable
		}
		u.cells = append(u.cells, cell{s.ID, as})
	}
	return &u
}

type cell struct {
	column raci.StakeholderID
	as     raci.Assignment
}

// undo is a form that sets a whole row.
type undo struct {
	action, target, name string
	rev                  int
	cells                []cell
}

// refused shows an edit of a cell that was not kept, in the row itself: with the choice
// where somebody else was faster, otherwise with the sentence that mends it.
func (s Screen) refused(w http.ResponseWriter, r *http.Request, err error, e edit) error {
	problem, ok := fault.Of(err)
	if !ok || !slices.Contains([]fault.Kind{fault.Conflict, fault.Invalid, fault.Locked, fault.Forbidden}, problem.Kind) {
		return err
	}
	if !page.IsFragment(r) && problem.Kind != fault.Conflict {
		return err
	}
	now, openErr := s.App.Matrices.OpenRow(r.Context(), page.Actor(r), idOf(r), functionOf(r))
	if openErr != nil {
		return openErr
	}
	if problem.Kind != fault.Conflict {
		return page.Render(w, r, statusOf(problem.Kind), fragment(now, rowError(problem.Message)), ui.Announce(problem.Message))
	}
	c := s.conflict(r, now, e)
	if !page.IsFragment(r) {
		return page.Render(w, r, http.StatusConflict, conflictPage(page.New(r, now.Function.Name, now.Engagement.ClientName), now, page.Actor(r), c))
	}
	return page.Render(w, r, http.StatusConflict, fragment(now, conflictLine(c)), ui.Announce(c.text+" Choose which to keep."))
}

func statusOf(k fault.Kind) int {
	switch k {
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.Conflict:
		return http.StatusConflict
	case fault.Locked:
		return http.StatusLocked
	default:
		return http.StatusUnprocessableEntity
	}
}

// conflict is the choice after a lost race.
type conflict struct {
	text   string // what happened meanwhile
	mine   string // what the viewer wanted, in words
	card   string
	fn     raci.Function
	edit   edit
	target string
}

func (s Screen) conflict(r *http.Request, now app.Row, e edit) conflict {
	column, _ := now.Matrix.Stakeholder(e.to)
	is := now.Function.Cells[e.to]
	by := s.lastEditor(r, now.Function.ID)
	c := conflict{mine: column.Name + ": " + e.as.Words(), card: card(now.Engagement.ID, now.Function.ID), fn: now.Function, edit: e, target: anchor(now.Function.ID)}
	if e.shown && string(is) == e.was {
		c.text = by + " changed another part of this function while you were looking. " + column.Name + " is still: " + is.Words() + "."
	} else {
		c.text = by + " changed " + column.Name + " to “" + is.Words() + "” while you were looking."
	}
	return c
}

// lastEditor names who touched a row last, as far as the newest history tells.
func (s Screen) lastEditor(r *http.Request, fn raci.FunctionID) string {
	who := page.Actor(r)
	o, err := s.App.Engagements.Open(r.Context(), who, idOf(r))
	if err != nil {
		return "Somebody" // the row itself is what matters
	}
	for _, entry := range o.History {
		if entry.Fact.Subject != string(fn) || entry.Fact.Actor.Name == "" {
			continue
		}
		if entry.Fact.Actor.ID == string(who.User) {
			return "You, in another window,"
		}
		return entry.Fact.Actor.Name
	}
	return "Somebody"
}
