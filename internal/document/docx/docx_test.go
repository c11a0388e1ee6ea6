package docx

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"demarc/internal/document"
	"demarc/internal/document/documenttest"
)

func write(t testing.TB, d document.Document, o Options) []byte {
	t.Helper()
	data, err := Write(d, o)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func paragraphs(doc *node, visit func(*node)) {
	doc.walk(func(n *node) {
		if n.XMLName.Local == "p" {
			visit(n)
		}
	})
}

func TestSameBytes(t *testing.T) {
	t.Parallel()
	if !bytes.Equal(write(t, documenttest.Signed(), Options{}), write(t, documenttest.Signed(), Options{})) {
		t.Error("two files from one document differ")
	}
	data := write(t, documenttest.Document(), Options{})
	zr, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range zr.File {
		if f.Modified.Year() != 1980 {
			t.Errorf("%s depends on when it was made: %s", f.Name, f.Modified)
		}
	}
}

// TestWords compares what Word would show, with the numbers that Word would count,
// with the words of the model.
func TestWords(t *testing.T) {
	t.Parallel()
	gap := documenttest.Document() // an exhibit is missing and an item is numbered out of order
	gap.Sections = append(gap.Sections[:len(gap.Sections)-3:len(gap.Sections)-3], gap.Sections[len(gap.Sections)-1])
	gap.Sections[1].Blocks = append([]document.Block{document.Paragraph{Number: "1.7", Level: 1, Runs: document.Text("Out of order.")}}, gap.Sections[1].Blocks...)
	for name, d := range map[string]document.Document{
		"signed": documenttest.Signed(), "draft": document.Compose(documenttest.Draft(), true),
		"right to left": document.Compose(documenttest.RightToLeft(), false), "gap": gap, "many items": manyItems(),
	} {
		p := parts(t, write(t, d, Options{}))
		w := newWord(p)
		var got strings.Builder
		paragraphs(p["word/document.xml"], func(n *node) {
			number := w.number(n)
			switch n.val("pPr", "pStyle") {
			case "Title", "Subtitle", "Fact", "Notice", "ContentsHeading", "TOC1":
				return
			}
			got.WriteString(strings.Join(strings.Fields(number+text(n)), "") + " ")
		})
		if diff := documenttest.Differ(documenttest.Words(d), strings.TrimSpace(got.String())); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// manyItems has more items than the alphabet has letters, where Word counts on
// otherwise than the model.
func manyItems() document.Document {
	s := document.Section{ID: "c-a", Number: "1", Title: "Long"}
	for i := range 30 {
		n := fmt.Sprintf("(%c)", 'a'+i)
		if i >= 26 {
			n = fmt.Sprintf("(a%c)", 'a'+i-26)
		}
		s.Blocks = append(s.Blocks, document.Paragraph{Number: n, Level: 2, Runs: document.Text("item")})
	}
	return document.Document{Sections: []document.Section{s}}
}

// The numbers of a real agreement are Word's, not text.
func TestNumbersAreAutomatic(t *testing.T) {
	t.Parallel()
	paragraphs(parts(t, write(t, documenttest.Document(), Options{}))["word/document.xml"], func(n *node) {
		if n.val("pPr", "numPr", "numId") == "0" {
			t.Errorf("%q is numbered by hand", text(n))
		}
	})
}

func TestReferences(t *testing.T) {
	t.Parallel()
	doc := parts(t, write(t, documenttest.Signed(), Options{}))["word/document.xml"]
	names, refs, starts := map[string]bool{}, map[string]bool{}, 0
	doc.walk(func(n *node) {
		switch n.XMLName.Local {
		case "bookmarkStart":
			name := n.attr("name")
			if names[name] || len(name) > 40 || !strings.HasPrefix(name, "_cl_") {
				t.Errorf("bad bookmark %q", name)
			}
			names[name], starts = true, starts+1
		case "bookmarkEnd":
			starts--
		case "instrText":
			if f := strings.Fields(n.Text); f[0] == "REF" {
				refs[f[1]] = true
			}
		case "hyperlink":
			refs[n.attr("anchor")] = true
		}
	})
	for name := range refs {
		if !names[name] {
			t.Errorf("a reference leads to %s, which is nowhere", name)
		}
	}
	if starts != 0 || !names["_cl_c_scope"] || !names["_cl_fn_bk_test"] || !refs["_cl_c_scope"] || len(refs) < 50 {
		t.Errorf("%d bookmarks open, %d targets", starts, len(refs))
	}
}

func TestMatrixTable(t *testing.T) {
	t.Parallel()
	doc := parts(t, write(t, documenttest.Document(), Options{}))["word/document.xml"]
	rows, headers, fills := 0, 0, map[string]string{}
	doc.walk(func(n *node) {
		if n.XMLName.Local != "tr" {
			return
		}
		if n.kid("trPr", "cantSplit").XMLName.Local == "" {
			t.Error("a row may be split")
		}
		rows++
		if n.kid("trPr", "tblHeader").XMLName.Local != "" {
			headers++
		}
		for i := range n.Kids {
			if c := &n.Kids[i]; c.XMLName.Local == "tc" && c.val("p", "pPr", "pStyle") == "TableMark" {
				fills[text(c)] = c.kid("tcPr", "shd").attr("fill")
			}
		}
	})
	if rows < 149+24 || headers < 4 {
		t.Errorf("%d rows, %d repeated headers", rows, headers)
	}
	for letter, fill := range map[string]string{"A/R": "BFC9EE", "R": "DDEFFA", "C": "FFF6E5", "I": "", "–": ""} {
		if got, ok := fills[letter]; !ok || got != fill {
			t.Errorf("%s is filled with %q, want %q", letter, got, fill)
		}
	}
	var turned []string
	doc.walk(func(n *node) {
		if n.XMLName.Local == "sectPr" {
			turned = append(turned, n.kid("pgSz").attr("orient"))
		}
	})
	if strings.Join(turned, ",") != ",landscape," {
		t.Errorf("orientations are %q", turned)
	}
}

func TestStanding(t *testing.T) {
	t.Parallel()
	draft := document.Compose(documenttest.Draft(), true)
	for _, c := range []struct {
		d              document.Document
		o              Options
		says, mustNots []string
	}{
		{draft, Options{}, []string{document.DraftMark, document.DraftNotice}, []string{"Conformed"}},
		{documenttest.Signed(), Options{Sealed: "abc123"}, []string{"Conformed copy; the signed original is the PDF with SHA-256 abc123."}, []string{document.DraftMark, document.DraftNotice}},
		{documenttest.Document(), Options{}, nil, []string{document.DraftMark}},
	} {
		p := parts(t, write(t, c.d, c.o))
		for _, part := range []string{"word/document.xml", "word/footer1.xml", "word/footer2.xml"} {
			got := text(p[part])
			for _, s := range c.says {
				if !strings.Contains(got, s) {
					t.Errorf("%s of a %s document does not say %q", part, c.d.Status, s)
				}
			}
			for _, s := range c.mustNots {
				if strings.Contains(got, s) {
					t.Errorf("%s of a %s document says %q", part, c.d.Status, s)
				}
			}
		}
		for _, foot := range []string{"word/footer1.xml", "word/footer2.xml"} {
			if got := text(p[foot]); strings.Contains(got, document.BeforeMark) != (c.d.Status == document.Frozen) {
				t.Errorf("%s of a %s document: %s", foot, c.d.Status, got)
			}
		}
		if tracked := p["word/settings.xml"].kid("trackRevisions").XMLName.Local != ""; tracked != (c.d.Status == document.Draft) {
			t.Errorf("a %s document records changes: %t", c.d.Status, tracked)
		}
		if got := p["docProps/core.xml"].kid("identifier").Text; got != Identifier(c.d) {
			t.Errorf("identifier %q", got)
		}
	}
}

func TestContents(t *testing.T) {
	t.Parallel()
	d := documenttest.Document()
	var with, without []string
	collect := func(o Options) (lines []string, code string) {
		paragraphs(parts(t, write(t, d, o))["word/document.xml"], func(n *node) {
			n.walk(func(k *node) {
				if k.XMLName.Local == "instrText" && strings.HasPrefix(k.Text, " TOC") {
					code = k.Text
				}
			})
			if n.val("pPr", "pStyle") == "TOC1" {
				lines = append(lines, text(n))
			}
		})
		return lines, code
	}
	without, code := collect(Options{})
	if len(without) != len(d.Sections)-1 || without[4] != "5 Scope of services" || !strings.Contains(code, `\n`) {
		t.Errorf("contents %q, field %q", without, code)
	}
	with, code = collect(Options{Pages: map[string]int{"c-scope": 7}})
	if with[4] != "5 Scope of services 7" || strings.Contains(code, `\n`) {
		t.Errorf("contents %q, field %q", with[4], code)
	}
}

// TestHostileText holds that nothing a person types can break the file.
func TestHostileText(t *testing.T) {
	t.Parallel()
	bad := "a\x00\x01\x0b\x1f<w:p>&\"'\ufffe\uffff\xff\x7f\u0085]]>\tb\nc שלום עולם 12 عربى d"
	d := document.Document{
		Title: bad, Subtitle: bad, Author: bad, Reference: bad, Language: "en-US",
		Sections: []document.Section{{ID: strings.Repeat("x-", 40), Number: bad, Title: bad, Blocks: []document.Block{
			document.Paragraph{ID: strings.Repeat("x_", 40), Number: bad, Level: 9, Runs: []document.Run{{Text: bad, Bold: true, Link: "nowhere"}}},
			document.Heading{Text: bad, Level: 9},
			document.Table{},
			document.Table{Columns: []document.Column{{Header: bad}}, Rows: []document.Row{{}, {Group: true}, {Cells: make([]document.Cell, 3)}}},
			document.Signatures{Blocks: []document.Signature{{Party: bad}}},
		}}},
	}
	p := parts(t, write(t, d, Options{Sealed: bad}))
	if got := p["docProps/core.xml"].kid("title").Text; got != "a<w:p>&\"'\ufffd]]> b c שלום עולם 12 عربى d" {
		t.Errorf("title %q", got)
	}
	names := map[string]bool{}
	p["word/document.xml"].walk(func(n *node) {
		if name := n.attr("name"); n.XMLName.Local == "bookmarkStart" {
			if names[name] || len(name) > 40 {
				t.Errorf("the bookmark %q is too long or stands twice", name)
			}
			names[name] = true
		}
	})
	if len(names) != 2 {
		t.Errorf("%d bookmarks for two long anchors that differ in a hyphen", len(names))
	}
	var rtl []string
	p["word/header1.xml"].walk(func(n *node) {
		if n.XMLName.Local == "r" && n.kid("rPr", "rtl").XMLName.Local != "" {
			rtl = append(rtl, text(n))
		}
	})
	if len(rtl) < 2 || rtl[0] != "שלום עולם" {
		t.Errorf("stretches from right to left are %q", rtl)
	}
}

func FuzzStretch(f *testing.F) {
	for _, s := range []string{"", "a", "שלום", "a שלום b", "  שלום  עולם ", "12 عربى", "\u0301\u05d0\u0301"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for rest := s; rest != ""; {
			n, _ := stretch(rest)
			if n < 1 || n > len(rest) {
				t.Fatalf("stretch(%q) = %d", rest, n)
			}
			rest = rest[n:]
		}
	})
}

func BenchmarkDocx(b *testing.B) {
	d := documenttest.Signed()
	b.ReportAllocs()
	for b.Loop() {
		data, err := Write(d, Options{})
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(len(data)))
	}
}
