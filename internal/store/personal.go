package store

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"demarc/internal/audit"
	"demarc/internal/engagement"
)

// whose is a personal value in a chain: somebody's, kept where a client's people may see
// it or not. One that is there already keeps its mark.
type whose struct{ stream, client, about, field, value string }

// ownMarks selects, with the end of a chain, what the actor has in it already, so that an
// edit writes no more than its entry.
const ownMarks = `coalesce((select json_agg(json_build_array(coalesce(p.client_id::text, ''), p.field, p.value, p.key))
	from app.personal p where p.msp_id = $1 and p.stream_id = $2 and p.about = $3 and p.value is not null), '[]')::text`

func (tx *Tx) readMarks(stream, list string) error {
	var rows [][4]string
	if err := json.Unmarshal([]byte(list), &rows); err != nil {
		return fmt.Errorf("read the marks of %s: %w", stream, err)
	}
	for _, r := range rows {
		tx.marks[whose{stream, r[0], tx.self(), r[1], r[2]}] = audit.Opening{Field: r[1], Value: r[2], Key: r[3]}
	}
	return nil
}

// self is the actor's id as entries have it.
func (tx *Tx) self() string {
	if tx.who.SignerID != "" {
		return tx.who.SignerID
	}
	return string(tx.who.User)
}

// hide puts marks in the place of the personal values of an entry, and keeps the values.
func (tx *Tx) hide(r record) (audit.Fact, error) {
	var failed error
	hidden := r.fact.Hide(r.verb, func(field, value string) audit.Opening {
		w := whose{r.stream, r.client, audit.Whose(r.verb, r.fact, field), field, value}
		o, ok := tx.marks[w]
		if ok {
			return o
		}
		key := make([]byte, 16)
		if _, err := rand.Read(key); err != nil {
			failed = err
		}
		o = audit.Opening{Field: field, Key: hex.EncodeToString(key), Value: value}
		tx.marks[w] = o
		tx.write(`insert into app.personal (msp_id, client_id, stream_id, mark, about, field, key, value) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
			tx.who.MSP, null(r.client), r.stream, o.Mark(), w.about, field, o.Key, value)
		return o
	})
	return hidden, failed
}

// openings reads the personal values of a chain, for the statement after it.
func (tx *Tx) openings(stream string, known audit.Openings) statement {
	return statement{
		sql:  `select mark, field, key, value from app.personal where msp_id = $1 and stream_id = $2 and value is not null`,
		args: []any{tx.who.MSP, stream},
		read: each(func(rows pgx.Rows) error { return scanOpening(rows, known) }),
	}
}

func scanOpening(rows pgx.Rows, known audit.Openings) error {
	var mark string
	var o audit.Opening
	if err := rows.Scan(&mark, &o.Field, &o.Key, &o.Value); err != nil {
		return err
	}
	known.Add(mark, o)
	return nil
}

// CheckedChain is Chain held against everything that is kept about it: its own hashes and
// end, the personal values beside it, and the checkpoints it stands in, which it returns.
// Their signatures are not looked at here.
func (tx *Tx) CheckedChain(ctx context.Context, stream string) ([]audit.Entry, audit.Head, []Bound, error) {
	known := audit.Openings{}
	var bound []Bound
	log, head, err := tx.chain(ctx, stream, known, tx.bound(stream, &bound))
	if errors.Is(err, gone) {
		err = &audit.BrokenError{Stream: stream, Seq: 1, Reason: "the end of the record, which is kept apart, is gone"}
	}
	if err == nil {
		err = checked(log, head, known, bound)
	}
	return log, head, bound, err
}

func checked(log []audit.Entry, head audit.Head, known audit.Openings, bound []Bound) error {
	if err := audit.Check(log, head); err != nil {
		return err
	}
	if err := audit.CheckPersonal(log, known); err != nil {
		return err
	}
	places := make([]audit.Bound, len(bound))
	for i, b := range bound {
		places[i] = b.Bound
	}
	return audit.CheckBound(log, places)
}

// Marks lists the marks of what the record of an engagement keeps about one person.
func (tx *Tx) Marks(ctx context.Context, id engagement.ID, about string) ([]string, error) {
	var out []string
	err := tx.ask(ctx, statement{
		sql:  `select mark from app.personal where msp_id = $1 and stream_id = $2 and about = $3 and value is not null order by mark`,
		args: []any{tx.who.MSP, id, about},
		read: each(func(rows pgx.Rows) error {
			var m string
			err := rows.Scan(&m)
			out = append(out, m)
			return err
		}),
	})
	return out, err
}

// Erased tells whether what the record of an engagement kept about a person was erased.
func (tx *Tx) Erased(ctx context.Context, id engagement.ID, about string) (bool, error) {
	var was, found bool
	err := tx.ask(ctx, statement{
		sql:  `select exists (select from app.entries where msp_id = $1 and stream_id = $2 and verb = $3 and subject = $4)`,
		args: []any{tx.who.MSP, id, audit.PersonalErased, about}, read: one(&found, &was),
	})
	return was, err
}

// Erase takes away what the record of an engagement keeps about one person: the values
// and the keys, without which the marks say nothing; and what they asked as a signer.
func (tx *Tx) Erase(id engagement.ID, about string) {
	tx.write(`update app.personal set key = null, value = null where msp_id = $1 and stream_id = $2 and about = $3`, tx.who.MSP, id, about)
	tx.write(`update app.questions set words = '' where msp_id = $1 and engagement_id = $2 and signer_id::text = $3`, tx.who.MSP, id, about)
}
