package probe_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestHeaders holds every kind of answer to the headers that protect it.
func TestHeaders(t *testing.T) {
	t.Parallel()
	for _, base := range []string{"http://demarc.test", "https://demarc.test"} {
		t.Run(base[:5], func(t *testing.T) {
			t.Parallel()
			p := newProbe(t, base, nil)
			want := map[string]string{
				"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
					"connect-src 'self'; form-action 'self'; manifest-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'",
				"X-Content-Type-Options":       "nosniff",
				"X-Frame-Options":              "DENY",
				"Referrer-Policy":              "same-origin",
				"Cross-Origin-Opener-Policy":   "same-origin",
				"Cross-Origin-Resource-Policy": "same-origin",
				"Strict-Transport-Security":    "",
			}
			if strings.HasPrefix(base, "https") {
				want["Referrer-Policy"], want["Strict-Transport-Security"] = "no-referrer", "max-age=63072000; includeSubDomains"
			}
			owner, e := p.people["owner"], "/e/"+string(p.draft.ID)
			for _, ask := range []struct {
				what   string
				status int
				answer probeAnswer
			}{
				{"home", 200, p.ask(nil, "GET", "/", nil)},
				{"page", 200, p.ask(owner, "GET", e, nil)},
				{"fragment", 200, p.ask(owner, "GET", e+"/matrix", nil, "HX-Request", "true", "HX-Request-Type", "partial")},
				{"stream", 200, p.ask(owner, "GET", e+"/live", nil)},
				{"file", 200, p.ask(owner, "GET", "/e/"+string(p.force.ID)+"/v/1/agreement.pdf", nil)},
				{"export", 200, p.ask(owner, "GET", e+"/draft/matrix.csv", nil)},
				{"asset", 200, p.ask(nil, "GET", "/assets/ui.css", nil)},
				{"health", 200, p.ask(nil, "GET", "/healthz", nil)},
				{"sign in", 303, p.ask(nil, "GET", e, nil)},
				{"sign in by htmx", 204, p.ask(nil, "GET", e, nil, "HX-Request", "true")},
				{"no page", 404, p.ask(owner, "GET", "/nowhere", nil)},
				{"no asset", 404, p.ask(owner, "GET", "/assets/nothing.js", nil)},
				{"not theirs", 404, p.ask(owner, "GET", "/e/"+string(p.elsewhere.ID), nil)},
				{"not by their role", 403, p.ask(p.people["reader"], "POST", e+"/terms", nil)},
				{"no such method", 405, p.ask(owner, "DELETE", "/places", nil)},
				{"form's address", 404, p.ask(owner, "GET", "/settings/members/invite", nil)},
				{"wrong field", 422, p.ask(owner, "POST", "/clients", nil)},
				{"too large", 413, p.ask(owner, "POST", "/clients", values("name", strings.Repeat("x", 1<<20)))},
				{"another site", 403, p.ask(owner, "POST", "/clients", nil, "Sec-Fetch-Site", "cross-site")},
				{"another host", 421, p.ask(owner, "GET", "/", nil, "Host", "evil.example")},
				{"bad link", 404, p.ask(nil, "GET", "/s/nonsense", nil)},
			} {
				if ask.answer.status != ask.status {
					t.Errorf("%s: %s, want %d", ask.what, ask.answer, ask.status)
				}
				for name, value := range want {
					if got := strings.Join(ask.answer.header.Values(name), " and "); got != value {
						t.Errorf("%s: %s: %q, want %q", ask.what, name, got, value)
					}
				}
				kind := ask.answer.header.Get("Content-Type")
				if cache := ask.answer.header.Get("Cache-Control"); strings.HasPrefix(kind, "text/html") && cache != "no-store" {
					t.Errorf("%s may be kept: %q", ask.what, cache)
				}
				if strings.Contains(ask.answer.body, "<style") || regexp.MustCompile(`(?i)\son\w+=|\sstyle=`).MatchString(ask.answer.body) && kind == "text/html; charset=utf-8" {
					t.Errorf("%s has what the policy forbids", ask.what)
				}
			}
		})
	}
}

// TestCookie: one cookie, which scripts cannot read and other sites cannot send; with
// https it is bound to this host.
func TestCookie(t *testing.T) {
	t.Parallel()
	for base, want := range map[string]string{
		"http://demarc.test":  `^demarc=[\w-]{43}; Path=/; Expires=[^;]+; Max-Age=86400; HttpOnly; SameSite=Lax$`,
		"https://demarc.test": `^__Host-demarc=[\w-]{43}; Path=/; Expires=[^;]+; Max-Age=86400; HttpOnly; Secure; SameSite=Lax$`,
	} {
		p := newProbe(t, base, nil)
		a := p.ask(&probePerson{}, "POST", p.people["owner"].sample, nil)
		if got := a.header.Values("Set-Cookie"); len(got) != 1 || !regexp.MustCompile(want).MatchString(got[0]) {
			t.Errorf("%s: %q", base, got)
		}
		if got := p.ask(&probePerson{}, "GET", "/", nil).header.Values("Set-Cookie"); len(got) != 0 {
			t.Errorf("a visitor gets %q", got)
		}
	}
}

// TestOtherSites: no form works when another site sends it, and no name but ours is
// answered.
func TestOtherSites(t *testing.T) {
	t.Parallel()
	p := newProbe(t, "http://demarc.test", nil)
	rows := probeRows(t)
	for _, key := range slices.Sorted(keysOf(rows)) {
		row := rows[key]
		if row.method != "POST" {
			continue
		}
		path, form := p.request(row, "owner")
		before := p.digest()
		for _, header := range [][]string{
			{"Sec-Fetch-Site", "cross-site"},
			{"Sec-Fetch-Site", "same-site", "Origin", "http://evil.demarc.test"},
			{"Origin", "https://evil.example"},
			{"Origin", "null"},
			{"Origin", "https://demarc.test:8443"},
		} {
			a := p.ask(p.people["owner"], "POST", path, form, header...)
			if a.status != http.StatusForbidden || !strings.Contains(a.body, "sent from another site") {
				t.Errorf("%s with %q: %s", key, header, a)
			}
		}
		if p.digest() != before {
			t.Errorf("%s: something changed", key)
		}
	}
	for _, host := range []string{"evil.example", "demarc.test.evil.example", "demarc.test:8080", "127.0.0.1", ""} {
		if a := p.ask(p.people["owner"], "GET", "/clients", nil, "Host", host); a.status != http.StatusMisdirectedRequest && host != "" {
			t.Errorf("as %q: %s", host, a)
		}
	}
}

// TestNext: what says where to go next only ever leads to a page of ours.
func TestNext(t *testing.T) {
	t.Parallel()
	p := newProbe(t, "http://demarc.test", nil)
	for _, next := range []string{
		"//evil.example", `/\evil.example`, `\\evil.example`, "https://evil.example", "https:evil.example", "http:/evil.example", "javascript:probe()", "data:text/html,x",
		"/\t/evil.example", "/\n/evil.example", "\t//evil.example", " //evil.example", "evil.example", "@evil.example", "/%0d%0aSet-Cookie: probe=1", "///evil.example", "//demarc.test@evil.example", "", "/\x00//evil.example",
	} {
		who := &probePerson{}
		q := "next=" + url.QueryEscape(next)
		for _, a := range []probeAnswer{
			p.ask(who, "POST", p.people["owner"].sample+"?"+q, nil),
			p.ask(who, "GET", "/signin?"+q, nil),
			p.ask(who, "POST", "/places", values("membership", p.people["owner"].Membership, "next", next)),
			p.ask(who, "GET", "/signup?"+q, nil),
			p.ask(who, "POST", "/e/"+string(p.draft.ID)+"/matrix/functions/"+string(p.function().ID)+"/restore", values("next", next, "rev", fmt.Sprint(p.function().Rev))),
			p.ask(who, "POST", "/signout", values("next", next)),
			p.ask(nil, "POST", "/signin/code", values("email", "nobody@nowhere.example", "next", next)),
			p.ask(nil, "GET", "/clients", nil, "HX-Request", "true", "HX-Current-URL", next),
		} {
			for _, to := range []string{a.to, a.header.Get("HX-Redirect")} {
				at, err := p.config.Base.Parse(to)
				if err != nil || at.Host != p.config.Base.Host || at.Scheme != "http" || strings.ContainsAny(to, "\\\t\r\n") || strings.HasPrefix(to, "//") {
					t.Errorf("next=%q leads to %q", next, to)
				}
			}
			if strings.Contains(a.body, `href="https://evil`) || strings.Contains(a.body, `href="//evil`) || len(a.header.Values("Set-Cookie")) > 1 {
				t.Errorf("next=%q is in the page", next)
			}
		}
	}
	if a := p.ask(&probePerson{}, "POST", p.people["owner"].sample+"?next=/clients%3Fname=x", nil); a.to != "/clients?name=x" {
		t.Errorf("a page of ours: %s", a)
	}
}
