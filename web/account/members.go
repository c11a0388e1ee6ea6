package account

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/web/account/people"
	"demarc/web/page"
)

// members are the people of one's own side: of the MSP, or of one's own client.
func (s Screen) members(w http.ResponseWriter, r *http.Request) error {
	return s.showMembers(w, r, http.StatusOK, &page.Form{})
}

func (s Screen) showMembers(w http.ResponseWriter, r *http.Request, status int, f *page.Form) error {
	who := page.Actor(r)
	list, open, err := s.App.Accounts.Members(r.Context(), who, who.Client)
	if err != nil {
		return err
	}
	t := people.Team{Side: who.Side, Address: "/settings/members"}
	for _, c := range list {
		t.People = append(t.People, people.Person{
			Membership: c.Membership, Name: c.Name, Email: c.Email, Role: c.Role, Since: c.JoinedAt, You: c.Membership == who.Membership,
		})
	}
	for _, i := range open {
		t.Offers = append(t.Offers, people.Offer{Email: i.Email, Role: i.Role, By: i.InvitedBy, Ends: i.ExpiresAt})
	}
	t.MayInvite, t.MayEnd = who.Can(access.InviteColleague), who.Can(access.ManageMembers)
	p := page.New(r, "Members", whose(who.MSPName, who.ClientName))
	p.Failed = !f.OK()
	return page.Render(w, r, status, membersPage(p, whose(who.MSPName, who.ClientName), t, f))
}

func (s Screen) invite(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	who := page.Actor(r)
	in := app.Invite{Email: f.Email("email"), Role: access.Role(f.Value("role")), Client: who.Client}
	f.Require("email", "Enter the email address to invite.")
	if !f.OK() {
		return s.showMembers(w, r, http.StatusUnprocessableEntity, f)
	}
	err = s.App.Accounts.Invite(r.Context(), who, in)
	if status := refused(w, f, err); status != 0 {
		return s.showMembers(w, r, status, f)
	}
	if err != nil {
		return err
	}
	return page.Redirect(w, r, "/settings/members", page.Done("We have sent an invitation to "+in.Email+"."))
}

func (s Screen) endMembership(w http.ResponseWriter, r *http.Request) error {
	who := page.Actor(r)
	if err := s.App.Accounts.EndMembership(r.Context(), who, who.Client, chi.URLParam(r, "membership")); err != nil {
		return err
	}
	return page.Redirect(w, r, "/settings/members", page.Done("Their place has ended. What they did stays in the record."))
}
