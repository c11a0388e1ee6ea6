package main

import (
	"context"
	"slices"
	"sync"
	"time"

	"demarc/internal/app"
	"demarc/internal/catalog"
)

// connections are as many as press keys at full speed, and as pgbench opens.
const connections = 16

// atFullSpeed has some of the people press as fast as they are answered, in turn with
// pgbench doing the same statements in as many matrices beside them, and prints the
// ratio.
func (c *loadCommand) atFullSpeed(ctx context.Context, con *console, in *instance, desks []*desk, all []*screen) (*tally, error) {
	t := &tally{}
	if c.Full == 0 {
		return t, nil
	}
	own, err := bareDesks(ctx, in, desks)
	if err != nil {
		return nil, err
	}
	path, err := findPgbench()
	if err != nil {
		con.say("pgbench was not found, so edits at full speed are printed without their ratio to the bare statements")
	}
	var edits, bare []float64
	for range 3 {
		before, began := len(t.acks), time.Now()
		pressAll(ctx, all, began.Add(c.Full), t)
		edits = append(edits, float64(len(t.acks)-before)/time.Since(began).Seconds())
		if path == "" {
			continue
		}
		p := pgbench{path: path, database: in.url, clients: connections, lasts: c.Full, scripts: own}
		n, err := p.run(ctx)
		if err != nil {
			return nil, err
		}
		bare = append(bare, n)
	}
	con.say("%-46s %10.0f /s   (%.0f to %.0f)", "edits at full speed, two servers", median(edits), slices.Min(edits), slices.Max(edits))
	if len(bare) > 0 {
		con.say("%-46s %10.0f /s   (%.0f to %.0f)", "the same statements by pgbench", median(bare), slices.Min(bare), slices.Max(bare))
		con.say("%-46s %10.2f", "ratio", median(edits)/median(bare))
	}
	return t, nil
}

// pressAll has one person of each matrix press, as many at once as there are connections.
func pressAll(ctx context.Context, all []*screen, end time.Time, t *tally) {
	var workers sync.WaitGroup
	every := max(1, len(all)/connections)
	for i := 0; i < len(all) && i/every < connections; i += every {
		workers.Go(func() {
			for s := all[i]; time.Now().Before(end); {
				s.press(ctx, t)
			}
		})
	}
	workers.Wait()
}

// bareDesks makes as many matrices again, whose chains pgbench may break: it writes
// entries without their hashes.
func bareDesks(ctx context.Context, in *instance, desks []*desk) (scripts []string, err error) {
	for _, d := range desks {
		e, err := in.app.Engagements.Start(ctx, d.people[0], app.Start{Client: d.e.Client, Title: "Bare", Preset: catalog.Presets()[0].Key})
		if err != nil {
			return nil, err
		}
		draft, err := in.app.Matrices.Open(ctx, d.people[0], e.ID)
		if err != nil {
			return nil, err
		}
		scripts = append(scripts, editScript(e, draft.Matrix.Functions[0].ID, d.people[0]))
	}
	return scripts, nil
}
