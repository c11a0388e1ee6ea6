package account

import (
	"net/http"
	"net/url"
	"time"

	"github.com/go-chi/chi/v5"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/fault"
	"demarc/internal/party"
	"demarc/web/account/people"
	"demarc/web/page"
	"demarc/web/ui"
)

// offer is what an invitation says before anybody is asked who they are.
type offer struct {
	token    string
	by       string
	to       string // whose people one would be among
	msp      string
	client   string
	email    string
	role     access.Role
	rights   []string
	ends     time.Time
	accent   string // of the MSP
	account  bool   // the address can sign in already
	signedIn bool   // somebody is signed in here
	as       string // their address, when known
}

func (o offer) path() string { return "/join/" + url.PathEscape(o.token) }

// other tells that the browser is signed in as somebody the offer is not for.
func (o offer) other() bool { return o.as != "" && o.as != o.email }

// page is in the name and the color of the MSP; its logo is for who is let in.
func (o offer) page(r *http.Request, title string) ui.Page {
	p := page.New(r, title)
	p.Brand, p.Look = o.msp, ui.Look{Accent: o.accent}
	return p
}

func (s Screen) offer(r *http.Request) (offer, error) {
	token := chi.URLParam(r, "token")
	i, account, err := s.App.Accounts.Invitation(r.Context(), token)
	if err != nil {
		return offer{}, err
	}
	user, actor := FromSession(r.Context(), s.Sessions)
	look, err := s.App.Brands.Look(r.Context(), i.MSP)
	if err != nil {
		return offer{}, err
	}
	return offer{
		accent: look.Accent,
		token:  token, by: i.InvitedBy, to: whose(i.MSPName, i.ClientName), msp: i.MSPName, client: i.ClientName, email: i.Email,
		role: i.Role, rights: people.Rights(i.Role), ends: i.ExpiresAt,
		account: account, signedIn: user != "", as: actor.Email,
	}, nil
}

func (s Screen) invitation(w http.ResponseWriter, r *http.Request) error {
	o, err := s.offer(r)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, joinPage(o.page(r, "Join "+o.to), o, &page.Form{}))
}

func (s Screen) join(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	o, err := s.offer(r)
	if err != nil {
		return err
	}
	in := app.Join{Name: f.Line("name", page.MaxName), Password: f.Secret("password")}
	again := func(status int) error {
		p := o.page(r, "Join "+o.to)
		p.Failed = true
		return page.Render(w, r, status, joinPage(p, o, f))
	}
	if !f.OK() {
		return again(http.StatusUnprocessableEntity)
	}
	signedIn, _ := FromSession(r.Context(), s.Sessions)
	user, place, err := s.App.Accounts.Join(r.Context(), page.From(r), o.token, party.UserID(signedIn), in)
	if status := refused(w, f, err); status != 0 {
		return again(status)
	}
	switch {
	case fault.Is(err, fault.Forbidden): // signed in as somebody else: the page says how to change that
		f.Wrong("", err.Error())
		return again(http.StatusForbidden)
	case fault.Is(err, fault.SignIn):
		return page.Redirect(w, r, page.SignInPath+"?next="+url.QueryEscape(o.path()))
	case err != nil:
		return err
	}
	return s.enter(w, r, user.ID, place.Membership, "/", page.Done("You have joined "+o.to+"."))
}

// sample shows whom a sample person's link would sign in. Looking changes nothing:
// mail programs open links too.
func (s Screen) sample(w http.ResponseWriter, r *http.Request) error {
	token := chi.URLParam(r, "token")
	user, err := s.App.Accounts.SampleLink(r.Context(), token)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, samplePage(page.New(r, "Sign in as "+user.Name), user.Name, user.Email, "/in/"+url.PathEscape(token)))
}

func (s Screen) signInSample(w http.ResponseWriter, r *http.Request) error {
	user, err := s.App.Accounts.SampleLink(r.Context(), chi.URLParam(r, "token"))
	if err != nil {
		return err
	}
	return s.admit(w, r, user.ID)
}
