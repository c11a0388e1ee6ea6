package store

import (
	"github.com/jackc/pgx/v5"

	"demarc/internal/engagement"
	"demarc/internal/raci"
)

// waivers reads the reasons for leaving warnings, and the dismissed hints.
func (tx *Tx) waivers(id engagement.ID, list *[]raci.Waiver) statement {
	return statement{
		sql:  `select id, rule, about, digest, message, side, given_by, reason, given_at from app.waivers where msp_id = $1 and engagement_id = $2 order by given_at, id`,
		args: []any{tx.who.MSP, id},
		read: each(func(rows pgx.Rows) error {
			var w raci.Waiver
			err := rows.Scan(&w.ID, &w.Rule, &w.About, &w.Digest, &w.Message, &w.Side, &w.By, &w.Reason, &w.At)
			w.At = w.At.UTC()
			*list = append(*list, w)
			return err
		}),
	}
}

// AddWaiver keeps a waiver.
func (tx *Tx) AddWaiver(e engagement.Engagement, w raci.Waiver) {
	tx.write(`insert into app.waivers (msp_id, client_id, engagement_id, id, rule, about, digest, message, side, given_by, reason, given_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		tx.who.MSP, e.Client, e.ID, w.ID, w.Rule, w.About, w.Digest, w.Message, w.Side, w.By, w.Reason, w.At)
}

// RemoveWaiver takes a waiver back; the audit log remembers it.
func (tx *Tx) RemoveWaiver(at engagement.ID, id string) {
	tx.write(`delete from app.waivers where msp_id = $1 and engagement_id = $2 and id = $3`, tx.who.MSP, at, id)
}
