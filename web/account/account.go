// Package account is how people come in and who they are here: signing up and in,
// joining by invitation, choosing a place, and the people of one's own side. The
// session is written in session.go and nowhere else. No answer here tells a stranger
// whether an address has an account. Start with Routes.
package account

import (
	"embed"
	"net/http"
	"strings"

	"github.com/alexedwards/scs/v2"
	"github.com/go-chi/chi/v5"

	"demarc/internal/app"
	"demarc/internal/fault"
	"demarc/internal/mail"
	"demarc/internal/party"
	"demarc/web/page"
	"demarc/web/ui"
)

// Files are the styles of this screen.
//
//go:embed *.css
var Files embed.FS

// Screen answers under the addresses in Routes. They must be inside the sessions'
// LoadAndSave.
type Screen struct {
	App      *app.App
	Sessions *scs.SessionManager
	Outbox   *mail.Outbox // shown at /dev/outbox on this machine; nil: there is none
}

// Routes registers the addresses.
func (s Screen) Routes(r chi.Router) {
	r.Method(http.MethodGet, "/signup", page.Handler(s.signUpForm))
	r.Method(http.MethodPost, "/signup", page.Handler(s.signUp))
	r.Method(http.MethodGet, page.SignInPath, page.Handler(s.signInForm))
	r.Method(http.MethodPost, page.SignInPath, page.Handler(s.signIn))
	r.Method(http.MethodPost, "/signin/code", page.Handler(s.sendCode))
	r.Method(http.MethodGet, "/signin/code", page.Handler(s.codeForm))
	r.Method(http.MethodPost, "/signin/code/check", page.Handler(s.useCode))
	r.Method(http.MethodPost, "/signout", page.Handler(s.signOut))
	r.Method(http.MethodGet, "/places", page.Handler(s.places))
	r.Method(http.MethodPost, "/places", page.Handler(s.choosePlace))
	r.Method(http.MethodGet, "/join/{token}", page.Handler(s.invitation))
	r.Method(http.MethodPost, "/join/{token}", page.Handler(s.join))
	r.Method(http.MethodGet, "/in/{token}", page.Handler(s.sample))
	r.Method(http.MethodPost, "/in/{token}", page.Handler(s.signInSample))
	r.Method(http.MethodGet, "/settings/members", page.Handler(s.members))
	r.Method(http.MethodPost, "/settings/members/invite", page.Handler(s.invite))
	r.Method(http.MethodPost, "/settings/members/{membership}/end", page.Handler(s.endMembership))
	if s.Outbox != nil {
		r.Method(http.MethodGet, "/dev/outbox", page.Handler(s.outbox))
	}
}

// admit leads a person who has just signed in on: to an invitation they came for,
// into their only place, or to the choice.
func (s Screen) admit(w http.ResponseWriter, r *http.Request, user party.UserID) error {
	if err := SignIn(r.Context(), s.Sessions, string(user)); err != nil {
		return err
	}
	next := page.Next(r, "/")
	if strings.HasPrefix(next, "/join/") {
		return page.Redirect(w, r, next)
	}
	all, err := s.App.Accounts.Places(r.Context(), user)
	if err != nil {
		return err
	}
	if len(all) == 1 {
		return s.enter(w, r, user, all[0].Membership, next)
	}
	return page.Redirect(w, r, placesPath(next))
}

// enter puts a person into one of their places.
func (s Screen) enter(w http.ResponseWriter, r *http.Request, user party.UserID, membership, to string, notices ...ui.Notice) error {
	actor, err := s.App.Accounts.Enter(r.Context(), user, membership)
	if err != nil {
		return err
	}
	if err := Enter(r.Context(), s.Sessions, actor); err != nil {
		return err
	}
	return page.Redirect(w, r, to, notices...)
}

// refused puts beside a form why an act would not do it, and gives the status to
// show the form with again: nothing typed is lost. It is 0 for any other error, and
// for none.
func refused(w http.ResponseWriter, f *page.Form, err error) int {
	switch {
	case f.Take(err):
		return http.StatusUnprocessableEntity
	case fault.Is(err, fault.Conflict):
		f.Wrong("", err.Error())
		return http.StatusConflict
	case fault.Is(err, fault.TooMany):
		page.RetryAfter(w, err)
		f.Wrong("", err.Error())
		return http.StatusTooManyRequests
	}
	return 0
}

// isGone tells that a link or a place is no more, whichever way it went.
func isGone(err error) bool { return fault.Is(err, fault.Gone) || fault.Is(err, fault.NotFound) }
