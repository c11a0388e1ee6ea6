package review

import (
	"context"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/alexedwards/scs/v2"
	"github.com/go-chi/chi/v5"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/live"
	"demarc/internal/raci"
	"demarc/internal/store/storetest"
	"demarc/web/engagement"
	"demarc/web/matrix"
	"demarc/web/page"
	"demarc/web/ui"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// site is the scene with people of both sides, and the screens they meet.
type site struct {
	*apptest.Scene
	t                          *testing.T
	hub                        *live.Hub
	lead, it, helper, onlooker access.Actor
}

func open(t *testing.T) *site {
	t.Helper()
	s := &site{Scene: apptest.New(t), t: t}
	s.lead = s.Colleague(t, access.Lead, "Tom Berg")
	s.it = s.Partner(t, access.ITLead, "Priya Shah")
	s.helper = s.Partner(t, access.Contributor, "Marek Nowak")
	s.onlooker = s.Partner(t, access.Reader, "Dana Cole")
	s.hub = live.New(s.OwnerURL, slog.New(slog.NewTextHandler(t.Output(), nil)))
	return s
}

func (s *site) home() string { return "/e/" + string(s.Engagement.ID) + "/review" }

func (s *site) row(key raci.FunctionKey) raci.Function {
	s.t.Helper()
	d, err := s.Matrices.Open(s.t.Context(), s.lead, s.Engagement.ID)
	apptest.Must(s.t, err)
	i := slices.IndexFunc(d.Matrix.Functions, func(f raci.Function) bool { return f.Key == key })
	if i < 0 {
		s.t.Fatalf("no row %s", key)
	}
	return d.Matrix.Functions[i]
}

func (s *site) on(key raci.FunctionKey) string {
	return s.home() + "/functions/" + string(s.row(key).ID)
}

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
	Screen{App: s.App}.Routes(r)
	matrix.Screen{App: s.App}.Routes(r)
	engagement.Screen{App: s.App, Live: s.hub}.Routes(r)
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

func form(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

// serve opens the screens to one person at an address of its own, with our styles,
// scripts, policy and stream.
func (s *site) serve(who access.Actor) string {
	files := map[string][]byte{"ui.css": []byte("@layer tokens, base, components, screens;\n"), "ui.js": ui.Script()}
	for _, source := range []fs.FS{ui.Files, engagement.Files, matrix.Files, Files} {
		apptest.Must(s.t, fs.WalkDir(source, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := fs.ReadFile(source, name)
			if path.Ext(name) == ".css" {
				files["ui.css"] = append(files["ui.css"], b...)
			} else if folder := path.Dir(name); path.Ext(name) == ".js" && folder != "." && !strings.HasPrefix(folder, "vendor") {
				files[folder+".js"] = append(files[folder+".js"], b...)
			} else {
				files[path.Base(name)] = b
			}
			return err
		}))
	}
	h := s.handler(who, func(r chi.Router) {
		assets := func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", map[string]string{".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}[path.Ext(r.URL.Path)])
			_, _ = w.Write(files[path.Base(r.URL.Path)])
		}
		r.Get("/assets/{name}", assets)
		r.NotFound(func(w http.ResponseWriter, r *http.Request) {
			if path.Ext(r.URL.Path) == ".woff2" {
				assets(w, r)
				return
			}
			http.NotFound(w, r)
		})
	})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'")
		h.ServeHTTP(w, r)
	}))
	s.t.Cleanup(func() {
		server.CloseClientConnections() // streams never end by themselves
		server.Close()
	})
	return server.URL
}

// listening starts the hub, so that streams are told of changes.
func (s *site) listening() {
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.hub.Run(ctx)
	}()
	s.t.Cleanup(func() {
		stop()
		<-done
	})
	<-s.hub.Ready()
}

// comment writes one, for a test to begin with.
func (s *site) comment(who access.Actor, key raci.FunctionKey, body string, pending bool) app.Said {
	s.t.Helper()
	said, err := s.Reviews.Comment(s.t.Context(), who, s.Engagement.ID, s.row(key).ID, "", app.Remark{Body: body, Pending: pending})
	apptest.Must(s.t, err)
	return said
}
