package version

import (
	"net/http"
	"strconv"

	"demarc/internal/access"
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
	return page.Render(w, r, status, endPage(ending{page: p, work: frame.Work(rec.Engagement, "force", who), rec: rec, form: f}, v))
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
	if f.OK() {
		err = s.App.Versions.End(r.Context(), page.Actor(r), idOf(r), n, reason)
	}
	switch {
	case f.Take(err) || !f.OK():
		return s.showEnd(w, r, http.StatusUnprocessableEntity, f)
	case fault.Is(err, fault.Conflict):
		return s.showEnd(w, r, http.StatusConflict, f, ui.Notice{Kind: "warn", Text: err.Error()})
	case err != nil:
		return err
	}
	return page.Redirect(w, r, frame.Href(idOf(r))+"/v/"+strconv.Itoa(n), page.Done("The agreement has ended. Both companies are told, and keep the sealed record."))
}
