package jobs_test

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/jobs"
	"demarc/internal/party"
	"demarc/internal/store"
	"demarc/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// enqueue adds a job in a transaction of a new MSP.
func enqueue(t *testing.T, d *storetest.Database, j store.Job) {
	t.Helper()
	msp := party.MSPID(store.NewID())
	must(t, d.DB.Change(t.Context(), access.SystemFor(msp), func(tx *store.Tx) error {
		tx.AddMSP(party.Organization{ID: msp, Name: "Northgate"}, "N")
		tx.RecordForMSP("", audit.MSPSignedUp, audit.Fact{})
		return tx.Enqueue(t.Context(), j)
	}))
}

func start(t *testing.T, d *storetest.Database, do func(context.Context, store.Job) error) {
	t.Helper()
	r, err := jobs.Start(context.Background(), jobs.Config{URL: d.URL, Name: "test", Do: do, Log: slog.New(slog.DiscardHandler)})
	must(t, err)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		r.Stop(ctx)
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func got(t *testing.T, c <-chan store.Job) store.Job {
	t.Helper()
	select {
	case j := <-c:
		return j
	case <-time.After(30 * time.Second):
		t.Fatal("no job was done")
		return store.Job{}
	}
}

// A failed job is tried again, and a job that always fails does not stand in the way
// of another queue.
func TestTriesAgain(t *testing.T) {
	t.Parallel()
	d := storetest.Open(t)
	enqueue(t, d, store.Job{Task: store.MailCopies, Subject: "undeliverable"})
	enqueue(t, d, store.Job{Task: store.Seal, Subject: "fails once"})
	var tries atomic.Int32
	done := make(chan store.Job, 10)
	start(t, d, func(_ context.Context, j store.Job) error {
		if j.Task == store.MailCopies {
			return errors.New("no such mailbox")
		}
		if tries.Add(1) == 1 {
			return errors.New("out of luck")
		}
		done <- j
		return nil
	})
	if j := got(t, done); j.Subject != "fails once" || tries.Load() != 2 {
		t.Errorf("%+v after %d tries", j, tries.Load())
	}
}

// A job that a killed process of the same name left running is free at once.
func TestFreesWhatAKilledProcessLeft(t *testing.T) {
	t.Parallel()
	d := storetest.Open(t)
	enqueue(t, d, store.Job{Task: store.Seal, Subject: "left"})
	root, err := pgx.Connect(t.Context(), d.SuperURL)
	must(t, err)
	defer func() { _ = root.Close(context.Background()) }()
	_, err = root.Exec(t.Context(), `update river.river_job set state = 'running', attempt = 1, attempted_at = now(), attempted_by = array['older', 'test']`)
	must(t, err)
	done := make(chan store.Job, 1)
	start(t, d, func(_ context.Context, j store.Job) error { done <- j; return nil })
	if j := got(t, done); j.Subject != "left" {
		t.Errorf("%+v", j)
	}
}

// What another process still works on is left to it.
func TestLeavesOthersAlone(t *testing.T) {
	t.Parallel()
	d := storetest.Open(t)
	enqueue(t, d, store.Job{Task: store.Seal, Subject: "theirs"})
	root, err := pgx.Connect(t.Context(), d.SuperURL)
	must(t, err)
	defer func() { _ = root.Close(context.Background()) }()
	_, err = root.Exec(t.Context(), `update river.river_job set state = 'running', attempt = 1, attempted_at = now(), attempted_by = array['somebody else']`)
	must(t, err)
	enqueue(t, d, store.Job{Task: store.Seal, Subject: "ours"})
	done := make(chan store.Job, 2)
	start(t, d, func(_ context.Context, j store.Job) error { done <- j; return nil })
	if j := got(t, done); j.Subject != "ours" {
		t.Errorf("%+v", j)
	}
	if len(done) > 0 {
		t.Error("the job of another process was done as well")
	}
}
