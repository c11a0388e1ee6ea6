package probe_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
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

// TestHostileForms sends every form of every page with hostile values in each of its
// fields. Nothing may break, what is refused is refused with a sentence, and what is
// kept shows as text wherever it shows.
func TestHostileForms(t *testing.T) {
	t.Parallel()
	p := newProbe(t, "http://demarc.test", nil)
	signer := &probePerson{}
	p.people["link"] = signer
	p.enter(signer, p.token, p.round.Waiting()[0].Email)
	forms := p.forms(t)
	sent, kept := 0, 0
	for _, f := range forms {
		for attack := range f.attacks() {
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
	p.plant(t)
	for _, name := range append(slices.Clone(probeColumns), "link") {
		if who := p.people[name]; who != nil && who.sample != "" {
			p.signIn(who)
		}
		for _, page := range p.pages(name) {
			p.judge(t, name+" GET "+page, nil, p.ask(p.people[name], "GET", page, nil))
			p.judge(t, name+" htmx "+page, nil, p.ask(p.people[name], "GET", page, nil, "HX-Request", "true", "HX-Request-Type", "partial"))
		}
	}
}

// plant writes the canary where no form would take it: what is stored is never trusted
// to be harmless.
func (p *probe) plant(t *testing.T) {
	t.Helper()
	p.plantTogether(t)
	for table, columns := range map[string][]string{
		"functions": {"name", "description", "split", "condition", "dispute_reason"}, "stakeholders": {"name", "holder", "deputy", "holder_phone"},
		"parties": {"legal_name", "short_name", "address"}, "contacts": {"name", "role", "phone", "hours"}, "vendors": {"name", "purpose", "phone", "account", "callers"}, "insurers": {"name", "hotline", "policy", "broker"}, "signatories": {"name", "title"}, "signers": {"name", "title"},
		"engagements": {"title", "number"}, "clients": {"name"}, "msps": {"name"}, "users": {"name"}, "memberships": {"msp_name", "client_name"},
		"invitations": {"invited_by", "msp_name"}, "brands": {"footer"}, "envelopes": {"message", "sent_by"}, "questions": {"words"}, "areas": {"name"}, "reference": {"name", "area"},
	} {
		where := ""
		if table == "signers" {
			where = ` where signed_at is null` // a signature that is not as recorded is in no certificate
		}
		for _, column := range columns {
			_, err := p.superExec(`update app.`+table+` set `+column+` = left(`+column+`, 4) || case when '`+table+`.`+column+`' = 'engagements.number' then left(md5(random()::text), 6) else '' end || $1`+where, canary)
			must(t, err)
		}
	}
	_, err := p.superExec(`update app.functions set excluded = $1 where position % 7 = 0`, canary)
	must(t, err)
}

// judge holds an answer to what every answer must be.
func (p *probe) judge(t *testing.T, what string, attack url.Values, a probeAnswer) {
	t.Helper()
	if t.Failed() && len(attack.Encode()) > 300 {
		attack = nil
	}
	if a.status >= 500 {
		t.Errorf("%s: %s\n%.300s\n%s\n%s", what, a, attack.Encode(), probeText(a.body), p.logged(a))
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

// logged is what the log says about an answer.
func (p *probe) logged(a probeAnswer) string {
	var out []string
	for line := range strings.Lines(p.log.String()) {
		if id := a.header.Get("X-Request-Id"); id != "" && strings.Contains(line, id) {
			out = append(out, line)
		}
	}
	return strings.Join(out, "")
}
