package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/party"
)

// Signed is the signature under a checkpoint.
type Signed struct {
	Signature    []byte
	Certificates string // who signed and those above, as PEM
	MadeAt       time.Time
}

// Bound is the place of a chain in a signed checkpoint.
type Bound struct {
	audit.Bound
	Signed
	Name string // what people call the chain; read by Places only
}

// Publish makes the checkpoint of a day over all chains that went on since they were last
// bound, in one transaction that sees nothing but their ends. It says nothing and does
// nothing when there is one of that day or later, or when every chain rests. sign gets
// the statement.
func (db *DB) Publish(ctx context.Context, day string, sign func(statement string) (Signed, error)) (made bool, err error) {
	err = db.fresh(func() error {
		made = false
		return db.run(ctx, access.Actor{Side: "sweep"}, false, func(tx *Tx) error {
			tx.Private()
			moved, before, err := tx.wentOn(ctx, day)
			if err != nil || len(moved) == 0 {
				return err
			}
			leaves := make([]audit.Leaf, len(moved))
			for i, m := range moved {
				leaves[i] = audit.Leaf{Stream: m.Stream, Seq: m.Seq, Hash: m.Hash}
			}
			c := audit.Checkpoint{Day: day, Leaves: len(leaves), Before: before}
			var paths []audit.Path
			c.Root, paths = audit.Tree(leaves)
			s, err := sign(c.Statement())
			if err != nil {
				return err
			}
			tx.write(`insert into app.checkpoints (day, chains, root, before, signature, certificates, made_at) values ($1::date, $2, $3, $4, $5, $6, $7)`,
				c.Day, c.Leaves, c.Root[:], c.Before[:], s.Signature, s.Certificates, s.MadeAt)
			for i, m := range moved {
				tx.write(`insert into app.checkpoint_leaves (msp_id, client_id, stream_id, day, seq, hash, path) values ($1, $2, $3, $4::date, $5, $6, $7)`,
					m.MSP, null(m.Client), m.Stream, c.Day, m.Seq, m.Hash[:], paths[i].Strings())
			}
			made = true
			return tx.tellMSPs(ctx, moved, day)
		})
	})
	return made && err == nil, err
}

// tellMSPs enqueues, for each MSP with a chain in a checkpoint, to tell it.
func (tx *Tx) tellMSPs(ctx context.Context, moved []ChainEnd, day string) error {
	told := map[party.MSPID]bool{}
	for _, m := range moved {
		if told[m.MSP] {
			continue
		}
		told[m.MSP] = true
		if err := tx.Enqueue(ctx, Job{Task: TellCheckpoint, MSP: string(m.MSP), Subject: day}); err != nil {
			return err
		}
	}
	return nil
}

// wentOn lists the ends of chains that went on since their last checkpoint, by stream, and
// the sum of the last one; nothing when there is one of this day or later. An entry that
// says that a checkpoint was published moves nothing.
func (tx *Tx) wentOn(ctx context.Context, day string) ([]ChainEnd, [32]byte, error) {
	var last audit.Checkpoint
	var found bool
	var root, before []byte
	var out []ChainEnd
	err := tx.ask(ctx,
		statement{
			sql:  `select day::text, chains, root, before from app.checkpoints order by day desc limit 1`,
			read: one(&found, &last.Day, &last.Leaves, &root, &before),
		},
		statement{
			sql: `select h.msp_id, coalesce(h.client_id::text, ''), h.stream_id, h.seq, h.hash, h.at
			        from app.chain_heads h
			       cross join lateral (select coalesce(max(l.seq), 0) as seq from app.checkpoint_leaves l where l.msp_id = h.msp_id and l.stream_id = h.stream_id) b
			       where h.seq - b.seq > (select count(*) from app.entries e
			              where e.msp_id = h.msp_id and e.stream_id = h.stream_id and e.seq > b.seq and e.verb = $1)
			       order by h.stream_id`,
			args: []any{audit.CheckpointPublished},
			read: eachEnd(&out),
		})
	if err != nil || !found {
		return out, [32]byte{}, err
	}
	if last.Day >= day {
		return nil, [32]byte{}, nil
	}
	copy(last.Root[:], root)
	copy(last.Before[:], before)
	return out, last.Sum(), nil
}

// Checkpoints lists all checkpoints, the oldest first.
func (db *DB) Checkpoints(ctx context.Context) ([]audit.Checkpoint, []Signed, error) {
	var out []audit.Checkpoint
	var by []Signed
	err := db.lobby(ctx, access.Actor{}, statement{sql: allCheckpoints, read: eachCheckpoint(func(c audit.Checkpoint, s Signed) {
		out, by = append(out, c), append(by, s)
	})})
	return out, by, err
}

const allCheckpoints = `select day::text, chains, root, before, signature, certificates, made_at from app.checkpoints order by day`

func eachCheckpoint(take func(audit.Checkpoint, Signed)) func(pgx.Rows) error {
	return each(func(rows pgx.Rows) error {
		var c audit.Checkpoint
		var s Signed
		var root, before []byte
		err := rows.Scan(&c.Day, &c.Leaves, &root, &before, &s.Signature, &s.Certificates, &s.MadeAt)
		copy(c.Root[:], root)
		copy(c.Before[:], before)
		take(c, s)
		return err
	})
}

const boundColumns = `c.day::text, c.chains, c.root, c.before, c.signature, c.certificates, c.made_at, l.stream_id, l.seq, l.hash, l.path`

// bound reads where a chain stands in checkpoints, the oldest first.
func (tx *Tx) bound(stream string, out *[]Bound) statement {
	return statement{
		sql: `select ` + boundColumns + `, '' from app.checkpoint_leaves l join app.checkpoints c on c.day = l.day
		       where l.msp_id = $1 and l.stream_id = $2 order by c.day`,
		args: []any{tx.who.MSP, stream}, read: eachBound(out),
	}
}

// Bound reads where the record of an engagement stands in checkpoints, the oldest first.
func (tx *Tx) Bound(ctx context.Context, id engagement.ID) ([]Bound, error) {
	var out []Bound
	return out, tx.ask(ctx, tx.bound(string(id), &out))
}

// Places reads all chains of the tenant that the checkpoint of a day binds, as far as the
// actor may see them.
func (tx *Tx) Places(ctx context.Context, day string) ([]Bound, error) {
	var out []Bound
	err := tx.ask(ctx, statement{
		sql: `select ` + boundColumns + `, coalesce(e.number, m.name)
		        from app.checkpoint_leaves l
		        join app.checkpoints c on c.day = l.day
		        join app.msps m on m.msp_id = l.msp_id
		        left join app.engagements e on e.msp_id = l.msp_id and e.engagement_id = l.stream_id
		       where l.msp_id = $1 and l.day::text = $2 order by l.stream_id`,
		args: []any{tx.who.MSP, day}, read: eachBound(&out),
	})
	return out, err
}

// CheckpointDays lists the days on which a checkpoint binds something of the tenant that
// the actor may see, the newest first.
func (tx *Tx) CheckpointDays(ctx context.Context) ([]audit.Checkpoint, error) {
	var out []audit.Checkpoint
	err := tx.ask(ctx, statement{
		sql: `select c.day::text, count(*), c.root, c.before from app.checkpoint_leaves l join app.checkpoints c on c.day = l.day
		       where l.msp_id = $1 group by c.day order by c.day desc limit 400`,
		args: []any{tx.who.MSP},
		read: each(func(rows pgx.Rows) error {
			var c audit.Checkpoint
			var root, before []byte
			err := rows.Scan(&c.Day, &c.Leaves, &root, &before)
			copy(c.Root[:], root)
			copy(c.Before[:], before)
			out = append(out, c)
			return err
		}),
	})
	return out, err
}

// Published tells whether the MSP's own record says that a checkpoint was published.
func (tx *Tx) Published(ctx context.Context, day string) (bool, error) {
	var said, found bool
	err := tx.ask(ctx, statement{
		sql:  `select exists (select from app.entries where msp_id = $1 and stream_id = $1 and verb = $2 and subject = $3)`,
		args: []any{tx.who.MSP, audit.CheckpointPublished, day}, read: one(&found, &said),
	})
	return said, err
}

func eachBound(out *[]Bound) func(pgx.Rows) error {
	return each(func(rows pgx.Rows) error {
		var b Bound
		var root, before, hash []byte
		var path []string
		err := rows.Scan(&b.Day, &b.Leaves, &root, &before, &b.Signature, &b.Certificates, &b.MadeAt, &b.Stream, &b.Seq, &hash, &path, &b.Name)
		if err != nil {
			return err
		}
		copy(b.Root[:], root)
		copy(b.Before[:], before)
		copy(b.Hash[:], hash)
		// A way that cannot be read leads nowhere, which the check says.
		b.Path, _ = audit.ParsePath(path)
		*out = append(*out, b)
		return nil
	})
}
