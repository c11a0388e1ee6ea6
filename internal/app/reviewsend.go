package app

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/notice"
	"demarc/internal/raci"
	"demarc/internal/review"
	"demarc/internal/store"
)

// Mark puts what the actor means to do to a row into their review: agree to it as it is
// at rev, or dispute it with a reason. No tick changes before the review is sent. An
// empty stand takes the mark out again, whatever state the engagement is in.
func (v Reviews) Mark(ctx context.Context, who access.Actor, id engagement.ID, fn raci.FunctionID, stand review.Stand, reason string, rev int) error {
	if err := who.Require(access.AgreeRows); err != nil {
		return err
	}
	switch f := (form{}); stand {
	case review.Disputing:
		reason = f.text("mark_reason", "what would make this right", reason, true, 500)
		if err := fault.Fields(f); err != nil {
			return err
		}
	case review.Agreeing, "":
		reason = ""
	default:
		return fault.Field("stand", "Choose to agree or to dispute.")
	}
	return v.db.Change(ctx, who, func(tx *store.Tx) error {
		d, f, err := tx.Function(ctx, id, fn)
		if err != nil {
			return err
		}
		tx.Private()
		if stand == "" {
			tx.DropMark(id, fn)
			return nil
		}
		if err := d.Engagement.RequireDraft(); err != nil {
			return err
		}
		if !f.In() {
			return fault.New(fault.Locked, "This function is excluded, so there is nothing to agree to.")
		}
		if stand == review.Agreeing {
			if err := f.Agree(who.Side, rev); err != nil {
				return err
			}
		}
		tx.SaveMark(d.Engagement, review.Mark{Function: fn, Stand: stand, Reason: reason, Rev: f.Rev, At: v.db.Now()})
		return nil
	})
}

// SendReview is what a person decides when they send their review. Shown maps the rows
// they were listed to their revisions, and Seen is Conversation.Seen.
type SendReview struct {
	Verdict review.Verdict
	Body    string
	Shown   map[raci.FunctionID]int
	Seen    string
}

// Sent is a review that was sent, with the rows that changed since they were shown and
// are left as they are. Marks on those stay in the next review.
type Sent struct {
	review.Review
	Moved   int
	Unclear []review.Unclear
}

// Send makes everything in the actor's review visible at once, carries out its marks and
// its verdict, and writes one letter to each person of the other side who works on the
// matrix.
func (v Reviews) Send(ctx context.Context, who access.Actor, id engagement.ID, in SendReview) (sent Sent, err error) {
	if err := who.Require(access.CommentRows); err != nil {
		return sent, err
	}
	f := form{}
	in.Body = f.text("body", "your sentence", in.Body, false, review.MaxBody)
	if err := fault.Fields(f); err != nil {
		return sent, err
	}
	err = v.db.Change(ctx, who, func(tx *store.Tx) error {
		sent = Sent{}
		d, talk, err := tx.Talk(ctx, id)
		if err != nil {
			return err
		}
		if err := d.Engagement.RequireDraft(); err != nil {
			return err
		}
		if pendingSeen(who, talk) != in.Seen {
			return fault.New(fault.Conflict, "Your review was sent already, or changed in another window. Look again at what it says.")
		}
		pending := talk.Pending()
		ticks := who.Can(access.AgreeRows)
		o, err := pending.Send(in.Verdict, d.Matrix.Functions, d.Matrix.Ready(who.Side, d.Context()), in.Shown, ticks)
		if err != nil {
			return err
		}
		sent.Review = review.Review{
			ID: review.ID(store.NewID()), Author: personOf(who), At: v.db.Now(), Verdict: in.Verdict, Body: in.Body,
			Comments: len(pending.Comments()), Agreed: len(o.Agree), Disputed: len(o.Dispute),
		}
		sent.Moved = len(o.Moved)
		tx.AddReview(d.Engagement, sent.Review)
		tx.Record(d.Engagement, audit.ReviewSent, audit.Fact{Subject: string(sent.ID), Label: sent.Sums(), After: in.Verdict.Words(), Data: map[string]string{"review": string(sent.ID)}})
		if sent.Unclear, err = v.publish(ctx, tx, d, talk, sent.Review); err != nil {
			return err
		}
		if err := v.carryOut(tx, who, d, o); err != nil {
			return err
		}
		for _, m := range talk.Marks {
			if !slices.Contains(o.Moved, m.Function) {
				tx.DropMark(id, m.Function)
			}
		}
		return v.news(ctx, tx, d.Engagement, notice.Review, string(sent.ID))
	})
	return sent, err
}

// publish shows the pending comments to both sides, as written now. A conversation that
// was resolved while an answer to it waited is open again: nobody would see the answer.
func (v Reviews) publish(ctx context.Context, tx *store.Tx, d engagement.Draft, talk review.Talk, r review.Review) (unclear []review.Unclear, err error) {
	names := map[raci.FunctionID]raci.Function{}
	for _, f := range d.Matrix.Functions {
		names[f.ID] = f
	}
	for _, t := range talk.Pending().Threads {
		switch {
		case t.Pending:
			t.Pending, t.OpenedAt = false, r.At
			tx.SaveThread(d.Engagement.ID, t)
		case !t.Open():
			if err := t.Reopen(); err != nil {
				return unclear, err
			}
			tx.SaveThread(d.Engagement.ID, t)
			tx.Record(d.Engagement, audit.ThreadReopened, audit.Fact{Subject: string(t.Anchor.Function), Label: names[t.Anchor.Function].Name, Data: map[string]string{"thread": string(t.ID)}})
		}
		for _, c := range t.Comments {
			if !c.Pending {
				continue
			}
			c.Pending, c.At = false, r.At
			s := Said{Thread: t, Comment: c, Function: names[t.Anchor.Function]}
			s.Comment.Mentions, s.Unclear = review.Mentions(c.Body, talk.People)
			unclear = append(unclear, s.Unclear...)
			tx.SaveComment(d.Engagement.ID, s.Comment)
			if err := share(ctx, tx, d.Engagement, s, audit.CommentAdded, nil); err != nil {
				return unclear, err
			}
		}
	}
	return unclear, nil
}

// carryOut ticks and disputes the rows.
func (v Reviews) carryOut(tx *store.Tx, who access.Actor, d engagement.Draft, o review.Outcome) error {
	var keys []string
	for _, f := range o.Agree {
		if err := f.Agree(who.Side, f.Rev); err != nil {
			return err
		}
		if err := tx.SaveAgreement(d.Engagement.ID, f); err != nil {
			return err
		}
		keys = append(keys, fmt.Sprintf("%s@%d", f.Key, f.Rev))
	}
	if len(keys) > 0 {
		tx.Record(d.Engagement, audit.RowsAgreed, audit.Fact{Label: fmt.Sprintf("%d functions", len(keys)), After: string(who.Side), Data: map[string]string{"functions": strings.Join(keys, " ")}})
	}
	for _, m := range o.Dispute {
		for _, f := range d.Matrix.Functions {
			if f.ID != m.Function {
				continue
			}
			if err := f.RaiseDispute(who.Side, m.Reason); err != nil {
				return err
			}
			if err := tx.SaveAgreement(d.Engagement.ID, f); err != nil {
				return err
			}
			tx.Record(d.Engagement, audit.RowDisputed, audit.Fact{Subject: string(f.ID), Label: f.Name, After: m.Reason})
		}
	}
	return nil
}
