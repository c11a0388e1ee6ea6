package app_test

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"demarc/internal/app/apptest"
	"demarc/internal/document"
	"demarc/internal/engagement"
)

// wordText is the text of a Word file's body.
func wordText(t *testing.T, data []byte) string {
	t.Helper()
	zr, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	apptest.Must(t, err)
	r, err := zr.Open("word/document.xml")
	apptest.Must(t, err)
	raw, err := io.ReadAll(r)
	apptest.Must(t, err)
	return regexp.MustCompile(`<[^>]*>`).ReplaceAllString(strings.ReplaceAll(string(raw), "</w:p>", "\n"), "")
}

var digests = regexp.MustCompile(`\b[0-9a-f]{64}\b`)

func unique(found []string) []string {
	slices.Sort(found)
	return slices.Compact(found)
}

// TestWordFile follows the Word file from the draft to the conformed copy of what was
// signed, which says the same as the sealed PDF.
func TestWordFile(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	b.send(t)
	export := func(number int) string {
		t.Helper()
		d, err := b.Versions.Export(ctx, b.itLead, id, number, "docx")
		apptest.Must(t, err)
		return wordText(t, d.Data)
	}
	if got := export(0); !strings.Contains(got, document.DraftNotice) || !strings.Contains(got, "PAGEREF _cl_c_scope") {
		t.Error("a draft does not say so, or its list of contents has no pages")
	}
	if got := export(1); strings.Contains(got, document.DraftNotice) || strings.Contains(got, "Conformed copy") || !strings.Contains(got, "Out for signature") {
		t.Error("a version out for signature does not say what it is")
	}
	b.Sign(t, apptest.Dana)
	b.Sign(t, apptest.Nora)
	b.inForce(t)
	sealed, err := b.Versions.Sealed(ctx, b.itLead, id, 1)
	apptest.Must(t, err)
	got := export(1)
	line := "Conformed copy; the signed original is the PDF with SHA-256 " + engagement.Sum(sealed.Data) + "."
	for _, want := range []string{line, apptest.Dana.Name, "Certificate of completion", "StatusSigned"} {
		if !strings.Contains(got, want) {
			t.Errorf("the conformed copy does not say %q", want)
		}
	}
	if strings.Contains(got, document.DraftMark) || strings.Contains(got, document.DraftNotice) {
		t.Error("a signed text names the drafting tool")
	}

	pdftotext, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not installed: the two certificates were not compared")
	}
	file := filepath.Join(t.TempDir(), "agreement.pdf")
	apptest.Must(t, os.WriteFile(file, sealed.Data, 0o600))
	out, err := exec.CommandContext(ctx, pdftotext, "-raw", file, "-").Output()
	apptest.Must(t, err)
	printed := strings.Join(strings.Fields(string(out)), "")
	found := unique(digests.FindAllString(got, -1))
	for _, d := range found {
		if d != engagement.Sum(sealed.Data) && !strings.Contains(printed, d) {
			t.Errorf("the Word file names the digest %s, the sealed file does not", d)
		}
	}
	if len(found) < 6 {
		t.Errorf("the Word file names %d digests", len(found))
	}
}
