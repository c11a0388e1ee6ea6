package sheet_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"path"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/catalog"
	"demarc/internal/engagement"
	"demarc/internal/jobs"
	"demarc/internal/mail"
	"demarc/internal/party"
	"demarc/internal/seal"
	"demarc/internal/store/storetest"
	"demarc/web/page"
	"demarc/web/sheet"
)

func TestMain(m *testing.M) { storetest.Main(m) }

var from = access.Request{ID: "test", IP: "192.0.2.7", Agent: "test"}

const password = "a long enough test password"

// bundle is an MSP with a client and one engagement in draft, and this screen.
type bundle struct {
	*app.App
	outbox                 *mail.Outbox
	lead, reader, stranger access.Actor
	client                 party.Customer
	id                     engagement.ID
	screen                 http.Handler
}

func newBundle(t *testing.T) *bundle {
	t.Helper()
	db := storetest.Open(t)
	key, err := seal.NewKey(time.Now().Add(-time.Hour), "Demarc in a test")
	must(t, err)
	b := &bundle{}
	b.outbox, err = mail.NewOutbox("")
	must(t, err)
	b.App = app.New(app.Config{DB: db.DB, Mail: b.outbox, Key: key, Base: "http://demarc.test"})
	run, err := jobs.Start(t.Context(), jobs.Config{URL: db.URL, Name: t.Name(), Do: b.Jobs.Do})
	must(t, err)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		run.Stop(ctx)
	})
	b.lead, b.stranger = b.signUp(t, "Northgate IT", "nora@northgate.example"), b.signUp(t, "Southgate IT", "sam@southgate.example")
	b.client, err = b.Clients.Add(t.Context(), b.lead, "Alder <Foods>")
	must(t, err)
	must(t, b.Accounts.Invite(t.Context(), b.lead, app.Invite{Email: "rana@alderfoods.example", Role: access.Reader, Client: b.client.ID}))
	letter, err := b.outbox.Wait(t.Context(), "rana@alderfoods.example", "invites you")
	must(t, err)
	u, p, err := b.Accounts.Join(t.Context(), from, path.Base(letter.Letter.URL), "", app.Join{Name: "Rana Idris", Password: password})
	must(t, err)
	b.reader, err = b.Accounts.Enter(t.Context(), u.ID, p.Membership)
	must(t, err)
	e, err := b.Engagements.Start(t.Context(), b.lead, app.Start{Client: b.client.ID, Title: "Co-managed IT", Preset: catalog.Presets()[0].Key})
	must(t, err)
	b.id = e.ID
	r := chi.NewRouter()
	sheet.Screen{App: b.App}.Routes(r)
	b.screen = r
	return b
}

func (b *bundle) signUp(t *testing.T, msp, email string) access.Actor {
	t.Helper()
	u, p, err := b.Accounts.SignUp(t.Context(), from, app.SignUp{MSP: msp, Name: "Nora Adeyemi", Email: email, Password: password})
	must(t, err)
	who, err := b.Accounts.Enter(t.Context(), u.ID, p.Membership)
	must(t, err)
	return who
}

func (b *bundle) ask(t *testing.T, who access.Actor, method, target string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	b.screen.ServeHTTP(w, page.WithActor(httptest.NewRequestWithContext(t.Context(), method, "/e/"+string(b.id)+target, nil), who))
	return w
}

func TestSheets(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	for target, want := range map[string][]string{
		"/sheets":                 {"<h1>What Northgate IT answers for</h1>", "Ticket intake and triage"},
		"/sheets?sheet=client":    {"<h1>What Alder &lt;Foods&gt; answers for</h1>", "Client IT answers for", "Client management answers for", `href="/e/` + string(b.id) + `/sheets/client.pdf"`},
		"/sheets?sheet=executive": {"<h1>The ten functions an executive should read</h1>", "Residual risk acceptance", "Money, risk or a legal duty.", `aria-current="page">Ten for executives`},
		"/sheets?sheet=nonsense":  {"<h1>What Northgate IT answers for</h1>"},
	} {
		w := b.ask(t, b.lead, http.MethodGet, target)
		if w.Code != http.StatusOK {
			t.Fatalf("%s: %d", target, w.Code)
		}
		for _, s := range append(want, "Draft, not signed", "as drafted", "binds nobody", "Download as PDF") {
			if !strings.Contains(w.Body.String(), s) {
				t.Errorf("%s lacks %q", target, s)
			}
		}
	}
	if got := b.ask(t, b.reader, http.MethodGet, "/sheets").Body.String(); !strings.Contains(got, "<h1>What Alder &lt;Foods&gt; answers for</h1>") {
		t.Error("the client does not begin with its own sheet")
	}
}

func TestFiles(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	for _, name := range []string{"msp", "client", "executive"} {
		w := b.ask(t, b.reader, http.MethodGet, "/sheets/"+name+".pdf")
		h := w.Header()
		if w.Code != http.StatusOK || !strings.HasPrefix(w.Body.String(), "%PDF-") || h.Get("Content-Length") != strconv.Itoa(w.Body.Len()) ||
			!strings.HasSuffix(h.Get("Content-Disposition"), "-sheet-"+name+`-draft.pdf"`) || h.Get("Cache-Control") != "private, no-store" || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %d, %v", name, w.Code, h)
		}
		if head := b.ask(t, b.reader, http.MethodHead, "/sheets/"+name+".pdf"); head.Code != http.StatusOK || head.Body.Len() != 0 || head.Header().Get("Content-Length") == "" {
			t.Errorf("HEAD %s: %d, %d bytes", name, head.Code, head.Body.Len())
		}
	}
	for _, target := range []string{"/sheets/vendor.pdf", "/v/1/sheets", "/v/1/sheets/msp.pdf", "/v/0/sheets", "/v/01/sheets", "/v/x/sheets/msp.pdf"} {
		if w := b.ask(t, b.lead, http.MethodGet, target); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", target, w.Code)
		}
	}
	for _, target := range []string{"/sheets", "/sheets/msp.pdf"} {
		if w := b.ask(t, b.stranger, http.MethodGet, target); w.Code != http.StatusNotFound {
			t.Errorf("%s as another MSP: %d", target, w.Code)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
