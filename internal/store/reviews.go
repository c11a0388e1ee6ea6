package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"demarc/internal/access"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/raci"
	"demarc/internal/review"
)

// talk are the statements that read the conversation of an engagement, or of one row, as
// the actor may see it: policies leave out what is pending in other people's reviews.
func (tx *Tx) talk(id engagement.ID, fn raci.FunctionID, t *review.Talk) []statement {
	at := map[review.ThreadID]int{}
	args := func() []any { return []any{tx.who.MSP, id, null(fn)} }
	return []statement{
		{
			sql: `select id, function_id, coalesce(stakeholder_id::text, ''), column_name, opened_by, opened_by_name, side, opened_at, resolved_by, resolved_at, pending
			        from app.threads where msp_id = $1 and engagement_id = $2 and ($3::uuid is null or function_id = $3::uuid) order by opened_at, id`,
			args: args(),
			read: each(func(rows pgx.Rows) error {
				th, err := scanThread(rows)
				at[th.ID] = len(t.Threads)
				t.Threads = append(t.Threads, th)
				return err
			}),
		},
		{
			sql: `select c.id, c.thread_id, c.author_id, c.author, c.side, c.body, c.at, c.edited_at, c.removed_at, c.pending
			        from app.comments c join app.threads t on t.msp_id = c.msp_id and t.engagement_id = c.engagement_id and t.id = c.thread_id
			       where c.msp_id = $1 and c.engagement_id = $2 and ($3::uuid is null or t.function_id = $3::uuid) order by c.at, c.id`,
			args: args(),
			read: each(func(rows pgx.Rows) error {
				c, err := scanComment(rows)
				if i, ok := at[c.Thread]; ok {
					t.Threads[i].Comments = append(t.Threads[i].Comments, c)
				}
				return err
			}),
		},
		{
			sql: `select c.thread_id, m.comment_id, m.user_id, m.side, m.words
			        from app.comment_mentions m join app.comments c on c.msp_id = m.msp_id and c.engagement_id = m.engagement_id and c.id = m.comment_id
			        join app.threads t on t.msp_id = c.msp_id and t.engagement_id = c.engagement_id and t.id = c.thread_id
			       where m.msp_id = $1 and m.engagement_id = $2 and ($3::uuid is null or t.function_id = $3::uuid)`,
			args: args(),
			read: each(func(rows pgx.Rows) error {
				var thread review.ThreadID
				var comment review.CommentID
				var m review.Mention
				err := rows.Scan(&thread, &comment, &m.User, &m.Side, &m.Words)
				if i, ok := at[thread]; ok {
					for j := range t.Threads[i].Comments {
						if c := &t.Threads[i].Comments[j]; c.ID == comment {
							c.Mentions = append(c.Mentions, m)
						}
					}
				}
				return err
			}),
		},
		{
			sql: `select function_id, stand, reason, rev, at from app.review_marks
			       where msp_id = $1 and engagement_id = $2 and ($3::uuid is null or function_id = $3::uuid) and user_id = app.user_id() and side = app.side() order by at, function_id`,
			args: args(),
			read: each(func(rows pgx.Rows) error {
				var m review.Mark
				err := rows.Scan(&m.Function, &m.Stand, &m.Reason, &m.Rev, &m.At)
				t.Marks = append(t.Marks, m)
				return err
			}),
		},
		tx.people(id, func(p Participant) { t.People = append(t.People, p.Person) }),
		tx.reviews(id, "", &t.Reviews),
		{
			sql:  `select seen_at from app.review_seen where msp_id = $1 and engagement_id = $2 and user_id = app.user_id() and side = app.side()`,
			args: []any{tx.who.MSP, id},
			read: each(func(rows pgx.Rows) error {
				err := rows.Scan(&t.SeenAt)
				t.SeenAt = t.SeenAt.UTC()
				return err
			}),
		},
	}
}

func scanThread(rows pgx.Rows) (review.Thread, error) {
	var t review.Thread
	var resolved *time.Time
	err := rows.Scan(&t.ID, &t.Anchor.Function, &t.Anchor.Stakeholder, &t.Anchor.Column, &t.OpenedBy.User, &t.OpenedBy.Name, &t.OpenedBy.Side, &t.OpenedAt, &t.ResolvedBy, &resolved, &t.Pending)
	t.OpenedAt, t.ResolvedAt = t.OpenedAt.UTC(), timeOf(resolved)
	return t, err
}

func scanComment(rows pgx.Rows, more ...any) (review.Comment, error) {
	var c review.Comment
	var edited, removed *time.Time
	err := rows.Scan(append([]any{&c.ID, &c.Thread, &c.Author.User, &c.Author.Name, &c.Author.Side, &c.Body, &c.At, &edited, &removed, &c.Pending}, more...)...)
	c.At, c.EditedAt, c.RemovedAt = c.At.UTC(), timeOf(edited), timeOf(removed)
	return c, err
}

// reviews are the newest ones, or one alone.
func (tx *Tx) reviews(id engagement.ID, only review.ID, list *[]review.Review) statement {
	return statement{
		sql: `select id, author_id, author, side, at, verdict, body, comments, agreed, disputed from app.reviews
		       where msp_id = $1 and engagement_id = $2 and ($3::uuid is null or id = $3::uuid) order by at desc, id desc limit 50`,
		args: []any{tx.who.MSP, id, null(only)},
		read: each(func(rows pgx.Rows) error {
			var r review.Review
			err := rows.Scan(&r.ID, &r.Author.User, &r.Author.Name, &r.Author.Side, &r.At, &r.Verdict, &r.Body, &r.Comments, &r.Agreed, &r.Disputed)
			r.At = r.At.UTC()
			*list = append(*list, r)
			return err
		}),
	}
}

// Review finds one that was sent.
func (tx *Tx) Review(ctx context.Context, id engagement.ID, sent review.ID) (review.Review, error) {
	var list []review.Review
	if err := tx.ask(ctx, tx.reviews(id, sent, &list)); err != nil {
		return review.Review{}, err
	}
	if len(list) == 0 {
		return review.Review{}, gone
	}
	return list[0], nil
}

// Participant is somebody who has a place where an engagement is: at the MSP or at the
// client. Of the MSP a client's people see those who work on matrices.
type Participant struct {
	review.Person
	Email string
	Role  access.Role
}

func (tx *Tx) people(id engagement.ID, add func(Participant)) statement {
	return statement{
		sql: `select u.id, u.name, m.side, case m.side when 'msp' then m.msp_name else m.client_name end, u.email, m.role
		        from app.memberships m
		        join app.engagements e on e.msp_id = m.msp_id and e.engagement_id = $2
		        join app.users u on u.id = m.user_id
		       where m.msp_id = $1 and m.left_at is null and (m.client_id is null or m.client_id = e.client_id) order by m.side, u.name, u.id`,
		args: []any{tx.who.MSP, id},
		read: each(func(rows pgx.Rows) error {
			var p Participant
			err := rows.Scan(&p.User, &p.Name, &p.Side, &p.Company, &p.Email, &p.Role)
			add(p)
			return err
		}),
	}
}

// Participants lists the people of both sides.
func (tx *Tx) Participants(ctx context.Context, id engagement.ID) ([]Participant, error) {
	var list []Participant
	err := tx.ask(ctx, tx.people(id, func(p Participant) { list = append(list, p) }))
	return list, err
}

// Talk reads an engagement's conversation with its draft.
func (tx *Tx) Talk(ctx context.Context, id engagement.ID) (engagement.Draft, review.Talk, error) {
	var t review.Talk
	d, err := tx.draft(ctx, id, tx.talk(id, "", &t)...)
	return d, t, err
}

// TalkOn reads the conversation about one row, with the row as Function does.
func (tx *Tx) TalkOn(ctx context.Context, id engagement.ID, fn raci.FunctionID) (engagement.Draft, raci.Function, review.Talk, error) {
	var t review.Talk
	d, f, err := tx.function(ctx, id, fn, tx.talk(id, fn, &t)...)
	return d, f, t, err
}

// TalkAround is TalkOn for the row that a thread is about.
func (tx *Tx) TalkAround(ctx context.Context, id engagement.ID, thread review.ThreadID) (engagement.Draft, raci.Function, review.Talk, error) {
	fn, err := tx.aboutWhich(ctx, `select function_id from app.threads where msp_id = $1 and engagement_id = $2 and id = $3`, id, string(thread))
	if err != nil {
		return engagement.Draft{}, raci.Function{}, review.Talk{}, err
	}
	return tx.TalkOn(ctx, id, fn)
}

// TalkOf is TalkOn for the row that a comment is about.
func (tx *Tx) TalkOf(ctx context.Context, id engagement.ID, comment review.CommentID) (engagement.Draft, raci.Function, review.Talk, error) {
	fn, err := tx.aboutWhich(ctx, `select t.function_id from app.comments c join app.threads t on t.msp_id = c.msp_id and t.engagement_id = c.engagement_id and t.id = c.thread_id
	         where c.msp_id = $1 and c.engagement_id = $2 and c.id = $3`, id, string(comment))
	if err != nil {
		return engagement.Draft{}, raci.Function{}, review.Talk{}, err
	}
	return tx.TalkOn(ctx, id, fn)
}

func (tx *Tx) aboutWhich(ctx context.Context, sql string, id engagement.ID, thing string) (fn raci.FunctionID, err error) {
	var found bool
	err = tx.ask(ctx, statement{sql: sql, args: []any{tx.who.MSP, id, thing}, read: one(&found, &fn)})
	if err == nil && !found {
		err = fault.New(fault.NotFound, "This conversation is not here. It may have been removed.")
	}
	return fn, err
}

// openThreads counts, for each row, the conversations that want an answer.
func (tx *Tx) openThreads(id engagement.ID, fn raci.FunctionID, counts *map[raci.FunctionID]int) statement {
	return statement{
		sql:  `select function_id, count(*)::int from app.threads where msp_id = $1 and engagement_id = $2 and ($3::uuid is null or function_id = $3::uuid) and resolved_at is null group by function_id`,
		args: []any{tx.who.MSP, id, null(fn)},
		read: each(func(rows pgx.Rows) error {
			var on raci.FunctionID
			var n int
			err := rows.Scan(&on, &n)
			if *counts == nil {
				*counts = map[raci.FunctionID]int{}
			}
			(*counts)[on] = n
			return err
		}),
	}
}
