package home

import (
	"testing"

	"demarc/internal/app"
	"demarc/internal/review"
)

// What waits is told with a verb and its object, and leads to where it can be done.
func TestAsks(t *testing.T) {
	t.Parallel()
	needs := []app.Need{
		{Want: review.Mentioned, Engagement: "e", Function: "f", Who: "Priya Shah", Name: "Restore testing", Title: "Co-managed IT", ClientName: "Alder Foods"},
		{Want: review.Answered, Engagement: "e", Function: "f", Who: "Priya Shah", Name: "Restore testing"},
		{Want: review.ReviewCame, Engagement: "e", Who: "Priya Shah", Verdict: review.NotYet},
	}
	for i, want := range []ask{
		{text: "Answer Priya Shah on Restore testing", href: "/e/e/review/functions/f", about: "Alder Foods · Co-managed IT"},
		{text: "Read what Priya Shah answered on Restore testing", href: "/e/e/review/functions/f", about: " · "},
		{text: "Look at the review of Priya Shah: Not yet", href: "/e/e/review", about: " · "},
	} {
		if got := asksOf(needs)[i]; got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
	v := view{asks: asksOf(append(append(needs, needs...), needs[0]))}
	if first, rest := v.firstAsks(); len(first) != handful || rest != 2 {
		t.Errorf("%d of them, and %d more", len(first), rest)
	}
}
