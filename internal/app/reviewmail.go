package app

import (
	"context"
	"slices"
	"strings"

	"demarc/internal/access"
	"demarc/internal/engagement"
	"demarc/internal/mail"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/internal/review"
	"demarc/internal/store"
)

// quoteLength is how much of a comment a letter shows.
const quoteLength = 600

// letterTo is somebody a letter of the conversation is for, and what it needs.
type letterTo struct {
	e     engagement.Engagement
	draft engagement.Draft
	talk  review.Talk
	to    store.Participant
	brand party.Kept
}

// reader reads what a letter tells, for a person who still has a place here; ok is false
// for one who has not.
func (j Jobs) reader(ctx context.Context, who access.Actor, id engagement.ID, side, user string) (l letterTo, ok bool, err error) {
	err = j.db.Read(ctx, who, func(tx *store.Tx) error {
		if l.draft, l.talk, err = tx.Talk(ctx, id); err != nil {
			return err
		}
		l.e = l.draft.Engagement
		people, err := tx.Participants(ctx, id)
		if err != nil {
			return err
		}
		for _, p := range people {
			if string(p.User) == user && string(p.Side) == side && (access.Actor{Kind: access.Person, Role: p.Role}).Can(access.ReadEngagement) {
				l.to, ok = p, true
			}
		}
		l.brand, err = tx.Brand(ctx)
		return err
	})
	return l, ok, err
}

// converse sends a letter of the conversation: the one place all of them go through.
func (j Jobs) converse(ctx context.Context, l letterTo, key, subject string, letter mail.Letter) error {
	return j.mail.Send(ctx, mail.Message{
		ID: key + "-" + string(l.to.User), FromName: l.e.MSPName, Brand: l.brand.Brand, ToName: l.to.Name, To: l.to.Email, Subject: subject, Letter: letter,
	})
}

// mailMention writes at once to somebody who is named in a comment.
func (j Jobs) mailMention(ctx context.Context, who access.Actor, id engagement.ID, subject string) error {
	part := strings.Fields(subject)
	if len(part) != 3 {
		return nil
	}
	l, ok, err := j.reader(ctx, who, id, part[1], part[2])
	if err != nil || !ok {
		return err
	}
	t, found := l.talk.Of(review.CommentID(part[0]))
	c, _ := t.Comment(review.CommentID(part[0]))
	named := slices.ContainsFunc(c.Mentions, func(m review.Mention) bool { return m.User == l.to.User && m.Side == l.to.Side })
	if !found || !c.RemovedAt.IsZero() || !named {
		return nil // taken back meanwhile
	}
	name := functionName(l.draft, t.Anchor.Function)
	about := name
	if t.Anchor.Column != "" {
		about += ", " + t.Anchor.Column
	}
	return j.converse(ctx, l, "mention-"+part[0], c.Author.Name+" mentions you: "+name+", "+l.e.ClientName, mail.Letter{
		Heading:    c.Author.Name + " mentions you",
		Paragraphs: []string{"About " + about + ", in " + l.e.Title + " (" + l.e.MSPName + " and " + l.e.ClientName + "):", "“" + quote(c.Body) + "”"},
		Button:     "Read and reply", URL: j.base + "/e/" + string(id) + "/review/functions/" + string(t.Anchor.Function),
		Footer: "You get this because " + c.Author.Name + " wrote your name in a comment. Opening the link changes nothing.",
	})
}

// mailReview tells one person of the other side what a review says.
func (j Jobs) mailReview(ctx context.Context, who access.Actor, id engagement.ID, subject string) error {
	part := strings.Fields(subject)
	if len(part) != 3 {
		return nil
	}
	l, ok, err := j.reader(ctx, who, id, part[1], part[2])
	if err != nil || !ok {
		return err
	}
	i := slices.IndexFunc(l.talk.Reviews, func(r review.Review) bool { return string(r.ID) == part[0] })
	if i < 0 {
		return nil
	}
	r := l.talk.Reviews[i]
	letter := mail.Letter{
		Heading:    r.Author.Name + " sent a review: " + r.Verdict.Words(),
		Paragraphs: []string{"Who does what in IT at " + l.e.ClientName + ": " + r.Sums() + "."},
		Button:     "See the review", URL: j.base + "/e/" + string(id) + "/review",
		Footer: "You get this because you work on this matrix. It is one letter for the whole review. Opening the link changes nothing.",
	}
	if r.Body != "" {
		letter.Paragraphs = append(letter.Paragraphs, r.Author.Name+" writes: “"+quote(r.Body)+"”")
	}
	return j.converse(ctx, l, "review-"+part[0], r.Author.Name+" sent a review: who does what in IT at "+l.e.ClientName, letter)
}

func functionName(d engagement.Draft, fn raci.FunctionID) string {
	for _, f := range d.Matrix.Functions {
		if f.ID == fn {
			return f.Name
		}
	}
	return "a function"
}

// quote is the beginning of a text in one paragraph.
func quote(s string) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) <= quoteLength {
		return string(r)
	}
	return strings.TrimRight(string(r[:quoteLength]), " ,;:") + "…"
}
