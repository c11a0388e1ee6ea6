package app_test

import (
	"slices"
	"strings"
	"testing"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/catalog"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/friction"
	"demarc/internal/raci"
)

// rub has both sides work on a row: agreed to by both, changed after that, disputed,
// settled and disputed again.
func rub(t *testing.T, a *app.App, msp, client access.Actor, id engagement.ID, key raci.FunctionKey) {
	t.Helper()
	ctx := t.Context()
	row := func() (raci.Matrix, raci.Function) {
		d, err := a.Matrices.Open(ctx, msp, id)
		apptest.Must(t, err)
		i := slices.IndexFunc(d.Matrix.Functions, func(f raci.Function) bool { return f.Key == key })
		return d.Matrix, d.Matrix.Functions[i]
	}
	m, f := row()
	for _, who := range []access.Actor{msp, client} {
		_, err := a.Matrices.Agree(ctx, who, id, f.ID, true, f.Rev)
		apptest.Must(t, err)
	}
	desk, _ := m.Standard(raci.MSPTeam)
	other := raci.Consulted
	if f.Cells[desk.ID] == raci.Consulted {
		other = raci.Informed
	}
	_, err := a.Matrices.Assign(ctx, client, id, f.ID, desk.ID, other, f.Rev)
	apptest.Must(t, err)
	_, err = a.Matrices.Dispute(ctx, client, id, f.ID, "We never said that.")
	apptest.Must(t, err)
	_, err = a.Matrices.Dispute(ctx, client, id, f.ID, "We never said that!")
	apptest.Must(t, err)
	_, err = a.Matrices.Settle(ctx, msp, id, f.ID)
	apptest.Must(t, err)
	_, err = a.Matrices.Dispute(ctx, msp, id, f.ID, "Nor did we.")
	apptest.Must(t, err)
}

// TestFriction: what both sides did is told to both and to nobody else, and what three
// clients have in common to the MSP alone, without a name.
func TestFriction(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	ctx := t.Context()
	it := s.Partner(t, access.ITLead, "Priya Shah")
	rub(t, s.App, s.Owner, it, s.Engagement.ID, "bk-test")

	for _, who := range []access.Actor{s.Owner, it} {
		got, err := s.Friction.Open(ctx, who, s.Engagement.ID)
		apptest.Must(t, err)
		if got.Total != (friction.Tally{Disputed: 2, Reopened: 1}) || got.Cut {
			t.Errorf("%s: %+v", who.Side, got.Total)
		}
		hot := got.Hot(9)
		if len(hot) != 1 || hot[0].Function.Key != "bk-test" || hot[0].Agreed.IsZero() {
			t.Errorf("%s: %+v", who.Side, hot)
		}
		if n := len(got.Agreed); n == 0 || got.Agreed[n-1].N != 0 {
			t.Errorf("agreed over time: %v", got.Agreed)
		}
		d, err := s.Friction.Export(ctx, who, s.Engagement.ID, "functions")
		apptest.Must(t, err)
		if !strings.HasSuffix(d.Name, "-friction-functions.csv") || strings.Count(string(d.Data), "\r\n") != 2 {
			t.Errorf("%s: %s", d.Name, d.Data)
		}
		if _, err := s.Friction.Export(ctx, who, s.Engagement.ID, "salaries"); !fault.Is(err, fault.NotFound) {
			t.Errorf("a file of no table: %v", err)
		}
	}
	for name, call := range map[string]func(access.Actor) error{
		"Open": func(who access.Actor) error { _, err := s.Friction.Open(ctx, who, s.Engagement.ID); return err },
		"Export": func(who access.Actor) error {
			_, err := s.Friction.Export(ctx, who, s.Engagement.ID, "areas")
			return err
		},
	} {
		if err := call(s.Stranger); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s by another MSP: %v", name, err)
		}
	}

	// One client's friction is nobody else's to see; neither is that of two.
	for i, name := range []string{"Birch Bank", "Cedar Care"} {
		r, err := s.Friction.Totals(ctx, s.Owner)
		apptest.Must(t, err)
		if r.All.Rows != 0 || len(r.Areas) != 0 || len(r.Functions) != 0 || r.Hidden != 1 {
			t.Fatalf("of %d clients: %+v", i+1, r.Totals)
		}
		c, err := s.Clients.Add(ctx, s.Owner, name)
		apptest.Must(t, err)
		lead := s.Join(t, s.Owner, "Lead of "+name, "lead@"+strings.ToLower(strings.Fields(name)[0])+".example", access.ITLead, c.ID)
		e, err := s.Engagements.Start(ctx, s.Owner, app.Start{Client: c.ID, Title: "Co-managed IT", Preset: catalog.Presets()[0].Key})
		apptest.Must(t, err)
		rub(t, s.App, s.Owner, lead, e.ID, "bk-test")
	}
	r, err := s.Friction.Totals(ctx, s.Owner)
	apptest.Must(t, err)
	want := friction.Tally{Disputed: 6, Reopened: 3}
	if len(r.Functions) != 1 || r.Functions[0].Tally != want || r.Functions[0].Rows != 3 || r.Functions[0].Clients != 3 || len(r.Areas) != 1 || r.Areas[0].Tally != want || r.All.Tally != want || r.Hidden != 0 {
		t.Errorf("of three clients: %+v", r.Totals)
	}
	d, err := s.Friction.ExportTotals(ctx, s.Owner, "areas")
	apptest.Must(t, err)
	for _, name := range []string{"Alder", "Birch", "Cedar", "Priya"} {
		if strings.Contains(string(d.Data), name) {
			t.Errorf("the totals name %s", name)
		}
	}
	for who, kind := range map[access.Actor]fault.Kind{it: fault.NotFound, s.Colleague(t, access.Viewer, "Vic Tor"): fault.Forbidden} {
		if _, err := s.Friction.Totals(ctx, who); !fault.Is(err, kind) {
			t.Errorf("totals for %s: %v", who.Role, err)
		}
	}
	if r, err := s.Friction.Totals(ctx, s.Stranger); err != nil || r.All.Rows != 0 {
		t.Errorf("another MSP sees %+v, %v", r.Totals, err)
	}
}
