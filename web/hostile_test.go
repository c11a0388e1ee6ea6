package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"golang.org/x/net/html"

	"demarc/internal/engagement"
	"demarc/internal/raci"
)

// canary would be an element and a script of its own where text is not escaped.
const canary = `"'><probe-x onprobe="1"></probe-x><script>probe()</script>`

// hostile is what people and programs send that nobody asked for.
var hostile = []string{
	"", canary, "javascript:probe()", "'; drop table app.users; --", "${7*7}{{7*7}}<%= 7*7 %>", `=HYPERLINK("http://evil.example","x")`,
	"a\x00b", "a\x07b", "\xff\xfe\xfa", "\u202etxet", "\u2066x\u2069", "\ufeffx", "a\u2028b", "line\r\nSet-Cookie: probe=1",
	"مرحبا بالعالم", "Đặng Thị Hồng Nhung", "👨\u200d👩\u200d👧", "a" + strings.Repeat("\u0301", 2000), strings.Repeat("long ", 150_000/5),
	"99999999999999999999999999", "-1", "-9223372036854775808", "1e309", "NaN", "0x10", "0000-00-00", "9999-12-31", "2026-02-30", "0000-01-01T00:00:00Z",
	"../../../../etc/passwd", "00000000-0000-0000-0000-000000000000", "{}", "[]", "%00", "@", "a@b@c.example",
}

// hostileForm is a form of some page, as it would be sent untouched.
type hostileForm struct {
	who    string
	page   string // where it stands; empty: it is made by script
	action string
	route  string
	values url.Values
}

// TestHostileForms sends every form of every page with hostile values in each of its
// fields. Nothing may break, what is refused is refused with a sentence, and what is
// kept shows as text wherever it shows.
func TestHostileForms(t *testing.T) {
	t.Parallel()
	p := newProbe(t, "http://demarc.test", nil)
	signer := &probePerson{}
	p.people["link"] = signer
	p.ask(signer, "POST", "/s/"+p.token, nil)
	forms := p.forms(t)
	sent, kept := 0, 0
	for _, f := range forms {
		for _, attack := range f.attacks() {
			a := p.ask(p.people[f.who], "POST", f.action, attack)
			sent++
			if a.status == http.StatusSeeOther && strings.HasPrefix(a.to, "/signin") && p.people[f.who].sample != "" {
				p.signIn(p.people[f.who])
			}
			p.judge(t, f.who+" POST "+f.route, attack, a)
			if a.status == http.StatusSeeOther && f.page != "" {
				kept++
				f.refresh(p)
			}
		}
	}
	t.Logf("%d forms, %d requests, %d of them kept", len(forms), sent, kept)
	for _, name := range append(slices.Clone(probeColumns), "link") {
		if who := p.people[name]; who != nil && who.sample != "" {
			p.signIn(who)
		}
		for _, page := range p.pages(name) {
			p.judge(t, name+" GET "+page, nil, p.ask(p.people[name], "GET", page, nil))
		}
	}
}

// judge holds an answer to what every answer must be.
func (p *probe) judge(t *testing.T, what string, attack url.Values, a probeAnswer) {
	t.Helper()
	if t.Failed() && len(attack.Encode()) > 300 {
		attack = nil
	}
	if a.status >= 500 {
		t.Errorf("%s: %s\n%.300s\n%s", what, a, attack.Encode(), probeText(a.body))
	}
	if strings.Contains(strings.Join(a.header.Values("Set-Cookie"), " "), "probe=1") {
		t.Errorf("%s: a header was made of a value", what)
	}
	if !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
		return
	}
	root, err := html.Parse(strings.NewReader(a.body))
	must(t, err)
	if a.status >= 400 && !saysWhy(root, a.status) {
		t.Errorf("%s: %d without a sentence: %s", what, a.status, probeText(a.body))
	}
	for n := range root.Descendants() {
		if n.Data == "probe-x" && n.Type == html.ElementNode || n.Data == "script" && n.FirstChild != nil && strings.Contains(n.FirstChild.Data, "probe") {
			t.Errorf("%s: the canary lives\n%.300s", what, attack.Encode())
		}
		for _, attr := range n.Attr {
			if attr.Key == "onprobe" || strings.HasPrefix(strings.TrimSpace(strings.ToLower(attr.Val)), "javascript:") && slices.Contains([]string{"href", "src", "action", "formaction"}, attr.Key) {
				t.Errorf("%s: %s=%q", what, attr.Key, attr.Val)
			}
		}
	}
}

// saysWhy tells whether a page says what is wrong: beside a form in its summary, at a
// field or in a notice, elsewhere at least under its heading.
func saysWhy(root *html.Node, status int) bool {
	for n := range root.Descendants() {
		told := attr(n, "role") == "alert" || hasClass(n, "summary") || hasClass(n, "notice") || hasClass(n, "error")
		if text := textOf(n); told && strings.Count(text, " ") >= 2 && strings.ContainsAny(text, ".?") {
			return true
		}
		if n.Data == "h1" && (status != http.StatusUnprocessableEntity || hasClass(n.Parent, "prose")) && strings.Count(textOf(n.Parent), " ") > 5 {
			return true
		}
	}
	return false
}

func hasClass(n *html.Node, class string) bool {
	return n != nil && slices.Contains(strings.Fields(attr(n, "class")), class)
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// pages are all that somebody can open, each once.
func (p *probe) pages(name string) []string {
	p.t.Helper()
	if name == "link" {
		return []string{"/s/" + p.token, "/s/" + p.token + "/read", "/s/" + p.token + "/sign?shown=" + p.round.Digest, "/s/" + p.token + "/decline", "/s/" + p.token + "/done"}
	}
	var out []string
	rows := probeRows(p.t)
	for _, key := range slices.Sorted(keysOf(rows)) {
		row := rows[key]
		if row.method != "GET" || row.want[name] != "200" || strings.Contains(key, "/live") || strings.Contains(key, "/assets") {
			continue
		}
		path, _ := p.request(row, name)
		out = append(out, path)
		if strings.HasSuffix(key, "{engagement}/sign") {
			out = append(out, "/e/"+string(p.out.ID)+"/sign")
		}
	}
	return out
}

func keysOf[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// forms are those of all pages, one of each address and set of fields, and after them
// those that only a script sends. What ends something comes last.
func (p *probe) forms(t *testing.T) []*hostileForm {
	t.Helper()
	var out []*hostileForm
	seen := map[string]bool{}
	for _, who := range []string{"nobody", "link", "owner", "it_lead"} {
		for _, page := range p.pages(who) {
			for _, f := range formsOf(p.ask(p.people[who], "GET", page, nil).body) {
				f.who, f.page, f.route = who, page, p.route("POST", f.action)
				if f.route == "" {
					t.Errorf("%s: a form leads to %s, which answers nothing", page, f.action)
				}
				if id := f.route + strings.Join(slices.Sorted(keysOf(f.values)), ","); !seen[probeIDs.ReplaceAllString(id, "")] {
					seen[probeIDs.ReplaceAllString(id, "")], seen[f.route] = true, true
					out = append(out, f)
				}
			}
		}
	}
	rows := probeRows(t)
	for _, key := range slices.Sorted(keysOf(rows)) {
		if row := rows[key]; row.method == "POST" && !seen[row.pattern] {
			path, form := p.request(row, "owner")
			out = append(out, &hostileForm{who: "owner", action: path, route: row.pattern, values: form})
		}
	}
	ends := regexp.MustCompile(`/(end|remove|void|decline|signout|apply)$|/s/\{token\}/sign$`)
	slices.SortStableFunc(out, func(a, b *hostileForm) int {
		if ends.MatchString(a.route) != ends.MatchString(b.route) && ends.MatchString(a.route) {
			return 1
		} else if ends.MatchString(b.route) && !ends.MatchString(a.route) {
			return -1
		}
		return 0
	})
	return out
}

// route is the pattern that a path leads to; empty when there is none.
func (p *probe) route(method, path string) string {
	path, _, _ = strings.Cut(path, "?")
	path, _, _ = strings.Cut(path, "#")
	rc := chi.NewRouteContext()
	if !p.site.(chi.Routes).Match(rc, method, path) {
		return ""
	}
	return rc.RoutePattern()
}

// formsOf reads the forms of a page that are sent by POST.
func formsOf(body string) []*hostileForm {
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		return nil
	}
	var out []*hostileForm
	byID := map[string]*hostileForm{}
	for n := range root.Descendants() {
		if n.Data != "form" || !strings.EqualFold(attr(n, "method"), "post") {
			continue
		}
		f := &hostileForm{action: attr(n, "action"), values: url.Values{}}
		for field := range n.Descendants() {
			f.read(field)
		}
		byID[attr(n, "id")] = f
		out = append(out, f)
	}
	for n := range root.Descendants() {
		if f := byID[attr(n, "form")]; f != nil && attr(n, "form") != "" {
			f.read(n)
		}
	}
	return out
}

func (f *hostileForm) read(n *html.Node) {
	name := attr(n, "name")
	if name == "" || n.Type != html.ElementNode {
		return
	}
	switch n.Data {
	case "input", "button":
		kind := attr(n, "type")
		if (kind == "radio" || kind == "checkbox") && !hasAttr(n, "checked") && f.values.Has(name) {
			return
		}
		if kind == "radio" || n.Data == "button" {
			f.values.Del(name)
		}
		f.values.Add(name, attr(n, "value"))
	case "textarea":
		text := ""
		if n.FirstChild != nil {
			text = n.FirstChild.Data
		}
		f.values.Add(name, text)
	case "select":
		chosen := ""
		for o := range n.Descendants() {
			if o.Data == "option" && (chosen == "" || hasAttr(o, "selected")) {
				chosen = attr(o, "value")
			}
		}
		f.values.Add(name, chosen)
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

// refresh reads the form again after it was kept, since its revision has moved on.
func (f *hostileForm) refresh(p *probe) {
	for _, now := range formsOf(p.ask(p.people[f.who], "GET", f.page, nil).body) {
		if now.action == f.action && len(now.values) == len(f.values) {
			f.values = now.values
			return
		}
	}
}

// attacks yields the form in hostile ways, made from its newest values: each value in
// all fields, each field with some value, missing, twice, and all of it too large.
func (f *hostileForm) attacks() func(func(int, url.Values) bool) {
	return func(yield func(int, url.Values) bool) {
		names := slices.Sorted(keysOf(f.values))
		copied := func() url.Values {
			v := url.Values{}
			for _, name := range names {
				v[name] = slices.Clone(f.values[name])
			}
			return v
		}
		fixed := func(name string) bool { return name == "rev" || name == "digest" || name == "id" || name == "next" }
		n := 0
		for _, value := range hostile {
			for _, all := range []bool{true, false} {
				v := copied()
				for _, name := range names {
					if all || !fixed(name) {
						v.Set(name, value)
					}
				}
				if n++; !yield(n, v) {
					return
				}
			}
		}
		for i, name := range names {
			for j, value := range []string{hostile[i%len(hostile)], hostile[(i+7)%len(hostile)], canary} {
				if len(names) > 20 && i%3 != j {
					continue
				}
				v := copied()
				v.Set(name, value)
				switch j {
				case 0:
					v.Add(name, value)
				case 1:
					v.Del(name)
				}
				if n++; !yield(n, v) {
					return
				}
			}
		}
		v := copied()
		v.Set("name", strings.Repeat("x", 1<<20))
		yield(n+1, v)
	}
}

// TestNames keeps and shows names of all the world as they are, and refuses what
// would be shown in another order than it is stored, or not at all.
func TestNames(t *testing.T) {
	t.Parallel()
	p := newProbe(t, "http://demarc.test", nil)
	owner := p.people["owner"]
	for _, name := range []string{"Đặng Thị Hồng Nhung", "مرحبا بالعالم", "שלום", "株式会社", "O'Brien & Søn <IT>", canary, "👩\u200d💻 Ltd", "=1+1", "  two  spaces  "} {
		a := p.ask(owner, "POST", "/clients", values("name", name))
		if a.status != http.StatusSeeOther {
			t.Errorf("%q: %s %s", name, a, probeText(a.body))
			continue
		}
		root, err := html.Parse(strings.NewReader(p.ask(owner, "GET", a.to, nil).body))
		must(t, err)
		shown := false
		for n := range root.Descendants() {
			shown = shown || n.Data == "h1" && strings.Contains(textOf(n), strings.Join(strings.Fields(name), " "))
		}
		if !shown {
			t.Errorf("%q is not shown as it was typed", name)
		}
		p.judge(t, "GET "+a.to, nil, p.ask(owner, "GET", a.to, nil))
	}
	for _, name := range []string{"", " ", "a\x00b", "a\x1bb", "\u202egnp.exe", "x\u2066y", "\xff\xfe", "a\nb", strings.Repeat("x", 121), strings.Repeat("x", 900_000)} {
		a := p.ask(owner, "POST", "/clients", values("name", name))
		if a.status != http.StatusUnprocessableEntity {
			t.Errorf("%.20q: %s", name, a)
		}
		p.judge(t, "POST /clients", values("name", name), a)
	}
	if a := p.ask(owner, "POST", "/clients", values("name", strings.Repeat("x", 1<<20))); a.status != http.StatusRequestEntityTooLarge || !strings.Contains(a.body, "larger than this page accepts") {
		t.Errorf("a megabyte: %s %s", a, probeText(a.body))
	}
}

// TestForeignIDs puts ids of somebody else, and what is no id, wherever an address
// or a form has one. Nothing is found, nothing changes, and nobody reads a word that
// belongs to another tenant.
func TestForeignIDs(t *testing.T) {
	t.Parallel()
	p := newProbe(t, "http://demarc.test", nil)
	malformed := []string{"'", "00000000-0000-0000-0000-000000000000", "../", "..%2f..", "\x00", "%", "\u202e", "-1", "99999999999999999999", "null", "{}", strings.Repeat("x", 1<<20)}
	for _, attacker := range []struct {
		name  string
		never []string // words
		ids   []string
	}{
		{name: "owner", never: []string{otherMSP, othersClient}, ids: p.idsOf("stranger", p.elsewhere)},
		{name: "it_lead", never: []string{otherMSP, othersClient, otherClient}, ids: append(p.idsOf("stranger", p.elsewhere), p.idsOf("neighbour", p.theirs)...)},
		{name: "stranger", never: []string{ourMSP, ourClient, otherClient}, ids: append(p.idsOf("owner", p.draft), p.idsOf("neighbour", p.theirs)...)},
	} {
		who, malformed, hostile := p.people[attacker.name], malformed, hostile
		if attacker.name != "owner" { // reading is the same for everybody
			malformed, hostile = malformed[:2], nil
		}
		before := p.digest()
		check := func(what, id string, a probeAnswer, foreign bool) {
			p.judge(t, attacker.name+" "+what, nil, a)
			for _, word := range attacker.never {
				if strings.Contains(a.body, word) || strings.Contains(strings.ToLower(a.body), strings.ToLower(word)+".example") {
					t.Errorf("%s %s %.60q shows %s", attacker.name, what, id, word)
				}
			}
			if foreign && (a.status < 400 || a.status == http.StatusConflict) {
				t.Errorf("%s %s %.60q: %s", attacker.name, what, id, a)
			}
		}
		rows := probeRows(t)
		for _, key := range slices.Sorted(keysOf(rows)) {
			row := rows[key]
			if row.method == "HEAD" || row.want["nobody"] != "in" {
				continue
			}
			path, form := p.ownRequest(row, attacker.name)
			for _, param := range regexp.MustCompile(`\{(\w+)\}`).FindAllStringSubmatch(row.pattern, -1) {
				for _, id := range slices.Concat(attacker.ids, malformed) {
					check(key, id, p.ask(who, row.method, p.with(row, path, param[1], id), form), true)
				}
			}
		}
		for _, f := range []struct {
			path  string
			field string
			form  url.Values
		}{
			{"/places", "membership", values("membership", "ID")},
			{p.ownPath(attacker.name, "/matrix/agree"), "row", values("row", "ID@1")},
			{p.ownPath(attacker.name, "/matrix/functions"), "key", values("key", "ID", "name", "x", "description", "x", "criticality", "normal")},
			{p.ownPath(attacker.name, "/matrix/functions"), "area", values("area", "ID", "name", "x", "description", "x", "criticality", "normal")},
			{p.ownPath(attacker.name, "/matrix/functions/"+string(p.ownFunction(attacker.name).ID)+"/assignments"), "stakeholder", values("stakeholder", "ID", "role", "I", "rev", fmt.Sprint(p.ownFunction(attacker.name).Rev))},
			{p.ownPath(attacker.name, "/matrix/functions/"+string(p.ownFunction(attacker.name).ID)+"/row"), "cell", values("cell-ID", "R", "rev", fmt.Sprint(p.ownFunction(attacker.name).Rev))},
			{"/e/" + string(p.out.ID) + "/sign/" + string(p.round.ID) + "/remind", "signer", values("signer", "ID")},
		} {
			for _, id := range slices.Concat(attacker.ids, malformed) {
				form := url.Values{}
				for name, v := range f.form {
					form.Set(strings.ReplaceAll(name, "ID", id), strings.ReplaceAll(v[0], "ID", id))
				}
				check("POST "+f.path+" "+f.field, id, p.ask(who, "POST", f.path, form), false)
			}
		}
		for _, path := range []string{
			"/find?q=patch&client=ID", "/find?q=ID", "/?before=2026-01-01T00:00:00Z&id=ID", "/?before=ID&id=ID", "/?before=0000-01-01T00:00:00Z&id=ID", "/clients?name=a&after=ID", "/clients?name=ID&after=ID",
			p.ownPath(attacker.name, "/matrix?q=ID&area=ID&state=ID"), p.ownPath(attacker.name, "/history?after=ID"), p.ownPath(attacker.name, "/areas?preset=ID"),
			p.ownPath(attacker.name, "/live?after=ID"), p.ownPath(attacker.name, "/stale?step=ID&mark=ID"), p.ownPath(attacker.name, "/matrix/functions/new?q=ID"), p.ownPath(attacker.name, "/sign?state=ID"),
			"/signin?next=ID", "/places?next=ID", "/signin/code?id=ID&next=ID", "/s/" + p.token + "/sign?shown=ID",
		} {
			for _, id := range slices.Concat(attacker.ids, malformed, hostile) {
				check("GET "+path, id, p.ask(who, "GET", strings.ReplaceAll(path, "ID", url.QueryEscape(id)), nil), false)
			}
		}
		if after := p.digest(); before != after {
			t.Errorf("%s changed something with foreign ids:\n%s\n%s", attacker.name, before, after)
		}
	}
}

// idsOf are ids of every kind that belong to somebody.
func (p *probe) idsOf(name string, e engagement.Engagement) []string {
	p.t.Helper()
	who := p.people[name]
	d, err := p.Matrices.Open(p.t.Context(), who.Actor, e.ID)
	must(p.t, err)
	ids := []string{string(e.ID), string(e.Client), string(who.MSP), string(who.User), who.Membership, string(d.Matrix.Functions[0].ID), string(d.Matrix.Stakeholders[0].ID)}
	if name == "owner" {
		ids = append(ids, string(p.round.ID), string(p.round.Signers[0].ID), string(p.force.ID), string(p.out.ID))
	}
	return ids
}

// own is the engagement in draft of the attacker's own side.
func (p *probe) own(name string) engagement.ID {
	if name == "stranger" {
		return p.elsewhere.ID
	}
	return p.draft.ID
}

func (p *probe) ownPath(name, path string) string { return "/e/" + string(p.own(name)) + path }

func (p *probe) ownFunction(name string) raci.Function {
	p.t.Helper()
	d, err := p.Matrices.Open(p.t.Context(), p.people[name].Actor, p.own(name))
	must(p.t, err)
	return d.Matrix.Functions[0]
}

// ownRequest is a request about the attacker's own things, with a form that changes
// nothing by itself.
func (p *probe) ownRequest(row probeRow, name string) (map[string]string, url.Values) {
	p.t.Helper()
	f := p.ownFunction(name)
	path := map[string]string{
		"engagement": string(p.own(name)), "client": string(p.client.ID), "envelope": string(p.round.ID), "n": "1", "side": "client",
		"fn": string(f.ID), "stakeholder": string(p.column(raci.InternalIT).ID), "membership": p.people["reader"].Membership,
	}
	if name == "stranger" {
		path["client"], path["membership"] = string(p.strangers.ID), p.people[name].Membership
	}
	return path, values("rev", fmt.Sprint(f.Rev), "name", "x", "description", "x", "role", "I", "reason", "x", "exclude_reason", "x", "legal_name", "x", "short_name", "x", "direction", "down",
		"agree", "yes", "email", "x@y.example", "title", "x", "rule", "V04", "criticality", "normal")
}

// with is the path of a row with one parameter replaced.
func (p *probe) with(row probeRow, path map[string]string, param, id string) string {
	out := row.pattern
	for name, value := range path {
		if name == param {
			value = id
		}
		out = strings.ReplaceAll(out, "{"+name+"}", url.PathEscape(value))
	}
	return out
}
