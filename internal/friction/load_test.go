package friction_test

import (
	"fmt"
	"testing"

	"demarc/internal/friction"
	"demarc/internal/raci"
)

// TestLoads: the share is of what the person's own side has to do, and only what nobody
// else could take over is concentrated.
func TestLoads(t *testing.T) {
	t.Parallel()
	m := raci.Matrix{
		Areas: []raci.Area{{Key: "a"}},
		Stakeholders: []raci.Stakeholder{
			{ID: "1", Kind: raci.MSPTeam, Holder: "Tom Berg", Deputy: "Ann Lee"},
			{ID: "2", Kind: raci.InternalIT, Holder: "Priya Shah"},
			{ID: "3", Kind: raci.Management, Holder: "Dana Cole", Deputy: "Ruth Alder"},
		},
	}
	for i := range 4 {
		cells := map[raci.StakeholderID]raci.Assignment{"1": raci.Responsible, "2": raci.Accountable, "3": raci.Consulted}
		if i == 3 {
			cells = map[raci.StakeholderID]raci.Assignment{"1": raci.AccountableAndDoing, "3": raci.Responsible}
		}
		m.Functions = append(m.Functions, raci.Function{ID: raci.FunctionID(fmt.Sprint(i)), Area: "a", Cells: cells})
	}
	got := map[string]friction.Load{}
	for _, l := range friction.Loads(m) {
		got[l.Person] = l
	}
	for person, want := range map[string]struct {
		share        int
		concentrated bool
	}{"Tom Berg": {100, false}, "Priya Shah": {75, true}, "Dana Cole": {25, false}} {
		if l := got[person]; l.Share != want.share || l.Concentrated() != want.concentrated {
			t.Errorf("%s: %+v", person, l)
		}
	}
	if rows := friction.ByPerson(m).Rows; len(rows) != 3 || rows[0][0] != "Tom Berg" || len(rows[0]) != len(friction.ByPerson(m).Head) {
		t.Errorf("table: %q", rows)
	}
}
