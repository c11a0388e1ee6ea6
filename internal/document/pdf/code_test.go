package pdf

import (
	"fmt"
	"strings"
	"testing"

	"rsc.io/qr"

	"demarc/internal/document"
)

const address = "https://demarc.example.org/v/abcdefghijklmnopqrstuvwxyz"

func withCode(qr string) document.Document {
	return document.Document{Title: "Certificate", Language: "en", Sections: []document.Section{{ID: "a", Title: "Summary", Blocks: []document.Block{
		document.Paragraph{Style: document.Small, QR: qr, Runs: document.Text("Open " + address + " to check this agreement.")},
	}}}}
}

// TestCode looks at the printed page as a camera does: every module of the code is where
// the standard has it, dark or light.
func TestCode(t *testing.T) {
	t.Parallel()
	const dpi = 288
	var wide, high int
	head, pixels, _ := strings.Cut(judge(t, withCode(address), "pdftoppm", "-gray", "-r", fmt.Sprint(dpi), "FILE"), "\n255\n")
	if _, err := fmt.Sscanf(head, "P5\n%d %d", &wide, &high); err != nil || len(pixels) != wide*high {
		t.Fatalf("%q, %d bytes: %v", head, len(pixels), err)
	}
	want, err := qr.Encode(address, qr.M)
	if err != nil {
		t.Fatal(err)
	}
	module := codeSide / float64(want.Size+8) * dpi / 72
	left, top, ok := finder(pixels, wide, high, int(7*module)-2)
	if !ok {
		t.Fatal("there is no code on the page")
	}
	for y := range want.Size {
		for x := range want.Size {
			at := int(float64(top)+(float64(y)+0.5)*module)*wide + int(float64(left)+(float64(x)+0.5)*module)
			if dark := pixels[at] < 128; dark != want.Black(x, y) {
				t.Fatalf("module %d, %d is dark: %t", x, y, dark)
			}
		}
	}
}

// finder gives the corner of the first pattern that a camera looks for: two bars of a
// length that meet.
func finder(pixels string, wide, high, length int) (left, top int, ok bool) {
	dark := func(x, y int) bool { return x < wide && y < high && pixels[y*wide+x] < 128 }
	for y := range high {
		for x := range wide {
			n := 0
			for n < length && dark(x+n, y) && dark(x, y+n) {
				n++
			}
			if n == length && !dark(x+length+4, y) && !dark(x, y+length+4) {
				return x, y, true
			}
		}
	}
	return 0, 0, false
}

// What is read is the same with a code and without, and an address that no code can
// hold costs nobody the text.
func TestCodeIsBesideTheWords(t *testing.T) {
	t.Parallel()
	plain := strings.Join(strings.Fields(judge(t, withCode(""), "pdftotext", "FILE", "-")), " ")
	for _, a := range []string{address, strings.Repeat("a", 4000)} {
		if got := strings.Join(strings.Fields(judge(t, withCode(a), "pdftotext", "FILE", "-")), " "); got != plain {
			t.Errorf("%.30s: %q, want %q", a, got, plain)
		}
	}
}
