package app

import (
	"context"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/raci"
	"demarc/internal/store"
)

// SetWindow says when one cell holds. An A is taken over where hours overlap, so that
// one answers at every time.
func (m Matrices) SetWindow(ctx context.Context, who access.Actor, id engagement.ID, fn raci.FunctionID, to raci.StakeholderID, when raci.Window, rev int) (Row, error) {
	return m.change(ctx, who, access.EditMatrix, id, fn, rev, func(r *Row) (audit.Verb, audit.Fact, error) {
		column, ok := r.Matrix.Stakeholder(to)
		if !ok {
			return "", audit.Fact{}, fault.New(fault.NotFound, "This column is not in the matrix any more.")
		}
		as, was := r.Function.Cell(to), r.Function.Window(to)
		if when != raci.Always && (as == raci.Undecided || as == raci.NotInvolved) {
			return "", audit.Fact{}, fault.Field("when", column.Name+" has no part in this function yet. Choose a letter first.")
		}
		moved, err := r.Function.Set(to, as, when)
		if err != nil || was == when {
			return "", audit.Fact{}, err
		}
		return audit.AssignmentChanged, r.cellFact(column, raci.CellText(as, was), moved), nil
	})
}

// cellFact is how a change of one cell is recorded, and where its A came from.
func (r *Row) cellFact(column raci.Stakeholder, was string, moved *raci.Move) audit.Fact {
	r.Moved = moved
	f := &r.Function
	fact := audit.Fact{Before: was, After: raci.CellText(f.Cells[column.ID], f.Windows[column.ID]), Data: map[string]string{"column": column.Name}}
	if moved != nil {
		from, _ := r.Matrix.Stakeholder(moved.From)
		fact.Data["accountable moved from"] = from.Name + moved.When.Phrase()
		if also, ok := r.Matrix.Stakeholder(moved.Also); ok {
			fact.Data["accountable moved from"] = from.Name + " and " + also.Name
		}
	}
	return fact
}

// SetHolder names the person and the deputy who fill a column for one row; without
// names those of the column count again. Names are operational: what both sides agreed
// to stays agreed. was are the names that the actor was looking at.
func (m Matrices) SetHolder(ctx context.Context, who access.Actor, id engagement.ID, fn raci.FunctionID, of raci.StakeholderID, was, is raci.Holder) (Row, error) {
	f := form{}
	is.Person = f.text("person", "the person", is.Person, false, 100)
	is.Deputy = f.text("deputy", "the deputy", is.Deputy, false, 100)
	if err := fault.Fields(f); err != nil {
		return Row{}, err
	}
	var r Row
	if err := who.Require(access.EditMatrix); err != nil {
		return r, err
	}
	err := m.db.Change(ctx, who, func(tx *store.Tx) error {
		d, row, err := tx.Function(ctx, id, fn)
		if err != nil {
			return err
		}
		r = rowOf(d, row)
		if err := d.Engagement.RequireDraft(); err != nil {
			return err
		}
		column, ok := d.Matrix.Stakeholder(of)
		if !ok {
			return fault.New(fault.NotFound, "This column is not in the matrix any more.")
		}
		now := row.Holders[of]
		r.Function.Appoint(of, is)
		r.Matrix.Functions = []raci.Function{r.Function}
		next := r.Function.Holders[of]
		switch {
		case now == next:
			return nil
		case now != was:
			return fault.New(fault.Conflict, "Somebody named other people while you were looking at it.")
		case !row.In():
			return fault.New(fault.Locked, "This function is excluded. Restore it before you name people for it.")
		}
		if err := raci.CheckHolder(column, next); err != nil {
			return err
		}
		if err := tx.SaveHolders(id, r.Function); err != nil {
			return err
		}
		tx.Record(d.Engagement, audit.HolderChanged, audit.Fact{
			Subject: string(fn), Label: row.Name, Before: now.Words(), After: next.Words(), Data: map[string]string{"column": column.Name},
		})
		return nil
	})
	return r, err
}
