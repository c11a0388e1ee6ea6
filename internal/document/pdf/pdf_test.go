package pdf

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"image"
	pixel "image/color"
	"image/png"
	"maps"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"demarc/internal/document"
	"demarc/internal/document/documenttest"
	"demarc/internal/fault"
	"demarc/internal/party"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"
)

const printHash = "DEMARC_TEST_PRINT_HASH"

func hashOf(t *testing.T) string {
	t.Helper()
	b, err := Write(sample(60))
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%x", sha256.Sum256(b))
}

// TestSameBytes renders at the same time, again, and in another process.
func TestSameBytes(t *testing.T) {
	if os.Getenv(printHash) != "" {
		fmt.Println("hash", hashOf(t))
		return
	}
	t.Parallel()
	want := hashOf(t)
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for range 2 {
				if got := hashOf(t); got != want {
					t.Errorf("got %s, want %s", got, want)
				}
			}
		})
	}
	wait.Wait()
	again := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestSameBytes$")
	again.Env = append(os.Environ(), printHash+"=1")
	out, err := again.Output()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(out), "hash "+want) {
		t.Errorf("another process wrote\n%s, want %s", out, want)
	}
}

func TestDrawable(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"Łukasz Żółć":                    "",
		"Đặng Thị Hồng":                  "",
		norm.NFD.String("Đặng Thị Hồng"): "",
		"Ελένη Παπαδοπούλου, Олена Шевченко, Þórður, İbrahim, Ștefan": "",
		"“a” – b — c … § ₹ € → ≤ ☐ ✓ №\u00a0\u2011\u00ad\t\n":         "",
		"محمد علي":     "محدعلي",
		"שרה כהן":      "שרהכן",
		"山田 太郎 山":      "山田太郎",
		"ok \u202egnp": "\u202e",
		"\ue000":       "\ue000",
		"a\x00b":       "\x00",
		"😀":            "😀",
	} {
		if got := string(Drawable(s)); got != want {
			t.Errorf("%q: got %q, want %q", s, got, want)
		}
	}
}

func TestWriteRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change func(d *document.Document)
		want   string
	}{
		"title":  {func(d *document.Document) { d.Title = "Vertrag 山" }, "The character “山” (U+5C71) in the title cannot be printed. Use Latin, Greek or Cyrillic letters instead."},
		"signer": {func(d *document.Document) { d.Sections[21].Blocks[1].(document.Signatures).Blocks[1].Typed = "שרה" }, "The characters “ש” (U+05E9), “ר” (U+05E8), “ה” (U+05D4) in the signature block of Alder Foods, Inc."},
		"paragraph": {func(d *document.Document) {
			d.Sections[3].Blocks[0] = document.Paragraph{Number: "3.1", Runs: document.Text("ok م")}
		}, "in paragraph 3.1 of “3 Co-Managed Services”"},
		"cell": {func(d *document.Document) {
			d.Sections[22].Blocks[1].(document.Table).Rows[2].Cells[0].Blocks[0].Runs[0].Text = "م"
		}, "in row 3 of a table in “Exhibit A Responsibility Matrix”"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := sample(8)
			test.change(&d)
			_, err := Write(d)
			f, ok := errors.AsType[*fault.Error](err)
			if !ok || f.Kind != fault.Invalid || !strings.Contains(f.Message, test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
	t.Run("link", func(t *testing.T) {
		t.Parallel()
		d := sample(8)
		d.Sections[3].Blocks[1] = document.Paragraph{Runs: []document.Run{{Text: "9.9", Link: "c-9-9"}}}
		if _, err := Write(d); err == nil || !strings.Contains(err.Error(), `"c-9-9"`) {
			t.Errorf("got %v, want the missing anchor", err)
		}
	})
	t.Run("accent", func(t *testing.T) {
		t.Parallel()
		if _, err := Write(branded(sample(1), party.Brand{Accent: "red"})); err == nil {
			t.Error("a colour that is none is taken")
		}
	})
}

func TestDraftMark(t *testing.T) {
	t.Parallel()
	d := sample(30)
	d.Status = document.Draft
	out := judge(t, d, "pdftotext", "FILE", "-")
	for i, page := range strings.Split(strings.TrimSuffix(out, "\f"), "\f") {
		if n := strings.Count(page, draftMark); n < 2 {
			t.Errorf("page %d carries the mark %d times", i+1, n)
		}
	}
	if strings.Contains(judge(t, sample(30), "pdftotext", "FILE", "-"), draftMark) {
		t.Error("a signed document carries the draft mark")
	}
}

// Every page of a text that is out for signature says that it is not the signed record:
// upright and wide, first and last, and also beside a logo. One that is to be signed in
// ink says nothing of the kind, since its print becomes the signed copy.
func TestMarkBeforeSigning(t *testing.T) {
	t.Parallel()
	v := documenttest.Version()
	out := judge(t, document.Compose(v, false), "pdftotext", "-layout", "FILE", "-")
	pages := strings.Split(strings.TrimSuffix(out, "\f"), "\f")
	for i, page := range pages {
		if n := strings.Count(page, document.BeforeMark); n != 1 {
			t.Errorf("page %d of %d carries the mark %d times", i+1, len(pages), n)
		}
	}
	v.Content.Terms = maps.Clone(v.Content.Terms)
	v.Content.Terms["esign.method"] = "wet_ink_upload"
	ink := document.Compose(v, false)
	for name, d := range map[string]document.Document{"signed in ink": ink, "signed here": documenttest.Signed()} {
		if strings.Contains(judge(t, d, "pdftotext", "FILE", "-"), document.BeforeMark) {
			t.Errorf("%s, and the pages say that it is not the signed record", name)
		}
	}
}

func TestAccentIsReadable(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"#ffff00", "#ffffff", "#0f6ca0", "#000000"} {
		c, err := parseColor(s)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.onWhite().contrastOnWhite(); got < 4.5 {
			t.Errorf("%s: contrast %.2f", s, got)
		}
	}
}

func TestNum(t *testing.T) {
	t.Parallel()
	got := map[float64]string{}
	want := map[float64]string{0: "0", 1: "1", -1.5: "-1.5", 0.05: ".05", 12.3456: "12.346", -0.0001: "0", 612: "612", 0.1 + 0.2: ".3", 99.9996: "100"}
	for f := range want {
		got[f] = string(num(nil, f))
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// TestKeep writes samples to look at: no test sees a wrong letter.
func TestKeep(t *testing.T) {
	dir := os.Getenv("DEMARC_TEST_KEEP")
	if dir == "" {
		t.Skip("DEMARC_TEST_KEEP names no folder to write samples to")
	}
	for name, d := range papers(t) {
		b, err := Write(d)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name+".pdf"), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// branded is d in somebody's brand.
func branded(d document.Document, b party.Brand) document.Document {
	d.Brand = b
	return d
}

// testLogo is a mark beside stripes, with soft edges that let the paper through.
func testLogo(t testing.TB) party.Logo {
	t.Helper()
	const w, h = 420, 140
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			r := math.Hypot(float64(x)-70, float64(y)-70)
			switch {
			case r < 64:
				m.SetNRGBA(x, y, pixel.NRGBA{0x0f, 0x76, 0x6e, uint8(min(255, 64*(64-r)))})
			case x > 160 && (y/28)%2 == 0:
				m.SetNRGBA(x, y, pixel.NRGBA{0xb4, uint8(0x5f + x/8), 0x06, 0xff})
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	l, err := party.ReadLogo(b.Bytes(), "Northgate IT (round mark)")
	if err != nil {
		t.Fatal(err)
	}
	return l
}
