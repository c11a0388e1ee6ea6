package journey_test

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"demarc/internal/browsertest"
)

// someone is a person in a browser of their own who finds things by what the
// screen says: controls by their label, buttons and links by their words.
type someone struct {
	*browsertest.Page
	tb   testing.TB
	base string // of the process they use
}

func newcomer(tb testing.TB, b *browsertest.Browser, name string, at *process, width, height int) *someone {
	tb.Helper()
	return &someone{Page: b.Person(tb, name, width, height), tb: tb, base: at.server.URL}
}

// visit opens an address of the process they use.
func (p *someone) visit(path string) {
	p.tb.Helper()
	p.Open(p.base + path)
}

// pathTo is a script's function from an element to a selector of it alone.
const pathTo = `const path = e => e.getAttribute('id') ? '#' + CSS.escape(e.getAttribute('id')) : e === document.body ? 'body' :
	path(e.parentElement) + ' > :nth-child(' + (1 + [...e.parentElement.children].indexOf(e)) + ')';
	const said = e => (e.getAttribute('aria-label') || e.innerText).replace(/\s+/g, ' ').trim();
	const shown = e => e.getClientRects().length && e.checkVisibility({visibilityProperty: true});`

// find is a selector of the first element among those of sel that says words, rather
// whole than as a part.
func (p *someone) find(sel, words string) string {
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

// press presses the button or follows the link that says words.
func (p *someone) press(words string) { p.tb.Helper(); p.pressIn("body", words) }

func (p *someone) pressIn(within, words string) {
	p.tb.Helper()
	p.Click(p.find(":is("+within+") :is(a, button, summary)", words))
}

// field is a selector of the control with a label, inside an element.
func (p *someone) field(within, label string) string {
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

// fill fills the control with a label.
func (p *someone) fill(label, text string) { p.tb.Helper(); p.fillIn("main", label, text) }

func (p *someone) fillIn(within, label, text string) {
	p.tb.Helper()
	p.Fill(p.field(within, label), text)
}

// pick ticks the box or chooses the radio button with a label.
func (p *someone) pick(label string) { p.tb.Helper(); p.pickIn("main", label) }

func (p *someone) pickIn(within, label string) { p.tb.Helper(); p.Click(p.field(within, label)) }

// heading waits for the page with a heading.
func (p *someone) heading(h1 string) { p.tb.Helper(); p.WaitText("h1", h1) }

// fits holds the page as it is now to be without an error and no wider than the window.
func (p *someone) fits() {
	p.tb.Helper()
	p.Clean(p.tb)
	if wide := p.Eval(`document.documentElement.scrollWidth - document.documentElement.clientWidth`); wide != 0.0 {
		p.tb.Errorf("%s is %v pixels wider than the window", p.URL(), wide)
	}
}

// look holds the page as it is now to what every page must be: that, and usable by
// everybody. With DEMARC_SHOTS it is kept as a picture, in the light and in the dark.
func (p *someone) look(name string) {
	p.tb.Helper()
	p.fits()
	p.Axe(p.tb)
	if os.Getenv("DEMARC_SHOTS") != "" {
		p.Shot("journey-" + name)
		p.SetDark(true)
		p.Shot("journey-" + name + "-dark")
		p.SetDark(false)
	}
}

// download fetches what a link leads to, as the browser would.
func (p *someone) download(words string) []byte {
	p.tb.Helper()
	sel, _ := json.Marshal(p.find("a", words))
	whole, _ := p.Eval(`fetch(document.querySelector(` + string(sel) + `).href).then(r => r.ok ? r.blob() : Promise.reject(new Error('status ' + r.status)))
		.then(b => new Promise(done => { const f = new FileReader(); f.onload = () => done(f.result); f.readAsDataURL(b) }))`).(string)
	_, data, _ := strings.Cut(whole, ",")
	b, err := base64.StdEncoding.DecodeString(data)
	must(p.tb, err)
	return b
}
