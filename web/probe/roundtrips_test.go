package probe_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"demarc/internal/raci"
	"demarc/web"
)

// trips counts round trips to the database: each batch is one, whatever it holds, and
// each statement outside a batch is one. The pool's own checks of a connection that
// was idle are not counted, as they are not part of an answer.
type trips struct{ n atomic.Int64 }

func (c *trips) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	c.n.Add(1)
	return ctx
}

func (c *trips) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func (c *trips) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	c.n.Add(1)
	return ctx
}

func (c *trips) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}

func (c *trips) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

// TestRoundTrips: what is asked most often costs at most two round trips. "cold" is a
// process that has not seen the session in the last seconds and reads it first.
func TestRoundTrips(t *testing.T) {
	t.Parallel()
	count := &trips{}
	p := newProbe(t, "http://demarc.test", count)
	lead, at := p.people["lead"], "/e/"+string(p.draft.ID)
	f, column := p.restored(), p.column(raci.Management)
	rev, is := f.Rev, f.Cells[column.ID]
	edit := func() probeAnswer {
		was, to := is, raci.Consulted
		if is == raci.Consulted {
			to = raci.Informed
		}
		a := p.ask(lead, "POST", at+"/matrix/functions/"+string(f.ID)+"/assignments",
			values("stakeholder", string(column.ID), "role", string(to), "was", string(was), "rev", fmt.Sprint(rev)), "HX-Request", "true", "HX-Request-Type", "partial")
		rev, is = rev+1, to
		return a
	}
	for _, tt := range []struct {
		what string
		cold bool
		most int64
		ask  func() probeAnswer
	}{
		{"matrix", false, 1, func() probeAnswer { return p.ask(lead, "GET", at+"/matrix", nil) }},
		{"matrix, cold", true, 2, func() probeAnswer { return p.ask(lead, "GET", at+"/matrix", nil) }},
		{"edit of a cell", false, 2, edit},
		{"engagements", false, 1, func() probeAnswer { return p.ask(lead, "GET", "/", nil) }},
		{"engagements, cold", true, 2, func() probeAnswer { return p.ask(lead, "GET", "/", nil) }},
		{"clients", false, 1, func() probeAnswer { return p.ask(lead, "GET", "/clients", nil) }},
		{"one row", false, 1, func() probeAnswer {
			return p.ask(lead, "GET", at+"/matrix/functions/"+string(f.ID), nil, "HX-Request", "true", "HX-Request-Type", "partial")
		}},
	} {
		least := int64(100)
		for range 5 { // a session falls out of memory when the machine is slow
			if tt.cold {
				p.config.Sessions = p.DB.Sessions()
				var err error
				p.site, err = web.New(p.config)
				must(t, err)
			} else {
				p.ask(lead, "GET", "/places", nil)
			}
			count.n.Store(0)
			a := tt.ask()
			if a.status != http.StatusOK || strings.Contains(a.body, "Choose which to keep") {
				t.Fatalf("%s: %s %s", tt.what, a, probeText(a.body))
			}
			least = min(least, count.n.Load())
		}
		if least > tt.most {
			t.Errorf("%s: %d round trips, want %d", tt.what, least, tt.most)
		}
	}
}
