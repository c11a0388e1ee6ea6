package pdf

import (
	"testing"

	"demarc/internal/document"
	"demarc/internal/document/documenttest"
	"demarc/internal/party"
)

// papers are one of each kind that is written: every mode, before and after signing,
// on both sheets, with a brand and without.
func papers(t testing.TB) map[string]document.Document {
	t.Helper()
	full := party.Brand{Accent: "#0f766e", Footer: "Northgate IT Łódź LLC, 12 Wharf Road, Baltimore, MD 21230", Logo: testLogo(t)}
	a4 := full
	a4.Paper = party.A4
	out := map[string]document.Document{
		"sample":      sample(16),
		"draft":       branded(document.Compose(documenttest.Draft(), true), full),
		"frozen":      documenttest.Document(),
		"signed":      branded(documenttest.Signed(), full),
		"signed a4":   branded(documenttest.Signed(), a4),
		"unsigned a4": branded(document.Compose(documenttest.Draft(), true), party.Brand{Paper: party.A4}),
	}
	for _, mode := range documenttest.Modes {
		out["mode "+mode] = branded(document.Compose(documenttest.Packed(mode), false), a4)
	}
	return out
}
