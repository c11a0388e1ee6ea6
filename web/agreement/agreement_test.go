package agreement_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/alexedwards/scs/v2/memstore"
	"github.com/go-chi/chi/v5"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/catalog"
	"demarc/internal/engagement"
	"demarc/internal/jobs"
	"demarc/internal/mail"
	"demarc/internal/party"
	"demarc/internal/store/storetest"
	"demarc/web/agreement"
	"demarc/web/frame"
	"demarc/web/page"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// bundle is a new draft with people of both sides, and the screen.
type bundle struct {
	*storetest.Database
	*app.App
	outbox               *mail.Outbox
	lead, itLead, reader access.Actor
	stranger             access.Actor
	id                   engagement.ID
	site                 http.Handler
}

func newBundle(t *testing.T) *bundle {
	t.Helper()
	b := &bundle{Database: storetest.Open(t)}
	var err error
	b.outbox, err = mail.NewOutbox("")
	must(t, err)
	b.App = app.New(app.Config{DB: b.DB, Mail: b.outbox, Base: "http://demarc.test"})
	r, err := jobs.Start(context.Background(), jobs.Config{URL: b.URL, Name: "test", Do: b.Jobs.Do, Log: slog.New(slog.DiscardHandler)})
	must(t, err)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		r.Stop(ctx)
	})
	ctx := t.Context()
	owner := b.signUp(t, "Northgate IT", "Nora Adeyemi", "nora@northgate.example")
	b.stranger = b.signUp(t, "Southgate IT", "Sam Okafor", "sam@southgate.example")
	client, err := b.Clients.Add(ctx, owner, "Alder Foods")
	must(t, err)
	b.lead = b.join(t, owner, "Tom Berg", "tom@northgate.example", access.Lead, "")
	b.itLead = b.join(t, owner, "Priya Shah", "priya@alderfoods.example", access.ITLead, client.ID)
	b.reader = b.join(t, b.itLead, "Rosa Diaz", "rosa@alderfoods.example", access.Reader, client.ID)
	e, err := b.Engagements.Start(ctx, b.lead, app.Start{Client: client.ID, Title: "Co-managed IT", Preset: catalog.Presets()[0].Key})
	must(t, err)
	b.id = e.ID

	sessions := scs.New()
	sessions.Store = memstore.NewWithCleanupInterval(0)
	site := chi.NewRouter()
	site.Use(sessions.LoadAndSave, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			who := page.Actor(r)
			r = page.Begin(r, "test")
			page.SetSessions(r, sessions)
			page.SetViewer(r, frame.Viewer(who))
			next.ServeHTTP(w, r)
		})
	})
	agreement.Screen{App: b.App}.Routes(site)
	b.site = site
	return b
}

func (b *bundle) signUp(t *testing.T, msp, name, email string) access.Actor {
	t.Helper()
	u, p, err := b.Accounts.SignUp(t.Context(), access.Request{}, app.SignUp{MSP: msp, Name: name, Email: email, Password: "a long enough test password"})
	must(t, err)
	who, err := b.Accounts.Enter(t.Context(), u.ID, p.Membership)
	must(t, err)
	return who
}

func (b *bundle) join(t *testing.T, by access.Actor, name, email string, role access.Role, client party.ClientID) access.Actor {
	t.Helper()
	must(t, b.Accounts.Invite(t.Context(), by, app.Invite{Email: email, Role: role, Client: client}))
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	k, err := b.outbox.Wait(ctx, email, "invites you")
	must(t, err)
	u, p, err := b.Accounts.Join(ctx, access.Request{}, path.Base(k.Letter.URL), "", app.Join{Name: name, Password: "a long enough test password"})
	must(t, err)
	who, err := b.Accounts.Enter(ctx, u.ID, p.Membership)
	must(t, err)
	return who
}

func (b *bundle) at() string { return "/e/" + string(b.id) + "/agreement" }

func (b *bundle) get(t *testing.T, who access.Actor, status int) string {
	t.Helper()
	return b.do(t, who, httptest.NewRequest(http.MethodGet, b.at(), nil), status)
}

func (b *bundle) review(t *testing.T, who access.Actor, digest string, status int) string {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, b.at()+"/reviewed", strings.NewReader(url.Values{"digest": {digest}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(t, who, r, status)
}

func (b *bundle) do(t *testing.T, who access.Actor, r *http.Request, status int) string {
	t.Helper()
	w := httptest.NewRecorder()
	b.site.ServeHTTP(w, page.WithActor(r, who))
	if w.Code != status {
		t.Fatalf("status %d, not %d: %s", w.Code, status, w.Body)
	}
	return w.Body.String()
}

var digestField = regexp.MustCompile(`name="digest" value="([0-9a-f]{64})"`)

func digestOf(t *testing.T, body string) string {
	t.Helper()
	m := digestField.FindStringSubmatch(body)
	if m == nil {
		t.Fatal("the page has no form to mark the text as read")
	}
	return m[1]
}

func says(t *testing.T, body string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(body, text) {
			t.Errorf("the page does not say %q", text)
		}
	}
}

func TestRead(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	body := b.get(t, b.lead, http.StatusOK)
	says(t, body,
		"This is a drafting tool, not legal advice. Have your attorney review before you sign.",
		`<article class="doc"`, "Responsibility Matrix", "Draft, not signed",
		"places in this text need filling in", "/terms#field-agreement.service_start_date", "/parties#client",
		"/draft/agreement.pdf", "/draft/agreement.docx", "/draft/matrix.xlsx", "/draft/matrix.csv",
		"Alder Foods has not marked this text as read yet.",
		`In plain words, not binding:</span> The Matrix is binding, and this is what each letter obliges you to do.</p>`,
	)
	for _, who := range []access.Actor{b.lead, b.reader} {
		if digestField.MatchString(b.get(t, who, http.StatusOK)) {
			t.Errorf("%s is asked to mark the text as read", who.Role)
		}
	}
	b.get(t, b.stranger, http.StatusNotFound)
	b.get(t, access.Actor{}, http.StatusSeeOther)
}

func TestReviewed(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	first := digestOf(t, b.get(t, b.itLead, http.StatusOK))
	b.review(t, b.lead, first, http.StatusForbidden)
	b.review(t, b.stranger, first, http.StatusForbidden)
	b.review(t, b.itLead, first, http.StatusSeeOther)
	says(t, b.get(t, b.lead, http.StatusOK), "Priya Shah read this text on ")
	if digestField.MatchString(b.get(t, b.itLead, http.StatusOK)) {
		t.Error("who has read the text is asked again")
	}

	must(t, b.Terms.Save(t.Context(), b.lead, b.id, map[string]string{"scope.users": "140"}, 1))
	body := b.review(t, b.itLead, first, http.StatusConflict)
	says(t, body, "The text changed while you were reading it.", "Priya Shah read an earlier text on ", `<article class="doc"`)
	second := digestOf(t, body)
	if second == first {
		t.Fatal("the conflict shows the old text")
	}
	b.review(t, b.itLead, second, http.StatusSeeOther)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
