package raci

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOwnership(t *testing.T) {
	t.Parallel()
	m := Matrix{
		Areas:        []Area{{Key: "a", Name: "Small"}, {Key: "b", Name: "Large"}, {Key: "c", Name: "Empty"}, {Key: "d", Name: "Open"}},
		Stakeholders: []Stakeholder{{ID: "1", Kind: MSPTeam}, {ID: "2", Kind: InternalIT}, {ID: "3", Kind: OtherKind}},
	}
	row := func(area AreaKey, cells map[StakeholderID]Assignment, windows map[StakeholderID]Window) {
		m.Functions = append(m.Functions, Function{Area: area, Cells: cells, Windows: windows})
	}
	row("a", map[StakeholderID]Assignment{"1": Accountable, "2": Responsible}, nil)
	row("b", map[StakeholderID]Assignment{"2": AccountableAndDoing}, nil)
	row("b", map[StakeholderID]Assignment{"1": Accountable, "2": Accountable}, map[StakeholderID]Window{"1": AfterHours, "2": BusinessHours})
	row("b", map[StakeholderID]Assignment{"3": Accountable}, map[StakeholderID]Window{"3": AfterHours})
	row("d", map[StakeholderID]Assignment{"1": Responsible}, nil)
	m.Functions = append(m.Functions, Function{Area: "c", Excluded: "Not here"})
	want := []Ownership{
		{Area: m.Areas[3], ByKind: map[Kind]int{}, Nobody: 1, Rows: 1},
		{Area: m.Areas[1], ByKind: map[Kind]int{InternalIT: 2, OtherKind: 1}, Rows: 3},
		{Area: m.Areas[0], ByKind: map[Kind]int{MSPTeam: 1}, Rows: 1},
	}
	if d := cmp.Diff(want, m.Ownership()); d != "" {
		t.Error(d)
	}
}
