// Package review is the screen of the conversation: everything both teams say about the
// matrix, and the review by which one person sends what they wrote with a verdict. How a
// thread looks is in the folder talk, because the card of a function shows it too. It
// decides nothing. Start at Routes.
package review

import (
	"embed"
	"net/http"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"demarc/internal/app"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/raci"
	"demarc/internal/review"
	"demarc/web/frame"
	"demarc/web/page"
	"demarc/web/review/talk"
	"demarc/web/ui"
)

// Files are the screen's styles and script.
//
//go:embed *.css *.js
var Files embed.FS

// Screen answers for the review of an engagement.
type Screen struct{ App *app.App }

// Routes registers the pages and fragments.
func (s Screen) Routes(r chi.Router) {
	get := func(path string, h page.Handler) { r.Method(http.MethodGet, "/e/{engagement}/review"+path, h) }
	post := func(path string, h page.Handler) { r.Method(http.MethodPost, "/e/{engagement}/review"+path, h) }
	get("", s.show)
	post("", s.send)
	post("/seen", s.seen)
	get("/functions/{fn}", s.row)
	post("/functions/{fn}/comments", s.comment)
	post("/functions/{fn}/mark", s.mark)
	post("/threads/{thread}/comments", s.reply)
	post("/threads/{thread}/resolve", s.resolve)
	post("/threads/{thread}/reopen", s.reopen)
	post("/comments/{comment}", s.edit)
	post("/comments/{comment}/remove", s.remove)
}

func idOf(r *http.Request) engagement.ID { return engagement.ID(chi.URLParam(r, "engagement")) }

func functionOf(r *http.Request) raci.FunctionID { return raci.FunctionID(chi.URLParam(r, "fn")) }

func threadOf(r *http.Request) review.ThreadID { return review.ThreadID(chi.URLParam(r, "thread")) }

func commentOf(r *http.Request) review.CommentID {
	return review.CommentID(chi.URLParam(r, "comment"))
}

// row is the discussion of one row: a page, and for htmx the section alone.
func (s Screen) row(w http.ResponseWriter, r *http.Request) error {
	t, err := s.App.Reviews.Row(r.Context(), page.Actor(r), idOf(r), functionOf(r))
	if err != nil {
		return err
	}
	q := page.ReadQuery(r)
	sec := s.section(r, t)
	sec.About = raci.StakeholderID(q.Line("about", page.MaxCode))
	if page.IsFragment(r) {
		if heard := q.Int("heard", -1<<62, 1<<62); q.Has("heard") && q.OK() {
			sec.News = talk.Heard(t.Talk, review.Person{User: sec.Who.User, Side: sec.Who.Side}, int64(heard))
		}
		return page.Render(w, r, http.StatusOK, talk.Discussion(sec), ui.Announce(sec.News))
	}
	return s.page(w, r, http.StatusOK, sec)
}

func (s Screen) section(r *http.Request, t app.RowTalk) talk.Section {
	home := talk.On(t.Draft.Engagement.ID, t.Function.ID)
	return talk.Section{Row: t, Who: page.Actor(r), Now: time.Now().UTC(), Next: page.Next(r, home)}
}

func (s Screen) page(w http.ResponseWriter, r *http.Request, status int, sec talk.Section) error {
	e := sec.Row.Draft.Engagement
	p := page.New(r, sec.Row.Function.Name, "Review", e.ClientName)
	p.Scripts = []string{talk.Script}
	p.Failed = status == http.StatusUnprocessableEntity
	return page.Render(w, r, status, rowPage(p, frame.Work(e, "review", sec.Who), sec))
}

// back is a form of the discussion that could not be kept.
type back struct {
	form *page.Form
	at   string // see talk.Section
	row  func() (app.RowTalk, error)
}

// onRow is back for a form of the row itself.
func (s Screen) onRow(r *http.Request, f *page.Form, at string) back {
	return back{f, at, func() (app.RowTalk, error) {
		return s.App.Reviews.Row(r.Context(), page.Actor(r), idOf(r), functionOf(r))
	}}
}

// around is back for a form of a thread or of a comment.
func (s Screen) around(r *http.Request, f *page.Form) back {
	at := string(threadOf(r)) + string(commentOf(r))
	return back{f, at, func() (app.RowTalk, error) {
		return s.App.Reviews.Around(r.Context(), page.Actor(r), idOf(r), threadOf(r), commentOf(r))
	}}
}

// answer ends an act of the discussion: with the section itself for htmx, with a
// redirect otherwise. What a person can mend comes back beside what they typed; what
// nobody can mend any more is shown, so that it can be copied.
func (s Screen) answer(w http.ResponseWriter, r *http.Request, err error, b back, told string, to string) error {
	problem, ok := fault.Of(err)
	if err != nil && !ok {
		return err
	}
	if err == nil && !page.IsFragment(r) {
		next := page.Next(r, "")
		if next == "" {
			return page.Redirect(w, r, to, page.Done(told))
		}
		if at := strings.IndexByte(to, '#'); at >= 0 && !strings.Contains(next, "#") {
			next += to[at:]
		}
		return page.Redirect(w, r, next, page.Done(told))
	}
	status := http.StatusOK
	if err != nil {
		switch problem.Kind {
		case fault.Invalid:
			b.form.Take(err)
			status = http.StatusUnprocessableEntity
		case fault.Conflict:
			status = http.StatusConflict
		case fault.Locked:
			status = http.StatusLocked
		default:
			return err
		}
	}
	t, opened := b.row()
	if opened != nil {
		return opened
	}
	sec := s.section(r, t)
	sec.News = told
	if err != nil {
		sec.Back, sec.At, sec.News = b.form, b.at, problem.Message
		if problem.Kind != fault.Invalid {
			sec.Kept, sec.Back = b.form.Value("body"), nil
		} else if p := b.form.Problems(); len(p) > 0 {
			sec.News = p[0].Text
		}
	}
	if page.IsFragment(r) {
		return page.Render(w, r, status, talk.Discussion(sec), ui.Announce(sec.News))
	}
	return s.page(w, r, status, sec)
}
