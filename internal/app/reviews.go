package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/internal/review"
	"demarc/internal/store"
)

// Reviews is talking about the matrix: comments on rows and cells, and the review that
// sends everything a person wrote at once.
type Reviews struct{ *core }

// Conversation is what is said in an engagement, with the draft it is about.
type Conversation struct {
	Draft engagement.Draft
	Talk  review.Talk
	Ready []raci.Function // rows the viewer's side could agree to in one go; empty for who may not
	// Seen identifies the pending review: Send refuses when it is not what was shown.
	Seen string
}

// RowTalk is what is said about one row.
type RowTalk struct {
	Draft    engagement.Draft // with this row alone
	Function raci.Function
	Talk     review.Talk
}

// Said is a comment as it was kept, with the @s that named nobody.
type Said struct {
	Thread   review.Thread
	Comment  review.Comment
	Function raci.Function
	Unclear  []review.Unclear
}

func personOf(who access.Actor) review.Person {
	company := who.MSPName
	if who.Side == party.Client {
		company = who.ClientName
	}
	return review.Person{User: who.User, Name: who.Name, Side: who.Side, Company: company}
}

// Open shows the conversation of an engagement and the viewer's own pending review.
func (v Reviews) Open(ctx context.Context, who access.Actor, id engagement.ID) (c Conversation, err error) {
	if err := who.Require(access.ReadEngagement); err != nil {
		return c, err
	}
	err = v.db.ReadOnce(ctx, who, func(tx *store.Tx) error {
		c.Draft, c.Talk, err = tx.Talk(ctx, id)
		return err
	})
	if who.Can(access.AgreeRows) {
		c.Ready = c.Draft.Matrix.Ready(who.Side, c.Draft.Context())
	}
	c.Seen = pendingSeen(who, c.Talk)
	return c, err
}

// pendingSeen identifies what a person's review would send, and the one they sent last.
func pendingSeen(who access.Actor, t review.Talk) string {
	last := review.ID("")
	for _, r := range t.Reviews {
		if last == "" && r.Author.Is(personOf(who)) {
			last = r.ID
		}
	}
	var bodies []string
	for _, c := range t.Pending().Comments() {
		bodies = append(bodies, string(c.ID), c.Body)
	}
	return fingerprint(last, bodies, t.Marks)
}

// Row shows what is said about one row.
func (v Reviews) Row(ctx context.Context, who access.Actor, id engagement.ID, fn raci.FunctionID) (t RowTalk, err error) {
	if err := who.Require(access.ReadEngagement); err != nil {
		return t, err
	}
	err = v.db.ReadOnce(ctx, who, func(tx *store.Tx) error {
		t.Draft, t.Function, t.Talk, err = tx.TalkOn(ctx, id, fn)
		return err
	})
	return t, err
}

// Around shows what is said about the row that a thread, or a comment, is about.
func (v Reviews) Around(ctx context.Context, who access.Actor, id engagement.ID, thread review.ThreadID, comment review.CommentID) (t RowTalk, err error) {
	if err := who.Require(access.ReadEngagement); err != nil {
		return t, err
	}
	err = v.db.Read(ctx, who, func(tx *store.Tx) error {
		if thread != "" {
			t.Draft, t.Function, t.Talk, err = tx.TalkAround(ctx, id, thread)
		} else {
			t.Draft, t.Function, t.Talk, err = tx.TalkOf(ctx, id, comment)
		}
		return err
	})
	return t, err
}

// Remark is a comment to write. Pending keeps it in the writer's review.
type Remark struct {
	Body    string
	Pending bool
}

func (r *Remark) check() error {
	f := form{}
	r.Body = f.text("body", "a comment", r.Body, true, review.MaxBody)
	return fault.Fields(f)
}

// Comment opens a conversation about a row, or about one cell of it.
func (v Reviews) Comment(ctx context.Context, who access.Actor, id engagement.ID, fn raci.FunctionID, about raci.StakeholderID, in Remark) (s Said, err error) {
	return v.write(ctx, who, in, func(tx *store.Tx, now time.Time) (engagement.Draft, review.Talk, error) {
		d, f, talk, err := tx.TalkOn(ctx, id, fn)
		if err != nil {
			return d, talk, err
		}
		s = Said{Function: f, Thread: review.Thread{
			ID: review.ThreadID(store.NewID()), Anchor: review.Anchor{Function: fn}, OpenedBy: personOf(who), OpenedAt: now, Pending: in.Pending,
		}}
		if about != "" {
			column, ok := d.Matrix.Stakeholder(about)
			if !ok {
				return d, talk, fault.Field("about", "This column is not in the matrix any more. Comment on the whole row instead.")
			}
			s.Thread.Anchor.Stakeholder, s.Thread.Anchor.Column = column.ID, column.Name
		}
		if err := d.Engagement.RequireDraft(); err != nil {
			return d, talk, err
		}
		tx.AddThread(d.Engagement, s.Thread)
		return d, talk, nil
	}, &s)
}

// Reply adds a comment to a conversation.
func (v Reviews) Reply(ctx context.Context, who access.Actor, id engagement.ID, thread review.ThreadID, in Remark) (s Said, err error) {
	return v.write(ctx, who, in, func(tx *store.Tx, _ time.Time) (engagement.Draft, review.Talk, error) {
		d, f, talk, err := tx.TalkAround(ctx, id, thread)
		if err != nil {
			return d, talk, err
		}
		s = Said{Function: f}
		s.Thread, _ = talk.Thread(thread)
		if s.Thread.Pending && !in.Pending {
			return d, talk, fault.Field("body", "This conversation waits in your review, so what you add to it waits as well. Choose “Add to my review”.")
		}
		if err := s.Thread.TakesReplies(); err != nil {
			return d, talk, err
		}
		return d, talk, nil
	}, &s)
}

// write keeps a comment in the thread that find finds or makes.
func (v Reviews) write(ctx context.Context, who access.Actor, in Remark, find func(*store.Tx, time.Time) (engagement.Draft, review.Talk, error), s *Said) (Said, error) {
	if err := who.Require(access.CommentRows); err != nil {
		return *s, err
	}
	if err := in.check(); err != nil {
		return *s, err
	}
	err := v.db.Change(ctx, who, func(tx *store.Tx) error {
		now := v.db.Now()
		d, talk, err := find(tx, now)
		if err != nil {
			return err
		}
		if err := d.Engagement.RequireDraft(); err != nil {
			return err
		}
		if in.Pending && len(talk.Pending().Comments()) >= review.MaxPending {
			return fault.Field("body", "Your review is long enough. Send it before you write more.")
		}
		s.Comment = review.Comment{ID: review.CommentID(store.NewID()), Thread: s.Thread.ID, Author: personOf(who), Body: in.Body, At: now, Pending: in.Pending}
		s.Comment.Mentions, s.Unclear = review.Mentions(in.Body, talk.People)
		tx.AddComment(d.Engagement, s.Comment)
		if in.Pending {
			tx.Private()
			return nil
		}
		return share(ctx, tx, d.Engagement, *s, audit.CommentAdded, nil)
	})
	return *s, err
}

// share is what makes a comment everybody's: whom it mentions, a letter to each of them
// who was not mentioned in it before, and the record, which has the text's digest only.
func share(ctx context.Context, tx *store.Tx, e engagement.Engagement, s Said, verb audit.Verb, before []review.Mention) error {
	tx.SaveMentions(e, s.Comment.ID, s.Comment.Mentions)
	data := map[string]string{"comment": string(s.Comment.ID), "thread": string(s.Thread.ID)}
	if s.Thread.Anchor.Column != "" {
		data["column"] = s.Thread.Anchor.Column
	}
	tx.Record(e, verb, audit.Fact{Subject: string(s.Thread.Anchor.Function), Label: s.Function.Name, Digest: textDigest(s.Comment), Data: data})
	var told []review.Person
	for _, m := range s.Comment.Mentions {
		p := review.Person{User: m.User, Side: m.Side}
		if p.Is(s.Comment.Author) || slices.ContainsFunc(told, p.Is) || slices.ContainsFunc(before, func(b review.Mention) bool { return b.User == m.User && b.Side == m.Side }) {
			continue
		}
		told = append(told, p)
		err := tx.Enqueue(ctx, store.Job{Task: store.MailMention, MSP: string(e.MSP), Client: string(e.Client), Engagement: string(e.ID), Subject: string(s.Comment.ID) + " " + string(m.Side) + " " + string(m.User)})
		if err != nil {
			return err
		}
	}
	return nil
}

// textDigest proves later what a comment said, as long as somebody still has the text.
// The id makes equal texts differ.
func textDigest(c review.Comment) string {
	sum := sha256.Sum256([]byte(string(c.ID) + "\n" + c.Body))
	return hex.EncodeToString(sum[:])
}

// own loads a comment that its author is about to change.
func (v Reviews) own(ctx context.Context, tx *store.Tx, id engagement.ID, comment review.CommentID) (engagement.Draft, review.Talk, Said, error) {
	d, f, talk, err := tx.TalkOf(ctx, id, comment)
	s := Said{Function: f}
	if err != nil {
		return d, talk, s, err
	}
	s.Thread, _ = talk.Of(comment)
	s.Comment, _ = s.Thread.Comment(comment)
	return d, talk, s, nil
}

// Edit rewords the actor's own comment; what others have seen says that it was edited.
func (v Reviews) Edit(ctx context.Context, who access.Actor, id engagement.ID, comment review.CommentID, body string) (s Said, err error) {
	if err := who.Require(access.CommentRows); err != nil {
		return s, err
	}
	in := Remark{Body: body}
	if err := in.check(); err != nil {
		return s, err
	}
	err = v.db.Change(ctx, who, func(tx *store.Tx) error {
		var d engagement.Draft
		var talk review.Talk
		if d, talk, s, err = v.own(ctx, tx, id, comment); err != nil {
			return err
		}
		if err := d.Engagement.RequireDraft(); err != nil {
			return err
		}
		same, before := s.Comment.Body == in.Body, s.Comment.Mentions
		if err := s.Comment.Edit(personOf(who), in.Body, v.db.Now()); err != nil || same {
			return err
		}
		s.Comment.Mentions, s.Unclear = review.Mentions(in.Body, talk.People)
		tx.SaveComment(id, s.Comment)
		if s.Comment.Pending {
			tx.Private()
			return nil
		}
		return share(ctx, tx, d.Engagement, s, audit.CommentEdited, before)
	})
	return s, err
}

// Remove takes the actor's own comment away while nobody has replied. What others have
// seen leaves a line that says so; its text is erased. What waits in the actor's review
// goes without a trace, also while the text is out for signature: nobody else saw it.
func (v Reviews) Remove(ctx context.Context, who access.Actor, id engagement.ID, comment review.CommentID) (s Said, err error) {
	if err := who.Require(access.CommentRows); err != nil {
		return s, err
	}
	err = v.db.Change(ctx, who, func(tx *store.Tx) error {
		var d engagement.Draft
		if d, _, s, err = v.own(ctx, tx, id, comment); err != nil {
			return err
		}
		if err := s.Thread.Removable(comment, personOf(who)); err != nil {
			return err
		}
		if s.Comment.Pending {
			tx.Private()
			tx.DropComment(id, comment)
			if s.Thread.Pending && len(s.Thread.Comments) == 1 {
				tx.DropThread(id, s.Thread.ID)
			}
			return nil
		}
		if err := d.Engagement.RequireDraft(); err != nil {
			return err
		}
		s.Comment.Body, s.Comment.RemovedAt = "", v.db.Now()
		tx.SaveComment(id, s.Comment)
		tx.SaveMentions(d.Engagement, comment, nil)
		tx.Record(d.Engagement, audit.CommentRemoved, audit.Fact{Subject: string(s.Thread.Anchor.Function), Label: s.Function.Name, Data: map[string]string{"comment": string(comment), "thread": string(s.Thread.ID)}})
		return nil
	})
	return s, err
}

// Resolve ends a conversation, or takes it up again.
func (v Reviews) Resolve(ctx context.Context, who access.Actor, id engagement.ID, thread review.ThreadID, done bool) (s Said, err error) {
	if err := who.Require(access.CommentRows); err != nil {
		return s, err
	}
	err = v.db.Change(ctx, who, func(tx *store.Tx) error {
		d, f, talk, err := tx.TalkAround(ctx, id, thread)
		if err != nil {
			return err
		}
		if err := d.Engagement.RequireDraft(); err != nil {
			return err
		}
		s = Said{Function: f}
		s.Thread, _ = talk.Thread(thread)
		verb, move := audit.ThreadReopened, s.Thread.Reopen
		if done {
			verb, move = audit.ThreadResolved, func() error { return s.Thread.Resolve(who.Name, v.db.Now()) }
		}
		if err := move(); err != nil {
			return err
		}
		tx.SaveThread(id, s.Thread)
		tx.Record(d.Engagement, verb, audit.Fact{Subject: string(f.ID), Label: f.Name, Data: map[string]string{"thread": string(thread)}})
		return nil
	})
	return s, err
}

// CatchUp says that the actor has read everything so far. It concerns nobody else.
func (v Reviews) CatchUp(ctx context.Context, who access.Actor, id engagement.ID) error {
	if err := who.Require(access.ReadEngagement); err != nil {
		return err
	}
	return v.db.Change(ctx, who, func(tx *store.Tx) error {
		e, err := tx.Engagement(ctx, id)
		if err != nil {
			return err
		}
		tx.Private()
		tx.SaveSeen(e, v.db.Now())
		return nil
	})
}
