package store

import (
	"context"

	"github.com/jackc/pgx/v5/pgxpool"
)

// plans has Postgres keep the plans of statements on the connection they are sent on.
// Row-level security makes planning the dearer half of most of ours: a matrix is read
// in half the time without it. A pooler in front of Postgres hands a connection's
// transactions to several of the server's own, where nothing is kept: there is none
// then.
type plans struct{ pooled bool }

const (
	// planFrom is how often a connection must have seen a statement before its plan is
	// kept, which costs a round trip.
	planFrom = 2
	// plansAtMost bounds what one connection keeps.
	plansAtMost = 400
)

// seen is how often a connection was asked a statement.
type seen map[string]int

// keep is called before the statements are sent. The scope's own are not kept: their
// text is another for each tenant, and they need no plan.
func (p plans) keep(ctx context.Context, conn *pgxpool.Conn, ss []statement) error {
	if p.pooled {
		return nil
	}
	c := conn.Conn()
	data := c.PgConn().CustomData()
	known, ok := data["demarc.seen"].(seen)
	if !ok {
		known = seen{}
		data["demarc.seen"] = known
	}
	for _, s := range ss {
		if len(s.args) == 0 || len(known) >= plansAtMost && known[s.sql] == 0 {
			continue
		}
		known[s.sql]++
		if known[s.sql] != planFrom {
			continue
		}
		// Under its text as its name, pgx finds it again when it is sent.
		if _, err := c.Prepare(ctx, s.sql, s.sql); err != nil {
			return translate(err)
		}
	}
	return nil
}
