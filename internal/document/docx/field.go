package docx

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"demarc/internal/document"
)

// bookmarks name the anchors of a document in Word's way: at most 40 letters, digits
// and underscores. A leading underscore hides them from the reader.
type bookmarks struct {
	names map[string]string // by anchor
	made  int
}

func newBookmarks(d document.Document) *bookmarks {
	m := &bookmarks{names: map[string]string{}}
	taken := map[string]bool{}
	add := func(id string) {
		if id == "" || m.names[id] != "" {
			return
		}
		name := "_cl_" + strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
				return r
			}
			return '_'
		}, id)
		if len(name) > 40 || taken[name] {
			sum := sha256.Sum256([]byte(id))
			name = name[:min(len(name), 31)] + "_" + hex.EncodeToString(sum[:4])
		}
		taken[name], m.names[id] = true, name
	}
	for _, s := range d.Sections {
		add(s.ID)
		for _, block := range s.Blocks {
			switch block := block.(type) {
			case document.Paragraph:
				add(block.ID)
			case document.Heading:
				add(block.ID)
			case document.Table:
				add(block.ID)
				for _, r := range block.Rows {
					add(r.ID)
				}
			case document.Signatures:
			}
		}
	}
	return m
}

// bookmark starts the bookmark of an anchor and gives what ends it.
func (b *body) bookmark(id string) string {
	if id == "" {
		return ""
	}
	b.marks.made++
	n := strconv.Itoa(b.marks.made)
	b.raw(`<w:bookmarkStart w:id="`, n, `" w:name="`, b.marks.names[id], `"/>`)
	return `<w:bookmarkEnd w:id="` + n + `"/>`
}

// link writes a reference. Where its text ends with the number that Word counts for
// the target, the number is a REF field, so that it follows when clauses move.
func (b *body) link(r document.Run, props string) {
	name := b.marks.names[r.Link]
	props = faces(r.Bold, r.Italic) + props
	number := b.automatic[r.Link]
	if before, ok := strings.CutSuffix(r.Text, number); ok && number != "" {
		b.run(before, props)
		b.field(`REF `+name+` \r \h`, number, props)
		return
	}
	b.raw(`<w:hyperlink w:anchor="`, name, `" w:history="1">`)
	b.run(r.Text, props)
	b.raw(`</w:hyperlink>`)
}

// field is a field with the text it has now.
func (x *markup) field(code, text, props string) {
	rpr := ""
	if props != "" {
		rpr = `<w:rPr>` + props + `</w:rPr>`
	}
	x.raw(`<w:r>`, rpr, `<w:fldChar w:fldCharType="begin"/></w:r><w:r>`, rpr, `<w:instrText xml:space="preserve"> `, code, ` </w:instrText></w:r><w:r>`, rpr, `<w:fldChar w:fldCharType="separate"/></w:r>`)
	x.run(text, props)
	x.raw(`<w:r>`, rpr, `<w:fldChar w:fldCharType="end"/></w:r>`)
}

// contents is the list of sections: a field with its entries written out, because
// Word would otherwise ask a question before it shows them.
func (b *body) contents(sections []document.Section) {
	if len(sections) < 4 { // as in the PDF
		return
	}
	b.simple("ContentsHeading", "Contents")
	code := `TOC \o "1-1" \h \z \u`
	if b.options.Pages == nil {
		code += ` \n`
	}
	begin := `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> ` + code + ` </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>`
	for _, s := range sections {
		if s.Title == "" {
			continue
		}
		b.raw(`<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr>`, begin, `<w:hyperlink w:anchor="`, b.marks.names[s.ID], `" w:history="1">`)
		begin = ""
		if s.Number != "" {
			b.run(s.Number+"\t", "")
		}
		b.run(s.Title, "")
		if page, ok := b.options.Pages[s.ID]; ok {
			b.raw(`<w:r><w:tab/></w:r>`)
			b.field(`PAGEREF `+b.marks.names[s.ID]+` \h`, strconv.Itoa(page), "")
		}
		b.raw(`</w:hyperlink></w:p>`)
	}
	b.raw(`<w:p><w:pPr><w:pStyle w:val="SectionEnd"/></w:pPr>`, begin, `<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`)
}
