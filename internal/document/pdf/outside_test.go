package pdf

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"demarc/internal/document"
)

// judge runs a program over a written file and returns what it says.
func judge(t *testing.T, d document.Document, program string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		t.Skipf("%s is not installed: this judge was not heard", program)
	}
	b, err := Write(d)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "agreement.pdf")
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	for i, a := range args {
		if a == "FILE" {
			args[i] = file
		}
	}
	out, err := exec.CommandContext(t.Context(), program, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%.2000s", program, err, out)
	}
	return string(out)
}

// sound asks qpdf whether a file that a test wrote is one, where qpdf is installed.
func sound(t *testing.T, b []byte) {
	t.Helper()
	if _, err := exec.LookPath("qpdf"); err != nil {
		t.Log("NOT JUDGED: qpdf is not installed")
		return
	}
	file := filepath.Join(t.TempDir(), "written.pdf")
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), "qpdf", "--check", file).CombinedOutput(); err != nil || strings.Contains(string(out), "WARNING") {
		t.Errorf("qpdf: %v\n%.2000s", err, out)
	}
}

func TestQPDF(t *testing.T) {
	t.Parallel()
	if out := judge(t, sample(30), "qpdf", "--check", "FILE"); strings.Contains(out, "WARNING") || !strings.Contains(out, "No syntax or stream encoding errors found") {
		t.Error(out)
	}
}

func TestPDFInfo(t *testing.T) {
	t.Parallel()
	out := judge(t, sample(30), "pdfinfo", "FILE")
	for _, want := range []string{`Tagged: +yes`, `Metadata Stream: +yes`, `Title: +Co-Managed IT Services Agreement`, `Form: +AcroForm`, `JavaScript: +no`, `Page size: +612 x 792`} {
		if !regexp.MustCompile(want).MatchString(out) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}

func TestPDFFonts(t *testing.T) {
	t.Parallel()
	rows := strings.Split(strings.TrimSpace(judge(t, sample(8), "pdffonts", "FILE")), "\n")[2:]
	if len(rows) < 6 {
		t.Errorf("%d fonts", len(rows))
	}
	for _, r := range rows {
		if !regexp.MustCompile(`TrueType .* yes yes yes`).MatchString(r) {
			t.Errorf("font %s", r)
		}
	}
}

// TestText reads the words back, in reading order, with names that a careless
// writer draws or spells wrong.
func TestText(t *testing.T) {
	t.Parallel()
	out := strings.Join(strings.Fields(judge(t, sample(8), "pdftotext", "FILE", "-")), " ")
	for _, want := range []string{"Đặng Thị Hồng", "Łukasz Żółć", "Ελένη Παπαδοπούλου", "Олена Шевченко", "Νίκος", "office, affiliate, difficult, flow", "co-managed", "SHA-256 " + sampleDigest[:12], "Page 2 of"} {
		if want == "co-managed" {
			want = "Co-Managed"
		}
		if !strings.Contains(out, want) {
			t.Errorf("%q cannot be read", want)
		}
	}
}

func TestReadingOrder(t *testing.T) {
	t.Parallel()
	out := judge(t, short(sample(16)), "pdfinfo", "-struct-text", "FILE")
	at := 0
	for _, want := range []string{
		`"Co-Managed IT Services Agreement"`, `"Reference NG-2026-0117"`, "This agreement is made between Northgate IT LLC", `"Contents"`, `"20 General Provisions `, `"Exhibit A Responsibility Matrix `,
		`"1 Definitions and Interpretation"`, `"1.1 "`, `"(a) "`, `"(c) "`, `"1.4 "`, `"2 Purpose and Structure"`, `"20.4 "`,
		`"Łukasz Żółć"`, `"Đặng Thị Hồng"`, `"Exhibit A Responsibility Matrix"`, "Caption", `"Internal IT"`, `"1 Functional area`, `"Function 1: keep`, `"A R"`, `"Function 16: keep`, `"Certificate of Completion"`, `"sha256 9f2c1d0b`,
	} {
		i := strings.Index(out[at:], want)
		if i < 0 {
			t.Fatalf("%s is not read after what comes before it", want)
		}
		at += i + len(want)
	}
	if strings.Contains(out, "Page 2 of") || strings.Contains(out, "(continued)") {
		t.Error("running heads and feet are read with the text")
	}
	if n := strings.Count(out, "Co-Managed IT Services Agreement"); n != 1 {
		t.Errorf("the title is read %d times", n)
	}
	if n := strings.Count(out, `"Who does which part"`); n != 1 {
		t.Errorf("the repeated header is read %d times", n)
	}
}

func TestRepeatedHeader(t *testing.T) {
	t.Parallel()
	out := judge(t, sample(160), "pdftotext", "-layout", "FILE", "-")
	pages := 0
	for i, page := range strings.Split(out, "\f") {
		if !regexp.MustCompile(`Function \d+: keep`).MatchString(page) {
			continue
		}
		pages++
		if !strings.Contains(page, "Who does which part") {
			t.Errorf("page %d has rows but no header", i+1)
		}
		lines := strings.Split(strings.TrimSpace(page), "\n")
		for _, line := range slices.Backward(lines) {
			if strings.Contains(line, "Functional area") {
				t.Errorf("page %d ends with a group row", i+1)
			}
			if strings.Contains(line, "keep something") || strings.Contains(line, "where a plant") {
				break
			}
		}
	}
	if pages < 6 {
		t.Errorf("160 rows on %d pages", pages)
	}
}
