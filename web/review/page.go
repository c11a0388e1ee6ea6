package review

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/fault"
	"demarc/internal/raci"
	"demarc/internal/review"
	"demarc/web/frame"
	"demarc/web/page"
	"demarc/web/review/talk"
	"demarc/web/ui"
)

// unread is a form whose fields say themselves what is wrong.
var unread = fault.New(fault.Invalid, "Some fields need your attention.")

// show is the whole conversation of an engagement.
func (s Screen) show(w http.ResponseWriter, r *http.Request) error {
	return s.whole(w, r, http.StatusOK, &page.Form{}, "")
}

func (s Screen) whole(w http.ResponseWriter, r *http.Request, status int, f *page.Form, notice string) error {
	who := page.Actor(r)
	c, err := s.App.Reviews.Open(r.Context(), who, idOf(r))
	if err != nil {
		return err
	}
	q := page.ReadQuery(r)
	e := c.Draft.Engagement
	v := view{
		page: page.New(r, "Review", e.ClientName), work: frame.Work(e, "review", who), who: who, c: c, form: f, notice: notice, now: time.Now().UTC(),
		area: raci.AreaKey(q.Line("area", page.MaxCode)), show: q.One("show", "open", "mine", "resolved"),
	}
	if err := e.RequireDraft(); err != nil {
		v.locked = err.Error()
	}
	v.page.Scripts = []string{talk.Script}
	v.page.Failed = status == http.StatusUnprocessableEntity
	return page.Render(w, r, status, reviewPage(v))
}

// send sends the viewer's review.
func (s Screen) send(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	in := app.SendReview{
		Verdict: review.Verdict(f.One("verdict", string(review.Agree), string(review.AgreeExcept), string(review.NotYet))),
		Body:    f.Text("body", page.MaxText), Seen: f.Line("seen", page.MaxCode), Shown: map[raci.FunctionID]int{},
	}
	for _, row := range f.Many("row", 1000, page.MaxLine) {
		fn, rev, _ := strings.Cut(row, "@")
		if n, err := strconv.Atoi(rev); err == nil {
			in.Shown[raci.FunctionID(fn)] = n
		}
	}
	if !f.OK() {
		return s.whole(w, r, http.StatusUnprocessableEntity, f, "")
	}
	sent, err := s.App.Reviews.Send(r.Context(), page.Actor(r), idOf(r), in)
	if f.Take(err) {
		return s.whole(w, r, http.StatusUnprocessableEntity, f, "")
	}
	if problem, ok := fault.Of(err); ok && problem.Kind == fault.Conflict {
		return s.whole(w, r, http.StatusConflict, f, problem.Message)
	}
	if err != nil {
		return err
	}
	words := "Your review is sent: " + sent.Sums() + "."
	if sent.Moved > 0 {
		words += " " + count(sent.Moved, "function", "functions") + " changed since you looked, and stayed as they are."
	}
	return page.Redirect(w, r, talk.Home(idOf(r)), page.Done(words+unclear(sent.Unclear)))
}

func (s Screen) seen(w http.ResponseWriter, r *http.Request) error {
	if err := s.App.Reviews.CatchUp(r.Context(), page.Actor(r), idOf(r)); err != nil {
		return err
	}
	return page.Redirect(w, r, talk.Home(idOf(r)), page.Done("Nothing here waits for you now."))
}

// view is the page, ready to show.
type view struct {
	page   ui.Page
	work   ui.Work
	who    access.Actor
	c      app.Conversation
	form   *page.Form
	notice string
	locked string // why nothing can be said now
	now    time.Time
	area   raci.AreaKey
	show   string
}

func (v view) home() string { return talk.Home(v.c.Draft.Engagement.ID) }

func (v view) talks() bool { return talk.Talks(v.c.Draft, v.who) }

func (v view) me() review.Person { return review.Person{User: v.who.User, Side: v.who.Side} }

func (v view) function(id raci.FunctionID) raci.Function {
	i := slices.IndexFunc(v.c.Draft.Matrix.Functions, func(f raci.Function) bool { return f.ID == id })
	if i < 0 {
		return raci.Function{}
	}
	return v.c.Draft.Matrix.Functions[i]
}

func (v view) them() string {
	if v.who.Side.Other() == "msp" {
		return v.c.Draft.Engagement.MSPName
	}
	return v.c.Draft.Engagement.ClientName
}

// wait is one thing that waits for the viewer.
type wait struct {
	text, href, about string
	at                time.Time
}

// waits are the mentions, answers and reviews that the viewer has not caught up with,
// the newest first.
func (v view) waits() []wait {
	var list []wait
	if !v.talks() {
		return nil
	}
	seen := v.c.Talk.SeenAt
	for _, t := range v.c.Talk.Threads {
		why, c := t.Wants(v.me(), seen)
		if why == "" {
			continue
		}
		text := c.Author.Name + " mentions you"
		if why == review.Answered {
			text = c.Author.Name + " answered you"
		}
		list = append(list, wait{text, "#thread-" + string(t.ID), v.function(t.Anchor.Function).Name, c.At})
	}
	for _, r := range v.c.Talk.Reviews {
		if r.Author.Side != v.who.Side && r.At.After(seen) {
			list = append(list, wait{r.Author.Name + " sent a review: " + r.Verdict.Words(), "#review-" + string(r.ID), r.Sums(), r.At})
		}
	}
	slices.SortStableFunc(list, func(a, b wait) int { return b.at.Compare(a.at) })
	return list
}

// group is the conversations of one area.
type group struct {
	area    raci.Area
	threads []talk.Thread
}

// groups are the conversations the filter lets through, in the order of the matrix.
func (v view) groups() []group {
	at, rank := map[raci.AreaKey]int{}, map[raci.FunctionID]int{}
	groups := make([]group, len(v.c.Draft.Matrix.Areas))
	for i, a := range v.c.Draft.Matrix.Areas {
		at[a.Key], groups[i].area = i, a
	}
	for i, f := range v.c.Draft.Matrix.Functions {
		rank[f.ID] = i
	}
	for _, t := range v.c.Talk.Threads {
		f := v.function(t.Anchor.Function)
		i, known := at[f.Area]
		if !known || v.area != "" && f.Area != v.area || !v.passes(t) {
			continue
		}
		groups[i].threads = append(groups[i].threads, talk.Thread{Thread: t, Draft: v.c.Draft, People: v.c.Talk.People, Who: v.who, Now: v.now, Next: v.home()})
	}
	for i := range groups {
		slices.SortStableFunc(groups[i].threads, func(a, b talk.Thread) int { return rank[a.Anchor.Function] - rank[b.Anchor.Function] })
	}
	return slices.DeleteFunc(groups, func(g group) bool { return len(g.threads) == 0 })
}

func (v view) passes(t review.Thread) bool {
	switch v.show {
	case "resolved":
		return !t.Open()
	case "mine":
		if !t.Open() {
			return false
		}
		return t.OpenedBy.Is(v.me()) || slices.ContainsFunc(t.Comments, func(c review.Comment) bool {
			return c.Author.Is(v.me()) || slices.ContainsFunc(c.Mentions, func(m review.Mention) bool { return m.User == v.who.User && m.Side == v.who.Side })
		})
	default:
		return t.Open()
	}
}

func (v view) opened() (open, resolved int) {
	for _, t := range v.c.Talk.Threads {
		if t.Open() {
			open++
		} else {
			resolved++
		}
	}
	return open, resolved
}

func (v view) verdict() ui.Field {
	exceptions, all := len(v.c.Talk.Pending().Exceptions()), v.effect(len(v.c.Ready))
	disputes := slices.ContainsFunc(v.c.Talk.Marks, func(m review.Mark) bool { return m.Stand == review.Disputing })
	if disputes {
		all = "Your review disputes a function, so it cannot agree to all."
	}
	f := v.form.Field("verdict", "What does your review say?")
	f.Options = []ui.Option{
		{Value: string(review.Agree), Label: "Agree", Hint: all, Off: disputes},
		{Value: string(review.AgreeExcept), Label: v.exceptWords(exceptions), Hint: v.effect(v.readyExcept()), Off: exceptions == 0},
		{Value: string(review.NotYet), Label: "Not yet", Hint: "Only what you marked yourself changes."},
	}
	return f
}

func (v view) exceptWords(n int) string {
	if n == 0 {
		return "Agree, with exceptions"
	}
	return "Agree except " + count(n, "function", "functions")
}

// effect says what a verdict ticks.
func (v view) effect(n int) string {
	switch {
	case !v.who.Can(access.AgreeRows):
		return "Your word to " + v.them() + ". Ticking rows is for your lead."
	case n == 0:
		return "No row is left that could be agreed to at once."
	}
	return "Agrees to " + count(n, "row", "rows") + " without a finding or a dispute."
}

func (v view) readyExcept() int {
	n, p := 0, v.c.Talk.Pending()
	except := p.Exceptions()
	for _, f := range v.c.Ready {
		if _, marked := p.Mark(f.ID); !marked && !except[f.ID] {
			n++
		}
	}
	return n
}

func (v view) sentence() ui.Field {
	f := v.form.Field("body", "A sentence to "+v.them())
	f.Optional, f.Rows, f.MaxLength, f.Hint = true, 3, review.MaxBody, "They get one letter for the whole review."
	return f
}

func shownValue(f raci.Function) string { return string(f.ID) + "@" + strconv.Itoa(f.Rev) }

func (v view) areaOptions() []ui.Option {
	options := []ui.Option{{Value: "", Label: "All areas"}}
	for _, a := range v.c.Draft.Matrix.Areas {
		options = append(options, ui.Option{Value: string(a.Key), Label: a.Name})
	}
	return options
}

func (v view) showOptions() []ui.Option {
	open, resolved := v.opened()
	return []ui.Option{
		{Value: "", Label: "Open (" + strconv.Itoa(open) + ")"}, {Value: "mine", Label: "Open, with me in them"}, {Value: "resolved", Label: "Resolved (" + strconv.Itoa(resolved) + ")"},
	}
}

func count(n int, singular, plural string) string {
	if n == 1 {
		return "1 " + singular
	}
	return strconv.Itoa(n) + " " + plural
}
