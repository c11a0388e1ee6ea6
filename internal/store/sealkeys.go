package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"demarc/internal/access"
)

// SealKey is a stored key of the seal, wrapped.
type SealKey struct {
	ID          string
	Kind        string // own, brought
	Certificate string // fingerprint of the seal certificate
	Wrapped     []byte
	NotBefore   time.Time
	NotAfter    time.Time
	MadeAt      time.Time
	RetiredAt   time.Time
	RevokedFrom time.Time
}

// SealKeys lists the keys, oldest first.
func (db *DB) SealKeys(ctx context.Context) ([]SealKey, error) {
	var out []SealKey
	err := db.lobby(ctx, access.Actor{}, statement{
		sql: `select id, kind, certificate, wrapped, not_before, not_after, made_at, retired_at, revoked_from from app.seal_keys order by made_at, id`,
		read: each(func(rows pgx.Rows) error {
			var k SealKey
			var retired, revoked *time.Time
			err := rows.Scan(&k.ID, &k.Kind, &k.Certificate, &k.Wrapped, &k.NotBefore, &k.NotAfter, &k.MadeAt, &retired, &revoked)
			k.NotBefore, k.NotAfter, k.MadeAt, k.RetiredAt, k.RevokedFrom = k.NotBefore.UTC(), k.NotAfter.UTC(), k.MadeAt.UTC(), timeOf(retired), timeOf(revoked)
			out = append(out, k)
			return err
		}),
	})
	return out, err
}

// AddSealKey keeps a key; one of the same certificate is left as it is.
func (db *DB) AddSealKey(ctx context.Context, k SealKey) error {
	return db.lobbyWrite(ctx, statement{
		sql: `insert into app.seal_keys (id, kind, certificate, wrapped, not_before, not_after, made_at)
		      values ($1, $2, $3, $4, $5, $6, $7) on conflict (certificate) do nothing`,
		args: []any{k.ID, k.Kind, k.Certificate, k.Wrapped, k.NotBefore, k.NotAfter, k.MadeAt},
	})
}

// RetireSealKey ends the sealing of a key; RevokeSealKey says from when it counts for
// nothing. The earlier time stays.
func (db *DB) RetireSealKey(ctx context.Context, id string) error {
	return db.lobbyWrite(ctx, statement{
		sql: `update app.seal_keys set retired_at = $2 where id = $1 and retired_at is null`, args: []any{id, db.Now()},
	})
}

// RevokeSealKey takes trust from a key from a time on; of two times the earlier counts.
func (db *DB) RevokeSealKey(ctx context.Context, id string, from time.Time) error {
	return db.lobbyWrite(ctx, statement{
		sql:  `update app.seal_keys set revoked_from = least(coalesce(revoked_from, $2), $2), retired_at = coalesce(retired_at, $3) where id = $1`,
		args: []any{id, from, db.Now()},
	})
}
