package pdf

import (
	"testing"

	"demarc/internal/document/documenttest"
)

// TestSize holds a whole signed agreement, with its logo and files, below what a
// letter's attachment may be: with the seal, and the certificates it is checked with
// attached, it stays under 320 KB.
func TestSize(t *testing.T) {
	t.Parallel()
	d := documenttest.Signed()
	d.Brand.Logo = testLogo(t)
	b, err := Write(d)
	if err != nil {
		t.Fatal(err)
	}
	sound(t, b)
	const most, sealed = 320 << 10, 7 << 10
	if len(b)+sealed > most {
		t.Errorf("%d KB and %d for the seal", len(b)>>10, sealed>>10)
	}
}
