package reports_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/browsertest"
	"demarc/internal/catalog"
	"demarc/internal/engagement"
	"demarc/internal/live"
	"demarc/internal/raci"
	"demarc/internal/store"
	"demarc/internal/store/storetest"
	"demarc/web"
	"demarc/web/page"
	"demarc/web/reports"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// rub has both sides agree to a row of an engagement, and one of them dispute it then.
func rub(t *testing.T, s *apptest.Scene, client access.Actor, id engagement.ID, keys ...raci.FunctionKey) {
	t.Helper()
	d, err := s.Matrices.Open(t.Context(), s.Owner, id)
	apptest.Must(t, err)
	for _, key := range keys {
		f := d.Matrix.Functions[slices.IndexFunc(d.Matrix.Functions, func(f raci.Function) bool { return f.Key == key })]
		for _, who := range []access.Actor{s.Owner, client} {
			_, err := s.Matrices.Agree(t.Context(), who, id, f.ID, true, f.Rev)
			apptest.Must(t, err)
		}
		_, err := s.Matrices.Dispute(t.Context(), client, id, f.ID, "Ours, as ever.")
		apptest.Must(t, err)
	}
}

// three has three clients with friction in the same functions, which is the least that
// is shown.
func three(t *testing.T, s *apptest.Scene) {
	t.Helper()
	rub(t, s, s.Partner(t, access.ITLead, "Priya Shah"), s.Engagement.ID, "bk-test", "hd-intake", "net-fwchange")
	for _, name := range []string{"Birch & <Bank>", "Cedar Care"} {
		c, err := s.Clients.Add(t.Context(), s.Owner, name)
		apptest.Must(t, err)
		lead := s.Join(t, s.Owner, "Lead of "+name, "lead@"+strings.ToLower(strings.Fields(name)[0])+".example", access.ITLead, c.ID)
		e, err := s.Engagements.Start(t.Context(), s.Owner, app.Start{Client: c.ID, Title: "Co-managed IT", Preset: catalog.Presets()[0].Key})
		apptest.Must(t, err)
		rub(t, s, lead, e.ID, "bk-test", "net-fwchange")
	}
}

// TestPage: who runs the MSP reads totals in which nobody is named; nobody else reads any.
func TestPage(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	get := func(who access.Actor, path string) *httptest.ResponseRecorder {
		r := chi.NewRouter()
		reports.Screen{App: s.App}.Routes(r)
		w := httptest.NewRecorder()
		r.ServeHTTP(w, page.WithActor(httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil), who))
		return w
	}
	if w := get(s.Owner, "/reports"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Not enough to show yet") {
		t.Errorf("before anything happened: %d", w.Code)
	}
	three(t, s)
	body := get(s.Owner, "/reports").Body.String()
	for _, want := range []string{"rubs most", "Restore testing", `role="img"`, `href="/library/functions/bk-test"`, "View as table", "/reports/friction-areas.csv", "1 area is not shown: too few engagements had friction there."} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, never := range []string{"Alder", "Birch", "Cedar", "Priya", "Lead of", "Ticket intake", "style="} {
		if strings.Contains(body, never) {
			t.Errorf("the page has %q", never)
		}
	}
	w := get(s.Owner, "/reports/friction-functions.csv")
	if csv := w.Body.String(); w.Code != http.StatusOK || !strings.Contains(csv, "Restore testing") || strings.Contains(csv, "Alder") {
		t.Errorf("the file: %d %.200s", w.Code, csv)
	}
	for who, want := range map[access.Actor]int{s.Colleague(t, access.Viewer, "Vic Tor"): http.StatusForbidden, s.Stranger: http.StatusOK} {
		if w := get(who, "/reports"); w.Code != want || strings.Contains(w.Body.String(), "Restore testing") {
			t.Errorf("%s: %d, want %d", who.Name, w.Code, want)
		}
	}
}

// TestInBrowser looks at the report empty and full, on a desk, on phones, in the dark and
// on paper.
func TestInBrowser(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	s := apptest.New(t)
	srv := httptest.NewUnstartedServer(nil)
	at := "http://" + srv.Listener.Addr().String()
	base, err := url.Parse(at)
	apptest.Must(t, err)
	log := slog.New(slog.DiscardHandler)
	srv.Config.Handler, err = web.New(web.Config{App: s.App, Sessions: s.DB.Sessions(), Live: live.New(s.OwnerURL, log), Base: base, Log: log, Ready: s.DB.Ping})
	apptest.Must(t, err)
	srv.Start()
	t.Cleanup(srv.Close)

	enter := func(width int) *browsertest.Page {
		link, err := store.NewSecret(s.Owner.MSP)
		apptest.Must(t, err)
		apptest.Must(t, s.DB.AddSampleLink(t.Context(), s.Owner.User, link.Token, time.Hour))
		p := b.Person(t, fmt.Sprint("owner", width), width, 800)
		p.Open(at + "/in/" + link.Token)
		p.Click("main form button[type=submit]")
		p.Open(at + "/reports")
		p.Wait("h1")
		return p
	}
	look := func(p *browsertest.Page, name string) {
		t.Helper()
		if over := p.Eval(`document.documentElement.scrollWidth - innerWidth`).(float64); over > 0 {
			t.Errorf("%s is %v px too wide", name, over)
		}
		p.Axe(t)
		p.Clean(t)
		p.Shot("reports-" + name)
	}
	look(enter(1280), "empty")
	three(t, s)
	p := enter(1280)
	look(p, "desk")
	p.SetDark(true)
	look(p, "dark")
	p.SetDark(false)
	p.Eval(`document.querySelectorAll("main details").forEach(d => d.open = true)`)
	look(p, "tables")
	p.SetPrint(true)
	if n := p.Eval(`[...document.querySelectorAll("main details, main form, main button, .topbar")].filter(e => e.checkVisibility()).length`); n != 0.0 {
		t.Errorf("%v controls are printed", n)
	}
	p.Shot("reports-print")
	for _, width := range []int{390, 320} {
		look(enter(width), fmt.Sprint(width))
	}
}
