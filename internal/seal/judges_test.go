package seal

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"demarc/internal/seal/sealtest"
)

// TestOutsideJudges asks programs that share no code with us.
func TestOutsideJudges(t *testing.T) {
	t.Parallel()
	for title, pdf := range samples() {
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			out := mustSeal(t, pdf, testKey(), claim)
			dir := t.TempDir()
			file := put(t, dir, "sealed.pdf", out)
			t.Run("pdfsig", func(t *testing.T) {
				said := judge(t, "pdfsig", "-nocert", file)
				for _, want := range []string{"Signature is Valid", "Total document signed", "ETSI.CAdES.detached", "Demarc at example.org"} {
					if !strings.Contains(said, want) {
						t.Errorf("pdfsig does not say %q:\n%s", want, said)
					}
				}
			})
			t.Run("qpdf", func(t *testing.T) {
				if said := judge(t, "qpdf", "--check", file); strings.Contains(said, "WARNING") {
					t.Error(said)
				}
			})
			t.Run("openssl", func(t *testing.T) {
				cms, content := split(t, out)
				said := judge(t, "openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER",
					"-in", put(t, dir, "seal.der", cms), "-content", put(t, dir, "content.bin", content),
					"-CAfile", put(t, dir, "root.pem", testKey().RootPEM()), "-out", os.DevNull)
				if !strings.Contains(said, "CAdES Verification successful") {
					t.Error(said)
				}
			})
		})
	}
}

// judge runs a program that must succeed; its absence skips the test.
func judge(t *testing.T, program string, args ...string) string {
	t.Helper()
	if !sealtest.Installed(t, program) {
		t.Skipf("%s is not installed", program)
	}
	said, err := exec.CommandContext(t.Context(), program, args...).CombinedOutput()
	if err != nil {
		t.Errorf("%s: %v\n%s", program, err, said)
	}
	return string(said)
}

func put(t *testing.T, dir, title string, data []byte) string {
	t.Helper()
	path := filepath.Join(dir, title)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// split finds CMS and signed content by the text of the file alone.
func split(t *testing.T, sealed []byte) (cms, content []byte) {
	t.Helper()
	from := bytes.LastIndex(sealed, []byte("/Contents <")) + len("/Contents ")
	to := from + bytes.IndexByte(sealed[from:], '>') + 1
	raw := unhex(sealed[from:to])
	rest := der(raw)
	_, cms, err := rest.take(tagSequence)
	if err != nil {
		t.Fatal(err)
	}
	return cms, append(bytes.Clone(sealed[:from]), sealed[to:]...)
}
