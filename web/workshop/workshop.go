// Package workshop is the screen of a workshop: one function at a time in large type,
// for a call or a meeting room. Somebody drives, the others follow or look on their own.
// It decides nothing: the room and the rows change by acts. Start at Routes.
package workshop

import (
	"embed"
	"net/http"

	"github.com/go-chi/chi/v5"

	"demarc/internal/app"
	"demarc/internal/engagement"
	"demarc/internal/raci"
	"demarc/web/page"
	"demarc/web/ui"
)

// Files are the screen's style and script.
//
//go:embed *.css *.js
var Files embed.FS

// Screen answers for the workshop of an engagement.
type Screen struct{ App *app.App }

// Routes registers the pages and forms.
func (s Screen) Routes(r chi.Router) {
	get := func(path string, h page.Handler) {
		r.Method(http.MethodGet, "/e/{engagement}/workshop"+path, h)
	}
	post := func(path string, h page.Handler) {
		r.Method(http.MethodPost, "/e/{engagement}/workshop"+path, h)
	}
	get("", s.show)
	get("/present", s.present)
	post("", s.start)
	post("/show", s.move)
	post("/drive", s.drive)
	post("/timer", s.time)
	post("/end", s.end)
	post("/functions/{fn}/row", s.assign)
	post("/functions/{fn}/words", s.write)
	post("/functions/{fn}/agree", s.agree)
	post("/functions/{fn}/dispute", s.dispute)
	post("/functions/{fn}/settle", s.settle)
	post("/functions/{fn}/park", s.park)
	post("/functions/{fn}/resume", s.resume)
	post("/functions/{fn}/vote", s.vote)
}

const maxRev = 1 << 30

func idOf(r *http.Request) engagement.ID { return engagement.ID(chi.URLParam(r, "engagement")) }

func functionOf(r *http.Request) raci.FunctionID { return raci.FunctionID(chi.URLParam(r, "fn")) }

func home(r *http.Request) string { return "/e/" + string(idOf(r)) + "/workshop" }

// open reads the room. at is what somebody looks at on their own; empty follows.
func (s Screen) open(r *http.Request, at raci.FunctionID) (*view, error) {
	p, err := s.App.Workshops.Open(r.Context(), page.Actor(r), idOf(r))
	if err != nil {
		return nil, err
	}
	return newView(r, p, at)
}

func (s Screen) show(w http.ResponseWriter, r *http.Request) error {
	v, err := s.open(r, raci.FunctionID(r.URL.Query().Get("at")))
	if err != nil {
		return err
	}
	if page.IsFragment(r) {
		return page.Render(w, r, http.StatusOK, room(v), ui.Announce(v.spoken()))
	}
	return page.Render(w, r, http.StatusOK, workshopPage(v))
}

// present is the screen on the wall: what all look at, and nothing a side keeps.
func (s Screen) present(w http.ResponseWriter, r *http.Request) error {
	v, err := s.open(r, "")
	if err != nil {
		return err
	}
	if page.IsFragment(r) {
		return page.Render(w, r, http.StatusOK, wall(v))
	}
	return page.Render(w, r, http.StatusOK, presentPage(v))
}

// done answers an act: with the room for htmx, with a redirect otherwise. What a person
// can mend, and what they lost a race against, comes back with what they typed.
func (s Screen) done(w http.ResponseWriter, r *http.Request, f *page.Form, form string, err error, said string) error {
	at := raci.FunctionID(f.Value("at"))
	if err == nil && f.OK() && !page.IsFragment(r) {
		return page.Redirect(w, r, address(r, at), page.Done(said))
	}
	status := http.StatusOK
	if err != nil || !f.OK() {
		if status = f.Again(err); status == 0 {
			return err
		}
		said = ""
	}
	v, openErr := s.open(r, at)
	if openErr != nil {
		return openErr
	}
	switch {
	case status == http.StatusConflict:
		v.lost = err.Error()
		said = v.lost
	case status != http.StatusOK:
		v.back, v.backID, v.page.Failed = f, form, true
		said = "Not saved. " + f.Problems()[0].Text
	}
	if page.IsFragment(r) {
		return page.Render(w, r, status, room(v), ui.Announce(said))
	}
	return page.Render(w, r, status, workshopPage(v))
}

// address is the page again, following or on one's own.
func address(r *http.Request, at raci.FunctionID) string {
	if at == "" {
		return home(r)
	}
	return home(r) + "?at=" + string(at)
}

// act reads the form of an act without fields of its own, and does it.
func (s Screen) act(w http.ResponseWriter, r *http.Request, said string, do func(*page.Form) error) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	return s.done(w, r, f, "", do(f), said)
}

func (s Screen) start(w http.ResponseWriter, r *http.Request) error {
	return s.act(w, r, "The workshop has begun. Everybody who opens this page follows you.", func(*page.Form) error {
		return s.App.Workshops.Start(r.Context(), page.Actor(r), idOf(r))
	})
}

func (s Screen) move(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	err = s.App.Workshops.Show(r.Context(), page.Actor(r), idOf(r), raci.FunctionID(f.Line("function", page.MaxCode)))
	switch {
	case err != nil:
		return s.done(w, r, f, "", err, "")
	case !page.IsFragment(r):
		return page.Redirect(w, r, home(r))
	}
	return s.show(w, r)
}

func (s Screen) drive(w http.ResponseWriter, r *http.Request) error {
	return s.act(w, r, "You drive now.", func(*page.Form) error {
		return s.App.Workshops.Drive(r.Context(), page.Actor(r), idOf(r))
	})
}

func (s Screen) time(w http.ResponseWriter, r *http.Request) error {
	return s.act(w, r, "The timer is set.", func(f *page.Form) error {
		minutes := f.Int("minutes", 0, 60)
		if !f.OK() {
			return nil
		}
		return s.App.Workshops.Time(r.Context(), page.Actor(r), idOf(r), minutes)
	})
}

func (s Screen) end(w http.ResponseWriter, r *http.Request) error {
	return s.act(w, r, "The workshop has ended. Both sides get the summary by mail.", func(*page.Form) error {
		_, err := s.App.Workshops.End(r.Context(), page.Actor(r), idOf(r))
		return err
	})
}
