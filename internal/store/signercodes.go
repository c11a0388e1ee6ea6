package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"demarc/internal/engagement"
	"demarc/internal/signing"
)

// AddSignerCode makes room for a one-time code; the job that mails it makes the digits.
func (tx *Tx) AddSignerCode(e engagement.Engagement, of signing.EnvelopeID, c signing.Code) {
	tx.write(`insert into app.signer_codes (msp_id, client_id, engagement_id, envelope_id, signer_id, id, made_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		tx.who.MSP, e.Client, e.ID, of, c.Signer, c.ID, tx.db.Now(), c.ExpiresAt)
}

// SignerCode reads a code and tells whether the digits are its own. One that is not
// there has no id.
func (tx *Tx) SignerCode(ctx context.Context, at engagement.ID, id, digits string) (c signing.Code, right bool, err error) {
	err = tx.ask(ctx, statement{
		sql:  `select id, signer_id, tries, expires_at, used_at, hash <> '' and hash = $4 from app.signer_codes where msp_id = $1 and engagement_id = $2 and id = $3`,
		args: []any{tx.who.MSP, at, id, HashToken(id + digits)},
		read: each(func(rows pgx.Rows) error {
			var used *time.Time
			err := rows.Scan(&c.ID, &c.Signer, &c.Tries, &c.ExpiresAt, &used, &right)
			c.UsedAt = timeOf(used)
			return err
		}),
	})
	return c, right, err
}

// SetSignerCode keeps the hash of a code that is about to be mailed.
func (tx *Tx) SetSignerCode(at engagement.ID, id, digits string) {
	tx.write(`update app.signer_codes set hash = $4 where msp_id = $1 and engagement_id = $2 and id = $3`, tx.who.MSP, at, id, HashToken(id+digits))
}

// SaveSignerCode keeps what became of a code.
func (tx *Tx) SaveSignerCode(at engagement.ID, c signing.Code) {
	tx.write(`update app.signer_codes set tries = $4, used_at = $5 where msp_id = $1 and engagement_id = $2 and id = $3`, tx.who.MSP, at, c.ID, c.Tries, orNull(c.UsedAt))
}
