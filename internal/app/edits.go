package app

import (
	"context"
	"fmt"
	"slices"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/raci"
	"demarc/internal/store"
)

// MostCells is how many cells one act sets.
const MostCells = 5000

// RowEdit is what somebody wants cells of one row to be.
type RowEdit struct {
	Function raci.FunctionID
	Rev      int // of the row as the person saw it
	Cells    map[raci.StakeholderID]raci.Assignment
	Hours    map[raci.StakeholderID]raci.Window // of these cells; of one that is missing they stay
}

// Left is a row that an act on many rows did not change.
type Left struct {
	Row  Row          // as it is now
	Edit RowEdit      // what was wanted
	Why  *fault.Error // Conflict: somebody was faster
}

// Edited is what an act on cells of many rows did.
type Edited struct {
	Engagement engagement.Engagement
	Rows       []Row  // that changed
	Left       []Left // that did not, each with its reason
	Same       int    // rows that said so already
	Cells      int    // cells that changed
	Edit       string // id of the act in the actor's own log, to undo it
}

// AssignMany sets cells of many rows in one act. A row that moved on since the actor
// saw it, or that cannot be what is wanted, is left and reported; the others are kept.
func (m Matrices) AssignMany(ctx context.Context, who access.Actor, id engagement.ID, edits []RowEdit) (Edited, error) {
	var out Edited
	if err := who.Require(access.EditMatrix); err != nil {
		return out, err
	}
	if err := bounded(edits); err != nil {
		return out, err
	}
	err := m.db.Change(ctx, who, func(tx *store.Tx) error {
		out = Edited{}
		d, err := editable(ctx, tx, id)
		if err != nil {
			return err
		}
		out.Engagement = d.Engagement
		for _, e := range edits {
			i := slices.IndexFunc(d.Matrix.Functions, func(f raci.Function) bool { return f.ID == e.Function })
			if i < 0 {
				return fault.New(fault.NotFound, "A function is not in the matrix any more. Nothing was changed.")
			}
			for column := range e.Cells {
				if _, ok := d.Matrix.Stakeholder(column); !ok {
					return fault.New(fault.NotFound, "A column is not in the matrix any more. Nothing was changed.")
				}
			}
			if err := out.set(tx, oneRow(d, d.Matrix.Functions[i]), e, nil); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// set makes the cells of one row what they shall be. What a person can mend leaves the
// row as it is; where it says so already there is nothing to mend.
func (out *Edited) set(tx *store.Tx, r Row, e RowEdit, data map[string]string) error {
	was := r
	err := r.change(tx, r.Function.Rev, func(r *Row) (audit.Verb, audit.Fact, error) {
		verb, fact, err := r.assign(e.Cells, e.Hours)
		if err == nil && verb != "" && was.Function.Rev != e.Rev {
			err = fault.New(fault.Conflict, "Somebody changed this function while you were looking at it.")
		}
		fact.Data = data
		return verb, fact, err
	})
	if problem, ours := fault.Of(err); ours {
		out.Left = append(out.Left, Left{was, e, problem})
		return nil
	}
	if c := raci.Changed(was.Function, r.Function); err == nil && c.Any() {
		out.Rows, out.Cells, out.Edit = append(out.Rows, r), out.Cells+len(c.After), r.Edit
	} else if err == nil {
		out.Same++
	}
	return err
}

// bounded refuses what is too much for one act.
func bounded(edits []RowEdit) error {
	n := 0
	seen := map[raci.FunctionID]bool{}
	for _, e := range edits {
		n += len(e.Cells)
		if seen[e.Function] {
			return fault.New(fault.Invalid, "One function is there twice. Nothing was changed.")
		}
		seen[e.Function] = true
	}
	if n > MostCells {
		return fault.New(fault.Invalid, fmt.Sprintf("One act changes at most %d cells; this one has %d. Nothing was changed.", MostCells, n))
	}
	if n == 0 {
		return fault.New(fault.Invalid, "Choose the cells to change first.")
	}
	return nil
}

// oneRow is a row of a whole draft, alone.
func oneRow(d engagement.Draft, f raci.Function) Row {
	r := rowOf(d, f)
	r.Matrix.Functions = []raci.Function{f}
	return r
}
