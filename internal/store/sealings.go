package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"demarc/internal/engagement"
	"demarc/internal/signing"
)

// Sealing is a round that everybody signed and that waits for its seal.
type Sealing struct {
	Engagement engagement.ID
	Number     string
	ClientName string
	Envelope   signing.EnvelopeID
	Version    int
	SignedAt   time.Time
	Attempts   int    // that failed
	Reason     string // of the last failure; empty while none is known
	LastAt     time.Time
	AlarmedAt  time.Time
}

// SealFailed keeps that sealing failed once more, and why.
func (tx *Tx) SealFailed(e engagement.Engagement, of signing.EnvelopeID, reason string) {
	tx.write(`insert into app.sealings as s (msp_id, client_id, engagement_id, envelope_id, attempts, reason, first_at, last_at) values ($1, $2, $3, $4, 1, $5, $6, $6)
	          on conflict (msp_id, engagement_id, envelope_id) do update set attempts = s.attempts + 1, reason = $5, last_at = $6`,
		tx.who.MSP, e.Client, e.ID, of, reason, tx.db.Now())
}

// SealAlarmed keeps that the owners were told that a round waits.
func (tx *Tx) SealAlarmed(e engagement.Engagement, of signing.EnvelopeID) {
	tx.write(`insert into app.sealings (msp_id, client_id, engagement_id, envelope_id, attempts, reason, first_at, last_at, alarmed_at) values ($1, $2, $3, $4, 0, '', $5, $5, $5)
	          on conflict (msp_id, engagement_id, envelope_id) do update set alarmed_at = $5`,
		tx.who.MSP, e.Client, e.ID, of, tx.db.Now())
}

// Sealings lists what waits for its seal, the oldest first.
func (tx *Tx) Sealings(ctx context.Context) ([]Sealing, error) {
	var out []Sealing
	err := tx.ask(ctx, statement{
		sql: `select v.engagement_id, e.number, c.name, v.id, v.version, v.ended_at, coalesce(s.attempts, 0), coalesce(s.reason, ''), s.last_at, s.alarmed_at
		        from app.envelopes v
		        join app.engagements e on e.msp_id = v.msp_id and e.engagement_id = v.engagement_id
		        join app.clients c on c.msp_id = v.msp_id and c.client_id = v.client_id
		        left join app.sealings s on s.msp_id = v.msp_id and s.engagement_id = v.engagement_id and s.envelope_id = v.id
		       where v.msp_id = $1 and v.state = 'signed' order by v.ended_at, v.id`,
		args: []any{tx.who.MSP},
		read: each(func(rows pgx.Rows) error {
			var s Sealing
			var signed, last, alarmed *time.Time
			err := rows.Scan(&s.Engagement, &s.Number, &s.ClientName, &s.Envelope, &s.Version, &signed, &s.Attempts, &s.Reason, &last, &alarmed)
			s.SignedAt, s.LastAt, s.AlarmedAt = timeOf(signed), timeOf(last), timeOf(alarmed)
			out = append(out, s)
			return err
		}),
	})
	return out, err
}
