package agreement_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/alexedwards/scs/v2"
	"github.com/alexedwards/scs/v2/memstore"
	"github.com/go-chi/chi/v5"

	"demarc/internal/access"
	"demarc/internal/app/apptest"
	"demarc/internal/store/storetest"
	"demarc/web/agreement"
	"demarc/web/frame"
	"demarc/web/page"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// bundle is a scene with people of both sides, and the screen.
type bundle struct {
	*apptest.Scene
	lead, itLead, reader access.Actor
	site                 http.Handler
}

func newBundle(t *testing.T) *bundle {
	t.Helper()
	b := &bundle{Scene: apptest.New(t)}
	b.lead = b.Colleague(t, access.Lead, "Tom Berg")
	b.itLead = b.Partner(t, access.ITLead, "Priya Shah")
	b.reader = b.Partner(t, access.Reader, "Rosa Diaz")

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

func (b *bundle) at() string { return "/e/" + string(b.Engagement.ID) + "/agreement" }

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
	if n := strings.Count(body, "drafting tool"); n != 1 {
		t.Errorf("the page says %d times that this is a drafting tool", n)
	}
	for _, who := range []access.Actor{b.lead, b.reader} {
		if digestField.MatchString(b.get(t, who, http.StatusOK)) {
			t.Errorf("%s is asked to mark the text as read", who.Role)
		}
	}
	b.get(t, b.Stranger, http.StatusNotFound)
	b.get(t, access.Actor{}, http.StatusSeeOther)
}

func TestReviewed(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	first := digestOf(t, b.get(t, b.itLead, http.StatusOK))
	b.review(t, b.lead, first, http.StatusForbidden)
	b.review(t, b.Stranger, first, http.StatusForbidden)
	b.review(t, b.itLead, first, http.StatusSeeOther)
	says(t, b.get(t, b.lead, http.StatusOK), "Priya Shah read this text on ")
	if digestField.MatchString(b.get(t, b.itLead, http.StatusOK)) {
		t.Error("who has read the text is asked again")
	}

	apptest.Must(t, b.Terms.Save(t.Context(), b.lead, b.Engagement.ID, map[string]string{"scope.users": "140"}, 1))
	body := b.review(t, b.itLead, first, http.StatusConflict)
	says(t, body, "The text changed while you were reading it.", "Priya Shah read an earlier text on ", `<article class="doc"`)
	second := digestOf(t, body)
	if second == first {
		t.Fatal("the conflict shows the old text")
	}
	b.review(t, b.itLead, second, http.StatusSeeOther)
}
