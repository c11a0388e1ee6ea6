package xlsx

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"maps"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"demarc/internal/fault"
)

// book zips the parts of a workbook around the XML of one sheet.
func book(t testing.TB, sheet string, more map[string]string) []byte {
	t.Helper()
	parts := map[string]string{
		"[Content_Types].xml":        `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
		"_rels/.rels":                `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="RACI" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   sheet,
	}
	maps.Copy(parts, more)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range []string{"[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/vbaProject.bin", "xl/media/zeros.bin", "EncryptedPackage"} {
		if text, ok := parts[name]; ok {
			p, err := w.Create(name)
			if err == nil {
				_, err = p.Write([]byte(text))
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func rows(rows string) string {
	return `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + rows + `</sheetData></worksheet>`
}

func each(n int, row func(int) string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(row(i + 1))
	}
	return rows(b.String())
}

// lying changes what the archive's directory says of the size of the sheet.
func lying(data []byte, as uint32) []byte {
	name := []byte("xl/worksheets/sheet1.xml")
	at := bytes.LastIndex(data, name) - 46
	out := bytes.Clone(data)
	binary.LittleEndian.PutUint32(out[at+24:], as)
	return out
}

func hostile(t testing.TB) map[string]struct {
	data []byte
	want string
} {
	type file = struct {
		data []byte
		want string
	}
	plain := book(t, rows(`<row r="1"><c r="A1" t="inlineStr"><is><t>Function</t></is></c></row>`), nil)
	many := strings.Repeat("<si><t>x</t></si>", maxStrings/17-10)
	return map[string]file{
		"a bomb":           {book(t, rows(""), map[string]string{"xl/media/zeros.bin": strings.Repeat("\x00", 200<<20)}), "unpacks to more"},
		"a bomb of text":   {book(t, rows(""), map[string]string{"xl/sharedStrings.xml": `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` + strings.Repeat("<si><t>x</t></si>", 300000) + "</sst>"}), "unpacks to more"},
		"column XFD":       {book(t, each(2000, func(i int) string { return fmt.Sprintf(`<row r="%d"><c r="XFD%d"><v>1</v></c></row>`, i, i) }), nil), "column XFD"},
		"the last cell":    {book(t, rows(`<row r="1048576"><c r="A1048576"><v>1</v></c></row>`), nil), "2,000 rows"},
		"a lying archive":  {lying(plain, 10), "damaged"},
		"too short":        {lying(plain, 1<<20), "damaged"},
		"a document type":  {book(t, `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>`+rows(`<row r="1"><c r="A1" t="str"><v>&a;&b;</v></c></row>`), nil), "document type"},
		"broken XML":       {book(t, rows(`<row r="1"><c r="A1"><v>1</v></row><`), nil), "damaged"},
		"UTF-16 XML":       {book(t, "\xff\xfe<\x00a\x00/\x00>\x00", nil), "damaged"},
		"macros":           {book(t, rows(""), map[string]string{"xl/vbaProject.bin": "x"}), "macros"},
		"encrypted":        {book(t, rows(""), map[string]string{"EncryptedPackage": "x"}), "password"},
		"an OLE file":      {append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 4000)...), "password"},
		"no archive":       {[]byte("Function,MSP\n"), "not an Excel workbook"},
		"half an archive":  {plain[:len(plain)/2], "not an Excel workbook"},
		"another archive":  {another(t), "not an Excel workbook"},
		"nothing":          {nil, "empty"},
		"six megabytes":    {make([]byte, 6<<20), "larger than 5 MB"},
		"an empty sheet":   {book(t, rows(""), nil), "No sheet"},
		"too many rows":    {book(t, each(2001, func(i int) string { return fmt.Sprintf(`<row r="%d"><c r="A%d"><v>1</v></c></row>`, i, i) }), nil), "2,000 rows"},
		"too many columns": {book(t, rows(`<row r="1"><c r="AY1"><v>1</v></c></row>`), nil), "column AY"},
		"a cell too long":  {book(t, rows(`<row r="1"><c r="B1" t="inlineStr"><is><t>`+strings.Repeat("é", 4001)+`</t></is></c></row>`), nil), "cell B1"},
		"one text a million times": {book(t, each(1999, func(i int) string {
			return fmt.Sprintf(`<row r="%d">`, i) + strings.Repeat(`<c t="s"><v>0</v></c>`, 49) + "</row>"
		}), map[string]string{"xl/sharedStrings.xml": `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` + "<si><t>" + strings.Repeat("y", 3999) + "</t></si></sst>"}), "megabyte"},
		"many texts": {book(t, each(1999, func(i int) string {
			return fmt.Sprintf(`<row r="%d">`, i) + strings.Repeat(`<c t="s"><v>99</v></c>`, 50) + "</row>"
		}), map[string]string{"xl/sharedStrings.xml": `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` + many + "</sst>"}), ""},
	}
}

func another(t testing.TB) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	p, err := w.Create("word/document.xml")
	if err == nil {
		_, err = p.Write([]byte("<a/>"))
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestHostileFiles(t *testing.T) {
	t.Parallel()
	for name, c := range hostile(t) {
		_, err := Read(t.Context(), name, c.data)
		f, ok := fault.Of(err)
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case c.want != "" && (!ok || !strings.Contains(f.Fields["file"], c.want)):
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// TestHostileMemory holds the heap under 64 MB while each file is read. It runs by
// itself, since it looks at the whole process.
func TestHostileMemory(t *testing.T) {
	for name, c := range hostile(t) {
		runtime.GC()
		var before runtime.MemStats
		runtime.ReadMemStats(&before)
		top := make(chan uint64)
		stop := make(chan struct{})
		go func() {
			var highest uint64
			tick := time.Tick(time.Millisecond)
			for {
				var m runtime.MemStats
				runtime.ReadMemStats(&m) // stops the world, so not all the time
				highest = max(highest, m.HeapInuse)
				select {
				case <-stop:
					top <- highest
					return
				case <-tick:
				}
			}
		}()
		_, _ = Read(t.Context(), name, c.data)
		close(stop)
		if grown := int64(<-top) - int64(before.HeapInuse); grown > 64<<20 {
			t.Errorf("%s: the heap grew by %d MB", name, grown>>20)
		} else {
			t.Logf("%s: %d MB", name, grown>>20)
		}
	}
}

func TestDeadline(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Read(ctx, "x", hostile(t)["many texts"].data); err == nil || !strings.Contains(err.Error(), "takes too long") {
		t.Errorf("reading goes on after its time: %v", err)
	}
}

// A file with hidden sheets and a chart says what it did not read.
func TestHiddenSheets(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	defer f.Close()
	for _, err := range []error{
		f.SetCellStr("Sheet1", "A1", "Function"), f.SetCellStr("Sheet1", "B1", "MSP"),
		func() error { _, err := f.NewSheet("Old"); return err }(), f.SetCellStr("Old", "A1", "x"), f.SetSheetVisible("Old", false),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	b, err := Read(t.Context(), "x", out.Bytes())
	if err != nil || len(b.Sheets) != 1 || len(b.Passed) != 1 || !strings.Contains(b.Passed[0], "“Old”") {
		t.Errorf("%+v, %v", b, err)
	}
}

// FuzzRead holds that no bytes make the reader fail otherwise than with a sentence.
func FuzzRead(f *testing.F) {
	f.Add(book(f, rows(`<row r="1"><c r="A1" t="inlineStr"><is><t>Function</t></is></c></row>`), nil))
	f.Add(export(f))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := Read(t.Context(), "x", data); err != nil {
			if _, ok := fault.Of(err); !ok {
				t.Fatalf("no sentence: %v", err)
			}
		}
	})
}
