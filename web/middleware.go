package web

import (
	"crypto/rand"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/klauspost/compress/gzhttp"

	"demarc/internal/fault"
	"demarc/web/page"
)

// policy lets a page load our own files and nothing else, run no inline code,
// post only to us, and stand in nobody's frame.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; manifest-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"

// middlewareFunc wraps a handler.
type middlewareFunc = func(http.Handler) http.Handler

// logged gives each request an id and writes one line when it ends: ids, the
// route's pattern, figures. Paths may carry tokens, so the pattern stands in.
func logged(log *slog.Logger) middlewareFunc {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			start := time.Now()
			r = page.Begin(r, rand.Text())
			w.Header().Set("X-Request-Id", page.RequestID(r))
			ww := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
			defer func() {
				attrs := []slog.Attr{
					slog.String("id", page.RequestID(r)),
					slog.String("method", r.Method),
					slog.String("route", route(r)),
					slog.Int("status", status(ww)),
					slog.Int("bytes", ww.BytesWritten()),
					slog.Duration("took", time.Since(start)),
				}
				level := slog.LevelInfo
				if err := page.Failure(r); err != nil {
					level = slog.LevelError
					attrs = append(attrs, slog.String("err", err.Error()))
				}
				log.LogAttrs(r.Context(), level, "request", attrs...)
			}()
			next.ServeHTTP(ww, r)
		})
	}
}

// route is the pattern that matched, known once the router has run.
func route(r *http.Request) string {
	if rc := chi.RouteContext(r.Context()); rc != nil && rc.RoutePattern() != "" {
		return rc.RoutePattern()
	}
	return "-"
}

func status(w middleware.WrapResponseWriter) int {
	if w.Status() == 0 { // nothing was written: the reader went away
		return 499
	}
	return w.Status()
}

// behind has the requests of trusted proxies counted, limited and recorded under the
// address they speak for.
func behind(proxies []netip.Prefix) middlewareFunc {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			page.SetProxies(r, proxies)
			next.ServeHTTP(w, r)
		})
	}
}

// recovered turns a panic into the 500 page. The stack goes to the log only.
func recovered(log *slog.Logger) middlewareFunc {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			defer func() {
				p := recover()
				if p == nil {
					return
				}
				if p == http.ErrAbortHandler { //nolint:errorlint // a panic's value, compared as net/http does
					panic(p)
				}
				log.LogAttrs(r.Context(), slog.LevelError, "panic",
					slog.String("id", page.RequestID(r)), slog.Any("value", p), slog.String("stack", string(debug.Stack())))
				if ww, ok := w.(middleware.WrapResponseWriter); ok && ww.Status() != 0 {
					panic(http.ErrAbortHandler) // half an answer is out: cut it, so that nobody takes it for whole
				}
				page.Fail(w, r, panicked{})
			}()
			next.ServeHTTP(w, r)
		})
	}
}

type panicked struct{}

func (panicked) Error() string { return "panic; its stack is in the line before" }

// secured sets the headers every answer carries. https adds the promise to stay
// there.
func secured(https bool) middlewareFunc {
	// Under no-referrer a form's Origin is null; without https there is no
	// Sec-Fetch-Site either, and guarded would refuse our own forms.
	referrer := "same-origin"
	if https {
		referrer = "no-referrer"
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			h := w.Header()
			h.Set("Content-Security-Policy", policy)
			h.Set("X-Content-Type-Options", "nosniff")
			h.Set("X-Frame-Options", "DENY") // for browsers without frame-ancestors
			h.Set("Referrer-Policy", referrer)
			h.Set("Cross-Origin-Opener-Policy", "same-origin")
			h.Set("Cross-Origin-Resource-Policy", "same-origin")
			h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
			if https {
				h.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
			}
			next.ServeHTTP(w, r)
		})
	}
}

// limited caps the body. Uploads set their own, larger limit by route: the
// smaller of two nested limits would win, so they stand outside this one.
func limited(bytes int64) middlewareFunc {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.Body = http.MaxBytesReader(w, r.Body, bytes)
			next.ServeHTTP(w, r)
		})
	}
}

// hosted answers only under the base address's host, so that no link we mail is
// ever built for, and no cookie ever set on, another name. On a loopback
// address any loopback name will do.
func hosted(base *url.URL) middlewareFunc {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if sameHost(r.Host, base.Host) {
				next.ServeHTTP(w, r)
				return
			}
			http.Error(w, "This server does not answer under that name.", http.StatusMisdirectedRequest)
		})
	}
}

func sameHost(asked, ours string) bool {
	if strings.EqualFold(asked, ours) {
		return true
	}
	askedName, askedPort := split(asked)
	ourName, ourPort := split(ours)
	return loopback(ourName) && loopback(askedName) && askedPort == ourPort
}

func split(host string) (name, port string) {
	if name, port, err := net.SplitHostPort(host); err == nil {
		return name, port
	}
	return strings.Trim(host, "[]"), ""
}

func loopback(name string) bool {
	ip := net.ParseIP(name)
	return name == "localhost" || ip != nil && ip.IsLoopback()
}

// packed compresses pages. Streams are left alone: a packer holds events back. What is
// read by a link is packed as tight as can be: it is long, and the line may be poor.
func packed() (middlewareFunc, error) {
	usual, err := packer(5)
	if err != nil {
		return nil, err
	}
	tight, err := packer(9)
	if err != nil {
		return nil, err
	}
	return func(next http.Handler) http.Handler {
		usual, tight := usual(next), tight(next)
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasPrefix(r.URL.Path, "/s/") {
				tight(w, r)
				return
			}
			usual(w, r)
		})
	}, nil
}

func packer(level int) (func(http.Handler) http.HandlerFunc, error) {
	return gzhttp.NewWrapper(
		gzhttp.MinSize(1024),
		gzhttp.CompressionLevel(level),
		gzhttp.ContentTypes([]string{"text/html", "text/csv", "text/plain", "application/json", "image/svg+xml"}),
	)
}

// guarded refuses what another site makes a browser send here, instead of
// tokens in forms.
func guarded(base *url.URL) (middlewareFunc, error) {
	guard := http.NewCrossOriginProtection()
	if base.Scheme == "https" { // a proxy may have changed Host; the public origin is ours
		if err := guard.AddTrustedOrigin(base.Scheme + "://" + base.Host); err != nil {
			return nil, err
		}
	}
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page.Fail(w, r, fault.New(fault.Forbidden, "This was sent from another site, so nothing was done. Open the page here and send it again."))
	}))
	return guard.Handler, nil
}
