package page

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/alexedwards/scs/v2"

	"demarc/internal/fault"
	"demarc/web/ui"
)

func TestIsLocal(t *testing.T) {
	t.Parallel()
	for target, want := range map[string]bool{
		"/": true, "/clients?page=2": true, "/e/1#f-name": true, "/a//b": true,
		"": false, "clients": false, "//evil.example": false, "/\\evil.example": false, "/%2f/evil.example": false,
		"https://evil.example/": false, "javascript:alert(1)": false, "/a\nb": false, "/\tx": false, "/" + strings.Repeat("a", 2000): false,
	} {
		if got := IsLocal(target); got != want {
			t.Errorf("IsLocal(%q) = %v", target, got)
		}
	}
}

// TestFail walks what an error becomes, as a page and for htmx.
func TestFail(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		err    error
		status int
		says   string
		retry  string
	}{
		{"invalid", fault.New(fault.Invalid, "Add a signer."), 422, "Add a signer.", ""},
		{"fields", fault.Fields(map[string]string{"b": "Second.", "a": "First."}), 422, "First. Second.", ""},
		{"forbidden", fault.New(fault.Forbidden, "Only the IT lead can agree rows."), 403, "Only the IT lead", ""},
		{"not found", fmt.Errorf("open: %w", fault.New(fault.NotFound, "")), 404, "There is nothing at this address", ""},
		{"conflict", fault.New(fault.Conflict, "Priya was faster."), 409, "Priya was faster.", ""},
		{"locked", fault.New(fault.Locked, "Out for signature."), 423, "Out for signature.", ""},
		{"gone", fault.New(fault.Gone, "This link ended on 30 Nov."), 410, "This link ended", ""},
		{"too many", fault.New(fault.TooMany, "Wait a minute."), 429, "Wait a minute.", "60"},
		{"too many, for a while", fault.Slower(90*time.Second+1, "Wait a little."), 429, "Wait a little.", "91"},
		{"database away", fault.New(fault.Unavailable, ""), 503, "Nothing was changed.", "10"},
		{"network away", fmt.Errorf("read: %w", &net.OpError{Op: "dial", Err: errors.New("refused")}), 503, "Nothing was changed.", "10"},
		{"too slow", context.DeadlineExceeded, 503, "Nothing was changed.", "10"},
		{"ours", errors.New("secret table name"), 500, "Something went wrong here", ""},
	}
	for _, tt := range tests {
		for _, htmx := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/htmx=%v", tt.name, htmx), func(t *testing.T) {
				t.Parallel()
				r := Begin(httptest.NewRequest(http.MethodPost, "/x", nil), "REQ1")
				if htmx {
					r.Header.Set("HX-Request", "true")
				}
				w := httptest.NewRecorder()
				Handler(func(http.ResponseWriter, *http.Request) error { return tt.err }).ServeHTTP(w, r)
				body := w.Body.String()
				if w.Code != tt.status || w.Header().Get("Retry-After") != tt.retry {
					t.Errorf("status %d, Retry-After %q", w.Code, w.Header().Get("Retry-After"))
				}
				if says := strings.TrimPrefix(tt.says, "Something went wrong here"); !strings.Contains(body, says) {
					t.Errorf("does not say %q", tt.says)
				}
				if strings.Contains(body, "secret") || strings.Contains(body, "refused") {
					t.Error("tells our secrets")
				}
				if strings.Contains(body, "REQ1") != (tt.status >= 500) || (Failure(r) != nil) != (tt.status >= 500) {
					t.Errorf("reference and log for %d", tt.status)
				}
				if strings.Contains(body, "<html") == htmx || (w.Header().Get("HX-Retarget") == "#notices") != htmx {
					t.Errorf("page or fragment: %.60q", body)
				}
			})
		}
	}
}

func TestFailSignIn(t *testing.T) {
	t.Parallel()
	nobody := Handler(func(http.ResponseWriter, *http.Request) error { return fault.New(fault.SignIn, "") })
	tests := []struct {
		name    string
		r       *http.Request
		current string
		header  string
		want    string
	}{
		{"page", httptest.NewRequest(http.MethodGet, "/e/1?tab=a", nil), "", "Location", "/signin?next=%2Fe%2F1%3Ftab%3Da"},
		{"post", httptest.NewRequest(http.MethodPost, "/e/1", nil), "", "Location", "/signin"},
		{"htmx", httptest.NewRequest(http.MethodPost, "/e/1/f/2", nil), "https://demarc.example/e/1/matrix", "HX-Redirect", "/signin?next=%2Fe%2F1%2Fmatrix"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if tt.current != "" {
				tt.r.Header.Set("HX-Request", "true")
				tt.r.Header.Set("HX-Current-URL", tt.current)
			}
			w := httptest.NewRecorder()
			nobody.ServeHTTP(w, tt.r)
			if got := w.Header().Get(tt.header); got != tt.want {
				t.Errorf("%s %q, want %q", tt.header, got, tt.want)
			}
		})
	}
}

// TestRenderBreaks: a template that fails halfway sends none of its half.
func TestRenderBreaks(t *testing.T) {
	t.Parallel()
	half := templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		io.WriteString(w, "<p>half")
		return errors.New("no name")
	})
	w := httptest.NewRecorder()
	Handler(func(w http.ResponseWriter, r *http.Request) error {
		return Render(w, r, http.StatusOK, half)
	}).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "half") {
		t.Errorf("status %d, body %.80q", w.Code, w.Body)
	}
}

// TestNoticeSurvivesRedirect carries a notice over a redirect, once.
func TestNoticeSurvivesRedirect(t *testing.T) {
	t.Parallel()
	sessions := scs.New()
	mux := http.NewServeMux()
	mux.Handle("POST /save", Handler(func(w http.ResponseWriter, r *http.Request) error {
		return Redirect(w, r, "/show", Done("Saved."))
	}))
	mux.Handle("GET /show", Handler(func(w http.ResponseWriter, r *http.Request) error {
		return Render(w, r, http.StatusOK, ui.Notices(New(r, "Show").Notices))
	}))
	s := httptest.NewServer(sessions.LoadAndSave(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = Begin(r, "1")
		SetSessions(r, sessions)
		mux.ServeHTTP(w, r)
	})))
	defer s.Close()
	jar := &http.Client{Jar: newJar(t)}
	for i, want := range []bool{true, false} {
		var res *http.Response
		var err error
		if i == 0 {
			res, err = jar.PostForm(s.URL+"/save", url.Values{})
		} else {
			res, err = jar.Get(s.URL + "/show")
		}
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(string(body), "Saved."); got != want || res.StatusCode != http.StatusOK {
			t.Errorf("look %d: status %d, notice %v, want %v", i+1, res.StatusCode, got, want)
		}
	}
}

func TestRedirectLeavesNowhere(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	if err := Redirect(w, httptest.NewRequest(http.MethodPost, "/", nil), "//evil.example"); err == nil || w.Header().Get("Location") != "" {
		t.Errorf("redirected to %q", w.Header().Get("Location"))
	}
}

func newJar(t *testing.T) http.CookieJar {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return jar
}
