package pack_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/alexedwards/scs/v2"
	"github.com/go-chi/chi/v5"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/catalog"
	"demarc/internal/engagement"
	"demarc/internal/store/storetest"
	"demarc/web/pack"
	"demarc/web/page"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// desk is an engagement in draft, its MSP's owner, and the owner of another MSP.
type desk struct {
	t               *testing.T
	app             *app.App
	owner, stranger access.Actor
	id              engagement.ID
}

func open(t *testing.T) *desk {
	t.Helper()
	d := &desk{t: t, app: app.New(app.Config{DB: storetest.Open(t).DB, Base: "http://demarc.test"})}
	d.owner = d.signUp("Northgate IT", "tom@northgate.example")
	d.stranger = d.signUp("Southgate IT", "sam@southgate.example")
	client, err := d.app.Clients.Add(t.Context(), d.owner, "Alder Clinics")
	d.ok(err)
	e, err := d.app.Engagements.Start(t.Context(), d.owner, app.Start{Client: client.ID, Title: "Co-managed IT", Preset: catalog.Presets()[0].Key})
	d.ok(err)
	d.id = e.ID
	return d
}

func (d *desk) signUp(msp, email string) access.Actor {
	d.t.Helper()
	u, p, err := d.app.Accounts.SignUp(d.t.Context(), access.Request{}, app.SignUp{MSP: msp, Name: "Tom Reyes", Email: email, Password: "a long enough test password"})
	d.ok(err)
	who, err := d.app.Accounts.Enter(d.t.Context(), u.ID, p.Membership)
	d.ok(err)
	return who
}

func (d *desk) ok(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// ask sends a request as who; with a form it is a POST.
func (d *desk) ask(who access.Actor, path string, form url.Values) (int, string, http.Header) {
	d.t.Helper()
	sessions := scs.New()
	r := chi.NewRouter()
	r.Use(sessions.LoadAndSave, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r = page.Begin(page.WithActor(r, who), "test")
			page.SetSessions(r, sessions)
			next.ServeHTTP(w, r)
		})
	})
	pack.Screen{App: d.app}.Routes(r)
	method := http.MethodGet
	if form != nil {
		method = http.MethodPost
	}
	req := httptest.NewRequestWithContext(d.t.Context(), method, "/e/"+string(d.id)+"/packs"+path, strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	r.ServeHTTP(w, req)
	return w.Code, w.Body.String(), w.Header()
}

func (d *desk) wants(body string, texts ...string) {
	d.t.Helper()
	for _, text := range texts {
		if !strings.Contains(body, text) {
			d.t.Errorf("the page lacks %q", text)
		}
	}
}

// A pack is shown before it is added, added with one press, and told apart afterwards.
func TestPack(t *testing.T) {
	t.Parallel()
	d := open(t)
	_, body, _ := d.ask(d.owner, "", nil)
	d.wants(body, "Healthcare (HIPAA)", "Law firms", "It makes nobody compliant.", "Not added")
	_, body, _ = d.ask(d.owner, "/healthcare-hipaa?lane=internal_led", nil)
	d.wants(body, "10 functions would be added", "Business associate agreements", `value="internal_led"`, "Clinical leadership", "Add 10 functions", "HIPAA 164.308(a)(1)")
	code, _, head := d.ask(d.owner, "/healthcare-hipaa/add", url.Values{"lane": {"internal_led"}, "columns": {"EHR vendor"}, "rider": {"yes"}})
	if code != http.StatusSeeOther || head.Get("Location") != "/e/"+string(d.id)+"/packs/healthcare-hipaa" {
		t.Errorf("%d to %s", code, head.Get("Location"))
	}
	_, body, _ = d.ask(d.owner, "/healthcare-hipaa", nil)
	d.wants(body, "Every function of this pack is in the matrix.", "It is on.", "Take 10 functions out", "In the matrix already.", "Internal-led")
	if strings.Contains(body, "Add 10 functions") {
		t.Error("offers what is there")
	}
}

func TestPackRefusals(t *testing.T) {
	t.Parallel()
	d := open(t)
	if code, _, _ := d.ask(d.owner, "/mining", nil); code != http.StatusNotFound {
		t.Errorf("no such pack: %d", code)
	}
	if code, _, _ := d.ask(d.stranger, "/legal", nil); code != http.StatusNotFound {
		t.Errorf("another MSP: %d", code)
	}
	code, _, _ := d.ask(d.owner, "/legal/add", url.Values{"lane": {"shared"}})
	if code != http.StatusSeeOther {
		t.Fatalf("add: %d", code)
	}
	code, body, _ := d.ask(d.owner, "/legal/remove", url.Values{"reason": {" "}, "rider_off": {"yes"}})
	if code != http.StatusUnprocessableEntity {
		t.Errorf("no reason: %d", code)
	}
	d.wants(body, "Enter why these functions are not in scope.", `id="f-reason"`)
}
