package envelope_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/alexedwards/scs/v2/memstore"
	"github.com/go-chi/chi/v5"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/catalog"
	"demarc/internal/engagement"
	"demarc/internal/jobs"
	"demarc/internal/live"
	"demarc/internal/mail"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/internal/seal"
	"demarc/internal/store/storetest"
	stream "demarc/web/engagement"
	"demarc/web/envelope"
	"demarc/web/frame"
	"demarc/web/page"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// sealKey is made once: RSA keys are slow to make.
var sealKey = sync.OnceValue(func() *seal.Key {
	k, err := seal.NewKey(time.Now().Add(-time.Hour), "Demarc in a test")
	if err != nil {
		panic(err)
	}
	return k
})

var (
	nora = engagement.Signatory{Side: party.MSP, Name: "Nora Adeyemi", Title: "Managing Director", Email: "nora@northgate.example"}
	dana = engagement.Signatory{Side: party.Client, Name: "Dana Cole", Title: "Chief Operating Officer", Email: "dana@alderfoods.example"}
)

// bundle is an engagement that is ready to be sent, people of both sides, jobs, and
// the screen behind a real server.
type bundle struct {
	*storetest.Database
	*app.App
	outbox               *mail.Outbox
	lead, itLead, member access.Actor
	stranger             access.Actor
	id                   engagement.ID
	url                  string
}

func newBundle(t *testing.T) *bundle {
	t.Helper()
	b := &bundle{Database: storetest.Open(t)}
	var err error
	b.outbox, err = mail.NewOutbox("")
	must(t, err)
	b.App = app.New(app.Config{DB: b.DB, Mail: b.outbox, Key: sealKey(), Base: "http://demarc.test"})
	r, err := jobs.Start(context.Background(), jobs.Config{URL: b.URL, Name: "test", Do: b.Jobs.Do, Log: slog.New(slog.DiscardHandler)})
	must(t, err)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		r.Stop(ctx)
	})
	b.people(t)
	b.serve(t)
	return b
}

func (b *bundle) people(t *testing.T) {
	t.Helper()
	ctx := t.Context()
	owner := b.signUp(t, "Northgate IT", nora.Name, nora.Email)
	b.stranger = b.signUp(t, "Southgate IT", "Sam Okafor", "sam@southgate.example")
	client, err := b.Clients.Add(ctx, owner, "Alder Foods")
	must(t, err)
	b.lead = b.join(t, owner, "Tom Berg", "tom@northgate.example", access.Lead, "")
	b.member = b.join(t, owner, "Mia Lund", "mia@northgate.example", access.Member, "")
	b.itLead = b.join(t, owner, "Priya Shah", "priya@alderfoods.example", access.ITLead, client.ID)
	e, err := b.Engagements.Start(ctx, b.lead, app.Start{Client: client.ID, Title: "Co-managed IT", Preset: catalog.Presets()[0].Key})
	must(t, err)
	b.id = e.ID
}

func (b *bundle) signUp(t *testing.T, msp, name, email string) access.Actor {
	t.Helper()
	u, p, err := b.Accounts.SignUp(t.Context(), access.Request{}, app.SignUp{MSP: msp, Name: name, Email: email, Password: "a long enough test password"})
	must(t, err)
	who, err := b.Accounts.Enter(t.Context(), u.ID, p.Membership)
	must(t, err)
	return who
}

func (b *bundle) join(t *testing.T, by access.Actor, name, email string, role access.Role, client party.ClientID) access.Actor {
	t.Helper()
	must(t, b.Accounts.Invite(t.Context(), by, app.Invite{Email: email, Role: role, Client: client}))
	u, p, err := b.Accounts.Join(t.Context(), access.Request{}, b.link(t, email, "invites you"), "", app.Join{Name: name, Password: "a long enough test password"})
	must(t, err)
	who, err := b.Accounts.Enter(t.Context(), u.ID, p.Membership)
	must(t, err)
	return who
}

// link is the token in the newest letter to an address.
func (b *bundle) link(t *testing.T, email, subject string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	k, err := b.outbox.Wait(ctx, email, subject)
	must(t, err)
	return path.Base(k.Letter.URL)
}

// ready fills in everything and agrees every row for both sides.
func (b *bundle) ready(t *testing.T) {
	t.Helper()
	ctx := t.Context()
	for side, s := range map[party.Side]engagement.Signatory{party.MSP: nora, party.Client: dana} {
		name := map[party.Side]string{party.MSP: "Northgate IT LLC", party.Client: "Alder Foods, Inc."}[side]
		must(t, b.Parties.SaveSide(ctx, b.lead, b.id, app.Side{
			Party: party.Party{
				Side: side, LegalName: name, ShortName: strings.Fields(name)[0], EntityType: "Corporation", FormedIn: "Oregon",
				Address: "12 Orchard Way, Portland", Notice: "legal@" + string(side) + ".example", Rev: 1,
			},
			Signatories: []engagement.Signatory{s},
			Contacts: []engagement.Contact{
				{Level: 1, Name: "On call", Role: "Lead", Phone: "+1 503 555 0100"},
				{Level: 2, Name: "Manager", Role: "Manager", Phone: "+1 503 555 0101"},
				{Level: 3, Name: "Executive", Role: "Executive", Phone: "+1 503 555 0102"},
				{Level: 4, Name: "Chief", Role: "Chief", Phone: "+1 503 555 0103"},
			},
		}))
	}
	d, err := b.Matrices.Open(ctx, b.lead, b.id)
	must(t, err)
	for _, s := range d.Matrix.Stakeholders {
		s.Holder, s.Deputy = "Holder of "+s.Name, "Deputy of "+s.Name
		must(t, b.Parties.SaveStakeholder(ctx, b.lead, b.id, s))
	}
	must(t, b.Terms.Save(ctx, b.lead, b.id, map[string]string{
		"agreement.service_start_date": b.DB.Now().AddDate(0, 1, 0).Format(time.DateOnly),
		"scope.users":                  "140", "scope.endpoints": "155", "scope.servers": "12", "scope.network_devices": "34",
		"scope.sites": "Head office, Portland, Oregon", "hours.timezone": "America/Los_Angeles", "fees.per_user": "62.00", "fees.tm_rate": "145.00",
		"departure.cover_rate": "165.00", "departure.cover_unit": "hour", "law.governing": "Oregon", "law.venue": "Multnomah County, Oregon", "people.named_lead": "Tom Berg",
	}, d.Engagement.TermsRev))
	for _, who := range []access.Actor{b.lead, b.itLead} {
		_, rows, err := b.Matrices.Ready(ctx, who, b.id)
		must(t, err)
		shown := map[raci.FunctionID]int{}
		for _, f := range rows {
			shown[f.ID] = f.Rev
		}
		_, _, err = b.Matrices.AgreeAll(ctx, who, b.id, shown)
		must(t, err)
	}
}

// serve puts the screen behind a server. Who is signed in stands in a cookie of
// /as/NAME, as signing in is another screen's.
func (b *bundle) serve(t *testing.T) {
	t.Helper()
	sessions := scs.New()
	sessions.Store = memstore.NewWithCleanupInterval(0)
	people := map[string]access.Actor{"lead": b.lead, "itLead": b.itLead, "member": b.member, "stranger": b.stranger}
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
	must(t, err)
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
	must(w.t, err)
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	must(w.t, err)
	return answer{res.StatusCode, res.Header.Get("Location"), string(body), res.Header}
}

func (w *browser) get(path string) answer {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), http.MethodGet, w.b.url+path, nil)
	must(w.t, err)
	return w.do(req)
}

func (w *browser) post(path string, form url.Values) answer {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, w.b.url+path, strings.NewReader(form.Encode()))
	must(w.t, err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return w.do(req)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
