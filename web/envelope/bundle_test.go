package envelope_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/alexedwards/scs/v2"
	"github.com/alexedwards/scs/v2/memstore"
	"github.com/go-chi/chi/v5"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/live"
	"demarc/internal/store/storetest"
	stream "demarc/web/engagement"
	"demarc/web/envelope"
	"demarc/web/frame"
	"demarc/web/page"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// bundle is a scene whose screen is behind a real server.
type bundle struct {
	*apptest.Scene
	lead, itLead, member access.Actor
	url                  string
}

func newBundle(t *testing.T, change ...func(*app.Config)) *bundle {
	t.Helper()
	b := &bundle{Scene: apptest.New(t, change...)}
	b.lead = b.Colleague(t, access.Lead, "Tom Berg")
	b.member = b.Colleague(t, access.Member, "Mia Lund")
	b.itLead = b.Partner(t, access.ITLead, "Priya Shah")
	b.serve(t)
	return b
}

// ready fills in everything and agrees every row for both sides.
func (b *bundle) ready(t *testing.T) {
	t.Helper()
	b.Fill(t, b.lead)
	b.AgreeAll(t, b.lead, b.itLead)
}

// serve puts the screen behind a server. Who is signed in stands in a cookie of
// /as/NAME, as signing in is another screen's.
func (b *bundle) serve(t *testing.T) {
	t.Helper()
	sessions := scs.New()
	sessions.Store = memstore.NewWithCleanupInterval(0)
	people := map[string]access.Actor{"lead": b.lead, "itLead": b.itLead, "member": b.member, "stranger": b.Stranger}
	r := chi.NewRouter()
	r.Use(sessions.LoadAndSave, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r = page.Begin(r, "test")
			page.SetSessions(r, sessions)
			if c, err := r.Cookie("as"); err == nil {
				r = page.WithActor(r, people[c.Value])
				page.SetViewer(r, frame.Viewer(people[c.Value]))
			}
			next.ServeHTTP(w, r)
		})
	})
	r.Get("/as/{name}", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "as", Value: chi.URLParam(r, "name"), Path: "/"})
	})
	hub := live.New(b.OwnerURL, slog.New(slog.DiscardHandler))
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { hub.Run(ctx); close(done) }()
	t.Cleanup(func() { stop(); <-done })
	<-hub.Ready()
	stream.Screen{App: b.App, Live: hub}.Routes(r)
	r.Handle("/assets/*", assets(t))
	envelope.Screen{App: b.App, Sessions: sessions}.Routes(r)
	envelope.Screen{App: b.App, Sessions: sessions}.Uploads(r)
	s := httptest.NewServer(r)
	t.Cleanup(func() {
		s.CloseClientConnections() // streams never end by themselves
		s.Close()
	})
	b.url = s.URL
}

// browser is one browser with its cookies, of somebody signed in or of nobody.
type browser struct {
	t    *testing.T
	b    *bundle
	http http.Client
}

func (b *bundle) browser(t *testing.T, who string) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	apptest.Must(t, err)
	w := &browser{t: t, b: b, http: http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	if who != "" {
		w.get("/as/" + who)
	}
	return w
}

// answer is what came back.
type answer struct {
	status int
	to     string // of a redirect
	body   string
	header http.Header
}

func (a answer) has(t *testing.T, status int, texts ...string) answer {
	t.Helper()
	if a.status != status {
		t.Fatalf("status %d, not %d, to %q: %s", a.status, status, a.to, a.body)
	}
	for _, text := range texts {
		if !strings.Contains(a.body, text) {
			t.Errorf("the page does not say %q", text)
		}
	}
	return a
}

func (a answer) leadsTo(t *testing.T, to string) {
	t.Helper()
	if a.status != http.StatusSeeOther || a.to != to {
		t.Fatalf("status %d to %q, not to %q: %s", a.status, a.to, to, a.body)
	}
}

// value is that of a field of the page's form.
func (a answer) value(name string) string {
	m := regexp.MustCompile(`name="` + name + `"[^>]* value="([^"]*)"`).FindStringSubmatch(a.body)
	if m == nil {
		return ""
	}
	return m[1]
}

func (w *browser) do(req *http.Request) answer {
	w.t.Helper()
	res, err := w.http.Do(req)
	apptest.Must(w.t, err)
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	apptest.Must(w.t, err)
	return answer{res.StatusCode, res.Header.Get("Location"), string(body), res.Header}
}

func (w *browser) get(path string) answer {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), http.MethodGet, w.b.url+path, nil)
	apptest.Must(w.t, err)
	return w.do(req)
}

func (w *browser) post(path string, form url.Values) answer {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, w.b.url+path, strings.NewReader(form.Encode()))
	apptest.Must(w.t, err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return w.do(req)
}
