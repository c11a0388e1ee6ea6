package app

import (
	"context"
	"slices"
	"strings"

	"demarc/internal/engagement"
	"demarc/internal/mail"
	"demarc/internal/notice"
	"demarc/internal/review"
	"demarc/internal/store"
)

// quoteLength is how much of a comment a letter shows.
const quoteLength = 600

// writeMention tells somebody that they are named in a comment.
func (j Jobs) writeMention(ctx context.Context, tx *store.Tx, e engagement.Engagement, l store.Letter, p notice.Person) (mail.Message, bool, error) {
	_, f, talk, err := tx.TalkOf(ctx, l.Engagement, review.CommentID(l.About))
	if err != nil {
		return mail.Message{}, false, err
	}
	t, found := talk.Of(review.CommentID(l.About))
	c, _ := t.Comment(review.CommentID(l.About))
	named := slices.ContainsFunc(c.Mentions, func(m review.Mention) bool { return m.User == p.User && m.Side == p.Side })
	if !found || !c.RemovedAt.IsZero() || !named {
		return mail.Message{}, false, nil // taken back meanwhile
	}
	about := f.Name
	if t.Anchor.Column != "" {
		about += ", " + t.Anchor.Column
	}
	return mail.Message{Subject: c.Author.Name + " mentions you: " + f.Name + ", " + e.ClientName, Letter: mail.Letter{
		Heading:    c.Author.Name + " mentions you",
		Paragraphs: []string{"About " + about + ", in " + e.Title + " (" + e.MSPName + " and " + e.ClientName + "):", "“" + quote(c.Body) + "”"},
		Button:     "Read and reply", URL: j.base + "/e/" + string(e.ID) + "/review/functions/" + string(t.Anchor.Function),
		Footer: "You get this because " + c.Author.Name + " wrote your name in a comment. Opening the link changes nothing.",
	}}, true, nil
}

// writeReview tells one person of the other side what a review says.
func (j Jobs) writeReview(ctx context.Context, tx *store.Tx, e engagement.Engagement, l store.Letter) (mail.Message, bool, error) {
	r, err := tx.Review(ctx, l.Engagement, review.ID(l.About))
	if err != nil {
		return mail.Message{}, false, err
	}
	letter := mail.Letter{
		Heading:    r.Author.Name + " sent a review: " + r.Verdict.Words(),
		Paragraphs: []string{"Who does what in IT at " + e.ClientName + ": " + r.Sums() + "."},
		Button:     "See the review", URL: j.base + "/e/" + string(e.ID) + "/review",
		Footer: "You get this because you work on this matrix. It is one letter for the whole review. Opening the link changes nothing.",
	}
	if r.Body != "" {
		letter.Paragraphs = append(letter.Paragraphs, r.Author.Name+" writes: “"+quote(r.Body)+"”")
	}
	return mail.Message{Subject: r.Author.Name + " sent a review: who does what in IT at " + e.ClientName, Letter: letter}, true, nil
}

// quote is the beginning of a text in one paragraph.
func quote(s string) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) <= quoteLength {
		return string(r)
	}
	return strings.TrimRight(string(r[:quoteLength]), " ,;:") + "…"
}
