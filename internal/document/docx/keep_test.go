package docx

import (
	"os"
	"path/filepath"
	"testing"

	"demarc/internal/document"
	"demarc/internal/document/documenttest"
	"demarc/internal/document/pdf"
	"demarc/internal/party"
)

// TestKeep writes samples to look at: no test sees an ugly page.
func TestKeep(t *testing.T) {
	dir := os.Getenv("DEMARC_TEST_KEEP")
	if dir == "" {
		t.Skip("DEMARC_TEST_KEEP names no folder to write samples to")
	}
	for name, d := range map[string]document.Document{
		"draft-letter":  branded(t, document.Compose(documenttest.Draft(), true), party.Letter),
		"signed-a4":     branded(t, documenttest.Signed(), party.A4),
		"frozen-letter": documenttest.Document(),
	} {
		pages, err := pdf.Pages(d)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name+".docx"), write(t, d, Options{Pages: pages}), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
