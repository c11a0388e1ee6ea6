package app_test

import (
	"testing"

	"demarc/internal/app/apptest"
	"demarc/internal/fault"
	"demarc/internal/raci"
)

// A column is added, moved and removed; what both sides agreed to changes only where
// the column had a part.
func TestColumns(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	apptest.Must(t, b.Parties.AddStakeholder(ctx, b.itLead, id, "SOC provider"))
	if err := b.Parties.AddStakeholder(ctx, b.lead, id, "SOC provider"); !fault.Is(err, fault.Invalid) {
		t.Errorf("two columns of one name: %v", err)
	}
	b.agreeAll(t)
	d, err := b.Matrices.Open(ctx, b.lead, id)
	apptest.Must(t, err)
	soc := d.Matrix.Stakeholders[3]
	if soc.Name != "SOC provider" || d.Matrix.Functions[0].Cells[soc.ID] != raci.Undecided {
		t.Fatalf("%+v", d.Matrix.Stakeholders)
	}
	apptest.Must(t, b.Parties.MoveStakeholder(ctx, b.lead, id, soc.ID, false))
	apptest.Must(t, b.Parties.MoveStakeholder(ctx, b.lead, id, d.Matrix.Stakeholders[0].ID, false)) // at the edge
	f := d.Matrix.Functions[7]
	_, err = b.Matrices.Assign(ctx, b.lead, id, f.ID, soc.ID, raci.Informed, f.Rev)
	apptest.Must(t, err)
	d, err = b.Matrices.Open(ctx, b.lead, id)
	apptest.Must(t, err)
	if d.Matrix.Stakeholders[2].ID != soc.ID || !d.Matrix.Functions[0].Settled() || d.Matrix.Functions[7].Settled() {
		t.Error("moving a column must keep the ticks, and an edit must drop them")
	}
	apptest.Must(t, b.Parties.RemoveStakeholder(ctx, b.lead, id, soc.ID))
	d, err = b.Matrices.Open(ctx, b.lead, id)
	apptest.Must(t, err)
	if _, still := d.Matrix.Functions[7].Cells[soc.ID]; still || len(d.Matrix.Stakeholders) != 3 {
		t.Error("the removed column left something behind")
	}
	if err := b.Parties.RemoveStakeholder(ctx, b.lead, id, d.Matrix.Stakeholders[0].ID); !fault.Is(err, fault.Invalid) {
		t.Errorf("a standard column was removed: %v", err)
	}
	if err := b.Parties.MoveStakeholder(ctx, b.Stranger, id, soc.ID, true); !fault.Is(err, fault.NotFound) {
		t.Errorf("another MSP: %v", err)
	}
}
