package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"demarc/internal/engagement"
	"demarc/internal/raci"
)

// Workshop reads a draft with its workshop, which is zero while there was none, and
// with the blind votes.
func (tx *Tx) Workshop(ctx context.Context, at engagement.ID) (engagement.Draft, raci.Workshop, []raci.Ballot, error) {
	var w raci.Workshop
	var list []raci.Ballot
	d, err := tx.draft(ctx, at, tx.ballots(at, &list), statement{
		sql: `select number, coalesce(function_id::text, ''), facilitator_id, facilitator, side, started_at, ended_at, timer_until, began, shown::text[], coalesce(summary, '{}')
		        from app.workshops where msp_id = $1 and engagement_id = $2`,
		args: []any{tx.who.MSP, at},
		read: func(rows pgx.Rows) error {
			if !rows.Next() {
				return nil
			}
			var ended, until *time.Time
			var began, summary []byte
			if err := rows.Scan(&w.Number, &w.Function, &w.Driver, &w.Facilitator, &w.Side, &w.StartedAt, &ended, &until, &began, &w.Shown, &summary); err != nil {
				return err
			}
			w.StartedAt, w.EndedAt, w.Until = w.StartedAt.UTC(), timeOf(ended), timeOf(until)
			if err := json.Unmarshal(began, &w.Began); err != nil {
				return fmt.Errorf("read who was accountable: %w", err)
			}
			return json.Unmarshal(summary, &w.Summary)
		},
	})
	return d, w, list, err
}

// SaveWorkshop keeps the workshop of an engagement as it is.
func (tx *Tx) SaveWorkshop(e engagement.Engagement, w raci.Workshop) error {
	began, err := json.Marshal(w.Began)
	if err != nil {
		return fmt.Errorf("write who was accountable: %w", err)
	}
	var summary any
	if !w.EndedAt.IsZero() {
		text, err := json.Marshal(w.Summary)
		if err != nil {
			return fmt.Errorf("write the summary: %w", err)
		}
		summary = string(text)
	}
	tx.write(`insert into app.workshops (msp_id, client_id, engagement_id, number, function_id, facilitator_id, facilitator, side, started_at, ended_at, timer_until, began, shown, summary)
	          values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, coalesce($13::text[], '{}')::uuid[], $14)
	          on conflict (msp_id, engagement_id) do update set number = excluded.number, function_id = excluded.function_id, facilitator_id = excluded.facilitator_id, facilitator = excluded.facilitator,
	             side = excluded.side, started_at = excluded.started_at, ended_at = excluded.ended_at, timer_until = excluded.timer_until, began = excluded.began, shown = excluded.shown, summary = excluded.summary`,
		tx.who.MSP, e.Client, e.ID, w.Number, null(w.Function), w.Driver, w.Facilitator, w.Side, w.StartedAt, orNull(w.EndedAt), orNull(w.Until), string(began), w.Shown, summary)
	return nil
}
