package matrix

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/raci"
	"demarc/web/page"
	"demarc/web/ui"
)

// assignMany sets cells of many rows at once: a paste, a fill, a cut. The form has a
// "row" for each, as function@revision, and a "cell" for each cell, as function, column
// and letter with a space between.
func (s Screen) assignMany(w http.ResponseWriter, r *http.Request) error {
	if _, err := page.ReadForm(r); err != nil {
		return err
	}
	edits, wrong := readEdits(r.PostForm["row"], r.PostForm["cell"])
	if len(wrong) > 0 {
		return s.unreadable(w, r, wrong)
	}
	done, err := s.App.Matrices.AssignMany(r.Context(), page.Actor(r), idOf(r), edits)
	if err != nil {
		return s.told(w, r, err)
	}
	return s.edited(w, r, done, "Set")
}

// badCell is a cell whose letter cannot be read.
type badCell struct {
	row    raci.FunctionID
	column raci.StakeholderID
	typed  string
}

// readEdits reads the rows in their order. A cell of a row that was not named is as
// wrong as a letter that is none.
func readEdits(rows, cells []string) (edits []app.RowEdit, wrong []badCell) {
	at := map[raci.FunctionID]int{}
	for _, row := range rows {
		id, text, _ := strings.Cut(row, "@")
		rev, err := strconv.Atoi(text)
		if err != nil {
			rev = 0 // no row has it, so it counts as changed meanwhile
		}
		at[raci.FunctionID(id)] = len(edits)
		edits = append(edits, app.RowEdit{Function: raci.FunctionID(id), Rev: rev, Cells: map[raci.StakeholderID]raci.Assignment{}})
	}
	for _, cell := range cells {
		id, rest, _ := strings.Cut(cell, " ")
		column, typed, _ := strings.Cut(rest, " ")
		as, ok := raci.ParseAssignment(typed)
		i, known := at[raci.FunctionID(id)]
		if !ok || !known {
			wrong = append(wrong, badCell{raci.FunctionID(id), raci.StakeholderID(column), typed})
			continue
		}
		edits[i].Cells[raci.StakeholderID(column)] = as
	}
	return edits, wrong
}

// unreadable lists the cells that could not be read, by their names.
func (s Screen) unreadable(w http.ResponseWriter, r *http.Request, wrong []badCell) error {
	d, err := s.App.Matrices.Open(r.Context(), page.Actor(r), idOf(r))
	if err != nil {
		return err
	}
	const most = 10
	sentences := []string{"Nothing was changed."}
	for i, c := range wrong {
		if i == most {
			sentences = append(sentences, fmt.Sprintf("%d more cells cannot be read.", len(wrong)-most))
			break
		}
		name := "A function that is not in the matrix"
		if j := slices.IndexFunc(d.Matrix.Functions, func(f raci.Function) bool { return f.ID == c.row }); j >= 0 {
			name = d.Matrix.Functions[j].Name
		}
		column, _ := d.Matrix.Stakeholder(c.column)
		sentences = append(sentences, fmt.Sprintf("%s, %s: “%.40s” is not R, A, C, I, A/R or -.", name, column.Name, strings.ToValidUTF8(c.typed, "")))
	}
	return s.told(w, r, fault.New(fault.Invalid, strings.Join(sentences, " ")))
}

// told answers with a sentence where the effects of edits are told, so that somebody in
// the middle of the grid stays there.
func (s Screen) told(w http.ResponseWriter, r *http.Request, err error) error {
	problem, ok := fault.Of(err)
	if !ok || !page.IsFragment(r) || problem.Kind == fault.NotFound || problem.Kind == fault.SignIn {
		return err
	}
	return page.Render(w, r, statusOf(problem.Kind), toast(problem.Message, nil), ui.Announce(problem.Message))
}

// edited answers an act on cells of many rows: each row as it is now, those that were
// left with the choice, and one sentence about all.
func (s Screen) edited(w http.ResponseWriter, r *http.Request, done app.Edited, verb string) error {
	who := page.Actor(r)
	conflicts := s.left(r, done)
	text := verb + " " + summary(done, who) + leftOut(len(done.Left))
	if done.Cells == 0 && len(done.Left) == 0 {
		text = "It says so already."
	} else if done.Cells == 0 {
		text = strings.TrimSpace("Nothing was changed." + leftOut(len(done.Left)))
	}
	if !page.IsFragment(r) {
		if len(conflicts) > 0 {
			return page.Render(w, r, http.StatusConflict, conflictPage(page.New(r, "Not all was changed", done.Engagement.ClientName), done.Engagement, who, conflicts))
		}
		return page.Redirect(w, r, page.Next(r, home(idOf(r))), page.Done(text))
	}
	status := http.StatusOK
	var parts []templ.Component
	for _, row := range done.Rows {
		parts = append(parts, partial(anchor(row.Function.ID), fragment(row, nil)))
	}
	for i, l := range done.Left {
		var line templ.Component
		if l.Why.Kind == fault.Conflict {
			line = conflictLine(conflicts[i])
		} else {
			line = rowError(l.Why.Message)
		}
		parts = append(parts, partial(anchor(l.Row.Function.ID), fragment(l.Row, line)))
	}
	if len(done.Rows) == 0 && len(done.Left) > 0 {
		status = http.StatusConflict
	}
	note := noToast()
	switch {
	case verb == "Set" && done.Cells > 0:
		note = toast(text, undoOf(idOf(r), done.Edit))
	case verb == "Set" || len(done.Rows) != 1: // one row that is put back is seen
		note = toast(text, nil)
	}
	w.Header().Set("HX-Trigger", recount)
	return page.Render(w, r, status, append(parts, ui.Announce(text), note)...)
}

// left is the choice for each row that was left, in their order.
func (s Screen) left(r *http.Request, done app.Edited) []conflict {
	if len(done.Left) == 0 {
		return nil
	}
	by := s.editors(r)
	var out []conflict
	for _, l := range done.Left {
		out = append(out, manyConflict(l, by))
	}
	return out
}

// manyConflict is the choice for several cells of one row.
func manyConflict(l app.Left, by func(raci.FunctionID) string) conflict {
	e, fn := l.Row.Engagement, l.Row.Function
	c := conflict{fn: fn, card: card(e.ID, fn.ID), target: anchor(fn.ID), action: home(e.ID) + "/cells", fields: [][2]string{{"row", fmt.Sprintf("%s@%d", fn.ID, fn.Rev)}}}
	var wanted, is []string
	for _, s := range l.Row.Matrix.Stakeholders {
		as, asked := l.Edit.Cells[s.ID]
		if !asked {
			continue
		}
		if fn.Cells[s.ID] != as {
			if c.column == "" {
				c.column = s.ID
			}
			wanted = append(wanted, s.Name+": "+as.Words())
			is = append(is, s.Name+" “"+fn.Cells[s.ID].Words()+"”")
		}
		c.fields = append(c.fields, [2]string{"cell", string(fn.ID) + " " + string(s.ID) + " " + string(as)})
	}
	c.want, c.mine = strings.Join(wanted, ", "), strings.Join(wanted, ", ")
	c.text = by(fn.ID) + " changed " + fn.Name + " while you were looking. Now it says " + strings.Join(is, ", ") + "."
	if l.Why.Kind != fault.Conflict {
		c.text = fn.Name + ": " + l.Why.Message
	}
	return c
}

// summary is "12 cells of 6 functions. Alder Foods will be asked to agree again about 3."
func summary(done app.Edited, who access.Actor) string {
	text := count(done.Cells, "cell", "cells") + " of " + count(len(done.Rows), "function", "functions") + "."
	if len(done.Rows) == 1 {
		text = count(done.Cells, "cell", "cells") + " of " + done.Rows[0].Function.Name + "."
	}
	again := 0
	for _, row := range done.Rows {
		if slices.Contains(row.Dropped, who.Side.Other()) {
			again++
		}
	}
	if again > 0 {
		text += fmt.Sprintf(" %s will be asked to agree again about %d.", sideName(done.Engagement, who.Side.Other()), again)
	}
	return text
}

func leftOut(n int) string {
	if n == 0 {
		return ""
	}
	return " " + count(n, "function was", "functions were") + " left as they are: each says why."
}

// undo is a form that takes back the viewer's last change.
type undo struct{ action, edit string }

func undoOf(id engagement.ID, edit string) *undo {
	if edit == "" {
		return nil
	}
	return &undo{home(id) + "/undo", edit}
}

// undoLast takes back what the viewer did last.
func (s Screen) undoLast(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	done, err := s.App.Matrices.Undo(r.Context(), page.Actor(r), idOf(r), f.Line("edit", page.MaxCode), app.Overtaken(f.One("since", string(app.LeaveTheirs), string(app.TakeMine))))
	return s.turned(w, r, done, err, "Undone:", "undo")
}

// redoLast does again what the viewer took back last.
func (s Screen) redoLast(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	done, err := s.App.Matrices.Redo(r.Context(), page.Actor(r), idOf(r), app.Overtaken(f.One("since", string(app.LeaveTheirs), string(app.TakeMine))))
	return s.turned(w, r, done, err, "Done again:", "redo")
}

func (s Screen) turned(w http.ResponseWriter, r *http.Request, done app.Edited, err error, verb, act string) error {
	if !fault.Is(err, fault.Conflict) || len(done.Left) == 0 {
		if err != nil {
			return s.told(w, r, err)
		}
		done.Left = nil // as they chose
		return s.edited(w, r, done, verb)
	}
	q := question{action: home(idOf(r)) + "/" + act, act: act, others: len(done.Rows)}
	for i, c := range s.left(r, done) {
		if i == 5 {
			q.lines = append(q.lines, fmt.Sprintf("and %d more.", len(done.Left)-5))
			break
		}
		q.lines = append(q.lines, strings.Replace(c.text, "while you were looking", "after you", 1))
	}
	if !page.IsFragment(r) {
		return page.Render(w, r, http.StatusConflict, questionPage(page.New(r, "Changed since", done.Engagement.ClientName), done.Engagement, page.Actor(r), q))
	}
	return page.Render(w, r, http.StatusConflict, questionToast(q), ui.Announce(strings.Join(q.lines, " ")+" Choose what to do."))
}

// question is the choice before taking back what somebody else changed since.
type question struct {
	action, act string
	lines       []string
	others      int // rows that nobody else changed
}

// leave is the label of leaving what others did.
func (q question) leave() string {
	if q.others == 0 {
		return "Leave it as it is"
	}
	return "Only the other " + count(q.others, "function", "functions")
}

func (q question) take() string {
	if q.act == "redo" {
		return "Do mine again anyway"
	}
	return "Take mine back anyway"
}
