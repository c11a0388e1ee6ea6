//go:build unix

package pgembed_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"demarc/internal/pgembed"
)

func start(t *testing.T, o pgembed.Options) *pgembed.Server {
	t.Helper()
	o.Log = func(line string) { t.Log(line) }
	s, err := pgembed.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// folder is a data folder that the server's account may enter, which
// t.TempDir is not for root under a strict umask. It is in memory where it
// can be, as these clusters do sync.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "pgembed-test-")
	if err != nil {
		dir, err = os.MkdirTemp("", "pgembed-test-")
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func query[T any](t *testing.T, url, sql string) T {
	t.Helper()
	v, err := tryQuery[T](t.Context(), url, sql)
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return v
}

func run(t *testing.T, url, sql string) {
	t.Helper()
	db, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(t.Context())
	if _, err := db.Exec(t.Context(), sql); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

func tryQuery[T any](ctx context.Context, url, sql string) (v T, err error) {
	db, err := pgx.Connect(ctx, url)
	if err != nil {
		return v, err
	}
	defer db.Close(ctx)
	err = db.QueryRow(ctx, sql).Scan(&v)
	return v, err
}

func TestRoles(t *testing.T) {
	t.Parallel()
	s := start(t, pgembed.Options{Temporary: true})
	type role struct{ Name, Rights string }
	db, err := pgx.Connect(t.Context(), s.URL(pgembed.App, pgembed.Database))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(t.Context())
	rows, err := db.Query(t.Context(), `
		select rolname, concat_ws(' ', case when rolcanlogin then 'login' end, case when rolsuper then 'super' end,
		       case when rolbypassrls then 'bypassrls' end, case when rolcreatedb then 'createdb' end, case when rolcreaterole then 'createrole' end)
		  from pg_roles where rolname like 'demarc%' order by 1`)
	if err != nil {
		t.Fatal(err)
	}
	got, err := pgx.CollectRows(rows, pgx.RowToStructByPos[role])
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]role{{"demarc_app", "login"}, {"demarc_owner", "login"}}, got); diff != "" {
		t.Errorf("roles (-want +got):\n%s", diff)
	}
	for _, refused := range []string{"create table t (a int)", "create temporary table t (a int)", "create database d"} {
		if _, err := db.Exec(t.Context(), refused); err == nil {
			t.Errorf("the app may %s", refused)
		}
	}
	owner, err := pgx.Connect(t.Context(), s.URL(pgembed.Owner, pgembed.Database))
	if err != nil {
		t.Fatal(err)
	}
	defer owner.Close(t.Context())
	if _, err := owner.Exec(t.Context(), "create schema app; create table app.t (a int)"); err != nil {
		t.Errorf("the owner may not migrate: %v", err)
	}
	if got := query[string](t, s.URL(pgembed.Superuser, "postgres"), "show listen_addresses"); got != "" {
		t.Errorf("listens on %q", got)
	}
}

func TestDataStays(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	s := start(t, pgembed.Options{DataDir: dir})
	run(t, s.URL(pgembed.Owner, pgembed.Database), "create table kept as select 'here' as word")
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	if err := s.Stop(); err != nil {
		t.Errorf("stop again: %v", err)
	}
	again := start(t, pgembed.Options{DataDir: dir})
	if got := query[string](t, again.URL(pgembed.Owner, pgembed.Database), "select word from kept"); got != "here" {
		t.Errorf("kept %q", got)
	}
}

func TestStalePidFile(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	if err := start(t, pgembed.Options{DataDir: dir}).Stop(); err != nil {
		t.Fatal(err)
	}
	// Our own number: alive, and not a server.
	file := filepath.Join(dir, "postgres/data/postmaster.pid")
	if err := os.WriteFile(file, []byte(strconv.Itoa(os.Getpid())+"\n"+filepath.Dir(file)+"\n1\n5432\n/nowhere\n\n1 1\nready\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := start(t, pgembed.Options{DataDir: dir})
	query[int](t, s.URL(pgembed.App, pgembed.Database), "select 1")
}

func TestLongPath(t *testing.T) {
	t.Parallel()
	s := start(t, pgembed.Options{DataDir: filepath.Join(folder(t), strings.Repeat("long/", 20))})
	query[int](t, s.URL(pgembed.App, pgembed.Database), "select 1")
}

func TestAllAtOnce(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	servers := make([]*pgembed.Server, 5)
	var all sync.WaitGroup
	for i := range servers {
		all.Go(func() {
			var err error
			if servers[i], err = pgembed.Start(t.Context(), pgembed.Options{DataDir: dir}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if t.Failed() {
		return
	}
	for i, s := range servers {
		query[int](t, s.URL(pgembed.App, pgembed.Database), "select 1")
		if i > 0 {
			if err := servers[i-1].Stop(); err != nil {
				t.Error(err)
			}
			query[int](t, s.URL(pgembed.App, pgembed.Database), "select 1")
		}
	}
	if err := servers[len(servers)-1].Stop(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "postgres/data/postmaster.pid")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the server outlives its last user: %v", err)
	}
}

// A killed watcher leaves a cluster to the next temporary one, which must not
// mistake a living one for it.
func TestSweep(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	alive := start(t, pgembed.Options{DataDir: dir, Temporary: true})
	dead := filepath.Join(dir, "demarc-test-dead")
	if err := os.Mkdir(dead, 0o700); err != nil {
		t.Fatal(err)
	}
	found, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(found) != 2 {
		t.Fatal(found, err)
	}
	before := time.Now().Add(-time.Hour)
	for _, path := range found {
		if err := os.Chtimes(path, before, before); err != nil {
			t.Fatal(err)
		}
	}
	start(t, pgembed.Options{DataDir: dir, Temporary: true})
	if _, err := os.Stat(dead); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("left: %v", err)
	}
	query[int](t, alive.URL(pgembed.App, pgembed.Database), "select 1")
}

func TestCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	dir := folder(t)
	_, err := pgembed.Start(ctx, pgembed.Options{DataDir: dir, Log: func(line string) {
		if strings.HasPrefix(line, "Creating") {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "postgres/data")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("left half a cluster: %v", err)
	}
	// One that was killed leaves more.
	if err := os.MkdirAll(filepath.Join(dir, "postgres/data.tmp/base"), 0o700); err != nil {
		t.Fatal(err)
	}
	s := start(t, pgembed.Options{DataDir: dir})
	query[int](t, s.URL(pgembed.App, pgembed.Database), "select 1")
}
