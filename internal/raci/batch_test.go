package raci

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"demarc/internal/party"
)

// TestBatch: what each deed makes of rows in every state, and what it leaves.
func TestBatch(t *testing.T) {
	t.Parallel()
	m := Matrix{
		Areas: []Area{{Key: "backup", Mode: Shared}, {Key: "network", Mode: MSPLed, Name: "Network"}, {Key: "voice", Mode: OutOfScope, Name: "Voice"}},
		Stakeholders: []Stakeholder{
			{ID: "m", Kind: MSPTeam, Name: "MSP team"}, {ID: "i", Kind: InternalIT, Name: "Internal IT"}, {ID: "v", Kind: OtherKind, Name: "Vendor"},
		},
		Functions: []Function{
			{ID: "1", Key: "bk-test", Area: "backup", Position: 10, Rev: 2, Cells: map[StakeholderID]Assignment{"m": AccountableAndDoing, "i": Informed, "v": Consulted}},
			{ID: "2", Key: "bk-scope", Area: "backup", Position: 20, Rev: 5, AgreedClient: 5, Cells: map[StakeholderID]Assignment{"m": Responsible, "i": Accountable}},
			{ID: "3", Key: "st-raci", Area: "network", Position: 30, Rev: 1, EditedBy: party.Client, Cells: map[StakeholderID]Assignment{"i": AccountableAndDoing}},
			{ID: "4", Key: "own-4", Area: "network", Position: 40, Rev: 1, Excluded: "Not ours."},
		},
	}
	all := map[FunctionID]bool{"1": true, "2": true, "3": true, "4": true, "9": true}
	lane := func(f Function) (map[StakeholderID]Assignment, string, bool) {
		return map[StakeholderID]Assignment{"m": Responsible, "i": Accountable}, "", f.Key != "st-raci"
	}
	for _, c := range []struct {
		name string
		b    Batch
		want []string // per row, what stays, or what it becomes
	}{
		{"a letter moves the A", Batch{Do: SetLetter, Set: Set{Stakeholder: "i", As: Accountable}}, []string{"m=R i=A v=C", "It is so already.", "m= i=A v="}},
		{"the lane keeps added columns", Batch{Do: FillLane}, []string{"m=R i=A v=C", "It is as it started.", "The library has no starting point for it."}},
		{"exclude", Batch{Do: TakeOut, Reason: "Later."}, []string{"Later.", "Later.", "The agreement needs it, so it stays in the matrix."}},
		{"move", Batch{Do: Rehome, Area: "network"}, []string{"network 41", "network 42", "It is in that area already."}},
		{"ask", Batch{Do: AskReview}, []string{"proposed msp", "They agreed to it already.", "They wait for your answer."}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if err := c.b.Check(m); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, p := range c.b.Plan(m, all, party.MSP, lane) {
				got = append(got, became(c.b, p))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	for name, b := range map[string]Batch{
		"no deed": {}, "no column": {Do: SetLetter, Set: Set{Stakeholder: "x", As: Accountable}}, "no letter": {Do: SetLetter, Set: Set{Stakeholder: "m", As: "Z"}},
		"no reason": {Do: TakeOut, Reason: " "}, "no area": {Do: Rehome}, "area out of scope": {Do: Rehome, Area: "voice"},
	} {
		if b.Check(m) == nil {
			t.Errorf("%s is let through", name)
		}
	}
}

func became(b Batch, p Planned) string {
	f := p.After
	switch {
	case p.Stays != "":
		return p.Stays
	case b.Do == TakeOut:
		return f.Excluded
	case b.Do == Rehome:
		return string(f.Area) + " " + string(rune('0'+f.Position/10)) + string(rune('0'+f.Position%10))
	case b.Do == AskReview:
		state, by := f.State()
		return string(state) + " " + string(by)
	}
	return "m=" + string(f.Cells["m"]) + " i=" + string(f.Cells["i"]) + " v=" + string(f.Cells["v"])
}

// TestHoursOfWholeRows: letters that are chosen for a whole row say who, not when. Who
// works or answers does so at all hours, so that nobody is missing for some of them.
func TestHoursOfWholeRows(t *testing.T) {
	t.Parallel()
	m := Matrix{Areas: []Area{{Key: "backup", Mode: Shared}}, Stakeholders: []Stakeholder{{ID: "m", Kind: MSPTeam}, {ID: "i", Kind: InternalIT}, {ID: "v", Kind: OtherKind}}}
	row := func() Function {
		return Function{
			ID: "1", Area: "backup", Rev: 1, Cells: map[StakeholderID]Assignment{"m": AccountableAndDoing, "i": AccountableAndDoing, "v": Consulted},
			Windows: map[StakeholderID]Window{"m": BusinessHours, "i": AfterHours, "v": AfterHours},
		}
	}
	m.Functions = []Function{row()}
	taken := map[StakeholderID]Assignment{"m": AccountableAndDoing, "i": Informed, "v": Consulted}
	want := map[StakeholderID]Window{"v": AfterHours} // who is asked as before keeps the hours

	f := row()
	c := Comparison{Function: f}
	for _, s := range m.Stakeholders {
		c.Cells = append(c.Cells, ComparedCell{Stakeholder: s, MSP: taken[s.ID], Client: f.Cells[s.ID]})
	}
	if _, err := m.SetHours(&f, c.Says(party.MSP), c.Hours(party.MSP)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(taken, f.Cells) + cmp.Diff(want, f.Windows); diff != "" {
		t.Errorf("a taken answer: %s", diff)
	}
	if diff := cmp.Diff(map[StakeholderID]Window{"m": BusinessHours, "i": AfterHours, "v": AfterHours}, c.Hours(party.Client)); diff != "" {
		t.Errorf("an answer that stands already: %s", diff)
	}

	start := func(Function) (map[StakeholderID]Assignment, string, bool) { return taken, "", true }
	p := Batch{Do: FillLane}.Plan(m, map[FunctionID]bool{"1": true}, party.MSP, start)[0]
	if diff := cmp.Diff(taken, p.After.Cells) + cmp.Diff(want, p.After.Windows); diff != "" || p.Stays != "" {
		t.Errorf("the starting point: %s %s", p.Stays, diff)
	}
	m.Functions[0] = p.After
	if p := (Batch{Do: FillLane}).Plan(m, map[FunctionID]bool{"1": true}, party.MSP, start)[0]; p.Stays == "" {
		t.Error("it changes what is as it started")
	}
	set := Batch{Do: SetLetter, Set: Set{Stakeholder: "v", As: Informed}}.Plan(m, map[FunctionID]bool{"1": true}, party.MSP, start)[0]
	if set.After.Windows["v"] != AfterHours {
		t.Errorf("one letter of many rows keeps the hours of its cell: %v", set.After.Windows)
	}
}
