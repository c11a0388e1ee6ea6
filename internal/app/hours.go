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

// SetHolders names the people and deputies who fill columns for one row; without names
// those of the column count again. Names are operational: what both sides agreed to
// stays agreed. was are the names that the actor was looking at.
func (m Matrices) SetHolders(ctx context.Context, who access.Actor, id engagement.ID, fn raci.FunctionID, was, is map[raci.StakeholderID]raci.Holder) (Row, error) {
	var r Row
	if err := who.Require(access.EditMatrix); err != nil {
		return r, err
	}
	if err := checkHolders(is); err != nil {
		return r, err
	}
	err := m.db.Change(ctx, who, func(tx *store.Tx) error {
		d, f, err := tx.Function(ctx, id, fn)
		if err != nil {
			return err
		}
		r = rowOf(d, f)
		if err := d.Engagement.RequireDraft(); err != nil {
			return err
		}
		if !f.In() {
			return fault.New(fault.Locked, "This function is excluded. Restore it before you name people for it.")
		}
		facts, err := appoint(&r.Function, d.Matrix.Stakeholders, was, is)
		if err != nil || len(facts) == 0 {
			return err
		}
		if err := tx.SaveHolders(id, r.Function); err != nil {
			return err
		}
		for _, fact := range facts {
			tx.Record(d.Engagement, audit.HolderChanged, fact)
		}
		r.Matrix.Functions = []raci.Function{r.Function}
		return nil
	})
	return r, err
}

// checkHolders holds names to their limits; the fields of a column end with its id.
func checkHolders(is map[raci.StakeholderID]raci.Holder) error {
	f := form{}
	for of, h := range is {
		h.Person = f.text("person-"+string(of), "the person", h.Person, false, 100)
		h.Deputy = f.text("deputy-"+string(of), "the deputy", h.Deputy, false, 100)
		is[of] = h
	}
	return fault.Fields(f)
}

// appoint gives a row its people, and says what it changed.
func appoint(f *raci.Function, columns []raci.Stakeholder, was, is map[raci.StakeholderID]raci.Holder) (facts []audit.Fact, err error) {
	wrong := form{}
	for _, s := range columns {
		to, given := is[s.ID]
		now := f.Holders[s.ID]
		if !given {
			continue
		}
		f.Appoint(s.ID, to)
		switch next := f.Holders[s.ID]; {
		case next == now:
			continue
		case now != was[s.ID]:
			return nil, fault.New(fault.Conflict, "Somebody named other people while you were looking at it.")
		default:
			if name := raci.OwnDeputy(s, next); name != "" {
				wrong["deputy-"+string(s.ID)] = name + " cannot stand in for " + name + ". Name somebody else."
			}
			facts = append(facts, audit.Fact{
				Subject: string(f.ID), Label: f.Name, Before: now.Words(), After: next.Words(), Data: map[string]string{"column": s.Name},
			})
		}
	}
	return facts, fault.Fields(wrong)
}
