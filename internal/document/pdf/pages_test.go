package pdf

import (
	"strings"
	"testing"
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
