package store

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/raci"
)

// Channel is where commits are announced, with ids only: any role of the database
// can listen.
const Channel = "demarc"

// Record appends an entry to the engagement's chain when the transaction commits.
// Actor and request are the transaction's own.
func (tx *Tx) Record(at engagement.Engagement, verb audit.Verb, f audit.Fact) {
	tx.record(string(at.ID), string(at.Client), verb, f)
}

// RecordForMSP appends an entry to the MSP's own chain; client is set when the
// entry is about one client.
func (tx *Tx) RecordForMSP(client party.ClientID, verb audit.Verb, f audit.Fact) {
	tx.record(string(tx.who.MSP), string(client), verb, f)
}

func (tx *Tx) record(stream, client string, verb audit.Verb, f audit.Fact) {
	f.Actor = audit.Who{Kind: string(tx.who.Kind), ID: string(tx.who.User), Name: tx.who.Name, Email: tx.who.Email, Side: string(tx.who.Side), Role: string(tx.who.Role), Auth: strings.Fields(tx.who.Auth), Session: tx.who.Session}
	source := "web"
	switch tx.who.Kind {
	case access.Signer:
		f.Actor.ID = tx.who.SignerID
	case access.System:
		f.Actor.Side, source = "", "job"
	case access.Person:
		f.Actor.Org = tx.who.MSPName
		if tx.who.Side == party.Client {
			f.Actor.Org = tx.who.ClientName
		}
	}
	if f.Source == "" {
		f.Source = source
	}
	from := tx.who.Request
	f.Request = audit.Request{ID: from.ID, IP: from.IP, Agent: from.Agent, IPFrom: from.IPFrom, Zone: from.Zone}
	tx.records = append(tx.records, record{stream: stream, client: client, verb: verb, fact: f})
}

// lockHead reads and locks the end of a chain. Every change of an engagement takes
// this lock first, so that changes of one engagement never cross.
func (tx *Tx) lockHead(stream string) statement {
	h := &audit.Head{Stream: stream}
	return statement{
		sql:  `select seq, hash, at, digest_at is not null, ` + ownMarks + ` from app.chain_heads where msp_id = $1 and stream_id = $2 for update`,
		args: []any{tx.who.MSP, stream, tx.self()},
		read: func(rows pgx.Rows) error {
			if !rows.Next() {
				return nil
			}
			var hash []byte
			var awaited bool
			var marks string
			if err := rows.Scan(&h.Seq, &hash, &h.At, &awaited, &marks); err != nil {
				return err
			}
			if err := tx.readMarks(stream, marks); err != nil {
				return err
			}
			tx.awaited[stream] = awaited
			h.Hash = [32]byte(hash)
			tx.heads[stream] = h
			return nil
		},
	}
}

// commit computes the entries, and sends waiting writes, entries, heads and the end of
// the transaction in one round trip. Then it is announced.
func (tx *Tx) commit(ctx context.Context) error {
	for _, r := range tx.records {
		if tx.heads[r.stream] == nil {
			if err := tx.ask(ctx, tx.lockHead(r.stream)); err != nil {
				return err
			}
		}
		if tx.heads[r.stream] == nil {
			tx.write(`insert into app.chain_heads (msp_id, client_id, stream_id, seq, hash, at) values ($1, $2, $3, 0, $4, $5)`,
				tx.who.MSP, null(r.client), r.stream, make([]byte, 32), time.Unix(0, 0).UTC())
			tx.heads[r.stream] = &audit.Head{Stream: r.stream}
		}
	}
	now := tx.db.Now()
	if err := tx.awaitDigest(ctx, now); err != nil {
		return err
	}
	told := map[string]bool{}
	var tell []string
	for _, r := range tx.records {
		hidden, err := tx.hide(r)
		if err != nil {
			return err
		}
		e, next, err := tx.heads[r.stream].Next(now, r.verb, hidden)
		if err != nil {
			return err
		}
		tx.heads[r.stream] = &next
		tx.write(`insert into app.entries (msp_id, client_id, stream_id, seq, at, verb, subject, payload, prev, hash) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			tx.who.MSP, null(r.client), r.stream, e.Seq, e.At, e.Verb, r.fact.Subject, e.Payload, e.Prev[:], e.Hash[:])
		tell = append(tell, Announcement{Stream: r.stream, Seq: e.Seq, Verb: e.Verb, Subject: r.fact.Subject}.String())
	}
	for _, r := range tx.records {
		if h := tx.heads[r.stream]; !told[r.stream] {
			told[r.stream] = true
			tx.write(`update app.chain_heads set seq = $3, hash = $4, at = $5 where msp_id = $1 and stream_id = $2`, tx.who.MSP, r.stream, h.Seq, h.Hash[:], h.At)
		}
	}
	if err := tx.send(ctx, true); isLost(err) {
		return unsure(err)
	} else if err != nil {
		return err
	}
	tx.db.announcer.tell(tell)
	return nil
}

// Entries reads a chain after seq, at most limit entries, for the history screen and
// for a live stream that lost its connection.
func (tx *Tx) Entries(ctx context.Context, stream string, after int64, limit int) ([]audit.Entry, error) {
	var out []audit.Entry
	known := audit.Openings{}
	err := tx.ask(ctx, tx.openings(stream, known), statement{
		sql: `select seq, at, verb, subject, payload, prev, hash from app.entries
		       where msp_id = $1 and stream_id = $2 and seq > $3 order by seq limit $4`,
		args: []any{tx.who.MSP, stream, after, limit},
		read: each(func(rows pgx.Rows) error {
			e, err := scanEntry(rows, stream, known)
			out = append(out, e)
			return err
		}),
	})
	return out, err
}

// Latest reads the newest entries of a chain, the newest first.
func (tx *Tx) Latest(ctx context.Context, stream string, limit int) ([]audit.Entry, error) {
	var out []audit.Entry
	known := audit.Openings{}
	err := tx.ask(ctx, tx.openings(stream, known), statement{
		sql: `select seq, at, verb, subject, payload, prev, hash from app.entries
		       where msp_id = $1 and stream_id = $2 order by seq desc limit $3`,
		args: []any{tx.who.MSP, stream, limit},
		read: each(func(rows pgx.Rows) error {
			e, err := scanEntry(rows, stream, known)
			out = append(out, e)
			return err
		}),
	})
	return out, err
}

// Chain reads a whole chain with its head, to check it or print it.
func (tx *Tx) Chain(ctx context.Context, stream string) ([]audit.Entry, audit.Head, error) {
	return tx.chain(ctx, stream, audit.Openings{})
}

func (tx *Tx) chain(ctx context.Context, stream string, known audit.Openings, also ...statement) ([]audit.Entry, audit.Head, error) {
	head := audit.Head{Stream: stream}
	var all []audit.Entry
	var hash []byte
	var found bool
	err := tx.ask(ctx, append(also,
		statement{
			sql:  `select seq, hash, at from app.chain_heads where msp_id = $1 and stream_id = $2`,
			args: []any{tx.who.MSP, stream}, read: one(&found, &head.Seq, &hash, &head.At),
		},
		tx.openings(stream, known),
		statement{
			sql:  `select seq, at, verb, subject, payload, prev, hash from app.entries where msp_id = $1 and stream_id = $2 order by seq`,
			args: []any{tx.who.MSP, stream},
			read: each(func(rows pgx.Rows) error {
				e, err := scanEntry(rows, stream, known)
				all = append(all, e)
				return err
			}),
		})...)
	if err != nil {
		return nil, head, err
	}
	if !found {
		return nil, head, gone
	}
	copy(head.Hash[:], hash)
	return all, head, nil
}

func scanEntry(rows pgx.Rows, stream string, known audit.Openings) (audit.Entry, error) {
	e := audit.Entry{Stream: stream}
	var subject string
	var prev, hash []byte
	if err := rows.Scan(&e.Seq, &e.At, &e.Verb, &subject, &e.Payload, &prev, &hash); err != nil {
		return e, err
	}
	if len(prev) != 32 || len(hash) != 32 {
		return e, &audit.BrokenError{Stream: stream, Seq: e.Seq, Reason: "its hash is not one of 32 bytes"}
	}
	e.At = e.At.UTC()
	e.Prev, e.Hash = [32]byte(prev), [32]byte(hash)
	// A payload that cannot be read is shown as it is; the chain check judges it.
	_ = e.Open(known)
	return e, nil
}

// story is what the record says of one row, the newest first: what was done to it, and
// the acts on many rows that name it among them as key@revision.
func (tx *Tx) story(at engagement.ID, fn raci.FunctionID, known audit.Openings, out *[]audit.Entry) statement {
	return statement{
		sql: `select e.seq, e.at, e.verb, e.subject, e.payload, e.prev, e.hash
		        from app.entries e
		        join app.functions f on f.msp_id = e.msp_id and f.engagement_id = e.stream_id and f.id = $3
		       where e.msp_id = $1 and e.stream_id = $2
		         and (e.subject = f.id::text
		          or e.verb = any ($4) and position(f.key || '@' in e.payload) > 0)
		       order by e.seq desc limit 200`,
		args: []any{tx.who.MSP, at, fn, []audit.Verb{audit.RowsAgreed, audit.ModeChanged}},
		read: each(func(rows pgx.Rows) error {
			e, err := scanEntry(rows, string(at), known)
			*out = append(*out, e)
			return err
		}),
	}
}

// Story reads what the record says of one row, the newest first.
func (tx *Tx) Story(ctx context.Context, at engagement.ID, fn raci.FunctionID) ([]audit.Entry, error) {
	var out []audit.Entry
	known := audit.Openings{}
	return out, tx.ask(ctx, tx.openings(string(at), known), tx.story(at, fn, known, &out))
}

// ChangedRows reads what was done to rows since a moment, or since a version was frozen
// when its number is not 0: one entry for each row and verb, and those that name many.
func (tx *Tx) ChangedRows(ctx context.Context, at engagement.ID, since time.Time, version int) ([]audit.Entry, error) {
	var out []audit.Entry
	var frozen *time.Time
	var found bool
	err := tx.ask(ctx,
		statement{
			sql:  `select max(frozen_at) from app.versions where msp_id = $1 and engagement_id = $2 and number = $3`,
			args: []any{tx.who.MSP, at, version}, read: one(&found, &frozen),
		},
		statement{
			sql: `select distinct on (e.verb, e.subject, l.named) e.verb, e.subject, l.named
			        from app.entries e
			       cross join lateral (select case when e.verb = $5 then e.payload else '' end as named) l
			       where e.msp_id = $1 and e.stream_id = $2 and e.subject <> ''
			         and e.at >= coalesce((select v.frozen_at from app.versions v where v.msp_id = $1 and v.engagement_id = $2 and v.number = $4), $3)`,
			args: []any{tx.who.MSP, at, since, version, audit.ModeChanged},
			read: each(func(rows pgx.Rows) error {
				var e audit.Entry
				var subject string
				if err := rows.Scan(&e.Verb, &subject, &e.Payload); err != nil {
					return err
				}
				e.Fact, _ = audit.Read(e.Payload)
				e.Fact.Subject = subject
				out = append(out, e)
				return nil
			}),
		})
	if err == nil && version > 0 && frozen == nil {
		err = gone
	}
	return out, err
}
