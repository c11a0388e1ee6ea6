package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

func get(t *testing.T, h http.Handler, url string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, url, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestStatic(t *testing.T) {
	t.Parallel()
	screen := fstest.MapFS{
		"matrix.css": {Data: []byte("@layer screens { .matrix { color: red } }")},
		"matrix.js":  {Data: []byte("export {}")},
	}
	s, err := NewStatic(screen)
	if err != nil {
		t.Fatal(err)
	}

	t.Run("one stylesheet", func(t *testing.T) {
		t.Parallel()
		w := get(t, s, s.URL("ui.css"))
		css := w.Body.String()
		if !strings.HasPrefix(css, layers) || !strings.Contains(css, "--action") || !strings.Contains(css, ".matrix") {
			t.Errorf("bundle starts %.80q", css)
		}
		if font := `url("` + s.URL("inter.woff2") + `")`; !strings.Contains(css, font) {
			t.Errorf("bundle has no %s", font)
		}
		if w.Header().Get("Content-Type") != "text/css; charset=utf-8" || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("headers %v", w.Header())
		}
	})
	t.Run("packed", func(t *testing.T) {
		t.Parallel()
		w := get(t, s, s.URL("ui.css"), "Accept-Encoding", "br, gzip")
		if w.Header().Get("Content-Encoding") != "gzip" {
			t.Fatalf("headers %v", w.Header())
		}
		r, err := gzip.NewReader(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		plain, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(plain, get(t, s, s.URL("ui.css")).Body.Bytes()) {
			t.Error("packed and plain differ")
		}
		if get(t, s, s.URL("inter.woff2"), "Accept-Encoding", "gzip").Header().Get("Content-Encoding") != "" {
			t.Error("a font was packed twice")
		}
	})
	t.Run("plain name", func(t *testing.T) {
		t.Parallel()
		w := get(t, s, "/assets/matrix.js")
		if w.Header().Get("Cache-Control") != "no-cache" || w.Header().Get("Content-Type") != "text/javascript; charset=utf-8" {
			t.Errorf("headers %v", w.Header())
		}
		if again := get(t, s, "/assets/matrix.js", "If-None-Match", w.Header().Get("ETag")); again.Code != http.StatusNotModified || again.Body.Len() != 0 {
			t.Errorf("asked again: %d", again.Code)
		}
	})
	t.Run("nothing else", func(t *testing.T) {
		t.Parallel()
		for _, path := range []string{"/assets/", "/assets/VENDOR.sha256", "/assets/LICENSE", "/assets/../go.mod", "/assets/ui.0.css"} {
			if w := get(t, s, path); w.Code != http.StatusNotFound {
				t.Errorf("%s: %d", path, w.Code)
			}
		}
	})
	t.Run("unknown name", func(t *testing.T) {
		t.Parallel()
		defer func() {
			if recover() == nil {
				t.Error("no panic")
			}
		}()
		s.URL("nobody.js")
	})
	t.Run("the same name twice", func(t *testing.T) {
		t.Parallel()
		if _, err := NewStatic(screen, screen); err == nil {
			t.Error("no error")
		}
	})
	t.Run("a file nobody ships", func(t *testing.T) {
		t.Parallel()
		if _, err := NewStatic(fstest.MapFS{"x.css": {Data: []byte(`a { background: url("gone.svg") }`)}}); err == nil {
			t.Error("no error")
		}
	})
}

// TestBudget holds what browsers fetch, packed: all scripts of all screens together,
// which is more than any page asks for, and what a first visit fetches of the kit. The
// scripts of pages behind a link are counted apart: those pages load none of the others.
func TestBudget(t *testing.T) {
	t.Parallel()
	kit, err := NewStatic()
	if err != nil {
		t.Fatal(err)
	}
	all, err := NewStatic(screenFiles...)
	if err != nil {
		t.Fatal(err)
	}
	size := func(s *Static, name string) int {
		return get(t, s, s.URL(name), "Accept-Encoding", "gzip").Body.Len()
	}
	scripts, linked := 0, 0
	for name := range all.urls {
		switch {
		case name == "reading.js" || name == "done.js" || name == "pad.js":
			linked += size(all, name)
		case strings.HasSuffix(name, ".js"):
			scripts += size(all, name)
		}
	}
	for _, b := range []struct {
		what     string
		is, most int
	}{
		{"all scripts", scripts, 35 << 10},
		{"scripts behind a link", linked, 2 << 10},
		{"scripts of the kit", size(kit, "ui.js"), 20 << 10},
		{"the kit's stylesheet", size(kit, "ui.css"), 12 << 10},
		{"the stylesheet of all screens", size(all, "ui.css"), 40 << 10},
	} {
		t.Logf("%s: %d bytes of %d", b.what, b.is, b.most)
		if b.is > b.most {
			t.Errorf("%s: %d bytes packed, %d over what is allowed", b.what, b.is, b.is-b.most)
		}
	}
}
