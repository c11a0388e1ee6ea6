package app_test

import (
	"syscall"
	"testing"
	"time"

	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/document"
	"demarc/internal/document/documenttest"
	"demarc/internal/document/docx"
	"demarc/internal/document/pdf"
	"demarc/internal/document/xlsx"
	"demarc/internal/engagement"
	"demarc/internal/seal"
)

// BenchmarkBundle makes the sealed bundle of the demo's agreement from what is kept:
// certificate, PDF with the matrix as CSV and the agreement and the record as JSON in it,
// seal, Word file, and all of it packed. The goal is 400 ms on one core (-cpu 1). The
// workbook, which the goal does not count, is measured by itself.
func BenchmarkBundle(b *testing.B) {
	key := apptest.Key()
	b.Run("sealed", func(b *testing.B) {
		b.ReportAllocs()
		before := processor()
		for b.Loop() {
			d, err := document.Certify(documenttest.Signing())
			apptest.Must(b, err)
			printed, err := pdf.Write(d)
			apptest.Must(b, err)
			sealed, err := seal.Seal(printed, key, seal.Claim{Reason: "The demo", Name: "Demarc", At: time.Now()})
			apptest.Must(b, err)
			pages, err := pdf.Pages(d)
			apptest.Must(b, err)
			word, err := docx.Write(d, docx.Options{Sealed: engagement.Sum(sealed), Pages: pages})
			apptest.Must(b, err)
			files := append([]document.File{{Name: "agreement.pdf", Data: sealed}, {Name: "agreement.docx", Data: word}}, d.Files...)
			_, err = app.Packed(files, documenttest.Sealed)
			apptest.Must(b, err)
		}
		b.ReportMetric(float64((processor()-before).Milliseconds())/float64(b.N), "cpu-ms/op")
	})
	b.Run("workbook", func(b *testing.B) {
		v := documenttest.Version()
		for b.Loop() {
			_, err := xlsx.Write(v)
			apptest.Must(b, err)
		}
	})
}

// processor is the time that this process has had a processor, which a machine with other
// work does not stretch.
func processor() time.Duration {
	var used syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &used)
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
