package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"demarc/internal/audit"
)

// CheckChains checks the audit chain of one stream, or of all, as the owner role,
// which sees every tenant. It returns how many chains and entries held, and the first
// break as an *audit.BrokenError.
func CheckChains(ctx context.Context, ownerURL, stream string) (chains, entries int, err error) {
	conn, err := pgx.Connect(ctx, ownerURL)
	if err != nil {
		return 0, 0, fmt.Errorf("reach the database as its owner: %w", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}) // others go on writing
	if err != nil {
		return 0, 0, err
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	heads, err := headsOf(ctx, conn, stream)
	if err != nil {
		return 0, 0, err
	}
	if stream != "" && len(heads) == 0 {
		return 0, 0, fmt.Errorf("there is no chain %s", stream)
	}
	for _, h := range heads {
		known := audit.Openings{}
		rows, err := conn.Query(ctx, `select mark, field, key, value from app.personal where stream_id = $1 and value is not null`, h.Stream)
		if err != nil {
			return chains, entries, err
		}
		if err := each(func(rows pgx.Rows) error { return scanOpening(rows, known) })(rows); err != nil {
			return chains, entries, err
		}
		rows.Close()
		rows, err = conn.Query(ctx, `select seq, at, verb, subject, payload, prev, hash from app.entries where stream_id = $1 order by seq`, h.Stream)
		if err != nil {
			return chains, entries, err
		}
		all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (audit.Entry, error) { return scanEntry(rows, h.Stream, known) })
		if err != nil {
			return chains, entries, err
		}
		var bound []Bound
		rows, err = conn.Query(ctx, `select `+boundColumns+`, '' from app.checkpoint_leaves l join app.checkpoints c on c.day = l.day where l.stream_id = $1 order by c.day`, h.Stream)
		if err != nil {
			return chains, entries, err
		}
		if err := eachBound(&bound)(rows); err != nil {
			return chains, entries, err
		}
		rows.Close()
		if err := checked(all, h, known, bound); err != nil {
			return chains, entries, err
		}
		chains, entries = chains+1, entries+len(all)
	}
	return chains, entries, nil
}

func headsOf(ctx context.Context, conn *pgx.Conn, stream string) ([]audit.Head, error) {
	rows, err := conn.Query(ctx, `select stream_id::text, seq, hash, at from app.chain_heads where $1 = '' or stream_id::text = $1 order by stream_id`, stream)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (audit.Head, error) {
		var h audit.Head
		var hash []byte
		err := row.Scan(&h.Stream, &h.Seq, &hash, &h.At)
		copy(h.Hash[:], hash)
		return h, err
	})
}

// KeptCheckpoints reads all checkpoints of the instance as the owner role, the oldest
// first, as the statements that were signed; where each chain stands in them is CheckChains.
func KeptCheckpoints(ctx context.Context, ownerURL string) ([]audit.CheckpointFile, error) {
	conn, err := pgx.Connect(ctx, ownerURL)
	if err != nil {
		return nil, fmt.Errorf("reach the database as its owner: %w", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	rows, err := conn.Query(ctx, allCheckpoints)
	if err != nil {
		return nil, err
	}
	var out []audit.CheckpointFile
	err = eachCheckpoint(func(c audit.Checkpoint, s Signed) {
		out = append(out, audit.CheckpointFile{Statement: c.Statement(), Signature: s.Signature, Certificates: s.Certificates})
	})(rows)
	return out, err
}
