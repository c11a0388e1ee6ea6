package app_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"demarc/internal/access"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/fault"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/internal/store"
)

// worked is a row of a fresh draft that the MSP does and answers for, agreed by both.
func worked(t *testing.T, s *apptest.Scene, it access.Actor) (raci.Function, []raci.Stakeholder) {
	t.Helper()
	ctx, id := t.Context(), s.Engagement.ID
	d, err := s.Matrices.Open(ctx, s.Owner, id)
	apptest.Must(t, err)
	columns := d.Matrix.Stakeholders
	for _, f := range d.Matrix.Functions {
		if f.Key != "bk-test" {
			continue
		}
		cells := map[raci.StakeholderID]raci.Assignment{columns[0].ID: "A/R", columns[1].ID: "C", columns[2].ID: "I"}
		row, err := s.Matrices.AssignRow(ctx, s.Owner, id, f.ID, cells, nil, f.Rev)
		apptest.Must(t, err)
		rev := max(row.Function.Rev, f.Rev)
		for _, who := range []access.Actor{s.Owner, it} {
			row, err = s.Matrices.Agree(ctx, who, id, f.ID, true, rev)
			apptest.Must(t, err)
		}
		return row.Function, columns
	}
	t.Fatal("no function bk-test")
	return raci.Function{}, nil
}

func newest(t *testing.T, s *apptest.Scene, fn raci.FunctionID) []audit.Entry {
	t.Helper()
	c, err := s.Matrices.OpenCard(t.Context(), s.Owner, s.Engagement.ID, fn)
	apptest.Must(t, err)
	return c.History
}

func TestSetWindow(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	it := s.Partner(t, access.ITLead, "Priya Shah")
	ctx, id := t.Context(), s.Engagement.ID
	f, columns := worked(t, s, it)
	msp, client := columns[0], columns[1]

	// Hours are content: both sides are asked again.
	row, err := s.Matrices.SetWindow(ctx, s.Owner, id, f.ID, msp.ID, raci.AfterHours, f.Rev)
	apptest.Must(t, err)
	if row.Function.Rev != f.Rev+1 || row.Function.Agreed(party.MSP) || row.Function.Agreed(party.Client) || len(row.Dropped) != 2 {
		t.Errorf("revision %d after %d, dropped %v", row.Function.Rev, f.Rev, row.Dropped)
	}
	if !strings.Contains(findings(row.Findings()), "nobody answers for the result in business hours") {
		t.Errorf("the days nobody answers in are no finding: %s", findings(row.Findings()))
	}
	e := newest(t, s, f.ID)
	if got := e[2]; got.Verb != audit.AssignmentChanged || got.Fact.Before != "A/R" || got.Fact.After != "A/R (after hours)" || got.Fact.Data["column"] != msp.Name {
		t.Errorf("recorded as %s %+v", got.Verb, got.Fact)
	}

	// The other team takes the days; nothing moves, and nothing is missing.
	cells := map[raci.StakeholderID]raci.Assignment{msp.ID: "A/R", client.ID: "A/R", columns[2].ID: "I"}
	hours := map[raci.StakeholderID]raci.Window{msp.ID: raci.AfterHours, client.ID: raci.BusinessHours, columns[2].ID: raci.Always}
	row, err = s.Matrices.AssignRow(ctx, it, id, f.ID, cells, hours, row.Function.Rev)
	apptest.Must(t, err)
	if row.Moved != nil || strings.Contains(findings(row.Findings()), "block") {
		t.Errorf("moved %+v, findings %s", row.Moved, findings(row.Findings()))
	}
	card, err := s.Matrices.OpenCard(ctx, it, id, f.ID)
	apptest.Must(t, err)
	if diff := cmp.Diff(map[raci.StakeholderID]raci.Window{msp.ID: raci.AfterHours, client.ID: raci.BusinessHours}, card.Function.Windows); diff != "" {
		t.Error("kept as", diff)
	}

	// At all hours again: the A of the nights is taken over, and told.
	row, err = s.Matrices.SetWindow(ctx, it, id, f.ID, client.ID, raci.Always, row.Function.Rev)
	apptest.Must(t, err)
	if diff := cmp.Diff(&raci.Move{From: msp.ID, To: client.ID, When: raci.AfterHours}, row.Moved); diff != "" {
		t.Error(diff)
	}
	if got := newest(t, s, f.ID)[0].Fact; got.Data["accountable moved from"] != msp.Name+" after hours" || got.Before != "A/R (business hours)" || got.After != "A/R" {
		t.Errorf("recorded as %+v", got)
	}
	if row.Function.Cell(msp.ID) != raci.Responsible || row.Function.Window(msp.ID) != raci.AfterHours {
		t.Errorf("who lost the A is %q %q", row.Function.Cell(msp.ID), row.Function.Window(msp.ID))
	}

	rev := row.Function.Rev
	for name, c := range map[string]struct {
		who  access.Actor
		to   raci.StakeholderID
		when raci.Window
		rev  int
		want fault.Kind
	}{
		"a window of no kind":  {s.Owner, msp.ID, "nights", rev, fault.Invalid},
		"a column of nobody":   {s.Owner, raci.StakeholderID(store.NewID()), raci.AfterHours, rev, fault.NotFound},
		"a row that moved on":  {s.Owner, msp.ID, raci.Always, rev - 1, fault.Conflict},
		"another MSP":          {s.Stranger, msp.ID, raci.Always, rev, fault.NotFound},
		"somebody who reads":   {s.Partner(t, access.Reader, "Rana Idris"), msp.ID, raci.Always, rev, fault.Forbidden},
		"no window is no edit": {s.Owner, msp.ID, raci.AfterHours, rev, ""},
	} {
		_, err := s.Matrices.SetWindow(ctx, c.who, id, f.ID, c.to, c.when, c.rev)
		problem, _ := fault.Of(err)
		if c.want == "" && err != nil || c.want != "" && (problem == nil || problem.Kind != c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	row, err = s.Matrices.Assign(ctx, s.Owner, id, f.ID, columns[2].ID, raci.NotInvolved, rev)
	apptest.Must(t, err)
	_, err = s.Matrices.SetWindow(ctx, s.Owner, id, f.ID, columns[2].ID, raci.AfterHours, row.Function.Rev)
	if problem, ok := fault.Of(err); !ok || problem.Fields["when"] == "" {
		t.Errorf("hours where no letter is: %v", err)
	}
}

func findings(all []raci.Finding) string {
	var out []string
	for _, f := range all {
		out = append(out, string(f.Severity)+" "+f.Rule+" "+f.Message)
	}
	return strings.Join(out, "\n")
}

func TestSetHolders(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	it := s.Partner(t, access.ITLead, "Priya Shah")
	ctx, id := t.Context(), s.Engagement.ID
	f, columns := worked(t, s, it)
	of := columns[1].ID
	people := func(person, deputy string) map[raci.StakeholderID]raci.Holder {
		return map[raci.StakeholderID]raci.Holder{of: {Person: person, Deputy: deputy}}
	}

	row, err := s.Matrices.SetHolders(ctx, it, id, f.ID, nil, people(" Sam  Ortiz", "Lee Chan"))
	apptest.Must(t, err)
	if row.Function.Rev != f.Rev || !row.Function.Settled() || len(row.Dropped) != 0 {
		t.Errorf("a name asks both sides again: revision %d after %d, settled %v", row.Function.Rev, f.Rev, row.Function.Settled())
	}
	entry := newest(t, s, f.ID)[0]
	if entry.Verb != audit.HolderChanged || entry.Fact.Before != "" || entry.Fact.After != "Sam Ortiz, deputy Lee Chan" || entry.Fact.Data["column"] != columns[1].Name {
		t.Errorf("recorded as %s %+v", entry.Verb, entry.Fact)
	}
	card, err := s.Matrices.OpenCard(ctx, s.Owner, id, f.ID)
	apptest.Must(t, err)
	if diff := cmp.Diff(people("Sam Ortiz", "Lee Chan"), card.Function.Holders); diff != "" {
		t.Error("kept as", diff)
	}
	n := len(newest(t, s, f.ID))
	if _, err = s.Matrices.SetHolders(ctx, s.Owner, id, f.ID, people("", ""), people("Sam Ortiz", "Lee Chan")); err != nil || len(newest(t, s, f.ID)) != n {
		t.Errorf("the same names: %v, %d entries after %d", err, len(newest(t, s, f.ID)), n)
	}

	_, err = s.Matrices.SetHolders(ctx, s.Owner, id, f.ID, people("", ""), people("Ana Lima", ""))
	if problem, ok := fault.Of(err); !ok || problem.Kind != fault.Conflict {
		t.Errorf("somebody was faster: %v", err)
	}
	_, err = s.Matrices.SetHolders(ctx, s.Owner, id, f.ID, people("Sam Ortiz", "Lee Chan"), people("Sam Ortiz", "sam ortiz"))
	if problem, ok := fault.Of(err); !ok || problem.Fields["deputy-"+string(of)] == "" {
		t.Errorf("somebody's own deputy: %v", err)
	}
	_, err = s.Matrices.SetHolders(ctx, s.Owner, id, f.ID, people("Sam Ortiz", "Lee Chan"), people(strings.Repeat("a", 101), ""))
	if problem, ok := fault.Of(err); !ok || problem.Fields["person-"+string(of)] == "" {
		t.Errorf("a name that is too long: %v", err)
	}
	for name, who := range map[string]access.Actor{"another MSP": s.Stranger, "who reads": s.Partner(t, access.Reader, "Rana Idris")} {
		if _, err := s.Matrices.SetHolders(ctx, who, id, f.ID, people("Sam Ortiz", "Lee Chan"), people("", "")); err == nil {
			t.Errorf("%s names people", name)
		}
	}
	row, err = s.Matrices.SetHolders(ctx, it, id, f.ID, people("Sam Ortiz", "Lee Chan"), people("", ""))
	apptest.Must(t, err)
	if len(row.Function.Holders) != 0 {
		t.Errorf("taken back, and left %v", row.Function.Holders)
	}
}
