package register_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/alexedwards/scs/v2"
	"github.com/go-chi/chi/v5"

	"demarc/internal/access"
	"demarc/internal/app/apptest"
	"demarc/internal/raci"
	"demarc/internal/store/storetest"
	"demarc/web/page"
	"demarc/web/register"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// desk is a scene with a person of each side and the screen's routes.
type desk struct {
	*apptest.Scene
	itLead access.Actor
	reader access.Actor
}

func newDesk(t testing.TB) *desk {
	t.Helper()
	d := &desk{Scene: apptest.New(t)}
	d.itLead = d.Partner(t, access.ITLead, "Priya Shah")
	d.reader = d.Partner(t, access.Reader, "Ruth Alder")
	return d
}

// send asks the screen as who; a nil form is a GET. htmx asks for a fragment.
func (d *desk) send(t testing.TB, who access.Actor, at string, form url.Values, htmx bool) *httptest.ResponseRecorder {
	t.Helper()
	sessions := scs.New()
	r := chi.NewRouter()
	r.Use(sessions.LoadAndSave, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r = page.Begin(page.WithActor(r, who), "test")
			page.SetSessions(r, sessions)
			next.ServeHTTP(w, r)
		})
	})
	register.Screen{App: d.App}.Routes(r)
	method := http.MethodPost
	if form == nil {
		method = http.MethodGet
	}
	req := httptest.NewRequestWithContext(t.Context(), method, "/e/"+string(d.Engagement.ID)+at, strings.NewReader(form.Encode()))
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if htmx {
		req.Header.Set("HX-Request", "true")
		req.Header.Set("HX-Request-Type", "partial")
	}
	w := httptest.NewRecorder()
	r.ServeHTTP(w, req)
	return w
}

func (d *desk) columns(t testing.TB) (msp, it raci.StakeholderID) {
	t.Helper()
	p, err := d.Registers.Open(t.Context(), d.Owner, d.Engagement.ID)
	apptest.Must(t, err)
	a, _ := p.Draft.Matrix.Standard(raci.MSPTeam)
	b, _ := p.Draft.Matrix.Standard(raci.InternalIT)
	return a.ID, b.ID
}

func wants(t testing.TB, w *httptest.ResponseRecorder, status int, texts ...string) {
	t.Helper()
	if w.Code != status {
		t.Errorf("status %d, want %d", w.Code, status)
	}
	for _, text := range texts {
		if !strings.Contains(w.Body.String(), text) {
			t.Errorf("the page lacks %q", text)
		}
	}
}

func lacks(t testing.TB, w *httptest.ResponseRecorder, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(w.Body.String(), text) {
			t.Errorf("the page has %q", text)
		}
	}
}

func TestRegister(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	wants(t, d.send(t, d.itLead, "/access", nil, false), http.StatusOK, "<h1>Access register</h1>", "37 lines are assumed", "Confirm 37 lines as they stand", "leave.js", `id="access-rmm"`, "18 functions need it")
	read := d.send(t, d.reader, "/access", nil, false)
	wants(t, read, http.StatusOK, "37 lines are assumed", "Management agents")
	lacks(t, read, `method="post" hx-post`, "Confirm 37", "<select", "List a tool")
	wants(t, d.send(t, d.Stranger, "/access", nil, false), http.StatusNotFound)

	msp, it := d.columns(t)
	form := url.Values{"rev": {"1"}, "level-" + string(msp): {"none"}, "people-" + string(msp): {""}, "level-" + string(it): {"read"}, "people-" + string(it): {"Priya <Shah>"}, "mfa-" + string(it): {"yes"}, "note": {"Alerts go to both."}}
	wants(t, d.send(t, d.itLead, "/access/edr_console", form, false), http.StatusSeeOther)
	wants(t, d.send(t, d.Owner, "/access", nil, false), http.StatusOK, "36 lines are assumed", "Client IT: Priya &lt;Shah&gt;, with MFA", "Alerts go to both.",
		"Northgate IT answers for “Pre-authorized containment” but has no access to “Endpoint protection”. Give the access or move the A.", "to fix before signing", `href="#access-edr_console"`)

	form.Set("note", "Mine")
	lost := d.send(t, d.Owner, "/access/edr_console", form, false)
	wants(t, lost, http.StatusConflict, "Saved by somebody else", "Alerts go to both.", `value="Mine"`, `name="rev" value="2"`)
	form.Set("rev", "2")
	form.Set("note", strings.Repeat("x", 301))
	form.Set("level-"+string(it), "god")
	wants(t, d.send(t, d.Owner, "/access/edr_console", form, false), http.StatusUnprocessableEntity, `href="#f-edr_console-level-`+string(it)+`"`, strings.Repeat("x", 301), "<title>Error: ")
	form.Set("level-"+string(it), "none")
	wants(t, d.send(t, d.Owner, "/access/edr_console", form, false), http.StatusUnprocessableEntity, `href="#f-edr_console-note"`, "Shorten the note to 300 characters")
	wants(t, d.send(t, d.Owner, "/access/no_such", form, false), http.StatusNotFound)
	wants(t, d.send(t, d.reader, "/access/edr_console", form, false), http.StatusForbidden)
}

// For htmx a line is answered with itself and what else it changes on the page.
func TestFragment(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, it := d.columns(t)
	form := url.Values{"rev": {"1"}, "level-" + string(it): {"read"}, "note": {""}}
	w := d.send(t, d.Owner, "/access/siem", form, true)
	wants(t, w, http.StatusOK, `id="access-siem"`, "Saved Security log", `hx-target="#register-state"`, "36 lines are assumed", `hx-target="#stale"`, `name="rev" value="2"`)
	lacks(t, w, "<html", `id="access-rmm"`)
	form.Set("level-"+string(it), "full")
	w = d.send(t, d.Owner, "/access/siem", form, true)
	wants(t, w, http.StatusConflict, `id="access-siem"`, "Somebody changed this line", `value="full" selected`, `<hx-partial hx-target="#announce" hx-swap="beforeend"><p>Not saved: Security log`)
	lacks(t, w, "<html")
	form.Set("rev", "2")
	form.Set("note", strings.Repeat("x", 301))
	w = d.send(t, d.Owner, "/access/siem", form, true)
	_, said, _ := strings.Cut(w.Body.String(), `hx-target="#announce"`)
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(said, "Shorten the note to 300 characters") {
		t.Errorf("status %d, said %q", w.Code, said)
	}
}

func TestGrantRead(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, it := d.columns(t)
	p, err := d.Registers.Open(t.Context(), d.Owner, d.Engagement.ID)
	apptest.Must(t, err)
	var f raci.Function
	for _, f = range p.Draft.Matrix.Functions { // Internal IT answers, the MSP does the work
		if f.Key == "th-logreview" {
			break
		}
	}
	msp, _ := p.Draft.Matrix.Standard(raci.MSPTeam)
	_, err = d.Matrices.AssignRow(t.Context(), d.Owner, d.Engagement.ID, f.ID, map[raci.StakeholderID]raci.Assignment{msp.ID: raci.Responsible, it: raci.Accountable}, nil, f.Rev)
	apptest.Must(t, err)
	wants(t, d.send(t, d.Owner, "/access/siem", url.Values{"rev": {"1"}, "level-" + string(it): {"emergency"}, "note": {""}}, false), http.StatusSeeOther)
	wants(t, d.send(t, d.Owner, "/access", nil, false), http.StatusOK, "cannot look into “Security log”", "/access/siem/read")
	wants(t, d.send(t, d.itLead, "/access/siem/read", url.Values{"rev": {"1"}}, false), http.StatusConflict)
	w := d.send(t, d.itLead, "/access/siem/read", url.Values{"rev": {"2"}, "next": {"//elsewhere.example"}}, false)
	wants(t, w, http.StatusSeeOther)
	if to := w.Header().Get("Location"); to != "/e/"+string(d.Engagement.ID)+"/access#access-siem" {
		t.Errorf("leads to %q", to)
	}
	lacks(t, d.send(t, d.Owner, "/access", nil, false), "cannot look into")
}

func TestLists(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	wants(t, d.send(t, d.Owner, "/tools", url.Values{"category": {""}, "product": {"Holdfast"}, "owner": {"msp"}, "it": {"read"}, "exit": {"burnt"}}, false),
		http.StatusUnprocessableEntity, `value="Holdfast"`, `href="#f-new-tool-exit"`)
	wants(t, d.send(t, d.Owner, "/tools", url.Values{"category": {"Backup platform"}, "product": {"Holdfast"}, "owner": {"msp"}, "it": {"read"}, "exit": {"removed"}}, false), http.StatusSeeOther)
	wants(t, d.send(t, d.itLead, "/protected", url.Values{"system": {"Packing line 2"}, "approvers": {""}}, false), http.StatusUnprocessableEntity, `href="#f-new-system-approvers"`, `value="Packing line 2"`)
	wants(t, d.send(t, d.itLead, "/protected", url.Values{"system": {"Packing line 2"}, "approvers": {"Marta Fox"}}, false), http.StatusSeeOther)
	wants(t, d.send(t, d.itLead, "/access", url.Values{"name": {"ticket SYSTEM"}}, false), http.StatusUnprocessableEntity, "Ticket system is in the register already.", `href="#f-new-access-name"`)
	wants(t, d.send(t, d.itLead, "/access", url.Values{"name": {"Plant controllers"}}, false), http.StatusSeeOther)
	wants(t, d.send(t, d.Owner, "/access", nil, false), http.StatusOK, "Holdfast", "internal IT: read · at the end: removed from every device", "May approve: Marta Fox", "Plant controllers", "Remove Plant controllers")
	p, err := d.Registers.Open(t.Context(), d.Owner, d.Engagement.ID)
	apptest.Must(t, err)
	tool := string(p.Draft.Register.Tools[0].ID)
	change := url.Values{"rev": {"1"}, "category": {"Backup platform"}, "product": {"Deepkeep"}, "owner": {"client"}, "it": {"full"}, "exit": {"stays"}}
	wants(t, d.send(t, d.Owner, "/tools/"+tool, change, false), http.StatusSeeOther)
	wants(t, d.send(t, d.itLead, "/tools/"+tool, change, false), http.StatusConflict, "What", `name="rev" value="2"`)
	wants(t, d.send(t, d.Owner, "/tools/no-such", url.Values{"category": {""}}, false), http.StatusNotFound)
	wants(t, d.send(t, d.Owner, "/protected/no-such", change, false), http.StatusNotFound)
	wants(t, d.send(t, d.Stranger, "/tools/"+tool+"/remove", url.Values{}, false), http.StatusNotFound)
	wants(t, d.send(t, d.Owner, "/tools/"+tool+"/remove", url.Values{}, false), http.StatusSeeOther)
}
