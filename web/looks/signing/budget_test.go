package signing_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"demarc/internal/app/apptest"
)

// light is what a page behind a link may take over the air, with all that it loads but
// pictures.
const light = 60_000

// reader is a browser that counts what it fetches.
type reader struct {
	t    *testing.T
	base string
	http http.Client
}

// page fetches a page and all that it loads, packed as it is sent.
func (r *reader) page(name, method, path string, form url.Values) (body string) {
	r.t.Helper()
	body, total := r.fetch(method, path, form)
	told := ""
	for _, m := range regexp.MustCompile(`<(?:link rel="(?:stylesheet|preload)"|script)[^>]*? (?:href|src)="([^"]+)"`).FindAllStringSubmatch(body, -1) {
		file, n := r.fetch(http.MethodGet, m[1], nil)
		total += n
		told += " " + m[1]
		if strings.Contains(file, "url(") {
			r.t.Errorf("%s: %s has the browser fetch more", name, m[1])
		}
	}
	if !strings.Contains(told, "light.") {
		r.t.Errorf("%s: no stylesheet was counted", name)
	}
	if total > light {
		r.t.Errorf("%s takes %d bytes, %d too many, with%s", name, total, total-light, told)
	}
	r.t.Logf("%-12s %6d bytes with%s", name, total, told)
	return body
}

// fetch gives what came, unpacked, and how many bytes that was on the way.
func (r *reader) fetch(method, path string, form url.Values) (body string, sent int) {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), method, r.base+path, strings.NewReader(form.Encode()))
	apptest.Must(r.t, err)
	req.Header.Set("Accept-Encoding", "gzip")
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := r.http.Do(req)
	apptest.Must(r.t, err)
	defer func() { _ = res.Body.Close() }()
	packed, err := io.ReadAll(res.Body)
	apptest.Must(r.t, err)
	if res.StatusCode >= http.StatusInternalServerError || res.StatusCode == http.StatusNotFound {
		r.t.Fatalf("%s %s answers %d", method, path, res.StatusCode)
	}
	return unpacked(r.t, res.Header, packed), len(packed)
}

// TestLight holds every page of the ceremony to 60 kB, styles and scripts counted.
func TestLight(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.Send(t, s.Owner, s.it)
	s.link(apptest.Dana.Email)
	s.resend() // the brief is longest where there is something to compare with
	at := strings.TrimPrefix(s.link(apptest.Dana.Email), s.base)
	jar, err := cookiejar.New(nil)
	apptest.Must(t, err)
	r := &reader{t: t, base: s.base, http: http.Client{Jar: jar}}
	get := func(name, path string) string { return r.page(name, http.MethodGet, path, nil) }
	get("arrive", at)
	before := s.Codes(t, apptest.Dana.Email)
	r.page("code", http.MethodPost, at, nil)
	r.page("code-wrong", http.MethodPost, at+"/code", url.Values{"code": {"1"}})
	read := r.page("read", http.MethodPost, at+"/code", url.Values{"code": {s.Code(t, apptest.Dana.Email, before)}})
	for _, name := range []string{"changes", "phone", "question", "delegate", "decline"} {
		get(name, at+"/"+name)
	}
	on := regexp.MustCompile(`href="(/s/[^"]*/sign\?[^"]*)"`).FindStringSubmatch(read)
	if on == nil {
		t.Fatal("the document has no way on")
	}
	page := get("sign", strings.ReplaceAll(on[1], "&amp;", "&"))
	form := url.Values{"typed": {apptest.Dana.Name}, "title": {apptest.Dana.Title}}
	for _, m := range regexp.MustCompile(`<input[^>]*type="(hidden|checkbox)"[^>]*>`).FindAllStringSubmatch(page, -1) {
		name, value := attribute(m[0], "name"), attribute(m[0], "value")
		form.Add(name, value)
	}
	if body := r.page("confirm", http.MethodPost, at+"/sign", form); !strings.Contains(body, "Nothing is signed yet.") {
		t.Fatal("the last look did not come")
	}
	form.Set("confirmed", "yes")
	r.page("done", http.MethodPost, at+"/sign", form)
	s.Sign(t, apptest.Nora)
	s.Settled(t)
	if body := get("done-sealed", at+"/done"); !strings.Contains(body, "Check it at any time") {
		t.Error("it is not sealed")
	}
	get("read-again", at+"/read")
}

func unpacked(t *testing.T, h http.Header, body []byte) string {
	t.Helper()
	if h.Get("Content-Encoding") != "gzip" {
		return string(body)
	}
	z, err := gzip.NewReader(bytes.NewReader(body))
	apptest.Must(t, err)
	plain, err := io.ReadAll(z)
	apptest.Must(t, err)
	return string(plain)
}

func attribute(tag, name string) string {
	m := regexp.MustCompile(` ` + name + `="([^"]*)"`).FindStringSubmatch(tag)
	if m == nil {
		return ""
	}
	return m[1]
}
