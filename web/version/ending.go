package version

import (
	"net/http"
	"strconv"
	"time"

	"demarc/internal/access"
	"demarc/internal/agreement"
	"demarc/internal/app"
	"demarc/internal/fault"
	"demarc/web/frame"
	"demarc/web/page"
	"demarc/web/ui"
)

// ending is the page on which either side says that what is in force has ended.
type ending struct {
	page ui.Page
	work ui.Work
	rec  app.Record
	form *page.Form
	now  time.Time
}

// whens are when it ends.
const byNotice, atOnce = "notice", "now"

// usual says from what day on notice given now would do, as the terms have it.
func (e ending) usual() (day, words string) {
	terms := agreement.Terms(e.rec.Version.Content.Terms)
	zone := "The day ends at midnight in " + terms.Zone().String() + "."
	day, days, ok := terms.UsualEnd(e.now)
	if !ok {
		return "", zone + " The agreement gives no right to end it without cause, so the reason matters."
	}
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return "", zone
	}
	return day, "Without cause the agreement asks for " + strconv.Itoa(days) + " days of notice: until " + t.Format("2 January 2006") + " or later. An earlier day is told to both companies as shorter than that. " + zone
}

func (e ending) when() ui.Field {
	f := e.form.Field("when", "When does it end?")
	if f.Value == "" {
		f.Value = byNotice
	}
	f.Options = []ui.Option{
		{Value: byNotice, Label: "On a later day", Hint: "It stays in force until that day is over. Your side can withdraw the notice before."},
		{Value: atOnce, Label: "At once", Hint: "This cannot be taken back."},
	}
	return f
}

func (e ending) on() ui.Field {
	f := e.form.Field("on", "Last day")
	day, words := e.usual()
	if f.Value == "" && f.Error == "" {
		f.Value = day
	}
	f.Type, f.Width, f.Hint = "date", "10", words
	return f
}

func (s Screen) endForm(w http.ResponseWriter, r *http.Request) error {
	return s.showEnd(w, r, http.StatusOK, new(page.Form))
}

func (s Screen) showEnd(w http.ResponseWriter, r *http.Request, status int, f *page.Form, notices ...ui.Notice) error {
	n, err := numberOf(r)
	if err != nil {
		return err
	}
	who := page.Actor(r)
	rec, err := s.App.Versions.Open(r.Context(), who, idOf(r), n)
	if err != nil {
		return err
	}
	if err := who.Require(access.EndAgreement); err != nil {
		return err
	}
	v := newView(rec, who)
	if v.standing != inForce && status == http.StatusOK {
		return page.Redirect(w, r, v.at(""))
	}
	p := page.New(r, "End the agreement", rec.Engagement.ClientName)
	p.Failed, p.Notices = !f.OK(), append(p.Notices, notices...)
	return page.Render(w, r, status, endPage(ending{page: p, work: frame.Work(rec.Engagement, "force", who), rec: rec, form: f, now: time.Now()}, v))
}

func (s Screen) end(w http.ResponseWriter, r *http.Request) error {
	n, err := numberOf(r)
	if err != nil {
		return err
	}
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	reason := f.Text("reason", 500)
	done := "The agreement has ended. Both companies are told, and keep the sealed record."
	if now := f.Value("when") == atOnce; now && f.OK() {
		err = s.App.Versions.End(r.Context(), page.Actor(r), idOf(r), n, reason)
	} else if f.OK() {
		err = s.App.Versions.GiveNotice(r.Context(), page.Actor(r), idOf(r), n, f.Value("on"), reason)
		done = "Notice is given. Both companies and everybody who signed are told."
	}
	switch {
	case f.Take(err) || !f.OK():
		return s.showEnd(w, r, http.StatusUnprocessableEntity, f)
	case fault.Is(err, fault.Conflict):
		return s.showEnd(w, r, http.StatusConflict, f, ui.Notice{Kind: "warn", Text: err.Error()})
	case err != nil:
		return err
	}
	return page.Redirect(w, r, frame.Href(idOf(r))+"/v/"+strconv.Itoa(n), page.Done(done))
}

func (s Screen) withdraw(w http.ResponseWriter, r *http.Request) error {
	n, err := numberOf(r)
	if err != nil {
		return err
	}
	back := frame.Href(idOf(r)) + "/v/" + strconv.Itoa(n)
	if err := s.App.Versions.WithdrawNotice(r.Context(), page.Actor(r), idOf(r), n); err != nil {
		return err
	}
	return page.Redirect(w, r, back, page.Done("The notice is withdrawn. The agreement stays in force, and everybody who was told of the notice is told."))
}
