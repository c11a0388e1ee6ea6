package store_test

import (
	"context"
	"errors"
	"testing"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/store"
	"demarc/internal/store/storetest"

	"github.com/jackc/pgx/v5"
)

// TestTamperedChains alters, as somebody who may do everything to the database, each
// column of what makes a chain, and finds each: the row at fault is named.
func TestTamperedChains(t *testing.T) {
	t.Parallel()
	d := storetest.Open(t)
	x := newTenant(t, d.DB, "northgate")
	ctx, id := t.Context(), string(x.engagement.ID)
	who := x.owner
	who.Name, who.Email, who.Request = "Ana Đukić", "ana@n.example", access.Request{IP: "203.0.113.7", Agent: "Mozilla/5.0"}
	for range 5 {
		err := d.DB.Change(ctx, who, func(tx *store.Tx) error {
			e, err := tx.Engagement(ctx, x.engagement.ID)
			tx.Record(e, audit.AssignmentChanged, audit.Fact{Subject: "row", Before: "R", After: "A"})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	root, err := pgx.Connect(ctx, d.SuperURL)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = root.Close(context.Background()) }()
	whole := func() {
		t.Helper()
		if _, _, err := store.CheckChains(ctx, d.OwnerURL, id); err != nil {
			t.Fatalf("untouched: %v", err)
		}
	}
	whole()
	var values int
	if err := root.QueryRow(ctx, `select count(*) from app.personal where stream_id = $1 and about = $2`, id, string(who.User)).Scan(&values); err != nil || values < 3 || values > 8 {
		t.Errorf("%d values are kept of one person's five edits from one place: %v", values, err)
	}
	const restore = `truncate app.entries, app.personal, app.chain_heads; insert into app.entries table safe_entries; insert into app.personal table safe_personal; insert into app.chain_heads table safe_heads`
	if _, err := root.Exec(ctx, `create table safe_entries as table app.entries; create table safe_personal as table app.personal; create table safe_heads as table app.chain_heads`); err != nil {
		t.Fatal(err)
	}
	for name, sql := range map[string]string{
		"time":             `update app.entries set at = at + interval '1 microsecond' where stream_id = $1 and seq = $2`,
		"verb":             `update app.entries set verb = 'row.agreed' where stream_id = $1 and seq = $2`,
		"payload":          `update app.entries set payload = payload || ' ' where stream_id = $1 and seq = $2`,
		"prev":             `update app.entries set prev = sha256(prev) where stream_id = $1 and seq = $2`,
		"hash":             `update app.entries set hash = sha256(hash) where stream_id = $1 and seq = $2`,
		"number":           `update app.entries set seq = seq + 100 where stream_id = $1 and seq = $2`,
		"taken out":        `delete from app.entries where stream_id = $1 and seq = $2`,
		"everything after": `delete from app.entries where stream_id = $1 and seq >= $2`,
		"swapped":          `update app.entries a set payload = b.payload, hash = b.hash from app.entries b where a.stream_id = $1 and b.stream_id = $1 and a.seq = $2 and b.seq = 7 - $2::int`,
		"a name":           `update app.personal set value = 'Somebody Else' where stream_id = $1 and field = 'actor.name' and $2 > 0 and value is not null`,
		"a key":            `update app.personal set key = repeat('0', 32) where stream_id = $1 and field = 'request.ip' and $2 > 0`,
		"a value gone":     `update app.personal set value = null, key = null where stream_id = $1 and field = 'actor.email' and $2 > 0`,
		"the head's hash":  `update app.chain_heads set hash = sha256(hash) where stream_id = $1 and $2 > 0`,
		"the head's end":   `update app.chain_heads set seq = seq - 1 where stream_id = $1 and $2 > 0`,
	} {
		for _, seq := range []int{2, 3, 4, 5, 6} {
			if _, err := root.Exec(ctx, sql, id, seq); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			_, _, err := store.CheckChains(ctx, d.OwnerURL, id)
			if _, ok := errors.AsType[*audit.BrokenError](err); !ok {
				t.Errorf("%s of entry %d was altered and not found: %v", name, seq, err)
			}
			if _, err := root.Exec(ctx, restore); err != nil {
				t.Fatal(err)
			}
		}
		whole()
	}
}
