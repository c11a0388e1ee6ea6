package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/klauspost/compress/gzip"

	"demarc/web/ui"
)

// Static holds every file the browser may fetch, in memory: the styles of all
// screens joined into ui.css, some of them also into light.css, the kit's scripts into ui.js, the scripts of a folder
// within a screen into one called after the folder, each other script on its own. A
// name carries the hash of its content, so it may be kept for ever.
type Static struct {
	urls  map[string]string // by plain name
	files map[string]*asset // by address
}

type asset struct {
	kind  string // content type
	plain []byte
	gz    []byte // nil when packing does not pay
	tag   string // entity tag
	fixed bool   // the address holds the hash
}

// bundle is the one stylesheet.
const bundle = "ui.css"

// light is the stylesheet of pages that are read by a link: what they need of the kit and
// of screens, and no typeface to fetch.
const light = "light.css"

var lightStyles = []string{
	"tokens.css", "base.css", "frame.css", "notice.css", "form.css", "facts.css", "mark.css", "print.css", // of the kit
	"document.css", "ceremony.css", "initials.css",
}

// layers decides which rules win; each stylesheet says which layer it is in.
const layers = "@layer tokens, base, components, screens;\n"

var cssURL = regexp.MustCompile(`url\("([^":]+)"\)`)

// NewStatic collects files by their base names. Styles are joined in the order
// given, the kit's first; two other files of one name are an error.
func NewStatic(sources ...fs.FS) (*Static, error) {
	s := &Static{urls: map[string]string{}, files: map[string]*asset{}}
	if err := s.add("ui.js", ui.Script()); err != nil {
		return nil, err
	}
	css, lightCSS := bytes.NewBufferString(layers), bytes.NewBufferString(layers)
	for _, source := range append([]fs.FS{ui.Files}, sources...) {
		modules := map[string][]byte{} // one for each folder of scripts
		err := fs.WalkDir(source, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			content, err := fs.ReadFile(source, name)
			if err != nil {
				return err
			}
			switch path.Ext(name) {
			case ".css":
				content = ui.TrimStyle(content)
				css.Write(content)
				if slices.Contains(lightStyles, path.Base(name)) {
					lightCSS.Write(content)
				}
				return nil
			case ".js":
				if strings.HasPrefix(name, "vendor/") {
					return nil // part of the kit's script
				}
				if folder := path.Dir(name); folder != "." { // in the order of their names
					modules[path.Base(folder)+".js"] = append(modules[path.Base(folder)+".js"], content...)
					return nil
				}
				return s.add(name, ui.Trim(content))
			case ".woff2", ".svg":
				return s.add(path.Base(name), content)
			}
			return nil // licences and checksums stay inside
		})
		if err != nil {
			return nil, fmt.Errorf("collect assets: %w", err)
		}
		for name, module := range modules {
			if err := s.add(name, ui.Trim(module)); err != nil {
				return nil, err
			}
		}
	}
	var missing string
	joined := cssURL.ReplaceAllStringFunc(css.String(), func(use string) string {
		name := cssURL.FindStringSubmatch(use)[1]
		url, ok := s.urls[name]
		if !ok {
			missing = name
		}
		return `url("` + url + `")`
	})
	if missing != "" {
		return nil, fmt.Errorf("collect assets: a stylesheet uses %s, which nobody ships", missing)
	}
	if err := s.add(light, lightCSS.Bytes()); err != nil {
		return nil, err
	}
	return s, s.add(bundle, []byte(joined))
}

func (s *Static) add(name string, content []byte) error {
	if _, ok := s.urls[name]; ok {
		return fmt.Errorf("two assets are called %s", name)
	}
	sum := sha256.Sum256(content)
	hash := hex.EncodeToString(sum[:])[:12]
	kind := mime.TypeByExtension(path.Ext(name))
	switch path.Ext(name) { // not every system's table agrees
	case ".js":
		kind = "text/javascript; charset=utf-8"
	case ".woff2":
		kind = "font/woff2"
	}
	a := asset{kind: kind, plain: content, gz: gzipped(content), tag: `"` + hash + `"`}
	ext := path.Ext(name)
	url := "/assets/" + strings.TrimSuffix(name, ext) + "." + hash + ext
	s.urls[name] = url
	s.files["/assets/"+name] = &a
	fixed := a
	fixed.fixed = true
	s.files[url] = &fixed
	return nil
}

// gzipped is nil for what is packed already, such as fonts.
func gzipped(content []byte) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		panic(err) // the level is a constant of the package
	}
	_, _ = w.Write(content) // a buffer does not fail
	_ = w.Close()
	if b.Len() > len(content)*9/10 {
		return nil
	}
	return b.Bytes()
}

// URL is the address of the file with this name. An unknown name panics: it is
// a mistake in a template, and tests meet it.
func (s *Static) URL(name string) string {
	url, ok := s.urls[name]
	if !ok {
		panic("web: no asset " + name)
	}
	return url
}

// Names lists what is served, for tests.
func (s *Static) Names() []string {
	var names []string
	for name := range s.urls {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Use lets components find addresses by ui.URL.
func (s *Static) Use(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(ui.WithURLs(r.Context(), s.URL)))
	})
}

// ServeHTTP serves /assets/…. The plain name works too, but is asked for again
// each time.
func (s *Static) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a, ok := s.files[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("ETag", a.tag)
	h.Add("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "no-cache")
	if a.fixed {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if strings.Contains(r.Header.Get("If-None-Match"), a.tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := a.plain
	if a.gz != nil && acceptsGzip(r) {
		h.Set("Content-Encoding", "gzip")
		body = a.gz
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method != http.MethodHead {
		w.Write(body) // the reader may have gone
	}
}

// acceptsGzip reads the list without weights: nobody sends gzip;q=0 but tests.
func acceptsGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if name == "gzip" && strings.TrimSpace(weight) != "q=0" {
			return true
		}
	}
	return false
}
