package account_test

import (
	"context"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/go-chi/chi/v5"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/jobs"
	"demarc/internal/mail"
	"demarc/internal/store/storetest"
	"demarc/web/account"
	"demarc/web/page"
)

func TestMain(m *testing.M) { storetest.Main(m) }

const password = "a long enough test password"

// site is the screen with real sessions, a database and letters.
type site struct {
	*app.App
	db     *storetest.Database
	outbox *mail.Outbox
	url    string
	router http.Handler
}

func newSite(t *testing.T) *site {
	t.Helper()
	db := storetest.Open(t)
	outbox, err := mail.NewOutbox("")
	must(t, err)
	s := &site{db: db, outbox: outbox}
	s.App = app.New(app.Config{DB: db.DB, Mail: outbox, Base: "http://demarc.test"})
	work, err := jobs.Start(context.Background(), jobs.Config{URL: db.URL, Name: "test", Do: s.Jobs.Do, Log: slog.New(slog.DiscardHandler)})
	must(t, err)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		work.Stop(ctx)
	})
	sessions := scs.New()
	r := chi.NewRouter()
	r.Use(sessions.LoadAndSave, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r = page.Begin(r, "test")
			page.SetSessions(r, sessions)
			if _, who := account.FromSession(r.Context(), sessions); who.Kind != "" {
				r = page.WithActor(r, who)
			}
			next.ServeHTTP(w, r)
		})
	})
	account.Screen{App: s.App, Sessions: sessions, Outbox: outbox}.Routes(r)
	s.router = r
	srv := httptest.NewServer(r)
	t.Cleanup(srv.Close)
	s.url = srv.URL
	return s
}

// owner signs up an MSP and gives its owner as an actor.
func (s *site) owner(t *testing.T, msp, email string) access.Actor {
	t.Helper()
	u, p, err := s.Accounts.SignUp(t.Context(), access.Request{IP: "192.0.2.1"}, app.SignUp{MSP: msp, Name: "Nora Lindqvist", Email: email, Password: password})
	must(t, err)
	must(t, s.db.DB.Verify(t.Context(), u.ID, true))
	who, err := s.Accounts.Enter(t.Context(), u.ID, p.Membership)
	must(t, err)
	return who
}

// invite gives the path of the link that an invitation mails.
func (s *site) invite(t *testing.T, who access.Actor, in app.Invite) string {
	t.Helper()
	must(t, s.Accounts.Invite(t.Context(), who, in))
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	where := who.MSPName
	if in.Client != "" {
		c, err := s.Clients.Find(ctx, who, in.Client)
		must(t, err)
		where = c.Name
	}
	letter, err := s.outbox.Wait(ctx, in.Email, where)
	must(t, err)
	return strings.TrimPrefix(letter.Letter.URL, "http://demarc.test")
}

// browser is one person's cookies.
type browser struct {
	t      *testing.T
	base   string
	client *http.Client
}

func (s *site) browser(t *testing.T) browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	must(t, err)
	return browser{t, s.url, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// answer is a page, or where to go.
type answer struct {
	status int
	to     string
	body   string
}

func (b browser) get(path string) answer {
	b.t.Helper()
	res, err := b.client.Get(b.base + path)
	return b.read(res, err)
}

// post sends a form written as "name=value" pairs.
func (b browser) post(path string, pairs ...string) answer {
	b.t.Helper()
	form := url.Values{}
	for _, p := range pairs {
		name, value, _ := strings.Cut(p, "=")
		form.Add(name, value)
	}
	res, err := b.client.PostForm(b.base+path, form)
	return b.read(res, err)
}

func (b browser) read(res *http.Response, err error) answer {
	b.t.Helper()
	must(b.t, err)
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	must(b.t, err)
	return answer{res.StatusCode, res.Header.Get("Location"), html.UnescapeString(string(body))}
}

// session is the token in the browser's cookie.
func (b browser) session() string {
	u, err := url.Parse(b.base)
	must(b.t, err)
	for _, c := range b.client.Jar.Cookies(u) {
		return c.Value
	}
	return ""
}

// leads checks that the answer sends the browser on.
func (a answer) leads(t *testing.T, to string) {
	t.Helper()
	if a.status != http.StatusSeeOther || a.to != to {
		t.Fatalf("answer %d to %q, want to be sent to %q\n%s", a.status, a.to, to, a.body)
	}
}

// shows checks the status and what a page says.
func (a answer) shows(t *testing.T, status int, texts ...string) {
	t.Helper()
	if a.status != status {
		t.Fatalf("status %d to %q, want %d\n%s", a.status, a.to, status, a.body)
	}
	for _, text := range texts {
		if !strings.Contains(a.body, text) {
			t.Fatalf("the page does not say %q\n%s", text, a.body)
		}
	}
}

func (a answer) hides(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(a.body, text) {
			t.Fatalf("the page says %q\n%s", text, a.body)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
