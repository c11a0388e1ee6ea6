package engagement_test

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/go-chi/chi/v5"

	"demarc/internal/access"
	"demarc/internal/app/apptest"
	"demarc/internal/live"
	"demarc/internal/store"
	"demarc/web/engagement"
	"demarc/web/page"
)

// process is a server process of its own: a hub, and sessions as the site has them.
type process struct {
	d        *desk
	sessions *scs.SessionManager
	url      string
}

// process serves the engagement to whoever's name stands in the session.
func (d *desk) process(t *testing.T, people ...access.Actor) *process {
	t.Helper()
	hub := live.New(d.URL, slog.New(slog.DiscardHandler))
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { hub.Run(ctx); close(done) }()
	t.Cleanup(func() { stop(); <-done })
	<-hub.Ready()
	p := &process{d: d, sessions: scs.New()}
	p.sessions.Store, p.sessions.HashTokenInStore = d.DB.Sessions(), true
	r := chi.NewRouter()
	r.Use(p.sessions.LoadAndSave, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r = page.Begin(r, "test")
			page.SetSessions(r, p.sessions)
			for _, who := range people {
				if who.Name == p.sessions.GetString(r.Context(), "name") {
					r = page.WithActor(r, who)
				}
			}
			next.ServeHTTP(w, r)
		})
	})
	r.Get("/in", func(_ http.ResponseWriter, r *http.Request) {
		p.sessions.Put(r.Context(), "name", r.URL.Query().Get("name"))
	})
	r.Get("/out", func(_ http.ResponseWriter, r *http.Request) { _ = p.sessions.Destroy(r.Context()) })
	engagement.Screen{App: d.App, Live: hub, Sessions: p.sessions}.Routes(r)
	server := httptest.NewServer(r)
	t.Cleanup(server.Close)
	p.url = server.URL
	return p
}

// signIn gives the cookie of a new session.
func (p *process) signIn(t *testing.T, who access.Actor) *http.Cookie {
	t.Helper()
	answer := p.send(t, http.MethodGet, "/in?name="+url.QueryEscape(who.Name), nil, nil)
	return answer.Cookies()[0]
}

func (p *process) send(t *testing.T, method, path string, cookie *http.Cookie, form url.Values, headers ...string) *http.Response {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, method, p.url+path, strings.NewReader(form.Encode()))
	apptest.Must(t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	if cookie != nil {
		r.AddCookie(cookie)
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(r)
	apptest.Must(t, err)
	t.Cleanup(func() { _ = answer.Body.Close() })
	return answer
}

// open opens the stream and hands over "event data" of what comes, closed at its end.
func (p *process) open(t *testing.T, cookie *http.Cookie, headers ...string) (status int, messages <-chan string) {
	t.Helper()
	answer := p.send(t, http.MethodGet, p.d.path("/live"), cookie, nil, headers...)
	out := make(chan string, 100)
	go func() {
		defer close(out)
		event := ""
		for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
			switch name, value, _ := strings.Cut(lines.Text(), ": "); name {
			case "event":
				event = value
			case "data":
				out <- event + " " + value
			}
		}
	}()
	return answer.StatusCode, out
}

// hears waits for a message that begins so and holds the texts.
func hears(t *testing.T, messages <-chan string, begins string, texts ...string) string {
	t.Helper()
	end := time.After(30 * time.Second)
	for {
		select {
		case m, ok := <-messages:
			if !ok {
				t.Fatalf("the stream ended before %q", begins)
			}
			fits := strings.HasPrefix(m, begins)
			for _, text := range texts {
				fits = fits && strings.Contains(m, text)
			}
			if fits {
				return m
			}
		case <-end:
			t.Fatalf("never heard %q with %q", begins, texts)
		}
	}
}

// People of both sides see each other, through two processes; nobody else does.
func TestPresence(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	people := []access.Actor{d.Owner, d.itLead, d.Stranger}
	one, two := d.process(t, people...), d.process(t, people...)
	nora, priya, sam := one.signIn(t, d.Owner), two.signIn(t, d.itLead), one.signIn(t, d.Stranger)
	_, toNora := one.open(t, nora)
	_, toPriya := two.open(t, priya)
	hears(t, toNora, "presence", `"name":"Priya Shah","company":"Alder Foods"`)
	hears(t, toPriya, "presence", `"name":"`+d.Owner.Name+`","company":"Northgate IT"`)

	fn, column := store.NewID(), store.NewID()
	at := url.Values{"function": {fn}, "stakeholder": {column}, "typing": {"yes"}}
	if got := one.send(t, http.MethodPost, d.path("/presence"), priya, at).StatusCode; got != http.StatusNoContent {
		t.Errorf("saying where one is: %d", got)
	}
	hears(t, toNora, "presence", fmt.Sprintf(`"function":%q,"stakeholder":%q,"typing":true`, fn, column))

	for what, want := range map[string]struct {
		cookie *http.Cookie
		form   url.Values
		status int
	}{
		"another MSP":   {sam, at, http.StatusNotFound},
		"nobody":        {nil, at, http.StatusSeeOther},
		"no such place": {priya, url.Values{"function": {"<script>"}}, http.StatusUnprocessableEntity},
	} {
		if got := one.send(t, http.MethodPost, d.path("/presence"), want.cookie, want.form).StatusCode; got != want.status {
			t.Errorf("%s: %d, want %d", what, got, want.status)
		}
	}
	last := 0
	for range 40 {
		answer := one.send(t, http.MethodPost, d.path("/presence"), priya, at)
		if last = answer.StatusCode; last == http.StatusTooManyRequests {
			if answer.Header.Get("Retry-After") == "" {
				t.Error("too many moves, and not a word on when to go on")
			}
			break
		}
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("a flood of moves ends with %d", last)
	}

	// Nothing of it is in the log.
	e, log, err := d.Engagements.History(t.Context(), d.Owner, d.Engagement.ID, 0)
	apptest.Must(t, err)
	if len(log) != 1 || e.Seq != 1 {
		t.Errorf("the log has %d entries", len(log))
	}
}

// A stream ends at once with the place or the session it stands on, whichever process
// that ended in, and says why.
func TestStreamEnds(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	people := []access.Actor{d.Owner, d.itLead}
	one, two := d.process(t, people...), d.process(t, people...)
	priya, nora := one.signIn(t, d.itLead), one.signIn(t, d.Owner)
	_, toPriya := one.open(t, priya)
	_, toNora := one.open(t, nora)
	hears(t, toPriya, "hello")
	hears(t, toNora, "hello")

	two.send(t, http.MethodGet, "/out", nora, nil)
	hears(t, toNora, "ended session")
	for range toNora { // and nothing more
	}

	apptest.Must(t, d.Accounts.EndMembership(t.Context(), d.Owner, d.Client.ID, d.itLead.Membership))
	hears(t, toPriya, "ended access")
	for range toPriya {
	}

	// A page that comes back is told on the stream, where it can show it; anybody else is
	// sent to sign in as always.
	status, again := one.open(t, priya, "Last-Event-ID", "1")
	if status != http.StatusOK {
		t.Errorf("coming back: %d", status)
	}
	hears(t, again, "ended access")
	if status, _ := one.open(t, priya); status != http.StatusSeeOther {
		t.Errorf("a new stream: %d", status)
	}
	status, again = two.open(t, nora, "Accept", "text/html, text/event-stream")
	if status != http.StatusOK {
		t.Errorf("coming back signed out: %d", status)
	}
	hears(t, again, "ended session")
}

// A browser that comes back may still show people who went while it was away, so it is
// told who is here also when nobody is.
func TestPresenceOfNobody(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	p := d.process(t, d.Owner)
	_, toNora := p.open(t, p.signIn(t, d.Owner), "Last-Event-ID", "1")
	hears(t, toNora, "presence []")
}
