package docx

import (
	"strconv"
	"strings"

	"demarc/internal/document"
)

// body writes word/document.xml.
type body struct {
	markup
	doc       document.Document
	options   Options
	look      look
	marks     *bookmarks
	clauses   counter
	exhibits  counter
	counts    *counter // of the section being written
	automatic map[string]string
	landscape bool // of the pages being written
	turned    bool // a first section has ended
	started   bool // something stands on the page already
}

func newBody(d document.Document, o Options, l look) *body {
	b := &body{doc: d, options: o, look: l, marks: newBookmarks(d), exhibits: counter{exhibit: true}, automatic: map[string]string{}}
	b.b = make([]byte, 0, 1<<20)
	// A reference may point forward, so which headings Word numbers is known first.
	clauses, exhibits := b.clauses, b.exhibits
	for _, s := range d.Sections {
		c := &clauses
		if isExhibit(s.Number) {
			c = &exhibits
		}
		if s.Number != "" && c.next(0, s.Number) {
			b.automatic[s.ID] = s.Number
		}
	}
	return b
}

func isExhibit(number string) bool { return strings.HasPrefix(number, "Exhibit ") }

// document writes title, parties, contents and the rest, in the order of the PDF.
func (b *body) document() {
	b.raw(xmlHead, `<w:document`, namespaces, drawing, `><w:body>`)
	b.logo()
	b.title()
	sections := b.doc.Sections
	for len(sections) > 0 && sections[0].Number == "" && !sections[0].NewPage {
		b.section(sections[0], false)
		sections = sections[1:]
	}
	b.contents(sections)
	for i, s := range sections {
		if s.Landscape != b.landscape {
			b.raw(`<w:p><w:pPr><w:pStyle w:val="SectionEnd"/>`)
			b.sectPr()
			b.raw(`</w:pPr></w:p>`)
			b.landscape, b.started = s.Landscape, false
		}
		b.section(s, i == 0 || s.NewPage && !b.follows(sections[i-1], s))
	}
	b.sectPr()
	b.raw(`</w:body></w:document>`)
}

// follows tells whether a section goes on below the one before it, as it does in the
// PDF, so that the pages in the contents are the ones the file is read by.
func (b *body) follows(before, s document.Section) bool {
	own, known := b.options.Pages[s.ID]
	last := 0
	at := func(id string) { last = max(last, b.options.Pages[id]) }
	at(before.ID)
	for _, block := range before.Blocks {
		switch block := block.(type) {
		case document.Paragraph:
			at(block.ID)
		case document.Heading:
			at(block.ID)
		case document.Table:
			at(block.ID)
			for _, r := range block.Rows {
				at(r.ID)
			}
		}
	}
	return known && last == own
}

func (b *body) title() {
	d := b.doc
	b.simple("Title", d.Title)
	if d.Subtitle != "" {
		b.simple("Subtitle", d.Subtitle)
	}
	for _, f := range document.Facts(d) {
		b.raw(`<w:p><w:pPr><w:pStyle w:val="Fact"/></w:pPr>`)
		b.run(f.Label+"\t"+f.Value, "")
		b.raw(`</w:p>`)
	}
	if s := notice(d, b.options); s != "" {
		b.simple("Notice", s)
	}
	b.started = true
}

func (b *body) simple(style, text string) {
	b.raw(`<w:p><w:pPr><w:pStyle w:val="`, style, `"/></w:pPr>`)
	b.run(text, "")
	b.raw(`</w:p>`)
}

func (b *body) section(s document.Section, newPage bool) {
	b.counts = &b.clauses
	style := "Heading1"
	switch {
	case isExhibit(s.Number):
		b.counts, style = &b.exhibits, "ExhibitHeading"
	case s.Number == "":
		style = "HeadingPlain"
	}
	if s.Number != "" || s.Title != "" {
		b.raw(`<w:p><w:pPr><w:pStyle w:val="`, style, `"/>`)
		if newPage && b.started {
			b.raw(`<w:pageBreakBefore/>`)
		}
		literal := s.Number != "" && !b.counts.next(0, s.Number)
		if literal {
			b.raw(noNumber)
		}
		b.raw(`</w:pPr>`)
		end := b.bookmark(s.ID)
		if literal {
			b.run(s.Number+"\t", "")
		}
		b.run(s.Title, "")
		b.raw(end, `</w:p>`)
	}
	b.started = true
	for i, block := range s.Blocks {
		switch block := block.(type) {
		case document.Paragraph:
			b.paragraph(block, i+1 < len(s.Blocks) && leadsTo(block, s.Blocks[i+1]))
		case document.Heading:
			b.raw(`<w:p><w:pPr><w:pStyle w:val="Heading`, strconv.Itoa(min(max(block.Level, 2), 3)), `"/></w:pPr>`)
			end := b.bookmark(block.ID)
			b.run(block.Text, "")
			b.raw(end, `</w:p>`)
		case document.Table:
			b.table(block)
		case document.Signatures:
			b.signatures(block)
		}
	}
}

// leadsTo tells whether p must not end a page: before signatures, which alone would not
// say what was signed, and before a list.
func leadsTo(p document.Paragraph, next document.Block) bool {
	_, ok := next.(document.Signatures)
	return ok || strings.HasSuffix(strings.TrimSpace(document.Plain(p.Runs)), ":")
}

// noNumber takes a paragraph out of its style's numbering.
const noNumber = `<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>`

var styleOf = map[document.Style]string{document.Body: "BodyText", document.Lead: "Lead", document.Small: "Small", document.Code: "Code"}

func (b *body) paragraph(p document.Paragraph, keepNext bool) {
	style := styleOf[p.Style]
	if p.Level > 0 {
		style = "Clause" + strconv.Itoa(min(p.Level, 3))
		if b.counts.exhibit {
			style = "Exhibit" + style
		}
	}
	b.raw(`<w:p><w:pPr><w:pStyle w:val="`, style, `"/>`)
	if keepNext {
		b.raw(`<w:keepNext/>`)
	}
	literal := p.Level > 0 && (p.Number == "" || !b.counts.next(min(p.Level, 3), p.Number))
	if literal {
		b.raw(noNumber)
	}
	b.raw(`</w:pPr>`)
	end := b.bookmark(p.ID)
	if p.Number != "" && (literal || p.Level == 0) {
		b.run(p.Number+"\t", "")
	}
	b.runs(p.Runs, "")
	b.raw(end, `</w:p>`)
}

func (b *body) runs(runs []document.Run, props string) {
	for _, r := range runs {
		if r.Link != "" && b.marks.names[r.Link] != "" {
			b.link(r, props)
			continue
		}
		b.run(r.Text, faces(r.Bold, r.Italic)+props)
	}
}

// sheet is the page being written on.
func (b *body) sheet() sheet {
	if b.landscape {
		return b.look.turned
	}
	return b.look.upright
}

// sectPr ends a stretch of pages of one orientation. The first page of all has a header
// of its own, because the title stands there.
func (b *body) sectPr() {
	p := b.sheet()
	b.raw(`<w:sectPr><w:headerReference w:type="default" r:id="`, p.header, `"/><w:footerReference w:type="default" r:id="`, p.footer, `"/>`)
	if !b.turned {
		b.raw(`<w:headerReference w:type="first" r:id="rId8"/><w:footerReference w:type="first" r:id="rId9"/>`)
	}
	b.raw(`<w:type w:val="nextPage"/><w:pgSz w:w="`, strconv.Itoa(p.width), `" w:h="`, strconv.Itoa(p.height), `"`)
	if b.landscape {
		b.raw(` w:orient="landscape"`)
	}
	m := strconv.Itoa(p.margin)
	b.raw(`/><w:pgMar w:top="`, strconv.Itoa(p.top), `" w:right="`, m, `" w:bottom="`, strconv.Itoa(p.bottom), `" w:left="`, m, `" w:header="620" w:footer="560" w:gutter="0"/><w:cols w:space="720"/>`)
	if !b.turned {
		b.raw(`<w:titlePg/>`)
	}
	b.raw(`</w:sectPr>`)
	b.turned = true
}
