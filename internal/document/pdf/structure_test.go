package pdf

import (
	"regexp"
	"strings"
	"testing"

	"demarc/internal/document"
	"demarc/internal/party"
)

func written(t *testing.T, d document.Document) *readFile {
	t.Helper()
	b, err := Write(branded(d, party.Brand{Footer: "Northgate IT LLC"}))
	if err != nil {
		t.Fatal(err)
	}
	sound(t, b)
	return read(t, b)
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
	for n := range f.last() + 1 {
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
