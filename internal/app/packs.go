package app

import (
	"context"
	"fmt"
	"slices"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/catalog"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/raci"
	"demarc/internal/store"
)

// Packs is adding an industry's functions to an engagement, and taking them out.
type Packs struct{ *core }

// Open shows the packs.
func (p Packs) Open(ctx context.Context, who access.Actor, id engagement.ID) (engagement.Draft, error) {
	return p.readDraft(ctx, who, access.ReadEngagement, id)
}

// NewPack is a pack to add.
type NewPack struct {
	Key     string
	Mode    raci.Mode // the lane of its area, where the area has none yet
	Columns []string  // of those the pack offers
	Rider   bool      // switch its rider on
}

// PackAdded is what adding a pack did.
type PackAdded struct {
	Pack     catalog.Pack
	Added    int // functions that were not in the matrix
	Restored int // functions that it listed as excluded
	Columns  int
	Rider    bool
}

// changed tells whether adding did anything.
func (a PackAdded) changed() bool { return a.Added+a.Restored+a.Columns > 0 || a.Rider }

// Add brings a pack in as one act: its area, its functions, the columns that were
// ticked, and its rider. What is in the matrix already stays as it is, so adding a
// pack again adds only what is missing.
func (p Packs) Add(ctx context.Context, who access.Actor, id engagement.ID, in NewPack) (out PackAdded, err error) {
	if err := mayShape(who); err != nil {
		return out, err
	}
	if in.Mode == raci.OutOfScope || !in.Mode.Valid() {
		return out, fault.Field("lane", "Choose who leads these functions.")
	}
	err = p.db.Change(ctx, who, func(tx *store.Tx) error {
		d, err := editable(ctx, tx, id)
		if err != nil {
			return err
		}
		state, ok := engagement.PackIn(d, in.Key)
		if !ok {
			return noPack()
		}
		pack := state.Pack
		out = PackAdded{Pack: pack}
		mode := state.Lane(in.Mode)
		if out.Columns, err = addPackColumns(tx, &d, state, in.Columns); err != nil {
			return err
		}
		if state.Wanting() > 0 {
			openPackArea(tx, d, state, mode)
		}
		if err := addPackRows(tx, d, state, mode, &out); err != nil {
			return err
		}
		if out.Rider = in.Rider && engagement.SwitchRider(d.Terms, pack.Rider, true); out.Rider {
			if err := tx.SaveTerms(&d.Engagement, d.Terms); err != nil {
				return err
			}
		}
		if !out.changed() {
			return nil
		}
		tx.Record(d.Engagement, audit.PackAdded, audit.Fact{Subject: pack.Key, Label: pack.Name, After: string(mode), Data: map[string]string{
			"functions": fmt.Sprint(out.Added + out.Restored), "columns": fmt.Sprint(out.Columns), "rider": riderSwitched(pack, out.Rider),
		}})
		return nil
	})
	return out, err
}

// mayShape asks for every right that a pack touches.
func mayShape(who access.Actor) error {
	for _, right := range []access.Action{access.SetAreas, access.ShapeMatrix, access.EditTerms} {
		if err := who.Require(right); err != nil {
			return err
		}
	}
	return nil
}

func noPack() error { return fault.New(fault.NotFound, "There is no such pack.") }

// addPackColumns adds the ticked columns of those that the pack offers. Their cells
// start undecided, also in the pack's own rows.
func addPackColumns(tx *store.Tx, d *engagement.Draft, state engagement.PackState, ticked []string) (int, error) {
	n := 0
	for _, c := range state.Columns {
		if c.There || !slices.Contains(ticked, c.Name) {
			continue
		}
		if len(d.Matrix.Stakeholders) >= maxColumns {
			return n, fault.Field("columns", fmt.Sprintf("A matrix has at most %d columns. Choose fewer.", maxColumns))
		}
		s := raci.Stakeholder{
			ID: raci.StakeholderID(store.NewID()), Kind: raci.OtherKind, Name: c.Name,
			Position: d.Matrix.Stakeholders[len(d.Matrix.Stakeholders)-1].Position + 1,
		}
		tx.AddStakeholder(d.Engagement, s)
		d.Matrix.Stakeholders = append(d.Matrix.Stakeholders, s)
		n++
	}
	return n, nil
}

// openPackArea puts the pack's area into scope.
func openPackArea(tx *store.Tx, d engagement.Draft, state engagement.PackState, mode raci.Mode) {
	if state.HasArea {
		state.Area.Mode = mode
		tx.SaveArea(d.Engagement.ID, state.Area)
		return
	}
	position := 0
	for _, a := range d.Matrix.Areas {
		position = max(position, a.Position)
	}
	tx.AddArea(d.Engagement, raci.Area{Key: state.Pack.Area(), Name: state.Pack.Name, Mode: mode, Position: position + 1})
}

// addPackRows adds the functions that the matrix does not know and restores those
// that it lists as excluded. The others are not touched.
func addPackRows(tx *store.Tx, d engagement.Draft, state engagement.PackState, mode raci.Mode, out *PackAdded) error {
	position := 0
	for _, f := range d.Matrix.Functions {
		position = max(position, f.Position)
	}
	for _, row := range state.Rows {
		switch {
		case row.In():
		case row.Missing():
			position += 1000
			if err := tx.AddFunction(d.Engagement, startFunction(row.Function, mode, d.Matrix.Stakeholders, position)); err != nil {
				return err
			}
			out.Added++
		default:
			f := row.Row
			f.Excluded = ""
			if err := tx.SaveFunction(d.Engagement.ID, &f, row.Row); err != nil {
				return err
			}
			out.Restored++
		}
	}
	return nil
}

// riderSwitched names the rider whose switch an act turned, for the record.
func riderSwitched(p catalog.Pack, did bool) string {
	if did {
		return p.Rider
	}
	return ""
}

// Remove takes the functions of a pack out of the matrix: each is listed as excluded,
// with the reason, and the pack's area goes out of scope. With rider its rider is
// switched off. Columns stay, since other rows may use them.
func (p Packs) Remove(ctx context.Context, who access.Actor, id engagement.ID, key, reason string, rider bool) (removed int, err error) {
	if err := mayShape(who); err != nil {
		return 0, err
	}
	f := form{}
	reason = f.text("reason", "why these functions are not in scope", reason, true, 300)
	if err := fault.Fields(f); err != nil {
		return 0, err
	}
	err = p.db.Change(ctx, who, func(tx *store.Tx) error {
		removed = 0
		d, err := editable(ctx, tx, id)
		if err != nil {
			return err
		}
		state, ok := engagement.PackIn(d, key)
		if !ok {
			return noPack()
		}
		pack := state.Pack
		for _, row := range state.Rows {
			if !row.In() {
				continue
			}
			fn := row.Row
			fn.Excluded = reason
			if err := tx.SaveFunction(id, &fn, row.Row); err != nil {
				return err
			}
			removed++
		}
		if left := leftIn(d.Matrix, state); state.HasArea && left == 0 && state.Area.Mode != raci.OutOfScope {
			state.Area.Mode = raci.OutOfScope
			tx.SaveArea(id, state.Area)
		}
		off := rider && engagement.SwitchRider(d.Terms, pack.Rider, false)
		if off {
			if err := tx.SaveTerms(&d.Engagement, d.Terms); err != nil {
				return err
			}
		}
		if removed == 0 && !off {
			return fault.New(fault.Conflict, "No function of this pack is in the matrix any more.")
		}
		tx.Record(d.Engagement, audit.PackRemoved, audit.Fact{Subject: pack.Key, Label: pack.Name, Before: string(state.Area.Mode), Data: map[string]string{
			"functions": fmt.Sprint(removed), "rider": riderSwitched(pack, off), "reason": reason,
		}})
		return nil
	})
	return removed, err
}

// leftIn counts the functions in the pack's area that are not the pack's.
func leftIn(m raci.Matrix, state engagement.PackState) int {
	n := 0
	for _, f := range m.InArea(state.Pack.Area()) {
		if !slices.ContainsFunc(state.Pack.Functions, func(p catalog.Function) bool { return p.Key == f.Key }) {
			n++
		}
	}
	return n
}
