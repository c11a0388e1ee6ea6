package docx

import (
	"strconv"
	"strings"
)

// style makes one paragraph style. Word matches styles by name, so the names are
// Word's own where it has one.
func style(id, name, basedOn, next, pPr, rPr string) string {
	var b strings.Builder
	b.WriteString(`<w:style w:type="paragraph" w:styleId="` + id + `"`)
	if !builtin[name] {
		b.WriteString(` w:customStyle="1"`)
	}
	b.WriteString(`><w:name w:val="` + name + `"/>`)
	if basedOn != "" {
		b.WriteString(`<w:basedOn w:val="` + basedOn + `"/>`)
	}
	if next != "" {
		b.WriteString(`<w:next w:val="` + next + `"/>`)
	}
	b.WriteString(`<w:qFormat/>`)
	if pPr != "" {
		b.WriteString(`<w:pPr>` + pPr + `</w:pPr>`)
	}
	if rPr != "" {
		b.WriteString(`<w:rPr>` + rPr + `</w:rPr>`)
	}
	b.WriteString(`</w:style>`)
	return b.String()
}

var builtin = map[string]bool{
	"Normal": true, "Title": true, "Subtitle": true, "heading 1": true, "heading 2": true, "heading 3": true, "Body Text": true,
	"toc 1": true, "caption": true, "header": true, "footer": true,
}

const (
	sans  = `<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="Calibri" w:cs="Calibri"/>`
	mono  = `<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:eastAsia="Consolas" w:cs="Consolas"/>`
	bold  = `<w:b/><w:bCs/>`
	muted = `<w:color w:val="565D6D"/>`
)

func size(halfPoints string) string {
	return `<w:sz w:val="` + halfPoints + `"/><w:szCs w:val="` + halfPoints + `"/>`
}

func numbered(num, level string) string {
	return `<w:numPr><w:ilvl w:val="` + level + `"/><w:numId w:val="` + num + `"/></w:numPr>`
}

func spacing(before, after string) string {
	return `<w:spacing w:before="` + before + `" w:after="` + after + `"/>`
}

func indent(left, hanging string) string {
	return `<w:ind w:left="` + left + `" w:hanging="` + hanging + `"/>`
}

// styles are the named styles of a document in its brand.
func styles(l look) []byte {
	const keep = `<w:keepNext/><w:keepLines/>`
	above := "900"
	if l.logo != nil {
		above = "240"
	}
	rule := `<w:pBdr><w:bottom w:val="single" w:sz="16" w:space="8" w:color="` + l.accent + `"/></w:pBdr>`
	ruled := func(edge string) string {
		return `<w:pBdr><w:` + edge + ` w:val="single" w:sz="4" w:space="4" w:color="C3C9D6"/></w:pBdr>`
	}
	accent := `<w:color w:val="` + l.accent + `"/>`
	var b strings.Builder
	b.WriteString(xmlHead + `<w:styles` + namespaces + `><w:docDefaults><w:rPrDefault><w:rPr>` +
		`<w:rFonts w:ascii="Cambria" w:hAnsi="Cambria" w:eastAsia="Cambria" w:cs="Times New Roman"/>` + size("22") + `<w:lang w:val="en-US" w:eastAsia="en-US" w:bidi="he-IL"/>` +
		`</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="290" w:lineRule="atLeast"/></w:pPr></w:pPrDefault></w:docDefaults>` +
		`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>` +
		`<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>` +
		`<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>`)
	for _, s := range []string{
		style("Title", "Title", "Normal", "Subtitle", spacing(above, "80"), sans+bold+size("52")),
		style("Logo", "Logo", "Normal", "Title", `<w:keepNext/>`+spacing("0", "0"), ""),
		style("Subtitle", "Subtitle", "Normal", "BodyText", rule+spacing("0", "320"), muted+size("26")),
		style("Fact", "Fact", "Normal", "", `<w:tabs><w:tab w:val="left" w:pos="1400"/></w:tabs>`+spacing("0", "30")+indent("1400", "1400"), sans+size("18")),
		style("Notice", "Notice", "Normal", "BodyText", `<w:pBdr><w:left w:val="single" w:sz="24" w:space="8" w:color="B45F06"/></w:pBdr>`+spacing("240", "240"), sans+bold+`<w:color w:val="7A4300"/>`+size("19")),
		style("Heading1", "heading 1", "Normal", "Clause1", keep+numbered("1", "0")+spacing("360", "120")+indent("680", "680")+`<w:outlineLvl w:val="0"/>`, sans+bold+size("26")),
		style("HeadingPlain", "Heading Plain", "Heading1", "BodyText", numbered("0", "0")+`<w:ind w:left="0" w:firstLine="0"/>`, ""),
		style("ExhibitHeading", "Exhibit Heading", "Heading1", "ExhibitClause1", numbered("2", "0")+strings.ReplaceAll(rule, `"8"`, `"4"`)+`<w:tabs><w:tab w:val="left" w:pos="1500"/></w:tabs>`+indent("1500", "1500"), size("32")),
		style("Heading2", "heading 2", "Normal", "BodyText", keep+spacing("280", "100")+`<w:outlineLvl w:val="1"/>`, sans+bold+size("23")),
		style("Heading3", "heading 3", "Normal", "BodyText", keep+spacing("200", "80")+`<w:outlineLvl w:val="2"/>`, sans+bold+size("21")),
		style("ContentsHeading", "Contents Heading", "Normal", "TOC1", `<w:keepNext/>`+spacing("480", "120"), sans+bold+size("26")),
		style("TOC1", "toc 1", "Normal", "", `<w:tabs><w:tab w:val="left" w:pos="1100"/><w:tab w:val="right" w:leader="dot" w:pos="`+strconv.Itoa(l.upright.measure())+`"/></w:tabs>`+spacing("0", "20")+indent("1100", "1100"), size("20")),
		style("BodyText", "Body Text", "Normal", "", "", ""),
		style("Lead", "Lead", "BodyText", "BodyText", "", size("22")),
		style("Small", "Small", "BodyText", "", spacing("0", "80"), sans+muted+size("17")),
		style("Code", "Code", "BodyText", "", `<w:suppressAutoHyphens/>`+spacing("40", "120"), mono+size("17")),
		style("Clause1", "Clause 1", "BodyText", "", numbered("1", "1")+indent("680", "680")+`<w:jc w:val="both"/>`, ""),
		style("Clause2", "Clause 2", "BodyText", "", numbered("1", "2")+indent("1200", "520")+`<w:jc w:val="both"/>`, ""),
		style("Clause3", "Clause 3", "BodyText", "", numbered("1", "3")+indent("1760", "560")+`<w:jc w:val="both"/>`, ""),
		style("ExhibitClause1", "Exhibit Clause 1", "Clause1", "", numbered("2", "1"), ""),
		style("ExhibitClause2", "Exhibit Clause 2", "Clause2", "", numbered("2", "2"), ""),
		style("ExhibitClause3", "Exhibit Clause 3", "Clause3", "", numbered("2", "3"), ""),
		style("Caption", "caption", "Normal", "", `<w:keepNext/>`+spacing("160", "60"), sans+muted+size("18")),
		style("TableText", "Table Text", "Normal", "", `<w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/>`, sans+size("18")),
		style("TableHeader", "Table Header", "TableText", "", `<w:keepNext/>`, bold+accent+size("17")),
		style("TableGroup", "Table Group", "TableText", "", `<w:keepNext/>`, size("20")),
		style("TableMark", "Table Mark", "TableText", "", "", size("19")),
		style("TableSmall", "Table Small", "TableText", "", "", muted+size("16")),
		style("TableCode", "Table Code", "TableText", "", "", mono+size("15")),
		style("AfterTable", "After Table", "Normal", "BodyText", `<w:spacing w:before="0" w:after="60" w:line="120" w:lineRule="exact"/>`, size("8")),
		style("SectionEnd", "Section End", "Normal", "", `<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>`, size("2")),
		style("SignatureParty", "Signature Party", "Normal", "", `<w:keepNext/>`+spacing("240", "0"), sans+bold+size("21")),
		style("SignatureLine", "Signature Line", "Normal", "", `<w:keepNext/><w:pBdr><w:bottom w:val="single" w:sz="8" w:space="1" w:color="1A1D26"/></w:pBdr>`+spacing("560", "60"), `<w:i/><w:iCs/>`+size("32")),
		style("SignatureFact", "Signature Fact", "Normal", "", `<w:keepNext/><w:tabs><w:tab w:val="left" w:pos="700"/></w:tabs>`+spacing("0", "20")+indent("700", "700"), sans+size("18")),
		style("Header", "header", "Normal", "", ruled("bottom")+spacing("0", "0"), sans+muted+size("16")),
		style("FirstHeader", "First Header", "Normal", "", spacing("0", "0")+`<w:jc w:val="center"/>`, sans+muted+size("16")),
		style("Footer", "footer", "Normal", "", ruled("top")+spacing("0", "0"), sans+muted+size("16")),
		style("FooterLine", "Footer Line", "Normal", "", spacing("0", "0"), sans+muted+size("16")),
	} {
		b.WriteString(s)
	}
	b.WriteString(`<w:style w:type="table" w:customStyle="1" w:styleId="AgreementTable"><w:name w:val="Agreement Table"/><w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>` +
		`<w:top w:val="single" w:sz="6" w:space="0" w:color="7D8596"/><w:bottom w:val="single" w:sz="6" w:space="0" w:color="7D8596"/><w:insideH w:val="single" w:sz="4" w:space="0" w:color="DADEE6"/><w:insideV w:val="single" w:sz="4" w:space="0" w:color="DADEE6"/>` +
		`</w:tblBorders><w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="80" w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr>` +
		`<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="8" w:space="0" w:color="` + l.accent + `"/></w:tcBorders><w:shd w:val="clear" w:color="auto" w:fill="F5F6F8"/></w:tcPr></w:tblStylePr></w:style>` +
		`<w:style w:type="table" w:customStyle="1" w:styleId="SignatureTable"><w:name w:val="Signature Table"/><w:basedOn w:val="TableNormal"/><w:tblPr><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="360" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>`)
	return []byte(b.String())
}

// level is one level of a list. counter.format prints the same.
func level(n, format, text, style, left, hanging, props string) string {
	return `<w:lvl w:ilvl="` + n + `"><w:start w:val="1"/><w:numFmt w:val="` + format + `"/><w:pStyle w:val="` + style + `"/><w:suff w:val="tab"/><w:lvlText w:val="` + text + `"/><w:lvlJc w:val="left"/><w:pPr>` + indent(left, hanging) + `</w:pPr>` + props + `</w:lvl>`
}

// numbering has one list for the clauses and one for the exhibits.
func numbering(l look) []byte {
	accent := `<w:rPr><w:color w:val="` + l.accent + `"/></w:rPr>`
	return []byte(xmlHead + `<w:numbering` + namespaces + `>` +
		`<w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="multilevel"/>` +
		level("0", "decimal", "%1", "Heading1", "680", "680", accent) + level("1", "decimal", "%1.%2", "Clause1", "680", "680", "") +
		level("2", "lowerLetter", "(%3)", "Clause2", "1200", "520", "") + level("3", "lowerRoman", "(%4)", "Clause3", "1760", "560", "") + `</w:abstractNum>` +
		`<w:abstractNum w:abstractNumId="2"><w:multiLevelType w:val="multilevel"/>` +
		level("0", "upperLetter", "Exhibit %1", "ExhibitHeading", "1500", "1500", accent) + level("1", "decimal", "%1.%2", "ExhibitClause1", "680", "680", "") +
		level("2", "lowerLetter", "(%3)", "ExhibitClause2", "1200", "520", "") + level("3", "lowerRoman", "(%4)", "ExhibitClause3", "1760", "560", "") + `</w:abstractNum>` +
		`<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num></w:numbering>`)
}
