package docx

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"demarc/internal/document"
	"demarc/internal/document/documenttest"
	"demarc/internal/party"

	"github.com/google/go-cmp/cmp"
)

func TestBrand(t *testing.T) {
	t.Parallel()
	d := branded(t, documenttest.Signed(), party.A4)
	data := write(t, d, Options{})
	zr, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range zr.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(raw)
	}
	if files["word/media/logo.png"] != string(d.Brand.Logo.PNG) {
		t.Error("the logo is not the brand's")
	}
	for name, wants := range map[string][]string{
		"[Content_Types].xml":          {`Extension="png" ContentType="image/png"`},
		"word/_rels/document.xml.rels": {`Id="rId10"`, `Target="media/logo.png"`},
		"word/document.xml":            {`r:embed="rId10"`, `descr="Northgate &lt;&amp; sons&gt;"`, `w:w="11906" w:h="16838"`, `w:w="16838" w:h="11906" w:orient="landscape"`},
		"word/styles.xml":              {`w:styleId="Logo"`, `w:color="0F766E"`, `<w:color w:val="0F766E"/>`},
		"word/numbering.xml":           {`<w:color w:val="0F766E"/>`},
		"word/footer1.xml":             {d.Brand.Footer},
		"word/footer2.xml":             {d.Brand.Footer},
		"word/footer3.xml":             {d.Brand.Footer},
	} {
		for _, want := range wants {
			if !strings.Contains(files[name], want) {
				t.Errorf("%s does not hold %s", name, want)
			}
		}
	}
}

func TestWithoutBrand(t *testing.T) {
	t.Parallel()
	d := documenttest.Document()
	data := string(write(t, d, Options{}))
	if strings.Contains(data, "media/") {
		t.Error("a picture that nobody gave")
	}
	var sizes []string
	parts(t, []byte(data))["word/document.xml"].walk(func(n *node) {
		if n.XMLName.Local == "pgSz" {
			sizes = append(sizes, n.attr("w")+"x"+n.attr("h"))
		}
	})
	if diff := cmp.Diff([]string{"12240x15840", "15840x12240", "12240x15840"}, sizes); diff != "" {
		t.Error(diff)
	}
	d.Brand.Accent = "#ffee00"
	if got := parts(t, write(t, d, Options{}))["word/numbering.xml"].kid("abstractNum", "lvl", "rPr", "color").attr("val"); party.Contrast("#"+got, "#ffffff") < party.Readable {
		t.Errorf("a number is printed in %s, which cannot be read", got)
	}
	for _, bad := range []string{"red", "#12345", "#1234567", "1e2a5a7", "#-12345", "#1e2a5g"} {
		d.Brand.Accent = bad
		if _, err := Write(d, Options{}); err == nil {
			t.Errorf("the colour %q is taken", bad)
		}
	}
}

func TestLogoFitsItsBox(t *testing.T) {
	t.Parallel()
	got := map[string]string{}
	for _, s := range [][2]int{{72, 36}, {420, 120}, {1000, 100}, {100, 1000}, {4000, 1}, {16, 16}} {
		w, h := look{logo: &party.Logo{Width: s[0], Height: s[1]}}.size()
		got[fmt.Sprint(s)] = fmt.Sprintf("%.3fx%.3f", float64(w)/914400, float64(h)/914400)
	}
	want := map[string]string{
		"[72 36]": "1.000x0.500", "[420 120]": "2.600x0.743", "[1000 100]": "2.600x0.260",
		"[100 1000]": "0.075x0.750", "[4000 1]": "2.600x0.001", "[16 16]": "0.222x0.222",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// The first page has the title, so its head says only that a draft is one.
func TestFirstPage(t *testing.T) {
	t.Parallel()
	for _, d := range []document.Document{document.Compose(documenttest.Draft(), true), documenttest.Signed()} {
		p := parts(t, write(t, d, Options{}))
		want := ""
		if d.Status == document.Draft {
			want = document.DraftMark
		}
		if got := text(p["word/header3.xml"]); got != want {
			t.Errorf("over the title of a %s document stands %q", d.Status, got)
		}
		firsts := 0
		p["word/document.xml"].walk(func(n *node) {
			if n.XMLName.Local == "titlePg" {
				firsts++
			}
		})
		if firsts != 1 {
			t.Errorf("%d sections have a first page of their own", firsts)
		}
	}
}
