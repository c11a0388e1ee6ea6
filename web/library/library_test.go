package library_test

import (
	"bytes"
	"html"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/alexedwards/scs/v2"
	"github.com/go-chi/chi/v5"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/catalog"
	"demarc/internal/party"
	"demarc/internal/store/storetest"
	"demarc/web/library"
	"demarc/web/page"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// site is the screen over a database, asked as one actor or another.
type site struct {
	*app.App
	router http.Handler
	owner  access.Actor
}

func newSite(t *testing.T) site {
	t.Helper()
	a := app.New(app.Config{DB: storetest.Open(t).DB, Base: "http://demarc.test"})
	sessions := scs.New()
	r := chi.NewRouter()
	r.Use(sessions.LoadAndSave, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r = page.Begin(r, "test")
			page.SetSessions(r, sessions)
			next.ServeHTTP(w, r)
		})
	})
	library.Screen{App: a}.Routes(r)
	u, p, err := a.Accounts.SignUp(t.Context(), access.Request{IP: "192.0.2.1"}, app.SignUp{MSP: "Northgate IT", Name: "Nora Lindqvist", Email: "nora@northgate.example", Password: "a long enough test password"})
	must(t, err)
	who, err := a.Accounts.Enter(t.Context(), u.ID, p.Membership)
	must(t, err)
	return site{a, r, who}
}

func (s site) as(who access.Actor, path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	if form != nil {
		r = httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	s.router.ServeHTTP(w, page.WithActor(r, who))
	return w
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// fields are the values of a page's form, as a browser would send them.
func fields(body string) url.Values {
	form := url.Values{}
	for _, m := range regexp.MustCompile(`<input[^>]*>`).FindAllString(body, -1) {
		at := func(name string) string {
			if v := regexp.MustCompile(` ` + name + `="([^"]*)"`).FindStringSubmatch(m); v != nil {
				return v[1]
			}
			return ""
		}
		if kind := at("type"); (kind == "radio" || kind == "checkbox") && !strings.Contains(m, " checked") || at("name") == "q" {
			continue
		}
		form.Add(at("name"), html.UnescapeString(at("value")))
	}
	return form
}

func TestClauseFromEditToVersion(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	const at = "/library/clauses/c-nonsolicit"
	form := fields(s.as(s.owner, at, nil).Body.String())
	form.Set("part", "Risk")
	form.Set("body", "Nobody hires {{client.short_name")
	w := s.as(s.owner, at, form)
	if body := w.Body.String(); w.Code != http.StatusUnprocessableEntity || !strings.Contains(body, "Line 1: a merge field") || !strings.Contains(body, "Nobody hires {{client.short_name</textarea>") {
		t.Fatalf("%d: nothing typed may be lost\n%s", w.Code, body)
	}
	form.Set("body", "Nobody hires people of {{client.short_name}}.")
	form.Set("do", "preview")
	if w = s.as(s.owner, at, form); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Nobody hires people of </span>") && !strings.Contains(strings.Join(strings.Fields(w.Body.String()), " "), "Nobody hires people of the Client") {
		t.Fatalf("preview: %d\n%s", w.Code, w.Body)
	}
	if v, err := s.Library.Open(t.Context(), s.owner); err != nil || len(v.Drafts) != 0 {
		t.Errorf("a preview was kept: %v %v", v.Drafts, err)
	}
	form.Del("do")
	if w = s.as(s.owner, at, form); w.Code != http.StatusSeeOther {
		t.Fatalf("save: %d\n%s", w.Code, w.Body)
	}
	if w = s.as(s.owner, at, form); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "Nobody hires people of") {
		t.Errorf("saved over a newer draft: %d", w.Code)
	}
	review := s.as(s.owner, "/library/publish", nil).Body.String()
	if !strings.Contains(review, "<del>") || !strings.Contains(review, "Non-solicitation") {
		t.Error("the review does not show what changes")
	}
	form = fields(review)
	if w = s.as(s.owner, "/library/publish", form); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "what this version changes") {
		t.Errorf("published without a note: %d", w.Code)
	}
	form.Set("note", "Plainer")
	if w = s.as(s.owner, "/library/publish", form); w.Code != http.StatusSeeOther {
		t.Fatalf("publish: %d\n%s", w.Code, w.Body)
	}
	for _, path := range []string{"/library", "/library/versions/1"} {
		if body := s.as(s.owner, path, nil).Body.String(); !strings.Contains(body, "Plainer") {
			t.Errorf("%s does not tell of the version", path)
		}
	}
}

func TestEveryEditorKeepsWhatItShows(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, path := range []string{"/library/functions/bk-test", "/library/functions/ot-inventory", "/library/presets/security", "/library/areas/backup", "/library/packs/legal"} {
		body := s.as(s.owner, path, nil).Body.String()
		form := fields(body)
		for _, m := range regexp.MustCompile(`(?s)<textarea[^>]* name="([^"]*)"[^>]*>(.*?)</textarea>`).FindAllStringSubmatch(body, -1) {
			form.Set(m[1], html.UnescapeString(m[2]))
		}
		for _, m := range regexp.MustCompile(`(?s)<select[^>]* name="([^"]*)"[^>]*>(.*?)</select>`).FindAllStringSubmatch(body, -1) {
			if v := regexp.MustCompile(`value="([^"]*)" selected`).FindStringSubmatch(m[2]); v != nil {
				form.Set(m[1], v[1])
			}
		}
		if w := s.as(s.owner, path, form); w.Code != http.StatusSeeOther {
			t.Errorf("%s: %d\n%s", path, w.Code, w.Body)
		}
	}
	v, err := s.Library.Open(t.Context(), s.owner)
	must(t, err)
	if len(v.Changes) != 0 || len(v.Drafts) != 0 {
		t.Errorf("saving what is shown changes %v", v.Changes)
	}
}

func TestTemplateTerms(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	form := fields(s.as(s.owner, "/library/templates/new", nil).Body.String())
	form.Set("name", "Factories")
	form.Set("description", "For plants.")
	form.Set("add_term", "fees.per_user")
	form.Set("do", "add")
	w := s.as(s.owner, "/library/templates", form)
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `name="term-fees.per_user"`) || !strings.Contains(w.Body.String(), "For plants.") {
		t.Fatalf("one more term: %d", w.Code)
	}
	form = fields(w.Body.String())
	form.Set("description", "For plants.")
	form.Set("term-fees.per_user", "much")
	if w = s.as(s.owner, "/library/templates", form); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `value="much"`) {
		t.Errorf("a price that cannot be read: %d", w.Code)
	}
	form.Set("term-fees.per_user", "71")
	if w = s.as(s.owner, "/library/templates", form); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/library/templates/lib-factories" {
		t.Fatalf("%d %s\n%s", w.Code, w.Header().Get("Location"), w.Body)
	}
	v, err := s.Library.Item(t.Context(), s.owner, catalog.TemplateKind, "lib-factories")
	must(t, err)
	if v.Item.Template.Terms["fees.per_user"] != "71.00" {
		t.Errorf("%v", v.Item.Template.Terms)
	}
}

func TestWhoSeesTheLibrary(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	viewer, client := s.owner, s.owner
	viewer.Membership, viewer.Role = "", access.Viewer
	client.Membership, client.Side, client.Role, client.Client = "", party.Client, access.ITLead, "00000000-0000-0000-0000-000000000001"
	for _, path := range []string{"/library", "/library/functions", "/library/clauses/c-fees", "/library/templates"} {
		if w := s.as(viewer, path, nil); w.Code != http.StatusOK || strings.Contains(w.Body.String(), `method="post" class="lib-form"`) || strings.Contains(w.Body.String(), "Keep as a draft") {
			t.Errorf("a viewer at %s: %d", path, w.Code)
		}
		if w := s.as(client, path, nil); w.Code != http.StatusNotFound {
			t.Errorf("a client's lead at %s: %d", path, w.Code)
		}
	}
	for _, path := range []string{"/library/beer", "/library/functions/lost", "/library/versions/9", "/library/versions/x", "/library/clauses/new?from=lost"} {
		if w := s.as(s.owner, path, nil); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

// send posts a file to the import form.
func (s site) send(who access.Actor, data string) *httptest.ResponseRecorder {
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	part, _ := m.CreateFormFile("file", "library.json") // a buffer takes everything
	_, _ = io.WriteString(part, data)
	_ = m.Close()
	r := httptest.NewRequest(http.MethodPost, "/library/import", &body)
	r.Header.Set("Content-Type", m.FormDataContentType())
	w := httptest.NewRecorder()
	s.router.ServeHTTP(w, page.WithActor(r, who))
	return w
}

func TestLibraryFileIsReadAndWritten(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	if w := s.as(s.owner, "/library/export.json", nil); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "demarc-library-1") {
		t.Errorf("export: %d %s", w.Code, w.Body)
	}
	for name, data := range map[string]string{"no file": "", "no items": `{"format":"demarc-library-1","version":0,"items":[]}`, "a page": "<html>"} {
		if w := s.send(s.owner, data); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `name="file"`) {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
	w := s.send(s.owner, `{"format":"demarc-library-1","version":3,"items":[
		{"kind":"template","key":"lib-x","body":{"key":"lib-x","name":"Half","description":"<b>","modes":{}}},
		{"kind":"clause","key":"c-nonsolicit","body":{"key":"c-nonsolicit","title":"Hiring","part":"General","place":"","body":"Nobody hires."}}]}`)
	body := w.Body.String()
	if w.Code != http.StatusOK || !strings.Contains(body, "Half") || !strings.Contains(body, "Choose who leads") || !strings.Contains(body, "not taken") {
		t.Errorf("import: %d %s", w.Code, body)
	}
}
