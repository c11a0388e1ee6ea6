package app_test

import (
	"testing"

	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/catalog"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/raci"
)

func TestLockedClause(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx := t.Context()
	v := b.thing(t, catalog.ClauseKind, "c-liability")
	c := *v.Item.Clause
	c.Lock = catalog.ClauseLock{By: "Roe LLP", On: "2026-10-01"}
	_, err := b.Library.Save(ctx, b.Owner, app.Edit{Item: catalog.Of(c), Seen: v.Seen})
	apptest.Must(t, err)
	b.publish(t, "Reviewed")
	v = b.thing(t, catalog.ClauseKind, "c-liability")
	if !v.Item.Clause.Locked() || v.Item.Clause.Stale() {
		t.Fatalf("%+v", v.Item.Clause.Lock)
	}
	c = *v.Item.Clause
	c.Body = "We owe nothing."
	_, err = b.Library.Save(ctx, b.Owner, app.Edit{Item: catalog.Of(c), Seen: v.Seen})
	if f, ok := fault.Of(err); !ok || f.Fields["reason"] == "" {
		t.Fatalf("changed without a reason: %v", err)
	}
	c.Lock = catalog.ClauseLock{} // nor does unlocking go without one
	if err := second(b.Library.Save(ctx, b.Owner, app.Edit{Item: catalog.Of(c), Seen: v.Seen})); !fault.Is(err, fault.Invalid) {
		t.Fatalf("unlocked without a reason: %v", err)
	}
	c.Lock = v.Item.Clause.Lock
	_, err = b.Library.Save(ctx, b.Owner, app.Edit{Item: catalog.Of(c), Seen: v.Seen, Reason: "New insurer"})
	apptest.Must(t, err)
	got := b.thing(t, catalog.ClauseKind, "c-liability").Item
	if !got.Clause.Stale() || got.Reason != "New insurer" {
		t.Errorf("stale %v, reason %q", got.Clause.Stale(), got.Reason)
	}
	all, _, err := b.Engagements.Chain(ctx, b.Owner, engagement.ID(b.Owner.MSP))
	apptest.Must(t, err)
	last := all[len(all)-1]
	if last.Verb != audit.LibraryChanged || last.Fact.Data["reason"] != "New insurer" || last.Fact.Data["changed"] != "Text" {
		t.Errorf("recorded %s %v", last.Verb, last.Fact.Data)
	}
}

func TestLibraryRaces(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx := t.Context()
	v := b.thing(t, catalog.FunctionKind, "bk-test")
	f := *v.Item.Function
	f.Name = "First"
	_, err := b.Library.Save(ctx, b.Owner, app.Edit{Item: catalog.Of(f), Seen: v.Seen})
	apptest.Must(t, err)
	f.Name = "Second"
	if err := second(b.Library.Save(ctx, b.Owner, app.Edit{Item: catalog.Of(f), Seen: v.Seen})); !fault.Is(err, fault.Conflict) {
		t.Errorf("overwritten: %v", err)
	}
	open, err := b.Library.Open(ctx, b.Owner)
	apptest.Must(t, err)
	v = b.thing(t, catalog.FunctionKind, "bk-test")
	_, err = b.Library.Save(ctx, b.Owner, app.Edit{Item: catalog.Of(f), Seen: v.Seen})
	apptest.Must(t, err)
	if err := second(b.Library.Publish(ctx, b.Owner, "x", open.Seen)); !fault.Is(err, fault.Conflict) {
		t.Errorf("published unseen: %v", err)
	}
	b.publish(t, "x")
	if err := second(b.Library.Publish(ctx, b.Owner, "x", "")); !fault.Is(err, fault.Conflict) {
		t.Errorf("published nothing: %v", err)
	}
}

func TestRetireAndDrop(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx := t.Context()
	if err := b.Library.Retire(ctx, b.Owner, catalog.FunctionKind, "st-raci", "0.0", ""); !fault.Is(err, fault.Invalid) {
		t.Errorf("a row that every agreement needs: %v", err)
	}
	apptest.Must(t, b.Library.Retire(ctx, b.Owner, catalog.FunctionKind, "hd-tier3", "0.0", ""))
	v := b.thing(t, catalog.FunctionKind, "hd-tier3")
	if err := second(b.Library.Save(ctx, b.Owner, app.Edit{Item: v.Item, Seen: v.Seen})); !fault.Is(err, fault.Locked) {
		t.Errorf("a retired one was changed: %v", err)
	}
	b.publish(t, "Less")
	for _, f := range b.start(t, "infrastructure").Matrix.Functions {
		if f.Key == "hd-tier3" {
			t.Error("a new engagement has a retired function")
		}
	}
	v = b.thing(t, catalog.FunctionKind, "hd-tier3")
	apptest.Must(t, b.Library.Restore(ctx, b.Owner, catalog.FunctionKind, "hd-tier3", v.Seen, ""))
	if err := b.Library.Drop(ctx, b.Owner, catalog.FunctionKind, "hd-tier3", v.Seen); !fault.Is(err, fault.Conflict) {
		t.Errorf("dropped a draft that was not seen: %v", err)
	}
	apptest.Must(t, b.Library.Drop(ctx, b.Owner, catalog.FunctionKind, "hd-tier3", b.thing(t, catalog.FunctionKind, "hd-tier3").Seen))
	if v := b.thing(t, catalog.FunctionKind, "hd-tier3"); !v.Item.Retired || v.Item.Draft {
		t.Errorf("after dropping the draft: %+v", v.Item)
	}
	// A draft that another draft cites stays.
	f := catalog.Function{
		Name: "Own", AreaKey: "backup", Description: "x", Criticality: raci.Normal, Cadence: "daily", SharedSplit: "x",
		Patterns: map[raci.Mode]raci.Pattern{raci.MSPLed: {"A/R", "-", "-"}, raci.Shared: {"A/R", "R", "-"}, raci.InternalLed: {"-", "A/R", "-"}},
	}
	own, err := b.Library.Save(ctx, b.Owner, app.Edit{Item: catalog.Of(f)})
	apptest.Must(t, err)
	b.rewrite(t, "c-nonsolicit", "[[row:"+own.Key+"]] says.")
	if err := b.Library.Drop(ctx, b.Owner, own.Kind, own.Key, b.thing(t, own.Kind, own.Key).Seen); !fault.Is(err, fault.Invalid) {
		t.Errorf("dropped what a clause cites: %v", err)
	}
}
