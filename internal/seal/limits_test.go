package seal

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"testing"

	baseline "github.com/boxesandglue/baseline-pdf"

	"demarc/internal/seal/sealtest"
)

// TestHostileFiles feeds files made to exhaust a reader.
func TestHostileFiles(t *testing.T) {
	trailer := func(body, rest string) []byte {
		return fmt.Appendf(nil, "%%PDF-1.7\n%sxref\n%s\nstartxref\n%d\n%%%%EOF\n", body, rest, len("%PDF-1.7\n")+len(body))
	}
	bomb := func(packed string) []byte {
		var b bytes.Buffer
		b.WriteString("%PDF-1.7\n")
		at := b.Len()
		fmt.Fprintf(&b, "1 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n", packed, at)
		return b.Bytes()
	}
	many := strings.Repeat("0000000009 00000 n \n", maxObjects+1)
	// Objects that lie in each other like onion skins: reading each is linear,
	// reading all would be quadratic.
	const skins = 100_000
	var nest, offsets strings.Builder
	for i := range skins {
		fmt.Fprintf(&offsets, "%010d 00000 n \n", len("%PDF-1.7\n")+nest.Len())
		fmt.Fprintf(&nest, "%d 0 obj(", i+1)
	}
	nest.WriteString(strings.Repeat(")endobj ", skins))
	for title, c := range map[string]struct {
		pdf  []byte
		says string
	}{
		"deep arrays":          {trailer("1 0 obj "+strings.Repeat("[", 1_000_000)+"\n", "0 2\n0000000000 65535 f \n0000000009 00000 n \ntrailer <<>>"), "larger or deeper"},
		"deep trailer":         {trailer("", "0 0\ntrailer "+strings.Repeat("<</A", 1_000_000)), "larger or deeper"},
		"many tokens":          {trailer("1 0 obj ["+strings.Repeat("0 ", 5_000_000)+"] endobj\n", "0 2\n0000000000 65535 f \n0000000009 00000 n \ntrailer <<>>"), "larger or deeper"},
		"same object often":    {trailer("1 0 obj ["+strings.Repeat("0 ", 500_000)+"] endobj\n", fmt.Sprintf("1 %d\n%strailer <<>>", maxObjects/2, many[:20*(maxObjects/2)])), "object"},
		"overlapping objects":  {trailer(nest.String(), fmt.Sprintf("1 %d\n%strailer <<>>", skins, offsets.String())), "larger or deeper"},
		"many entries":         {trailer("", fmt.Sprintf("0 %d\n%strailer <<>>", maxObjects+1, many)), "larger or deeper"},
		"section loop":         {trailer("", "0 0\ntrailer << /Prev 9 >>"), "chain is broken"},
		"huge number":          {trailer("", "0 0\ntrailer << /Prev 99999999999999999999999 >>"), "chain is broken"},
		"unpacks to a lot":     {bomb(deflated("<< /Type /XRef /Size 1 /W [1 4 2]", strings.Repeat("\x00", 4*maxUnpack))), "larger or deeper"},
		"wide predictor":       {bomb(deflated("<< /Type /XRef /Size 1 /W [1 4 2] /DecodeParms << /Predictor 12 /Columns 99999999 >>", "x")), "predictor"},
		"index of millions":    {bomb(deflated("<< /Type /XRef /Size 1 /W [0 0 1] /Index [0 90000000]", "x")), "/Index"},
		"rows of nothing":      {bomb(deflated("<< /Type /XRef /Size 90000000 /W [0 0 0]", "x")), "/W"},
		"length is itself":     {bomb("<< /Type /XRef /Length 1 0 R /W [1 4 2] >>\nstream\nx\nendstream"), "length"},
		"hybrid":               {trailer("", "0 0\ntrailer << /XRefStm 9 >>"), "hybrid"},
		"key twice":            {trailer("", "0 0\ntrailer << /Size 1 /Size 2 >>"), "twice"},
		"nothing but a header": {[]byte("%PDF-1.7\nstartxref\n0\n"), "syntax"},
	} {
		t.Run(title, func(t *testing.T) {
			if len(c.pdf) > maxFile {
				t.Fatalf("the test file has %d bytes", len(c.pdf))
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			r := Verify(c.pdf, Trust{})
			runtime.ReadMemStats(&after)
			if r.Verdict != CannotTell || !strings.Contains(r.Sentence, c.says) {
				t.Errorf("%s: %q, want %q", r.Verdict, r.Sentence, c.says)
			}
			t.Log(r.Sentence, (after.TotalAlloc-before.TotalAlloc)>>20, "MiB")
			if used := after.TotalAlloc - before.TotalAlloc; used > 8*maxUnpack {
				t.Errorf("allocated %d MiB", used>>20)
			}
		})
	}
}

// TestBaseline seals what another PDF writer makes.
func TestBaseline(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	w := baseline.NewPDFWriter(&b)
	for range 3 {
		content := w.NewObject()
		content.Data.WriteString("72 720 200 1 re f")
		w.AddPage(content, 0)
	}
	if err := w.FinishAndClose(); err != nil {
		t.Fatal(err)
	}
	k := quickKey(t, sealTime, "Demarc")
	sealed := mustSeal(t, b.Bytes(), k, claim)
	if r := Verify(append(sealed, ' '), trustIn(k)); r.Verdict != Altered {
		t.Error(r.Sentence)
	}
}

// A file of many objects with many time-stamps behind it, each rightly made, is not read
// anew for each of them without end: whoever has an authority of their own could make it.
func TestWalkEnds(t *testing.T) {
	t.Parallel()
	k, a := quickKey(t, sealTime, "Demarc"), outside(t, sealtest.Good)
	const objects = 20_000
	pdf, err := Seal(appended(t, classicPDF(true), func(u *update) {
		for range objects {
			u.add(keyword("null"))
		}
	}), k, claim)
	if err != nil {
		t.Fatal(err)
	}
	most := maxWalked/objects + 1
	for n := 1; n <= most+1; n++ {
		if pdf, err = AddTime(pdf, a.stamper(t)); err != nil {
			t.Fatal(err)
		}
		if want := map[bool]Verdict{true: Authentic, false: Altered}[n < most]; n == 1 || n == most-2 || n == most+1 {
			if r := Verify(pdf, trustIn(k)); r.Verdict != want {
				t.Errorf("after %d of %d time-stamps: %s", n, most, r.Sentence)
			}
		}
	}
}
