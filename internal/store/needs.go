package store

import (
	"time"

	"github.com/jackc/pgx/v5"

	"demarc/internal/engagement"
	"demarc/internal/raci"
	"demarc/internal/review"
)

// Need is something in a conversation that waits for the actor: they are mentioned, a
// thread of theirs was answered, or the other side sent a review.
type Need struct {
	Want       review.Want
	Engagement engagement.ID
	Title      string
	ClientName string
	Who        string
	Function   raci.FunctionID // of a thread
	Name       string          // of the function
	Verdict    review.Verdict  // of a review
	At         time.Time
}

// mostNeeds is more than anybody works off in one sitting.
const mostNeeds = 50

// needs reads what waits for the actor in the newest drafts: review.Thread.Wants in SQL,
// over all of them in one question.
func (tx *Tx) needs(list *[]Need) statement {
	return statement{
		sql: `with draft as (
		        select e.msp_id, e.engagement_id, e.title, c.name as client_name, s.seen_at
		          from app.engagements e
		          join app.clients c on c.msp_id = e.msp_id and c.client_id = e.client_id
		          left join app.review_seen s on s.msp_id = e.msp_id and s.engagement_id = e.engagement_id and s.user_id = $2 and s.side = $3
		         where e.msp_id = $1 and e.state = 'draft' order by e.started_at desc, e.engagement_id desc limit 50),
		      said as (
		        select d.engagement_id, d.title, d.client_name, t.id as thread_id, t.function_id, t.opened_by, t.side as opened_side, c.author, c.at,
		               exists (select from app.comment_mentions m where m.msp_id = c.msp_id and m.engagement_id = c.engagement_id and m.comment_id = c.id and m.user_id = $2 and m.side = $3) as named
		          from draft d
		          join app.threads t on t.msp_id = d.msp_id and t.engagement_id = d.engagement_id and t.resolved_at is null and not t.pending
		          join app.comments c on c.msp_id = t.msp_id and c.engagement_id = t.engagement_id and c.thread_id = t.id
		         where not c.pending and c.removed_at is null and (d.seen_at is null or c.at > d.seen_at) and (c.author_id, c.side) <> ($2::uuid, $3)
		           and not exists (select from app.comments o
		                            where o.msp_id = c.msp_id and o.engagement_id = c.engagement_id and o.thread_id = c.thread_id
		                              and o.author_id = $2 and o.side = $3 and not o.pending and o.removed_at is null and o.at > c.at)),
		      waits as (
		        select distinct on (thread_id) case when named then 'mentioned' else 'answered' end as want, engagement_id, title, client_name, author, function_id, '' as verdict, at
		          from said where named or (opened_by = $2 and opened_side = $3)
		         order by thread_id, named desc, at desc)
		      select w.want, w.engagement_id, w.title, w.client_name, w.author, w.function_id::text, f.name, w.verdict, w.at
		        from waits w join app.functions f on f.msp_id = $1 and f.engagement_id = w.engagement_id and f.id = w.function_id
		      union all
		      select 'review', d.engagement_id, d.title, d.client_name, r.author, '', '', r.verdict, r.at
		        from draft d join app.reviews r on r.msp_id = d.msp_id and r.engagement_id = d.engagement_id
		       where r.side <> $3 and (d.seen_at is null or r.at > d.seen_at)
		       order by 9 desc limit $4`,
		args: []any{tx.who.MSP, null(tx.who.User), tx.who.Side, mostNeeds},
		read: each(func(rows pgx.Rows) error {
			var n Need
			err := rows.Scan(&n.Want, &n.Engagement, &n.Title, &n.ClientName, &n.Who, &n.Function, &n.Name, &n.Verdict, &n.At)
			n.At = n.At.UTC()
			*list = append(*list, n)
			return err
		}),
	}
}
