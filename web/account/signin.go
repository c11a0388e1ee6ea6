package account

import (
	"net/http"
	"net/url"
	"strings"

	"demarc/internal/fault"
	"demarc/internal/party"
	"demarc/web/page"
	"demarc/web/ui"
)

// signInForm is also where a request ends that needs a person. Somebody who is
// signed in came here because their place has changed since, or by a link: they are
// led on with the place as it is now.
func (s Screen) signInForm(w http.ResponseWriter, r *http.Request) error {
	if user, _ := FromSession(r.Context(), s.Sessions); user != "" {
		return s.again(w, r)
	}
	return page.Render(w, r, http.StatusOK, signInPage(page.New(r, "Sign in"), &page.Form{}, page.Next(r, "")))
}

// again renews the place somebody is in. When that changes nothing they are asked
// where to go, so that two pages never send a browser back and forth.
func (s Screen) again(w http.ResponseWriter, r *http.Request) error {
	user, was := FromSession(r.Context(), s.Sessions)
	next := page.Next(r, "/")
	if was.Membership == "" {
		return page.Redirect(w, r, placesPath(next))
	}
	now, err := s.App.Accounts.Enter(r.Context(), party.UserID(user), was.Membership)
	switch {
	case fault.Is(err, fault.NotFound):
		if err := SignIn(r.Context(), s.Sessions, user); err != nil {
			return err
		}
		where := was.MSPName
		if was.ClientName != "" {
			where = was.ClientName
		}
		return page.Redirect(w, r, placesPath(next), ui.Notice{Kind: "warn", Text: "Your place at " + where + " has ended."})
	case err != nil:
		return err
	case now == was:
		return page.Redirect(w, r, placesPath(next))
	}
	if err := Enter(r.Context(), s.Sessions, now); err != nil {
		return err
	}
	return page.Redirect(w, r, next, page.Told("Your role has changed: "+strings.ToLower(now.Role.Words())+"."))
}

func (s Screen) signIn(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	address, password := f.Email("email"), f.Secret("password")
	f.Require("email", "Enter your email address.")
	f.Require("password", "Enter your password, or get a code by email.")
	if !f.OK() {
		return s.signInAgain(w, r, http.StatusUnprocessableEntity, f)
	}
	user, err := s.App.Accounts.SignIn(r.Context(), page.From(r), address, password)
	if status := refused(w, f, err); status != 0 {
		return s.signInAgain(w, r, status, f)
	}
	if err != nil {
		return err
	}
	return s.admit(w, r, user.ID)
}

func (s Screen) signInAgain(w http.ResponseWriter, r *http.Request, status int, f *page.Form) error {
	p := page.New(r, "Sign in")
	p.Failed = true
	return page.Render(w, r, status, signInPage(p, f, page.Next(r, "")))
}

func (s Screen) sendCode(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	address := f.Email("email")
	f.Require("email", "Enter your email address, and the code is sent there.")
	if !f.OK() {
		return s.signInAgain(w, r, http.StatusUnprocessableEntity, f)
	}
	id, err := s.App.Accounts.SendCode(r.Context(), page.From(r), address)
	if status := refused(w, f, err); status != 0 {
		return s.signInAgain(w, r, status, f)
	}
	if err != nil {
		return err
	}
	to := url.Values{"id": {id}}
	if next := page.Next(r, ""); next != "" {
		to.Set("next", next)
	}
	return page.Redirect(w, r, "/signin/code?"+to.Encode())
}

func (s Screen) codeForm(w http.ResponseWriter, r *http.Request) error {
	f := page.ReadQuery(r)
	if f.Value("id") == "" {
		return page.Redirect(w, r, page.SignInPath)
	}
	return page.Render(w, r, http.StatusOK, codePage(page.New(r, "Enter the code"), f, page.Next(r, ""), s.Outbox != nil))
}

func (s Screen) useCode(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	code := strings.Map(digits, f.Line("code", page.MaxCode))
	again := func(status int) error {
		p := page.New(r, "Enter the code")
		p.Failed = true
		return page.Render(w, r, status, codePage(p, f, page.Next(r, ""), s.Outbox != nil))
	}
	f.Require("code", "Enter the 6 digits from the email.")
	if !f.OK() {
		return again(http.StatusUnprocessableEntity)
	}
	user, err := s.App.Accounts.UseCode(r.Context(), page.From(r), f.Value("id"), code, s.Sessions.GetString(r.Context(), markKey))
	if fault.Is(err, fault.Invalid) || isGone(err) {
		// One sentence for a wrong code, an old one, and one that was never sent:
		// telling them apart would tell who has an account.
		f.Wrong("code", "This code does not work. It lasts 10 minutes, works once and allows 5 tries. Look in the newest email, or get a new code.")
		return again(http.StatusUnprocessableEntity)
	}
	if status := refused(w, f, err); status != 0 {
		return again(status)
	}
	if err != nil {
		return err
	}
	return s.admit(w, r, user.ID)
}

// digits drops what a paste brings along.
func digits(r rune) rune {
	if r < '0' || r > '9' {
		return -1
	}
	return r
}

func (s Screen) signOut(w http.ResponseWriter, r *http.Request) error {
	next := page.Next(r, page.SignInPath)
	if err := SignOut(r.Context(), s.Sessions); err != nil {
		return err
	}
	return page.Redirect(w, r, next, page.Told("You are signed out."))
}
