package journey_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"testing"

	"demarc/internal/app/apptest"
	"demarc/internal/sitetest"

	"golang.org/x/net/html"
)

// plain is a browser without script: it has cookies, follows links and redirects, and
// sends forms as HTML says.
type plain struct {
	tb     testing.TB
	http   http.Client
	at     *url.URL
	status int
	doc    *html.Node
}

// entry is what somebody puts into a control. in is the legend of the group it stands
// in, when its label alone does not tell.
type entry struct{ in, label, value string }

func newPlain(tb testing.TB, at *sitetest.Process) *plain {
	tb.Helper()
	jar, err := cookiejar.New(nil)
	apptest.Must(tb, err)
	u, err := url.Parse(at.Server.URL)
	apptest.Must(tb, err)
	return &plain{tb: tb, http: http.Client{Jar: jar}, at: u}
}

// open goes to an address, as from a letter or a link.
func (b *plain) open(to string) {
	b.tb.Helper()
	req, err := http.NewRequestWithContext(b.tb.Context(), http.MethodGet, b.resolve(to), nil)
	apptest.Must(b.tb, err)
	b.do(req)
}

// follow follows the link that says words.
func (b *plain) follow(words string) {
	b.tb.Helper()
	a := b.find(words, func(n *html.Node) bool { return n.Data == "a" })
	b.open(attr(a, "href"))
}

// fetch downloads what a link leads to, and stays where it is.
func (b *plain) fetch(words string) []byte {
	b.tb.Helper()
	a := b.find(words, func(n *html.Node) bool { return n.Data == "a" })
	req, err := http.NewRequestWithContext(b.tb.Context(), http.MethodGet, b.resolve(attr(a, "href")), nil)
	apptest.Must(b.tb, err)
	res, err := b.http.Do(req)
	apptest.Must(b.tb, err)
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	apptest.Must(b.tb, err)
	return body
}

// send presses the button that says words, with what was put into its form before.
func (b *plain) send(words string, entries ...entry) {
	b.tb.Helper()
	button := b.find(words, func(n *html.Node) bool { return n.Data == "button" && attr(n, "type") == "submit" })
	form := parentOf(button, "form")
	if form == nil {
		b.tb.Fatalf("the button %q is in no form", words)
	}
	values := plainControls(b.doc, form)
	for _, e := range entries {
		b.put(values, form, e)
	}
	if name := attr(button, "name"); name != "" {
		values.Set(name, attr(button, "value"))
	}
	if method := attr(form, "method"); method != "post" {
		b.open(attr(form, "action") + "?" + values.Encode())
		return
	}
	req, err := http.NewRequestWithContext(b.tb.Context(), http.MethodPost, b.resolve(attr(form, "action")), strings.NewReader(values.Encode()))
	apptest.Must(b.tb, err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", b.at.Scheme+"://"+b.at.Host)
	b.do(req)
}

// reads holds the page to a status and to what it says.
func (b *plain) reads(status int, texts ...string) {
	b.tb.Helper()
	said := plainText(b.doc)
	for _, text := range texts {
		if !strings.Contains(said, text) {
			b.tb.Fatalf("%s does not say %q: %s", b.at, text, said)
		}
	}
	if b.status != status {
		b.tb.Fatalf("%s has status %d: %s", b.at, b.status, said)
	}
}

func (b *plain) resolve(to string) string {
	b.tb.Helper()
	u, err := b.at.Parse(to)
	apptest.Must(b.tb, err)
	return u.String()
}

func (b *plain) do(req *http.Request) {
	b.tb.Helper()
	res, err := b.http.Do(req)
	apptest.Must(b.tb, err)
	defer func() { _ = res.Body.Close() }()
	b.doc, err = html.Parse(res.Body)
	apptest.Must(b.tb, err)
	b.at, b.status = res.Request.URL, res.StatusCode
}

// find is the first element of a kind that says words, rather whole than from the start.
func (b *plain) find(words string, is func(*html.Node) bool) *html.Node {
	b.tb.Helper()
	var begins *html.Node
	for n := range b.doc.Descendants() {
		if n.Type != html.ElementNode || !is(n) {
			continue
		}
		said := attr(n, "aria-label")
		if said == "" {
			said = plainText(n)
		}
		if said == words {
			return n
		}
		if begins == nil && strings.HasPrefix(said, words) {
			begins = n
		}
	}
	if begins == nil {
		b.tb.Fatalf("%s (%d) has nothing to press that says %q: %s", b.at, b.status, words, plainText(b.doc))
	}
	return begins
}

// put fills in the control with a label.
func (b *plain) put(values url.Values, form *html.Node, e entry) {
	b.tb.Helper()
	if attr(form, "id") != "" && b.tick(values, form, e) {
		return
	}
	for label := range form.Descendants() {
		if label.Data != "label" || !inGroup(label, e.in) {
			continue
		}
		if said := strings.TrimSuffix(plainText(label), " (optional)"); said != e.label && (len(e.label) < 20 || !strings.HasPrefix(said, e.label)) {
			continue // a sentence may be known by its beginning
		}
		for c := range form.Descendants() {
			if id := attr(c, "id"); id == "" || id != attr(label, "for") && parentOf(c, "label") != label {
				continue
			}
			name, value := attr(c, "name"), e.value
			if kind := attr(c, "type"); kind == "radio" || kind == "checkbox" {
				value = attr(c, "value")
			}
			for o := range c.Descendants() {
				if o.Data == "option" && plainText(o) == e.value {
					value = attr(o, "value")
				}
			}
			values.Set(name, value)
			return
		}
	}
	b.tb.Fatalf("%s: no control is labelled %q %q: %s", b.at, e.in, e.label, plainText(form))
}

// tick ticks a box that stands outside its form and names it, as those of a table's rows do.
func (b *plain) tick(values url.Values, form *html.Node, e entry) bool {
	for c := range b.doc.Descendants() {
		if attr(c, "form") == attr(form, "id") && attr(c, "type") == "checkbox" && attr(c, "aria-label") == e.label {
			values.Add(attr(c, "name"), attr(c, "value"))
			return true
		}
	}
	return false
}

// inGroup tells whether a node stands in a fieldset with a legend.
func inGroup(n *html.Node, legend string) bool {
	if legend == "" {
		return true
	}
	for set := parentOf(n, "fieldset"); set != nil; set = parentOf(set, "fieldset") {
		for c := range set.ChildNodes() {
			if c.Data == "legend" && strings.HasPrefix(plainText(c), legend) {
				return true
			}
		}
	}
	return false
}

// plainControls are what a form sends when nobody touches it, with what stands outside
// it and names it.
func plainControls(doc, form *html.Node) url.Values {
	values := url.Values{}
	for c := range doc.Descendants() {
		name := attr(c, "name")
		switch {
		case attr(c, "form") == "" && parentOf(c, "form") != form || attr(c, "form") != "" && attr(c, "form") != attr(form, "id"):
		case c.Type != html.ElementNode || name == "" || slices.ContainsFunc(c.Attr, func(a html.Attribute) bool { return a.Key == "disabled" }):
		case c.Data == "textarea":
			values.Add(name, strings.TrimPrefix(plainRaw(c), "\n"))
		case c.Data == "select":
			values.Add(name, plainSelected(c))
		case c.Data == "input":
			kind := attr(c, "type")
			if (kind == "radio" || kind == "checkbox") && !slices.ContainsFunc(c.Attr, func(a html.Attribute) bool { return a.Key == "checked" }) {
				continue
			}
			values.Add(name, attr(c, "value"))
		}
	}
	return values
}

func plainSelected(list *html.Node) string {
	first, found := "", false
	for o := range list.Descendants() {
		if o.Data != "option" {
			continue
		}
		if slices.ContainsFunc(o.Attr, func(a html.Attribute) bool { return a.Key == "selected" }) {
			return attr(o, "value")
		}
		if !found {
			first, found = attr(o, "value"), true
		}
	}
	return first
}

func parentOf(n *html.Node, name string) *html.Node {
	for p := range n.Ancestors() {
		if p.Data == name {
			return p
		}
	}
	return nil
}

func plainRaw(n *html.Node) string {
	var s strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			s.WriteString(d.Data)
		}
	}
	return s.String()
}

// plainText is the text of an element with single spaces.
func plainText(n *html.Node) string { return strings.Join(strings.Fields(plainRaw(n)), " ") }

// attr is what an element's attribute says, or "".
func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// ticks are the boxes of the functions that a signer ticks one by one.
func (b *plain) ticks() []entry {
	var out []entry
	for label := range b.doc.Descendants() {
		if label.Data == "label" && strings.HasPrefix(attr(label, "for"), "f-initial-") {
			out = append(out, entry{"", plainText(label), ""})
		}
	}
	return out
}
