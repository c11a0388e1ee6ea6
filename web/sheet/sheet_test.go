package sheet_test

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"

	"demarc/internal/access"
	"demarc/internal/app/apptest"
	"demarc/internal/store/storetest"
	"demarc/web/page"
	"demarc/web/sheet"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// bundle is a scene with this screen; the client's name wants escaping.
type bundle struct {
	*apptest.Scene
	lead, reader access.Actor
	screen       http.Handler
}

func newBundle(t *testing.T) *bundle {
	t.Helper()
	b := &bundle{Scene: apptest.Empty(t)}
	t.Cleanup(b.Work(t, "test"))
	b.Named = "Alder <Foods>"
	b.Start(t)
	b.lead, b.reader = b.Owner, b.Partner(t, access.Reader, "Rana Idris")
	r := chi.NewRouter()
	sheet.Screen{App: b.App}.Routes(r)
	b.screen = r
	return b
}

func (b *bundle) ask(t *testing.T, who access.Actor, method, target string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	b.screen.ServeHTTP(w, page.WithActor(httptest.NewRequestWithContext(t.Context(), method, "/e/"+string(b.Engagement.ID)+target, nil), who))
	return w
}

func TestSheets(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	for target, want := range map[string][]string{
		"/sheets":                 {"<h1>What Northgate IT answers for</h1>", "Ticket intake and triage"},
		"/sheets?sheet=client":    {"<h1>What Alder &lt;Foods&gt; answers for</h1>", "Client IT answers for", "Client management answers for", `href="/e/` + string(b.Engagement.ID) + `/sheets/client.pdf"`},
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
		if w := b.ask(t, b.Stranger, http.MethodGet, target); w.Code != http.StatusNotFound {
			t.Errorf("%s as another MSP: %d", target, w.Code)
		}
	}
}
