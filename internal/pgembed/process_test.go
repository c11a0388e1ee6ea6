//go:build unix

package pgembed_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"demarc/internal/pgembed"
)

// The binary plays a second process when it is told to.
func TestMain(m *testing.M) {
	if dir := os.Getenv("PGEMBED_TEST_CHILD"); dir != "" {
		child(dir)
	}
	os.Exit(m.Run())
}

// child starts a server, says its address, and stays until its standard
// input ends; with "temporary" it is then gone without Stop.
func child(dir string) {
	s, err := pgembed.Start(context.Background(), pgembed.Options{DataDir: dir, Temporary: os.Getenv("PGEMBED_TEST_TEMPORARY") != ""})
	if err != nil {
		os.Stdout.WriteString("error " + err.Error() + "\n")
		os.Exit(1)
	}
	os.Stdout.WriteString(s.URL(pgembed.App, pgembed.Database) + "\n")
	os.Stdin.Read(make([]byte, 1))
	if err := s.Stop(); err != nil {
		os.Exit(1)
	}
	os.Exit(0)
}

// A process is another one like us, with a server of its own or shared.
type process struct {
	*exec.Cmd
	url  string
	stop func() error
}

func other(t *testing.T, dir string, env ...string) process {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), append(env, "PGEMBED_TEST_CHILD="+dir)...)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line := make([]byte, 4096)
	n, err := out.Read(line)
	if err != nil || strings.HasPrefix(string(line), "error") {
		t.Fatalf("the other process: %s %v", line[:n], err)
	}
	return process{cmd, strings.TrimSpace(string(line[:n])), func() error { in.Close(); return cmd.Wait() }}
}

func TestTwoProcessesShare(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	first := other(t, dir)
	second := start(t, pgembed.Options{DataDir: dir})
	if got := second.URL(pgembed.App, pgembed.Database); got != first.url {
		t.Errorf("second got %s, first %s", got, first.url)
	}
	if err := first.stop(); err != nil {
		t.Fatal(err)
	}
	query[int](t, second.URL(pgembed.App, pgembed.Database), "select 1")
	if err := second.Stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := tryQuery[int](t.Context(), first.url, "select 1"); err == nil {
		t.Error("the server outlives its last user")
	}
}

func TestKilledProcess(t *testing.T) {
	t.Parallel()
	t.Run("kept", func(t *testing.T) {
		t.Parallel()
		dir := folder(t)
		first := other(t, dir)
		first.Process.Kill()
		first.Wait()
		second := start(t, pgembed.Options{DataDir: dir})
		query[int](t, second.URL(pgembed.App, pgembed.Database), "select 1")
		if err := second.Stop(); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(filepath.Join(dir, "postgres/data/postmaster.pid")); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("the adopted server still runs: %v", err)
		}
	})
	t.Run("temporary", func(t *testing.T) {
		t.Parallel()
		dir := folder(t)
		first := other(t, dir, "PGEMBED_TEST_TEMPORARY=1")
		first.Process.Kill()
		first.Wait()
		awaitEmpty(t, dir)
		if _, err := tryQuery[int](t.Context(), first.url, "select 1"); err == nil {
			t.Error("the temporary server outlives its process")
		}
	})
}

// awaitEmpty waits for another process to empty the folder; the test's own
// time limit is the bound.
func awaitEmpty(t *testing.T, dir string) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for range tick.C {
		found, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		if len(found) == 0 {
			return
		}
	}
}

// A server that was killed may leave a process that still holds its memory;
// here it is stopped until the new server has met it.
func TestKilledServer(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	first := other(t, dir)
	db, err := pgx.Connect(t.Context(), first.url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(context.Background())
	held := int(db.PgConn().PID())
	b, err := os.ReadFile(filepath.Join(dir, "postgres/data/postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.SplitN(string(b), "\n", 2)[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(syscall.Kill(held, syscall.SIGSTOP), syscall.Kill(pid, syscall.SIGKILL)); err != nil {
		t.Fatal(err)
	}
	met := false
	second, err := pgembed.Start(t.Context(), pgembed.Options{DataDir: dir, Log: func(line string) {
		if strings.HasPrefix(line, "Waiting") {
			met = true
			syscall.Kill(held, syscall.SIGCONT)
		}
	}})
	if err != nil {
		syscall.Kill(held, syscall.SIGKILL)
		t.Fatal(err)
	}
	query[int](t, second.URL(pgembed.App, pgembed.Database), "select 1")
	if !met {
		t.Error("it started beside a process of the last server")
	}
	if err := errors.Join(first.stop(), second.Stop()); err != nil {
		t.Error(err)
	}
}
