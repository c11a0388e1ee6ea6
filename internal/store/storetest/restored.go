package storetest

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"testing"

	"demarc/internal/pgembed"
	"demarc/internal/store"
)

// Restored dumps the database and reads the dump into a new one, by the commands that the
// README names. Where this machine has no pg_dump the test is skipped, saying so; Postgres
// as it is fetched for tests comes without.
func (d *Database) Restored(tb testing.TB) *Database {
	tb.Helper()
	for _, program := range []string{"pg_dump", "pg_restore"} {
		if _, err := exec.LookPath(program); errors.Is(err, exec.ErrNotFound) {
			tb.Skipf("NOT TRIED: %s is not installed, so no backup was made", program)
		}
	}
	run := func(program string, args ...string) {
		tb.Helper()
		if said, err := exec.CommandContext(tb.Context(), program, args...).CombinedOutput(); err != nil {
			tb.Fatalf("%s: %v\n%s", program, err, said)
		}
	}
	file := filepath.Join(tb.TempDir(), "demarc.dump")
	run("pg_dump", "--format=custom", "--enable-row-security", "--file="+file, d.OwnerURL)

	name := fmt.Sprintf("r_%d", cluster.made.Add(1))
	cluster.create.Lock()
	err := super(context.Background(), `create database `+name+` template template0 owner `+pgembed.Owner)
	cluster.create.Unlock()
	if err != nil {
		tb.Fatal(err)
	}
	r := &Database{
		URL:      cluster.server.URL(pgembed.App, name),
		OwnerURL: cluster.server.URL(pgembed.Owner, name),
		SuperURL: cluster.server.URL(pgembed.Superuser, name),
		Clock:    d.Clock,
	}
	run("pg_restore", "--exit-on-error", "--single-transaction", "--dbname="+r.OwnerURL, file)
	if r.DB, err = store.Open(context.Background(), store.Config{URL: r.URL, Now: r.Clock.Now, Conns: 8}); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(r.DB.Close)
	return r
}
