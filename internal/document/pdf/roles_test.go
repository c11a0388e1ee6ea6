package pdf

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/boxesandglue/textshape/ot"
)

var standardRoles = strings.Fields("Document Sect H1 H2 H3 H4 P L LI Lbl LBody TOC TOCI Reference Link Table Caption THead TBody TR TH TD Div Form Figure")

func rolesAreStandard(f *readFile, bad func(string, ...any)) {
	f.tree().walk(func(e *readElem) {
		switch {
		case !slices.Contains(standardRoles, e.role):
			bad("role %s", e.role)
		case (e.role == "Link" || e.role == "Form") && len(e.annots) == 0:
			bad("%s without an annotation", e.role)
		case e.role == "Figure" && (!strings.Contains(e.dict, "/Alt(") || !strings.Contains(e.dict, "/BBox[")):
			bad("a figure without words or place: %s", e.dict)
		}
	})
}

func (e *readElem) roles() []string {
	var out []string
	for _, k := range e.kids {
		out = append(out, k.role)
	}
	return out
}

func listsAreWhole(f *readFile, bad func(string, ...any)) {
	f.tree().walk(func(e *readElem) {
		kids := e.roles()
		switch e.role {
		case "L":
			if len(kids) == 0 || slices.ContainsFunc(kids, func(k string) bool { return k != "LI" }) || !strings.Contains(e.dict, "/ListNumbering/") {
				bad("L holds %v, %s", kids, e.dict)
			}
		case "LI":
			if !slices.Equal(kids, []string{"Lbl", "LBody"}) {
				bad("LI holds %v", kids)
			}
		}
	})
}

func tablesAreRegular(f *readFile, bad func(string, ...any)) {
	columns := 0
	f.tree().walk(func(e *readElem) {
		switch e.role {
		case "Table":
			kids := e.roles()
			if n := len(kids); n < 2 || !slices.Equal(kids[n-2:], []string{"THead", "TBody"}) || len(e.kids[n-2].kids) != 1 {
				bad("Table holds %v", kids)
				return
			}
			columns = len(e.kids[len(kids)-2].kids[0].kids)
		case "TR":
			n := 0
			for _, c := range e.kids {
				n += max(valueOf(c.dict, "ColSpan"), 1)
			}
			if n != columns {
				bad("a row of %d cells in a table of %d columns", n, columns)
			}
		case "TH":
			if !strings.Contains(e.dict, "/A<</O/Table/Scope/") {
				bad("TH without a scope")
			}
		}
	})
}

func headingsSkipNothing(f *readFile, bad func(string, ...any)) {
	level, first := 0, 0
	f.tree().walk(func(e *readElem) {
		if len(e.role) == 2 && e.role[0] == 'H' {
			n := int(e.role[1] - '0')
			if n > level+1 {
				bad("%s after H%d", e.role, level)
			}
			if level = n; n == 1 {
				first++
			}
		}
	})
	if first != 1 {
		bad("%d headings of the first level", first)
	}
}

func catalogSaysWhatItIs(f *readFile, bad func(string, ...any)) {
	catalog := f.catalog()
	for _, want := range []string{`/Lang\(en-US\)`, `/MarkInfo<</Marked true>>`, `/DisplayDocTitle true`, `/S/GTS_PDFA1`, `/StructTreeRoot \d`, `/Metadata \d`} {
		if !regexp.MustCompile(want).MatchString(catalog) {
			bad("no %s", want)
		}
	}
	if profile := f.streams[valueOf(catalog, "DestOutputProfile")]; len(profile) < 128 || string(profile[36:40]) != "acsp" || string(profile[16:20]) != "RGB " {
		bad("the output intent has no RGB profile")
	}
	if id := regexp.MustCompile(`/ID\[<([0-9a-f]{32})><([0-9a-f]{32})>\]`).FindStringSubmatch(f.ofType("XRef")[0]); id == nil || id[1] != id[2] {
		bad("no identifier")
	}
}

func metadataAgree(f *readFile, bad func(string, ...any)) {
	packet := string(f.streams[valueOf(f.catalog(), "Metadata")])
	for _, want := range []string{
		"<pdfaid:part>3<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<",
		"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/<", "<pdfaSchema:prefix>pdfuaid<", "<pdfaProperty:name>part<",
	} {
		if !strings.Contains(packet, want) {
			bad("no %s", want)
		}
	}
	info := f.objects[valueOf(f.ofType("XRef")[0], "Info")]
	if title := regexp.MustCompile(`/Title (\((?:\\.|[^\\()])*\))`).FindStringSubmatch(info); title == nil || !agrees(packet, `<dc:title><rdf:Alt><rdf:li xml:lang="x-default">([^<]*)<`, title[1]) {
		bad("the titles differ: %s", info)
	}
	for _, d := range []struct{ key, tag string }{{"CreationDate", "CreateDate"}, {"ModDate", "ModifyDate"}} {
		m := regexp.MustCompile(`/` + d.key + `\(D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)\+00'00'\)`).FindStringSubmatch(info)
		if m == nil || !strings.Contains(packet, "<xmp:"+d.tag+">"+m[1]+"-"+m[2]+"-"+m[3]+"T"+m[4]+":"+m[5]+":"+m[6]+"+00:00<") {
			bad("%s differs", d.key)
		}
	}
}

// agrees compares a title in XMP with one written as a text string.
func agrees(packet, where, want string) bool {
	m := regexp.MustCompile(where).FindStringSubmatch(packet)
	unescape := strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">", "&#34;", `"`, "&#39;", "'")
	return m != nil && text(unescape.Replace(m[1])) == want
}

func fontsAreEmbedded(f *readFile, bad func(string, ...any)) {
	fonts := f.matching(`/Type/Font/`)
	if len(fonts) < 3 {
		bad("%d fonts", len(fonts))
	}
	for _, font := range fonts {
		descriptor := f.objects[valueOf(font, "FontDescriptor")]
		switch {
		case !strings.Contains(font, "/Subtype/TrueType"):
			bad("%s: a composite font would need a CIDToGIDMap", font)
		case valueOf(font, "ToUnicode") == 0 || !bytes.Contains(f.streams[valueOf(font, "ToUnicode")], []byte("beginbf")):
			bad("%s: no meaning", font)
		case strings.Contains(font, "/Encoding") || valueOf(descriptor, "Flags")&4 == 0:
			bad("%s: the codes are the font's own", font)
		case len(f.streams[valueOf(descriptor, "FontFile2")]) == 0:
			bad("%s: not embedded", font)
		case !regexp.MustCompile(`/FontName/[A-Z]{6}\+`).MatchString(descriptor):
			bad("%s: not named as a subset", descriptor)
		}
	}
}

// widthsAgree compares the widths that a font names with those of its program (ISO
// 19005-3, 6.2.11.5). Letters with a kern of their own are narrower than they were.
func widthsAgree(f *readFile, bad func(string, ...any)) {
	for _, font := range f.matching(`/Type/Font/`) {
		face, err := ot.LoadFaceFromData(f.streams[valueOf(f.objects[valueOf(font, "FontDescriptor")], "FontFile2")], 0)
		if err != nil {
			continue
		}
		list := regexp.MustCompile(`/Widths\[([\d ]*)\]`).FindStringSubmatch(font)
		for i, w := range strings.Fields(list[1]) {
			code := valueOf(font, "FirstChar") + i
			g, _ := face.Cmap().Lookup(0xf000 + ot.Codepoint(code))
			if g != 0 && atoi(f.t, w) != int(face.HorizontalAdvance(g)) || g == 0 && w != "0" {
				bad("code %d is %s wide and %d in the program: %.60s", code, w, face.HorizontalAdvance(g), font)
			}
		}
	}
}

// matching are the objects that a pattern is found in.
func (f *readFile) matching(pattern string) []string {
	re := regexp.MustCompile(pattern)
	var out []string
	for n := range f.last() + 1 {
		if re.MatchString(f.objects[n]) {
			out = append(out, f.objects[n])
		}
	}
	return out
}

func streamsAreExact(f *readFile, bad func(string, ...any)) {
	streams := 0
	for _, m := range lengthEntry.FindAllSubmatchIndex(f.raw, -1) {
		streams++
		end := m[1] + atoi(f.t, string(f.raw[m[2]:m[3]]))
		if end > len(f.raw) || !bytes.HasPrefix(f.raw[end:], []byte("\nendstream\nendobj\n")) {
			bad("a stream at %d is not as long as it says", m[1])
		}
	}
	if streams < 10 {
		bad("%d streams", streams)
	}
}
