package pdf

import (
	"bytes"
	"testing"

	"demarc/internal/document"
	"demarc/internal/document/documenttest"
	"demarc/internal/signing"
)

// A drawn signature is a path of its own strokes: an artifact above the typed name, so
// that the text is the same with it and without.
func TestDrawnSignature(t *testing.T) {
	t.Parallel()
	with, without := documenttest.Signed(), documenttest.Signed()
	for _, s := range without.Sections {
		for i, b := range s.Blocks {
			if b, ok := b.(document.Signatures); ok {
				for j := range b.Blocks {
					b.Blocks[j].Drawn = signing.Drawing{}
				}
				s.Blocks[i] = b
			}
		}
	}
	if judge(t, with, "pdftotext", "FILE", "-") != judge(t, without, "pdftotext", "FILE", "-") {
		t.Error("a drawing changed what is read")
	}
	a, err := Write(with)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := Write(without); err != nil || bytes.Equal(a, b) {
		t.Error("nothing is drawn", err)
	}
}
