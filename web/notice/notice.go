// Package notice is where a person says which letters they get, in the place they are
// in, and of which engagements they want none. A letter leads here too: its link shows a
// page with a button, and a mail program that can unsubscribe posts to the same address.
// Opening a link changes nothing. Start at Routes.
package notice

import (
	"embed"
	"net/http"
	"net/url"

	"github.com/go-chi/chi/v5"

	"demarc/internal/app"
	"demarc/internal/engagement"
	"demarc/internal/notice"
	"demarc/web/frame"
	"demarc/web/page"
)

// Files are the styles of this screen.
//
//go:embed *.css
var Files embed.FS

// Screen answers under the addresses in Routes.
type Screen struct{ App *app.App }

const address = "/me/notifications"

// Routes registers the addresses.
func (s Screen) Routes(r chi.Router) {
	r.Method(http.MethodGet, address, page.Handler(s.settings))
	r.Method(http.MethodPost, address, page.Handler(s.save))
	r.Method(http.MethodPost, "/e/{engagement}/mute", page.Handler(s.mute))
	r.Method(http.MethodPost, "/e/{engagement}/unmute", page.Handler(s.unmute))
	r.Method(http.MethodGet, "/mute/{token}", page.Handler(s.linked))
	r.Method(http.MethodPost, "/mute/{token}", page.Handler(s.muteByLink))
}

func (s Screen) settings(w http.ResponseWriter, r *http.Request) error {
	return s.show(w, r, http.StatusOK, nil)
}

// show is the page with what is kept, or with what was typed.
func (s Screen) show(w http.ResponseWriter, r *http.Request, status int, f *page.Form) error {
	who := page.Actor(r)
	kept, muted, err := s.App.Notices.Open(r.Context(), who)
	if err != nil {
		return err
	}
	if f == nil {
		values := map[string]string{}
		for k, when := range kept {
			values[string(k)] = string(when)
		}
		f = page.FormOf(values)
	}
	p := page.New(r, "Letters")
	p.Failed = status != http.StatusOK
	return page.Render(w, r, status, settingsPage(p, view{place: frame.Viewer(who).Membership, muted: muted}, f))
}

func (s Screen) save(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	chosen := notice.Settings{}
	for _, k := range notice.Kinds {
		chosen[k] = notice.When(f.Line(string(k), 10))
	}
	err = s.App.Notices.Save(r.Context(), page.Actor(r), chosen)
	if f.Take(err) {
		return s.show(w, r, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	return page.Redirect(w, r, address, page.Done("Saved."))
}

func (s Screen) mute(w http.ResponseWriter, r *http.Request) error { return s.quiet(w, r, true) }

func (s Screen) unmute(w http.ResponseWriter, r *http.Request) error { return s.quiet(w, r, false) }

// quiet mutes an engagement or ends that, and leads back to where the button was.
func (s Screen) quiet(w http.ResponseWriter, r *http.Request, quiet bool) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	id := engagement.ID(chi.URLParam(r, "engagement"))
	if err := s.App.Notices.Mute(r.Context(), page.Actor(r), id, quiet); err != nil {
		return err
	}
	to, text := frame.Href(id), "You get letters about this engagement again."
	if f.Line("from", 20) == "letters" {
		to = address
	}
	if quiet {
		text = "Muted. You still get requests to sign and letters about your account."
	}
	return page.Redirect(w, r, to, page.Done(text))
}

// linked asks before anything happens: mail programs open links too.
func (s Screen) linked(w http.ResponseWriter, r *http.Request) error {
	token := chi.URLParam(r, "token")
	e, err := s.App.Notices.Linked(r.Context(), token)
	if err != nil {
		return err
	}
	page.SetBrand(r, e.MSPName)
	return page.Render(w, r, http.StatusOK, linkPage(page.New(r, "No more letters?"), e, "/mute/"+url.PathEscape(token)))
}

// muteByLink is pressed by a person, or posted by their mail program (RFC 8058).
func (s Screen) muteByLink(w http.ResponseWriter, r *http.Request) error {
	token := chi.URLParam(r, "token")
	e, err := s.App.Notices.Linked(r.Context(), token)
	if err != nil {
		return err
	}
	if err := s.App.Notices.MuteByLink(r.Context(), token); err != nil {
		return err
	}
	page.SetBrand(r, e.MSPName)
	return page.Render(w, r, http.StatusOK, mutedPage(page.New(r, "Muted"), e))
}
