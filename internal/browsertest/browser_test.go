package browsertest

import (
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"demarc/internal/pgembed"
)

const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'"

// site is a small site under a strict policy: a good page with a form, and a
// bad one.
func site(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	page := func(pattern, title, body string) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Security-Policy", policy)
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprintf(w, `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>%s</title><link rel="stylesheet" href="/style.css"><script src="/script.js" defer></script><main>%s</main></html>`, title, body)
		})
	}
	page("GET /good", "Good", `<h1>Good page</h1>
		<form method="post" action="/said"><label>Name <input name="name" value="old"></label>
		<label>Day <input type="date" name="day"></label>
		<label>Side <select name="side"><option value="m">MSP</option><option value="c">Client</option></select></label>
		<label><input type="checkbox" name="agreed" value="yes"> Agreed</label>
		<label>File <input type="file" name="file"></label>
		<button>Say</button></form><button id="late" hidden>Late</button><p id="keys"></p>`)
	page("GET /bad", "Bad", `<h1>Bad page</h1><img src="/missing.png"><button></button><p style="color: red">Red</p><script>inline()</script><button id="throw">Throw</button>`)
	mux.HandleFunc("POST /said", func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(200 * time.Millisecond) // slower than the next step of a test that does not wait
		r.ParseMultipartForm(1 << 20)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusUnprocessableEntity)
		io.WriteString(w, `<!doctype html><html lang="en"><title>Said</title><script src="/slow.js" defer></script><main><h1>`+html.EscapeString(strings.Join([]string{r.FormValue("name"), r.FormValue("day"), r.FormValue("side"), r.FormValue("agreed"), r.FormValue("file")}, "|"))+`</h1></main></html>`)
	})
	mux.HandleFunc("GET /style.css", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/css")
		io.WriteString(w, `:root { color-scheme: light dark } #cover { position: fixed; inset: 0 }`)
	})
	mux.HandleFunc("GET /script.js", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		io.WriteString(w, `
			document.addEventListener('keydown', e => { const p = document.getElementById('keys'); if (p && e.key.length) p.textContent += (e.ctrlKey ? 'Ctrl+' : '') + (e.shiftKey ? 'Shift+' : '') + e.key + ' ' })
			document.getElementById('throw')?.addEventListener('click', () => { console.error('said', 7); Promise.reject(new Error('unhandled')); throw new Error('thrown') })
			setTimeout(() => { const b = document.getElementById('late'); if (b) b.hidden = false }, 100)
			document.getElementById('late')?.addEventListener('click', e => { if (confirm('Sure?')) e.target.textContent = 'Pressed' })`)
	})
	mux.HandleFunc("GET /slow.js", func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(200 * time.Millisecond)
		w.Header().Set("Content-Type", "text/javascript")
		io.WriteString(w, `window.loaded = true`)
	})
	mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusNoContent) })
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s.URL
}

func TestGoodPage(t *testing.T) {
	t.Parallel()
	p := Start(t).Person(t, "ann", 1280, 900)
	p.Open(site(t) + "/good")
	p.Click("#late") // appears only after a while, and asks for confirmation
	p.WaitText("#late", "Pressed")
	p.Gone("#cover")
	p.Press("a", "Shift+Tab", "Ctrl+k", "ArrowDown", "?")
	if got, want := p.Text("#keys"), "a Shift+Tab Ctrl+k ArrowDown Shift+?"; got != want {
		t.Errorf("pressed %q, want %q", got, want)
	}
	p.SetDark(true)
	if p.Eval(`matchMedia('(prefers-color-scheme: dark)').matches`) != true {
		t.Error("not dark")
	}
	if p.Eval(`matchMedia('(prefers-reduced-motion: reduce)').matches`) != true {
		t.Error("movement is not reduced")
	}
	p.Axe(t)
	p.Fill("input[name=name]", "Ann & Bob")
	p.Fill("input[name=day]", "2026-03-31")
	p.Fill("select", "Client")
	p.Click("input[name=agreed]")
	p.Click("form button")
	if p.Eval(`window.loaded`) != true {
		t.Error("the next page has not loaded")
	}
	if got, want := p.Text("h1"), "Ann & Bob|2026-03-31|c|yes|"; got != want {
		t.Errorf("said %q, want %q", got, want)
	}
	p.Clean(t) // the page's status was 422, which is no problem
}

func TestEmptied(t *testing.T) {
	t.Parallel()
	p := Start(t).Person(t, "ann", 320, 640)
	p.Open(site(t) + "/good")
	p.Eval(`(window.heard = 0, addEventListener('input', () => heard++))`)
	p.Fill("input[name=name]", "")
	if got := p.Eval(`heard`); got != 1.0 {
		t.Errorf("the page heard of %v changes", got)
	}
	file := filepath.Join(t.TempDir(), "draft.txt")
	if err := os.WriteFile(file, []byte("draft"), 0o600); err != nil {
		t.Fatal(err)
	}
	p.Upload("input[type=file]", file)
	if got := p.Eval(`[document.querySelector('input[name=name]').value, document.querySelector('input[type=file]').files[0].name, innerWidth]`); fmt.Sprint(got) != "[ draft.txt 320]" {
		t.Errorf("got %v", got)
	}
	p.Press("Enter") // the file input's, which opens no dialog when headless
	if got := p.Eval(`undefined`); got != nil {
		t.Errorf("undefined is %v", got)
	}
	if got := p.Eval(`Promise.resolve({a: [1, null]})`); fmt.Sprint(got) != "map[a:[1 <nil>]]" {
		t.Errorf("the promise became %v", got)
	}
}

func TestBadPage(t *testing.T) {
	t.Parallel()
	checkBadPage(t, Start(t))
}

func checkBadPage(t *testing.T, b *Browser) {
	t.Helper()
	p := b.Person(t, "ann", 1280, 900)
	p.Open(site(t) + "/bad")
	var rules []string
	for _, v := range p.violations() {
		rules = append(rules, v.ID)
		if len(v.Nodes) == 0 || v.Nodes[0].HTML == "" {
			t.Errorf("%s names no element", v.ID)
		}
	}
	if got := strings.Join(rules, " "); got != "button-name image-alt" {
		t.Errorf("axe found %q", got)
	}
	p.Click("#throw")
	all := strings.Join(p.problems(), "\n")
	for _, want := range []string{
		"CSP violation: script-src-elem refuses inline", "CSP violation: style-src-attr refuses inline",
		"answer 404 for the image", "console: said 7", "Error: thrown", "Error: unhandled",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("not reported: %s", want)
		}
	}
	if t.Failed() {
		t.Log(all)
	}
	if again := p.problems(); len(again) != 0 {
		t.Errorf("reported twice: %q", again)
	}
	p.Allow("said 7")
	p.Allow("uncaught: ")
	p.Click("#throw")
	if left := p.problems(); len(left) != 0 {
		t.Errorf("not allowed: %q", left)
	}
}

// fails is a test that ends with a message.
type fails struct {
	testing.TB
	message string
}

func (f *fails) Fatalf(format string, args ...any) {
	f.message = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

func TestMessages(t *testing.T) {
	t.Parallel()
	p := Start(t).Person(t, "ann", 1280, 900)
	p.Open(site(t) + "/good")
	p.Eval(`void document.body.insertAdjacentHTML('beforeend', '<div id="cover"></div><button id="off" disabled>Off</button><p hidden id="hidden"></p>')`)
	for _, test := range []struct {
		name string
		do   func()
		want string
	}{
		{"none", func() { p.Wait("#none") }, "wait for #none: there is none"},
		{"hidden", func() { p.Text("#hidden") }, "read #hidden: it is not visible"},
		{"other_text", func() { p.WaitText("h1", `Bad "page"`) }, `wait for h1 to say "Bad \"page\"": it says "Good page"`},
		{"disabled", func() { p.Click("#off") }, "click #off: it is disabled"},
		{"covered", func() { p.Click("form button") }, `click form button: it is covered by <div id="cover">`},
		{"no_option", func() { p.Fill("select", "Both") }, `it has no option Both`},
		{"still_there", func() { p.Gone("h1") }, "wait until h1 is gone: it is still there"},
		{"bad_selector", func() { p.Click("[") }, "not a valid selector"},
		{"exception", func() { p.Eval("missing.thing") }, "missing is not defined"},
	} {
		f := &fails{TB: t}
		p.tb, p.patience = f, 200*time.Millisecond
		if test.name == "bad_selector" || test.name == "exception" {
			p.patience = patience // must not be waited for
		}
		done := make(chan struct{})
		go func() { defer close(done); test.do() }()
		<-done
		for _, want := range []string{test.want, "ann: ", "/good\ntitle: Good\nGood page\n"} {
			if !strings.Contains(f.message, want) {
				t.Errorf("%s: %q does not say %q", test.name, f.message, want)
			}
		}
	}
}

func TestPeopleShareNothing(t *testing.T) {
	t.Parallel()
	b, url := Start(t), site(t)
	ann, bob := b.Person(t, "ann", 800, 600), b.Person(t, "bob", 800, 600)
	ann.Open(url + "/good")
	bob.Open(url + "/good")
	ann.Eval(`document.cookie = 'who=ann'`)
	if got := bob.Eval(`document.cookie`); got != "" {
		t.Errorf("bob has the cookie %v", got)
	}
}

func TestShot(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("DEMARC_SHOTS", dir)
	p := Start(t).Person(t, "ann", 640, 480)
	p.Open(site(t) + "/good")
	p.Shot("good")
	b, err := os.ReadFile(filepath.Join(dir, "good.png"))
	if err != nil || !strings.HasPrefix(string(b), "\x89PNG") {
		t.Errorf("%.8q %v", b, err)
	}
}

// The packed browser is what machines without Chromium get, so it is run
// even where there is one. It stays in the cache.
func TestPacked(t *testing.T) {
	if testing.Short() {
		t.Skip("short: fetches 70 MB the first time")
	}
	dir := filepath.Join(pgembed.DefaultCacheDir(), "chromium", packed.Version)
	if _, err := os.Stat(dir); err != nil {
		if _, err := exec.LookPath("npm"); err != nil {
			t.Skip("no npm on the path")
		}
	}
	c, err := fetchPacked(t.Context(), dir, func(line string) { t.Log(line) })
	if err != nil {
		t.Skip("cannot be had here: ", err)
	}
	b, err := c.launch()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.stop)
	checkBadPage(t, b)
	p := b.Person(t, "ann", 640, 480)
	p.Open(site(t) + "/good")
	p.Shot("packed")
}
