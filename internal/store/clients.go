package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"demarc/internal/party"
)

// AddClient adds a client to the MSP.
func (tx *Tx) AddClient(c party.Customer) {
	tx.write(`insert into app.clients (msp_id, client_id, name, created_at) values ($1, $2, $3, $4)`, tx.who.MSP, c.ID, c.Name, tx.db.Now())
}

// Client finds one client; somebody else's is not found.
func (tx *Tx) Client(ctx context.Context, id party.ClientID) (party.Customer, error) {
	c := party.Customer{MSP: tx.who.MSP}
	var found bool
	err := tx.ask(ctx, statement{
		sql:  `select client_id, name from app.clients where msp_id = $1 and client_id = $2`,
		args: []any{tx.who.MSP, id}, read: one(&found, &c.ID, &c.Name),
	})
	if err == nil && !found {
		err = gone
	}
	return c, err
}

// ClientLine is one line of the list of clients.
type ClientLine struct {
	party.Customer
	Engagements int
	InForce     int
}

// Clients lists clients by name after the given one, at most limit.
func (tx *Tx) Clients(ctx context.Context, afterName, afterID string, limit int) ([]ClientLine, error) {
	var out []ClientLine
	err := tx.ask(ctx, statement{
		sql: `select c.client_id, c.name, coalesce(e.n, 0), coalesce(e.in_force, 0)
		        from app.clients c
		        left join lateral (
		             select sum(1)::int as n, sum((state = 'in_force')::int)::int as in_force
		               from app.engagements e where e.msp_id = c.msp_id and e.client_id = c.client_id) e on true
		       where c.msp_id = $1 and ($2 = '' or (c.name, c.client_id::text) > ($2, $3))
		       order by c.name, c.client_id::text limit $4`,
		args: []any{tx.who.MSP, afterName, afterID, limit},
		read: each(func(rows pgx.Rows) error {
			l := ClientLine{Customer: party.Customer{MSP: tx.who.MSP}}
			err := rows.Scan(&l.ID, &l.Name, &l.Engagements, &l.InForce)
			out = append(out, l)
			return err
		}),
	})
	return out, err
}

// NextNumber takes the MSP's next agreement number: its prefix, the year, a count.
func (tx *Tx) NextNumber(ctx context.Context) (prefix string, n int, err error) {
	var found bool
	err = tx.ask(ctx, statement{
		sql:  `update app.msps set next_number = next_number + 1 where msp_id = $1 returning prefix, next_number - 1`,
		args: []any{tx.who.MSP}, read: one(&found, &prefix, &n),
	})
	if err == nil && !found {
		err = gone
	}
	return prefix, n, err
}
