package pdf

import (
	"fmt"
	"slices"
	"strings"

	"demarc/internal/document"
)

// Spelled is s with every character that no built-in font can draw written as its
// number, "[U+674E]".
func Spelled(s string) string {
	missing := Drawable(s)
	if missing == nil {
		return s
	}
	var b strings.Builder
	for _, r := range clean(s) {
		if slices.Contains(missing, r) {
			fmt.Fprintf(&b, "[U+%04X]", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Spell gives a signed document with its certificate and signature blocks Spelled. What
// stands there came with the signing: names of those who were asked later, what a browser
// calls itself, what a mail server answered. Nobody can mend it any more, and it must not
// keep what everybody signed from its seal; the attached record has it letter by letter.
// The text that was signed is left as it is.
func Spell(d document.Document) document.Document {
	d.Sections = slices.Clone(d.Sections)
	for i, s := range d.Sections {
		s.Blocks = slices.Clone(s.Blocks)
		for j, b := range s.Blocks {
			if _, ok := b.(document.Signatures); ok || s.ID == "certificate" {
				s.Blocks[j] = spellBlock(b)
			}
		}
		d.Sections[i] = s
	}
	return d
}

func spellBlock(b document.Block) document.Block {
	switch b := b.(type) {
	case document.Paragraph:
		return spellParagraph(b)
	case document.Heading:
		b.Text = Spelled(b.Text)
		return b
	case document.Table:
		b.Caption, b.Rows = Spelled(b.Caption), slices.Clone(b.Rows)
		for i, r := range b.Rows {
			r.Cells = slices.Clone(r.Cells)
			for j, c := range r.Cells {
				c.Blocks = slices.Clone(c.Blocks)
				for k, p := range c.Blocks {
					c.Blocks[k] = spellParagraph(p)
				}
				r.Cells[j] = c
			}
			b.Rows[i] = r
		}
		return b
	case document.Signatures:
		b.Blocks = slices.Clone(b.Blocks)
		for i, s := range b.Blocks {
			s.Name, s.Title, s.Typed, s.Note = Spelled(s.Name), Spelled(s.Title), Spelled(s.Typed), Spelled(s.Note)
			b.Blocks[i] = s
		}
		return b
	}
	return b
}

func spellParagraph(p document.Paragraph) document.Paragraph {
	p.Runs = slices.Clone(p.Runs)
	for i := range p.Runs {
		p.Runs[i].Text = Spelled(p.Runs[i].Text)
	}
	return p
}
