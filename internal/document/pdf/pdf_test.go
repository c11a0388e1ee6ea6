package pdf

import (
	"os"
	"testing"

	"demarc/internal/document"
)

func TestKeep(t *testing.T) {
	out := os.Getenv("PDF_OUT")
	if out == "" {
		t.Skip("PDF_OUT is not set")
	}
	d := sample(149)
	b, err := Write(d, Brand{FooterLine: "Northgate IT LLC, 400 Pine Street, Seattle, WA 98101"})
	if err != nil {
		t.Fatal(err)
	}
	os.WriteFile(out+"/signed.pdf", b, 0o644)
	d.Status, d.Version, d.Digest = document.Draft, 0, ""
	b, err = Write(d, Brand{Accent: "#0f6ca0"})
	if err != nil {
		t.Fatal(err)
	}
	os.WriteFile(out+"/draft.pdf", b, 0o644)
}
