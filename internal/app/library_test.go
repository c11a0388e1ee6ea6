package app_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"demarc/internal/access"
	"demarc/internal/agreement"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/catalog"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/raci"
)

// thing is an item of the owner's library as it stands.
func (b *bundle) thing(t testing.TB, kind catalog.Kind, key string) app.Thing {
	t.Helper()
	v, err := b.Library.Item(t.Context(), b.Owner, kind, key)
	apptest.Must(t, err)
	return v
}

// rewrite saves a clause with another body.
func (b *bundle) rewrite(t testing.TB, key, body string) {
	t.Helper()
	v := b.thing(t, catalog.ClauseKind, key)
	c := *v.Item.Clause
	c.Body, c.Notes = body, "secret of the negotiators"
	_, err := b.Library.Save(t.Context(), b.Owner, app.Edit{Item: catalog.Of(c), Seen: v.Seen})
	apptest.Must(t, err)
}

func (b *bundle) publish(t testing.TB, note string) int {
	t.Helper()
	v, err := b.Library.Open(t.Context(), b.Owner)
	apptest.Must(t, err)
	n, err := b.Library.Publish(t.Context(), b.Owner, note, v.Seen)
	apptest.Must(t, err)
	return n
}

func (b *bundle) start(t testing.TB, key string) engagement.Draft {
	t.Helper()
	e, err := b.Engagements.Start(t.Context(), b.lead, app.Start{Client: b.Client.ID, Title: "Another", Preset: key})
	apptest.Must(t, err)
	d, err := b.Matrices.Open(t.Context(), b.lead, e.ID)
	apptest.Must(t, err)
	return d
}

// printed is the words of a section of a draft, as who sees them.
func (b *bundle) printed(t testing.TB, who access.Actor, id engagement.ID, section string) string {
	t.Helper()
	d, err := b.Matrices.Open(t.Context(), who, id)
	apptest.Must(t, err)
	content, _ := engagement.Draw(d)
	for _, s := range content.Agreement.Sections {
		if s.ID == section {
			var words []string
			for _, p := range s.Paragraphs {
				words = append(words, agreement.Plain(p.Text))
			}
			return strings.Join(words, "\n")
		}
	}
	return ""
}

func TestLibraryVersionsArePinned(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	const words = "Nobody may hire anybody."
	b.rewrite(t, "c-nonsolicit", words)
	f := *b.thing(t, catalog.FunctionKind, "bk-test").Item.Function
	f.Name = "Restore test every quarter"
	_, err := b.Library.Save(t.Context(), b.Owner, app.Edit{Item: catalog.Of(f), Seen: "0.0"})
	apptest.Must(t, err)
	if got := b.printed(t, b.lead, b.start(t, "infrastructure").Engagement.ID, "c-nonsolicit"); strings.Contains(got, words) {
		t.Error("a draft of the library is used before it is published")
	}
	if n := b.publish(t, "Plainer words"); n != 1 {
		t.Fatalf("version %d", n)
	}
	if got := b.printed(t, b.lead, b.Engagement.ID, "c-nonsolicit"); strings.Contains(got, words) {
		t.Error("an engagement changed because the library did")
	}
	d := b.start(t, "infrastructure")
	if d.Engagement.Library != 1 || d.Engagement.Template != "infrastructure" {
		t.Errorf("pins %d, %q", d.Engagement.Library, d.Engagement.Template)
	}
	for _, who := range []access.Actor{b.lead, b.itLead} { // both sides read the same text
		if got := b.printed(t, who, d.Engagement.ID, "c-nonsolicit"); got != words {
			t.Errorf("%s reads %q", who.Role, got)
		}
	}
	theirs, err := b.Matrices.Open(t.Context(), b.itLead, d.Engagement.ID)
	apptest.Must(t, err)
	if c, _ := theirs.Library.Clause("c-nonsolicit"); c.Notes != "" || c.Body == "" {
		t.Errorf("the client's side reads the notes %q", c.Notes)
	}
	names := map[raci.FunctionKey]string{}
	for _, f := range d.Matrix.Functions {
		names[f.Key] = f.Name
	}
	if names["bk-test"] != "Restore test every quarter" {
		t.Errorf("the matrix says %q", names["bk-test"])
	}
}

// Packs and the reference read the library that an engagement pins, not the shipped
// one nor a newer one.
func TestPacksAndReferenceReadThePinnedLibrary(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	v := b.thing(t, catalog.FunctionKind, "lg-hold")
	f := *v.Item.Function
	f.Name, f.Access, f.SearchWords = "Hold what a court asks for", []string{"rmm"}, []string{"quagga"}
	_, err := b.Library.Save(t.Context(), b.Owner, app.Edit{Item: catalog.Of(f), Seen: v.Seen})
	apptest.Must(t, err)
	own := f
	own.Key, own.Pack, own.AreaKey, own.Name, own.SearchWords = "", "", "backup", "Keep the tape robot oiled", []string{"zanzibar"}
	saved, err := b.Library.Save(t.Context(), b.Owner, app.Edit{Item: catalog.Of(own)})
	apptest.Must(t, err)
	b.publish(t, "Courts and tapes")
	before := b.Engagement
	b.Engagement = b.start(t, "infrastructure").Engagement
	for id, want := range map[engagement.ID]string{before.ID: v.Item.Function.Name, b.Engagement.ID: f.Name} {
		_, err = b.Packs.Add(t.Context(), b.lead, id, app.NewPack{Key: "legal", Mode: raci.MSPLed})
		apptest.Must(t, err)
		d, err := b.Matrices.Open(t.Context(), b.lead, id)
		apptest.Must(t, err)
		i := slices.IndexFunc(d.Matrix.Functions, func(f raci.Function) bool { return f.Key == "lg-hold" })
		if got := d.Matrix.Functions[i].Name; got != want {
			t.Errorf("library %d: the row is called %q", d.Engagement.Library, got)
		}
		if got := d.Library.AccessOf(saved.Function.Key); (len(got) == 1 && got[0] == "rmm") != (id == b.Engagement.ID) {
			t.Errorf("library %d: their own function needs %v", d.Engagement.Library, got)
		}
	}
	b.send(t)
	b.Sign(t, apptest.Dana)
	b.Sign(t, apptest.Nora)
	b.inForce(t)
	for q, want := range map[string]string{"quagga": f.Name, "zanzibar": own.Name} {
		found, err := b.Reference.Find(t.Context(), b.contributor, q, "")
		apptest.Must(t, err)
		if len(found.Hits) != 1 || found.Hits[0].Name != want {
			t.Errorf("%q: %+v", q, found.Hits)
		}
	}
}

func TestTemplateStartsWhole(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	milder := catalog.Clause{
		Clause:  agreement.Clause{Title: "Liability, milder", Part: b.thing(t, catalog.ClauseKind, "c-liability").Item.Clause.Part, Place: agreement.CoManaged, Body: "We owe less."},
		Instead: "c-liability",
	}
	saved, err := b.Library.Save(t.Context(), b.Owner, app.Edit{Item: catalog.Of(milder)})
	apptest.Must(t, err)
	if saved.Key != "c-lib-liability-milder" {
		t.Errorf("key %q", saved.Key)
	}
	pack := catalog.Packs()[0]
	tmpl, err := b.Library.Save(t.Context(), b.Owner, app.Edit{Item: catalog.Of(catalog.Template{
		Name: "Factories", Description: "For plants.", Modes: catalog.Presets()[2].Modes, Packs: []string{pack.Key},
		Terms: agreement.Terms{"fees.per_user": "71.00"}, Choices: map[string]string{"c-liability": saved.Key},
	})})
	apptest.Must(t, err)
	b.publish(t, "For factories")
	d := b.start(t, tmpl.Key)
	if got := d.Terms["fees.per_user"]; got != "71.00" {
		t.Errorf("the price is %q", got)
	}
	rows := 0
	for _, f := range d.Matrix.Functions {
		if f.Area == pack.Functions[0].AreaKey && f.In() {
			rows++
		}
	}
	if rows != len(pack.Functions) {
		t.Errorf("%d of %d rows of the pack", rows, len(pack.Functions))
	}
	for _, who := range []access.Actor{b.lead, b.itLead} {
		if got := b.printed(t, who, d.Engagement.ID, "c-liability"); got != "We owe less." {
			t.Errorf("%s reads %q", who.Role, got)
		}
	}
	if _, err := b.Engagements.Start(t.Context(), b.lead, app.Start{Client: b.Client.ID, Title: "x", Preset: "lib-lost"}); !fault.Is(err, fault.Invalid) {
		t.Errorf("an unknown template: %v", err)
	}
}

func TestLibraryRights(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx := t.Context()
	f := catalog.Of(*b.thing(t, catalog.FunctionKind, "bk-test").Item.Function)
	for _, who := range []access.Actor{b.lead, b.viewer} {
		if _, err := b.Library.Open(ctx, who); err != nil {
			t.Errorf("%s may not read: %v", who.Role, err)
		}
		for what, err := range map[string]error{
			"save":    second(b.Library.Save(ctx, who, app.Edit{Item: f, Seen: "0.0"})),
			"publish": second(b.Library.Publish(ctx, who, "x", "")),
			"retire":  b.Library.Retire(ctx, who, f.Kind, "hd-tier3", "0.0", ""),
			"restore": b.Library.Restore(ctx, who, f.Kind, "hd-tier3", "0.0", ""),
			"drop":    b.Library.Drop(ctx, who, f.Kind, "hd-tier3"),
		} {
			if !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s may %s: %v", who.Role, what, err)
			}
		}
	}
	for what, err := range map[string]error{
		"open":    second(b.Library.Open(ctx, b.itLead)),
		"item":    second(b.Library.Item(ctx, b.itLead, f.Kind, f.Key)),
		"save":    second(b.Library.Save(ctx, b.itLead, app.Edit{Item: f, Seen: "0.0"})),
		"publish": second(b.Library.Publish(ctx, b.itLead, "x", "")),
	} {
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("the client's lead may %s: %v", what, err)
		}
	}
	if _, err := b.Library.Open(ctx, access.Actor{}); !fault.Is(err, fault.SignIn) {
		t.Errorf("nobody: %v", err)
	}
}

func second[T any](_ T, err error) error { return err }

func TestLibraryIsOfOneMSP(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	own, err := b.Library.Save(t.Context(), b.Owner, app.Edit{Item: catalog.Of(catalog.Template{Name: "Ours", Description: "x", Modes: catalog.Presets()[0].Modes})})
	apptest.Must(t, err)
	b.rewrite(t, "c-nonsolicit", "Ours alone.")
	b.publish(t, "Ours")
	if _, err := b.Library.Item(t.Context(), b.Stranger, own.Kind, own.Key); !fault.Is(err, fault.NotFound) {
		t.Errorf("a stranger finds it: %v", err)
	}
	v, err := b.Library.Open(t.Context(), b.Stranger)
	apptest.Must(t, err)
	if len(catalog.Diff(catalog.Shipped(), v.Draft)) != 0 || len(v.Versions) != 0 || len(v.Uses) != 0 {
		t.Errorf("a stranger sees %v %v %v", v.Changes, v.Versions, v.Uses)
	}
	c, err := b.Clients.Add(t.Context(), b.Stranger, "Cedar")
	apptest.Must(t, err)
	if _, err := b.Engagements.Start(t.Context(), b.Stranger, app.Start{Client: c.ID, Title: "x", Preset: own.Key}); !fault.Is(err, fault.Invalid) {
		t.Errorf("a stranger starts from it: %v", err)
	}
}

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
	apptest.Must(t, b.Library.Drop(ctx, b.Owner, catalog.FunctionKind, "hd-tier3"))
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
	if err := b.Library.Drop(ctx, b.Owner, own.Kind, own.Key); !fault.Is(err, fault.Invalid) {
		t.Errorf("dropped what a clause cites: %v", err)
	}
}

// What is published is held by the database too, not only by the acts.
func TestPublishedItemsStay(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	b.rewrite(t, "c-nonsolicit", "As published.")
	b.publish(t, "x")
	ctx := t.Context()
	conn, err := pgx.Connect(ctx, b.URL)
	apptest.Must(t, err)
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	for _, sql := range []string{
		`update app.library_items set body = '{}' where msp_id = app.msp_id()`,
		`delete from app.library_items where msp_id = app.msp_id()`,
	} {
		tx, err := conn.Begin(ctx)
		apptest.Must(t, err)
		for _, set := range []string{`set local app.side = 'msp'`, `set local app.msp_id = '` + string(b.Owner.MSP) + `'`} {
			_, err := tx.Exec(ctx, set)
			apptest.Must(t, err)
		}
		tag, err := tx.Exec(ctx, sql)
		if err == nil && tag.RowsAffected() != 0 {
			t.Errorf("%s: %d rows", sql, tag.RowsAffected())
		}
		apptest.Must(t, tx.Rollback(ctx))
	}
}

func TestLibraryVersionTellsItsChanges(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	b.rewrite(t, "c-nonsolicit", "First.")
	b.publish(t, "First")
	b.rewrite(t, "c-nonsolicit", "Second.")
	b.publish(t, "Second")
	v, changes, err := b.Library.Version(t.Context(), b.viewer, 2)
	apptest.Must(t, err)
	want := []catalog.Change{{
		Kind: catalog.ClauseKind, Key: "c-nonsolicit", Name: b.thing(t, catalog.ClauseKind, "c-nonsolicit").Item.Name(), How: catalog.Changed,
		Fields: []catalog.FieldChange{{Name: "Text", Before: "First.", After: "Second."}},
	}}
	if diff := cmp.Diff(want, changes); diff != "" || v.Note != "Second" || v.By != b.Owner.Name {
		t.Errorf("%+v %s", v, diff)
	}
	if _, _, err := b.Library.Version(t.Context(), b.Owner, 3); !fault.Is(err, fault.NotFound) {
		t.Errorf("a version that does not exist: %v", err)
	}
	open, err := b.Library.Open(t.Context(), b.lead)
	apptest.Must(t, err)
	if len(open.Behind) != 1 || open.Behind[0].ID != b.Engagement.ID || len(open.Uses) != 1 || open.Uses[0].Number != 0 || open.Uses[0].Total != 1 {
		t.Errorf("behind %+v, uses %+v", open.Behind, open.Uses)
	}
}
