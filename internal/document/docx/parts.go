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

// orientation is a size of page in twentieths of a point: US Letter, upright or not.
type orientation struct {
	width, height, margin int
	header, footer        string // relationship ids
}

var (
	portrait  = orientation{12240, 15840, 1440, "rId3", "rId4"}
	landscape = orientation{15840, 12240, 900, "rId5", "rId6"}
)

const contentTypes = xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
	`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
	`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>` +
	`<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>` +
	`<Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/>` +
	`<Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/>` +
	`<Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/>` +
	`<Override PartName="/word/header2.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/>` +
	`<Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>` +
	`<Override PartName="/word/footer2.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>` +
	`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>` +
	`<Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/></Types>`

const rels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

const packageRels = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
	`<Relationship Id="rId1" Type="` + rels + `officeDocument" Target="word/document.xml"/>` +
	`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>` +
	`<Relationship Id="rId3" Type="` + rels + `extended-properties" Target="docProps/app.xml"/></Relationships>`

const documentRels = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
	`<Relationship Id="rId1" Type="` + rels + `styles" Target="styles.xml"/><Relationship Id="rId2" Type="` + rels + `numbering" Target="numbering.xml"/>` +
	`<Relationship Id="rId3" Type="` + rels + `header" Target="header1.xml"/><Relationship Id="rId4" Type="` + rels + `footer" Target="footer1.xml"/>` +
	`<Relationship Id="rId5" Type="` + rels + `header" Target="header2.xml"/><Relationship Id="rId6" Type="` + rels + `footer" Target="footer2.xml"/>` +
	`<Relationship Id="rId7" Type="` + rels + `settings" Target="settings.xml"/></Relationships>`

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

func header(d document.Document, p orientation) []byte {
	x := &markup{}
	x.raw(xmlHead, `<w:hdr`, namespaces, `><w:p><w:pPr><w:pStyle w:val="Header"/>`, tabs(p), `</w:pPr>`)
	x.run(d.Title+"\t", "")
	if d.Status == document.Draft {
		x.run(document.DraftMark, `<w:b/><w:bCs/><w:color w:val="7A4300"/>`)
	}
	x.run("\t"+d.Reference, "")
	x.raw(`</w:p></w:hdr>`)
	return x.b
}

func footer(d document.Document, o Options, p orientation) []byte {
	x := &markup{}
	x.raw(xmlHead, `<w:ftr`, namespaces, `><w:p><w:pPr><w:pStyle w:val="Footer"/>`, tabs(p), `</w:pPr>`)
	x.run(identity(d)+"\t\tPage ", "")
	x.field("PAGE", "1", "")
	x.run(" of ", "")
	x.field("NUMPAGES", "1", "")
	x.raw(`</w:p>`)
	if s := standing(d, o); s != "" {
		x.raw(`<w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>`)
		x.run(s, "")
		x.raw(`</w:p>`)
	}
	x.raw(`</w:ftr>`)
	return x.b
}

// tabs are the middle and the right edge of a page.
func tabs(p orientation) string {
	right := p.width - 2*p.margin
	return `<w:tabs><w:tab w:val="center" w:pos="` + strconv.Itoa(right/2) + `"/><w:tab w:val="right" w:pos="` + strconv.Itoa(right) + `"/></w:tabs>`
}
