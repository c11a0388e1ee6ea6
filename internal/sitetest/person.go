package sitetest

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"demarc/internal/app/apptest"
	"demarc/internal/browsertest"
)

// Person is a person in a browser of their own who finds things by what the
// screen says: controls by their label, buttons and links by their words.
type Person struct {
	*browsertest.Page
	tb   testing.TB
	base string // of the process they use
}

// Newcomer is a person in a browser that nobody has used yet.
func Newcomer(tb testing.TB, b *browsertest.Browser, name string, at *Process, width, height int) *Person {
	tb.Helper()
	return &Person{Page: b.Person(tb, name, width, height), tb: tb, base: at.Server.URL}
}

// Visit opens an address of the process they use.
func (p *Person) Visit(path string) {
	p.tb.Helper()
	p.Open(p.base + path)
}

// pathTo is a script's function from an element to a selector of it alone.
const pathTo = `const path = e => e.getAttribute('id') ? '#' + CSS.escape(e.getAttribute('id')) : e === document.body ? 'body' :
	path(e.parentElement) + ' > :nth-child(' + (1 + [...e.parentElement.children].indexOf(e)) + ')';
	const said = e => (e.getAttribute('aria-label') || e.innerText).replace(/\s+/g, ' ').trim();
	const shown = e => e.getClientRects().length && e.checkVisibility({visibilityProperty: true});`

// Named is a selector of the first element among those of sel that says words, rather
// whole than as a part.
func (p *Person) Named(sel, words string) string {
	p.tb.Helper()
	quoted, _ := json.Marshal([]string{sel, words})
	got, _ := p.Eval(`(([sel, words]) => { ` + pathTo + `
		const patience = performance.now() + 20000;
		const look = done => {
			const all = [...document.querySelectorAll(sel)].filter(shown);
			const e = all.find(e => said(e) === words) ?? all.find(e => said(e).includes(words));
			if (e) done(path(e)); else if (performance.now() > patience) done(''); else setTimeout(look, 30, done);
		};
		return new Promise(look); })(` + string(quoted) + `)`).(string)
	if got == "" {
		p.WaitText(sel, words) // which fails and shows the page
	}
	return got
}

// Choose presses the button or follows the link that says words.
func (p *Person) Choose(words string) { p.tb.Helper(); p.ChooseIn("body", words) }

// ChooseIn chooses inside an element.
func (p *Person) ChooseIn(within, words string) {
	p.tb.Helper()
	p.Click(p.Named(":is("+within+") :is(a, button, summary)", words))
}

// Control is a selector of the control with a label, inside an element.
func (p *Person) Control(within, label string) string {
	p.tb.Helper()
	quoted, _ := json.Marshal([]string{within, label})
	got, _ := p.Eval(`(([within, label]) => { ` + pathTo + `
		const bare = e => said(e).replace(/ \(optional\)$/, '');
		const all = [...document.querySelectorAll(within + ' label')].filter(e => e.control);
		const e = all.find(e => bare(e) === label && shown(e.control)) ?? all.find(e => bare(e) === label);
		return e ? path(e.control) : ''; })(` + string(quoted) + `)`).(string)
	if got == "" {
		p.WaitText(within+" label", label)
		p.tb.Fatalf("no control in %s is labelled %q", within, label)
	}
	return got
}

// Write fills the control with a label.
func (p *Person) Write(label, text string) { p.tb.Helper(); p.WriteIn("main", label, text) }

// WriteIn writes inside an element.
func (p *Person) WriteIn(within, label, text string) {
	p.tb.Helper()
	p.Fill(p.Control(within, label), text)
}

// Tick ticks the box or chooses the radio button with a label.
func (p *Person) Tick(label string) { p.tb.Helper(); p.TickIn("main", label) }

// TickIn ticks inside an element.
func (p *Person) TickIn(within, label string) { p.tb.Helper(); p.Click(p.Control(within, label)) }

// Heading waits for the page with a heading.
func (p *Person) Heading(h1 string) { p.tb.Helper(); p.WaitText("h1", h1) }

// Fits holds the page as it is now to be without an error and no wider than the window.
func (p *Person) Fits() {
	p.tb.Helper()
	p.Clean(p.tb)
	if wide := p.Eval(`document.documentElement.scrollWidth - document.documentElement.clientWidth`); wide != 0.0 {
		p.tb.Errorf("%s is %v pixels wider than the window", p.URL(), wide)
	}
}

// Look holds the page as it is now to what every page must be: that, and usable by
// everybody. With DEMARC_SHOTS it is kept as a picture, in the light and in the dark.
func (p *Person) Look(name string) {
	p.tb.Helper()
	p.Fits()
	p.Axe(p.tb)
	if os.Getenv("DEMARC_SHOTS") != "" {
		p.Shot("journey-" + name)
		p.SetDark(true)
		p.Shot("journey-" + name + "-dark")
		p.SetDark(false)
	}
}

// Download fetches what a link leads to, as the browser would.
func (p *Person) Download(words string) []byte {
	p.tb.Helper()
	sel, _ := json.Marshal(p.Named("a", words))
	whole, _ := p.Eval(`fetch(document.querySelector(` + string(sel) + `).href).then(r => r.ok ? r.blob() : Promise.reject(new Error('status ' + r.status)))
		.then(b => new Promise(done => { const f = new FileReader(); f.onload = () => done(f.result); f.readAsDataURL(b) }))`).(string)
	_, data, _ := strings.Cut(whole, ",")
	b, err := base64.StdEncoding.DecodeString(data)
	apptest.Must(p.tb, err)
	return b
}

// KeyTo goes with the Tab key to what is called words by whoever reads it out, the
// whole name rather than a part of it, round the page once at most.
func (p *Person) KeyTo(words string) {
	p.tb.Helper()
	var passed []string
	for range 400 {
		p.Press("Tab")
		name := p.Focused().Name
		if strings.HasPrefix(name, words) {
			return
		}
		if passed = append(passed, name); len(passed) > 60 && passed[0] == name && passed[1] == passed[len(passed)-1] {
			break
		}
	}
	p.tb.Fatalf("the Tab key does not lead to %q but to %q", words, passed[max(0, len(passed)-40):])
}

// Follow goes to a link or button with the keyboard and presses it.
func (p *Person) Follow(words string) {
	p.tb.Helper()
	p.KeyTo(words)
	p.Press("Enter")
}
