package probe_test

import (
	"iter"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"golang.org/x/net/html"
)

// hostileForm is a form of some page, as it would be sent untouched.
type hostileForm struct {
	who    string
	page   string // where it stands; empty: it is made by script
	action string
	route  string
	values url.Values
}

// pages are all that somebody can open, each once.
func (p *probe) pages(name string) []string {
	p.t.Helper()
	if name == "link" {
		at := "/s/" + p.token
		return []string{at, at + "/read", at + "/changes", at + "/phone", p.onward(at), at + "/question", at + "/delegate", at + "/decline", at + "/done"}
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

// onward is where the document behind a link leads when it was read.
func (p *probe) onward(at string) string {
	p.t.Helper()
	if to := onward.FindStringSubmatch(p.ask(p.people["link"], "GET", at+"/read", nil).body); to != nil {
		return html.UnescapeString(to[1])
	}
	return at + "/sign" // the round has ended
}

var onward = regexp.MustCompile(`href="(/s/[^"]+/sign\?shown=[^"]+)"`)

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
// all fields, each field with some value, missing, twice, and all of it too large. No
// body is sent twice for nothing: what is fixed is kept once where there is such a field.
func (f *hostileForm) attacks() iter.Seq[url.Values] {
	return func(yield func(url.Values) bool) {
		names := slices.Sorted(keysOf(f.values))
		copied := func() url.Values {
			v := url.Values{}
			for _, name := range names {
				v[name] = slices.Clone(f.values[name])
			}
			return v
		}
		fixed := func(name string) bool { return name == "rev" || name == "digest" || name == "id" || name == "next" }
		if len(names) == 0 && !yield(copied()) {
			return
		}
		for _, value := range hostile {
			for _, all := range []bool{true, false} {
				if len(names) == 0 || !all && !slices.ContainsFunc(names, fixed) {
					continue
				}
				v := copied()
				for _, name := range names {
					if all || !fixed(name) {
						v.Set(name, value)
					}
				}
				if !yield(v) {
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
				if !yield(v) {
					return
				}
			}
		}
		v := copied()
		v.Set("name", strings.Repeat("x", 1<<20))
		yield(v)
	}
}
