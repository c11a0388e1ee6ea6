package app_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/fault"
	"demarc/internal/raci"
)

// TestOpenCard: a card tells what was done to its row and to no other: also where one
// act did it to many.
func TestOpenCard(t *testing.T) {
	t.Parallel()
	s := apptest.Empty(t)
	s.Start(t)
	ctx, id := t.Context(), s.Engagement.ID
	d, err := s.Matrices.Open(ctx, s.Owner, id)
	apptest.Must(t, err)
	row := func(key raci.FunctionKey) raci.Function {
		for _, f := range d.Matrix.Functions {
			if f.Key == key {
				return f
			}
		}
		t.Fatalf("no function %s", key)
		return raci.Function{}
	}
	f, other := row("bk-test"), row("ep-ospatch")
	_, err = s.Matrices.Assign(ctx, s.Owner, id, f.ID, d.Matrix.Stakeholders[2].ID, raci.Consulted, f.Rev)
	apptest.Must(t, err)
	_, err = s.Matrices.Dispute(ctx, s.Owner, id, other.ID, "Ours.")
	apptest.Must(t, err)
	_, _, err = s.Matrices.AgreeAll(ctx, s.Owner, id, map[raci.FunctionID]int{f.ID: f.Rev + 1, row("bk-monitor").ID: 1})
	apptest.Must(t, err)
	modes := map[raci.AreaKey]raci.Mode{f.Area: raci.OutOfScope}
	_, plan, err := s.Areas.Plan(ctx, s.Owner, id, modes)
	apptest.Must(t, err)
	apptest.Must(t, s.Areas.Apply(ctx, s.Owner, id, modes, true, plan.Seen))

	verbs := func(fn raci.Function) (out []audit.Verb) {
		t.Helper()
		c, err := s.Matrices.OpenCard(ctx, s.Owner, id, fn.ID)
		apptest.Must(t, err)
		for _, e := range c.History {
			out = append(out, e.Verb)
		}
		return out
	}
	for _, c := range []struct {
		of   raci.Function
		want []audit.Verb
	}{
		{f, []audit.Verb{audit.ModeChanged, audit.RowsAgreed, audit.AssignmentChanged}},
		{other, []audit.Verb{audit.RowDisputed}},
		{row("id-mfa"), nil},
	} {
		if diff := cmp.Diff(c.want, verbs(c.of)); diff != "" {
			t.Errorf("%s: %s", c.of.Key, diff)
		}
	}
	for _, c := range []struct {
		name  string
		since app.Since
		want  map[raci.FunctionKey]bool
	}{
		{"a day before", app.Since{Day: s.DB.Now().AddDate(0, 0, -1)}, map[raci.FunctionKey]bool{"bk-test": true, "bk-config": true, "ep-ospatch": false, "id-mfa": false}},
		{"tomorrow", app.Since{Day: s.DB.Now().AddDate(0, 0, 1)}, map[raci.FunctionKey]bool{"bk-test": false, "bk-config": false}},
	} {
		changed, err := s.Matrices.Changed(ctx, s.Owner, id, c.since)
		apptest.Must(t, err)
		for key, want := range c.want {
			if got := changed.Has(row(key)); got != want {
				t.Errorf("since %s, %s changed: %t, want %t", c.name, key, got, want)
			}
		}
	}
	if _, err := s.Matrices.Changed(ctx, s.Owner, id, app.Since{Version: 7}); !fault.Is(err, fault.NotFound) {
		t.Errorf("since a version that is not there: %v", err)
	}
	for name, who := range map[string]access.Actor{"another MSP": s.Stranger} {
		if _, err := s.Matrices.OpenCard(ctx, who, id, f.ID); err == nil {
			t.Errorf("%s opens the card", name)
		}
	}
}
