package app_test

import (
	"context"
	"slices"
	"testing"

	"demarc/internal/access"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/party"
	"demarc/internal/raci"
)

// TestBulk does each deed to rows of one area: what was shown is done, each row is
// recorded, and where a row moved on nothing is.
func TestBulk(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	ctx, id := t.Context(), s.Engagement.ID
	priya := s.Partner(t, access.ITLead, "Priya Shah")
	draft := func() engagement.Draft {
		d, err := s.Matrices.Open(ctx, s.Owner, id)
		apptest.Must(t, err)
		return d
	}
	rows := func(area raci.AreaKey) map[raci.FunctionID]int {
		out := map[raci.FunctionID]int{}
		for _, f := range draft().Matrix.InArea(area) {
			out[f.ID] = f.Rev
		}
		return out
	}
	d := draft()
	mgmt, it := d.Matrix.Stakeholders[2].ID, d.Matrix.Stakeholders[1].ID
	first := d.Matrix.InArea("backup")[0]
	_, err := s.Matrices.Agree(ctx, priya, id, first.ID, true, first.Rev)
	apptest.Must(t, err)

	// What is planned is done, and the tick that it takes away is counted before.
	set := raci.Batch{Do: raci.SetLetter, Set: raci.Set{Stakeholder: mgmt, As: raci.Consulted}}
	p, err := s.Matrices.PlanBulk(ctx, s.Owner, id, set, rows("backup"))
	apptest.Must(t, err)
	n, agreed := p.Changes()
	if n < 3 || agreed[string(party.Client)] != 1 || len(p.Moved) > 0 {
		t.Fatalf("plans to change %d rows, %v agreed, %v moved", n, agreed, p.Moved)
	}
	done, err := s.Matrices.Bulk(ctx, s.Owner, id, set, rows("backup"), p.Seen)
	apptest.Must(t, err)
	for _, f := range draft().Matrix.InArea("backup") {
		if f.Cells[mgmt] != raci.Consulted {
			t.Errorf("%s is %q to management", f.Name, f.Cells[mgmt])
		}
	}
	if got := recorded(t, s, audit.AssignmentChanged); got != n {
		t.Errorf("%d entries for %d rows", got, n)
	}
	if k, _ := done.Changes(); k != n {
		t.Errorf("says that %d rows changed", k)
	}

	// A row that moved on since stops all of them.
	stale := rows("network")
	p, err = s.Matrices.PlanBulk(ctx, s.Owner, id, set, stale)
	apptest.Must(t, err)
	moved := draft().Matrix.InArea("network")[1]
	_, err = s.Matrices.Assign(ctx, priya, id, moved.ID, it, raci.Undecided, moved.Rev)
	apptest.Must(t, err)
	if _, err := s.Matrices.Bulk(ctx, s.Owner, id, set, stale, p.Seen); !fault.Is(err, fault.Conflict) {
		t.Errorf("after somebody was faster: %v", err)
	}
	if p, err = s.Matrices.PlanBulk(ctx, s.Owner, id, set, stale); err != nil || !slices.Equal(p.Moved, []raci.FunctionID{moved.ID}) {
		t.Errorf("moved are %v, %v", p.Moved, err)
	}
	if f := draft().Matrix.InArea("network")[0]; f.Rev != stale[f.ID] {
		t.Error("a part of it was done")
	}

	// The starting point comes back, split note and all.
	do := func(ctx context.Context, who access.Actor, b raci.Batch, chosen map[raci.FunctionID]int) (int, error) {
		p, err := s.Matrices.PlanBulk(ctx, who, id, b, chosen)
		if err != nil {
			return 0, err
		}
		p, err = s.Matrices.Bulk(ctx, who, id, b, chosen, p.Seen)
		n, _ := p.Changes()
		return n, err
	}
	if k, err := do(ctx, s.Owner, raci.Batch{Do: raci.FillLane}, rows("backup")); err != nil || k != n {
		t.Errorf("fills %d rows, %v", k, err)
	}
	if f := draft().Matrix.InArea("backup")[0]; f.Cells[mgmt] != first.Cells[mgmt] || f.Split != first.Split {
		t.Errorf("%s is filled with %v", f.Name, f.Cells)
	}

	// To another area, at its end, and out of the matrix.
	last := draft().Matrix.InArea("network")
	if _, err := do(ctx, s.Owner, raci.Batch{Do: raci.Rehome, Area: "network"}, map[raci.FunctionID]int{first.ID: rows("backup")[first.ID]}); err != nil {
		t.Error(err)
	}
	if now := draft().Matrix.InArea("network"); now[len(now)-1].ID != first.ID || len(now) != len(last)+1 {
		t.Errorf("%d rows in the other area, the last is %s", len(now), now[len(now)-1].Name)
	}
	if _, err := do(ctx, s.Owner, raci.Batch{Do: raci.TakeOut}, rows("backup")); !fault.Is(err, fault.Invalid) {
		t.Errorf("without a reason: %v", err)
	}
	if _, err := do(ctx, s.Owner, raci.Batch{Do: raci.TakeOut, Reason: "Later."}, rows("backup")); err != nil || len(rows("backup")) != 0 {
		t.Errorf("%d rows stay, %v", len(rows("backup")), err)
	}

	// To ask makes drafts proposals, and writes once to whoever can agree.
	k, err := do(ctx, s.Owner, raci.Batch{Do: raci.AskReview}, rows("server"))
	apptest.Must(t, err)
	for _, f := range draft().Matrix.InArea("server") {
		if !f.Awaits(party.Client) || f.Awaits(party.MSP) {
			t.Errorf("%s waits for nobody", f.Name)
		}
	}
	if got := recorded(t, s, audit.RowReviewAsked); got != k || k == 0 {
		t.Errorf("%d rows asked about, %d entries", k, got)
	}
	letter, err := s.Outbox.Wait(ctx, priya.Email, "asks you to look at")
	apptest.Must(t, err)
	if letter.Letter.URL != "http://demarc.test/e/"+string(id)+"/matrix?view=mine&state=waiting" {
		t.Errorf("the letter leads to %s", letter.Letter.URL)
	}
	for name, c := range map[string]struct {
		who  access.Actor
		b    raci.Batch
		want fault.Kind
	}{
		"reader":      {s.Partner(t, access.Reader, "Rita Reader"), set, fault.Forbidden},
		"contributor": {s.Partner(t, access.Contributor, "Carl Contributor"), raci.Batch{Do: raci.Rehome, Area: "network"}, fault.Forbidden},
		"another MSP": {s.Stranger, set, fault.NotFound},
	} {
		if _, err := do(ctx, c.who, c.b, rows("server")); !fault.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestBulkRecordsWhoHadTheA: an A that a batch gives to somebody is taken from somebody,
// and the record says from whom, with the hours.
func TestBulkRecordsWhoHadTheA(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	ctx, id := t.Context(), s.Engagement.ID
	d, err := s.Matrices.Open(ctx, s.Owner, id)
	apptest.Must(t, err)
	i := slices.IndexFunc(d.Matrix.Functions, func(f raci.Function) bool { return f.Cells[d.Matrix.Stakeholders[0].ID].Answers() })
	f, to := d.Matrix.Functions[i], d.Matrix.Stakeholders[1]
	set, chosen := raci.Batch{Do: raci.SetLetter, Set: raci.Set{Stakeholder: to.ID, As: raci.Accountable}}, map[raci.FunctionID]int{f.ID: f.Rev}
	p, err := s.Matrices.PlanBulk(ctx, s.Owner, id, set, chosen)
	apptest.Must(t, err)
	_, err = s.Matrices.Bulk(ctx, s.Owner, id, set, chosen, p.Seen)
	apptest.Must(t, err)
	got := newest(t, s, f.ID)[0].Fact
	if got.Data["accountable moved from"] != d.Matrix.Stakeholders[0].Name || got.Data["column"] != to.Name || got.Data["bulk"] != "set" || got.After != "A" {
		t.Errorf("recorded is %+v", got)
	}
}

// recorded is how many entries of the engagement's chain have a verb.
func recorded(t *testing.T, s *apptest.Scene, verb audit.Verb) (n int) {
	t.Helper()
	all, _, err := s.Engagements.Chain(t.Context(), s.Owner, s.Engagement.ID)
	apptest.Must(t, err)
	for _, e := range all {
		if e.Verb == verb {
			n++
		}
	}
	return n
}
