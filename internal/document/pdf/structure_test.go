package pdf

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"demarc/internal/document"
	"demarc/internal/party"
)

// These are the machine-checkable rules of PDF/UA-1 and PDF/A-3a that depend on
// this writer, over its own output.

func written(t *testing.T, d document.Document) *readFile {
	t.Helper()
	b, err := Write(branded(d, party.Brand{Footer: "Northgate IT LLC"}))
	if err != nil {
		t.Fatal(err)
	}
	return read(t, b)
}

var (
	literal  = regexp.MustCompile(`(?s)\((?:\\.|[^\\()])*\)`)
	operator = regexp.MustCompile(`\b(BDC|EMC|TJ|Tj|Do|BT|ET)\b|(?:^|[ \n])(f|S|B|re f)\n`)
	mcid     = regexp.MustCompile(`/(\w+)<</MCID (\d+)>>BDC`)
)

func TestContentIsMarked(t *testing.T) {
	t.Parallel()
	d := sample(40)
	d.Status = document.Draft
	f := written(t, d)
	root := f.tree()
	owners := map[[2]int]*readElem{}
	root.walk(func(e *readElem) {
		for _, c := range e.content {
			if owners[c] != nil {
				t.Errorf("content %v belongs to two elements", c)
			}
			owners[c] = e
		}
	})
	parents := f.objects[f.number(f.ofType("StructTreeRoot")[0], "ParentTree")]
	for page, dict := range pagesOf(f) {
		stream := string(f.streams[f.number(dict, "Contents")])
		for _, s := range literal.FindAllString(stream, -1) {
			if strings.Contains(s, "\x00") {
				t.Fatalf("page %d draws code 0", page)
			}
		}
		stream = literal.ReplaceAllString(stream, "()")
		depth := 0
		for _, op := range operator.FindAllStringSubmatch(stream, -1) {
			switch op[1] + op[2] {
			case "BDC":
				depth++
			case "EMC":
				depth--
			case "BT", "ET":
			default:
				if depth != 1 {
					t.Fatalf("page %d: %s at depth %d", page, op[0], depth)
				}
			}
			if depth < 0 || depth > 1 {
				t.Fatalf("page %d: marked content nests", page)
			}
		}
		if depth != 0 {
			t.Errorf("page %d: marked content is left open", page)
		}
		number := pageNumbers(f)[page]
		list := regexp.MustCompile(fmt.Sprintf(`[\[\]]%d\[([^\]]*)\]`, f.number(dict, "StructParents"))).FindStringSubmatch(parents)
		if list == nil {
			t.Fatalf("page %d is not in the parent tree", page)
		}
		refs := strings.Split(strings.TrimSuffix(list[1], " 0 R "), " 0 R ")
		marks := mcid.FindAllStringSubmatch(stream, -1)
		if len(refs) != len(marks) {
			t.Errorf("page %d: %d marks, %d parents", page, len(marks), len(refs))
		}
		for i, m := range marks {
			e := owners[[2]int{number, i}]
			if m[2] != fmt.Sprint(i) || e == nil || e.role != m[1] || fmt.Sprint(e.num) != refs[i] {
				t.Fatalf("page %d: mark %d (%s) has no element of its own", page, i, m[0])
			}
		}
	}
}

func pageNumbers(f *readFile) []int {
	var out []int
	for _, k := range regexp.MustCompile(`(\d+) 0 R`).FindAllStringSubmatch(regexp.MustCompile(`/Kids\[(.*?)\]`).FindString(f.ofType("Pages")[0]), -1) {
		out = append(out, atoi(f.t, k[1]))
	}
	return out
}

func pagesOf(f *readFile) []string {
	var out []string
	for _, n := range pageNumbers(f) {
		out = append(out, f.objects[n])
	}
	return out
}

func TestStructure(t *testing.T) {
	t.Parallel()
	f := written(t, sample(40))
	standard := strings.Fields("Document Sect H1 H2 H3 H4 P L LI Lbl LBody TOC TOCI Reference Link Table Caption THead TBody TR TH TD Div Form")
	heading, columns := 0, 0
	f.tree().walk(func(e *readElem) {
		var kids []string
		for _, k := range e.kids {
			kids = append(kids, k.role)
		}
		if !slices.Contains(standard, e.role) {
			t.Errorf("role %s is not expected", e.role)
		}
		switch e.role {
		case "H1", "H2", "H3", "H4":
			level := int(e.role[1] - '0')
			if level > heading+1 {
				t.Errorf("%s after H%d", e.role, heading)
			}
			heading = level
		case "L":
			if len(kids) == 0 || slices.ContainsFunc(kids, func(k string) bool { return k != "LI" }) || !strings.Contains(e.dict, "/ListNumbering/") {
				t.Errorf("L holds %v, %s", kids, e.dict)
			}
		case "LI":
			if !slices.Equal(kids, []string{"Lbl", "LBody"}) {
				t.Errorf("LI holds %v", kids)
			}
		case "Table":
			columns = len(e.kids[len(e.kids)-2].kids[0].kids)
			if got := kids[len(kids)-2:]; !slices.Equal(got, []string{"THead", "TBody"}) {
				t.Errorf("Table holds %v", kids)
			}
		case "TR":
			n := 0
			for _, c := range e.kids {
				span := 1
				if strings.Contains(c.dict, "/ColSpan") {
					span = f.number(c.dict, "ColSpan")
				}
				n += span
			}
			if n != columns {
				t.Errorf("a row has %d cells, the table %d columns", n, columns)
			}
		case "TH":
			if !strings.Contains(e.dict, "/A<</O/Table/Scope/") {
				t.Error("TH without a scope")
			}
		case "Link", "Form":
			if len(e.annots) == 0 {
				t.Errorf("%s without an annotation", e.role)
			}
		}
	})
}

func TestAnnotations(t *testing.T) {
	t.Parallel()
	f := written(t, sample(8))
	owner := map[int]int{}
	f.tree().walk(func(e *readElem) {
		for _, a := range e.annots {
			owner[a] = e.num
		}
	})
	parents := f.objects[f.number(f.ofType("StructTreeRoot")[0], "ParentTree")]
	links := 0
	for n := 1; n <= f.last(); n++ {
		dict := f.objects[n]
		if !strings.Contains(dict, "/Type/Annot") {
			continue
		}
		links++
		flags := f.number(dict, "F")
		if flags&4 == 0 || !strings.Contains(dict, "/Contents") {
			t.Errorf("annotation %s", dict)
		}
		want := fmt.Sprintf("%d %d 0 R", f.number(dict, "StructParent"), owner[n])
		if owner[n] == 0 || !strings.Contains(parents, want) {
			t.Errorf("annotation %d has no element", n)
		}
		if pages := slices.DeleteFunc(pagesOf(f), func(page string) bool { return !strings.Contains(page, fmt.Sprintf("%d 0 R ", n)) }); len(pages) != 1 {
			t.Errorf("annotation %d is on %d pages", n, len(pages))
		}
	}
	if links < 20 {
		t.Errorf("%d annotations", links)
	}
	for _, dict := range pagesOf(f) {
		if !strings.Contains(dict, "/Tabs/S") {
			t.Error("page without /Tabs/S")
		}
	}
}

func TestCatalog(t *testing.T) {
	t.Parallel()
	d := sample(8)
	d.Title = "Co-Managed <IT> & “Đặng” (2)"
	f := written(t, d)
	catalog := f.catalog()
	for _, want := range []string{"/Lang(en-US)", "/MarkInfo<</Marked true>>", "/DisplayDocTitle true", "/S/GTS_PDFA1", "/AF[", "/EmbeddedFiles", "/SigFlags 3", "/PageMode/UseOutlines"} {
		if !strings.Contains(catalog, want) {
			t.Errorf("no %s in %s", want, catalog)
		}
	}
	packet := string(f.streams[f.number(catalog, "Metadata")])
	for _, want := range []string{"<pdfaid:part>3<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<", "<pdfaSchema:prefix>pdfuaid<", "Co-Managed &lt;IT&gt; &amp; “Đặng” (2)", "2026-11-22T14:02:11+00:00"} {
		if !strings.Contains(packet, want) {
			t.Errorf("no %s in the XMP packet", want)
		}
	}
	for _, spec := range f.ofType("Filespec") {
		if !strings.Contains(spec, "/AFRelationship/Source") || !strings.Contains(spec, "/UF") || !strings.Contains(spec, "/Desc") {
			t.Errorf("file %s", spec)
		}
	}
	field := f.objects[f.number(catalog[strings.Index(catalog, "/Fields["):], `Fields\[`)]
	if !strings.Contains(field, "/FT/Sig/T(Seal)") || strings.Contains(field, "/V") {
		t.Errorf("field %s", field)
	}
	for n := 1; n <= f.last(); n++ {
		font := f.objects[n]
		if strings.Contains(font, "/Subtype/TrueType") && (!strings.Contains(font, "/ToUnicode") || strings.Contains(font, "/Encoding")) ||
			strings.Contains(font, "/Type/FontDescriptor") && !strings.Contains(font, "/FontFile2") {
			t.Errorf("font %s", font)
		}
	}
}

func TestOutline(t *testing.T) {
	t.Parallel()
	f := written(t, sample(8))
	root := f.objects[f.number(f.catalog(), "Outlines")]
	n, seen := f.number(root, "First"), 0
	for {
		seen++
		dict := f.objects[n]
		if !strings.Contains(dict, "/Dest[") {
			t.Errorf("bookmark %s leads nowhere", dict)
		}
		if !strings.Contains(dict, "/Next") {
			break
		}
		n = f.number(dict, "Next")
	}
	if n != f.number(root, "Last") || seen != f.number(root, "Count") || seen != 24 {
		t.Errorf("%d bookmarks end at %d; %s", seen, n, root)
	}
}
