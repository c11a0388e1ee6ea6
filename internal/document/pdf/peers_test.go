package pdf_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"demarc/internal/document"
	"demarc/internal/document/documenttest"
	"demarc/internal/document/docx"
	"demarc/internal/document/html"
	"demarc/internal/document/pdf"
)

// fastest is the time that do takes at its best, which other work on the machine
// disturbs least.
func fastest(b *testing.B, times int, do func() error) time.Duration {
	b.Helper()
	best := time.Duration(0)
	for i := range times {
		start := time.Now()
		if err := do(); err != nil {
			b.Fatal(err)
		}
		if took := time.Since(start); i == 0 || took < best {
			best = took
		}
	}
	return best
}

// BenchmarkPeers makes the PDF of a whole signed agreement beside LibreOffice, which
// converts the Word file of it, and Chromium, which prints the page of it. It reports
// how many times longer they take; what is not installed is said and left out.
func BenchmarkPeers(b *testing.B) {
	d := documenttest.Signed()
	dir := b.TempDir()
	metrics := map[string]float64{} // told at the end: the loop forgets what was told before
	metric := func(value float64, unit string) { metrics[unit] = value }
	own := fastest(b, 9, func() error { _, err := pdf.Write(d); return err })
	pages, err := pdf.Pages(d)
	if err != nil {
		b.Fatal(err)
	}
	var word []byte
	wordTook := fastest(b, 9, func() (err error) {
		word, err = docx.Write(d, docx.Options{Pages: pages})
		return err
	})
	var page bytes.Buffer
	css, err := html.Files.ReadFile("document.css")
	if err != nil {
		b.Fatal(err)
	}
	fmt.Fprintf(&page, "<!doctype html><html lang=en><meta charset=utf-8><title>Agreement</title><style>%s</style>", css)
	if err := html.Article(d, html.Options{Head: true, Contents: true}).Render(b.Context(), &page); err != nil {
		b.Fatal(err)
	}
	for name, data := range map[string][]byte{"agreement.docx": word, "agreement.html": page.Bytes()} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			b.Fatal(err)
		}
	}
	metric(float64(own.Microseconds())/1000, "ms/pdf")
	metric(float64(wordTook.Microseconds())/1000, "ms/docx")
	peer := func(unit, program string, args ...string) {
		if _, err := exec.LookPath(program); err != nil {
			b.Logf("%s is not installed: not compared", program)
			return
		}
		took := fastest(b, 3, func() error {
			cmd := exec.CommandContext(b.Context(), program, args...)
			cmd.Dir = dir
			if out, err := cmd.CombinedOutput(); err != nil {
				return fmt.Errorf("%s: %w\n%.500s", program, err, out)
			}
			return nil
		})
		metric(float64(took)/float64(own), unit)
		b.Logf("%s took %d ms, this writer %.1f ms: %.0f times as long", program, took.Milliseconds(), float64(own.Microseconds())/1000, float64(took)/float64(own))
	}
	peer("x-libreoffice", "soffice", "--headless", "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--convert-to", "pdf", "--outdir", dir, "agreement.docx")
	peer("x-chromium", "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir="+filepath.Join(dir, "chromium"), "--print-to-pdf=printed.pdf", "agreement.html")
	metric(atFour(b), "MB-at-four")
	for b.Loop() {
		if _, err := pdf.Write(d); err != nil {
			b.Fatal(err)
		}
	}
	for unit, value := range metrics {
		b.ReportMetric(value, unit)
	}
}

const renderFour = "DEMARC_TEST_RENDER_FOUR"

// atFour is the most memory of a process that makes four papers at once, again and
// again, in megabytes.
func atFour(b *testing.B) float64 {
	b.Helper()
	cmd := exec.CommandContext(b.Context(), os.Args[0], "-test.run=^TestFourAtOnce$")
	cmd.Env = append(os.Environ(), renderFour+"=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%.500s", err, out)
	}
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	return float64(usage.Maxrss) / 1024
}

// TestFourAtOnce is what atFour runs in a process of its own.
func TestFourAtOnce(t *testing.T) {
	if os.Getenv(renderFour) == "" {
		t.Skip("only for the benchmark, which measures this process")
	}
	papers := [4]document.Document{documenttest.Signed(), documenttest.Document(), documenttest.Signed(), documenttest.Document()}
	var wait sync.WaitGroup
	for _, d := range papers {
		wait.Go(func() {
			for range 4 {
				if _, err := pdf.Write(d); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
}
