package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"

	"demarc/internal/mail"
	"demarc/internal/store"
)

// loadCommand has people work in matrices at the same time, through two server
// processes on one database: half of those of a matrix on either. Afterwards it looks
// for every edit that a server acknowledged in the audit log.
type loadCommand struct {
	People   int           `default:"200" help:"How many people work."`
	Matrices int           `default:"50" help:"How many matrices they work in."`
	Every    time.Duration `default:"2s" help:"How often each of them edits."`
	For      time.Duration `default:"2m" help:"How long they work."`
	Full     time.Duration `default:"5s" help:"How long each of three rounds at full speed takes, against pgbench."`
}

// Run plays it and prints what was measured. It fails when an acknowledged edit is not
// in the log or a server answered with an error of its own.
func (c *loadCommand) Run(ctx context.Context, con *console) error {
	if c.Matrices < 1 || c.People < 2*c.Matrices {
		return usage("--people must be at least twice --matrices: somebody must be there to see what another sets")
	}
	scratch, err := os.MkdirTemp("", "demarc-load-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(scratch) }()
	if err := os.Chmod(scratch, 0o755); err != nil {
		return err
	}
	outbox, err := mail.NewOutbox("")
	if err != nil {
		return err
	}
	in, err := open(ctx, settings{database: database{DataDir: scratch}, name: "load", base: "http://127.0.0.1", mail: outbox, log: slog.New(slog.DiscardHandler), step: con.say})
	if err != nil {
		return err
	}
	defer in.close()
	con.say("Making %d matrices and %d people", c.Matrices, c.People)
	desks, err := c.furnish(ctx, in, outbox)
	if err != nil {
		return err
	}
	var servers []string
	for range 2 {
		base, stop, err := serveBeside(ctx, in, scratch)
		if err != nil {
			return err
		}
		defer stop()
		servers = append(servers, base)
	}
	con.say("Two servers: %s", strings.Join(servers, " and "))
	t := &tally{}
	screens, err := c.work(ctx, in.db, desks, servers, t)
	if err != nil {
		return err
	}
	full, err := c.atFullSpeed(ctx, con, in, desks, screens)
	if err != nil {
		return err
	}
	return c.report(ctx, con, in.db, desks, t, full)
}

// serveBeside starts another process of this program on the same database.
func serveBeside(ctx context.Context, in *instance, dataDir string) (base string, stop func(), err error) {
	self, err := os.Executable()
	if err != nil {
		return "", nil, err
	}
	cmd := exec.CommandContext(ctx, self, "serve", "--no-demo", "--addr", "127.0.0.1:0", "--data-dir", dataDir, "--database-url", in.url, "--database-direct-url", in.direct)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	stop = func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	}
	said := newLines(out)
	for line := range said {
		if at, ok := strings.CutPrefix(line, "Demarc serves on "); ok {
			go func() { // what else it says
				for range said {
				}
			}()
			return at, stop, nil
		}
	}
	stop()
	return "", nil, errors.New("a server did not start")
}

// tally is what the people saw.
type tally struct {
	mu     sync.Mutex
	acks   []ack
	saved  []time.Duration // from the press to the answer
	seen   []time.Duration // from the press to the row on another screen
	lost   int             // races lost: 409
	faults []string
}

// ack is an edit that a server said it had kept.
type ack struct {
	desk     *desk
	function string
	as       string
	rev      int
}

func (t *tally) add(do func(*tally)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	do(t)
}

// report prints the figures, and compares the log with what was acknowledged.
func (c *loadCommand) report(ctx context.Context, con *console, db *store.DB, desks []*desk, t, full *tally) error {
	logged := map[string]int{}
	for _, d := range desks {
		log, err := d.log(ctx, db)
		if err != nil {
			return err
		}
		for _, key := range log {
			logged[key]++
		}
	}
	missing := 0
	for _, a := range slices.Concat(t.acks, full.acks) {
		key := a.desk.key(a.function, a.as)
		if logged[key]--; logged[key] < 0 {
			missing++
		}
	}
	con.say("%-46s %10d", "edits acknowledged", len(t.acks))
	con.say("%-46s %10.1f /s", "rate", float64(len(t.acks))/c.For.Seconds())
	con.say("%-46s %10d", "acknowledged later, at full speed", len(full.acks))
	con.say("%-46s %10d", "of all these not in the log", missing)
	con.say("%-46s %10d", "races lost (409)", t.lost)
	con.say("%-46s %10d", "answers of 500 and above", len(t.faults)+len(full.faults))
	con.spread("press to saved", t.saved)
	con.spread("press to another screen", t.seen)
	if faults := slices.Concat(t.faults, full.faults); missing > 0 || len(faults) > 0 {
		for _, f := range faults[:min(5, len(faults))] {
			con.say("  %s", f)
		}
		return errors.New("the load was not carried")
	}
	return nil
}

// spread prints the median and the upper percentiles.
func (c *console) spread(what string, all []time.Duration) {
	if len(all) == 0 {
		return
	}
	slices.Sort(all)
	at := func(p float64) time.Duration {
		return all[min(len(all)-1, int(p*float64(len(all))))].Round(100 * time.Microsecond)
	}
	c.say("%-46s %10s   95th %s, 99th %s, worst %s, of %d", what, at(0.5), at(0.95), at(0.99), all[len(all)-1].Round(time.Millisecond), len(all))
}

func (t *tally) fault(format string, args ...any) {
	t.add(func(t *tally) { t.faults = append(t.faults, fmt.Sprintf(format, args...)) })
}
