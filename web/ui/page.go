package ui

import "strings"

// Product is the name people see.
const Product = "Demarc"

// Page is what a document needs to know besides its content. page.New fills it
// from the request.
type Page struct {
	Title   string   // the h1
	Context []string // what the page is about, near to far: follows the title in the window's title
	Lang    string   // BCP 47; empty is en-US
	Theme   string   // "light", "dark", or empty for the system's
	Failed  bool     // the form came back with errors: the window's title says so first
	Notices []Notice // shown once, on top
	Scripts []string // asset names of this screen's ES modules
	Viewer  Viewer
	Path    string // of this request; marks the current entry of the navigation
	Brand   string // name of the MSP, on public pages
	Look    Look   // the MSP's own, where it has set one
	Said    bool   // the page itself says what the foot says about drafting
	// Light is a page for somebody who came by a link, perhaps on a phone with a poor
	// line: it loads light.css, the system's typeface and no script but its own.
	Light bool
}

// Notice tells what just happened.
type Notice struct {
	Kind string // "ok", "info", "warn" or "danger"
	Text string
	Href string // optional follow-up
	Link string // its words
}

// Viewer is who looks at the page and where they may go.
type Viewer struct {
	Name       string // empty when nobody is signed in
	Membership string // "Northgate IT · Lead"
	CanSwitch  bool   // has more than one membership
	NeedsYou   int
	Nav        []NavItem
	More       []NavItem // in the account menu
}

// NavItem is an entry of the main navigation. On a phone the first four make
// the bottom bar.
type NavItem struct {
	Label string
	Href  string
	Icon  string
}

// windowTitle is "Matrix · Alder Foods · Demarc".
func (p Page) windowTitle() string {
	parts := append([]string{p.Title}, p.Context...)
	title := strings.Join(append(parts, Product), " · ")
	if p.Failed {
		return "Error: " + title
	}
	return title
}

func (p Page) lang() string {
	if p.Lang == "" {
		return "en-US"
	}
	return p.Lang
}

// current finds the entry whose address is the longest prefix of the path.
func (p Page) current() string {
	best := ""
	for _, item := range p.Viewer.Nav {
		under := item.Href == p.Path || item.Href != "/" && strings.HasPrefix(p.Path, item.Href+"/")
		if under && len(item.Href) > len(best) {
			best = item.Href
		}
	}
	return best
}

func (v Viewer) initials() string {
	var b strings.Builder
	for i, word := range strings.Fields(v.Name) {
		if i == 2 {
			break
		}
		r := []rune(word)
		b.WriteString(strings.ToUpper(string(r[:1])))
	}
	return b.String()
}

// htmxConfig: only our extension may register; the keyboard layer's roving
// tabindex and what a person opened survive a morph; going back reloads,
// so that no stale page is shown as current.
const htmxConfig = `{"extensions":"sse","morphIgnore":["data-htmx-powered","tabindex","aria-selected","open"],"history":"reload","includeIndicatorCSS":false,"defaultTimeout":20000}`
