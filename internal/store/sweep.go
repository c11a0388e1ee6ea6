package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/signing"
)

// sweep asks across tenants, for jobs that the clock starts. Its side shows ids and
// states only, by the policies "sweep"; whatever is then done is done in one tenant.
func (db *DB) sweep(ctx context.Context, s statement) error {
	return db.ReadOnce(ctx, access.Actor{Side: "sweep"}, func(tx *Tx) error { return tx.ask(ctx, s) })
}

// MSPs lists all tenants.
func (db *DB) MSPs(ctx context.Context) ([]party.MSPID, error) {
	var out []party.MSPID
	err := db.sweep(ctx, statement{
		sql: `select msp_id from app.msps order by msp_id`,
		read: each(func(rows pgx.Rows) error {
			var id party.MSPID
			err := rows.Scan(&id)
			out = append(out, id)
			return err
		}),
	})
	return out, err
}

// Round places a signing round among all tenants.
type Round struct {
	MSP        party.MSPID
	Client     party.ClientID
	Engagement engagement.ID
	Envelope   signing.EnvelopeID
}

// Rounds lists the rounds of all tenants in one state.
func (db *DB) Rounds(ctx context.Context, state signing.State) ([]Round, error) {
	var out []Round
	err := db.sweep(ctx, statement{
		sql:  `select msp_id, client_id, engagement_id, id from app.envelopes where state = $1 order by msp_id, engagement_id, id`,
		args: []any{state},
		read: each(func(rows pgx.Rows) error {
			var r Round
			err := rows.Scan(&r.MSP, &r.Client, &r.Engagement, &r.Envelope)
			out = append(out, r)
			return err
		}),
	})
	return out, err
}

// Unsealed counts what everybody signed and what has no seal yet, among all tenants, and
// since when the oldest waits.
func (db *DB) Unsealed(ctx context.Context) (n int, oldest time.Time, err error) {
	var since *time.Time
	var found bool
	err = db.sweep(ctx, statement{
		sql:  `select count(*), min(ended_at) from app.envelopes where state = $1`,
		args: []any{signing.Signed}, read: one(&found, &n, &since),
	})
	return n, timeOf(since), err
}

// ChainEnd is the end of one chain among all tenants; an MSP's own has no client.
type ChainEnd struct {
	MSP    party.MSPID
	Client party.ClientID
	audit.Head
}

// eachEnd reads ends of chains.
func eachEnd(out *[]ChainEnd) func(pgx.Rows) error {
	return each(func(rows pgx.Rows) error {
		var c ChainEnd
		var hash []byte
		err := rows.Scan(&c.MSP, &c.Client, &c.Stream, &c.Seq, &hash, &c.At)
		copy(c.Hash[:], hash)
		c.At = c.At.UTC()
		*out = append(*out, c)
		return err
	})
}
