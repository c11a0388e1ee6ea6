package web

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"testing"

	"demarc/internal/browsertest"
	"demarc/web/page"
	"demarc/web/ui"
)

// gallery serves the kit's samples under the real headers and assets.
func gallery(t *testing.T) http.Handler {
	t.Helper()
	static, err := NewStatic()
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /assets/", static)
	for _, sample := range ui.Gallery() {
		mux.Handle("GET /"+sample.Name, page.Handler(func(w http.ResponseWriter, r *http.Request) error {
			return page.Render(w, r, http.StatusOK, sample.Page)
		}))
	}
	return secured(false)(static.Use(mux))
}

func TestGallery(t *testing.T) {
	t.Parallel()
	h := gallery(t)
	for _, sample := range ui.Gallery() {
		t.Run(sample.Name, func(t *testing.T) {
			t.Parallel()
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/"+sample.Name, nil))
			if w.Code != http.StatusOK {
				t.Fatalf("status %d", w.Code)
			}
			for _, never := range []string{"style=", "onclick", "<script>", "<style"} {
				if bytes.Contains(w.Body.Bytes(), []byte(never)) {
					t.Errorf("page has %s, which the policy forbids", never)
				}
			}
			if n := bytes.Count(w.Body.Bytes(), []byte("<h1")); n != 1 {
				t.Errorf("%d h1", n)
			}
		})
	}
}

// overflow lists what is wider than the window, other than what may scroll in
// itself; small lists what is too small to hit (WCAG 2.5.8).
const (
	overflow = `[...document.querySelectorAll("main *")].filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1
		&& !e.closest(".table-wrap, .tabs")).map(e => e.tagName + "." + e.className).slice(0, 5).join(" ")
		|| (document.documentElement.scrollWidth > document.documentElement.clientWidth ? "the page" : "")`
	small = `[...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea, summary")].filter(e => {
		const r = e.getBoundingClientRect(); return r.width && !e.closest(".skip") && (r.height < 24 || r.width < 24) })
		.map(e => e.outerHTML.slice(0, 80)).slice(0, 5).join(" ")`
)

// TestGalleryInBrowser looks at every sample on a desk, on the smallest phone
// and in the dark.
func TestGalleryInBrowser(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	s := httptest.NewServer(gallery(t))
	t.Cleanup(s.Close)
	for _, window := range []struct {
		name          string
		width, height int
		dark          bool
	}{{"desk", 1280, 900, false}, {"phone", 320, 640, false}, {"dark", 1280, 900, true}} {
		t.Run(window.name, func(t *testing.T) {
			t.Parallel()
			p := b.Person(t, window.name, window.width, window.height)
			p.SetDark(window.dark)
			for _, sample := range ui.Gallery() {
				p.Open(s.URL + "/" + sample.Name)
				if wide := p.Eval(overflow); wide != "" {
					t.Errorf("%s is wider than %d pixels: %v", sample.Name, window.width, wide)
				}
				if tiny := p.Eval(small); tiny != "" {
					t.Errorf("%s has targets under 24 pixels: %v", sample.Name, tiny)
				}
				p.Axe(t)
				p.Clean(t)
				p.Shot("kit-" + sample.Name + "-" + window.name)
			}
		})
	}
}
