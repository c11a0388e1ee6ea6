package engagement_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/go-chi/chi/v5"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/catalog"
	rules "demarc/internal/engagement"
	"demarc/internal/jobs"
	"demarc/internal/live"
	"demarc/internal/mail"
	"demarc/internal/party"
	"demarc/internal/seal"
	"demarc/internal/store/storetest"
	"demarc/web/engagement"
	"demarc/web/page"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// sealKey is made once: RSA keys are slow to make.
var sealKey = sync.OnceValue(func() *seal.Key {
	k, err := seal.NewKey(time.Now().Add(-time.Hour), "Demarc in a test")
	if err != nil {
		panic(err)
	}
	return k
})

// desk is an engagement in draft with a person of each side and the screen's routes.
type desk struct {
	*storetest.Database
	*app.App
	hub      *live.Hub
	owner    access.Actor // of Northgate IT
	itLead   access.Actor // of Alder Foods
	stranger access.Actor // an owner of another MSP
	e        rules.Engagement
}

func newDesk(t testing.TB) *desk {
	t.Helper()
	d := &desk{Database: storetest.Open(t)}
	outbox, err := mail.NewOutbox("")
	must(t, err)
	d.App = app.New(app.Config{DB: d.DB, Mail: outbox, Key: sealKey(), Base: "http://demarc.test"})
	d.hub = live.New(d.URL, slog.New(slog.DiscardHandler))
	d.owner = d.signUp(t, "Northgate IT", "Tom Reyes", "tom@northgate.example")
	d.stranger = d.signUp(t, "Southgate IT", "Sam Okafor", "sam@southgate.example")
	client, err := d.Clients.Add(t.Context(), d.owner, "Alder Foods")
	must(t, err)
	d.itLead = d.join(t, outbox, client.ID, "Priya Shah", "priya@alderfoods.example")
	d.e, err = d.Engagements.Start(t.Context(), d.owner, app.Start{Client: client.ID, Title: "Co-managed IT 2026", Preset: catalog.Presets()[0].Key})
	must(t, err)
	return d
}

func (d *desk) signUp(t testing.TB, msp, name, email string) access.Actor {
	t.Helper()
	u, p, err := d.Accounts.SignUp(t.Context(), access.Request{ID: "test", IP: "192.0.2.7"}, app.SignUp{MSP: msp, Name: name, Email: email, Password: "a long enough test password"})
	must(t, err)
	who, err := d.Accounts.Enter(t.Context(), u.ID, p.Membership)
	must(t, err)
	return who
}

// join invites somebody as IT lead of a client and follows the letter's link.
func (d *desk) join(t testing.TB, outbox *mail.Outbox, client party.ClientID, name, email string) access.Actor {
	t.Helper()
	runner, err := jobs.Start(context.Background(), jobs.Config{URL: d.URL, Name: "test", Do: d.Jobs.Do, Log: slog.New(slog.DiscardHandler)})
	must(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	defer runner.Stop(ctx)
	must(t, d.Accounts.Invite(ctx, d.owner, app.Invite{Email: email, Role: access.ITLead, Client: client}))
	letter, err := outbox.Wait(ctx, email, "invites you")
	must(t, err)
	u, p, err := d.Accounts.Join(ctx, access.Request{ID: "test"}, path.Base(letter.Letter.URL), "", app.Join{Name: name, Password: "a long enough test password"})
	must(t, err)
	who, err := d.Accounts.Enter(ctx, u.ID, p.Membership)
	must(t, err)
	return who
}

// handler is the screen as who sees it.
func (d *desk) handler(who access.Actor) http.Handler {
	sessions := scs.New()
	r := chi.NewRouter()
	r.Use(sessions.LoadAndSave, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r = page.Begin(page.WithActor(r, who), "test")
			page.SetSessions(r, sessions)
			next.ServeHTTP(w, r)
		})
	})
	engagement.Screen{App: d.App, Live: d.hub}.Routes(r)
	return r
}

func (d *desk) path(p string) string { return "/e/" + string(d.e.ID) + p }

func (d *desk) get(t testing.TB, who access.Actor, path string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	d.handler(who).ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, d.path(path), http.NoBody))
	return w
}

func (d *desk) post(t testing.TB, who access.Actor, path string, values url.Values) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, d.path(path), strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	d.handler(who).ServeHTTP(w, r)
	return w
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wants checks the status and that the body holds each text.
func wants(t testing.TB, w *httptest.ResponseRecorder, status int, texts ...string) {
	t.Helper()
	if w.Code != status {
		t.Errorf("status %d, want %d", w.Code, status)
	}
	body, err := io.ReadAll(w.Result().Body)
	must(t, err)
	for _, text := range texts {
		if !strings.Contains(string(body), text) {
			t.Errorf("the page lacks %q", text)
		}
	}
}
