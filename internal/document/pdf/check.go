package pdf

import (
	"fmt"
	"strings"

	"demarc/internal/document"
	"demarc/internal/fault"
)

// drawable looks through everything that is printed and refuses what no font
// can draw, naming each character and the first place it stands in.
func drawable(d document.Document) error {
	var where string
	var missing []rune
	look := func(s, place string, args ...any) {
		if missing == nil {
			if missing = faces().undrawable(s); missing != nil {
				where = fmt.Sprintf(place, args...)
			}
		}
	}
	for _, s := range []struct{ text, place string }{
		{d.Title, "the title"},
		{d.Subtitle, "the subtitle"},
		{d.Author, "the author's name"},
		{d.Reference, "the reference"},
		{d.Digest, "the digest"},
		{d.Brand.Footer, "the footer line"},
	} {
		look(s.text, "%s", s.place)
	}
	for _, s := range d.Sections {
		in := sectionName(s)
		look(s.Number+s.Title, "the title of %s", in)
		for _, block := range s.Blocks {
			switch block := block.(type) {
			case document.Paragraph:
				look(block.Number+document.Plain(block.Runs), "paragraph %s of %s", strings.TrimSpace(block.Number+" "), in)
			case document.Heading:
				look(block.Text, "a heading of %s", in)
			case document.Table:
				checkTable(block, in, look)
			case document.Signatures:
				for _, b := range block.Blocks {
					look(b.Party+b.Name+b.Title+b.Typed+b.When+b.Note, "the signature block of %s", b.Party)
				}
			}
		}
	}
	if missing == nil {
		return nil
	}
	var list []string
	for _, r := range missing {
		list = append(list, fmt.Sprintf("“%c” (U+%04X)", r, r))
	}
	noun := "character"
	if len(list) > 1 {
		noun = "characters"
	}
	return fault.New(fault.Invalid, fmt.Sprintf("The %s %s in %s cannot be printed. Use Latin, Greek or Cyrillic letters instead.", noun, strings.Join(list, ", "), where))
}

func checkTable(t document.Table, in string, look func(s, place string, args ...any)) {
	look(t.Caption, "a table's caption in %s", in)
	for _, c := range t.Columns {
		look(c.Header, "a column's header in %s", in)
	}
	for i, r := range t.Rows {
		for _, c := range r.Cells {
			look(c.Mark, "row %d of a table in %s", i+1, in)
			for _, p := range c.Blocks {
				look(p.Number+document.Plain(p.Runs), "row %d of a table in %s", i+1, in)
			}
		}
	}
}

func sectionName(s document.Section) string {
	if n := strings.TrimSpace(s.Number + " " + s.Title); n != "" {
		return "“" + n + "”"
	}
	return "the first section"
}
