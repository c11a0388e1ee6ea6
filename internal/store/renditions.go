package store

import (
	"context"

	"demarc/internal/engagement"
)

// AddRendition keeps what a version looked like when it was first shown so.
func (tx *Tx) AddRendition(e engagement.Engagement, version int, kind, sum string, size int) {
	tx.write(`insert into app.renditions (msp_id, client_id, engagement_id, version, kind, sha256, bytes, at) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		tx.who.MSP, e.Client, e.ID, version, kind, sum, size, tx.db.Now())
}

// HasRendition tells whether a version was shown in these bytes before.
func (tx *Tx) HasRendition(ctx context.Context, at engagement.ID, version int, sum string) (bool, error) {
	var has, found bool
	err := tx.ask(ctx, statement{
		sql:  `select exists (select from app.renditions where msp_id = $1 and engagement_id = $2 and version = $3 and sha256 = $4)`,
		args: []any{tx.who.MSP, at, version, sum}, read: one(&found, &has),
	})
	return has, err
}
