package catalog

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWordDiff(t *testing.T) {
	t.Parallel()
	got := WordDiff("The MSP pays within 30 days.", "The MSP must pay within 14 days.")
	want := []Stretch{{"The MSP ", ""}, {"pays ", Retired}, {"must pay ", Added}, {"within ", ""}, {"30 ", Retired}, {"14 ", Added}, {"days.", ""}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	got = WordDiff("We never hire the people of others.", "Nobody owes the other a fee for that.")
	if want := []Stretch{{"We never hire the people of others.", Retired}, {"Nobody owes the other a fee for that.", Added}}; !cmp.Equal(want, got) {
		t.Errorf("texts with one word in common: %v", got)
	}
}

// Whatever the texts, what is left of a diff on either side is that text.
func FuzzWordDiff(f *testing.F) {
	f.Add("a b c", "a c d")
	f.Add("", "x")
	f.Add(" a\n\nb ", "a b\n")
	f.Fuzz(func(t *testing.T, before, after string) {
		var a, b strings.Builder
		for _, s := range WordDiff(before, after) {
			if s.How != Added {
				a.WriteString(s.Text)
			}
			if s.How != Retired {
				b.WriteString(s.Text)
			}
		}
		if a.String() != before || b.String() != after {
			t.Errorf("%q → %q gives %q → %q", before, after, a.String(), b.String())
		}
	})
}
