package workshop

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/fault"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/web/frame"
	"demarc/web/page"
	"demarc/web/ui"
)

// view is the room as one person sees it.
type view struct {
	page ui.Page
	work ui.Work
	who  access.Actor
	app.WorkshopPage
	at     raci.FunctionID // looked at on one's own; empty while following
	f      raci.Function   // what is shown
	tally  raci.Tally
	back   *page.Form // the form that came back
	backID string
	lost   string // what to say when somebody was faster
}

func newView(r *http.Request, p app.WorkshopPage, at raci.FunctionID) (*view, error) {
	who := page.Actor(r)
	v := &view{page: page.New(r, "Workshop", p.Draft.Engagement.ClientName), work: frame.Work(p.Draft.Engagement, "matrix", who), who: who, WorkshopPage: p, at: at, tally: p.Draft.Matrix.Tally()}
	v.page.Scripts = []string{"workshop.js"}
	show := at
	if show == "" || !p.Workshop.Running() {
		v.at, show = "", p.Workshop.Function
	}
	var ok bool
	if v.f, ok = p.Draft.Matrix.Function(show); at != "" && (!ok || !v.f.In()) {
		return nil, fault.New(fault.NotFound, "This function is not in the matrix any more.")
	}
	return v, nil
}

func (v *view) href(path string) string { return v.work.Href + "/workshop" + path }

func (v *view) row(path string) string {
	return v.href("/functions/" + string(v.f.ID) + path)
}

// self is the address that shows this again.
func (v *view) self() string {
	if v.at == "" {
		return v.href("")
	}
	return v.href("?at=" + string(v.at))
}

func (v *view) drives() bool   { return v.Workshop.Driver == v.who.User }
func (v *view) follows() bool  { return v.at == "" && !v.drives() }
func (v *view) mayDrive() bool { return v.editable() && v.who.Can(access.Facilitate) }
func (v *view) mayEnd() bool   { return v.who.Can(access.Facilitate) } // also once the text is out
func (v *view) edits() bool    { return v.editable() && v.who.Can(access.EditMatrix) }
func (v *view) agrees() bool   { return v.editable() && v.who.Can(access.AgreeRows) }
func (v *view) editable() bool { return v.Draft.Engagement.RequireDraft() == nil }

// locked is the sentence that says why nothing can be changed now, or empty.
func (v *view) locked() string {
	if err := v.Draft.Engagement.RequireDraft(); err != nil {
		return err.Error()
	}
	return ""
}

func (v *view) name(side party.Side) string {
	if side == party.MSP {
		return v.Draft.Engagement.MSPName
	}
	return v.Draft.Engagement.ClientName
}

func (v *view) area() string {
	for _, a := range v.Draft.Matrix.Areas {
		if a.Key == v.f.Area {
			return a.Name
		}
	}
	return ""
}

func (v *view) trouble() string {
	lib, _ := v.Draft.Library.Function(v.f.Key)
	return lib.WatchOut
}

// place is where the function stands on the agenda: "12 of 96".
func (v *view) place() string {
	agenda := v.Draft.Matrix.Agenda()
	at := slices.IndexFunc(agenda, func(f raci.Function) bool { return f.ID == v.f.ID })
	return fmt.Sprintf("%d of %d", at+1, len(agenda))
}

func (v *view) next() raci.FunctionID { return v.Draft.Matrix.After(v.f.ID) }
func (v *view) prev() raci.FunctionID { return v.Draft.Matrix.Before(v.f.ID) }

// state is how far the function is, for its tag, with the side it comes from.
func (v *view) state() (tag, text string) {
	state, side := v.f.State()
	switch state {
	case raci.AgreedByBoth:
		return "force", "Agreed by both"
	case raci.ParkedByBoth:
		return "draft", "Parked by both"
	case raci.Disputed:
		return "danger", "Disputed by " + v.name(side)
	case raci.Proposed:
		if v.f.IsParked() {
			return "review", "Parked, as " + v.name(side) + " proposes"
		}
		return "review", "Proposed by " + v.name(side)
	case raci.Locked:
		return "draft", "Locked"
	case raci.Drafted:
	}
	return "draft", "Not discussed yet"
}

// spoken is what a screen reader hears when the function changes.
func (v *view) spoken() string {
	if !v.Workshop.Running() {
		return "The workshop has ended."
	}
	_, state := v.state()
	return v.f.Name + ", " + v.place() + ". " + state + "."
}

// ballot is the blind vote that waits for answers, and whether it is about this
// function.
func (v *view) ballot() (b raci.Ballot, here, ok bool) {
	for _, b := range v.Ballots {
		if b.State == raci.BallotOpen {
			return b, b.Asks(v.f.ID), true
		}
	}
	return b, false, false
}

// columnField is the name of a column's letters, and columnOf the way back.
func columnField(id raci.StakeholderID) string { return "cell-" + string(id) }

func columnOf(name string) (raci.StakeholderID, bool) {
	id, ok := strings.CutPrefix(name, "cell-")
	return raci.StakeholderID(id), ok
}

func (v *view) letters() []ui.Letters {
	var out []ui.Letters
	for _, s := range v.Draft.Matrix.Stakeholders {
		l := ui.Letters{
			Name: columnField(s.ID), Who: s.Name, Holder: v.holder(s), Kind: dot(s), Value: string(v.f.Cells[s.ID]),
			Options: []string{"A/R", "A", "R", "C", "I", "-"}, Off: !v.edits(),
		}
		if form := v.form(lettersForm); form.Has(l.Name) {
			l.Value = form.Value(l.Name)
		}
		out = append(out, l)
	}
	return out
}

func (v *view) holder(s raci.Stakeholder) string {
	if h := v.f.Holders[s.ID].Person; h != "" {
		return h
	}
	return s.Holder
}

func dot(s raci.Stakeholder) string {
	if s.Kind == raci.OtherKind {
		return "vendor"
	}
	return string(s.Kind)
}

// form is the one of that name that came back, or an empty one.
func (v *view) form(name string) *page.Form {
	if v.back != nil && v.backID == name {
		return v.back
	}
	return &page.Form{}
}

// field is a control of a form, with what is stored unless it came back.
func (v *view) field(form, name, label, stored string) ui.Field {
	f := v.form(form).Field(name, label)
	if !v.form(form).Has(name) {
		f.Value = stored
	}
	return f
}

func (v *view) came(name string) bool { return v.back != nil && v.backID == name }

func (v *view) problems() []ui.Problem {
	if v.back == nil {
		return nil
	}
	return v.back.Problems()
}

// owners are who can hold a parked function meanwhile.
func (v *view) owners() []ui.Option {
	out := []ui.Option{{Label: "Choose"}}
	for _, s := range v.Draft.Matrix.Stakeholders {
		out = append(out, ui.Option{Value: string(s.ID), Label: s.Name})
	}
	return out
}

func (v *view) answering() string {
	if a := v.Draft.Matrix.Answering(v.f); len(a) > 0 {
		return string(a[0].ID)
	}
	return ""
}

// month is the day that parking proposes: about a month from the start.
func (v *view) month() string {
	return v.Workshop.StartedAt.AddDate(0, 1, 0).Format(time.DateOnly)
}

func (v *view) parkedText() string {
	owner, _ := v.Draft.Matrix.Stakeholder(v.f.Parked.Owner)
	return raci.ParkedText(owner.Name, v.f.Parked.Until, v.f.Parked.Why)
}

// part is a piece of the progress bar.
type part struct {
	class, word string
	n           int
	x, width    string
}

// parts are how the functions divide, in hundredths of the bar.
func (v *view) parts() []part {
	t, x := v.tally, 0.0
	all := []part{{class: "agreed", word: "agreed", n: t.Agreed}, {class: "parked", word: "parked", n: t.Parked}, {class: "disputed", word: "disputed", n: t.Disputed}, {class: "open", word: "open", n: t.Open}}
	for i := range all {
		width := 100 * float64(all[i].n) / float64(max(t.Total, 1))
		all[i].x, all[i].width = fmt.Sprintf("%.2f", x), fmt.Sprintf("%.2f", width)
		x += width
	}
	return all
}

// item is a line of the agenda.
type item struct {
	raci.Function
	word string
}

// agenda is all functions in their order, with their states.
func (v *view) agenda() []item {
	var out []item
	for _, f := range v.Draft.Matrix.Agenda() {
		state, _ := f.State()
		word := map[raci.State]string{raci.AgreedByBoth: "agreed", raci.ParkedByBoth: "parked", raci.Disputed: "disputed", raci.Locked: "locked"}[state]
		if word == "" {
			word = "open"
		}
		out = append(out, item{f, word})
	}
	return out
}

// left lists the functions in one of the states, for the summary.
func (v *view) left(state raci.State) []raci.Function {
	return slices.DeleteFunc(v.Draft.Matrix.Agenda(), func(f raci.Function) bool {
		s, _ := f.State()
		return s != state
	})
}

// until is when the timer ends, for the script to count down to.
func (v *view) until() string {
	if v.Workshop.Until.IsZero() {
		return ""
	}
	return v.Workshop.Until.Format(time.RFC3339)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
