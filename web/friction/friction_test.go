package friction_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"demarc/internal/access"
	"demarc/internal/app/apptest"
	"demarc/internal/browsertest"
	"demarc/internal/live"
	"demarc/internal/raci"
	"demarc/internal/store"
	"demarc/internal/store/storetest"
	"demarc/web"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// scene is an engagement and the site over it.
type scene struct {
	*apptest.Scene
	t    *testing.T
	it   access.Actor
	base string
}

func open(t *testing.T) *scene {
	t.Helper()
	s := &scene{Scene: apptest.New(t), t: t}
	s.it = s.Partner(t, access.ITLead, "Priya Shah")
	srv := httptest.NewUnstartedServer(nil)
	s.base = "http://" + srv.Listener.Addr().String()
	log := slog.New(slog.DiscardHandler)
	base, err := url.Parse(s.base)
	apptest.Must(t, err)
	srv.Config.Handler, err = web.New(web.Config{App: s.App, Sessions: s.DB.Sessions(), Live: live.New(s.OwnerURL, log), Base: base, Log: log, Ready: s.DB.Ping})
	apptest.Must(t, err)
	srv.Start()
	t.Cleanup(srv.Close)
	return s
}

// link is a way in for a person, with the address confirmed.
func (s *scene) link(who access.Actor) string {
	s.t.Helper()
	link, err := store.NewSecret(who.MSP)
	apptest.Must(s.t, err)
	apptest.Must(s.t, s.DB.AddSampleLink(s.t.Context(), who.User, link.Token, 24*time.Hour))
	return "/in/" + link.Token
}

// signIn opens the site for a person in a browser.
func (s *scene) signIn(b *browsertest.Browser, who access.Actor, width int) *browsertest.Page {
	p := b.Person(s.t, fmt.Sprint(who.Role, width), width, 800)
	p.Open(s.base + s.link(who))
	p.Click("main form button[type=submit]")
	return p
}

// fetcher signs in without a browser and reads pages.
func (s *scene) fetcher(who access.Actor) func(path string) (int, string) {
	s.t.Helper()
	jar := map[string]string{}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	do := func(method, path string, form url.Values) (int, string) {
		req, err := http.NewRequestWithContext(s.t.Context(), method, s.base+path, strings.NewReader(form.Encode()))
		apptest.Must(s.t, err)
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for name, value := range jar {
			req.AddCookie(&http.Cookie{Name: name, Value: value})
		}
		res, err := client.Do(req)
		apptest.Must(s.t, err)
		defer res.Body.Close()
		for _, c := range res.Cookies() {
			jar[c.Name] = c.Value
		}
		text, err := io.ReadAll(res.Body)
		apptest.Must(s.t, err)
		return res.StatusCode, string(text)
	}
	if code, _ := do(http.MethodPost, s.link(who), nil); code != http.StatusSeeOther {
		s.t.Fatalf("sign in: %d", code)
	}
	return func(path string) (int, string) { return do(http.MethodGet, path, nil) }
}

func (s *scene) row(key raci.FunctionKey) (raci.Matrix, raci.Function) {
	s.t.Helper()
	d, err := s.Matrices.Open(s.t.Context(), s.Owner, s.Engagement.ID)
	apptest.Must(s.t, err)
	i := slices.IndexFunc(d.Matrix.Functions, func(f raci.Function) bool { return f.Key == key })
	return d.Matrix, d.Matrix.Functions[i]
}

// answer makes a kind of stakeholder answer for a row.
func (s *scene) answer(who access.Actor, key raci.FunctionKey, kind raci.Kind) {
	s.t.Helper()
	m, f := s.row(key)
	c, _ := m.Standard(kind)
	_, err := s.Matrices.Assign(s.t.Context(), who, s.Engagement.ID, f.ID, c.ID, raci.AccountableAndDoing, f.Rev)
	apptest.Must(s.t, err)
}

func (s *scene) agree(who access.Actor, key raci.FunctionKey) {
	s.t.Helper()
	_, f := s.row(key)
	_, err := s.Matrices.Agree(s.t.Context(), who, s.Engagement.ID, f.ID, true, f.Rev)
	apptest.Must(s.t, err)
}

func (s *scene) dispute(who access.Actor, key raci.FunctionKey, why string) {
	s.t.Helper()
	_, f := s.row(key)
	_, err := s.Matrices.Dispute(s.t.Context(), who, s.Engagement.ID, f.ID, why)
	apptest.Must(s.t, err)
}

func (s *scene) days(n int) { s.Clock.Advance(time.Duration(n) * 24 * time.Hour) }

// story is two months of two teams.
func (s *scene) story() {
	s.t.Helper()
	s.Fill(s.t, s.Owner)
	s.AgreeAll(s.t, s.Owner)
	s.days(3)
	for range 2 {
		s.answer(s.it, "bk-test", raci.InternalIT)
		s.answer(s.Owner, "bk-test", raci.MSPTeam)
	}
	s.agree(s.it, "bk-test")
	s.agree(s.Owner, "bk-test")
	s.dispute(s.it, "bk-monitor", "We read those reports ourselves.")
	s.days(20)
	_, rows, err := s.Matrices.Ready(s.t.Context(), s.it, s.Engagement.ID)
	apptest.Must(s.t, err)
	shown := map[raci.FunctionID]int{}
	for _, f := range rows[:len(rows)*2/3] {
		shown[f.ID] = f.Rev
	}
	_, _, err = s.Matrices.AgreeAll(s.t.Context(), s.it, s.Engagement.ID, shown)
	apptest.Must(s.t, err)
	s.days(14)
	for _, key := range []raci.FunctionKey{"bk-test", "hd-intake", "hd-tier1", "ep-standard"} {
		if _, f := s.row(key); f.Settled() {
			s.answer(s.it, key, raci.InternalIT)
			s.dispute(s.it, key, "That is our desk's.")
		}
	}
	s.days(25)
	s.dispute(s.Owner, "vn-register", "Who tells us?")
	s.days(6)
}

// TestPage: before anything happened the page says what will be here; afterwards both
// sides read the same words, and nobody else reads any.
func TestPage(t *testing.T) {
	t.Parallel()
	s := open(t)
	at := "/e/" + string(s.Engagement.ID) + "/friction"
	code, body := s.fetcher(s.it)(at)
	if code != http.StatusOK || !strings.Contains(body, "Nothing has rubbed yet") || strings.Contains(body, "View as table</summary>") && !strings.Contains(body, "Who answers for what") {
		t.Errorf("empty: %d", code)
	}
	s.story() // sessions do not last as long as it
	owner, it, stranger := s.fetcher(s.Owner), s.fetcher(s.it), s.fetcher(s.Stranger)
	for name, get := range map[string]func(string) (int, string){"owner": owner, "it": it} {
		code, body := get(at)
		for _, want := range []string{
			"Restore testing", "changed hands", "Talk about it instead of clicking.", `role="img"`, "wait for an answer of Alder Foods", "Functions worth ten minutes",
			at + "/areas.csv", at + "/functions.csv", at + "/progress.csv", at + "/ownership.csv", at + "/people.csv", "What rests on whom", `href="/e/` + string(s.Engagement.ID) + `/matrix?area=backup"`,
		} {
			if code != http.StatusOK || !strings.Contains(body, want) {
				t.Errorf("%s: %d, the page lacks %q", name, code, want)
			}
		}
		for _, never := range []string{"style=", "<script>", "Nora Adeyemi did", "Priya Shah changed"} {
			if strings.Contains(body, never) {
				t.Errorf("%s: the page has %q", name, never)
			}
		}
		if code, csv := get(at + "/functions.csv"); code != http.StatusOK || !strings.HasPrefix(csv, "\ufeffFunction,Area,Disputes") {
			t.Errorf("%s: %d %.60q", name, code, csv)
		}
	}
	for _, path := range []string{at, at + "/areas.csv", at + "/salaries.csv"} {
		if code, _ := stranger(path); code != http.StatusNotFound {
			t.Errorf("%s for another MSP: %d", path, code)
		}
	}
	if _, body := owner("/e/" + string(s.Engagement.ID)); !strings.Contains(body, at) {
		t.Error("the hub does not lead here")
	}
}

const (
	overflow = `[...document.querySelectorAll("main *")].filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1
		&& !e.closest(".table-wrap, .tabs, svg")).map(e => e.tagName + "." + e.className).slice(0, 5).join(" ")
		|| (document.documentElement.scrollWidth > document.documentElement.clientWidth ? "the page" : "")`
	small = `[...document.querySelectorAll("main a, main summary")].filter(e => { const r = e.getBoundingClientRect(); return r.width && !e.closest(".tabs, .crumbs") && r.height < 24 }).map(e => e.outerHTML.slice(0, 90)).slice(0, 5).join(" ")`
)

// TestInBrowser looks at every state on a desk, on the smallest phones, in the dark and
// on paper.
func TestInBrowser(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	s := open(t)
	look := func(p *browsertest.Page, name string) {
		t.Helper()
		if wide := p.Eval(overflow); wide != "" {
			t.Errorf("%s is too wide: %v", name, wide)
		}
		if tiny := p.Eval(small); tiny != "" {
			t.Errorf("%s has targets under 24 pixels: %v", name, tiny)
		}
		p.Axe(t)
		p.Clean(t)
		p.Shot("friction-" + name)
	}
	at := s.base + "/e/" + string(s.Engagement.ID) + "/friction"
	p := s.signIn(b, s.Owner, 1280)
	p.Open(at)
	look(p, "empty")
	s.story()
	p = s.signIn(b, s.Owner, 1280)
	p.Open(at)
	look(p, "desk")
	p.Eval(`document.querySelectorAll("main details").forEach(d => d.open = true)`)
	look(p, "tables")
	p.SetDark(true)
	p.Open(at)
	look(p, "dark")
	for _, width := range []int{390, 320} {
		phone := s.signIn(b, s.it, width)
		phone.Open(at)
		look(phone, map[int]string{390: "phone", 320: "small"}[width])
		phone.Eval(`document.querySelectorAll("main details").forEach(d => d.open = true)`)
		look(phone, map[int]string{390: "phone-tables", 320: "small-tables"}[width])
	}
}
