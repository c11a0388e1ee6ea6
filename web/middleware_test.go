package web

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"

	"demarc/web/page"
)

var base = &url.URL{Scheme: "https", Host: "demarc.example"}

// TestLogLine: ids, the pattern and figures; no path, which may be a token.
func TestLogLine(t *testing.T) {
	t.Parallel()
	var lines bytes.Buffer
	log := slog.New(slog.NewJSONHandler(&lines, nil))
	mux := chi.NewRouter()
	mux.Use(logged(log), recovered(log))
	mux.Method(http.MethodGet, "/s/{token}", page.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if r.URL.Query().Has("panic") {
			panic("secret")
		}
		_, err := io.WriteString(w, "hello")
		return err
	}))

	w := get(t, mux, "/s/TOKEN?email=priya@alder.example")
	var line map[string]any
	if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
		t.Fatalf("%v in %s", err, lines.String())
	}
	if line["route"] != "/s/{token}" || line["status"] != 200.0 || line["id"] != w.Header().Get("X-Request-Id") || line["id"] == "" {
		t.Errorf("line %v", line)
	}
	if strings.Contains(lines.String(), "TOKEN") || strings.Contains(lines.String(), "priya") {
		t.Errorf("the log tells %s", lines.String())
	}

	lines.Reset()
	w = get(t, mux, "/s/TOKEN?panic=1")
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "secret") || !strings.Contains(w.Body.String(), w.Header().Get("X-Request-Id")) {
		t.Errorf("panic answered %d %.200s", w.Code, w.Body)
	}
	if got := lines.String(); !strings.Contains(got, `"value":"secret"`) || !strings.Contains(got, `"status":500`) || strings.Contains(got, "TOKEN") {
		t.Errorf("panic logged as %s", got)
	}
}

// TestPanicAfterStart: half a page is cut off rather than passed as whole.
func TestPanicAfterStart(t *testing.T) {
	t.Parallel()
	log := slog.New(slog.DiscardHandler)
	s := httptest.NewServer(logged(log)(recovered(log)(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "half")
		panic("late")
	}))))
	defer s.Close()
	res, err := http.Get(s.URL)
	if err != nil {
		return // cut before the headers: nobody takes it for whole either
	}
	defer res.Body.Close()
	if body, err := io.ReadAll(res.Body); err == nil {
		t.Errorf("got %q as if it were whole", body)
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	ok := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	h := get(t, secured(true)(ok), "/").Header()
	for name, want := range map[string]string{
		"Content-Security-Policy":      "default-src 'none'; script-src 'self'; style-src 'self'",
		"X-Content-Type-Options":       "nosniff",
		"Referrer-Policy":              "no-referrer",
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Permissions-Policy":           "camera=()",
		"Strict-Transport-Security":    "max-age=63072000",
	} {
		if !strings.HasPrefix(h.Get(name), want) {
			t.Errorf("%s: %q, want %q", name, h.Get(name), want)
		}
	}
	if strings.Contains(h.Get("Content-Security-Policy"), "unsafe") {
		t.Error("the policy allows what is unsafe")
	}
	if get(t, secured(false)(ok), "/").Header().Get("Strict-Transport-Security") != "" {
		t.Error("http promises https")
	}
}

func TestHost(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		base, asked string
		want        int
	}{
		{"https://demarc.example", "demarc.example", 200},
		{"https://demarc.example", "DEMARC.example", 200},
		{"https://demarc.example", "evil.example", 421},
		{"https://demarc.example", "demarc.example.evil.example", 421},
		{"https://demarc.example", "localhost", 421},
		{"http://127.0.0.1:8080", "localhost:8080", 200},
		{"http://127.0.0.1:8080", "[::1]:8080", 200},
		{"http://127.0.0.1:8080", "localhost:9090", 421},
		{"http://127.0.0.1:8080", "evil.example:8080", 421},
	} {
		ours, err := url.Parse(tt.base)
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Host = tt.asked
		w := httptest.NewRecorder()
		hosted(ours)(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})).ServeHTTP(w, r)
		if w.Code != tt.want {
			t.Errorf("%s asked as %s: %d, want %d", tt.base, tt.asked, w.Code, tt.want)
		}
	}
}

func TestCrossOrigin(t *testing.T) {
	t.Parallel()
	guard, err := guarded(base)
	if err != nil {
		t.Fatal(err)
	}
	done := guard(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	for _, tt := range []struct {
		method, site, origin string
		want                 int
	}{
		{"POST", "same-origin", "null", 200},
		{"POST", "", "https://demarc.example", 200},
		{"POST", "cross-site", "https://evil.example", 403},
		{"POST", "same-site", "https://evil.demarc.example", 403},
		{"POST", "", "https://evil.example", 403},
		{"GET", "cross-site", "", 200},
	} {
		r := httptest.NewRequest(tt.method, "https://demarc.example/e/1", nil)
		r.Header.Set("Sec-Fetch-Site", tt.site)
		r.Header.Set("Origin", tt.origin)
		w := httptest.NewRecorder()
		done.ServeHTTP(w, r)
		if w.Code != tt.want {
			t.Errorf("%+v: %d", tt, w.Code)
		}
		if w.Code == 403 && !strings.Contains(w.Body.String(), "sent from another site") {
			t.Errorf("deny page says %.200s", w.Body)
		}
	}
}

// TestPacked: pages are packed, streams pass through event by event.
func TestPacked(t *testing.T) {
	t.Parallel()
	pack, err := packed()
	if err != nil {
		t.Fatal(err)
	}
	next := make(chan struct{})
	s := httptest.NewServer(pack(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/page" {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			io.WriteString(w, strings.Repeat("<p>row</p>", 1000))
			return
		}
		w.Header().Set("Content-Type", "text/event-stream")
		io.WriteString(w, "event: a\n\n")
		if err := http.NewResponseController(w).Flush(); err != nil {
			t.Error(err)
		}
		<-next
	})))
	defer s.Close()
	ask := func(path string) *http.Response {
		r, err := http.NewRequest(http.MethodGet, s.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept-Encoding", "gzip")
		res, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		return res
	}
	res := ask("/page")
	res.Body.Close()
	if res.Header.Get("Content-Encoding") != "gzip" {
		t.Errorf("page headers %v", res.Header)
	}
	res = ask("/stream")
	defer res.Body.Close()
	event := make([]byte, len("event: a\n\n"))
	if _, err := io.ReadFull(res.Body, event); err != nil || string(event) != "event: a\n\n" || res.Header.Get("Content-Encoding") != "" {
		t.Errorf("first event %q, %v, headers %v", event, err, res.Header)
	}
	close(next)
}

// What a trusted proxy says reaches the record; what anybody else says does not.
func TestBehind(t *testing.T) {
	t.Parallel()
	trusted := []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}
	for socket, want := range map[string]string{"192.0.2.1:9": "203.0.113.9 trusted_proxy", "198.51.100.1:9": "198.51.100.1 direct"} {
		var got string
		h := logged(slog.New(slog.DiscardHandler))(behind(trusted)(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			from := page.Actor(r).Request
			got = from.IP + " " + from.IPFrom
		})))
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		r.RemoteAddr = socket
		r.Header.Set("X-Forwarded-For", "127.0.0.1, 203.0.113.9")
		h.ServeHTTP(httptest.NewRecorder(), r)
		if got != want {
			t.Errorf("from %s: %s", socket, got)
		}
	}
}
