// Package talk is how a conversation about a row is shown, wherever it is shown: on the
// card of the function, beside the grid, on the page of the review. It takes what the
// acts return and decides nothing. Start at Section.
package talk

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/internal/review"
	"demarc/web/page"
	"demarc/web/ui"
)

// Script is the asset that keeps a section live and opens one from the grid.
const Script = "talk.js"

// Section is the discussion of one row, ready to show.
type Section struct {
	Row   app.RowTalk
	Who   access.Actor
	Now   time.Time
	Next  string             // where its forms lead to without script
	About raci.StakeholderID // the column chosen for a new comment
	Back  *page.Form         // the form that came back, with what is wrong
	At    string             // which one: "new", "mark", or the id of a thread or comment
	News  string             // what somebody just said: "Priya Shah commented."
	Kept  string             // what was typed and could not be kept, with nowhere else to stand
}

func (s Section) e() engagement.Engagement { return s.Row.Draft.Engagement }

// Home is the address of an engagement's review.
func Home(id engagement.ID) string { return "/e/" + string(id) + "/review" }

// On is the address of the discussion of one row.
func On(id engagement.ID, fn raci.FunctionID) string {
	return Home(id) + "/functions/" + string(fn)
}

// Card is the address of a function in the matrix.
func Card(id engagement.ID, fn raci.FunctionID) string {
	return "/e/" + string(id) + "/matrix/functions/" + string(fn)
}

func (s Section) href() string { return On(s.e().ID, s.Row.Function.ID) }

// refresh is where the section is read anew, with what its reader has heard of.
func (s Section) refresh() string {
	return s.href() + "?" + url.Values{"heard": {s.latest()}, "next": {s.Next}}.Encode()
}

// talks tells whether the viewer may write now.
func (s Section) talks() bool { return Talks(s.Row.Draft, s.Who) }

// Talks tells whether somebody may comment in an engagement now.
func Talks(d engagement.Draft, who access.Actor) bool {
	return d.Engagement.RequireDraft() == nil && who.Can(access.CommentRows)
}

func (s Section) decides() bool {
	return s.talks() && s.Row.Function.In() && s.Who.Can(access.AgreeRows)
}

// open and resolved are the threads, each with its forms.
func (s Section) threads(open bool) []Thread {
	var list []Thread
	for _, t := range s.Row.Talk.Threads {
		if t.Open() == open {
			list = append(list, Thread{Thread: t, Draft: s.Row.Draft, People: s.Row.Talk.People, Who: s.Who, Now: s.Now, Next: s.Next, Live: true, Back: s.Back, At: s.At})
		}
	}
	return list
}

// latest is when the newest comment that both sides see was written.
func (s Section) latest() string {
	var at time.Time
	for _, t := range s.Row.Talk.Threads {
		if c, ok := t.Last(); ok && c.At.After(at) {
			at = c.At
		}
	}
	return strconv.FormatInt(at.UnixMicro(), 10)
}

// Heard is what others wrote after a moment that latest gave, in one sentence.
func Heard(t review.Talk, me review.Person, after int64) string {
	var names []string
	for _, th := range t.Threads {
		for _, c := range th.Comments {
			if c.Pending || c.Author.Is(me) || c.At.UnixMicro() <= after || !c.RemovedAt.IsZero() {
				continue
			}
			if !strings.Contains(strings.Join(names, "\n"), c.Author.Name) {
				names = append(names, c.Author.Name)
			}
		}
	}
	if len(names) == 0 {
		return ""
	}
	return strings.Join(names, " and ") + " commented."
}

// columns are the choices of what a new comment is about.
func (s Section) columns() ui.Field {
	f := ui.Field{Name: "about", Label: "About", Value: string(s.About), Options: []ui.Option{{Value: "", Label: "The whole row"}}}
	if s.At == "new" && s.Back != nil {
		f.Value, f.Error = s.Back.Value("about"), s.Back.Error("about")
	}
	for _, c := range s.Row.Draft.Matrix.Stakeholders {
		f.Options = append(f.Options, ui.Option{Value: string(c.ID), Label: c.Name + ": " + s.Row.Function.Cells[c.ID].Words()})
	}
	return f
}

// box is where a comment is written.
type box struct {
	id, label string
	typed     string
	wrong     string
	rows      int
}

// newBox is the box of a form: its id changes once its owner has written something, so
// that what was sent does not stay in it, and what is only typed does.
func newBox(key, label string, written int, back *page.Form, at string) box {
	b := box{id: "say-" + key + "-" + strconv.Itoa(written), label: label, rows: 3}
	if back != nil && at == key {
		b.typed, b.wrong = back.Value("body"), back.Error("body")
	}
	return b
}

func (s Section) newBox() box {
	n := 0
	for _, t := range s.Row.Talk.Threads {
		if t.OpenedBy.User == s.Who.User {
			n++
		}
	}
	return newBox("new", "Your comment", n, s.Back, s.At)
}

func (s Section) mark() (review.Mark, bool) { return s.Row.Talk.Pending().Mark(s.Row.Function.ID) }

func (s Section) marked() bool { _, ok := s.mark(); return ok }

func (s Section) stands() ui.Field {
	f := ui.Field{Name: "stand", Label: "When I send my review", Inline: true, Value: string(review.Agreeing), Options: []ui.Option{
		{Value: string(review.Agreeing), Label: "agree to this row"}, {Value: string(review.Disputing), Label: "dispute it"},
	}}
	if s.At == "mark" && s.Back != nil {
		f.Value, f.Error = s.Back.Value("stand"), s.Back.Error("stand")
	}
	return f
}

func (s Section) reason() ui.Field {
	f := ui.Field{Name: "mark_reason", Label: "What would make this right?"}
	if s.At == "mark" && s.Back != nil {
		f = s.Back.Field("mark_reason", f.Label)
	}
	f.Hint, f.Rows, f.MaxLength, f.Optional = "For a dispute. Both teams see it once your review is sent.", 2, 500, true
	return f
}

// handles are how the people here are mentioned.
func handles(people []review.Person, me access.Actor) []handle {
	var list []handle
	for _, p := range people {
		if p.User != me.User {
			list = append(list, handle{review.Handle(p, people), p.Company})
		}
	}
	return list
}

type handle struct{ words, company string }

// company is a side's name in an engagement.
func company(e engagement.Engagement, side party.Side) string {
	if side == party.MSP {
		return e.MSPName
	}
	return e.ClientName
}

func me(who access.Actor) review.Person { return review.Person{User: who.User, Side: who.Side} }
