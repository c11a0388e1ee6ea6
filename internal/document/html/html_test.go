package html

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"demarc/internal/document"
	"demarc/internal/document/documenttest"

	"golang.org/x/net/html"
)

func render(t testing.TB, d document.Document, o Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := Article(d, o).Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func parse(t testing.TB, src string) *html.Node {
	t.Helper()
	n, err := html.Parse(strings.NewReader("<!doctype html><body>" + src))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func TestArticleWords(t *testing.T) {
	t.Parallel()
	for name, d := range map[string]document.Document{
		"signed": documenttest.Signed(), "frozen": documenttest.Document(), "draft": document.Compose(documenttest.Draft(), true),
		"right to left": document.Compose(documenttest.RightToLeft(), false),
	} {
		d.Status = document.Frozen // the draft's mark is the page's, not the document's
		var got []string
		for n := range parse(t, render(t, d, Options{})).Descendants() {
			if n.Type == html.TextNode && attr(n.Parent, "class") != "unseen" {
				if before := n.Parent.PrevSibling; attr(n.Parent, "class") == "chip chip-r" && before != nil {
					got = append(got, "/") // A/R is two chips
				}
				got = append(got, strings.Fields(n.Data)...)
			}
		}
		if diff := documenttest.Differ(documenttest.Words(d), strings.Join(got, " ")); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestArticleMarkup(t *testing.T) {
	t.Parallel()
	d := documenttest.Signed()
	ids, links := map[string]int{}, map[string]bool{}
	rows, heads, headers := 0, map[string]int{}, 0
	for n := range parse(t, render(t, d, Options{Head: true, Contents: true})).Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if id := attr(n, "id"); id != "" {
			ids[id]++
		}
		if to, ok := strings.CutPrefix(attr(n, "href"), "#"); ok {
			links[to] = true
		}
		if attr(n, "style") != "" {
			t.Errorf("%s has a style attribute, which the content security policy forbids", n.Data)
		}
		switch n.Data {
		case "tr":
			if strings.HasPrefix(attr(n, "id"), "fn-") {
				rows++
			}
		case "th":
			headers++
			if attr(n, "scope") == "" {
				t.Error("a header cell without scope")
			}
		case "h1", "h2", "h3", "h4":
			heads[n.Data]++
		}
	}
	for id, n := range ids {
		if n > 1 {
			t.Errorf("the id %s stands %d times", id, n)
		}
	}
	for to := range links {
		if ids[to] == 0 {
			t.Errorf("a link leads to %s, which is nowhere", to)
		}
	}
	if rows != 149+1 || heads["h1"] != 1 || heads["h2"] != len(d.Sections) || heads["h4"] != 2 || headers < 149 {
		t.Errorf("%d functions, headings %v, %d header cells", rows, heads, headers)
	}
}

func TestArticleLevel(t *testing.T) {
	t.Parallel()
	got := render(t, documenttest.Document(), Options{Level: 3, Head: true})
	if !strings.Contains(got, "<h2>Co-Managed") || !strings.Contains(got, `<h3><span class="doc-number">1 </span>`) || strings.Contains(got, "<h1") {
		t.Error("the headings do not stand under the page's own")
	}
}

func TestArticleDraft(t *testing.T) {
	t.Parallel()
	draft := render(t, document.Compose(documenttest.Draft(), true), Options{})
	signed := render(t, documenttest.Signed(), Options{})
	for _, s := range []string{document.DraftMark, document.DraftNotice} {
		if !strings.Contains(draft, s) || strings.Contains(signed, s) {
			t.Errorf("%q belongs on drafts only", s)
		}
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"", "a<b>&\"'", "</p><script>", "\x00\r\n\t", "\xff\xfe", "Đặng & Żółć", "&amp;", "\u2028]]>", "x\rfoo"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		w := &writer{}
		w.raw(`<p title="`).text(s).raw(`">`).text(s).raw(`</p><i>end</i>`)
		body := parse(t, string(w.b)).LastChild.LastChild
		p := body.FirstChild
		if p == nil || p.Data != "p" || p.NextSibling == nil || p.NextSibling.Data != "i" || p.NextSibling.NextSibling != nil {
			t.Fatalf("%q broke the markup: %s", s, w.b)
		}
		want := strings.Map(func(r rune) rune {
			if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0x7f {
				return '\ufffd'
			}
			return r
		}, strings.ToValidUTF8(perByte(s), "\ufffd"))
		got := ""
		for c := p.FirstChild; c != nil; c = c.NextSibling {
			if c.Type != html.TextNode {
				t.Fatalf("%q made an element %s", s, c.Data)
			}
			got += c.Data
		}
		if got != want || attr(p, "title") != want {
			t.Errorf("%q came back as %q and %q, want %q", s, got, attr(p, "title"), want)
		}
	})
}

// perByte replaces each byte that is not UTF-8, where strings.ToValidUTF8 would
// replace a stretch of them by one.
func perByte(s string) string { return string([]rune(s)) }

func BenchmarkArticle(b *testing.B) {
	d := documenttest.Signed()
	b.ReportAllocs()
	for b.Loop() {
		b.SetBytes(int64(len(article(d, Options{Head: true, Contents: true}))))
	}
}
