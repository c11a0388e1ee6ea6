package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/internal/review"
)

// AddThread opens a conversation; its first comment is added beside it.
func (tx *Tx) AddThread(e engagement.Engagement, t review.Thread) {
	tx.write(`insert into app.threads (msp_id, client_id, engagement_id, id, function_id, stakeholder_id, column_name, opened_by, opened_by_name, side, opened_at, pending) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		tx.who.MSP, e.Client, e.ID, t.ID, t.Anchor.Function, null(t.Anchor.Stakeholder), t.Anchor.Column, t.OpenedBy.User, t.OpenedBy.Name, t.OpenedBy.Side, t.OpenedAt, t.Pending)
}

// SaveThread keeps whether a thread is resolved and whether others see it.
func (tx *Tx) SaveThread(at engagement.ID, t review.Thread) {
	tx.write(`update app.threads set resolved_by = $4, resolved_at = $5, pending = $6, opened_at = $7 where msp_id = $1 and engagement_id = $2 and id = $3`,
		tx.who.MSP, at, t.ID, t.ResolvedBy, orNull(t.ResolvedAt), t.Pending, t.OpenedAt)
}

// DropThread takes away a thread that nobody else has seen.
func (tx *Tx) DropThread(at engagement.ID, id review.ThreadID) {
	tx.write(`delete from app.threads where msp_id = $1 and engagement_id = $2 and id = $3 and pending`, tx.who.MSP, at, id)
}

// AddComment adds a message to a thread.
func (tx *Tx) AddComment(e engagement.Engagement, c review.Comment) {
	tx.write(`insert into app.comments (msp_id, client_id, engagement_id, id, thread_id, author_id, author, side, body, at, pending) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		tx.who.MSP, e.Client, e.ID, c.ID, c.Thread, c.Author.User, c.Author.Name, c.Author.Side, c.Body, c.At, c.Pending)
}

// SaveComment keeps a changed, shared or removed message.
func (tx *Tx) SaveComment(at engagement.ID, c review.Comment) {
	tx.write(`update app.comments set body = $4, at = $5, edited_at = $6, removed_at = $7, pending = $8 where msp_id = $1 and engagement_id = $2 and id = $3`,
		tx.who.MSP, at, c.ID, c.Body, c.At, orNull(c.EditedAt), orNull(c.RemovedAt), c.Pending)
}

// DropComment takes away a message that nobody else has seen.
func (tx *Tx) DropComment(at engagement.ID, id review.CommentID) {
	tx.write(`delete from app.comments where msp_id = $1 and engagement_id = $2 and id = $3 and pending`, tx.who.MSP, at, id)
}

// SaveMentions replaces whom a shared comment names.
func (tx *Tx) SaveMentions(e engagement.Engagement, id review.CommentID, list []review.Mention) {
	tx.write(`delete from app.comment_mentions where msp_id = $1 and engagement_id = $2 and comment_id = $3`, tx.who.MSP, e.ID, id)
	for _, m := range list {
		tx.write(`insert into app.comment_mentions (msp_id, client_id, engagement_id, comment_id, user_id, side, words) values ($1, $2, $3, $4, $5, $6, $7)`,
			tx.who.MSP, e.Client, e.ID, id, m.User, m.Side, m.Words)
	}
}

// AddReview keeps a review that is sent.
func (tx *Tx) AddReview(e engagement.Engagement, r review.Review) {
	tx.write(`insert into app.reviews (msp_id, client_id, engagement_id, id, author_id, author, side, at, verdict, body, comments, agreed, disputed) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		tx.who.MSP, e.Client, e.ID, r.ID, r.Author.User, r.Author.Name, r.Author.Side, r.At, r.Verdict, r.Body, r.Comments, r.Agreed, r.Disputed)
}

// SaveMark keeps what the actor means to do to a row when they send their review.
func (tx *Tx) SaveMark(e engagement.Engagement, m review.Mark) {
	tx.write(`insert into app.review_marks (msp_id, client_id, engagement_id, user_id, side, function_id, stand, reason, rev, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
	          on conflict (msp_id, engagement_id, user_id, side, function_id) do update set stand = excluded.stand, reason = excluded.reason, rev = excluded.rev, at = excluded.at`,
		tx.who.MSP, e.Client, e.ID, tx.who.User, tx.who.Side, m.Function, m.Stand, m.Reason, m.Rev, m.At)
}

// DropMark forgets the actor's mark on a row.
func (tx *Tx) DropMark(at engagement.ID, fn raci.FunctionID) {
	tx.write(`delete from app.review_marks where msp_id = $1 and engagement_id = $2 and user_id = $3 and side = $4 and function_id = $5`, tx.who.MSP, at, tx.who.User, tx.who.Side, fn)
}

// SaveSeen keeps until when the actor has caught up.
func (tx *Tx) SaveSeen(e engagement.Engagement, at time.Time) {
	tx.write(`insert into app.review_seen (msp_id, client_id, engagement_id, user_id, side, seen_at) values ($1, $2, $3, $4, $5, $6)
	          on conflict (msp_id, engagement_id, user_id, side) do update set seen_at = excluded.seen_at`,
		tx.who.MSP, e.Client, e.ID, tx.who.User, tx.who.Side, at)
}

// Said is a comment with the row it is about, for a letter or a digest.
type Said struct {
	review.Comment
	Function raci.FunctionID
	Name     string // of the row
	Column   string // of the cell, if it is about one
}

// CommentsSince reads what others than one person wrote in an engagement after a moment,
// the oldest first; what is pending or removed is left out.
func (tx *Tx) CommentsSince(ctx context.Context, id engagement.ID, after time.Time, not party.UserID) ([]Said, error) {
	var list []Said
	err := tx.ask(ctx, statement{
		sql: `select c.id, c.thread_id, c.author_id, c.author, c.side, c.body, c.at, c.edited_at, c.removed_at, c.pending, t.function_id, f.name, t.column_name
		        from app.comments c
		        join app.threads t on t.msp_id = c.msp_id and t.engagement_id = c.engagement_id and t.id = c.thread_id
		        join app.functions f on f.msp_id = t.msp_id and f.engagement_id = t.engagement_id and f.id = t.function_id
		       where c.msp_id = $1 and c.engagement_id = $2 and c.at > $3 and c.author_id is distinct from $4::uuid and not c.pending and c.removed_at is null order by c.at, c.id limit 500`,
		args: []any{tx.who.MSP, id, after, null(not)},
		read: each(func(rows pgx.Rows) error {
			var s Said
			var err error
			s.Comment, err = scanComment(rows, &s.Function, &s.Name, &s.Column)
			list = append(list, s)
			return err
		}),
	})
	return list, err
}
