package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/audit"
	"demarc/internal/party"
	"demarc/internal/signing"
	"demarc/internal/store"
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

// TestSessions follows a session through signing in, changing places, losing one, and
// signing out.
func TestSessions(t *testing.T) {
	t.Parallel()
	p := newProbe(t, "http://demarc.test", nil)
	dies := func(what, old string) {
		t.Helper()
		if a := p.ask(&probePerson{cookie: old}, "GET", "/places", nil); a.status != http.StatusSeeOther || !strings.HasPrefix(a.to, "/signin") {
			t.Errorf("%s: the old session still lives: %s", what, a)
		}
	}
	planted := "demarc=" + strings.Repeat("A", 43)
	victim := &probePerson{cookie: planted}
	p.ask(victim, "POST", "/signin", values("email", p.email("owner"), "password", probePassword))
	if victim.cookie == planted {
		t.Error("a planted session was signed in")
	}
	dies("planted", planted)

	// Somebody with two places.
	sam := p.people["stranger"]
	our := p.people["owner"].Actor
	second := store.NewID()
	must(t, p.DB.Change(t.Context(), access.SystemFor(our.MSP), func(tx *store.Tx) error {
		tx.AddMembership(sam.User, store.Place{Membership: second, MSP: our.MSP, MSPName: our.MSPName, Side: party.MSP, Role: access.Viewer})
		tx.RecordForMSP("", audit.MemberJoined, audit.Fact{Subject: string(sam.User), Label: sam.Name})
		return nil
	}))
	old := sam.cookie
	if a := p.ask(sam, "POST", "/places", values("membership", second)); a.to != "/" || sam.cookie == old {
		t.Fatalf("changing places: %s, a new session: %v", a, sam.cookie != old)
	}
	dies("the place before", old)
	at := "/e/" + string(p.draft.ID)
	if a := p.ask(sam, "GET", at, nil); a.status != http.StatusOK {
		t.Errorf("in the new place: %s", a)
	}
	if a := p.ask(sam, "GET", "/e/"+string(p.elsewhere.ID), nil); a.status != http.StatusNotFound {
		t.Errorf("the old place's things from the new one: %s", a)
	}
	if a := p.ask(sam, "POST", "/places", values("membership", our.Membership)); a.to != "/places" {
		t.Errorf("into somebody else's place: %s", a)
	}

	// The place ends: the very next request is refused, whatever it is.
	must(t, p.Accounts.EndMembership(t.Context(), our, "", second))
	before := p.digest()
	for _, path := range []string{at, at + "/matrix", at + "/live", at + "/draft/matrix.csv", "/clients", "/find?q=x"} {
		if a := p.ask(sam, "GET", path, nil); a.status != http.StatusSeeOther || !strings.HasPrefix(a.to, "/signin") {
			t.Errorf("after the place ended, GET %s: %s", path, a)
		}
	}
	if a := p.ask(sam, "POST", "/clients", values("name", "x")); a.status == http.StatusSeeOther && strings.HasPrefix(a.to, "/clients") || p.digest() != before {
		t.Errorf("after the place ended something was done: %s", a)
	}
	if a := p.ask(sam, "GET", "/signin", nil); !strings.HasPrefix(a.to, "/places") {
		t.Errorf("and then: %s", a)
	}

	// A role that changed counts at once, in both directions.
	lead := p.people["lead"]
	_, err := p.superExec(`update app.memberships set role = 'viewer' where id = $1`, lead.Membership)
	must(t, err)
	if a := p.ask(lead, "POST", "/clients", values("name", "x")); a.status != http.StatusSeeOther || !strings.HasPrefix(a.to, "/signin") {
		t.Errorf("with the role of before: %s", a)
	}
	p.ask(lead, "GET", "/signin", nil)
	if a := p.ask(lead, "POST", "/clients", values("name", "x")); a.status != http.StatusForbidden {
		t.Errorf("with the role of now: %s", a)
	}

	old = p.people["owner"].cookie
	p.ask(p.people["owner"], "POST", "/signout", nil)
	dies("signed out", old)
}

func (p *probe) superExec(sql string, args ...any) (int64, error) {
	p.digest() // opens the connection
	tag, err := p.super.Exec(p.t.Context(), sql, args...)
	return tag.RowsAffected(), err
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

// TestGuessing: passwords and codes can be tried a few times, from anywhere and at
// once, and no answer tells who has an account.
func TestGuessing(t *testing.T) {
	t.Parallel()
	p := newProbe(t, "http://demarc.test", nil)
	p.work()
	wrong := values("email", p.email("owner"), "password", "not my password at all")
	var mu sync.Mutex
	count := map[int]int{}
	var tries sync.WaitGroup
	for i := range 14 {
		tries.Go(func() {
			r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://demarc.test/signin", strings.NewReader(wrong.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.RemoteAddr = fmt.Sprintf("203.0.113.%d:1", i)
			a := p.send(nil, r, func() {})
			mu.Lock()
			defer mu.Unlock()
			count[a.status]++
		})
	}
	tries.Wait()
	if count[422] != 10 || count[429] != 4 {
		t.Errorf("14 guesses at once: %v, want 10 of 422 and 4 of 429", count)
	}
	right := values("email", p.email("owner"), "password", probePassword)
	if a := p.ask(nil, "POST", "/signin", right); a.status != 429 || !strings.Contains(a.body, "Wait 15 minutes") {
		t.Errorf("the right password after too many: %s %s", a, probeText(a.body))
	}
	p.Clock.Advance(16 * time.Minute)
	if a := p.ask(nil, "POST", "/signin", right); a.status != 303 {
		t.Errorf("after the wait: %s", a)
	}
	for i := range 51 { // one network, many accounts
		a := p.ask(nil, "POST", "/signin/code", values("email", fmt.Sprintf("n%d@nowhere.example", i)), "ip", "203.0.113.77")
		if want := map[bool]int{true: 303, false: 429}[i < 50]; a.status != want {
			t.Fatalf("try %d from one network: %s", i+1, a)
		}
	}

	sent := p.ask(nil, "POST", "/signin/code", values("email", p.email("stranger")))
	id := sent.to[strings.Index(sent.to, "id=")+3:]
	code := p.letter(p.email("stranger"), "Your sign-in code").Code
	for range 5 {
		if a := p.ask(nil, "POST", "/signin/code/check", values("id", id, "code", "000000")); a.status != 422 {
			t.Errorf("a wrong code: %s", a)
		}
	}
	if a := p.ask(nil, "POST", "/signin/code/check", values("id", id, "code", code)); a.status != 422 {
		t.Errorf("the right code after five wrong ones: %s", a)
	}
	again := func(advance time.Duration) int {
		sent := p.ask(nil, "POST", "/signin/code", values("email", p.email("stranger")))
		form := values("id", sent.to[strings.Index(sent.to, "id=")+3:], "code", p.letter(p.email("stranger"), "Your sign-in code").Code)
		p.Clock.Advance(advance)
		first := p.ask(nil, "POST", "/signin/code/check", form).status
		if second := p.ask(nil, "POST", "/signin/code/check", form).status; second != 422 {
			t.Errorf("a code used twice: %d", second)
		}
		return first
	}
	if got := again(0); got != 303 {
		t.Errorf("a right code: %d", got)
	}
	if got := again(11 * time.Minute); got != 422 {
		t.Errorf("a code of 11 minutes ago: %d", got)
	}

	p.Clock.Advance(16 * time.Minute)
	for _, form := range []struct {
		path string
		with func(email string) url.Values
	}{
		{"/signin", func(email string) url.Values { return values("email", email, "password", "not my password at all") }},
		{"/signin/code", func(email string) url.Values { return values("email", email) }},
		{"/signup", func(email string) url.Values {
			return values("msp", "M", "name", "N", "email", email, "password", probePassword)
		}},
	} {
		known, unknown := p.ask(nil, "POST", form.path, form.with(p.email("stranger"))), p.ask(nil, "POST", form.path, form.with("stranger@nowhere.example"))
		same := func(a probeAnswer) string {
			names := slices.Sorted(keysOf(a.header))
			return strings.NewReplacer("stranger@nowhere.example", "E", p.email("stranger"), "E").Replace(fmt.Sprint(a.status, probeIDs.ReplaceAllString(a.to, ""), a.same(), names))
		}
		if same(known) != same(unknown) {
			t.Errorf("%s tells who has an account:\n%s\n%s", form.path, same(known), same(unknown))
		}
	}
}

// TestLinks: a link that is not good any more says which way it ended.
func TestLinks(t *testing.T) {
	t.Parallel()
	p := newProbe(t, "http://demarc.test", nil)
	p.work()
	owner, ctx := p.people["owner"].Actor, t.Context()
	says := func(what, path string, status int, words string) {
		t.Helper()
		for _, method := range []string{"GET", "POST"} {
			a := p.ask(&probePerson{}, method, path, nil)
			if a.status != status || !strings.Contains(a.body, words) {
				t.Errorf("%s, %s: %s %s", what, method, a, probeText(a.body))
			}
		}
	}
	says("no token", "/join/nonsense", 404, "leads nowhere")
	says("no token", "/s/nonsense", 404, "leads nowhere")
	says("no token", "/in/nonsense", 404, "leads nowhere")
	says("a token of another kind", "/join/"+p.token, 404, "leads nowhere")
	other, err := store.NewSecret(owner.MSP)
	must(t, err)
	says("a token never given", "/s/"+other.Token, 404, "leads nowhere")
	says("a token never given", "/join/"+other.Token, 404, "leads nowhere")

	invited := func(email string) string {
		must(t, p.Accounts.Invite(ctx, owner, app.Invite{Email: email, Role: access.Viewer}))
		return "/join/" + p.link(email, "invites you")
	}
	used := invited("used@quillfeather.example")
	if a := p.ask(&probePerson{}, "POST", used, values("name", "New", "password", probePassword)); a.status != 303 {
		t.Fatalf("join: %s %s", a, probeText(a.body))
	}
	says("used", used, 410, "used already")
	late := invited("late@quillfeather.example")
	p.Clock.Advance(15 * 24 * time.Hour)
	says("expired", late, 410, "has ended")

	link := "/s/" + p.token
	lead := p.people["lead"].Actor
	must(t, p.Envelopes.Remind(ctx, lead, p.out.ID, p.round.ID, p.round.Waiting()[0].ID))
	token := p.link(p.round.Waiting()[0].Email, "asks you to sign")
	says("replaced by a reminder", link, 404, "leads nowhere")
	link = "/s/" + token
	if a := p.ask(nil, "GET", link, nil); a.status != 200 {
		t.Errorf("the reminder's link: %s", a)
	}
	p.Clock.Advance(15 * 24 * time.Hour) // the round lasts 30 days
	says("expired", link, 410, "")
	must(t, p.Envelopes.Void(ctx, lead, p.out.ID, p.round.ID, "Not now"))
	says("voided", link, 410, "withdrawn")

	round := p.send2(lead)
	token = p.link(round.Waiting()[0].Email, "asks you to sign")
	_, err = p.Ceremonies.Confirm(ctx, access.Request{}, token)
	must(t, err)
	_, err = p.Ceremonies.Decline(ctx, access.Request{}, token, "Not like this")
	must(t, err)
	says("declined", "/s/"+token, 410, "declined")
}

// send2 sends out once more, as it stands.
func (p *probe) send2(lead access.Actor) signing.Envelope {
	p.t.Helper()
	v, err := p.Envelopes.Prepare(p.t.Context(), lead, p.out.ID)
	must(p.t, err)
	env, err := p.Envelopes.Send(p.t.Context(), lead, p.out.ID, app.Send{Digest: v.Digest, Reason: "We talked about it.", Warned: v.Warned()})
	must(p.t, err)
	return env
}

// TestSecrets: after a full run no token, code or password lies in the database, and
// the log at its most talkative names nobody and tells no secret.
func TestSecrets(t *testing.T) {
	t.Parallel()
	p := newProbe(t, "http://demarc.test", nil)
	stop := p.work()
	secrets := map[string]string{probePassword: "a password", p.token: "a signing link"}
	for name, who := range p.people {
		_, value, _ := strings.Cut(who.cookie, "=")
		secrets[value] = "the session of " + name
		secrets[strings.TrimPrefix(who.sample, "/in/")] = "a sample link"
	}
	must(t, p.Accounts.Invite(t.Context(), p.people["owner"].Actor, app.Invite{Email: "new@quillfeather.example", Role: access.Viewer}))
	p.link("new@quillfeather.example", "invites you")
	p.ask(nil, "POST", "/signin/code", values("email", p.email("stranger")))
	p.letter(p.email("stranger"), "Your sign-in code")
	p.ask(nil, "POST", "/signup", values("msp", "Elderflower IT", "name", "Elderflower Ann", "email", "ann@elderflower.example", "password", "seven lamps and a new one"))
	p.letter("ann@elderflower.example", "Your sign-in code")
	secrets["seven lamps and a new one"] = "a password"
	for name, row := range probeRows(t) {
		path, form := p.request(row, "viewer")
		p.ask(p.people["viewer"], row.method, path, form)
		if strings.Contains(name, "{token}") {
			p.ask(nil, row.method, path+"x", form)
		}
	}
	stop()
	codes := 0
	p.post.mu.Lock()
	for _, m := range p.post.all {
		if i := strings.LastIndex(m.Letter.URL, "/"); i > 0 && strings.Count(m.Letter.URL, "/") == 4 {
			secrets[m.Letter.URL[i+1:]] = "a link in a letter about " + m.Subject
		}
		if m.Letter.Code != "" {
			secrets[m.Letter.Code] = "a code"
			codes++
		}
	}
	p.post.mu.Unlock()
	if codes < 2 || len(secrets) < 20 {
		t.Fatalf("only %d codes and %d secrets were made", codes, len(secrets))
	}
	stored, log := p.dump(), p.log.String()
	if !strings.Contains(stored, ourMSP) || !strings.Contains(stored, store.HashToken(p.token)) {
		t.Fatal("the dump does not have what is stored")
	}
	for secret, what := range secrets {
		find := regexp.MustCompile(`(^|[^0-9A-Za-z_.-])` + regexp.QuoteMeta(secret) + `($|[^0-9A-Za-z_-])`)
		for name, text := range map[string]string{"the database": stored, "the log": log} {
			if at := find.FindStringIndex(text); at != nil {
				t.Errorf("%s is in %s: %q", what, name, text[max(0, at[0]-100):min(len(text), at[1]+20)])
			}
		}
	}
	p.namesNobody(t)
	if !strings.Contains(log, `"route":"/s/{token}"`) {
		t.Error("the log does not have the requests")
	}
}

// namesNobody holds the log to ids: no name, no address of anybody.
func (p *probe) namesNobody(t *testing.T) {
	t.Helper()
	log := p.log.String()
	for _, word := range []string{ourMSP, ourClient, otherClient, otherMSP, othersClient, "elderflower", ".example"} {
		if at := strings.Index(strings.ToLower(log), strings.ToLower(word)); at >= 0 {
			t.Errorf("the log says %s: %q", word, log[max(0, at-200):min(len(log), at+50)])
		}
	}
}

// dump is everything in the database as text, a value a line.
func (p *probe) dump() string {
	p.t.Helper()
	p.digest() // opens the connection
	var query string
	must(p.t, p.super.QueryRow(p.t.Context(), `
		select string_agg(format('select %L || %I::text from %I.%I where %I is not null', table_name || '.' || column_name || ': ', column_name, table_schema, table_name, column_name), ' union all ')
		  from information_schema.columns where table_schema not in ('pg_catalog', 'information_schema')
		   and data_type in ('text', 'character varying', 'jsonb', 'json', 'ARRAY')`).Scan(&query))
	var b strings.Builder
	rows, err := p.super.Query(p.t.Context(), query)
	must(p.t, err)
	var line string
	for rows.Next() {
		must(p.t, rows.Scan(&line))
		b.WriteString(line + "\n")
	}
	must(p.t, rows.Err())
	must(p.t, p.super.QueryRow(p.t.Context(), `
		select string_agg(format('select %I from %I.%I where %I is not null', column_name, table_schema, table_name, column_name), ' union all ')
		  from information_schema.columns where table_schema not in ('pg_catalog', 'information_schema') and data_type = 'bytea'`).Scan(&query))
	rows, err = p.super.Query(p.t.Context(), query)
	must(p.t, err)
	var bytes []byte
	for rows.Next() {
		must(p.t, rows.Scan(&bytes))
		b.Write(append(bytes, '\n'))
	}
	must(p.t, rows.Err())
	return b.String()
}
