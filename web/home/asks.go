package home

import (
	"time"

	"demarc/internal/app"
	"demarc/internal/review"
	"demarc/web/review/talk"
)

// ask is something in a conversation that waits for the one who looks.
type ask struct {
	text, href, about string
	at                time.Time
}

// asksOf puts what waits into words: a verb, its object, and where it is.
func asksOf(needs []app.Need) []ask {
	var list []ask
	for _, n := range needs {
		a := ask{about: n.ClientName + " · " + n.Title, at: n.At, href: talk.On(n.Engagement, n.Function)}
		switch n.Want {
		case review.Mentioned:
			a.text = "Answer " + n.Who + " on " + n.Name
		case review.Answered:
			a.text = "Read what " + n.Who + " answered on " + n.Name
		case review.ReviewCame:
			a.text, a.href = "Look at the review of "+n.Who+": "+n.Verdict.Words(), talk.Home(n.Engagement)
		}
		list = append(list, a)
	}
	return list
}

// firstAsks are a handful of them, and how many more there are.
func (v view) firstAsks() ([]ask, int) {
	if len(v.asks) > handful {
		return v.asks[:handful], len(v.asks) - handful
	}
	return v.asks, 0
}
