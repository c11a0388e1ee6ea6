package store_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"

	"demarc/internal/store"
	"demarc/internal/store/storetest"
)

// prepares counts the plans that connections are asked to keep.
type prepares struct{ n int }

func (p *prepares) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	return ctx
}
func (p *prepares) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}
func (p *prepares) TracePrepareStart(ctx context.Context, _ *pgx.Conn, _ pgx.TracePrepareStartData) context.Context {
	p.n++
	return ctx
}
func (p *prepares) TracePrepareEnd(context.Context, *pgx.Conn, pgx.TracePrepareEndData) {}

func TestKeptPlans(t *testing.T) {
	t.Parallel()
	d := storetest.Open(t)
	x := newTenant(t, d.DB, "Plans")
	for _, c := range []struct {
		name   string
		pooled bool
		want   bool
	}{{"direct", false, true}, {"behind a pooler", true, false}} {
		var kept prepares
		db, err := store.Open(t.Context(), store.Config{URL: d.URL, Tracer: &kept, Conns: 1, Pooled: c.pooled})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		read := func() {
			t.Helper()
			if err := db.Read(t.Context(), x.owner, func(tx *store.Tx) error {
				_, err := tx.Engagement(t.Context(), x.engagement.ID)
				return err
			}); err != nil {
				t.Fatalf("%s: %v", c.name, err)
			}
		}
		read()
		if kept.n != 0 {
			t.Errorf("%s: the first reading kept %d plans", c.name, kept.n)
		}
		read()
		after := kept.n
		if (after > 0) != c.want {
			t.Errorf("%s: the second reading kept %d plans", c.name, after)
		}
		read()
		if kept.n != after {
			t.Errorf("%s: the third reading kept %d more", c.name, kept.n-after)
		}
	}
}

// A migration while servers run changes what a kept plan answers with.
func TestPlanOutlivedByMigration(t *testing.T) {
	t.Parallel()
	d := storetest.Open(t)
	x := newTenant(t, d.DB, "Moved")
	db, err := store.Open(t.Context(), store.Config{URL: d.URL, Conns: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	read := func() {
		t.Helper()
		if err := db.Read(t.Context(), x.owner, func(tx *store.Tx) error {
			_, err := tx.Engagement(t.Context(), x.engagement.ID)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	for range 3 {
		read()
	}
	owner, err := pgx.Connect(t.Context(), d.OwnerURL)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = owner.Close(context.Background()) }()
	if _, err := owner.Exec(t.Context(), `alter table app.engagements alter column title type varchar(400)`); err != nil {
		t.Fatal(err)
	}
	read()
}
