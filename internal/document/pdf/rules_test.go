package pdf

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

// rule is a machine-checkable rule of PDF/UA-1 or PDF/A-3a that depends on this
// writer. It complains by bad, so that a test can see it fail on a damaged file.
type rule struct {
	name  string
	check func(f *readFile, bad func(format string, args ...any))
}

var rules = []rule{
	{"content", contentIsMarked},
	{"glyphs", glyphsAreThere},
	{"parents", marksHaveParents},
	{"annotations", annotationsAreRead},
	{"roles", rolesAreStandard},
	{"lists", listsAreWhole},
	{"tables", tablesAreRegular},
	{"headings", headingsSkipNothing},
	{"catalog", catalogSaysWhatItIs},
	{"metadata", metadataAgree},
	{"fonts", fontsAreEmbedded},
	{"widths", widthsAgree},
	{"streams", streamsAreExact},
}

// TestRules holds every kind of paper to every rule.
func TestRules(t *testing.T) {
	t.Parallel()
	for name, d := range papers(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, err := Write(d)
			if err != nil {
				t.Fatal(err)
			}
			sound(t, b)
			f := read(t, b)
			for _, r := range rules {
				r.check(f, func(format string, args ...any) { t.Errorf(r.name+": "+format, args...) })
			}
		})
	}
}

// Text of any script is drawn, with a glyph for each letter and read back as it was
// written, or refused by a sentence that names the letter.
func TestScripts(t *testing.T) {
	t.Parallel()
	for text, refused := range map[string]string{
		"Zażółć gęślą jaźń": "", "Zaz\u0307o\u0301łc\u0301 ge\u0328s\u0301la\u0328": "",
		"Đặng Thị Hồng": "", "\u0110a\u0323\u0306ng Thi\u0323 Ho\u0302\u0300ng": "",
		"Socie\u0301te\u0301 Ge\u0301ne\u0301rale": "", "Ελένη Παπαδοπούλου": "", "Олена Їжак": "", "İstanbul Iğdır": "",
		"شركة": "ش", "מזון": "מ", "食品": "食", "ひらがな": "ひ", "한국": "한", "อาหาร": "อ", "भोजन": "भ", "🙂": "🙂",
	} {
		d := short(sample(3))
		d.Title = text
		b, err := Write(d)
		if refused != "" {
			if err == nil || !strings.Contains(err.Error(), "“"+refused+"”") {
				t.Errorf("%s: %v", text, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		f := read(t, b)
		for _, r := range rules {
			r.check(f, func(format string, args ...any) { t.Errorf(text+": "+r.name+": "+format, args...) })
		}
		if out := judge(t, d, "pdftotext", "FILE", "-"); !strings.Contains(out, norm.NFC.String(text)) {
			t.Errorf("%s is not read back", text)
		}
	}
}

// TestRulesBite damages a file once for each thing that a rule is there for. A check
// that was never seen to fail proves nothing.
func TestRulesBite(t *testing.T) {
	t.Parallel()
	b, err := Write(short(sample(3)))
	if err != nil {
		t.Fatal(err)
	}
	object := func(from, to string) func(f *readFile) bool { // in the first object that has it
		re := regexp.MustCompile(from)
		return func(f *readFile) bool {
			for n := range f.last() + 1 {
				if o := f.objects[n]; re.MatchString(o) {
					f.objects[n] = re.ReplaceAllString(o, to)
					return true
				}
			}
			return false
		}
	}
	stream := func(from, to string) func(f *readFile) bool {
		return func(f *readFile) bool {
			for n := range f.last() + 1 {
				if s := f.streams[n]; bytes.Contains(s, []byte(from)) {
					f.streams[n] = bytes.Replace(s, []byte(from), []byte(to), 1)
					return true
				}
			}
			return false
		}
	}
	for _, d := range []struct {
		rule, what string
		damage     func(f *readFile) bool
	}{
		{"content", "text outside", stream("EMC\n/P<</MCID", "EMC\n(x)Tj\n/P<</MCID")},
		{"content", "a mark left open", stream("EMC\n", "")},
		{"content", "a mark across text", stream("EMC\nET\n", "ET\nEMC\n")},
		{"content", "a number twice", stream("<</MCID 3>>", "<</MCID 2>>")},
		{"glyphs", "no glyph", stream(")Tj", "\x1f)Tj")},
		{"parents", "a mark of nobody", stream("<</MCID 3>>", "<</MCID 3000>>")},
		{"parents", "another's mark", object(`/Nums\[0\[(\d+) 0 R`, `/Nums[0[7 0 R`)},
		{"annotations", "no words", object(`(/Subtype/Link.*)/Contents\([^)]*\)`, `$1`)},
		{"annotations", "not printed", object(`/Subtype/Link/F 4`, `/Subtype/Link/F 0`)},
		{"annotations", "no parent", object(`(/Subtype/Link.*)/StructParent \d+`, `$1`)},
		{"annotations", "no tab order", object(`/Tabs/S`, ``)},
		{"roles", "an own role", object(`<</S/LBody`, `<</S/Clause`)},
		{"lists", "no label", object(`<</S/LI(/P \d+ 0 R)/K\[\d+ 0 R `, `<</S/LI$1/K[`)},
		{"tables", "no scope", object(`/A<</O/Table/Scope/Column>>`, ``)},
		{"tables", "a cell short", object(`(<</S/TR/P \d+ 0 R/K\[)\d+ 0 R `, `$1`)},
		{"tables", "no span", object(`/ColSpan \d+`, ``)},
		{"headings", "a level left out", object(`<</S/H2`, `<</S/H4`)},
		{"catalog", "no language", object(`/Lang\([^)]*\)`, ``)},
		{"catalog", "not marked", object(`/MarkInfo<</Marked true>>`, ``)},
		{"catalog", "no title shown", object(`/DisplayDocTitle true`, ``)},
		{"catalog", "no output intent", object(`/S/GTS_PDFA1`, ``)},
		{"catalog", "no id", object(`/ID\[[^\]]*\]`, ``)},
		{"metadata", "another title", object(`/Title \([^)]*\)`, `/Title (Other)`)},
		{"metadata", "another day", stream("<xmp:ModifyDate>2026", "<xmp:ModifyDate>2025")},
		{"metadata", "no claim", stream("<pdfuaid:part>1", "<pdfuaid:part>")},
		{"metadata", "no schema", stream("<pdfaSchema:prefix>pdfuaid", "<pdfaSchema:prefix>")},
		{"fonts", "no program", object(`/FontFile2 \d+ 0 R`, ``)},
		{"fonts", "no meaning", object(`(/Subtype/TrueType.*)/ToUnicode \d+ 0 R`, `$1`)},
		{"fonts", "an encoding", object(`/Subtype/TrueType`, `/Subtype/TrueType/Encoding/WinAnsiEncoding`)},
		{"widths", "another width", object(`/Widths\[\d`, `/Widths[9`)},
		{"streams", "a length", func(f *readFile) bool {
			i := bytes.Index(f.raw, []byte("/Length "))
			f.raw = slices.Concat(f.raw[:i], []byte("/Length 9"), f.raw[i+8:])
			return true
		}},
	} {
		t.Run(d.rule+"/"+d.what, func(t *testing.T) {
			f := read(t, b)
			if !d.damage(f) {
				t.Fatal("there was nothing to damage")
			}
			for _, r := range rules {
				if r.name != d.rule {
					continue
				}
				complaints := 0
				r.check(f, func(string, ...any) { complaints++ })
				if complaints == 0 {
					t.Error("the rule saw nothing")
				}
			}
		})
	}
}

func marksHaveParents(f *readFile, bad func(string, ...any)) {
	owners := map[[2]int]*readElem{}
	f.tree().walk(func(e *readElem) {
		for _, c := range e.content {
			if owners[c] != nil {
				bad("content %v belongs to two elements", c)
			}
			owners[c] = e
		}
	})
	parents := f.objects[valueOf(f.ofType("StructTreeRoot")[0], "ParentTree")]
	numbers := pageNumbers(f)
	for i, page := range pagesOf(f) {
		var refs []string
		if list := regexp.MustCompile(fmt.Sprintf(`[\[\]] ?%d\[([^\]]*)\]`, valueOf(page, "StructParents"))).FindStringSubmatch(parents); list != nil {
			refs = strings.Split(strings.TrimSuffix(list[1], " 0 R "), " 0 R ")
		}
		marks := 0
		for _, op := range f.content(page) {
			if op.name != "BDC" || !strings.Contains(op.args[1], "MCID") {
				continue
			}
			marks++
			id := valueOf(op.args[1], "MCID")
			e := owners[[2]int{numbers[i], id}]
			if e == nil || "/"+e.role != op.args[0] || id >= len(refs) || refs[id] != strconv.Itoa(e.num) {
				bad("page %d: mark %d has no element of its own", i+1, id)
			}
			delete(owners, [2]int{numbers[i], id})
		}
		if marks != len(refs) {
			bad("page %d: %d marks, %d parents", i+1, marks, len(refs))
		}
	}
	if len(owners) > 0 {
		bad("%d elements claim content that is not there", len(owners))
	}
}

func annotationsAreRead(f *readFile, bad func(string, ...any)) {
	owner := map[int]int{}
	f.tree().walk(func(e *readElem) {
		for _, a := range e.annots {
			owner[a] = e.num
		}
	})
	parents := f.objects[valueOf(f.ofType("StructTreeRoot")[0], "ParentTree")]
	for i, page := range pagesOf(f) {
		list := regexp.MustCompile(`/Annots\[([^\]]*)\]`).FindStringSubmatch(page)
		if !strings.Contains(page, "/Tabs/S") {
			bad("page %d has no /Tabs /S", i+1)
		}
		if list == nil {
			continue
		}
		for _, m := range regexp.MustCompile(`(\d+) 0 R`).FindAllStringSubmatch(list[1], -1) {
			n := atoi(f.t, m[1])
			dict := f.objects[n]
			if valueOf(dict, "F")&4 == 0 || !strings.Contains(dict, "/Contents(") {
				bad("annotation %s", dict)
			}
			if !strings.Contains(dict, "/StructParent ") || owner[n] == 0 || !strings.Contains(parents, fmt.Sprintf("%d %d 0 R", valueOf(dict, "StructParent"), owner[n])) {
				bad("annotation %d has no element", n)
			}
			delete(owner, n)
		}
	}
	if len(owner) > 0 {
		bad("%d elements have annotations that are on no page", len(owner))
	}
}
