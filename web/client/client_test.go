package client_test

import (
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/alexedwards/scs/v2"
	"github.com/go-chi/chi/v5"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/party"
	"demarc/internal/store/storetest"
	"demarc/web/client"
	"demarc/web/page"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// site is the screen over a database, asked as one actor or another.
type site struct {
	*app.App
	router http.Handler
}

func newSite(t *testing.T) site {
	t.Helper()
	a := app.New(app.Config{DB: storetest.Open(t).DB, Base: "http://demarc.test"})
	sessions := scs.New()
	r := chi.NewRouter()
	r.Use(sessions.LoadAndSave, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r = page.Begin(r, "test")
			page.SetSessions(r, sessions)
			next.ServeHTTP(w, r)
		})
	})
	client.Screen{App: a}.Routes(r)
	return site{a, r}
}

func (s site) owner(t *testing.T, msp, email string) access.Actor {
	t.Helper()
	u, p, err := s.Accounts.SignUp(t.Context(), access.Request{IP: "192.0.2.1"}, app.SignUp{MSP: msp, Name: "Nora Lindqvist", Email: email, Password: "a long enough test password"})
	must(t, err)
	who, err := s.Accounts.Enter(t.Context(), u.ID, p.Membership)
	must(t, err)
	return who
}

// as asks as somebody; pairs are a form, none is a GET.
func (s site) as(who access.Actor, path string, pairs ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	if pairs != nil {
		form := url.Values{}
		for _, p := range pairs {
			name, value, _ := strings.Cut(p, "=")
			form.Add(name, value)
		}
		r = httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	s.router.ServeHTTP(w, page.WithActor(r, who))
	return w
}

func shows(t *testing.T, w *httptest.ResponseRecorder, status int, texts ...string) {
	t.Helper()
	body := html.UnescapeString(w.Body.String())
	if w.Code != status {
		t.Fatalf("status %d to %q, want %d\n%s", w.Code, w.Header().Get("Location"), status, body)
	}
	for _, text := range texts {
		if !strings.Contains(body, text) {
			t.Fatalf("the page does not say %q\n%s", text, body)
		}
	}
}

func hides(t *testing.T, w *httptest.ResponseRecorder, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(html.UnescapeString(w.Body.String()), text) {
			t.Fatalf("the page says %q\n%s", text, w.Body)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestClients(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	nora, olga := s.owner(t, "Northgate IT", "nora@northgate.test"), s.owner(t, "Southgate IT", "olga@southgate.test")
	if w := s.as(access.Actor{}, "/clients"); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/signin?next=%2Fclients" {
		t.Errorf("nobody: %d to %s", w.Code, w.Header().Get("Location"))
	}
	shows(t, s.as(nora, "/clients"), 200, "No clients yet")
	shows(t, s.as(nora, "/clients", "name= "), 422, "Enter the client's name.", "Error: Clients")
	shows(t, s.as(nora, "/clients", "name=two\nlines"), 422, "Use one line here.")
	added := s.as(nora, "/clients", "name=Alder & <Foods>")
	at := added.Header().Get("Location")
	if added.Code != http.StatusSeeOther || !strings.HasPrefix(at, "/clients/") {
		t.Fatalf("%d to %s", added.Code, at)
	}
	if raw := s.as(nora, "/clients").Body.String(); !strings.Contains(raw, "Alder &amp; &lt;Foods&gt;") {
		t.Errorf("the name is not escaped or not there\n%s", raw)
	}
	shows(t, s.as(nora, at), 200, "Nothing agreed yet", "Nobody of Alder & <Foods> has a place yet", "New engagement")
	shows(t, s.as(nora, at+"/invite", "email=priya@", "role=signer"), 422, `value="priya@"`, "Enter an email address like")
	if w := s.as(nora, at+"/invite", "email=priya@alder.test", "role=it_lead"); w.Code != http.StatusSeeOther || w.Header().Get("Location") != at {
		t.Errorf("invite: %d %s", w.Code, w.Body)
	}
	shows(t, s.as(nora, at), 200, "priya@alder.test", "Internal IT lead", "Invited by")
	for _, path := range []string{at, at + "/engagements/new", "/clients/nonsense", "/clients/00000000-0000-0000-0000-000000000000"} {
		shows(t, s.as(olga, path), 404)
	}
	shows(t, s.as(olga, at+"/invite", "email=x@y.test", "role=it_lead"), 404)
	shows(t, s.as(olga, at+"/engagements/new", "title=x", "preset=security"), 404)
}

// TestPages walks a list longer than a page to its end.
func TestPages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	nora := s.owner(t, "Northgate IT", "nora@northgate.test")
	seen := map[string]bool{}
	for i := range app.PageSize + 3 {
		_, err := s.Clients.Add(t.Context(), nora, "Client "+string(rune('A'+i%26))+" & "+strings.Repeat("x", i/26))
		must(t, err)
	}
	rows := regexp.MustCompile(`<th scope="row"><a href="(/clients/[^"]+)"`)
	more := regexp.MustCompile(`rel="next" href="([^"]+)"`)
	pages := 0
	for path := "/clients"; path != ""; pages++ {
		body := s.as(nora, path).Body.String()
		for _, m := range rows.FindAllStringSubmatch(body, -1) {
			if seen[m[1]] {
				t.Fatalf("%s is listed twice", m[1])
			}
			seen[m[1]] = true
		}
		path = ""
		if m := more.FindStringSubmatch(body); m != nil {
			path = html.UnescapeString(m[1])
		}
	}
	if len(seen) != app.PageSize+3 || pages != 2 {
		t.Errorf("%d clients on %d pages", len(seen), pages)
	}
}

func TestStart(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	nora := s.owner(t, "Northgate IT", "nora@northgate.test")
	alder, err := s.Clients.Add(t.Context(), nora, "Alder Foods")
	must(t, err)
	at := "/clients/" + string(alder.ID)
	shows(t, s.as(nora, at+"/engagements/new"), 200, `value="Co-managed IT, Alder Foods"`, "Infrastructure and security", "Help desk only", "Security only", "out of scope", `value="infrastructure" checked`)
	shows(t, s.as(nora, at+"/engagements/new", "title=", "preset=helpdesk"), 422, "Enter a title.", `value="helpdesk" checked`)
	shows(t, s.as(nora, at+"/engagements/new", "title=IT 2027", "preset=other"), 422, "Choose how the work is divided", `value="IT 2027"`)
	w := s.as(nora, at+"/engagements/new", "title=IT 2027", "preset=helpdesk")
	if w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/e/") {
		t.Fatalf("%d to %s", w.Code, w.Header().Get("Location"))
	}
	shows(t, s.as(nora, at), 200, "IT 2027", "0 of 149 agreed", "None yet", w.Header().Get("Location"))
	viewer := nora
	viewer.Role = access.Viewer
	shows(t, s.as(viewer, at+"/engagements/new"), 403, "Ask a lead or an owner")
}

// TestClientSide: a client's people see their own page only, without the MSP's acts.
func TestClientSide(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	nora := s.owner(t, "Northgate IT", "nora@northgate.test")
	alder, err := s.Clients.Add(t.Context(), nora, "Alder Foods")
	must(t, err)
	birch, err := s.Clients.Add(t.Context(), nora, "Birch & Sons")
	must(t, err)
	// A job acts for a client without a membership to check; its reach is the same.
	priya := access.Actor{Kind: access.Person, Name: "Priya", MSP: nora.MSP, MSPName: nora.MSPName, Client: alder.ID, ClientName: "Alder Foods", Side: party.Client, Role: access.ITLead}
	at := "/clients/" + string(alder.ID)
	if w := s.as(priya, "/clients"); w.Header().Get("Location") != at {
		t.Errorf("%d to %s", w.Code, w.Header().Get("Location"))
	}
	w := s.as(priya, at)
	shows(t, w, 200, "With Northgate IT", "Invite a colleague", "has not shared an engagement yet")
	hides(t, w, "New engagement", "/clients/"+string(birch.ID), `href="/clients"`)
	shows(t, s.as(priya, "/clients/"+string(birch.ID)), 404)
	shows(t, s.as(priya, "/clients/"+string(birch.ID)+"/invite", "email=x@y.test", "role=reader"), 404)
	shows(t, s.as(priya, "/clients", "name=Cedar"), 403)
}
