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
// themselves). What a lane filled anew is not told row by row and not counted here.
const frictionTotals = `
with disputed as (
  select stream_id, subject from (
    select stream_id, subject, verb, lag(verb) over (partition by stream_id, subject order by seq) as was
      from app.entries where msp_id = $1 and verb in ('row.disputed', 'row.dispute_settled', 'row.parked')) d
   where verb = 'row.disputed' and was is distinct from 'row.disputed'
), reopened as (
  select stream_id, subject from app.entries where msp_id = $1 and verb = 'row.agreement_dropped' group by stream_id, subject, at having count(*) > 1
   union all
  select stream_id, subject from app.entries where msp_id = $1 and verb = 'function.imported' and payload like '%"agreement dropped, client"%' and payload like '%"agreement dropped, msp"%'
), apart as (
  select e.stream_id, k.key from app.entries e, regexp_split_to_table(e.payload::jsonb -> 'data' ->> 'differ', ' ') k(key)
   where e.msp_id = $1 and e.verb = 'vote.revealed' and k.key <> ''
), rubs as (
  select stream_id, subject, '' as key, count(*) as disputed, 0 as apart, 0 as reopened from disputed group by stream_id, subject
   union all
  select stream_id, subject, '', 0, 0, count(*) from reopened group by stream_id, subject
   union all
  select a.stream_id, f.id::text, '', 0, count(*), 0 from apart a
    join app.functions f on f.msp_id = $1 and f.engagement_id = a.stream_id and f.key = a.key group by a.stream_id, f.id
), worked as (
  select engagement_id from app.functions where msp_id = $1 and (agreed_msp > 0 or agreed_client > 0 or dispute_side <> '') group by engagement_id
), counted as (
  select f.area, f.key, f.engagement_id, f.client_id, sum(r.disputed) as disputed, sum(r.apart) as apart, sum(r.reopened) as reopened
    from app.functions f
    join worked w on w.engagement_id = f.engagement_id
    left join rubs r on r.stream_id = f.engagement_id and r.subject = f.id::text
   where f.msp_id = $1 and f.excluded = ''
   group by f.area, f.key, f.engagement_id, f.client_id, f.id
)
select coalesce(area, ''), coalesce(key, ''), count(*),
       count(distinct engagement_id) filter (where disputed + apart + reopened > 0),
       count(distinct client_id) filter (where disputed + apart + reopened > 0),
       coalesce(sum(disputed), 0)::int, coalesce(sum(apart), 0)::int, coalesce(sum(reopened), 0)::int
  from counted group by grouping sets ((area, key), (area), ())`

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
