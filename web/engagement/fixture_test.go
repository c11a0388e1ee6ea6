package engagement_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/alexedwards/scs/v2"
	"github.com/go-chi/chi/v5"

	"demarc/internal/access"
	"demarc/internal/app/apptest"
	"demarc/internal/live"
	"demarc/internal/store/storetest"
	"demarc/web/engagement"
	"demarc/web/page"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// desk is a scene with the client's IT lead and the screen's routes. No jobs run.
type desk struct {
	*apptest.Scene
	hub    *live.Hub
	itLead access.Actor
}

func newDesk(t testing.TB) *desk {
	t.Helper()
	d := &desk{Scene: apptest.Empty(t)}
	defer d.Work(t, "test")()
	d.Start(t)
	d.itLead = d.Partner(t, access.ITLead, "Priya Shah")
	d.hub = live.New(d.URL, slog.New(slog.DiscardHandler))
	return d
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

func (d *desk) path(p string) string { return "/e/" + string(d.Engagement.ID) + p }

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

// wants checks the status and that the body holds each text.
func wants(t testing.TB, w *httptest.ResponseRecorder, status int, texts ...string) {
	t.Helper()
	if w.Code != status {
		t.Errorf("status %d, want %d", w.Code, status)
	}
	body, err := io.ReadAll(w.Result().Body)
	apptest.Must(t, err)
	for _, text := range texts {
		if !strings.Contains(string(body), text) {
			t.Errorf("the page lacks %q", text)
		}
	}
}
