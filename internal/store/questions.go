package store

import (
	"github.com/jackc/pgx/v5"

	"demarc/internal/engagement"
	"demarc/internal/signing"
)

// AddQuestion keeps what somebody of a round asked, until it is erased.
func (tx *Tx) AddQuestion(e engagement.Engagement, of signing.EnvelopeID, s signing.Signer, q signing.Question) {
	tx.write(`insert into app.questions (msp_id, client_id, engagement_id, envelope_id, signer_id, id, side, at, words) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		tx.who.MSP, e.Client, e.ID, of, s.ID, q.ID, s.Side, q.At, q.Words)
}

// questions reads those of one round or of all, the newest first. The MSP reads them
// all, a client those of its own people, and whoever comes by a link none.
func (tx *Tx) questions(at engagement.ID, envelope string, out map[signing.EnvelopeID][]signing.Question) statement {
	return statement{
		sql: `select envelope_id, id, signer_id, at, words from app.questions
		       where msp_id = $1 and engagement_id = $2 and ($3::uuid is null or envelope_id = $3::uuid) order by at desc, id`,
		args: []any{tx.who.MSP, at, null(envelope)},
		read: each(func(rows pgx.Rows) error {
			var of signing.EnvelopeID
			var q signing.Question
			err := rows.Scan(&of, &q.ID, &q.Signer, &q.At, &q.Words)
			q.At = q.At.UTC()
			out[of] = append(out[of], q)
			return err
		}),
	}
}
