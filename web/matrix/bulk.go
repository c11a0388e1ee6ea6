package matrix

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"demarc/internal/app"
	"demarc/internal/fault"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/web/page"
	"demarc/web/ui"
)

// picked reads the rows that somebody ticked, each with the revision at which it was
// shown.
func picked(f *page.Form) (map[raci.FunctionID]int, error) {
	rows := map[raci.FunctionID]int{}
	for _, value := range f.Many("row", most, page.MaxCode) {
		id, rev, _ := strings.Cut(value, "@")
		n, err := strconv.Atoi(rev)
		if err != nil {
			return nil, fault.New(fault.Invalid, "The list of rows could not be read. Open it again.")
		}
		rows[raci.FunctionID(id)] = n
	}
	return rows, nil
}

// batchOf reads what is to be done with them.
func batchOf(f *page.Form) raci.Batch {
	b := raci.Batch{
		Do:     raci.Deed(f.Line("do", page.MaxCode)),
		Set:    raci.Set{Stakeholder: raci.StakeholderID(f.Line("stakeholder", page.MaxCode))},
		Reason: f.Text("reason", page.MaxText),
		Area:   raci.AreaKey(f.Line("area", page.MaxCode)),
	}
	as, ok := raci.ParseAssignment(f.Value("role"))
	if b.Set.As = as; !ok {
		b.Set.As = "no letter"
	}
	return b
}

// planBulk shows what would change, before anything does; or hands the rows over.
func (s Screen) planBulk(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	if _, err := s.App.Matrices.Open(r.Context(), page.Actor(r), idOf(r)); err != nil {
		return err // before anything is said about the form
	}
	rows, err := picked(f)
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return page.Redirect(w, r, page.Next(r, home(idOf(r))), page.Told("No function was ticked, so there is nothing to change."))
	}
	if kind, is := strings.CutPrefix(f.Value("do"), "export-"); is {
		d, err := s.App.Versions.ExportRows(r.Context(), page.Actor(r), idOf(r), kind, rows)
		if err != nil {
			return err
		}
		return page.File(w, r, d.Name, d.MediaType, d.Data)
	}
	return s.showBulk(w, r, http.StatusOK, f, rows, "")
}

// showBulk renders the plan; notice says why it is shown again.
func (s Screen) showBulk(w http.ResponseWriter, r *http.Request, status int, f *page.Form, rows map[raci.FunctionID]int, notice string) error {
	who, in := page.Actor(r), batchOf(f)
	if !slices.Contains(raci.Deeds, in.Do) {
		return fault.New(fault.Invalid, "Choose what to do with the functions.")
	}
	plan, err := s.App.Matrices.PlanBulk(r.Context(), who, idOf(r), in, rows)
	if err != nil {
		return err
	}
	if in.Do == raci.SetLetter { // nothing else is asked for on this page
		if err := in.Check(plan.Draft.Matrix); err != nil {
			return err
		}
	}
	b := bulk{view: newView(page.New(r, "", plan.Draft.Engagement.ClientName), plan.Draft, who, filter{}), plan: plan, form: f, notice: notice, next: page.Next(r, home(idOf(r)))}
	b.page.Title = b.title()
	b.page.Failed = status == http.StatusUnprocessableEntity
	return page.Render(w, r, status, bulkPage(b))
}

// changeBulk changes the rows as they were shown.
func (s Screen) changeBulk(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	rows, err := picked(f)
	if err != nil {
		return err
	}
	var plan app.BatchPlan
	if f.OK() {
		plan, err = s.App.Matrices.Bulk(r.Context(), page.Actor(r), idOf(r), batchOf(f), rows, f.Line("seen", page.MaxCode))
	}
	switch {
	case f.Take(err) || !f.OK():
		return s.showBulk(w, r, http.StatusUnprocessableEntity, f, rows, "")
	case fault.Is(err, fault.Conflict):
		return s.showBulk(w, r, http.StatusConflict, f, rows, err.Error())
	case err != nil:
		return err
	}
	n, _ := plan.Changes()
	return page.Redirect(w, r, page.Next(r, home(idOf(r))), page.Done(bulkDone(plan.Batch.Do, n)))
}

func bulkDone(do raci.Deed, n int) string {
	functions := count(n, "function", "functions")
	switch do {
	case raci.TakeOut:
		return functions + " excluded, with your reason. They are listed below the matrix."
	case raci.Rehome:
		return functions + " moved to the end of the other area."
	case raci.AskReview:
		return "The other side is asked about " + functions + ", and has a letter."
	case raci.SetLetter, raci.FillLane:
	}
	return functions + " changed."
}

// bulk is the page of what a change of many rows would do.
type bulk struct {
	view
	plan   app.BatchPlan
	form   *page.Form
	notice string
	next   string // where it was asked for, with its filter
}

func (b bulk) title() string {
	column, _ := b.d.Matrix.Stakeholder(b.plan.Batch.Set.Stakeholder)
	switch b.plan.Batch.Do {
	case raci.SetLetter:
		return "Set " + column.Name + " to " + b.plan.Batch.Set.As.Words()
	case raci.FillLane:
		return "Fill with the starting point of the area"
	case raci.TakeOut:
		return "Exclude functions"
	case raci.Rehome:
		return "Move functions to another area"
	case raci.AskReview:
		return "Ask " + b.them() + " to look"
	}
	return ""
}

// counts is the first line: how many rows change, and whose agreement that takes away.
func (b bulk) counts() string {
	n, agreed := b.plan.Changes()
	if n == 0 {
		return "Nothing would change."
	}
	parts := []string{"Changes " + count(n, "function", "functions")}
	if b.plan.Batch.Do == raci.AskReview {
		return "Asks " + b.them() + " about " + count(n, "function", "functions") + "."
	}
	for _, side := range party.Sides {
		if k := agreed[string(side)]; k > 0 {
			parts = append(parts, fmt.Sprintf("%d of them already agreed by %s", k, sideName(b.d.Engagement, side)))
		}
	}
	return strings.Join(parts, ", ") + "."
}

// stays counts the rows that stay as they are.
func (b bulk) stays() int {
	n, _ := b.plan.Changes()
	return len(b.plan.Rows) - n
}

// changes tells whether there is anything to confirm.
func (b bulk) changes() bool { return len(b.plan.Rows) > b.stays() }

// hours says what becomes of parts that hold in some hours only; empty where there are
// none.
func (b bulk) hours() string {
	timed := slices.ContainsFunc(b.plan.Rows, func(p raci.Planned) bool { return p.Stays == "" && p.Before.Timed() })
	switch {
	case !timed:
		return ""
	case b.plan.Batch.Do == raci.SetLetter:
		return "Hours stay as they are: a part that holds after hours still does, with the new letter."
	case b.plan.Batch.Do == raci.FillLane:
		return "Who does the work or answers for it does so at all hours then, as at the start."
	}
	return ""
}

func (b bulk) moved(fn raci.FunctionID) bool { return slices.Contains(b.plan.Moved, fn) }

func (b bulk) columns() []ui.Column {
	out := []ui.Column{{Label: "Function"}}
	for _, s := range b.d.Matrix.Stakeholders {
		out = append(out, ui.Column{Label: s.Name})
	}
	return append(out, ui.Column{Label: "Note"})
}

func (b bulk) confirm() string {
	n, _ := b.plan.Changes()
	functions := count(n, "function", "functions")
	switch b.plan.Batch.Do {
	case raci.TakeOut:
		return "Exclude " + functions
	case raci.Rehome:
		return "Move " + functions
	case raci.AskReview:
		return "Ask about " + functions
	case raci.SetLetter, raci.FillLane:
	}
	return "Change " + functions
}

func (b bulk) reason() ui.Field {
	f := ui.Field{Name: "reason", Label: "Why are they not in scope?", Value: b.form.Value("reason"), Error: b.form.Error("reason")}
	f.Rows, f.MaxLength, f.Hint = 2, 300, "The agreement lists each function as excluded, with this reason."
	return f
}

func (b bulk) area() ui.Field {
	f := ui.Field{Name: "area", Label: "To which area?", Value: b.form.Value("area"), Error: b.form.Error("area"), Options: []ui.Option{{Value: "", Label: "Choose an area"}}}
	f.Options = append(f.Options, b.areaOptions()[1:]...)
	return f
}
