package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"demarc/internal/engagement"
	"demarc/internal/signing"
)

// Recipient is somebody of the next round who does not sign.
type Recipient struct {
	ID string
	signing.Signer
}

// Recipients lists who approves, acknowledges or gets a copy of the next round.
func (tx *Tx) Recipients(ctx context.Context, at engagement.ID) ([]Recipient, error) {
	var out []Recipient
	err := tx.ask(ctx, statement{
		sql:  `select id, side, role, name, title, email from app.recipients where msp_id = $1 and engagement_id = $2 order by position, id`,
		args: []any{tx.who.MSP, at},
		read: each(func(rows pgx.Rows) error {
			var r Recipient
			err := rows.Scan(&r.ID, &r.Side, &r.Role, &r.Name, &r.Title, &r.Email)
			out = append(out, r)
			return err
		}),
	})
	return out, err
}

// AddRecipient adds somebody at the end of the list.
func (tx *Tx) AddRecipient(e engagement.Engagement, r Recipient, position int) {
	tx.write(`insert into app.recipients (msp_id, client_id, engagement_id, id, side, role, name, title, email, position) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		tx.who.MSP, e.Client, e.ID, r.ID, r.Side, r.Role, r.Name, r.Title, r.Email, position)
}

// RemoveRecipient takes somebody off the list.
func (tx *Tx) RemoveRecipient(at engagement.ID, id string) {
	tx.write(`delete from app.recipients where msp_id = $1 and engagement_id = $2 and id = $3`, tx.who.MSP, at, id)
}
