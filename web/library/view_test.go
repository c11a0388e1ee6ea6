package library

import (
	"strings"
	"testing"

	"demarc/internal/catalog"
)

// A long text shows the paragraphs in which something changes, and counts the others.
func TestFolded(t *testing.T) {
	t.Parallel()
	var long []string
	for _, name := range []string{"One", "Two", "Three", "Four", "Five", "Six", "Seven"} {
		long = append(long, name+" of them stays as it was before.")
	}
	before := strings.Join(long, "\n\n")
	long[3] = "Four of them stays as it is now."
	got := ""
	for _, s := range folded(before, strings.Join(long, "\n\n")) {
		if s.How != catalog.Retired {
			got += s.Text
		}
	}
	if want := "[3 paragraphs unchanged]\n\nFour of them stays as it is now.\n\n[3 paragraphs unchanged]"; got != want {
		t.Errorf("%q", got)
	}
	if got := folded("Same.", "Same."); len(got) != 1 || got[0].Text != "Same." {
		t.Errorf("a short text: %v", got)
	}
}
