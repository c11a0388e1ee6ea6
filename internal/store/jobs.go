package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
)

// JobSchema is where River keeps its tables, outside tenancy: a job's arguments are
// ids only, and the worker opens a scoped transaction of its own.
const JobSchema = "river"

// Task is what a job does.
type Task string

const (
	MailSignInCode Task = "mail sign-in code"
	MailInvitation Task = "mail invitation"
	MailSigner     Task = "mail signer"
	MailCopies     Task = "mail copies"
	MailEnded      Task = "mail ended"
	MailMention    Task = "mail mention"
	Seal           Task = "seal"
	Expire         Task = "expire"
	Tell           Task = "tell"      // decide who gets a letter of news at once
	Digest         Task = "digest"    // decide who gets a daily letter
	MailNews       Task = "mail news" // send one that was decided on
	MailSignerCode Task = "mail signer code"
	MailAlarm      Task = "mail alarm"
	MailPaper      Task = "mail paper"   // a copy signed outside waits, or was refused
	MailOver       Task = "mail over"    // what was in force has ended
	MailReceipt    Task = "mail receipt" // to whoever signed, approved or acknowledged
	EndByNotice    Task = "end by notice"
	MailNotice     Task = "mail notice"     // that it ends on a later day, or does not after all
	MailBroken     Task = "mail broken"     // that a record does not hold
	TellCheckpoint Task = "tell checkpoint" // one MSP of the checkpoint of a day
	MailCheckpoint Task = "mail checkpoint" // to one owner
	MailKeyEnds    Task = "mail key ends"   // to one owner
	Stamp          Task = "stamp"           // ask an outside authority for the time of a seal
	Augment        Task = "augment"         // add what is needed to check a seal later

	// What the clock starts.
	Remind     Task = "remind"
	SweepSeals Task = "sweep seals"
	TestSeal   Task = "test seal"
	NightCheck Task = "check chains"
	Checkpoint Task = "checkpoint"
	RenewKey   Task = "renew key"
)

// Queue is the queue a task waits in: an undeliverable letter must not stand in the
// way of a seal.
func (t Task) Queue() string {
	switch t {
	case Seal, Expire, EndByNotice:
		return "seal"
	case MailSignInCode, MailInvitation, MailSigner, MailCopies, MailEnded, MailMention, Tell, Digest, MailNews, MailSignerCode, MailAlarm, MailPaper, MailOver, MailNotice, MailReceipt, MailBroken, TellCheckpoint, MailCheckpoint, MailKeyEnds:
		return "mail"
	case Stamp, Augment: // an authority that does not answer must not hold up a seal
		return "stamp"
	case Remind, SweepSeals, TestSeal, NightCheck, Checkpoint, RenewKey:
		return "clock"
	}
	return river.QueueDefault
}

// Job is one thing to do after a commit. It holds ids only.
type Job struct {
	Task       Task   `json:"task"`
	MSP        string `json:"msp,omitempty"`
	Client     string `json:"client,omitempty"`
	Engagement string `json:"engagement,omitempty"`
	Subject    string `json:"subject,omitempty"` // envelope, signer, invitation, code, letter
}

// Later is a job's answer that its time has not come. It is no failure.
type Later struct{ At time.Time }

func (l Later) Error() string { return "not before " + l.At.UTC().Format(time.RFC3339) }

// Kind names the job to River.
func (Job) Kind() string { return "act" }

// InsertOpts choose the queue and how often to try: sealing is never given up,
// nor is the outside time of a seal; letters are tried for about three weeks.
func (j Job) InsertOpts() river.InsertOpts {
	opts := river.InsertOpts{Queue: j.Task.Queue(), MaxAttempts: 25}
	switch j.Task {
	case Seal, Stamp, Augment:
		opts.MaxAttempts = 32000
		opts.Priority = 1
	case Remind, SweepSeals, TestSeal, NightCheck, Checkpoint, RenewKey:
		opts.MaxAttempts = 3 // the clock starts the next one anyway
	default:
	}
	return opts
}

var inserter = func() *river.Client[pgx.Tx] {
	c, err := river.NewClient(riverpgxv5.New(nil), &river.Config{Schema: JobSchema})
	if err != nil {
		panic(fmt.Sprintf("job inserter: %v", err))
	}
	return c
}()

// Enqueue adds a job that exists only if this transaction commits.
func (tx *Tx) Enqueue(ctx context.Context, j Job) error { return tx.EnqueueAt(ctx, j, time.Time{}) }

// EnqueueAt is Enqueue for a job that waits until at.
func (tx *Tx) EnqueueAt(ctx context.Context, j Job, at time.Time) error {
	if !tx.open { // the insert needs an open transaction
		if err := tx.ask(ctx); err != nil {
			return err
		}
	}
	tx.enqueued = true
	if _, err := inserter.InsertTx(ctx, joined{tx}, j, &river.InsertOpts{ScheduledAt: at}); err != nil {
		return fmt.Errorf("enqueue %s: %w", j.Task, err)
	}
	return nil
}

// joined shows our transaction to River, which may insert through it but not end it.
type joined struct{ *Tx }

func (j joined) Begin(ctx context.Context) (pgx.Tx, error) {
	return nil, fmt.Errorf("a job insert may not open a savepoint")
}
func (j joined) Commit(context.Context) error   { return pgx.ErrTxClosed }
func (j joined) Rollback(context.Context) error { return pgx.ErrTxClosed }
func (j joined) Conn() *pgx.Conn                { return j.conn.Conn() }
func (j joined) LargeObjects() pgx.LargeObjects { return pgx.LargeObjects{} }

func (j joined) Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	return j.conn.Exec(ctx, sql, args...)
}

func (j joined) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	return j.conn.Query(ctx, sql, args...)
}

func (j joined) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	return j.conn.QueryRow(ctx, sql, args...)
}

func (j joined) SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults {
	return j.conn.SendBatch(ctx, b)
}

func (j joined) CopyFrom(ctx context.Context, table pgx.Identifier, columns []string, src pgx.CopyFromSource) (int64, error) {
	return j.conn.CopyFrom(ctx, table, columns, src)
}

func (j joined) Prepare(ctx context.Context, name, sql string) (*pgconn.StatementDescription, error) {
	return j.conn.Conn().Prepare(ctx, name, sql)
}
