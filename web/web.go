// Package web is the edge to the browser: every address, every middleware in its
// order, and the session that says who asks. Screens live in the folders beside it,
// one each with handler, view, style, script and test; none knows another. Start
// reading at New.
package web

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/go-chi/chi/v5"

	"demarc/internal/app"
	"demarc/internal/document/html"
	"demarc/internal/document/plot"
	"demarc/internal/fault"
	"demarc/internal/live"
	"demarc/internal/mail"
	"demarc/web/account"
	"demarc/web/agreement"
	"demarc/web/client"
	"demarc/web/engagement"
	"demarc/web/envelope"
	"demarc/web/evidence"
	"demarc/web/frame"
	"demarc/web/framework"
	"demarc/web/friction"
	"demarc/web/home"
	"demarc/web/library"
	"demarc/web/licenses"
	"demarc/web/matrix"
	"demarc/web/notice"
	"demarc/web/pack"
	"demarc/web/page"
	"demarc/web/reference"
	"demarc/web/register"
	"demarc/web/reports"
	"demarc/web/review"
	"demarc/web/settings"
	"demarc/web/sheet"
	"demarc/web/trust"
	"demarc/web/ui"
	"demarc/web/verify"
	"demarc/web/version"
	"demarc/web/vote"
	"demarc/web/workshop"
)

// Config is what the site is built from.
type Config struct {
	App      *app.App
	Sessions scs.Store
	Live     *live.Hub
	Base     *url.URL     // where people reach it; links, cookies and hosts follow it
	Outbox   *mail.Outbox // shown at /dev/outbox when not nil
	Log      *slog.Logger
	Ready    func(context.Context) error // whether the database answers
	Proxies  []netip.Prefix              // believed when they say whom they speak for
}

const (
	bodyLimit   = 1 << 20 // bytes of any form
	sessionLife = 24 * time.Hour
)

// screenFiles are what browsers fetch of each screen, in the order their styles are joined.
var screenFiles = []fs.FS{
	html.Files, plot.Files, friction.Files, reports.Files, account.Files, home.Files, client.Files, engagement.Files,
	matrix.Files, register.Files, review.Files, vote.Files, workshop.Files, pack.Files, framework.Files, agreement.Files,
	envelope.Files, evidence.Files, version.Files, verify.Files, trust.Files, reference.Files, library.Files, licenses.Files, settings.Files, sheet.Files, notice.Files,
}

// New builds the site.
func New(c Config) (http.Handler, error) {
	https := c.Base.Scheme == "https"
	sessions := newSessions(c.Sessions, https)
	screens := []screen{
		account.Screen{App: c.App, Sessions: sessions, Outbox: c.Outbox},
		home.Screen{App: c.App},
		client.Screen{App: c.App},
		engagement.Screen{App: c.App, Live: c.Live, Sessions: sessions},
		matrix.Screen{App: c.App},
		register.Screen{App: c.App},
		review.Screen{App: c.App},
		vote.Screen{App: c.App},
		workshop.Screen{App: c.App},
		pack.Screen{App: c.App},
		framework.Screen{App: c.App},
		friction.Screen{App: c.App},
		reports.Screen{App: c.App},
		agreement.Screen{App: c.App},
		envelope.Screen{App: c.App, Sessions: sessions},
		evidence.Screen{App: c.App},
		version.Screen{App: c.App},
		reference.Screen{App: c.App},
		library.Screen{App: c.App},
		licenses.Screen{},
		trust.Screen{},
		settings.Screen{App: c.App},
		sheet.Screen{App: c.App},
		notice.Screen{App: c.App},
	}
	static, err := NewStatic(screenFiles...)
	if err != nil {
		return nil, fmt.Errorf("collect assets: %w", err)
	}
	zip, err := packed()
	if err != nil {
		return nil, err
	}
	guard, err := guarded(c.Base)
	if err != nil {
		return nil, err
	}
	r := chi.NewRouter()
	r.Use(logged(c.Log), behind(c.Proxies), recovered(c.Log), secured(https), static.Use)
	r.Method(http.MethodGet, "/assets/*", static)
	r.Method(http.MethodHead, "/assets/*", static)
	r.Get("/brand/accent-{accent}.css", accent)
	r.Get("/healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	r.Get("/readyz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
		defer cancel()
		if err := c.Ready(ctx); err != nil {
			http.Error(w, "the database does not answer", http.StatusServiceUnavailable)
			return
		}
		records, err := c.App.Evidence.Standing(ctx)
		waiting, waitErr := c.App.Sealings.Waiting(ctx)
		if err != nil || waitErr != nil {
			http.Error(w, "the database does not answer", http.StatusServiceUnavailable)
			return
		}
		readiness(w, c.App.Seals.Health(), records, waiting)
	})
	within := func(bytes int64) []middlewareFunc {
		return []middlewareFunc{hosted(c.Base), zip, limited(bytes), guard, sessions.LoadAndSave, seen(sessions, c.App.Brands, c.Outbox != nil)}
	}
	r.Group(func(r chi.Router) { // sheets are larger than forms
		r.Use(within(matrix.UploadLimit)...)
		matrix.Screen{App: c.App}.Uploads(r)
	})
	r.Group(func(r chi.Router) { // so are signed copies
		r.Use(within(envelope.UploadLimit)...)
		envelope.Screen{App: c.App, Sessions: sessions}.Uploads(r)
	})
	r.Group(func(r chi.Router) { // and sealed files
		r.Use(within(verify.UploadLimit)...)
		verify.Screen{App: c.App}.Uploads(r)
	})
	r.Group(func(r chi.Router) {
		r.Use(within(bodyLimit)...)
		for _, s := range screens {
			s.Routes(r)
		}
		r.NotFound(page.Handler(func(http.ResponseWriter, *http.Request) error {
			return fault.New(fault.NotFound, "There is no page at this address. It may have moved, or the link may be wrong.")
		}).ServeHTTP)
		r.MethodNotAllowed(page.Handler(func(w http.ResponseWriter, r *http.Request) error {
			if r.Method == http.MethodGet { // a form's answer, opened once more from the address bar
				return fault.New(fault.NotFound, "There is no page at this address, only a form's answer. Go back to the page with the form.")
			}
			http.Error(w, "This address does not take "+r.Method+".", http.StatusMethodNotAllowed)
			return nil
		}).ServeHTTP)
	})
	return r, nil
}

// screen is a folder of this package.
type screen interface{ Routes(chi.Router) }

func newSessions(store scs.Store, https bool) *scs.SessionManager {
	m := scs.New()
	m.Store = store
	m.HashTokenInStore = true
	m.Lifetime = sessionLife
	m.Cookie.Name = "demarc"
	if https {
		m.Cookie.Name = "__Host-demarc"
	}
	m.Cookie.Path = "/"
	m.Cookie.Secure = https
	m.Cookie.HttpOnly = true
	m.Cookie.SameSite = http.SameSiteLaxMode
	m.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) { page.Fail(w, r, err) }
	return m
}

// seen tells the pages below who asks: the actor from the session, and what the page
// shows of them.
func seen(sessions *scs.SessionManager, brands app.Brands, outbox bool) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			page.SetSessions(r, sessions)
			_, who := account.FromSession(r.Context(), sessions)
			if who.Kind != "" {
				r = page.WithActor(r, who)
				v := frame.Viewer(who)
				if outbox {
					v.More = append(v.More, ui.NavItem{Label: "Outbox of letters", Href: "/dev/outbox"})
				}
				page.SetViewer(r, v)
				page.SetLook(r, func() ui.Look { return lookOf(r.Context(), brands, who) })
			}
			next.ServeHTTP(w, r)
		})
	}
}
