package raci

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"demarc/internal/fault"
)

func three() (Matrix, Function) {
	m := Matrix{Stakeholders: []Stakeholder{{ID: "m", Kind: MSPTeam, Name: "MSP team"}, {ID: "i", Kind: InternalIT, Name: "Internal IT"}, {ID: "b", Kind: Management, Name: "Management"}}}
	return m, Function{ID: "f", Name: "Restore tests", Cells: map[StakeholderID]Assignment{"m": AccountableAndDoing, "i": Consulted, "b": Informed}}
}

func TestSet(t *testing.T) {
	t.Parallel()
	m, f := three()
	was := f
	moved, err := m.Set(&f, map[StakeholderID]Assignment{"i": Accountable, "m": NotInvolved})
	if err != nil || moved == nil && f.Cells["m"] != NotInvolved {
		t.Fatalf("moved %v, %v", moved, err)
	}
	if diff := cmp.Diff(map[StakeholderID]Assignment{"m": NotInvolved, "i": Accountable, "b": Informed}, f.Cells); diff != "" {
		t.Error(diff)
	}
	if was.Cells["i"] != Consulted {
		t.Error("the row it came from was changed, too")
	}
	if _, err := m.Set(&f, map[StakeholderID]Assignment{"i": Accountable, "b": AccountableAndDoing}); !fault.Is(err, fault.Invalid) {
		t.Errorf("two A's: %v", err)
	}
	if _, err := m.Set(&f, map[StakeholderID]Assignment{"x": Accountable}); err != nil || f.Cells["i"] != Accountable || f.Cells["x"] != Undecided {
		t.Errorf("a column that is gone: %v, %v", f.Cells, err)
	}
}

func TestBeside(t *testing.T) {
	t.Parallel()
	m, f := three()
	if err := f.Beside("i", Accountable); err != nil {
		t.Fatal(err)
	}
	if got := len(m.Answering(f)); got != 2 {
		t.Errorf("%d columns are Accountable, want both", got)
	}
	f.Excluded = "not ours"
	if err := f.Beside("b", Accountable); !fault.Is(err, fault.Locked) {
		t.Errorf("an excluded row: %v", err)
	}
}

// TestChangeStands is when a change may be taken back without a question.
func TestChangeStands(t *testing.T) {
	t.Parallel()
	m, was := three()
	now := was
	if _, err := m.Set(&now, map[StakeholderID]Assignment{"i": Accountable}); err != nil {
		t.Fatal(err)
	}
	c := Changed(was, now)
	if diff := cmp.Diff(Change{Function: "f", Before: map[StakeholderID]Assignment{"m": AccountableAndDoing, "i": Consulted}, After: map[StakeholderID]Assignment{"m": Responsible, "i": Accountable}}, c); diff != "" {
		t.Fatal(diff)
	}
	if !c.Stands(now) {
		t.Error("it does not stand right after it")
	}
	other := now
	if _, err := m.Set(&other, map[StakeholderID]Assignment{"b": NotInvolved}); err != nil {
		t.Fatal(err)
	}
	if !c.Stands(other) {
		t.Error("a cell that it did not touch keeps it from being taken back")
	}
	if _, err := m.Set(&other, map[StakeholderID]Assignment{"b": Accountable}); err != nil {
		t.Fatal(err)
	}
	if c.Stands(other) {
		t.Error("taking it back would take the A that somebody else moved on")
	}
	back := now
	if _, err := m.Set(&back, c.Before); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(was.Cells, back.Cells); diff != "" {
		t.Error(diff)
	}

	// Taken back, the A that was moved away leaves a column that it came from.
	f := was
	f.Cells = map[StakeholderID]Assignment{"m": Responsible, "i": Consulted, "b": Accountable}
	away := Change{Function: "f", Before: map[StakeholderID]Assignment{"m": Accountable}, After: map[StakeholderID]Assignment{"m": Responsible}}
	if away.Stands(f) {
		t.Error("an A would go back to a row that has another one by now")
	}
	f.Cells = map[StakeholderID]Assignment{"m": Responsible, "i": Consulted, "b": Informed}
	if !away.Stands(f) {
		t.Error("a row without another A can have its own back")
	}
}
