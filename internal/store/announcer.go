package store

import (
	"context"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// announcer tells of commits right after they happened, those of a moment together.
//
// Announcing inside the transaction would be simpler, but Postgres lets transactions
// that notify commit only one after another, each with its own flush to disk. What is
// lost when the process dies in between is found by the watchers: each looks at the
// chain now and then, and whenever a number is missing.
type announcer struct {
	pool *pgxpool.Pool
	mu   sync.Mutex
	idle sync.Cond
	next []string
	busy bool
}

func newAnnouncer(pool *pgxpool.Pool) *announcer {
	a := &announcer{pool: pool}
	a.idle.L = &a.mu
	return a
}

// tell hands announcements over and does not wait.
func (a *announcer) tell(lines []string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.next = append(a.next, lines...)
	if !a.busy && len(a.next) > 0 {
		a.busy = true
		go a.run()
	}
}

// run sends until nothing waits.
func (a *announcer) run() {
	for {
		a.mu.Lock()
		lines := a.next
		a.next = nil
		if len(lines) == 0 {
			a.busy = false
			a.idle.Broadcast()
			a.mu.Unlock()
			return
		}
		a.mu.Unlock()
		a.send(lines)
	}
}

// send needs no flush to disk: nothing is stored.
func (a *announcer) send(lines []string) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	conn, err := a.pool.Acquire(ctx)
	if err != nil {
		return // nobody listens either while the database is away
	}
	defer conn.Release()
	_ = sendBatch(ctx, conn, []statement{
		{sql: "begin"},
		{sql: "set local synchronous_commit = off"},
		{sql: `select pg_notify($1, line) from unnest($2::text[]) as line`, args: []any{Channel, lines}},
		{sql: "commit"},
	})
}

// told waits until nothing is left to tell.
func (a *announcer) told() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for a.busy {
		a.idle.Wait()
	}
}
