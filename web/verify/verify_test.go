package verify_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"

	"demarc/internal/access"
	"demarc/internal/app/apptest"
	"demarc/internal/store/storetest"
	"demarc/web/page"
	"demarc/web/verify"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// public is the page as anybody reaches it.
type public struct{ http.Handler }

func (p public) ask(t *testing.T, method, path string, body *bytes.Buffer, kind string) *httptest.ResponseRecorder {
	t.Helper()
	if body == nil {
		body = new(bytes.Buffer)
	}
	r := page.Begin(httptest.NewRequestWithContext(t.Context(), method, path, body), "test")
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	w := httptest.NewRecorder()
	p.ServeHTTP(w, r)
	return w
}

func (p public) drop(t *testing.T, path string, file []byte) *httptest.ResponseRecorder {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", "agreement.pdf")
	apptest.Must(t, err)
	_, err = part.Write(file)
	apptest.Must(t, err)
	apptest.Must(t, form.Close())
	return p.ask(t, http.MethodPost, path, &body, form.FormDataContentType())
}

// Anybody learns whether their file counts, and nothing of what is in it.
func TestPublicPage(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	itLead := s.Partner(t, access.ITLead, "Priya Shah")
	env := s.Send(t, s.Owner, itLead)
	s.SignAll(t)
	d, err := s.Versions.Sealed(t.Context(), s.Owner, s.Engagement.ID, 1)
	apptest.Must(t, err)
	routes := chi.NewRouter()
	verify.Screen{App: s.App}.Uploads(routes)
	p := public{routes}

	altered := bytes.Clone(d.Data)
	altered[len(altered)/2] ^= 4
	for _, c := range []struct {
		title  string
		got    *httptest.ResponseRecorder
		status int
		want   []string
	}{
		{"the page", p.ask(t, "GET", "/v", nil, ""), 200, []string{`type="file"`, `enctype="multipart/form-data"`, `name="code"`}},
		{"the sealed file", p.drop(t, "/v", d.Data), 200, []string{"Authentic and in force", "Northgate IT and Alder Foods", "version 1", "Not checked", "outside time not confirmed"}},
		{"an altered file", p.drop(t, "/v", altered), 200, []string{"Changed after sealing", "Does not hold", "Do not rely on this copy"}},
		{"no pdf", p.drop(t, "/v", []byte("hello")), 200, []string{"Could not check"}},
		{"no file", p.drop(t, "/v", nil), 422, []string{"Choose the PDF to check."}},
		{"another form", p.ask(t, "POST", "/v", bytes.NewBufferString("file=x"), "application/x-www-form-urlencoded"), 422, []string{"Choose the PDF to check."}},
		{"too large", p.drop(t, "/v", make([]byte, 25<<20)), 422, []string{"larger than 24 MB"}},
		{"the code", p.ask(t, "GET", "/v/"+env.Code, nil, ""), 200, []string{"In force since", "Northgate IT and Alder Foods", "version 1"}},
		{"the file under its code", p.drop(t, "/v/"+env.Code, d.Data), 200, []string{"Authentic and in force"}},
		{"no file under a code", p.drop(t, "/v/"+env.Code, nil), 422, []string{"Choose the PDF to check.", "In force since"}},
		{"an unknown code", p.ask(t, "GET", "/v/"+strings.Repeat("a", 26), nil, ""), 404, []string{"No sealed agreement has this code."}},
		{"a short code", p.ask(t, "GET", "/v/abc", nil, ""), 404, []string{"No sealed agreement has this code."}},
		{"a typed code that is none", p.ask(t, "GET", "/v?code=%3Cscript%3E", nil, ""), 422, []string{"A code has 26 letters and digits.", "&lt;script&gt;"}},
	} {
		body := c.got.Body.String()
		if c.got.Code != c.status {
			t.Errorf("%s: %d", c.title, c.got.Code)
		}
		for _, want := range c.want {
			if !strings.Contains(body, want) {
				t.Errorf("%s lacks %q", c.title, want)
			}
		}
		for _, secret := range []string{apptest.Dana.Name, apptest.Dana.Email, apptest.Nora.Name, apptest.Nora.Email, "62.00", "Multnomah"} {
			if strings.Contains(body, secret) {
				t.Errorf("%s tells a stranger %q", c.title, secret)
			}
		}
	}
	if w := p.ask(t, "GET", "/v?code="+strings.ToUpper(env.Code[:8])+"+"+env.Code[8:], nil, ""); w.Code != 303 || w.Header().Get("Location") != "/v/"+env.Code {
		t.Errorf("a code typed in two groups: %d to %s", w.Code, w.Header().Get("Location"))
	}
	unknown, short := p.ask(t, "GET", "/v/"+strings.Repeat("b", 26), nil, "").Body.String(), p.ask(t, "GET", "/v/"+strings.Repeat("c", 26), nil, "").Body.String()
	if strings.ReplaceAll(unknown, strings.Repeat("b", 26), "") != strings.ReplaceAll(short, strings.Repeat("c", 26), "") {
		t.Error("two unknown codes have different pages")
	}
}
