package docx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"
)

// node is an element as the reader below needs it: prefixes cut off, in order.
type node struct {
	XMLName xml.Name
	Attrs   []xml.Attr `xml:",any,attr"`
	Kids    []node     `xml:",any"`
	Text    string     `xml:",chardata"`
}

func (n *node) kid(path ...string) *node {
	for _, name := range path {
		found := (*node)(nil)
		for i := range n.Kids {
			if n.Kids[i].XMLName.Local == name {
				found = &n.Kids[i]
				break
			}
		}
		if found == nil {
			return &node{}
		}
		n = found
	}
	return n
}

func (n *node) val(path ...string) string { return n.kid(path...).attr("val") }

func (n *node) attr(name string) string {
	for _, a := range n.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (n *node) walk(visit func(*node)) {
	visit(n)
	for i := range n.Kids {
		n.Kids[i].walk(visit)
	}
}

func parts(t testing.TB, data []byte) map[string]*node {
	t.Helper()
	zr, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]*node{}
	for _, f := range zr.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		n := &node{}
		if err := xml.Unmarshal(raw, n); err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		out[f.Name] = n
	}
	return out
}

// word numbers paragraphs from styles.xml and numbering.xml alone, as Word does, so
// that it can disagree with the writer.
type word struct {
	styles map[string]*node
	levels map[string][]*node // by numId
	counts map[string]*[9]int
}

func newWord(p map[string]*node) *word {
	w := &word{styles: map[string]*node{}, levels: map[string][]*node{}, counts: map[string]*[9]int{}}
	p["word/styles.xml"].walk(func(n *node) {
		if n.XMLName.Local == "style" {
			w.styles[n.attr("styleId")] = n
		}
	})
	abstract := map[string][]*node{}
	p["word/numbering.xml"].walk(func(n *node) {
		switch n.XMLName.Local {
		case "abstractNum":
			for i := range n.Kids {
				if n.Kids[i].XMLName.Local == "lvl" {
					abstract[n.attr("abstractNumId")] = append(abstract[n.attr("abstractNumId")], &n.Kids[i])
				}
			}
		case "num":
			w.levels[n.attr("numId")] = abstract[n.val("abstractNumId")]
			w.counts[n.attr("numId")] = &[9]int{}
		}
	})
	return w
}

// number is what Word prints before a paragraph.
func (w *word) number(p *node) string {
	numPr := p.kid("pPr", "numPr")
	for id := p.val("pPr", "pStyle"); numPr.XMLName.Local == "" && id != ""; id = w.styles[id].val("basedOn") {
		numPr = w.styles[id].kid("pPr", "numPr")
	}
	levels := w.levels[numPr.val("numId")]
	if levels == nil {
		return ""
	}
	counts := w.counts[numPr.val("numId")]
	at, _ := strconv.Atoi(numPr.val("ilvl"))
	counts[at]++
	for l := at + 1; l < len(counts); l++ {
		counts[l] = 0
	}
	text := levels[at].val("lvlText")
	for l, def := range levels {
		text = strings.ReplaceAll(text, fmt.Sprintf("%%%d", l+1), inFormat(counts[l], def.val("numFmt")))
	}
	return text
}

func inFormat(n int, format string) string {
	switch format {
	case "upperLetter":
		return strings.Repeat(string(rune('A'+(n+25)%26)), (n+25)/26)
	case "lowerLetter":
		return strings.Repeat(string(rune('a'+(n+25)%26)), (n+25)/26)
	case "lowerRoman":
		return []string{"", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii", "xviii", "xix", "xx"}[n]
	}
	return strconv.Itoa(n)
}

// text is what a reader sees of a paragraph, without its automatic number.
func text(p *node) string {
	var b strings.Builder
	p.walk(func(n *node) {
		switch n.XMLName.Local {
		case "t":
			b.WriteString(n.Text)
		case "tab", "br":
			b.WriteString(" ")
		}
	})
	return b.String()
}
