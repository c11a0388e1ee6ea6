// Package journey_test has people go through Demarc in real browsers, from nothing to
// signed. Each journey has a database and processes of its own. Start at TestJourney.
package journey_test

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

func TestMain(m *testing.M) { storetest.Main(m) }

// journeyLife is longer than any wait of a journey, so that a letter that never
// comes ends the test with a sentence.
const journeyLife = 90 * time.Second

// journeySite is one database with the letters written for it, and the processes
// that serve it.
type journeySite struct {
	tb     testing.TB
	db     *storetest.Database
	outbox *mail.Outbox
}

func newJourneySite(tb testing.TB) *journeySite {
	tb.Helper()
	o, err := mail.NewOutbox("")
	must(tb, err)
	return &journeySite{tb: tb, db: storetest.Open(tb), outbox: o}
}

// letter waits for a letter to somebody.
func (s *journeySite) letter(to, subject string) mail.Letter {
	s.tb.Helper()
	ctx, cancel := context.WithTimeout(s.tb.Context(), journeyLife)
	defer cancel()
	k, err := s.outbox.Wait(ctx, to, subject)
	must(s.tb, err)
	return k.Letter
}

// digits are those of the newest code to somebody, once more than so many were mailed.
func (s *journeySite) digits(to string, more int) string {
	s.tb.Helper()
	for range 2000 {
		var codes []string
		letters, err := s.outbox.Letters()
		must(s.tb, err)
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

// path is that of the link in a letter. Its host is that of the process that wrote it.
func (s *journeySite) path(to, subject string) string {
	s.tb.Helper()
	u, err := url.Parse(s.letter(to, subject).URL)
	must(s.tb, err)
	return u.Path
}

// process is one process as cmd/demarc runs it, with a pool, jobs, a hub and a
// listener of its own.
type process struct {
	tb      testing.TB
	site    *journeySite
	name    string
	server  *httptest.Server
	handler atomic.Value // of http.HandlerFunc
	deaf    atomic.Bool  // whether streams of changes are cut
	app     *app.App
	db      *store.DB
	stopHub func()
}

// process starts a process.
func (s *journeySite) process(name string) *process {
	s.tb.Helper()
	p := &process{tb: s.tb, site: s, name: name}
	p.handler.Store(away)
	p.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p.deaf.Load() && strings.HasSuffix(r.URL.Path, "/live") {
			away(w, r)
		}
		p.handler.Load().(http.HandlerFunc)(w, r)
	}))
	s.tb.Cleanup(p.server.Close)
	var err error
	p.db, err = store.Open(context.Background(), store.Config{URL: s.db.URL, Conns: 8})
	must(s.tb, err)
	s.tb.Cleanup(p.db.Close)
	p.app = app.New(app.Config{DB: p.db, Mail: s.outbox, Keys: seal.One(apptest.Key()), Base: p.server.URL, Log: journeyLog(s.tb)})
	run, err := jobs.Start(context.Background(), jobs.Config{URL: s.db.URL, Name: name, Do: p.app.Jobs.Do, Log: journeyLog(s.tb)})
	must(s.tb, err)
	s.tb.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		run.Stop(ctx)
	})
	p.start()
	s.tb.Cleanup(p.stop)
	return p
}

// away answers nothing, as a machine does that is not there.
var away http.HandlerFunc = func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// start serves the site with a new hub.
func (p *process) start() {
	p.tb.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	hub := live.New(p.site.db.OwnerURL, journeyLog(p.tb))
	var listening sync.WaitGroup
	listening.Go(func() { hub.Run(ctx) })
	p.stopHub = func() { cancel(); listening.Wait() }
	select {
	case <-hub.Ready():
	case <-time.After(journeyLife):
		p.tb.Fatal("the hub does not listen")
	}
	base, err := url.Parse(p.server.URL)
	must(p.tb, err)
	h, err := web.New(web.Config{App: p.app, Sessions: p.db.Sessions(), Live: hub, Base: base, Log: journeyLog(p.tb), Ready: p.db.Ping})
	must(p.tb, err)
	p.handler.Store(http.HandlerFunc(h.ServeHTTP))
}

// stop ends every connection and forgets all that the process knew; its address
// stays.
func (p *process) stop() {
	if p.handler.Swap(away); p.stopHub != nil {
		p.stopHub()
		p.stopHub = nil
	}
	p.server.CloseClientConnections()
}

// mute cuts the streams of changes, or lets them through again; pages work all along.
func (p *process) mute(on bool) {
	if p.deaf.Store(on); on {
		p.server.CloseClientConnections()
	}
}

// journeyLog keeps what a process logs for when the test fails.
func journeyLog(tb testing.TB) *slog.Logger {
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

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}
