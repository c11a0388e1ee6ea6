// Package sitetest lets tests run the whole site as cmd/demarc does, in one process or
// several on one real database, and go through it as people in real browsers do. The
// journeys are in web/journey and web/teams.
package sitetest

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/jobs"
	"demarc/internal/live"
	"demarc/internal/mail"
	"demarc/internal/seal"
	"demarc/internal/store"
	"demarc/internal/store/storetest"
	"demarc/web"
)

// patience is longer than any wait of a test, so that a letter that never
// comes ends the test with a sentence.
const patience = 90 * time.Second

// Site is one database with the letters written for it, and the processes
// that serve it.
type Site struct {
	tb     testing.TB
	DB     *storetest.Database
	Outbox *mail.Outbox
}

// New is a site without anybody, and no process yet.
func New(tb testing.TB) *Site {
	tb.Helper()
	o, err := mail.NewOutbox("")
	apptest.Must(tb, err)
	return &Site{tb: tb, DB: storetest.Open(tb), Outbox: o}
}

// Of is the site of a scene that a test has set.
func Of(tb testing.TB, s *apptest.Scene) *Site {
	return &Site{tb: tb, DB: s.Database, Outbox: s.Outbox}
}

// Letter waits for a letter to somebody.
func (s *Site) Letter(to, subject string) mail.Letter {
	s.tb.Helper()
	ctx, cancel := context.WithTimeout(s.tb.Context(), patience)
	defer cancel()
	k, err := s.Outbox.Wait(ctx, to, subject)
	apptest.Must(s.tb, err)
	return k.Letter
}

// Digits are those of the newest code to somebody, once more than so many were mailed.
func (s *Site) Digits(to string, more int) string {
	s.tb.Helper()
	for range 2000 {
		var codes []string
		letters, err := s.Outbox.Letters()
		apptest.Must(s.tb, err)
		for _, k := range letters {
			if k.To == to && strings.HasPrefix(k.Subject, "Your code to sign") {
				codes = append(codes, k.Letter.Code)
			}
		}
		if len(codes) > more {
			return codes[0]
		}
		<-time.After(20 * time.Millisecond)
	}
	s.tb.Fatalf("no code came to %s", to)
	return ""
}

// Path is that of the link in a letter. Its host is that of the process that wrote it.
func (s *Site) Path(to, subject string) string {
	s.tb.Helper()
	u, err := url.Parse(s.Letter(to, subject).URL)
	apptest.Must(s.tb, err)
	return u.Path
}

// Process is one process as cmd/demarc runs it, with a pool, jobs, a hub and a
// listener of its own.
type Process struct {
	tb      testing.TB
	site    *Site
	name    string
	Server  *httptest.Server
	handler atomic.Value // of http.HandlerFunc
	deaf    atomic.Bool  // whether streams of changes are cut
	App     *app.App
	DB      *store.DB
	stopHub func()
}

// Process starts a process.
func (s *Site) Process(name string) *Process {
	s.tb.Helper()
	p := &Process{tb: s.tb, site: s, name: name}
	p.handler.Store(away)
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p.deaf.Load() && strings.HasSuffix(r.URL.Path, "/live") {
			away(w, r)
		}
		p.handler.Load().(http.HandlerFunc)(w, r)
	}))
	s.tb.Cleanup(p.Server.Close)
	var err error
	p.DB, err = store.Open(context.Background(), store.Config{URL: s.DB.URL, Conns: 8})
	apptest.Must(s.tb, err)
	s.tb.Cleanup(p.DB.Close)
	p.App = app.New(app.Config{DB: p.DB, Mail: s.Outbox, Keys: seal.One(apptest.Key()), Base: p.Server.URL, Log: logTo(s.tb)})
	run, err := jobs.Start(context.Background(), jobs.Config{URL: s.DB.URL, Name: name, Do: p.App.Jobs.Do, Log: logTo(s.tb)})
	apptest.Must(s.tb, err)
	s.tb.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		run.Stop(ctx)
	})
	p.Start()
	s.tb.Cleanup(p.Stop)
	return p
}

// away answers nothing, as a machine does that is not there.
var away http.HandlerFunc = func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// Start serves the site with a new hub.
func (p *Process) Start() {
	p.tb.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	hub := live.New(p.site.DB.OwnerURL, logTo(p.tb))
	var listening sync.WaitGroup
	listening.Go(func() { hub.Run(ctx) })
	p.stopHub = func() { cancel(); listening.Wait() }
	select {
	case <-hub.Ready():
	case <-time.After(patience):
		p.tb.Fatal("the hub does not listen")
	}
	base, err := url.Parse(p.Server.URL)
	apptest.Must(p.tb, err)
	h, err := web.New(web.Config{App: p.App, Sessions: p.DB.Sessions(), Live: hub, Base: base, Log: logTo(p.tb), Ready: p.DB.Ping})
	apptest.Must(p.tb, err)
	p.handler.Store(http.HandlerFunc(h.ServeHTTP))
}

// Stop ends every connection and forgets all that the process knew; its address
// stays.
func (p *Process) Stop() {
	if p.handler.Swap(away); p.stopHub != nil {
		p.stopHub()
		p.stopHub = nil
	}
	p.Server.CloseClientConnections()
}

// Mute cuts the streams of changes, or lets them through again; pages work all along.
func (p *Process) Mute(on bool) {
	if p.deaf.Store(on); on {
		p.Server.CloseClientConnections()
	}
}

// logTo keeps what a process logs for when the test fails.
func logTo(tb testing.TB) *slog.Logger {
	return slog.New(slog.NewTextHandler(testLines{tb}, &slog.HandlerOptions{Level: slog.LevelWarn}))
}

// testLines is a test's log as a writer, until the test has ended.
type testLines struct{ tb testing.TB }

var _ io.Writer = testLines{}

func (l testLines) Write(p []byte) (int, error) {
	if l.tb.Context().Err() == nil { // canceled just before the cleanups
		l.tb.Logf("%s", p)
	}
	return len(p), nil
}
