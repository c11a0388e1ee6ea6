package store

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/friction"
)

// Friction reads the entries of an engagement that say something about friction, in
// their order: the newest most of them.
func (tx *Tx) Friction(ctx context.Context, id engagement.ID, most int) ([]audit.Entry, error) {
	var out []audit.Entry
	err := tx.ask(ctx, statement{
		sql: `select seq, at, verb, subject, payload, prev, hash from app.entries
		       where msp_id = $1 and stream_id = $2 and verb = any ($3::text[]) order by seq desc limit $4`,
		args: []any{tx.who.MSP, id, friction.Verbs(), most},
		read: each(func(rows pgx.Rows) error {
			e, err := scanEntry(rows, string(id))
			out = append(out, e)
			return err
		}),
	})
	slices.Reverse(out)
	return out, err
}

// frictionTotals counts over every chain of an MSP what friction.Read counts of one:
// disputes that were not open already, answers of blind votes that differ, and changes
// that took both sides' ticks (which leave two entries of one moment, or say so
// themselves). What a lane filled anew is not told row by row and not counted here. The
// chains are read once, whole: it is asked for rarely, by few.
const frictionTotals = `
with facts as materialized (
  select stream_id, subject, seq, at, verb, case when verb in ('vote.revealed', 'function.imported') then payload end as payload
    from app.entries
   where msp_id = $1 and verb in ('row.disputed', 'row.dispute_settled', 'row.parked', 'row.agreement_dropped', 'function.imported', 'vote.revealed')
), cells as materialized (
  select engagement_id, client_id, id::text as id, key, area, agreed_msp > 0 or agreed_client > 0 or dispute_side <> '' as said
    from app.functions where msp_id = $1 and excluded = ''
), rubs as (
  select stream_id, subject, count(*) as disputed, 0 as apart, 0 as reopened
    from (select stream_id, subject, verb, lag(verb) over (partition by stream_id, subject order by seq) as was
            from facts where verb in ('row.disputed', 'row.dispute_settled', 'row.parked')) d
   where verb = 'row.disputed' and was is distinct from 'row.disputed' group by stream_id, subject
   union all
  select stream_id, subject, 0, 0, 1 from facts where verb = 'row.agreement_dropped' group by stream_id, subject, at having count(*) > 1
   union all
  select stream_id, subject, 0, 0, 1 from facts
   where verb = 'function.imported' and payload like '%"agreement dropped, client"%' and payload like '%"agreement dropped, msp"%'
   union all
  select e.stream_id, c.id, 0, 1, 0
    from (select stream_id, regexp_split_to_table(payload::jsonb -> 'data' ->> 'differ', ' ') as key from facts where verb = 'vote.revealed') e
    join cells c on c.engagement_id = e.stream_id and c.key = e.key
), summed as (
  select stream_id, subject, sum(disputed) as disputed, sum(apart) as apart, sum(reopened) as reopened from rubs group by stream_id, subject
), worked as (
  select engagement_id from cells group by engagement_id having bool_or(said)
), counted as (
  select c.area, c.key, c.engagement_id, c.client_id, coalesce(r.disputed, 0) as disputed, coalesce(r.apart, 0) as apart, coalesce(r.reopened, 0) as reopened
    from cells c
    join worked w on w.engagement_id = c.engagement_id
    left join summed r on r.stream_id = c.engagement_id and r.subject = c.id
)
select coalesce(area, ''), coalesce(key, ''), count(*),
       count(distinct engagement_id) filter (where disputed + apart + reopened > 0),
       count(distinct client_id) filter (where disputed + apart + reopened > 0),
       sum(disputed)::int, sum(apart)::int, sum(reopened)::int
  from counted group by grouping sets ((area, key), (area), ()) having count(*) > 0`

// FrictionTotals counts friction over all engagements of the MSP, in one question.
func (tx *Tx) FrictionTotals(ctx context.Context) ([]friction.Total, error) {
	var out []friction.Total
	err := tx.ask(ctx, statement{
		sql:  frictionTotals,
		args: []any{tx.who.MSP},
		read: each(func(rows pgx.Rows) error {
			var t friction.Total
			err := rows.Scan(&t.Area, &t.Key, &t.Rows, &t.Engagements, &t.Clients, &t.Disputed, &t.VotedApart, &t.Reopened)
			out = append(out, t)
			return err
		}),
	})
	return out, err
}
