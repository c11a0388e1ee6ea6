package pdf

import (
	"strings"
	"testing"

	"demarc/internal/document"
)

func TestPages(t *testing.T) {
	t.Parallel()
	d := sample(60)
	got, err := Pages(d)
	if err != nil {
		t.Fatal(err)
	}
	printed := strings.Split(judge(t, d, "pdftotext", "FILE", "-"), "\f")
	for _, s := range d.Sections {
		if s.Title == "" {
			continue // nothing stands where its anchor would be
		}
		page := got[s.ID]
		if page < 1 || page >= len(printed) {
			t.Errorf("%s is on page %d of %d", s.ID, page, len(printed)-1)
			continue
		}
		if !strings.Contains(printed[page-1], s.Title) {
			t.Errorf("%s is not on page %d, which reads %.200q", s.Title, page, printed[page-1])
		}
	}
	if got["exhibit-a"] == 0 || got["exhibit-a"] == got["c-1"] {
		t.Errorf("the matrix is on page %d", got["exhibit-a"])
	}
	d.Title = "山"
	if _, err := Pages(d); err == nil {
		t.Error("a text that Write refuses has pages")
	}
}

// Whoever holds one page of the paper can check it: the code stands whole at its foot,
// upright and across.
func TestCheckCodeOnEveryPage(t *testing.T) {
	t.Parallel()
	d := sample(60)
	d.Reference, d.Version, d.Status = "NI-2026-0001", 12, document.Signed
	d.Verify = "https://demarc.example.org/v/e5eqcqop4cfsepj3sopnwg3yps"
	printed := strings.Split(strings.TrimRight(judge(t, d, "pdftotext", "FILE", "-"), "\f"), "\f")
	for i, page := range printed {
		if !strings.Contains(page, "Check e5eqcqop4cfsepj3sopnwg3yps") {
			t.Errorf("page %d of %d lacks the code to check it: %.300q", i+1, len(printed), page[max(0, len(page)-300):])
		}
	}
}
