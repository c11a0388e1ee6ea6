package vote

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/web/frame"
	"demarc/web/page"
	"demarc/web/ui"
)

// sheet is what both pages stand on.
type sheet struct {
	page ui.Page
	work ui.Work
	who  access.Actor
	d    engagement.Draft
}

func newSheet(r *http.Request, d engagement.Draft, title string) sheet {
	who := page.Actor(r)
	return sheet{page: page.New(r, title, d.Engagement.ClientName), work: frame.Work(d.Engagement, "matrix", who), who: who, d: d}
}

func (v sheet) at(path string) string { return v.work.Href + "/votes" + path }

func (v sheet) name(side party.Side) string {
	if side == party.MSP {
		return v.d.Engagement.MSPName
	}
	return v.d.Engagement.ClientName
}

// answers tells whether the viewer may answer, and drives whether they may open and
// end votes.
func (v sheet) answers() bool { return v.draft() && v.who.Can(access.EditMatrix) }
func (v sheet) drives() bool  { return v.draft() && v.who.Can(access.Facilitate) }
func (v sheet) ends() bool    { return v.who.Can(access.Facilitate) } // also once the text is out
func (v sheet) draft() bool   { return v.d.Engagement.RequireDraft() == nil }

// done is how far a side is: "Alder Foods: 2 of 3 done".
func done(v *view, side party.Side) string {
	n, all := v.Ballot.Done[side], len(v.Ballot.Functions)
	if n >= all {
		return v.name(side) + ": done"
	}
	return fmt.Sprintf("%s: %d of %d done", v.name(side), n, all)
}

// early says why somebody ends a vote by hand.
func (v *view) early() string {
	if v.Ballot.Complete() {
		return "now"
	}
	return "before everybody is done"
}

// view is one vote.
type view struct {
	sheet
	app.BallotPage
	q    raci.FunctionID // the question that is shown; empty when the side is done
	form *page.Form      // an answer that came back
}

func newView(r *http.Request, p app.BallotPage, q raci.FunctionID) *view {
	title := "Blind vote"
	if p.Ballot.Round > 1 {
		title = "Blind vote, second round"
	}
	v := &view{sheet: newSheet(r, p.Draft, title), BallotPage: p, q: q}
	if p.Ballot.State != raci.BallotOpen || !v.answers() {
		v.q = ""
	} else if !p.Ballot.Asks(q) {
		v.q = v.next()
	}
	return v
}

// next is the first question without an answer.
func (v *view) next() raci.FunctionID {
	for _, id := range v.Ballot.Functions {
		if _, answered := v.Mine[id]; !answered {
			return id
		}
	}
	return ""
}

func (v *view) href() string { return v.at("/" + string(v.Ballot.ID)) }

// here is the address that shows this very question again.
func (v *view) here() string {
	if v.q == "" {
		return v.href()
	}
	return v.ask(v.q)
}

func (v *view) ask(id raci.FunctionID) string { return v.href() + "?q=" + string(id) }

func (v *view) function(id raci.FunctionID) raci.Function {
	f, _ := v.d.Matrix.Function(id)
	return f
}

func (v *view) area(f raci.Function) string {
	for _, a := range v.d.Matrix.Areas {
		if a.Key == f.Area {
			return a.Name
		}
	}
	return ""
}

// trouble is what usually goes wrong with a function.
func (v *view) trouble(f raci.Function) string {
	lib, _ := v.d.Library.Function(f.Key)
	return lib.WatchOut
}

// number is where a question stands in the vote, from one.
func (v *view) number(id raci.FunctionID) int { return slices.Index(v.Ballot.Functions, id) + 1 }

// columnField is the name of a column's question, and columnOf the way back.
func columnField(id raci.StakeholderID) string { return "cell-" + string(id) }

func columnOf(name string) (raci.StakeholderID, bool) {
	id, ok := strings.CutPrefix(name, "cell-")
	return raci.StakeholderID(id), ok
}

// letters are the questions about one function, with the side's answer so far, or with
// what came back. What the matrix says is not chosen beforehand: that would be no vote.
func (v *view) letters(id raci.FunctionID) []ui.Letters {
	mine, answered := v.Mine[id]
	var out []ui.Letters
	for _, s := range v.d.Matrix.Stakeholders {
		l := ui.Letters{Name: columnField(s.ID), Who: s.Name, Holder: s.Holder, Kind: dot(s), Options: []string{"A/R", "A", "R", "C", "I", "-"}, None: !answered, Value: string(mine.Cells[s.ID])}
		if v.form != nil {
			l.None, l.Value = !v.form.Has(l.Name), v.form.Value(l.Name)
		}
		out = append(out, l)
	}
	return out
}

func dot(s raci.Stakeholder) string {
	if s.Kind == raci.OtherKind {
		return "vendor"
	}
	return string(s.Kind)
}

func (v *view) problems() []ui.Problem {
	if v.form == nil {
		return nil
	}
	return v.form.Problems()
}

// result is the sentence on top of what was revealed.
func (v *view) result() string {
	n, match := len(v.Compared), raci.Matches(v.Compared)
	switch differ := n - match; {
	case differ == 0 && n == 1:
		return "You match."
	case differ == 0:
		return fmt.Sprintf("You match on all %d.", n)
	case n == 1:
		return "You differ on this one. It is worth five minutes."
	case differ == 1:
		return fmt.Sprintf("You match on %d of %d. The other one is worth five minutes.", match, n)
	case match == 0:
		return fmt.Sprintf("You differ on all %d. They are worth %s minutes.", n, minutes(differ))
	default:
		return fmt.Sprintf("You match on %d of %d. The other %d are worth %s minutes.", match, n, differ, minutes(differ))
	}
}

// minutes is about how long it takes to talk over n functions.
func minutes(n int) string {
	switch {
	case n <= 4:
		return "ten"
	case n <= 7:
		return "twenty"
	default:
		return fmt.Sprint((n*3 + 4) / 5 * 5)
	}
}

// differing and matching part the result; what is still open comes first.
func (v *view) differing() []raci.Comparison {
	out := slices.DeleteFunc(slices.Clone(v.Compared), func(c raci.Comparison) bool { return c.Match })
	slices.SortStableFunc(out, func(a, b raci.Comparison) int {
		rank := map[bool]int{true: 0, false: 1}
		return rank[a.Open()] - rank[b.Open()]
	})
	return out
}

func (v *view) matching() []raci.Comparison {
	return slices.DeleteFunc(slices.Clone(v.Compared), func(c raci.Comparison) bool { return !c.Match })
}

// outcome is what became of a function, in words; empty while it is open.
func (v *view) outcome(c raci.Comparison) string {
	switch c.Outcome {
	case raci.TakenMSP:
		return "Taken: " + of(v.name(party.MSP)) + " answer"
	case raci.TakenClient:
		return "Taken: " + of(v.name(party.Client)) + " answer"
	case raci.ToDiscuss:
		return "To discuss"
	}
	return ""
}

// repeats tells whether a second round has something to ask.
func (v *view) repeats() int {
	fns, err := v.Ballot.Again(v.Compared)
	if err != nil {
		return 0
	}
	return len(fns)
}

// of is a company as the owner of something: "Northgate’s", "Alder Foods’".
func of(name string) string {
	if strings.HasSuffix(name, "s") {
		return name + "’"
	}
	return name + "’s"
}

func word(match bool) string {
	if match {
		return "match"
	}
	return "differs"
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
