package app

import (
	"context"
	"slices"

	"demarc/internal/access"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/raci"
	"demarc/internal/store"
)

// Overtaken says what to do with cells that somebody else changed since the actor did.
type Overtaken string

const (
	AskFirst    Overtaken = ""     // change nothing and tell of them
	LeaveTheirs Overtaken = "rest" // leave them, take back the rest
	TakeMine    Overtaken = "all"  // take them back too
)

// Undo takes back the last act of the actor on cells of this engagement, as a new edit;
// a paste or a fill at once. edit, when not empty, is the act they mean: it has to be
// the last one still. Where somebody else changed a cell since, nothing happens until
// the actor says what to do: the rows are in Left, and the error is a conflict.
func (m Matrices) Undo(ctx context.Context, who access.Actor, id engagement.ID, edit string, since Overtaken) (Edited, error) {
	return m.turn(ctx, who, id, since, func(tx *store.Tx) (store.Edit, error) {
		e, err := tx.ToUndo(ctx, id)
		switch {
		case err != nil:
			return e, err
		case e.ID == "":
			return e, fault.New(fault.Invalid, "You have nothing to undo in this matrix.")
		case edit != "" && edit != e.ID:
			return e, fault.New(fault.Invalid, "This is not your last change any more. Use “Undo my last change”.")
		}
		return e, nil
	})
}

// Redo does again what the actor took back last, while they did nothing else since.
func (m Matrices) Redo(ctx context.Context, who access.Actor, id engagement.ID, since Overtaken) (Edited, error) {
	return m.turn(ctx, who, id, since, func(tx *store.Tx) (store.Edit, error) {
		e, err := tx.ToRedo(ctx, id)
		if err == nil && e.ID == "" {
			err = fault.New(fault.Invalid, "You have nothing to do again in this matrix.")
		}
		return e, err
	})
}

// turn turns an act of the actor round: done to undone, or back.
func (m Matrices) turn(ctx context.Context, who access.Actor, id engagement.ID, since Overtaken, find func(*store.Tx) (store.Edit, error)) (Edited, error) {
	var out Edited
	if err := who.Require(access.EditMatrix); err != nil {
		return out, err
	}
	err := m.db.Change(ctx, who, func(tx *store.Tx) error {
		out = Edited{}
		d, err := editable(ctx, tx, id)
		if err != nil {
			return err
		}
		e, err := find(tx)
		if err != nil {
			return err
		}
		out.Engagement = d.Engagement
		data, turned := map[string]string{"undo": "yes"}, []raci.Change{}
		for _, c := range e.Changes {
			if e.Undone {
				data, c = map[string]string{"redo": "yes"}, c.Turned()
			}
			i := slices.IndexFunc(d.Matrix.Functions, func(f raci.Function) bool { return f.ID == c.Function })
			if i < 0 {
				continue // the row itself is gone
			}
			was := d.Matrix.Functions[i]
			back := RowEdit{c.Function, was.Rev, c.Before, c.Hours()}
			if !c.Stands(was) && since != TakeMine {
				out.Left = append(out.Left, Left{oneRow(d, was), back, fault.New(fault.Conflict, "Somebody else changed this function since.")})
				continue
			}
			rows := len(out.Rows)
			if err := out.set(tx, oneRow(d, was), back, data); err != nil {
				return err
			}
			if len(out.Rows) == rows {
				continue // it was so already, or cannot be: that is in Left
			}
			done := raci.Changed(was, out.Rows[rows].Function)
			if !e.Undone {
				done = done.Turned() // the log says how it was done
			}
			turned = append(turned, done)
		}
		if len(out.Left) > 0 && since == AskFirst {
			return fault.New(fault.Conflict, "Somebody else changed what you would take back.")
		}
		if len(out.Rows) == 0 {
			tx.Private() // nothing changed but what the actor can take back
		}
		return tx.SaveEdit(id, store.Edit{ID: e.ID, Changes: turned, Undone: !e.Undone})
	})
	return out, err
}
