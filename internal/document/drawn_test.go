package document_test

import (
	"strings"
	"testing"

	"demarc/internal/audit"
	"demarc/internal/document"
	"demarc/internal/document/documenttest"
	"demarc/internal/signing"
)

// A drawn signature is printed only as the record names it.
func TestDrawnSignature(t *testing.T) {
	t.Parallel()
	d, err := signing.ParseDrawing("M 100 200 L 180 60 L 220 240")
	if err != nil {
		t.Fatal(err)
	}
	certified := func(strokes, recorded string) (document.Document, error) {
		s := documenttest.Signing()
		s.Envelope.Signers[0].Drawn = strokes
		for i, e := range s.Log {
			if e.Verb == audit.SignatureAdopted {
				s.Log[i].Fact.Data = map[string]string{"method": "drawn", "sha256": recorded}
			}
		}
		return document.Certify(s)
	}
	out, err := certified(d.String(), d.Digest())
	if err != nil {
		t.Fatal(err)
	}
	drawn, told := 0, false
	for _, s := range out.Sections {
		for _, b := range s.Blocks {
			switch b := b.(type) {
			case document.Signatures:
				for _, one := range b.Blocks {
					if !one.Drawn.None() && one.Typed != "" {
						drawn++
					}
				}
			case document.Table:
				for _, r := range b.Rows {
					for _, cell := range r.Cells {
						for _, p := range cell.Blocks {
							told = told || strings.Contains(document.Plain(p.Runs), d.Digest())
						}
					}
				}
			}
		}
	}
	if drawn != 1 || !told {
		t.Errorf("%d drawn signatures, the certificate names the strokes: %v", drawn, told)
	}
	for name, bad := range map[string][2]string{"other strokes": {"M 100 200 L 180 60 L 220 241", d.Digest()}, "lost strokes": {"", d.Digest()}, "none recorded": {d.String(), ""}} {
		if _, err := certified(bad[0], bad[1]); err == nil {
			t.Errorf("%s make a certificate", name)
		}
	}
}
