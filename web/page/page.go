// Package page is what all handlers share: a handler that returns an error, a
// page rendered whole before its first byte, redirects that carry a notice, and
// forms read into plain values. It turns a fault into a page, a fragment or a
// line; it knows no screen, no act and no store. Start with Handler.
package page

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"github.com/a-h/templ"

	"demarc/web/ui"
)

// Handler answers a request or says why not.
type Handler func(w http.ResponseWriter, r *http.Request) error

// ServeHTTP runs the handler; what it returns becomes the answer by Fail.
func (h Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := h(w, r); err != nil {
		Fail(w, r, err)
	}
}

// New starts a page of this request: viewer, theme, address and the notices
// left by the request before, which are shown once. context is what the page is
// about, near to far.
func New(r *http.Request, title string, context ...string) ui.Page {
	c := of(r)
	return ui.Page{
		Title:   title,
		Context: context,
		Viewer:  c.viewer,
		Brand:   c.brand,
		Look:    c.lookOf(),
		Theme:   theme(r),
		Path:    r.URL.Path,
		Notices: c.popNotices(r.Context()),
	}
}

// theme is the choice kept in the browser; anything else follows the system.
func theme(r *http.Request) string {
	if c, err := r.Cookie("theme"); err == nil && (c.Value == "light" || c.Value == "dark") {
		return c.Value
	}
	return ""
}

// IsFragment tells whether htmx asks for a part of a page rather than a page.
func IsFragment(r *http.Request) bool {
	return r.Header.Get("HX-Request") == "true" && r.Header.Get("HX-Request-Type") != "full"
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Render writes the components one after the other: a page, or a fragment with
// its partials. Nothing is sent before all of it is rendered, so a template that
// fails is a clean 500.
func Render(w http.ResponseWriter, r *http.Request, status int, parts ...templ.Component) error {
	b := buffers.Get().(*bytes.Buffer)
	defer func() {
		if b.Cap() < 1<<20 { // a rare giant is not kept
			b.Reset()
			buffers.Put(b)
		}
	}()
	b.Reset()
	for _, part := range parts {
		if err := part.Render(r.Context(), b); err != nil {
			return fmt.Errorf("render: %w", err) // without the path, which may carry a token
		}
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	h.Add("Vary", "HX-Request")
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-store")
	}
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		w.Write(b.Bytes()) // the reader may have gone; there is nobody to tell
	}
	return nil
}

// Redirect sends the browser to a page of ours after an act, with the notices
// to show there. htmx follows by loading the page whole.
func Redirect(w http.ResponseWriter, r *http.Request, to string, notices ...ui.Notice) error {
	if !IsLocal(to) {
		return fmt.Errorf("redirect: not a path of ours")
	}
	if err := of(r).pushNotices(r.Context(), notices); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	if r.Header.Get("HX-Request") == "true" {
		w.Header().Set("HX-Redirect", to)
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	w.Header().Set("Location", to)
	w.WriteHeader(http.StatusSeeOther)
	return nil
}

// Done is the notice after something worked.
func Done(text string) ui.Notice { return ui.Notice{Kind: "ok", Text: text} }

// Told is a notice of something to know.
func Told(text string) ui.Notice { return ui.Notice{Kind: "info", Text: text} }

// IsLocal tells whether target is a path on this host: what a ?next= may be.
// "//host", "/\host" and anything with a scheme lead elsewhere in a browser.
func IsLocal(target string) bool {
	if !strings.HasPrefix(target, "/") || strings.HasPrefix(target, "//") || len(target) > 2000 {
		return false
	}
	for _, c := range target {
		if c == '\\' || c < ' ' || c == 0x7f {
			return false
		}
	}
	u, err := url.Parse(target)
	return err == nil && u.Host == "" && u.Scheme == "" && !strings.HasPrefix(u.Path, "//")
}

// Next is the local path asked for in ?next= or a hidden field, or fallback.
func Next(r *http.Request, fallback string) string {
	if next := r.FormValue("next"); IsLocal(next) {
		return next
	}
	return fallback
}
