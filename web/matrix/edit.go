package matrix

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"demarc/internal/app"
	"demarc/internal/fault"
	"demarc/internal/raci"
	"demarc/web/page"
	"demarc/web/ui"
)

// recount tells the page, after a change of a row, that its counts and findings are old.
const recount = "mx:changed"

// maxRev is far above what a row can reach by hand.
const maxRev = 1 << 30

// noLetter is said of a letter that is none.
const noLetter = "Choose R, A, C, I, A/R, not involved or not decided."

// assign changes one cell: what the keyboard and the menu of the grid do.
func (s Screen) assign(w http.ResponseWriter, r *http.Request) error {
	who, id, fn := page.Actor(r), idOf(r), functionOf(r)
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	e := edit{
		to:  raci.StakeholderID(f.Line("stakeholder", page.MaxCode)),
		was: f.Value("was"), shown: f.Has("was"), both: f.Value("both") == "yes", rev: f.Int("rev", 0, maxRev),
	}
	as, ok := raci.ParseAssignment(f.Value("role"))
	if !ok {
		err = fault.New(fault.Invalid, noLetter)
	}
	e.as = as
	var row app.Row
	switch {
	case err != nil:
	case e.both:
		row, err = s.App.Matrices.AssignBeside(r.Context(), who, id, fn, e.to, e.as, e.rev)
	default:
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
	say := ui.Announce(e.said(row) + " " + askedAgain(row, who))
	if len(told) == 0 {
		return page.Render(w, r, http.StatusOK, fragment(row, nil), say)
	}
	return page.Render(w, r, http.StatusOK, fragment(row, nil), say, toast(strings.Join(told, " "), undoOf(row.Engagement.ID, row.Edit)))
}

// edit is one cell as somebody wants it.
type edit struct {
	to    raci.StakeholderID
	as    raci.Assignment
	was   string // what the cell showed when it was typed
	shown bool   // whether was is known
	both  bool   // an A beside the one there is
	rev   int
}

// said is what readers hear of it: "Accountable: Internal IT. Removed from MSP team."
func (e edit) said(r app.Row) string {
	column, _ := r.Matrix.Stakeholder(e.to)
	text := e.as.Words() + ": " + column.Name + "."
	if r.Moved != nil {
		from, _ := r.Matrix.Stakeholder(r.Moved.From)
		text += " Removed from " + from.Name + "."
	}
	return text
}

// refused shows an edit of a cell that was not kept, in the row itself: with the choice
// where somebody else was faster, otherwise with the sentence that mends it. Where both
// wanted the same there is nothing to choose: so it is, too, when an answer was lost and
// the edit came again.
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
	if e.shown && now.Function.Cells[e.to] == e.as {
		return s.answer(w, r, now, nil, did{said: "It says so already.", next: home(idOf(r)) + anchor(functionOf(r))})
	}
	c := e.conflict(now, s.editors(r))
	if !page.IsFragment(r) {
		return page.Render(w, r, http.StatusConflict, conflictPage(page.New(r, now.Function.Name, now.Engagement.ClientName), now.Engagement, page.Actor(r), []conflict{c}))
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

// conflict is the choice after a lost race, in one row.
type conflict struct {
	text   string // what happened meanwhile
	want   string // what the viewer wanted, in words
	mine   string // the same for a button
	fn     raci.Function
	column raci.StakeholderID // what a discussion would be about
	card   string
	target string
	action string // sets what the viewer wanted
	fields [][2]string
}

func (e edit) conflict(now app.Row, by func(raci.FunctionID) string) conflict {
	column, _ := now.Matrix.Stakeholder(e.to)
	is := now.Function.Cells[e.to]
	at := card(now.Engagement.ID, now.Function.ID)
	c := conflict{
		want: column.Name + ": " + e.as.Words(), mine: e.as.Words(), fn: now.Function, column: e.to, card: at, target: anchor(now.Function.ID), action: at + "/assignments",
		fields: [][2]string{{"stakeholder", string(e.to)}, {"role", string(e.as)}, {"was", string(is)}, {"rev", strconv.Itoa(now.Function.Rev)}},
	}
	if e.both {
		c.fields = append(c.fields, [2]string{"both", "yes"})
	}
	if e.shown && string(is) == e.was {
		c.text = by(now.Function.ID) + " changed another part of this function while you were looking. " + column.Name + " is still: " + is.Words() + "."
	} else {
		c.text = by(now.Function.ID) + " changed " + column.Name + " to “" + is.Words() + "” while you were looking."
	}
	return c
}

// editors names who changed a row last.
func (s Screen) editors(r *http.Request) func(raci.FunctionID) string {
	who, asked := page.Actor(r), 0
	return func(fn raci.FunctionID) string {
		if asked++; asked > 5 {
			return "Somebody" // of many rows the first are named
		}
		by, err := s.App.Matrices.Editor(r.Context(), who, idOf(r), fn)
		switch {
		case err != nil || by.Name == "": // the row itself is what matters
			return "Somebody"
		case by.ID == string(who.User):
			return "You, in another window,"
		}
		return by.Name
	}
}
