package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"demarc/internal/party"
)

// ChainCheck is what the last nightly check of a chain found.
type ChainCheck struct {
	At     time.Time // zero: never checked
	Seq    int64     // up to here it holds, or here it breaks
	Reason string    // empty when it holds
	ToldAt time.Time
}

// Unchecked lists chains of all tenants that were not checked since a moment, by stream.
// One that was checked before is listed even if nothing is left of it.
func (db *DB) Unchecked(ctx context.Context, since time.Time) ([]ChainEnd, error) {
	var out []ChainEnd
	err := db.sweep(ctx, statement{
		sql: `select msp_id, coalesce(h.client_id::text, c.client_id::text, ''), stream_id, coalesce(h.seq, 0), coalesce(h.hash, ''), coalesce(h.at, c.checked_at)
		        from app.chain_heads h full join app.chain_checks c using (msp_id, stream_id)
		       where c.checked_at is null or c.checked_at < $1 order by stream_id`,
		args: []any{since}, read: eachEnd(&out),
	})
	return out, err
}

// BrokenChains counts the chains of all tenants that did not hold when they were last
// checked.
func (db *DB) BrokenChains(ctx context.Context) (int, error) {
	var n int
	var found bool
	err := db.sweep(ctx, statement{sql: `select count(*) from app.chain_checks where reason <> ''`, read: one(&found, &n)})
	return n, err
}

func (tx *Tx) chainCheck(stream string, c *ChainCheck) statement {
	return statement{
		sql:  `select checked_at, seq, reason, told_at from app.chain_checks where msp_id = $1 and stream_id = $2`,
		args: []any{tx.who.MSP, stream},
		read: each(func(rows pgx.Rows) error {
			var told *time.Time
			err := rows.Scan(&c.At, &c.Seq, &c.Reason, &told)
			c.At, c.ToldAt = c.At.UTC(), timeOf(told)
			return err
		}),
	}
}

// ChainCheck reads what the last nightly check of a chain found.
func (tx *Tx) ChainCheck(ctx context.Context, stream string) (c ChainCheck, err error) {
	return c, tx.ask(ctx, tx.chainCheck(stream, &c))
}

// SaveChainCheck keeps what a check of a chain found.
func (tx *Tx) SaveChainCheck(stream string, client party.ClientID, c ChainCheck) {
	tx.write(`insert into app.chain_checks (msp_id, client_id, stream_id, checked_at, seq, reason, told_at) values ($1, $2, $3, $4, $5, $6, $7)
	          on conflict (msp_id, stream_id) do update set checked_at = $4, seq = $5, reason = $6, told_at = $7`,
		tx.who.MSP, null(client), stream, c.At, c.Seq, c.Reason, orNull(c.ToldAt))
}
