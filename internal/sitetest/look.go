package sitetest

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"demarc/internal/access"
	"demarc/internal/app/apptest"
	"demarc/internal/browsertest"
	"demarc/internal/live"
	"demarc/internal/store"
	"demarc/web"
)

// Window is somebody before a screen. What the MSP's people have open begins with "msp".
type Window struct {
	*browsertest.Page
	Name  string
	Phone bool
	Judge bool // whether axe looks, or only we
}

// Look is a screen, or a state of one.
type Look struct {
	Name, Path string
	Act        string // a script that brings the state about
	Seen       string // what it shows; h1 when empty
	Desk       bool   // not for phones
	MSP        bool   // the other team may not see it
}

// Over serves the site over a scene, by the scene's own acts, and gives its address.
func Over(tb testing.TB, s *apptest.Scene) (base string) {
	tb.Helper()
	log := slog.New(slog.DiscardHandler)
	hub := live.New(s.OwnerURL, log)
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		hub.Run(ctx)
	}()
	tb.Cleanup(func() { stop(); <-done })
	<-hub.Ready()
	server := httptest.NewUnstartedServer(nil)
	base = "http://" + server.Listener.Addr().String()
	at, err := url.Parse(base)
	apptest.Must(tb, err)
	server.Config.Handler, err = web.New(web.Config{App: s.App, Sessions: s.DB.Sessions(), Live: hub, Base: at, Log: log, Ready: s.DB.Ping})
	apptest.Must(tb, err)
	server.Start()
	tb.Cleanup(func() {
		server.CloseClientConnections() // streams never end by themselves
		server.Close()
	})
	return base
}

// SignIn signs somebody in who has the page before them.
func SignIn(tb testing.TB, p *browsertest.Page, s *apptest.Scene, base string, who access.Actor) {
	tb.Helper()
	link, err := store.NewSecret(who.MSP)
	apptest.Must(tb, err)
	apptest.Must(tb, s.DB.AddSampleLink(tb.Context(), who.User, link.Token, 24*time.Hour))
	p.Open(base + "/in/" + link.Token)
	p.Click("main form button[type=submit]")
}

// See opens each screen in each window that shows it, and minds what is there.
func See(tb testing.TB, base string, windows []Window, looks ...Look) {
	tb.Helper()
	for _, l := range looks {
		for _, w := range windows {
			if l.Desk && w.Phone || l.MSP && !strings.HasPrefix(w.Name, "msp") {
				continue
			}
			w.Open(base + l.Path)
			w.Wait("h1, h2")
			if l.Act != "" {
				w.Eval(l.Act + "; 0")
			}
			if l.Seen != "" {
				w.Wait(l.Seen)
			}
			w.Mind(tb, l.Name)
		}
	}
}

// Mind judges what a window shows, and keeps a picture where pictures are wanted.
func (w Window) Mind(tb testing.TB, name string) {
	tb.Helper()
	w.Eval(`scrollTo(0, 0)`) // what has moved under the bar is neither seen nor meant to be hit
	w.Shot(name + "-" + w.Name)
	w.Fits(tb, name)
	w.Clean(Named{TB: tb, Screen: name})
	if w.Judge {
		w.Axe(Named{TB: tb, Screen: name})
	}
}

// widest names what reaches farthest beyond the window, if anything does.
const widest = `(() => { const room = document.documentElement.clientWidth; if (document.documentElement.scrollWidth <= room) return ""
	const out = [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > room + 1).pop()
	return "by " + (document.documentElement.scrollWidth - room) + " px: " + (out ? out.outerHTML.slice(0, 200) : "nothing that is seen") })()`

// Fits judges that nothing has to be read by moving the page sideways.
func (w Window) Fits(tb testing.TB, name string) {
	tb.Helper()
	if wide := w.Eval(widest); wide != "" {
		tb.Errorf("%s of %s is too wide %v", name, w.Name, wide)
	}
}

// Named says of a failure which screen it is about.
type Named struct {
	testing.TB
	Screen string
}

// Errorf fails the test and goes on.
func (n Named) Errorf(format string, args ...any) {
	n.Helper()
	n.TB.Errorf(n.Screen+": "+format, args...)
}
