package app_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/catalog"
	"demarc/internal/fault"
	"demarc/internal/raci"
)

// found is what one rule says of the draft to somebody.
func (b *bundle) found(t *testing.T, who access.Actor, rule string) (raci.Finding, app.Waive) {
	t.Helper()
	p, err := b.Agreements.Open(t.Context(), who, b.Engagement.ID)
	apptest.Must(t, err)
	for _, f := range p.Findings {
		if f.Rule == rule {
			return f, app.Waive{Rule: f.Rule, About: f.About(), Saying: p.Draft.Matrix.Saying(f)}
		}
	}
	t.Fatalf("%s says nothing", rule)
	return raci.Finding{}, app.Waive{}
}

// A warning may stay with a reason that both sides see, for as long as the row says
// what it said.
func TestWaive(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	b.fill(t)
	d, err := b.Matrices.Open(ctx, b.lead, id)
	apptest.Must(t, err)
	columns := d.Matrix.Stakeholders
	i := slices.IndexFunc(d.Matrix.Functions, func(f raci.Function) bool { return f.Key == "srv-patch" })
	f := d.Matrix.Functions[i]
	cells := func(a, b, c raci.Assignment) map[raci.StakeholderID]raci.Assignment {
		return map[raci.StakeholderID]raci.Assignment{columns[0].ID: a, columns[1].ID: b, columns[2].ID: c}
	}
	row, err := b.Matrices.AssignRow(ctx, b.itLead, id, f.ID, cells("A", "R", "I"), nil, f.Rev)
	apptest.Must(t, err)

	found, in := b.found(t, b.lead, "V25")
	if !found.Open() {
		t.Fatal("it is waived before anybody said a word")
	}
	for name, try := range map[string]struct {
		who  access.Actor
		in   app.Waive
		want fault.Kind
	}{
		"without a reason":     {b.lead, in, fault.Invalid},
		"another text":         {b.lead, app.Waive{Rule: in.Rule, About: in.About, Saying: "else", Reason: "Because."}, fault.Conflict},
		"by a viewer":          {b.viewer, in, fault.Forbidden},
		"by a contributor":     {b.contributor, in, fault.Forbidden},
		"from another tenancy": {b.Stranger, in, fault.NotFound},
	} {
		if err := b.Waivers.Give(ctx, try.who, id, try.in); !fault.Is(err, try.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, block := b.found(t, b.lead, "V09")
	block.Reason = "We do not care."
	if err := b.Waivers.Give(ctx, b.lead, id, block); !fault.Is(err, fault.Invalid) {
		t.Errorf("a block was waived: %v", err)
	}

	in.Reason = "Client IT reports to our engineer here."
	apptest.Must(t, b.Waivers.Give(ctx, b.itLead, id, in))
	apptest.Must(t, b.Waivers.Give(ctx, b.lead, id, in)) // said already: nothing more to say
	found, _ = b.found(t, b.lead, "V25")
	if w := found.Waiver; w == nil || w.By != "Priya Shah" || w.Side != b.itLead.Side || w.Reason != in.Reason || w.At.IsZero() {
		t.Fatalf("the MSP sees %+v", found.Waiver)
	}
	if err := b.Waivers.Withdraw(ctx, b.lead, id, found.Waiver.ID); !fault.Is(err, fault.Forbidden) {
		t.Errorf("the MSP took back what the client said: %v", err)
	}

	row, err = b.Matrices.AssignRow(ctx, b.lead, id, f.ID, cells("A", "R", "C"), nil, row.Function.Rev)
	apptest.Must(t, err)
	if found, _ = b.found(t, b.lead, "V25"); !found.Open() {
		t.Error("the reason still holds for a row that says something else")
	}
	_, err = b.Matrices.AssignRow(ctx, b.lead, id, f.ID, cells("A", "R", "I"), nil, row.Function.Rev)
	apptest.Must(t, err)
	if found, _ = b.found(t, b.lead, "V25"); found.Open() {
		t.Fatal("the reason does not hold for the row it was given for")
	}
	apptest.Must(t, b.Waivers.Withdraw(ctx, b.itLead, id, found.Waiver.ID))
	if found, _ = b.found(t, b.lead, "V25"); !found.Open() {
		t.Error("it is still waived")
	}
	if err := b.Waivers.Withdraw(ctx, b.itLead, id, "00000000-0000-7000-8000-000000000000"); !fault.Is(err, fault.NotFound) {
		t.Errorf("a waiver that is none: %v", err)
	}
	all, _, err := b.Engagements.Chain(ctx, b.lead, id)
	apptest.Must(t, err)
	var verbs []audit.Verb
	for _, e := range all {
		if e.Verb == audit.FindingWaived || e.Verb == audit.WaiverWithdrawn {
			verbs = append(verbs, e.Verb)
		}
	}
	if !slices.Equal(verbs, []audit.Verb{audit.FindingWaived, audit.WaiverWithdrawn}) {
		t.Errorf("recorded: %v", verbs)
	}
}

// A hint goes for good, whatever the row says later.
func TestDismiss(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	b.fill(t)
	d, err := b.Matrices.Open(ctx, b.lead, id)
	apptest.Must(t, err)
	i := slices.IndexFunc(d.Matrix.Functions, func(f raci.Function) bool { return f.Key == "net-fwchange" })
	f, it := d.Matrix.Functions[i], d.Matrix.Stakeholders[1]
	row, err := b.Matrices.Assign(ctx, b.lead, id, f.ID, it.ID, raci.Informed, f.Rev)
	apptest.Must(t, err)
	_, in := b.found(t, b.lead, "V08")
	apptest.Must(t, b.Waivers.Give(ctx, b.lead, id, in))
	_, err = b.Matrices.Assign(ctx, b.lead, id, f.ID, d.Matrix.Stakeholders[2].ID, raci.NotInvolved, row.Function.Rev)
	apptest.Must(t, err)
	if found, _ := b.found(t, b.itLead, "V08"); found.Open() || found.Waiver.Reason != "" {
		t.Errorf("the hint is back: %+v", found)
	}
}

// Nothing is sent while a warning has no reason, and the sender's reason covers what
// they were shown.
func TestSendWithWarnings(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	b.fill(t)
	b.agreeAll(t)
	p, err := b.Envelopes.Prepare(ctx, b.lead, id)
	apptest.Must(t, err)
	if len(p.Warned()) == 0 {
		t.Fatal("nothing warns: nobody has read the text yet")
	}
	if _, err := b.Envelopes.Send(ctx, b.lead, id, app.Send{Digest: p.Digest, Warned: p.Warned()}); !fault.Is(err, fault.Invalid) {
		t.Errorf("sent without a reason: %v", err)
	}
	if _, err := b.Envelopes.Send(ctx, b.lead, id, app.Send{Digest: p.Digest, Reason: "It is urgent."}); !fault.Is(err, fault.Conflict) {
		t.Errorf("sent with a reason for something else: %v", err)
	}
	_, err = b.Envelopes.Send(ctx, b.lead, id, app.Send{Digest: p.Digest, Reason: "It is urgent.", Warned: p.Warned()})
	apptest.Must(t, err)
	d, err := b.Matrices.Open(ctx, b.itLead, id)
	apptest.Must(t, err)
	if len(d.Waivers) != len(p.Warned()) || d.Waivers[0].Reason != "It is urgent." || d.Waivers[0].By != "Tom Berg" {
		t.Errorf("the client sees %+v", d.Waivers)
	}
}

// The remedies that findings offer are done as offered, once.
func TestFix(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	b.fill(t)
	d, err := b.Matrices.Open(ctx, b.lead, id)
	apptest.Must(t, err)
	by := func(key raci.FunctionKey) raci.Function {
		return d.Matrix.Functions[slices.IndexFunc(d.Matrix.Functions, func(f raci.Function) bool { return f.Key == key })]
	}
	f := by("srv-patch")
	row, err := b.Matrices.AssignRow(ctx, b.lead, id, f.ID, map[raci.StakeholderID]raci.Assignment{d.Matrix.Stakeholders[0].ID: "A", d.Matrix.Stakeholders[1].ID: "R"}, nil, f.Rev)
	apptest.Must(t, err)
	fixed, err := b.Matrices.Fix(ctx, b.lead, id, f.ID, "V25", 0, row.Function.Rev)
	apptest.Must(t, err)
	if fixed.Moved == nil || fixed.Function.Cells[d.Matrix.Stakeholders[1].ID] != raci.AccountableAndDoing || fixed.Function.Handed != 1 {
		t.Errorf("%+v", fixed.Function)
	}
	if _, err := b.Matrices.Fix(ctx, b.lead, id, f.ID, "V25", 0, fixed.Function.Rev); !fault.Is(err, fault.Conflict) {
		t.Errorf("mended twice: %v", err)
	}
	if _, err := b.Matrices.Fix(ctx, b.lead, id, f.ID, "V04", 7, fixed.Function.Rev); !fault.Is(err, fault.Conflict) {
		t.Errorf("a remedy that is not offered: %v", err)
	}
	out := by("bk-test")
	row, err = b.Matrices.Exclude(ctx, b.lead, id, out.ID, "No time.", out.Rev)
	apptest.Must(t, err)
	if _, err := b.Matrices.Fix(ctx, b.contributor, id, out.ID, "V48", 0, row.Function.Rev); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a contributor restored a row: %v", err)
	}
	row, err = b.Matrices.Fix(ctx, b.itLead, id, out.ID, "V48", 0, row.Function.Rev)
	apptest.Must(t, err)
	if !row.Function.In() {
		t.Error("it is still excluded")
	}
	cited := by("ob-itleaver")
	if _, err = b.Matrices.Fix(ctx, b.itLead, id, cited.ID, "R01", 0, cited.Rev); !fault.Is(err, fault.Conflict) {
		t.Errorf("restored what was never removed: %v", err)
	}
	row, err = b.Matrices.Exclude(ctx, b.lead, id, cited.ID, "Nobody leaves.", cited.Rev)
	apptest.Must(t, err)
	row, err = b.Matrices.Fix(ctx, b.itLead, id, cited.ID, "R01", 0, row.Function.Rev)
	apptest.Must(t, err)
	if !row.Function.In() {
		t.Error("what the clauses speak of is still excluded")
	}
}

// A row by itself says what the whole matrix says of it: by the engagement's own
// library, and with what was waived.
func TestRowSaysWhatTheMatrixSays(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx := t.Context()
	v := b.thing(t, catalog.FunctionKind, "lg-hold")
	own := *v.Item.Function
	own.Key, own.Pack, own.AreaKey, own.Name, own.Criticality = "", "", "server", "Report incidents to the insurer", raci.Critical
	saved, err := b.Library.Save(ctx, b.Owner, app.Edit{Item: catalog.Of(own)})
	apptest.Must(t, err)
	b.publish(t, "Tapes")
	b.Engagement = b.start(t, "infrastructure").Engagement
	b.fill(t)
	id := b.Engagement.ID
	agree := func(when string) (said int) {
		t.Helper()
		d, err := b.Matrices.Open(ctx, b.lead, id)
		apptest.Must(t, err)
		want := map[raci.FunctionID][]string{}
		for _, f := range d.Waive(d.Check()) {
			if f.Row {
				want[f.Function] = append(want[f.Function], fmt.Sprint(f.Rule, f.Severity, f.Message, f.Waiver != nil))
				said++
			}
		}
		for _, f := range d.Matrix.Functions {
			if f.Area != "server" {
				continue
			}
			row, err := b.Matrices.OpenRow(ctx, b.itLead, id, f.ID)
			apptest.Must(t, err)
			var got []string
			for _, f := range row.Findings() {
				got = append(got, fmt.Sprint(f.Rule, f.Severity, f.Message, f.Waiver != nil))
			}
			if diff := cmp.Diff(want[f.ID], got); diff != "" {
				t.Errorf("%s, %s (-matrix +row):\n%s", when, f.Key, diff)
			}
		}
		return said
	}
	if n := agree("untouched"); n != 0 {
		t.Errorf("%d findings of a library's own rows", n)
	}
	d, err := b.Matrices.Open(ctx, b.lead, id)
	apptest.Must(t, err)
	columns := d.Matrix.Stakeholders
	for _, key := range []raci.FunctionKey{"srv-patch", raci.FunctionKey(saved.Key)} {
		i := slices.IndexFunc(d.Matrix.Functions, func(f raci.Function) bool { return f.Key == key })
		f := d.Matrix.Functions[i]
		_, err = b.Matrices.AssignRow(ctx, b.lead, id, f.ID, map[raci.StakeholderID]raci.Assignment{columns[0].ID: "A", columns[1].ID: "R", columns[2].ID: "I"}, nil, f.Rev)
		apptest.Must(t, err)
	}
	if n := agree("edited"); n == 0 {
		t.Error("nothing is said of rows that need a word")
	}
	_, in := b.found(t, b.lead, "V25")
	in.Reason = "Client IT reports to our engineer here."
	apptest.Must(t, b.Waivers.Give(ctx, b.lead, id, in))
	agree("waived")
}
