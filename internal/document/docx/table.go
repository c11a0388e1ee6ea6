package docx

import (
	"strconv"

	"demarc/internal/document"
)

// width is what a table may use, in twentieths of a point.
func (b *body) width() int { return b.sheet().measure() }

// table writes a table whose header row Word repeats and whose rows it never splits.
func (b *body) table(t document.Table) {
	if len(t.Columns) == 0 {
		return
	}
	if t.Caption != "" {
		b.raw(`<w:p><w:pPr><w:pStyle w:val="Caption"/></w:pPr>`)
		end := b.bookmark(t.ID)
		b.run(t.Caption, "")
		b.raw(end, `</w:p>`)
	}
	widths := b.widths(t)
	b.raw(`<w:tbl><w:tblPr><w:tblStyle w:val="AgreementTable"/><w:tblW w:w="`, strconv.Itoa(b.width()), `" w:type="dxa"/><w:tblLayout w:type="fixed"/>`,
		`<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr><w:tblGrid>`)
	for _, w := range widths {
		b.raw(`<w:gridCol w:w="`, strconv.Itoa(w), `"/>`)
	}
	b.raw(`</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>`)
	for i, c := range t.Columns {
		b.cell(widths[i], 1, "")
		b.cellParagraph("TableHeader", c.Center, false)
		if i == 0 && t.Caption == "" {
			end := b.bookmark(t.ID)
			b.run(c.Header, "")
			b.raw(end)
		} else {
			b.run(c.Header, "")
		}
		b.raw(`</w:p></w:tc>`)
	}
	b.raw(`</w:tr>`)
	const short = 5 // rows that stay together
	for i, r := range t.Rows {
		b.row(t, r, widths, i+1 < len(t.Rows) && (len(t.Rows) <= short || i+2 == len(t.Rows)))
	}
	b.raw(`</w:tbl>`)
	b.raw(`<w:p><w:pPr><w:pStyle w:val="AfterTable"/></w:pPr></w:p>`)
}

// widths shares the room by the model's widths; rounding goes to the last column.
func (b *body) widths(t document.Table) []int {
	sum := 0.0
	for _, c := range t.Columns {
		sum += max(c.Width, 0.1)
	}
	left := b.width()
	out := make([]int, len(t.Columns))
	for i, c := range t.Columns {
		out[i] = int(float64(b.width()) * max(c.Width, 0.1) / sum)
		if i == len(out)-1 {
			out[i] = left
		}
		left -= out[i]
	}
	return out
}

// row writes a row; keep holds it together with the next one.
func (b *body) row(t document.Table, r document.Row, widths []int, keep bool) {
	b.raw(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
	end := r.ID
	if r.Group {
		b.cell(b.width(), len(t.Columns), groupFill)
		b.blocks(r.Cells, 0, "TableGroup", false, true, &end)
		b.raw(`</w:tc></w:tr>`)
		return
	}
	for i := range widths {
		fill, props := "", ""
		if i < len(r.Cells) {
			fill, props = shade(r.Cells[i].Mark)
		}
		b.cell(widths[i], 1, fill)
		switch {
		case i >= len(r.Cells):
			b.raw(`<w:p><w:pPr><w:pStyle w:val="TableText"/></w:pPr></w:p>`)
		case r.Cells[i].Mark != "":
			b.cellParagraph("TableMark", t.Columns[i].Center, keep)
			mark := ""
			if end != "" {
				mark, end = b.bookmark(end), ""
			}
			b.run(letter(r.Cells[i].Mark), props)
			b.raw(mark, `</w:p>`)
			if len(r.Cells[i].Blocks) > 0 { // the hours it holds in
				b.blocks(r.Cells, i, "TableText", t.Columns[i].Center, keep, &end)
			}
		default:
			b.blocks(r.Cells, i, "TableText", t.Columns[i].Center, keep, &end)
		}
		b.raw(`</w:tc>`)
	}
	b.raw(`</w:tr>`)
}

// blocks writes the paragraphs of a cell; a cell must have one. anchor is the row's
// bookmark, which goes into the first paragraph that is written.
func (b *body) blocks(cells []document.Cell, i int, style string, center, keep bool, anchor *string) {
	paragraphs := []document.Paragraph{{}}
	header := false
	if i < len(cells) {
		header = cells[i].Header
		if len(cells[i].Blocks) > 0 {
			paragraphs = cells[i].Blocks
		}
	}
	for _, p := range paragraphs {
		use, props := style, ""
		switch {
		case p.Style == document.Code:
			use = "TableCode"
		case p.Style == document.Small:
			use = "TableSmall"
		case header:
			props = `<w:b/><w:bCs/>`
		}
		b.cellParagraph(use, center, keep)
		end := ""
		if *anchor != "" {
			end, *anchor = b.bookmark(*anchor), ""
		}
		if p.Number != "" {
			b.run(p.Number+"\t", "")
		}
		for _, r := range p.Runs {
			if props != "" {
				r.Bold = true
			}
			b.runs([]document.Run{r}, "")
		}
		b.raw(end, `</w:p>`)
	}
}

func (b *body) cell(width, span int, fill string) {
	b.raw(`<w:tc><w:tcPr><w:tcW w:w="`, strconv.Itoa(width), `" w:type="dxa"/>`)
	if span > 1 {
		b.raw(`<w:gridSpan w:val="`, strconv.Itoa(span), `"/>`)
	}
	if fill != "" {
		b.raw(`<w:shd w:val="clear" w:color="auto" w:fill="`, fill, `"/>`)
	}
	b.raw(`</w:tcPr>`)
}

func (b *body) cellParagraph(style string, center, keepNext bool) {
	b.raw(`<w:p><w:pPr><w:pStyle w:val="`, style, `"/>`)
	if keepNext {
		b.raw(`<w:keepNext/>`)
	}
	if center {
		b.raw(`<w:jc w:val="center"/>`)
	}
	b.raw(`</w:pPr>`)
}

const groupFill = "ECEEF2"

// shade gives a cell its fill and its letter the ink that is read on it. The letter
// tells the assignment; the fill only helps the eye, and stays light on tall rows.
func shade(mark string) (fill, props string) {
	switch mark {
	case "A", "A/R":
		return "BFC9EE", `<w:b/><w:bCs/><w:color w:val="141B3D"/>`
	case "R":
		return "DDEFFA", `<w:b/><w:bCs/><w:color w:val="0B3A57"/>`
	case "C":
		return "FFF6E5", `<w:color w:val="7A4300"/>`
	case "I", "-":
		return "", `<w:color w:val="4A5160"/>`
	}
	return "", ""
}

func letter(mark string) string {
	if mark == "-" {
		return "–"
	}
	return mark
}

// signatures sets blocks in pairs. Cells are aligned at the bottom, so that the lines
// to sign on stand at one height however long the names are.
func (b *body) signatures(s document.Signatures) {
	half := b.width() / 2
	w := strconv.Itoa(half)
	b.raw(`<w:tbl><w:tblPr><w:tblStyle w:val="SignatureTable"/><w:tblW w:w="`, strconv.Itoa(2*half), `" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid><w:gridCol w:w="`, w, `"/><w:gridCol w:w="`, w, `"/></w:tblGrid>`)
	for i := 0; i < len(s.Blocks); i += 2 {
		b.raw(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
		for j := i; j < i+2; j++ {
			b.raw(`<w:tc><w:tcPr><w:tcW w:w="`, w, `" w:type="dxa"/><w:vAlign w:val="bottom"/></w:tcPr>`)
			if j < len(s.Blocks) {
				b.signature(s.Blocks[j])
			} else {
				b.raw(`<w:p/>`)
			}
			b.raw(`</w:tc>`)
		}
		b.raw(`</w:tr>`)
	}
	b.raw(`</w:tbl><w:p><w:pPr><w:pStyle w:val="AfterTable"/></w:pPr></w:p>`)
}

func (b *body) signature(s document.Signature) {
	b.simple("SignatureParty", s.Party)
	b.simple("SignatureLine", s.Typed)
	b.simple("SignatureFact", "Name\t"+s.Name)
	b.simple("SignatureFact", "Title\t"+s.Title)
	if s.Role != "" {
		b.simple("SignatureFact", "Role\t"+s.Role)
	}
	b.simple("SignatureFact", "Date\t"+s.When)
	if s.Note != "" {
		b.simple("Small", s.Note)
	}
}
