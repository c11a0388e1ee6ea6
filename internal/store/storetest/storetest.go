// Package storetest gives each test a database of its own on a real Postgres: one
// throw-away cluster per test binary, one migrated template in it, and a copy of the
// template per test, which costs some 20 ms. Where no Postgres can be found or
// fetched the test fails; it is never skipped.
package storetest

import (
	"context"
	"fmt"
	"os"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"demarc/internal/pgembed"
	"demarc/internal/store"
)

// Main runs a package's tests and stops the cluster after them:
//
//	func TestMain(m *testing.M) { storetest.Main(m) }
func Main(m *testing.M) {
	debug.SetGCPercent(400) // tests hold little and throw away much, and share two cores with Postgres and browsers
	code := m.Run()
	if cluster.server != nil {
		_ = cluster.server.Stop()
	}
	os.Exit(code)
}

var cluster struct {
	once   sync.Once
	server *pgembed.Server
	err    error
	made   atomic.Int64
	create sync.Mutex // Postgres copies one template at a time
}

const template = "demarc_template"

func start() {
	ctx := context.Background()
	cluster.server, cluster.err = pgembed.Start(ctx, pgembed.Options{Temporary: true, Log: func(line string) {
		if testing.Verbose() {
			fmt.Fprintln(os.Stderr, "postgres:", line)
		}
	}})
	if cluster.err != nil {
		return
	}
	if cluster.err = super(ctx, `create database `+template+` owner `+pgembed.Owner); cluster.err != nil {
		return
	}
	if cluster.err = store.Migrate(ctx, cluster.server.URL(pgembed.Owner, template)); cluster.err != nil {
		return
	}
	cluster.err = super(ctx, `alter database `+template+` allow_connections false`)
}

func super(ctx context.Context, sql string) error {
	conn, err := pgx.Connect(ctx, cluster.server.URL(pgembed.Superuser, "postgres"))
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	_, err = conn.Exec(ctx, sql)
	return err
}

// Database is the database of one test.
type Database struct {
	DB       *store.DB
	URL      string // as the runtime role
	OwnerURL string // as the owner of the schema
	SuperURL string // as superuser, to break things
	Clock    *Clock
}

// Clock is real time plus what a test adds to it.
type Clock struct{ ahead atomic.Int64 }

// Now is the time the store uses.
func (c *Clock) Now() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) }

// Advance moves the clock on.
func (c *Clock) Advance(d time.Duration) { c.ahead.Add(int64(d)) }

// Files are all sealed files with what was appended to them, as they are now.
func (d *Database) Files(ctx context.Context) ([][]byte, error) {
	conn, err := pgx.Connect(ctx, d.SuperURL)
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close(ctx) }()
	rows, err := conn.Query(ctx, `select f.data || coalesce((select string_agg(r.tail, ''::bytea order by r.n) from app.revisions r
		 where r.msp_id = f.msp_id and r.engagement_id = f.engagement_id and r.version = f.version), ''::bytea) from app.files f`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[[]byte])
}

// Open gives the test a fresh, migrated database.
func Open(tb testing.TB) *Database { return OpenTraced(tb, nil) }

// OpenTraced is Open with a tracer on the connections.
func OpenTraced(tb testing.TB, tracer pgx.QueryTracer) *Database {
	tb.Helper()
	cluster.once.Do(start)
	if cluster.err != nil {
		tb.Fatalf("a real Postgres is needed for this test: %v", cluster.err)
	}
	name := fmt.Sprintf("t_%d", cluster.made.Add(1))
	cluster.create.Lock()
	err := super(context.Background(), `create database `+name+` template `+template+` strategy file_copy owner `+pgembed.Owner)
	cluster.create.Unlock()
	if err != nil {
		tb.Fatal(err)
	}
	d := &Database{
		URL:      cluster.server.URL(pgembed.App, name),
		OwnerURL: cluster.server.URL(pgembed.Owner, name),
		SuperURL: cluster.server.URL(pgembed.Superuser, name),
		Clock:    &Clock{},
	}
	d.DB, err = store.Open(context.Background(), store.Config{URL: d.URL, Tracer: tracer, Now: d.Clock.Now, Conns: 8})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(d.DB.Close)
	return d
}
