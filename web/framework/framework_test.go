package framework_test

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
	"demarc/internal/raci"
	"demarc/internal/store/storetest"
	"demarc/web/framework"
	"demarc/web/page"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// desk is an engagement in draft with the payment pack, and its MSP's owner.
type desk struct {
	t     *testing.T
	app   *app.App
	owner access.Actor
	id    engagement.ID
}

func open(t *testing.T) *desk {
	t.Helper()
	d := &desk{t: t, app: app.New(app.Config{DB: storetest.Open(t).DB, Base: "http://demarc.test"})}
	ctx := t.Context()
	u, p, err := d.app.Accounts.SignUp(ctx, access.Request{}, app.SignUp{MSP: "Northgate IT", Name: "Tom Reyes", Email: "tom@northgate.example", Password: "a long enough test password"})
	d.ok(err)
	d.owner, err = d.app.Accounts.Enter(ctx, u.ID, p.Membership)
	d.ok(err)
	client, err := d.app.Clients.Add(ctx, d.owner, "Alder Shops")
	d.ok(err)
	e, err := d.app.Engagements.Start(ctx, d.owner, app.Start{Client: client.ID, Title: "Co-managed IT", Preset: catalog.Presets()[0].Key})
	d.ok(err)
	d.id = e.ID
	_, err = d.app.Packs.Add(ctx, d.owner, d.id, app.NewPack{Key: "payment-pci", Mode: raci.Shared})
	d.ok(err)
	return d
}

func (d *desk) ok(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// ask sends a request as the owner; with a form it is a POST.
func (d *desk) ask(path string, form url.Values) (int, string, http.Header) {
	d.t.Helper()
	sessions := scs.New()
	r := chi.NewRouter()
	r.Use(sessions.LoadAndSave, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r = page.Begin(page.WithActor(r, d.owner), "test")
			page.SetSessions(r, sessions)
			next.ServeHTTP(w, r)
		})
	})
	framework.Screen{App: d.app}.Routes(r)
	method := http.MethodGet
	if form != nil {
		method = http.MethodPost
	}
	req := httptest.NewRequestWithContext(d.t.Context(), method, "/e/"+string(d.id)+"/frameworks"+path, strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	r.ServeHTTP(w, req)
	return w.Code, w.Body.String(), w.Header()
}

func TestFrameworkPage(t *testing.T) {
	t.Parallel()
	d := open(t)
	_, body, _ := d.ask("", nil)
	for _, text := range []string{"133 of 205 requirements have a function that helps to satisfy them", "121 of 153 safeguards", "PCI DSS v4.0.1 matters here"} {
		if !strings.Contains(body, text) {
			t.Errorf("the list lacks %q", text)
		}
	}
	_, all, _ := d.ask("/pci-dss", nil)
	for _, text := range []string{`id="r-12.8.5"`, `id="r-3.5.1"`, "Requirement responsibility matrix", "Accountable: Client IT", "Roles for this requirement assigned", "short descriptions of ours", "responsibility.pdf", "Responsibility", `No function <span class="fw-count">72`, "no statement of compliance", "as the provider and"} {
		if !strings.Contains(all, text) {
			t.Errorf("the page lacks %q", text)
		}
	}
	_, missing, _ := d.ask("/pci-dss?show=none", nil)
	if strings.Contains(missing, `id="r-12.8.5"`) || !strings.Contains(missing, `id="r-3.5.1"`) {
		t.Error("the filter shows what has a function, or hides what has none")
	}
	for _, page := range []string{body, all, missing} {
		if strings.Contains(page, "satisfies") {
			t.Error("a page claims that something is satisfied")
		}
	}
	if !strings.Contains(all, "Draft, not signed. The matrix as it stood on") {
		t.Error("the page does not say that it is a draft's")
	}
	_, cmmc, _ := d.ask("/cmmc", nil)
	for _, text := range []string{"functions for requirements that have none", "System security plan", "Not in the matrix; the pack Defense supply chain", "Implemented by", "ESP"} {
		if !strings.Contains(cmmc, text) {
			t.Errorf("the page of CMMC lacks %q", text)
		}
	}
	if code, _, _ := d.ask("/soc-2", nil); code != http.StatusNotFound {
		t.Errorf("no such framework: %d", code)
	}
}

func TestChooseAndTake(t *testing.T) {
	t.Parallel()
	d := open(t)
	if code, _, _ := d.ask("", url.Values{"framework": {"pci-dss"}}); code != http.StatusSeeOther {
		t.Errorf("choose: %d", code)
	}
	o, err := d.app.Engagements.Open(t.Context(), d.owner, d.id)
	d.ok(err)
	found := 0
	for _, f := range o.Findings {
		if f.Rule == "V55" {
			found++
			if f.Message != "72 requirements of PCI DSS v4.0.1 are not covered by any function." {
				t.Error(f.Message)
			}
		}
	}
	if found != 1 {
		t.Errorf("%d findings of V55", found)
	}
	for kind, begins := range map[string]string{"pdf": "%PDF-", "xlsx": "PK", "csv": "\ufeffFamily,Requirement"} {
		code, body, head := d.ask("/pci-dss/responsibility."+kind, nil)
		if code != http.StatusOK || !strings.HasPrefix(body, begins) || !strings.Contains(head.Get("Content-Disposition"), "responsibility-pci-dss-draft."+kind) {
			t.Errorf("%s: %d, %q, begins %q", kind, code, head.Get("Content-Disposition"), body[:min(20, len(body))])
		}
	}
	if code, _, _ := d.ask("/pci-dss/responsibility.pdf?version=7", nil); code != http.StatusNotFound {
		t.Errorf("no such version: %d", code)
	}
}
