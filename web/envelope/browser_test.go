package envelope_test

import (
	"io/fs"
	"net/http"
	"strings"
	"testing"

	"demarc/internal/app/apptest"
	"demarc/internal/browsertest"
	"demarc/internal/document/html"
	"demarc/web/envelope"
	"demarc/web/ui"
)

// assets serves the kit and the styles of these pages, as the site does.
func assets(t *testing.T) http.Handler {
	t.Helper()
	files := map[string][]byte{"ui.js": ui.Script()}
	css := "@layer tokens, base, components, screens;\n"
	for _, source := range []fs.FS{ui.Files, html.Files, envelope.Files} {
		apptest.Must(t, fs.WalkDir(source, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			content, err := fs.ReadFile(source, name)
			if strings.HasSuffix(name, ".css") {
				css += string(content)
			}
			files[name[strings.LastIndex(name, "/")+1:]] = content
			return err
		}))
	}
	files["ui.css"], files["light.css"] = []byte(css), []byte(css)
	types := map[string]string{"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml", "woff2": "font/woff2"}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(r.URL.Path, "/assets/")
		w.Header().Set("Content-Type", types[name[strings.LastIndex(name, ".")+1:]])
		_, _ = w.Write(files[name])
	})
}

const (
	// overflow lists what is wider than the window.
	overflow = `[...document.querySelectorAll("main *")].filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1
		&& !e.closest(".table-wrap, .tabs")).map(e => e.tagName + "." + e.className).slice(0, 5).join(" ")
		|| (document.documentElement.scrollWidth > document.documentElement.clientWidth ? "the page" : "")`
	// small lists what a thumb may miss: targets of less than 48 pixels, but for links
	// in running text. A box is pressed by its label.
	small = `[...document.querySelectorAll("main :is(a, button, input:not([type=hidden], [type=checkbox]), textarea, summary, .choice > label)")].filter(e => {
		const r = e.getBoundingClientRect(); return r.width && !e.closest(".doc p, .doc td, .summary") && r.height < 48 }).map(e => e.outerHTML.slice(0, 80)).slice(0, 5).join(" ")`
)

// look holds a page to the rules of every page.
func look(t *testing.T, p *browsertest.Page, name string) {
	t.Helper()
	if wide := p.Eval(overflow); wide != "" {
		t.Errorf("%s: wider than the window: %v", name, wide)
	}
	p.Axe(t)
	p.Eval(`document.querySelectorAll(".doc-section:nth-of-type(n + 5):not(:nth-of-type(n + 46))").forEach(e => e.remove())`) // a picture has its limits
	p.Eval(`document.querySelectorAll(".doc tr:nth-child(n + 6)").forEach(e => e.remove())`)
	p.Shot(name)
}

// TestPhone signs on the smallest phone, by pressing and typing alone.
func TestPhone(t *testing.T) {
	t.Parallel()
	c := browsertest.Start(t)
	b := newBundle(t)
	b.send(t)
	p := c.Person(t, "dana", 320, 640)
	step := func(name string) {
		t.Helper()
		look(t, p, "phone-"+name)
		if tiny := p.Eval(small); tiny != "" {
			t.Errorf("%s: targets under 48 pixels: %v", name, tiny)
		}
	}
	p.Open(b.url + "/s/" + b.Token(t, apptest.Dana.Email, "asks you to sign"))
	step("1-arrive")
	p.Click(".ceremony .button-primary")
	p.WaitText("h1", "Enter the code we sent you")
	step("1-code")
	p.Fill("#f-code", "1")
	p.Click(".ceremony .button-primary")
	p.Wait("#problems")
	step("1-code-wrong")
	p.Fill("#f-code", b.Code(t, apptest.Dana.Email, 0))
	p.Click(".ceremony .button-primary")
	p.WaitText("h1", "Read before you sign")
	step("2-read")
	p.Click(".ceremony-bar .button-primary")
	p.WaitText("h1", "Sign for Alder Foods, Inc.")
	step("3-sign")
	p.Fill("#f-typed", "Dana")
	p.Click(".ceremony .button-primary")
	p.Wait("#problems")
	step("4-refused")
	p.Eval(`document.querySelectorAll(".ceremony-initials input").forEach(e => e.click())`)
	p.Fill("#f-typed", apptest.Dana.Name)
	p.Click("#f-consent")
	p.Click("#f-authority")
	p.Click(".ceremony .button-primary")
	p.WaitText("h1", "Is this what you sign?")
	step("4-confirm")
	p.Click(".ceremony .button-primary")
	p.WaitText("h1", "Signed")
	step("5-done")
	p.Allow("422") // a refused form is told in the console too
	p.Clean(t)
}

// TestSenderInBrowser looks at sign-off before and after sending, and sees a
// signature arrive on an open page.
func TestSenderInBrowser(t *testing.T) {
	t.Parallel()
	c := browsertest.Start(t)
	b := newBundle(t)
	p := c.Person(t, "tom", 1280, 900)
	phone := c.Person(t, "tom's phone", 320, 640)
	phone.SetDark(true)
	both := func(name string) {
		t.Helper()
		for window, q := range map[string]*browsertest.Page{"desk": p, "dark": phone} {
			q.Open(b.url + b.signOff())
			look(t, q, "sender-"+name+"-"+window)
		}
	}
	p.Open(b.url + "/as/lead")
	phone.Open(b.url + "/as/lead")
	both("1-blocked")
	b.send(t)
	both("2-out")
	p.Click(".sign-withdraw summary")
	p.Fill("#f-reason", "Not yet sent")
	w, at, form := b.atForm(t, apptest.Dana)
	w.post(at+"/sign", form).leadsTo(t, at+"/done")
	p.WaitText("#round", "1 of 2 have signed. Waiting for Nora Adeyemi.")
	if typed := p.Eval(`document.querySelector("#f-reason").value`); typed != "Not yet sent" {
		t.Errorf("what was typed became %q", typed)
	}
	look(t, p, "sender-3-one-desk")
}
