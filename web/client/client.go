// Package client is the list of an MSP's clients, the page of one client with its
// engagements and people, and the start of an engagement. Client-side people see the
// page of their own client only. Start with Routes.
package client

import (
	"embed"
	"net/http"
	"net/url"

	"github.com/go-chi/chi/v5"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/party"
	"demarc/web/account/people"
	"demarc/web/page"
)

// Files are the styles of this screen.
//
//go:embed *.css
var Files embed.FS

// Screen answers under the addresses in Routes.
type Screen struct{ App *app.App }

// Routes registers the addresses.
func (s Screen) Routes(r chi.Router) {
	r.Method(http.MethodGet, "/clients", page.Handler(s.list))
	r.Method(http.MethodPost, "/clients", page.Handler(s.add))
	r.Method(http.MethodGet, "/clients/{client}", page.Handler(s.open))
	r.Method(http.MethodPost, "/clients/{client}/invite", page.Handler(s.invite))
	r.Method(http.MethodPost, "/clients/{client}/people/{membership}/end", page.Handler(s.endMembership))
	r.Method(http.MethodGet, "/clients/{client}/engagements/new", page.Handler(s.startForm))
	r.Method(http.MethodPost, "/clients/{client}/engagements/new", page.Handler(s.start))
}

func pathOf(id party.ClientID) string { return "/clients/" + url.PathEscape(string(id)) }

// line is a client in the list.
type line struct {
	href        string
	name        string
	engagements int
	inForce     int
}

func (s Screen) list(w http.ResponseWriter, r *http.Request) error {
	if who := page.Actor(r); who.Side == party.Client {
		return page.Redirect(w, r, pathOf(who.Client))
	}
	return s.showList(w, r, http.StatusOK, &page.Form{})
}

func (s Screen) showList(w http.ResponseWriter, r *http.Request, status int, f *page.Form) error {
	who, q := page.Actor(r), r.URL.Query()
	list, err := s.App.Clients.List(r.Context(), who, q.Get("name"), q.Get("after"))
	if err != nil {
		return err
	}
	v := listView{msp: who.MSPName, mayAdd: who.Can(access.AddClient), mayStart: who.Can(access.StartEngagement), continued: q.Get("name") != ""}
	for _, c := range list {
		v.lines = append(v.lines, line{pathOf(c.ID), c.Name, c.Engagements, c.InForce})
	}
	if n := len(list); n == app.PageSize {
		v.more = "/clients?" + url.Values{"name": {list[n-1].Name}, "after": {string(list[n-1].ID)}}.Encode()
	}
	p := page.New(r, "Clients", who.MSPName)
	p.Failed = !f.OK()
	return page.Render(w, r, status, listPage(p, v, f))
}

func (s Screen) add(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	name := f.Line("name", page.MaxName)
	f.Require("name", "Enter the client's name.")
	if !f.OK() {
		return s.showList(w, r, http.StatusUnprocessableEntity, f)
	}
	c, err := s.App.Clients.Add(r.Context(), page.Actor(r), name)
	if f.Take(err) {
		return s.showList(w, r, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	return page.Redirect(w, r, pathOf(c.ID), page.Done(c.Name+" is added."))
}

func (s Screen) open(w http.ResponseWriter, r *http.Request) error {
	return s.show(w, r, http.StatusOK, &page.Form{})
}

func (s Screen) show(w http.ResponseWriter, r *http.Request, status int, f *page.Form) error {
	who := page.Actor(r)
	c, list, members, invited, err := s.App.Clients.Open(r.Context(), who, party.ClientID(chi.URLParam(r, "client")))
	if err != nil {
		return err
	}
	v := clientView{name: c.Name, href: pathOf(c.ID), msp: who.MSPName, ours: who.Side == party.MSP, owns: "/r/" + string(c.ID), mayStart: who.Can(access.StartEngagement)}
	for _, l := range list {
		v.engagements = append(v.engagements, row{
			href: "/e/" + string(l.ID), title: l.Title, number: l.Number, state: string(l.State),
			functions: l.Functions, agreed: l.Agreed, disputed: l.Disputed, inForce: l.InForce, started: l.StartedAt,
		})
	}
	v.cut = len(list) == app.PageSize
	v.team = people.Team{Side: party.Client, Address: v.href + "/people", MayInvite: who.Can(inviting(who)), MayEnd: who.Can(access.ManageMembers)}
	for _, m := range members {
		v.team.People = append(v.team.People, people.Person{
			Membership: m.Membership, Name: m.Name, Email: m.Email, Role: m.Role, Since: m.JoinedAt, You: m.Membership == who.Membership,
		})
	}
	for _, i := range invited {
		v.team.Offers = append(v.team.Offers, people.Offer{Email: i.Email, Role: i.Role, By: i.InvitedBy, Ends: i.ExpiresAt})
	}
	p := page.New(r, c.Name)
	p.Failed = !f.OK()
	return page.Render(w, r, status, clientPage(p, v, f))
}

// inviting is the right to bring people to a client: the MSP's, or the client's own.
func inviting(who access.Actor) access.Action {
	if who.Side == party.Client {
		return access.InviteColleague
	}
	return access.InviteClient
}

func (s Screen) invite(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	id := party.ClientID(chi.URLParam(r, "client"))
	in := app.Invite{Email: f.Email("email"), Role: access.Role(f.Value("role")), Client: id}
	f.Require("email", "Enter the email address to invite.")
	if !f.OK() {
		return s.show(w, r, http.StatusUnprocessableEntity, f)
	}
	if err := s.App.Accounts.Invite(r.Context(), page.Actor(r), in); f.Take(err) {
		return s.show(w, r, http.StatusUnprocessableEntity, f)
	} else if err != nil {
		return err
	}
	return page.Redirect(w, r, pathOf(id), page.Done("We have sent an invitation to "+in.Email+"."))
}

func (s Screen) endMembership(w http.ResponseWriter, r *http.Request) error {
	id := party.ClientID(chi.URLParam(r, "client"))
	if err := s.App.Accounts.EndMembership(r.Context(), page.Actor(r), id, chi.URLParam(r, "membership")); err != nil {
		return err
	}
	return page.Redirect(w, r, pathOf(id), page.Done("Their place has ended. What they did stays in the record."))
}
