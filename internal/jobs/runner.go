// Package jobs runs what was enqueued in the transactions of acts, through River. It
// knows how to claim, try again and heal after a crash; what a job does is the
// desk's business.
package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"

	"demarc/internal/store"
)

// Config says which database, who we are, and what to do with a job.
type Config struct {
	URL string // as the runtime role
	// Name is this process among others, the same after a restart: its host and the
	// address it listens on. Jobs that it was killed in the middle of are freed at once
	// when it comes back, instead of when they time out.
	Name string
	Do   func(context.Context, store.Job) error
	Log  *slog.Logger
	// PollOnly is for a database behind a transaction pooler, where LISTEN hears nothing.
	PollOnly bool
	Periodic []Periodic
}

// Runner works the queues of one process.
type Runner struct {
	pool   *pgxpool.Pool
	client *river.Client[pgx.Tx]
}

// jobTime bounds one try; sealing a large agreement takes well under a second.
const jobTime = time.Minute

// Start begins to work. Stop ends it.
func Start(ctx context.Context, c Config) (*Runner, error) {
	pool, err := pgxpool.New(ctx, c.URL)
	if err != nil {
		return nil, fmt.Errorf("open the database for jobs: %w", err)
	}
	r := &Runner{pool: pool}
	if err := r.free(ctx, c.Name); err != nil {
		pool.Close()
		return nil, err
	}
	workers := river.NewWorkers()
	river.AddWorker(workers, &worker{do: c.Do})
	var periodic []*river.PeriodicJob
	for _, p := range c.Periodic {
		periodic = append(periodic, p.river())
	}
	r.client, err = river.NewClient(riverpgxv5.New(pool), &river.Config{
		ID:                   c.Name,
		Schema:               store.JobSchema,
		Logger:               c.Log,
		Queues:               map[string]river.QueueConfig{"mail": {MaxWorkers: 4}, "seal": {MaxWorkers: 2}, "stamp": {MaxWorkers: 2}, "clock": {MaxWorkers: 2}},
		Workers:              workers,
		PeriodicJobs:         periodic,
		JobTimeout:           jobTime,
		RescueStuckJobsAfter: 2 * jobTime,
		FetchPollInterval:    time.Second,
		PollOnly:             c.PollOnly,
		ErrorHandler:         &failures{log: c.Log},
		RetryPolicy:          backOff{},
	})
	if err != nil {
		pool.Close()
		return nil, fmt.Errorf("set up the job runner: %w", err)
	}
	if err := r.client.Start(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("start the job runner: %w", err)
	}
	return r, nil
}

// free gives back the jobs that a process of this name was killed in the middle of.
// Only one process can listen on an address, so none of them still runs.
func (r *Runner) free(ctx context.Context, name string) error {
	_, err := r.pool.Exec(ctx, `
		update `+store.JobSchema+`.river_job
		   set state = 'available', scheduled_at = now(), max_attempts = max_attempts + 1
		 where state = 'running' and attempted_by[array_upper(attempted_by, 1)] = $1`, name)
	if err != nil {
		return fmt.Errorf("free interrupted jobs: %w", err)
	}
	return nil
}

// Stop lets running jobs finish until ctx ends, then interrupts them.
func (r *Runner) Stop(ctx context.Context) {
	if err := r.client.Stop(ctx); err != nil {
		_ = r.client.StopAndCancel(context.WithoutCancel(ctx))
	}
	r.pool.Close()
}

type worker struct {
	river.WorkerDefaults[store.Job]
	do func(context.Context, store.Job) error
}

// Work is part of river.Worker.
func (w *worker) Work(ctx context.Context, job *river.Job[store.Job]) error {
	err := w.do(ctx, job.Args)
	if later, ok := errors.AsType[store.Later](err); ok {
		return river.JobSnooze(max(time.Until(later.At), time.Second))
	}
	return err
}

// backOff tries again after 1, 2, 4… seconds, at most ten minutes apart.
type backOff struct{}

// NextRetry is part of river.ClientRetryPolicy.
func (backOff) NextRetry(job *rivertype.JobRow) time.Time {
	wait := 10 * time.Minute
	if n := len(job.Errors); n < 10 {
		wait = time.Second << n
	}
	return time.Now().Add(min(wait, 10*time.Minute))
}

// failures logs each failed try with ids only.
type failures struct{ log *slog.Logger }

// HandleError is part of river.ErrorHandler.
func (f *failures) HandleError(_ context.Context, job *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	f.log.Error("job failed", "job", job.ID, "try", job.Attempt, "error", err)
	return nil
}

// HandlePanic is part of river.ErrorHandler.
func (f *failures) HandlePanic(_ context.Context, job *rivertype.JobRow, panicked any, trace string) *river.ErrorHandlerResult {
	f.log.Error("job panicked", "job", job.ID, "try", job.Attempt, "panic", panicked, "trace", trace)
	return nil
}
