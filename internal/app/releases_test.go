package app_test

import (
	"bytes"
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
	"demarc/internal/seal"
	"demarc/internal/store"
)

// newProgram is the acts of a later release of the program, whose shipped library says
// something else, on the same database.
func (b *bundle) newProgram(t *testing.T) *app.App {
	t.Helper()
	body := catalog.Shipped().ReleaseText()
	for was, now := range map[string]string{
		"Restore testing":                 "Restore rehearsal",                  // a function
		"Non-solicitation":                "No poaching",                        // a clause's title
		"The other team may object once":  "The other team may object in a day", // an exhibit
		"nearest listed function decides": "nearest function of them decides",   // what a choice says
	} {
		body = bytes.ReplaceAll(body, []byte(was), []byte(now))
	}
	shipped, err := catalog.ReadRelease(body)
	apptest.Must(t, err)
	if shipped.Release() == catalog.Shipped().Release() {
		t.Fatal("the later release ships the same")
	}
	db, err := store.Open(t.Context(), store.Config{URL: b.URL, Now: b.Clock.Now, Conns: 4, Shipped: shipped})
	apptest.Must(t, err)
	t.Cleanup(db.Close)
	return app.New(app.Config{DB: db, Mail: b.Outbox, Keys: seal.One(apptest.Key()), Base: "http://demarc.test"})
}

func drawn(t *testing.T, a *app.App, who access.Actor, id engagement.ID) (engagement.Draft, string) {
	t.Helper()
	d, err := a.Matrices.Open(t.Context(), who, id)
	apptest.Must(t, err)
	c, _ := engagement.Draw(d)
	text, err := c.Canonical()
	apptest.Must(t, err)
	return d, string(text)
}

// A newer program never changes by itself what an engagement says: its text stays, byte
// for byte, until somebody takes the offered update.
func TestNewReleaseIsOffered(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	_, before := drawn(t, b.App, b.lead, id)
	next := b.newProgram(t)
	for _, who := range []access.Actor{b.lead, b.itLead} {
		for range 2 { // the second read finds the release in memory
			d, after := drawn(t, next, who, id)
			if diff := cmp.Diff(before, after); diff != "" {
				t.Errorf("the draft changed by itself for %s: %s", who.Role, diff)
			}
			if moved := d.Engagement.Moved; moved != (who.Kind == b.lead.Kind && who.Role == access.Lead) {
				t.Errorf("%s is told %v", who.Role, moved)
			}
		}
	}
	o, err := next.Library.Offer(ctx, b.lead, id)
	apptest.Must(t, err)
	u := o.Update
	if !u.Moved || u.From != 0 || u.To != 0 || len(u.Rows) == 0 || len(u.New) != 0 {
		t.Errorf("moved %v, %d to %d, %d rows, %d new", u.Moved, u.From, u.To, len(u.Rows), len(u.New))
	}
	titles := map[string]bool{}
	for _, c := range u.Clauses {
		titles[c.ID] = true
		if c.Before == c.After || c.How != catalog.Changed {
			t.Errorf("%s: %s without a change", c.ID, c.How)
		}
	}
	if len(titles) != 3 || !titles["c-nonsolicit"] || !titles["c-disagree"] || !titles["exhibit-b"] {
		t.Errorf("clauses offered: %v", titles)
	}
	if !strings.Contains(strings.Join(changesOf(u.Rows), "|"), "Restore rehearsal") {
		t.Errorf("rows offered: %v", changesOf(u.Rows))
	}
	over, err := next.Engagements.Open(ctx, b.lead, id)
	apptest.Must(t, err)
	if over.Update.Empty() {
		t.Error("the overview does not offer it")
	}
	if err := second(b.Library.Offer(ctx, b.lead, id)); err != nil {
		t.Error(err)
	}
	if err := b.Library.Adopt(ctx, b.lead, id, app.Adopt{Seen: o.Seen}); !fault.Is(err, fault.Conflict) {
		t.Errorf("the old program takes it: %v", err)
	}
	apptest.Must(t, next.Library.Adopt(ctx, b.lead, id, app.Adopt{Seen: o.Seen}))
	d, after := drawn(t, next, b.itLead, id)
	if d.Engagement.Release == catalog.Shipped().Release() || !strings.Contains(after, "No poaching") || strings.Contains(after, "Non-solicitation") {
		t.Errorf("after it is taken: release %.12s", d.Engagement.Release)
	}
	all, _, err := next.Engagements.Chain(ctx, b.itLead, id)
	apptest.Must(t, err)
	if last := all[len(all)-1]; last.Verb != audit.LibraryAdopted || last.Fact.Data["release"] != u.Release {
		t.Errorf("recorded %s %+v", last.Verb, last.Fact)
	}
	if err := next.Library.Adopt(ctx, b.lead, id, app.Adopt{}); !fault.Is(err, fault.Conflict) {
		t.Errorf("taken twice: %v", err)
	}
}

func changesOf(rows []engagement.RowUpdate) []string {
	var out []string
	for _, r := range rows {
		for _, f := range r.Fields {
			out = append(out, f.After)
		}
	}
	return out
}

// The overview of the library counts and names who a newer program left behind.
func TestNewReleaseNamesWhoIsBehind(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	next := b.newProgram(t)
	v, err := next.Library.Open(t.Context(), b.Owner)
	apptest.Must(t, err)
	if len(v.Behind) != 1 || v.Behind[0].ID != b.Engagement.ID || !v.Behind[0].Moved || v.BehindTotal() != 1 {
		t.Errorf("behind %+v of %d", v.Behind, v.BehindTotal())
	}
	v, err = b.Library.Open(t.Context(), b.Owner)
	apptest.Must(t, err)
	if len(v.Behind) != 0 || v.BehindTotal() != 0 {
		t.Errorf("behind without a newer release: %+v", v.Behind)
	}
}

// What the template chooses in another version is offered line by line, and so are the
// references of a row; what somebody wrote here stays.
func TestUpdateMovesChoicesAndReferences(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx := t.Context()
	part := b.thing(t, catalog.ClauseKind, "c-liability").Item.Clause.Part
	milder, err := b.Library.Save(ctx, b.Owner, app.Edit{Item: catalog.Of(catalog.Clause{
		Clause: agreement.Clause{Title: "Liability, milder", Part: part, Place: agreement.CoManaged, Body: "We owe less.\n"}, Instead: "c-liability",
	})})
	apptest.Must(t, err)
	tmpl, err := b.Library.Save(ctx, b.Owner, app.Edit{Item: catalog.Of(catalog.Template{Name: "Ours", Description: "x", Modes: catalog.Presets()[0].Modes})})
	apptest.Must(t, err)
	b.publish(t, "First")
	b.Engagement = b.start(t, tmpl.Key).Engagement
	id := b.Engagement.ID

	f := b.row(t, "bk-test")
	own := append(slices.Clone(f.Frameworks), "Our own standard 7")
	apptest.Must(t, b.Frameworks.Refer(ctx, b.lead, id, f.ID, own, f.Frameworks))
	_, err = b.Matrices.Agree(ctx, b.lead, id, f.ID, true, f.Rev)
	apptest.Must(t, err)

	v := b.thing(t, catalog.FunctionKind, "bk-test")
	fn := *v.Item.Function
	fn.Frameworks = []string{fn.Frameworks[0], "CIS 4.1"}
	_, err = b.Library.Save(ctx, b.Owner, app.Edit{Item: catalog.Of(fn), Seen: v.Seen})
	apptest.Must(t, err)
	v = b.thing(t, catalog.TemplateKind, tmpl.Key)
	tt := *v.Item.Template
	tt.Choices, tt.Terms = map[string]string{"c-liability": milder.Key}, agreement.Terms{"fees.per_user": "71.00"}
	_, err = b.Library.Save(ctx, b.Owner, app.Edit{Item: catalog.Of(tt), Seen: v.Seen})
	apptest.Must(t, err)
	b.publish(t, "Second")

	o, err := b.Library.Offer(ctx, b.lead, id)
	apptest.Must(t, err)
	u := o.Update
	if len(u.Wordings) != 1 || u.Wordings[0].After != "Liability, milder" || u.Wordings[0].ByHand || len(u.Terms) != 1 || u.Terms[0].Key != "fees.per_user" {
		t.Fatalf("wordings %+v, terms %+v", u.Wordings, u.Terms)
	}
	if len(u.Rows) != 1 || u.Rows[0].Duty || u.Rows[0].Fields[0].Name != "Helps to satisfy" {
		t.Fatalf("rows %+v", u.Rows)
	}
	apptest.Must(t, b.Library.Adopt(ctx, b.lead, id, app.Adopt{
		Rows: []raci.FunctionID{f.ID}, Wordings: []string{"c-liability"}, Terms: []string{"fees.per_user"}, Seen: o.Seen,
	}))
	got := b.row(t, "bk-test")
	if diff := cmp.Diff([]string{f.Frameworks[0], "Our own standard 7", "CIS 4.1"}, got.Frameworks); diff != "" {
		t.Errorf("references (-want +got): %s", diff)
	}
	if got.Rev != f.Rev || !got.Agreed("msp") {
		t.Error("a reference asks for agreement again")
	}
	if text := b.printed(t, b.itLead, id, "c-liability"); text != "We owe less." {
		t.Errorf("the clause says %q", text)
	}
	d, err := b.Matrices.Open(ctx, b.lead, id)
	apptest.Must(t, err)
	if d.Terms["fees.per_user"] != "71.00" {
		t.Errorf("the price is %q", d.Terms["fees.per_user"])
	}
}

// What was written before releases were kept is pinned by the migration to the text of
// that day.
func TestOldEngagementsArePinned(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx := t.Context()
	conn, err := pgx.Connect(ctx, b.OwnerURL)
	apptest.Must(t, err)
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	for _, sql := range []string{`update app.engagements set release = ''`, `delete from app.releases`} {
		_, err := conn.Exec(ctx, sql)
		apptest.Must(t, err)
	}
	if d, _ := drawn(t, b.App, b.lead, b.Engagement.ID); d.Engagement.Release != "" || d.Engagement.Moved {
		t.Errorf("before the migration: %.12s, moved %v", d.Engagement.Release, d.Engagement.Moved)
	}
	apptest.Must(t, store.Migrate(ctx, b.OwnerURL))
	if d, _ := drawn(t, b.App, b.lead, b.Engagement.ID); d.Engagement.Release != catalog.Shipped().Release() || d.Engagement.Moved {
		t.Errorf("pinned to %.12s", d.Engagement.Release)
	}
	drawn(t, b.newProgram(t), b.lead, b.Engagement.ID)

	// One that names a release which is not kept is told, not guessed.
	_, err = conn.Exec(ctx, `update app.engagements set release = repeat('0', 64)`)
	apptest.Must(t, err)
	if _, err = b.Matrices.Open(ctx, b.lead, b.Engagement.ID); err == nil {
		t.Error("a draft is composed from a library that it does not name")
	}
}
