package account

import (
	"net/http"
	"net/url"

	"demarc/internal/access"
	"demarc/internal/fault"
	"demarc/internal/party"
	"demarc/web/page"
)

// spot is a place as it is shown.
type spot struct {
	membership string
	name       string // whose people one is among
	about      string
	here       bool
}

func placesPath(next string) string { return withNext("/places", next) }

func (s Screen) places(w http.ResponseWriter, r *http.Request) error {
	user, actor, err := s.signedIn(r)
	if err != nil {
		return err
	}
	all, err := s.App.Accounts.Places(r.Context(), user)
	if err != nil {
		return err
	}
	var spots []spot
	for _, p := range all {
		spots = append(spots, spot{p.Membership, whose(p.MSPName, p.ClientName), placeWords(p.Side, p.Role, p.MSPName), p.Membership == actor.Membership})
	}
	return page.Render(w, r, http.StatusOK, placesPage(page.New(r, "Where to?"), spots, page.Next(r, "")))
}

func (s Screen) choosePlace(w http.ResponseWriter, r *http.Request) error {
	user, _, err := s.signedIn(r)
	if err != nil {
		return err
	}
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	err = s.enter(w, r, user, f.Value("membership"), page.Next(r, "/"))
	if fault.Is(err, fault.NotFound) {
		return page.Redirect(w, r, "/places", page.Told("That place has ended. These are the ones you have."))
	}
	return err
}

// signedIn is the person of the session, in a place or not.
func (s Screen) signedIn(r *http.Request) (party.UserID, access.Actor, error) {
	user, actor := FromSession(r.Context(), s.Sessions)
	if user == "" {
		return "", actor, fault.New(fault.SignIn, "Sign in to continue.")
	}
	return party.UserID(user), actor, nil
}

// whose names the side a place is on.
func whose(msp, client string) string {
	if client != "" {
		return client
	}
	return msp
}

func placeWords(side party.Side, role access.Role, msp string) string {
	if side == party.Client {
		return role.Words() + " · client of " + msp
	}
	return role.Words() + " · MSP"
}

// withNext carries along where a person wanted to go.
func withNext(path, next string) string {
	if next == "" || next == "/" {
		return path
	}
	return path + "?next=" + url.QueryEscape(next)
}
