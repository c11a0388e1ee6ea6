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
	known := audit.Openings{}
	err := tx.ask(ctx, tx.openings(string(id), known), statement{
		sql: `select seq, at, verb, subject, payload, prev, hash from app.entries
		       where msp_id = $1 and stream_id = $2 and verb = any ($3::text[]) order by seq desc limit $4`,
		args: []any{tx.who.MSP, id, friction.Verbs(), most},
		read: each(func(rows pgx.Rows) error {
			e, err := scanEntry(rows, string(id), known)
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
// entries are found and the functions counted in indexes of their own; of the functions
// only those that rub are read.
const frictionTotals = `
with facts as materialized (
  select stream_id, subject, seq, at, verb from app.entries
   where msp_id = $1 and verb in ('row.disputed', 'row.dispute_settled', 'row.parked', 'row.agreement_dropped')
), rubs as (
  select stream_id, subject, count(*) as disputed, 0 as apart, 0 as reopened
    from (select stream_id, subject, verb, lag(verb) over (partition by stream_id, subject order by seq) as was
            from facts where verb <> 'row.agreement_dropped') d
   where verb = 'row.disputed' and was is distinct from 'row.disputed' group by stream_id, subject
   union all
  select stream_id, subject, 0, 0, 1 from facts where verb = 'row.agreement_dropped' group by stream_id, subject, at having count(*) > 1
   union all
  select stream_id, subject, 0, 0, 1 from app.entries
   where msp_id = $1 and verb = 'function.imported' and payload like '%"agreement dropped, client"%' and payload like '%"agreement dropped, msp"%'
   union all
  select v.stream_id, f.id::text, 0, 1, 0
    from (select stream_id, regexp_split_to_table(payload::jsonb -> 'data' ->> 'differ', ' ') as key
            from app.entries where msp_id = $1 and verb = 'vote.revealed') v
    join app.functions f on f.msp_id = $1 and f.engagement_id = v.stream_id and f.key = v.key
), worked as materialized (
  select e.engagement_id from app.engagements e
   where e.msp_id = $1 and exists (select 1 from app.functions f
          where f.msp_id = $1 and f.engagement_id = e.engagement_id and f.excluded = '' and (f.agreed_msp > 0 or f.agreed_client > 0 or f.dispute_side <> ''))
), counted as (
  select f.area, f.key, count(*) as rows, null::uuid as engagement_id, null::uuid as client_id, 0 as disputed, 0 as apart, 0 as reopened
    from worked w join app.functions f on f.msp_id = $1 and f.engagement_id = w.engagement_id and f.excluded = ''
   group by f.area, f.key
   union all
  select f.area, f.key, 0, f.engagement_id, f.client_id, r.disputed, r.apart, r.reopened
    from (select stream_id, case when length(subject) = 36 then subject::uuid end as id, sum(disputed)::int as disputed, sum(apart)::int as apart, sum(reopened)::int as reopened
            from rubs group by stream_id, subject) r
    join worked w on w.engagement_id = r.stream_id
    join app.functions f on f.msp_id = $1 and f.engagement_id = r.stream_id and f.id = r.id and f.excluded = ''
)
select coalesce(area, ''), coalesce(key, ''), sum(rows)::int, count(distinct engagement_id), count(distinct client_id),
       sum(disputed)::int, sum(apart)::int, sum(reopened)::int
  from counted group by grouping sets ((area, key), (area), ()) having sum(rows) > 0`

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
