package matrix

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/alexedwards/scs/v2"
	"github.com/go-chi/chi/v5"
	"golang.org/x/net/html"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/audit"
	"demarc/internal/catalog"
	"demarc/internal/engagement"
	"demarc/internal/live"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/internal/store"
	"demarc/internal/store/storetest"
	"demarc/web/page"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// site is an engagement with both its teams.
type site struct {
	t      testing.TB
	app    *app.App
	hub    *live.Hub
	id     engagement.ID
	db     *store.DB
	lead   access.Actor // of the MSP
	it     access.Actor // the client's lead
	reader access.Actor // at the client
	late   string       // an asset that takes long to come
}

func open(t testing.TB) *site {
	t.Helper()
	db := storetest.Open(t)
	s := &site{t: t, db: db.DB, app: app.New(app.Config{DB: db.DB, Base: "http://localhost"})}
	ctx := t.Context()
	u, p, err := s.app.Accounts.SignUp(ctx, access.Request{}, app.SignUp{MSP: "Northgate IT", Name: "Tom Berg", Email: "tom@northgate.example", Password: "four walls and one door"})
	s.ok(err)
	s.lead, err = s.app.Accounts.Enter(ctx, u.ID, p.Membership)
	s.ok(err)
	c, err := s.app.Clients.Add(ctx, s.lead, "Alder Foods")
	s.ok(err)
	e, err := s.app.Engagements.Start(ctx, s.lead, app.Start{Client: c.ID, Title: "Co-managed IT", Preset: catalog.Presets()[0].Key})
	s.ok(err)
	s.id = e.ID
	s.it = s.join(db.DB, c, "Priya Shah", "priya@alder.example", access.ITLead)
	s.reader = s.join(db.DB, c, "Dana Cole", "dana@alder.example", access.Reader)
	s.hub = live.New(db.OwnerURL, testLog(t))
	return s
}

// join makes a person of the client, as accepting an invitation does.
func (s *site) join(db *store.DB, c party.Customer, name, email string, role access.Role) access.Actor {
	s.t.Helper()
	u := store.User{ID: party.UserID(store.NewID()), Email: email, Name: name, PasswordHash: "none"}
	p := store.Place{Membership: store.NewID(), MSP: c.MSP, MSPName: s.lead.MSPName, Client: c.ID, ClientName: c.Name, Side: party.Client, Role: role}
	s.ok(db.Change(s.t.Context(), access.SystemFor(c.MSP), func(tx *store.Tx) error {
		tx.AddUser(u)
		tx.AddMembership(u.ID, p)
		tx.RecordForMSP(c.ID, audit.MemberJoined, audit.Fact{Subject: string(u.ID), Label: name})
		return nil
	}))
	who, err := s.app.Accounts.Enter(s.t.Context(), u.ID, p.Membership)
	s.ok(err)
	return who
}

func (s *site) ok(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// handler serves the screen to one person.
func (s *site) handler(who access.Actor, more ...func(chi.Router)) http.Handler {
	sessions := scs.New()
	r := chi.NewRouter()
	r.Use(sessions.LoadAndSave, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r = page.WithActor(page.Begin(r, "1"), who)
			page.SetSessions(r, sessions)
			next.ServeHTTP(w, r)
		})
	})
	Screen{App: s.app}.Routes(r)
	Screen{App: s.app}.Uploads(r)
	for _, add := range more {
		add(r)
	}
	return r
}

// do sends a request as who; values make it a POST. fragment asks as htmx does.
func (s *site) do(who access.Actor, to string, values url.Values, fragment bool) *httptest.ResponseRecorder {
	s.t.Helper()
	r := httptest.NewRequest(http.MethodGet, to, nil)
	if values != nil {
		r = httptest.NewRequest(http.MethodPost, to, strings.NewReader(values.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if fragment {
		r.Header.Set("HX-Request", "true")
		r.Header.Set("HX-Request-Type", "partial")
	}
	w := httptest.NewRecorder()
	s.handler(who).ServeHTTP(w, r)
	return w
}

func (s *site) draft() engagement.Draft {
	s.t.Helper()
	d, err := s.app.Matrices.Open(s.t.Context(), s.lead, s.id)
	s.ok(err)
	return d
}

func (s *site) row(key raci.FunctionKey) raci.Function {
	s.t.Helper()
	for _, f := range s.draft().Matrix.Functions {
		if f.Key == key {
			return f
		}
	}
	s.t.Fatalf("no function %s", key)
	return raci.Function{}
}

func (s *site) column(k raci.Kind) raci.Stakeholder {
	s.t.Helper()
	c, ok := s.draft().Matrix.Standard(k)
	if !ok {
		s.t.Fatalf("no column %s", k)
	}
	return c
}

// form is url.Values from pairs.
func form(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

func rev(f raci.Function) string { return strconv.Itoa(f.Rev) }

func parse(t testing.TB, body io.Reader) *html.Node {
	t.Helper()
	doc, err := html.Parse(body)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// byID finds an element.
func byID(doc *html.Node, id string) *html.Node {
	for n := range doc.Descendants() {
		if attr(n, "id") == id {
			return n
		}
	}
	return nil
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func words(n *html.Node) string {
	var b bytes.Buffer
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}
