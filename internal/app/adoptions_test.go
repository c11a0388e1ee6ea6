package app_test

import (
	"slices"
	"strings"
	"testing"

	"demarc/internal/access"
	"demarc/internal/agreement"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/catalog"
	"demarc/internal/fault"
	"demarc/internal/party"
	"demarc/internal/raci"
)

// newer publishes another clause, two changed functions and a new one.
func (b *bundle) newer(t testing.TB) {
	t.Helper()
	b.rewrite(t, "c-nonsolicit", "Nobody may hire anybody.")
	for _, key := range []string{"bk-test", "bk-saas"} {
		v := b.thing(t, catalog.FunctionKind, key)
		f := *v.Item.Function
		f.Name += ", renamed"
		_, err := b.Library.Save(t.Context(), b.Owner, app.Edit{Item: catalog.Of(f), Seen: v.Seen})
		apptest.Must(t, err)
	}
	_, err := b.Library.Save(t.Context(), b.Owner, app.Edit{Item: catalog.Of(catalog.Function{
		Name: "Wireless survey", AreaKey: "network", Description: "x", Criticality: raci.Normal, Cadence: "annual", SharedSplit: "x",
		Patterns: map[raci.Mode]raci.Pattern{raci.MSPLed: {"A/R", "C", "I"}, raci.Shared: {"A/R", "R", "I"}, raci.InternalLed: {"C", "A/R", "I"}},
	})})
	apptest.Must(t, err)
	b.publish(t, "Renamed")
}

func (b *bundle) row(t testing.TB, key raci.FunctionKey) raci.Function {
	t.Helper()
	d, err := b.Matrices.Open(t.Context(), b.lead, b.Engagement.ID)
	apptest.Must(t, err)
	i := slices.IndexFunc(d.Matrix.Functions, func(f raci.Function) bool { return f.Key == key })
	if i < 0 {
		t.Fatalf("no row %s", key)
	}
	return d.Matrix.Functions[i]
}

func TestUpdateIsOfferedAndTaken(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	// One row was renamed by hand, the other is agreed by both sides.
	f := b.row(t, "bk-saas")
	_, err := b.Matrices.Write(ctx, b.lead, id, f.ID, app.Words{Name: "Our own name", Description: f.Description, Split: f.Split}, f.Rev)
	apptest.Must(t, err)
	f = b.row(t, "bk-test")
	for _, who := range []access.Actor{b.lead, b.itLead} {
		_, err := b.Matrices.Agree(ctx, who, id, f.ID, true, f.Rev)
		apptest.Must(t, err)
	}
	b.newer(t)
	o, err := b.Library.Offer(ctx, b.lead, id)
	apptest.Must(t, err)
	u := o.Update
	if len(u.Clauses) != 1 || u.Clauses[0].ID != "c-nonsolicit" || !strings.Contains(u.Clauses[0].After, "Nobody may hire") || u.From != 0 || u.To != 1 {
		t.Errorf("clauses %+v from %d to %d", u.Clauses, u.From, u.To)
	}
	if len(u.Rows) != 2 || len(u.New) != 1 || u.New[0].Name != "Wireless survey" {
		t.Fatalf("rows %+v, new %+v", u.Rows, u.New)
	}
	for _, r := range u.Rows {
		want := map[raci.FunctionKey][]string{"bk-saas": {"name"}}[r.Function.Key]
		if !slices.Equal(r.ByHand, want) || len(r.Fields) != 1 || r.Fields[0].Name != "Name" {
			t.Errorf("%s: by hand %v, %v", r.Function.Key, r.ByHand, r.Fields)
		}
	}
	apptest.Must(t, b.Library.Adopt(ctx, b.lead, id, app.Adopt{Rows: []raci.FunctionID{f.ID}, Add: []raci.FunctionKey{u.New[0].Key}, Seen: o.Seen}))
	if got := b.printed(t, b.itLead, id, "c-nonsolicit"); got != "Nobody may hire anybody." {
		t.Errorf("the client reads %q", got)
	}
	got := b.row(t, "bk-test")
	if !strings.HasSuffix(got.Name, ", renamed") || got.Agreed(party.MSP) || got.Agreed(party.Client) {
		t.Errorf("%q, agreed %v %v", got.Name, got.Agreed(party.MSP), got.Agreed(party.Client))
	}
	if got := b.row(t, "bk-saas").Name; got != "Our own name" {
		t.Errorf("a row nobody chose is %q", got)
	}
	if got := b.row(t, u.New[0].Key); len(got.Cells) == 0 {
		t.Errorf("the new row is empty: %+v", got)
	}
	all, _, err := b.Engagements.Chain(ctx, b.itLead, id)
	apptest.Must(t, err)
	last := all[len(all)-1]
	if last.Verb != audit.LibraryAdopted || last.Fact.Before != "0" || last.Fact.After != "1" || !strings.Contains(last.Fact.Data["clauses"], "Non-solicitation") {
		t.Errorf("recorded %s %+v", last.Verb, last.Fact)
	}
	if again := second(b.Library.Offer(ctx, b.lead, id)); again != nil {
		t.Error(again)
	}
	if err := b.Library.Adopt(ctx, b.lead, id, app.Adopt{}); !fault.Is(err, fault.Conflict) {
		t.Errorf("taken twice: %v", err)
	}
}

func TestUpdateIsTakenAsShown(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	b.newer(t)
	o, err := b.Library.Offer(ctx, b.lead, id)
	apptest.Must(t, err)
	f := b.row(t, "bk-test")
	_, err = b.Matrices.Write(ctx, b.itLead, id, f.ID, app.Words{Name: "Meanwhile", Description: f.Description, Split: f.Split}, f.Rev)
	apptest.Must(t, err)
	if err := b.Library.Adopt(ctx, b.lead, id, app.Adopt{Rows: []raci.FunctionID{f.ID}, Seen: o.Seen}); !fault.Is(err, fault.Conflict) {
		t.Errorf("a row that moved on: %v", err)
	}
	for _, who := range []access.Actor{b.viewer} {
		if err := b.Library.Adopt(ctx, who, id, app.Adopt{Seen: o.Seen}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s: %v", who.Role, err)
		}
	}
	for _, who := range []access.Actor{b.itLead, b.Stranger} {
		if err := b.Library.Adopt(ctx, who, id, app.Adopt{Seen: o.Seen}); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: %v", who.Role, err)
		}
		if err := second(b.Library.Offer(ctx, who, id)); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s reads the offer: %v", who.Role, err)
		}
		if err := second(b.Library.Drift(ctx, who, id)); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s reads the drift: %v", who.Role, err)
		}
	}
	seen, err := b.Engagements.Open(ctx, b.itLead, id)
	apptest.Must(t, err)
	if seen.Draft.Engagement.Newest != 0 {
		t.Error("the client's side sees that the library moved on")
	}
}

func TestDrift(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	v, err := b.Library.Drift(ctx, b.viewer, id)
	apptest.Must(t, err)
	if !v.Known || v.Deviation.Total() != 0 {
		t.Fatalf("a new engagement deviates: %+v", v.Deviation)
	}
	f := b.row(t, "bk-test")
	_, err = b.Matrices.Write(ctx, b.lead, id, f.ID, app.Words{Name: "Own name", Description: f.Description, Split: f.Split}, f.Rev)
	apptest.Must(t, err)
	gone := b.row(t, "bk-saas")
	_, err = b.Matrices.Exclude(ctx, b.lead, id, gone.ID, "Not wanted", gone.Rev)
	apptest.Must(t, err)
	_, err = b.Matrices.Add(ctx, b.lead, id, app.NewFunction{Area: "backup", Words: app.Words{Name: "Tape", Description: "x"}, Criticality: raci.Normal})
	apptest.Must(t, err)
	apptest.Must(t, b.Terms.Save(ctx, b.lead, id, map[string]string{"fees.model": otherModel(t)}, 1))
	_, plan, err := b.Areas.Plan(ctx, b.lead, id, map[raci.AreaKey]raci.Mode{"telephony": raci.OutOfScope})
	apptest.Must(t, err)
	apptest.Must(t, b.Areas.Apply(ctx, b.lead, id, map[raci.AreaKey]raci.Mode{"telephony": raci.OutOfScope}, true, plan.Seen))
	v, err = b.Library.Drift(ctx, b.lead, id)
	apptest.Must(t, err)
	d := v.Deviation
	if len(d.Areas) != 1 || d.Areas[0].Area.Key != "telephony" || len(d.Rows) != 1 || d.Rows[0].Function.Key != "bk-test" ||
		len(d.Added) != 1 || d.Added[0].Name != "Tape" || len(d.Excluded) != 1 || d.Excluded[0].Key != "bk-saas" || len(d.Missing) != 0 || len(d.Terms) != 1 {
		t.Errorf("%+v", d)
	}
	if d.Total() != 5 {
		t.Errorf("%d differences", d.Total())
	}
}

// otherModel is a fee model that is not the default.
func otherModel(t testing.TB) string {
	t.Helper()
	f, _ := agreement.FieldByKey("fees.model")
	for _, c := range f.Choices {
		if c.Value != f.Default {
			return c.Value
		}
	}
	t.Fatal("only one fee model")
	return ""
}
