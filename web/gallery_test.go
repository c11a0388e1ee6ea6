package web

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

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

// TestGallery renders every sample. With DEMARC_GALLERY=addr it serves them to
// be looked at until the test is stopped.
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
	if addr := os.Getenv("DEMARC_GALLERY"); addr != "" {
		t.Fatal(http.ListenAndServe(addr, h))
	}
}
