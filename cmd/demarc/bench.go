package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"demarc/internal/app"
	"demarc/internal/catalog"
	"demarc/internal/engagement"
	"demarc/internal/live"
	"demarc/internal/mail"
	"demarc/internal/raci"
	"demarc/web"
)

// benchCommand loads a real server on a durable cluster of its own, measures the bare
// statements with pgbench in the same run, and prints ratios: figures of one machine
// at one moment mean little, ratios of one run mean more.
type benchCommand struct {
	Matrices int           `default:"50" help:"How many matrices are worked at once."`
	Clients  int           `default:"16" help:"How many connections."`
	Rounds   int           `default:"5" help:"How many interleaved rounds."`
	For      time.Duration `default:"3s" help:"How long each measurement of a round takes."`
}

type bench struct {
	benchCommand
	in      *instance
	base    *url.URL
	http    *http.Client
	cells   []benchCell
	pgbench *pgbench // nil where there is none
}

// benchCell is a cell one client owns, so that nobody loses a race.
type benchCell struct {
	e      engagement.Engagement
	row    raci.Function
	column raci.StakeholderID
	rev    int
}

// Run measures.
func (c *benchCommand) Run(ctx context.Context, con *console) error {
	scratch, err := os.MkdirTemp("", "demarc-bench-")
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
	log := slog.New(slog.DiscardHandler)
	in, err := open(ctx, settings{database: database{DataDir: scratch}, name: "bench", base: "http://127.0.0.1", mail: outbox, log: log, step: con.say})
	if err != nil {
		return err
	}
	defer in.close()
	b := &bench{benchCommand: *c, in: in}
	if path, err := findPgbench(); err == nil {
		b.pgbench = &pgbench{path: path, database: in.url, clients: c.Clients, lasts: c.For}
	} else {
		con.say("pgbench was not found, so edits are printed without their ratio to the bare statements")
	}
	stop, err := b.serve(ctx, log)
	if err != nil {
		return err
	}
	defer stop()
	con.say("Making %d matrices of 149 functions", c.Matrices)
	s := &story{app: in.app, outbox: outbox, db: in.db}
	if err := s.open(ctx); err != nil {
		return err
	}
	if err := b.fill(ctx, s); err != nil {
		return err
	}
	if err := b.signIn(ctx); err != nil {
		return err
	}
	return b.measure(ctx, con)
}

func (b *bench) serve(ctx context.Context, log *slog.Logger) (func(), error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	b.base = &url.URL{Scheme: "http", Host: l.Addr().String()}
	hub := live.New(b.in.direct, log)
	hubCtx, stopHub := context.WithCancel(ctx)
	go hub.Run(hubCtx)
	site, err := web.New(web.Config{App: b.in.app, Sessions: b.in.db.Sessions(), Live: hub, Base: b.base, Log: log, Ready: b.in.db.Ping})
	if err != nil {
		stopHub()
		return nil, err
	}
	srv := &http.Server{Handler: site, ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = srv.Serve(l) }()
	return func() { stopHub(); _ = srv.Close() }, nil
}

func (b *bench) fill(ctx context.Context, s *story) error {
	for i := range b.Matrices {
		e, err := b.in.app.Engagements.Start(ctx, s.cast.lead, app.Start{Client: s.client.ID, Title: fmt.Sprintf("Bench %d", i), Preset: catalog.Presets()[0].Key})
		if err != nil {
			return err
		}
		d, err := b.in.app.Matrices.Open(ctx, s.cast.lead, e.ID)
		if err != nil {
			return err
		}
		mgmt, _ := d.Matrix.Standard(raci.Management)
		for _, f := range d.Matrix.Functions[:4] {
			b.cells = append(b.cells, benchCell{e: d.Engagement, row: f, column: mgmt.ID, rev: f.Rev})
		}
		if b.pgbench != nil { // on a row of its own
			b.pgbench.scripts = append(b.pgbench.scripts, editScript(d.Engagement, d.Matrix.Functions[4].ID, s.cast.lead))
		}
	}
	return nil
}

func (b *bench) signIn(ctx context.Context) error {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	b.http = &http.Client{Jar: jar, Transport: &http.Transport{MaxIdleConnsPerHost: b.Clients, DisableCompression: true}}
	res, err := b.post(ctx, "/signin", url.Values{"email": {"tom@northgate.example"}, "password": {samplePassword}})
	if err != nil {
		return err
	}
	if res != http.StatusOK {
		return fmt.Errorf("sign in: status %d", res)
	}
	return nil
}

func (b *bench) post(ctx context.Context, path string, form url.Values) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, b.base.String()+path, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if strings.Contains(path, "/assignments") {
		req.Header.Set("HX-Request", "true")
		req.Header.Set("HX-Request-Type", "partial")
	}
	return b.do(req)
}

func (b *bench) do(req *http.Request) (int, error) {
	res, err := b.http.Do(req)
	if err != nil {
		return 0, err
	}
	defer func() { _ = res.Body.Close() }()
	_, err = io.Copy(io.Discard, res.Body)
	return res.StatusCode, err
}

// measure interleaves the rounds and prints medians and their ratios.
func (b *bench) measure(ctx context.Context, con *console) error {
	var edits, bare, pages []float64
	for range b.Rounds {
		n, err := b.load(ctx, b.edit)
		if err != nil {
			return err
		}
		edits = append(edits, n)
		if b.pgbench != nil {
			if n, err = b.pgbench.run(ctx); err != nil {
				return err
			}
			bare = append(bare, n)
		}
		if n, err = b.load(ctx, b.page); err != nil {
			return err
		}
		pages = append(pages, n)
	}
	con.say("%-46s %10.0f /s   (%.0f to %.0f)", "cell edit over HTTP, durable", median(edits), slices.Min(edits), slices.Max(edits))
	if len(bare) > 0 {
		con.say("%-46s %10.0f /s   (%.0f to %.0f)", "the same statements by pgbench", median(bare), slices.Min(bare), slices.Max(bare))
		con.say("%-46s %10.2f      goal: at least 0.35", "ratio", median(edits)/median(bare))
	}
	con.say("%-46s %10.0f /s   (%.0f to %.0f)", "matrix page over HTTP, signed in", median(pages), slices.Min(pages), slices.Max(pages))
	con.say("Compare the page with naive components: go test -bench . ./web/matrix")
	return nil
}

func median(x []float64) float64 {
	x = slices.Clone(x)
	slices.Sort(x)
	return x[len(x)/2]
}

// load runs act on all clients for a while and returns acts per second.
func (b *bench) load(ctx context.Context, act func(ctx context.Context, client, i int) error) (float64, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var done atomic.Int64
	var all sync.WaitGroup
	began := time.Now()
	for client := range b.Clients {
		all.Go(func() {
			for i := 0; time.Since(began) < b.For && ctx.Err() == nil; i++ {
				if err := act(ctx, client, i); err != nil {
					cancel(err)
					return
				}
				done.Add(1)
			}
		})
	}
	all.Wait()
	if err := context.Cause(ctx); err != nil {
		return 0, err
	}
	return float64(done.Load()) / time.Since(began).Seconds(), nil
}

// edit sets a cell that only this client sets, at the revision it left it at.
func (b *bench) edit(ctx context.Context, client, _ int) error {
	own := len(b.cells) / b.Clients
	c := &b.cells[client+b.Clients*rand.IntN(own)] // any matrix, as pgbench does
	as := raci.Consulted
	if c.row.Cells[c.column] == as { // setting what is set already would change nothing
		as = raci.Informed
	}
	status, err := b.post(ctx, "/e/"+string(c.e.ID)+"/matrix/functions/"+string(c.row.ID)+"/assignments",
		url.Values{"stakeholder": {string(c.column)}, "role": {string(as)}, "rev": {strconv.Itoa(c.rev)}})
	if err != nil {
		return err
	}
	if status != http.StatusOK {
		return fmt.Errorf("edit: status %d", status)
	}
	c.rev++
	c.row.Cells[c.column] = as
	return nil
}

func (b *bench) page(ctx context.Context, client, i int) error {
	e := b.cells[(client*7+i*4)%len(b.cells)].e
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, b.base.String()+"/e/"+string(e.ID)+"/matrix", nil)
	if err != nil {
		return err
	}
	status, err := b.do(req)
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("matrix page: status %d", status)
	}
	return err
}
