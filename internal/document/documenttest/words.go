package documenttest

import (
	"fmt"
	"strings"

	"demarc/internal/document"
)

// Words are all words of the sections of a document in reading order, with what
// every writer prints beside them: the headers of tables and the labels of
// signature blocks.
func Words(d document.Document) string {
	var w []string
	add := func(parts ...string) {
		for _, s := range parts {
			w = append(w, strings.Fields(s)...)
		}
	}
	para := func(p document.Paragraph) { add(p.Number, document.Plain(p.Runs)) }
	for _, s := range d.Sections {
		add(s.Number, s.Title)
		for _, b := range s.Blocks {
			switch b := b.(type) {
			case document.Paragraph:
				para(b)
			case document.Heading:
				add(b.Text)
			case document.Table:
				add(b.Caption)
				for _, c := range b.Columns {
					add(c.Header)
				}
				for _, r := range b.Rows {
					for _, c := range r.Cells {
						add(strings.Replace(c.Mark, "-", "–", 1))
						for _, p := range c.Blocks {
							para(p)
						}
					}
				}
			case document.Signatures:
				for _, x := range b.Blocks {
					add(x.Party, x.Typed, "Name", x.Name, "Title", x.Title, "Date", x.When, x.Note)
				}
			}
		}
	}
	return strings.Join(w, " ")
}

// Differ says where two texts first differ, ignoring how words are spaced, or "".
// Words may be split differently by tags, so only letters are compared.
func Differ(want, got string) string {
	a, b := strings.ReplaceAll(want, " ", ""), strings.ReplaceAll(got, " ", "")
	if a == b {
		return ""
	}
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	around := func(s string) string { return s[max(0, min(i-60, len(s))):min(len(s), i+60)] }
	return fmt.Sprintf("differs after %d bytes:\nwant …%s…\ngot  …%s…", i, around(a), around(b))
}
