package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"demarc/internal/catalog"
	"demarc/internal/engagement"
	"demarc/internal/party"
)

// releases are the shipped libraries that this process has read, by digest. There are
// as many as releases of the program that engagements were written from.
type releases struct {
	mu    sync.Mutex
	known map[string]catalog.Library
}

func newReleases(shipped catalog.Library) *releases {
	return &releases{known: map[string]catalog.Library{shipped.Release(): shipped}}
}

func (r *releases) digests() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Sorted(maps.Keys(r.known))
}

func (r *releases) find(digest string) (catalog.Library, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	l, ok := r.known[digest]
	return l, ok
}

// read keeps the release whose text this is. The digest is computed, so a text that
// was tampered with is not taken for what an engagement names.
func (r *releases) read(body string) error {
	l, err := catalog.ReadRelease([]byte(body))
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.known[l.Release()] = l
	return nil
}

// Shipped is the library that comes with this program.
func (tx *Tx) Shipped() catalog.Library { return tx.db.shipped }

// pinned is what a library is put together from.
type pinned struct{ items []catalog.Item }

// pin asks for the library that an engagement is written from: the MSP's items, and
// the text of the release where this process has not read it yet. Only items of the
// kinds are read, where any are named.
func (tx *Tx) pin(id engagement.ID, p *pinned, kinds ...catalog.Kind) []statement {
	return []statement{tx.pinnedItems(id, &p.items, kinds), {
		sql: `select r.body from app.engagements e join app.releases r on r.msp_id = e.msp_id and r.digest = e.release
		       where e.msp_id = $1 and e.engagement_id = $2 and e.release <> all ($3::text[])`,
		args: []any{tx.who.MSP, id, tx.db.releases.digests()},
		read: each(func(rows pgx.Rows) error {
			var body string
			if err := rows.Scan(&body); err != nil {
				return err
			}
			return tx.db.releases.read(body)
		}),
	}}
}

// library puts together what pin asked for.
func (tx *Tx) library(e engagement.Engagement, p pinned) (catalog.Library, error) {
	base, ok := tx.db.releases.find(e.Release)
	if e.Release == "" { // by an older program beside this one, until the next migration pins it
		base, ok = tx.db.shipped, true
	}
	if !ok {
		return base, fmt.Errorf("the shipped library %.12s that engagement %s is written from is not kept", e.Release, e.ID)
	}
	return catalog.Merge(base, e.Library, p.items), nil
}

// Pinned reads the library that an engagement is written from.
func (tx *Tx) Pinned(ctx context.Context, e engagement.Engagement) (catalog.Library, error) {
	var p pinned
	if err := tx.ask(ctx, tx.pin(e.ID, &p)...); err != nil {
		return catalog.Library{}, err
	}
	return tx.library(e, p)
}

// moved tells whether the program ships another library than e is written from, to
// those who may know how the MSP prepares.
func (tx *Tx) moved(e engagement.Engagement) bool {
	return tx.who.Side == party.MSP && e.Release != "" && e.Release != tx.db.shipped.Release()
}

// keepRelease keeps the text of the shipped library, once per MSP and release.
func (tx *Tx) keepRelease(ctx context.Context) error {
	l := tx.db.shipped
	var found, there bool
	err := tx.ask(ctx, statement{
		sql:  `select exists (select from app.releases where msp_id = $1 and digest = $2)`,
		args: []any{tx.who.MSP, l.Release()}, read: one(&found, &there),
	})
	if err == nil && !there {
		tx.write(`insert into app.releases (msp_id, digest, body, kept_at) values ($1, $2, $3, $4) on conflict do nothing`, tx.who.MSP, l.Release(), string(l.ReleaseText()), tx.db.Now())
	}
	return err
}

// pinOldest pins what was written before releases were kept to the library that this
// program ships: the one that it was composed from up to now.
func pinOldest(ctx context.Context, pool *pgxpool.Pool) error {
	l := catalog.Shipped()
	const sql = `with pinned as (update app.engagements set release = $1 where release = '' returning msp_id)
	insert into app.releases (msp_id, digest, body, kept_at) select distinct msp_id, $1, $2, now() from pinned on conflict do nothing`
	if _, err := pool.Exec(ctx, sql, l.Release(), string(l.ReleaseText())); err != nil {
		return fmt.Errorf("pin the shipped library: %w", err)
	}
	return nil
}
