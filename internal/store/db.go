// Package store is the only one that speaks SQL. Tenant data is reached through a
// Tx, and a Tx is opened only for an access.Actor: opening it sets the scope that
// Postgres' row-level security reads, for that transaction alone. Read opens a
// read-only transaction; Change refuses to commit when nothing was recorded in the
// audit log. What must be asked before a tenant is known is in lobby.go.
//
// Statements travel in batches: the scope goes out with the first question, and
// writes wait and go out with the commit, so that an act which asks once costs two
// round trips. Start reading at DB.Change.
package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/catalog"
	"demarc/internal/fault"
)

// DB is the database. Its pool is unexported: there is no way round the scope.
type DB struct {
	pool      *pgxpool.Pool
	now       func() time.Time
	shipped   catalog.Library
	releases  *releases
	announcer *announcer
	plans     plans
}

// Config says which database and how to reach it.
type Config struct {
	URL    string           // as the runtime role
	Tracer pgx.QueryTracer  // optional; counts round trips in tests
	Now    func() time.Time // optional; the clock
	Conns  int32            // optional; size of the pool
	Pooled bool             // a transaction pooler stands in front of Postgres
	// Shipped is the library that comes with the program; tests ship another.
	Shipped catalog.Library
}

// Open connects and refuses a role that could see past row-level security.
func Open(ctx context.Context, c Config) (*DB, error) {
	cfg, err := pgxpool.ParseConfig(c.URL)
	if err != nil {
		return nil, fmt.Errorf("read the database URL: %w", err)
	}
	// The extended protocol, where a plan is kept only as plans says: the scope's text
	// differs per tenant, and a transaction pooler may be in front of Postgres.
	cfg.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeExec
	cfg.ConnConfig.Tracer = c.Tracer
	cfg.ConnConfig.ConnectTimeout = 5 * time.Second
	params := cfg.ConnConfig.RuntimeParams
	params["application_name"] = "demarc"
	params["timezone"] = "UTC"
	params["search_path"] = "app" // the session store names its table without a schema
	params["statement_timeout"] = "10s"
	params["lock_timeout"] = "5s"
	params["idle_in_transaction_session_timeout"] = "15s"
	if c.Conns > 0 {
		cfg.MaxConns = c.Conns
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	db := &DB{pool: pool, now: c.Now, shipped: c.Shipped, releases: newReleases(c.Shipped), announcer: newAnnouncer(pool), plans: plans{pooled: c.Pooled}}
	if db.now == nil {
		db.now = time.Now
	}
	if err := db.refuseStrongRole(ctx); err != nil {
		pool.Close()
		return nil, err
	}
	return db, nil
}

// Close waits for connections in use and closes them.
func (db *DB) Close() {
	db.Told()
	db.pool.Close()
}

// Told waits until everything that was committed before is announced.
func (db *DB) Told() { db.announcer.told() }

// Ping tells whether the database answers.
func (db *DB) Ping(ctx context.Context) error { return db.pool.Ping(ctx) }

// Now is the clock of everything that is stored, UTC to the microsecond.
func (db *DB) Now() time.Time { return db.now().UTC().Truncate(time.Microsecond) }

// NewID makes an id: UUIDv7, so that keys made together lie together.
func NewID() string { return uuid.Must(uuid.NewV7()).String() }

func (db *DB) refuseStrongRole(ctx context.Context) error {
	var name string
	var strong, owns, made bool
	err := db.pool.QueryRow(ctx, `
		select rolname, rolsuper or rolbypassrls,
		       exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
		                where n.nspname = 'app' and c.relowner = r.oid),
		       exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
		                where n.nspname = 'app' and c.relname = 'instance')
		  from pg_roles r where rolname = current_user`).Scan(&name, &strong, &owns, &made)
	if err != nil {
		return fmt.Errorf("look at the database role: %w", err)
	}
	if !made {
		return errors.New("its schema is not there yet; run demarc migrate with DEMARC_DATABASE_OWNER_URL set to the database as the role demarc_owner")
	}
	if strong || owns {
		return fmt.Errorf("the database role %q may see every tenant's data; connect as a role that owns nothing, such as demarc_app", name)
	}
	return nil
}

// ErrUnrecorded is a Change that changed something and told nobody.
var ErrUnrecorded = errors.New("a change was not recorded in the audit log")

// Read runs fn in a read-only transaction that sees what the actor may see.
func (db *DB) Read(ctx context.Context, who access.Actor, fn func(*Tx) error) error {
	return db.fresh(func() error { return db.run(ctx, who, true, fn) })
}

// ReadOnce is Read for an fn that asks exactly one question: the end of the
// transaction travels with it, so that the whole costs one round trip.
func (db *DB) ReadOnce(ctx context.Context, who access.Actor, fn func(*Tx) error) error {
	return db.Read(ctx, who, func(tx *Tx) error {
		tx.once = true
		return fn(tx)
	})
}

// Change runs fn in a transaction that sees what the actor may see, and commits
// whole or not at all. fn must record what it did. It may be run again when the
// database says that two transactions stood in each other's way, so it must have no
// effect outside tx.
func (db *DB) Change(ctx context.Context, who access.Actor, fn func(*Tx) error) error {
	for try := 1; ; try++ {
		err := db.fresh(func() error { return db.run(ctx, who, false, fn) })
		if err == nil || try == 4 || !worthRetrying(err) {
			return err
		}
	}
}

// fresh does something once more on a new connection when the old one turned out to
// be dead, as all are after a restart of Postgres: nobody need notice one.
func (db *DB) fresh(do func() error) error {
	err := do()
	if !isLost(err) {
		return err
	}
	db.pool.Reset()
	return do()
}

func (db *DB) run(ctx context.Context, who access.Actor, readOnly bool, fn func(*Tx) error) (err error) {
	conn, err := db.pool.Acquire(ctx)
	if err != nil {
		return translate(err)
	}
	defer conn.Release()
	tx := &Tx{db: db, conn: conn, who: who, readOnly: readOnly, heads: map[string]*audit.Head{}, awaited: map[string]bool{}, marks: map[whose]audit.Opening{}}
	defer func() {
		if tx.open {
			// A connection that stays in a transaction is closed by the pool, so a failed
			// rollback costs a connection, not correctness.
			_, _ = conn.Exec(context.WithoutCancel(ctx), "rollback")
		}
	}()
	if err := fn(tx); err != nil {
		return err
	}
	if err := tx.writeEdits(); err != nil {
		return err
	}
	if tx.private && len(tx.records) > 0 {
		return errors.New("a private change was recorded for all to read")
	}
	if !readOnly && !tx.private && len(tx.records) == 0 {
		if len(tx.writes) > 0 || tx.enqueued && tx.open {
			return ErrUnrecorded
		}
		readOnly = true // it looked and decided to change nothing
	}
	if readOnly {
		if len(tx.writes) > 0 {
			return errors.New("a write in a read-only transaction")
		}
		if !tx.open {
			return nil
		}
		tx.open = false
		_, err := conn.Exec(ctx, "commit")
		return translate(err)
	}
	return tx.commit(ctx)
}

// scope is the statements that open a transaction for an actor. Every value is a
// checked UUID or a constant, so building the text is safe; all of them are always
// set, so that nothing is inherited.
func scope(who access.Actor, readOnly bool) ([]string, error) {
	begin := "begin"
	if readOnly {
		begin = "begin isolation level repeatable read, read only" // one moment for all that is asked
	}
	side := "none"
	switch {
	case who.Kind == access.Signer:
		side = "signer"
	case who.Side != "":
		side = string(who.Side)
	}
	out := []string{begin, "set local app.side = '" + side + "'"}
	for _, s := range [...]struct{ name, value string }{
		{"msp_id", string(who.MSP)},
		{"client_id", string(who.Client)},
		{"engagement_id", who.Engagement},
		{"user_id", string(who.User)},
	} {
		if s.value != "" {
			id, err := uuid.Parse(s.value)
			if err != nil {
				return nil, fault.New(fault.NotFound, "There is nothing here.")
			}
			s.value = id.String()
		}
		out = append(out, "set local app."+s.name+" = '"+s.value+"'")
	}
	return out, nil
}
