package store

import (
	"context"
	"fmt"
	"reflect"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/fault"
)

// Tx is a transaction in the scope of one actor.
type Tx struct {
	db       *DB
	conn     *pgxpool.Conn
	who      access.Actor
	readOnly bool
	open     bool
	once     bool // the first question is the last
	writes   []statement
	records  []record
	heads    map[string]*audit.Head
	awaited  map[string]bool // streams whose next daily letter is planned
	marks    map[whose]audit.Opening
	enqueued bool
	private  bool
	edits    edits
}

// statement is one SQL statement with what to do with its rows.
type statement struct {
	sql  string
	args []any
	read func(pgx.Rows) error // nil: no rows are expected
}

type record struct {
	stream string
	client string
	verb   audit.Verb
	fact   audit.Fact
}

// Private says that what this Change keeps has no place in the record: it is for the
// eyes of its actor alone, by policy, as a comment in a review that was not sent yet;
// or the record has what it is part of, as the hash of a link in a letter.
func (tx *Tx) Private() { tx.private = true }

// Who is the actor the transaction was opened for.
func (tx *Tx) Who() access.Actor { return tx.who }

// ask sends statements and reads their rows, in one round trip; the first question
// of a transaction carries the scope with it. Waiting writes go first, so that a
// question sees them.
func (tx *Tx) ask(ctx context.Context, ss ...statement) error { return tx.send(ctx, tx.once, ss...) }

// write keeps a statement until the next question or the commit.
func (tx *Tx) write(sql string, args ...any) {
	tx.writes = append(tx.writes, statement{sql: sql, args: args})
}

func (tx *Tx) send(ctx context.Context, last bool, ss ...statement) error {
	ss = append(tx.writes, ss...)
	tx.writes = nil
	if !tx.open {
		lines, err := scope(tx.who, tx.readOnly)
		if err != nil {
			return err
		}
		var first []statement
		for _, l := range lines {
			first = append(first, statement{sql: l})
		}
		if tx.who.Kind == access.Person && tx.who.Membership != "" {
			first = append(first, tx.stillMember())
		}
		ss = append(first, ss...)
	}
	if last {
		ss = append(ss, statement{sql: "commit"})
	}
	if err := tx.db.plans.keep(ctx, tx.conn, ss); err != nil {
		return err
	}
	tx.open = true
	if err := sendBatch(ctx, tx.conn, ss); err != nil {
		return err
	}
	tx.open = !last
	return nil
}

// stillMember checks, in the same round trip as the act, that the place in the
// session is still held with the same role: an ex-employee's session does nothing.
func (tx *Tx) stillMember() statement {
	return statement{
		sql:  `select role from app.memberships where msp_id = $1 and id = $2 and user_id = $3 and left_at is null`,
		args: []any{tx.who.MSP, tx.who.Membership, tx.who.User},
		read: func(rows pgx.Rows) error {
			var role access.Role
			if rows.Next() {
				if err := rows.Scan(&role); err != nil {
					return err
				}
			}
			if err := rows.Err(); err != nil {
				return err
			}
			if role != tx.who.Role {
				return fault.New(fault.SignIn, "Your place here has changed. Choose it again.")
			}
			return nil
		},
	}
}

func sendBatch(ctx context.Context, conn *pgxpool.Conn, ss []statement) error {
	b := &pgx.Batch{}
	for _, s := range ss {
		b.Queue(s.sql, plain(s.args)...)
	}
	res := conn.SendBatch(ctx, b)
	var first error
	for _, s := range ss {
		var err error
		if s.read == nil {
			_, err = res.Exec()
		} else {
			var rows pgx.Rows
			if rows, err = res.Query(); err == nil {
				err = s.read(rows)
				rows.Close()
				if err == nil {
					err = rows.Err()
				}
			}
		}
		if err != nil {
			if _, ours := fault.Of(err); !ours {
				err = fmt.Errorf("%s: %w", firstWords(s.sql), translate(err))
			}
			first = err
			break
		}
	}
	if err := res.Close(); err != nil && first == nil {
		first = translate(err)
	}
	return first
}

// plain turns our own string types into strings, which the protocol without
// prepared statements needs.
func plain(args []any) []any {
	for i, a := range args {
		v := reflect.ValueOf(a)
		switch {
		case !v.IsValid():
		case v.Kind() == reflect.String:
			args[i] = v.String()
		case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.String:
			list := make([]string, v.Len())
			for j := range list {
				list[j] = v.Index(j).String()
			}
			args[i] = list
		}
	}
	return args
}

func firstWords(sql string) string {
	f := strings.Fields(sql)
	if len(f) > 5 {
		f = f[:5]
	}
	return strings.Join(f, " ")
}

// one reads exactly one row; none is reported by the returned flag.
func one(found *bool, dest ...any) func(pgx.Rows) error {
	return func(rows pgx.Rows) error {
		*found = false
		if rows.Next() {
			*found = true
			return rows.Scan(dest...)
		}
		return nil
	}
}

// each reads every row with scan.
func each(scan func(pgx.Rows) error) func(pgx.Rows) error {
	return func(rows pgx.Rows) error {
		for rows.Next() {
			if err := scan(rows); err != nil {
				return err
			}
		}
		return nil
	}
}

// null turns an empty text into SQL's null, for optional ids.
func null[S ~string](s S) any {
	if s == "" {
		return nil
	}
	return string(s)
}
