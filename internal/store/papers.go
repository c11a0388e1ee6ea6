package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"demarc/internal/engagement"
	"demarc/internal/signing"
)

// AddPaper keeps a copy that was signed outside, with its bytes.
func (tx *Tx) AddPaper(e engagement.Engagement, of signing.EnvelopeID, p signing.Paper, data []byte) {
	tx.write(`insert into app.papers (msp_id, client_id, engagement_id, envelope_id, id, side, by_name, at, kind, statement, data, sha256)
	          values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		tx.who.MSP, e.Client, e.ID, of, p.ID, p.Side, p.By, p.At, p.Kind, p.Statement, data, p.SHA256)
}

// AnswerPaper keeps what the other side said of a copy that waited.
func (tx *Tx) AnswerPaper(at engagement.ID, p signing.Paper) {
	tx.write(`update app.papers set state = $4, answered_by = $5, answered_at = $6, reason = $7 where msp_id = $1 and engagement_id = $2 and id = $3 and state = 'waiting'`,
		tx.who.MSP, at, p.ID, p.State, p.AnsweredBy, p.AnsweredAt, p.Reason)
}

// PaperData is the file of a copy.
func (tx *Tx) PaperData(ctx context.Context, at engagement.ID, id string) ([]byte, error) {
	var data []byte
	var found bool
	err := tx.ask(ctx, statement{
		sql:  `select data from app.papers where msp_id = $1 and engagement_id = $2 and id = $3`,
		args: []any{tx.who.MSP, at, id}, read: one(&found, &data),
	})
	if err == nil && !found {
		err = gone
	}
	return data, err
}

// papers reads the copies of one round or of all, the newest first, without their bytes.
func (tx *Tx) papers(at engagement.ID, envelope string, out map[signing.EnvelopeID][]signing.Paper) statement {
	return statement{
		sql: `select envelope_id, id, side, by_name, at, kind, statement, sha256, length(data), state, answered_by, answered_at, reason
		        from app.papers where msp_id = $1 and engagement_id = $2 and ($3::uuid is null or envelope_id = $3::uuid) order by at desc, id`,
		args: []any{tx.who.MSP, at, null(envelope)},
		read: each(func(rows pgx.Rows) error {
			var of signing.EnvelopeID
			var p signing.Paper
			var answered *time.Time
			err := rows.Scan(&of, &p.ID, &p.Side, &p.By, &p.At, &p.Kind, &p.Statement, &p.SHA256, &p.Size, &p.State, &p.AnsweredBy, &answered, &p.Reason)
			p.At, p.AnsweredAt = p.At.UTC(), timeOf(answered)
			out[of] = append(out[of], p)
			return err
		}),
	}
}
