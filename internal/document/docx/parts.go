package docx

import (
	"strconv"
	"time"

	"demarc/internal/document"
)

const (
	xmlHead    = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	namespaces = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
)

const contentTypesBegin = xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
	`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>`

const contentTypesEnd = "" +
	`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>` +
	`<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>` +
	`<Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/>` +
	`<Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/>` +
	`<Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/>` +
	`<Override PartName="/word/header2.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/>` +
	`<Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>` +
	`<Override PartName="/word/header3.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/>` +
	`<Override PartName="/word/footer3.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>` +
	`<Override PartName="/word/footer2.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>` +
	`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>` +
	`<Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/></Types>`

// contentTypes says what each part is. PNG stands there only where there is one.
func contentTypes(l look) []byte {
	if l.logo == nil {
		return []byte(contentTypesBegin + contentTypesEnd)
	}
	return []byte(contentTypesBegin + `<Default Extension="png" ContentType="image/png"/>` + contentTypesEnd)
}

const rels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

const packageRels = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
	`<Relationship Id="rId1" Type="` + rels + `officeDocument" Target="word/document.xml"/>` +
	`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>` +
	`<Relationship Id="rId3" Type="` + rels + `extended-properties" Target="docProps/app.xml"/></Relationships>`

const documentRelsBegin = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
	`<Relationship Id="rId1" Type="` + rels + `styles" Target="styles.xml"/><Relationship Id="rId2" Type="` + rels + `numbering" Target="numbering.xml"/>` +
	`<Relationship Id="rId3" Type="` + rels + `header" Target="header1.xml"/><Relationship Id="rId4" Type="` + rels + `footer" Target="footer1.xml"/>` +
	`<Relationship Id="rId5" Type="` + rels + `header" Target="header2.xml"/><Relationship Id="rId6" Type="` + rels + `footer" Target="footer2.xml"/>` +
	`<Relationship Id="rId7" Type="` + rels + `settings" Target="settings.xml"/>` +
	`<Relationship Id="rId8" Type="` + rels + `header" Target="header3.xml"/><Relationship Id="rId9" Type="` + rels + `footer" Target="footer3.xml"/>`

func documentRels(l look) []byte {
	picture := ""
	if l.logo != nil {
		picture = `<Relationship Id="rId10" Type="` + rels + `image" Target="` + logoName + `"/>`
	}
	return []byte(documentRelsBegin + picture + `</Relationships>`)
}

const app = xmlHead + `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>Demarc</Application></Properties>`

func core(d document.Document) []byte {
	x := &markup{}
	x.raw(xmlHead, `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`)
	x.raw(`<dc:title>`).esc(d.Title).raw(`</dc:title><dc:subject>`).esc(d.Subtitle).raw(`</dc:subject><dc:creator>`).esc(d.Author).raw(`</dc:creator>`)
	x.raw(`<dc:identifier>`).esc(Identifier(d)).raw(`</dc:identifier><dc:language>`).esc(d.Language).raw(`</dc:language>`)
	if !d.Date.IsZero() {
		at := d.Date.UTC().Format(time.RFC3339)
		x.raw(`<dcterms:created xsi:type="dcterms:W3CDTF">`, at, `</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">`, at, `</dcterms:modified>`)
	}
	x.raw(`</cp:coreProperties>`)
	return x.b
}

// settings has Word record changes in a draft, so that a lawyer's edits come back
// marked.
func settings(d document.Document) []byte {
	x := &markup{}
	x.raw(xmlHead, `<w:settings`, namespaces, `>`)
	if d.Status == document.Draft {
		x.raw(`<w:trackRevisions/>`)
	}
	x.raw(`<w:defaultTabStop w:val="720"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>`)
	return x.b
}

func header(d document.Document, p sheet) []byte {
	x := &markup{}
	x.raw(xmlHead, `<w:hdr`, namespaces, `><w:p><w:pPr><w:pStyle w:val="Header"/>`, tabs(p), `</w:pPr>`)
	x.run(d.Title+"\t", "")
	if d.Status == document.Draft {
		x.run(document.DraftMark, draftInk)
	}
	x.run("\t"+d.Reference, "")
	x.raw(`</w:p></w:hdr>`)
	return x.b
}

const draftInk = `<w:b/><w:bCs/><w:color w:val="7A4300"/>`

// firstHeader stands over the title, which says the rest.
func firstHeader(d document.Document) []byte {
	x := &markup{}
	x.raw(xmlHead, `<w:hdr`, namespaces, `><w:p><w:pPr><w:pStyle w:val="FirstHeader"/></w:pPr>`)
	if d.Status == document.Draft {
		x.run(document.DraftMark, draftInk)
	}
	x.raw(`</w:p></w:hdr>`)
	return x.b
}

func footer(d document.Document, o Options, p sheet) []byte {
	x := &markup{}
	x.raw(xmlHead, `<w:ftr`, namespaces, `><w:p><w:pPr><w:pStyle w:val="Footer"/>`, edge(p), `</w:pPr>`)
	x.run(document.Identity(d)+"\tPage ", "")
	x.field("PAGE", "1", "")
	x.run(" of ", "")
	x.field("NUMPAGES", "1", "")
	x.raw(`</w:p>`)
	for _, line := range []string{d.Brand.Footer, standing(d, o)} {
		if line != "" {
			x.raw(`<w:p><w:pPr><w:pStyle w:val="FooterLine"/></w:pPr>`)
			x.run(line, "")
			x.raw(`</w:p>`)
		}
	}
	x.raw(`</w:ftr>`)
	return x.b
}

// edge is the right edge of a page alone: the line at the foot of a page goes past the
// middle once it has a code to check it.
func edge(p sheet) string {
	return `<w:tabs><w:tab w:val="right" w:pos="` + strconv.Itoa(p.measure()) + `"/></w:tabs>`
}

// tabs are the middle and the right edge of a page.
func tabs(p sheet) string {
	right := p.measure()
	return `<w:tabs><w:tab w:val="center" w:pos="` + strconv.Itoa(right/2) + `"/><w:tab w:val="right" w:pos="` + strconv.Itoa(right) + `"/></w:tabs>`
}
