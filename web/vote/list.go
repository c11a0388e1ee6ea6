package vote

import (
	"fmt"
	"net/http"
	"slices"

	"demarc/internal/app"
	"demarc/internal/raci"
	"demarc/web/page"
	"demarc/web/ui"
)

// listView is the page of all votes, where the next one is opened.
type listView struct {
	sheet
	app.BallotsPage
	form *page.Form // a choice that came back
}

func newListView(r *http.Request, p app.BallotsPage) *listView {
	return &listView{sheet: newSheet(r, p.Draft, "Blind votes"), BallotsPage: p}
}

// open is the vote that waits for answers.
func (v *listView) open() (raci.Ballot, bool) {
	for _, b := range v.Ballots {
		if b.State == raci.BallotOpen {
			return b, true
		}
	}
	return raci.Ballot{}, false
}

// past are the votes that are over.
func (v *listView) past() []raci.Ballot {
	return slices.DeleteFunc(slices.Clone(v.Ballots), func(b raci.Ballot) bool { return b.State == raci.BallotOpen })
}

// already says that somebody opened a vote first, with the way to it.
func (v *listView) already(err error) ui.Notice {
	n := ui.Notice{Kind: "warn", Text: err.Error()}
	if b, ok := v.open(); ok {
		n.Href, n.Link = v.at("/"+string(b.ID)), "Answer the open vote"
	}
	return n
}

// choice is a function to tick, in an area.
type choice struct {
	raci.Function
	ticked bool
}

type shelf struct {
	name    string
	choices []choice
	ticked  int
}

func (v *listView) ticked(id raci.FunctionID) bool {
	if v.form != nil {
		return slices.Contains(v.form.Many("functions", 400, page.MaxCode), string(id))
	}
	return slices.Contains(v.Pick, id)
}

// proposed are the functions that the page proposes, in their order.
func (v *listView) proposed() []choice {
	var out []choice
	for _, id := range v.Pick {
		if f, ok := v.d.Matrix.Function(id); ok {
			out = append(out, choice{f, v.ticked(id)})
		}
	}
	return out
}

// others are the rest of the matrix by area.
func (v *listView) others() []shelf {
	var out []shelf
	for _, a := range v.d.Matrix.Areas {
		s := shelf{name: a.Name}
		for _, f := range v.d.Matrix.InArea(a.Key) {
			if slices.Contains(v.Pick, f.ID) {
				continue
			}
			c := choice{f, v.ticked(f.ID)}
			if c.ticked {
				s.ticked++
			}
			s.choices = append(s.choices, c)
		}
		if len(s.choices) > 0 {
			out = append(out, s)
		}
	}
	return out
}

func (v *listView) area(f raci.Function) string {
	for _, a := range v.d.Matrix.Areas {
		if a.Key == f.Area {
			return a.Name
		}
	}
	return ""
}

func (v *listView) problems() []ui.Problem {
	if v.form == nil {
		return nil
	}
	return v.form.Problems()
}

// came is what a vote that is over came to.
func came(b raci.Ballot) string {
	if b.State == raci.BallotClosed {
		return "Closed without a result"
	}
	taken, talk := 0, 0
	for _, o := range b.Outcomes {
		if o == raci.ToDiscuss {
			talk++
		} else {
			taken++
		}
	}
	text := plural(len(b.Functions), "function", "functions") + " revealed"
	if taken > 0 {
		text += fmt.Sprintf(", %d taken into the matrix", taken)
	}
	if talk > 0 {
		text += fmt.Sprintf(", %d to discuss", talk)
	}
	return text
}

func title(b raci.Ballot) string {
	if b.Round > 1 {
		return "Second round of " + b.OpenedAt.Format("2 Jan 2006, 15:04")
	}
	return "Vote of " + b.OpenedAt.Format("2 Jan 2006, 15:04")
}
