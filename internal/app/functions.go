package app

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/catalog"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/raci"
	"demarc/internal/store"
)

// Words is the text of a row as a person writes it.
type Words struct {
	Name        string
	Description string
	Split       string
	Condition   string
	LockReason  string // why somebody else than the lock allows is Accountable
}

func (w *Words) check() error {
	f := form{}
	w.Name = f.text("name", "the function's name", w.Name, true, 100)
	w.Description = f.text("description", "the description", w.Description, true, 300)
	w.Split = f.text("split", "the split note", w.Split, false, 500)
	w.Condition = f.text("condition", "the condition", w.Condition, false, 200)
	w.LockReason = f.text("lock_reason", "the reason", w.LockReason, false, 300)
	return fault.Fields(f)
}

// Write changes the words of a row.
func (m Matrices) Write(ctx context.Context, who access.Actor, id engagement.ID, fn raci.FunctionID, in Words, rev int) (Row, error) {
	if err := in.check(); err != nil {
		return Row{}, err
	}
	return m.change(ctx, who, access.EditMatrix, id, fn, rev, func(r *Row) (audit.Verb, audit.Fact, error) {
		f := &r.Function
		was := Words{f.Name, f.Description, f.Split, f.Condition, f.LockReason}
		if was == in {
			return "", audit.Fact{}, nil
		}
		f.Name, f.Description, f.Split, f.Condition, f.LockReason = in.Name, in.Description, in.Split, in.Condition, in.LockReason
		if was.LockReason != in.LockReason {
			return audit.LockOverridden, audit.Fact{Before: was.LockReason, After: in.LockReason}, nil
		}
		return audit.FunctionChanged, audit.Fact{Before: was.Name + ": " + was.Split, After: in.Name + ": " + in.Split}, nil
	})
}

// Fix does what a finding of a row offers: the remedy numbered choice of what rule
// says of it now. Restoring a row needs the right to shape the matrix.
func (m Matrices) Fix(ctx context.Context, who access.Actor, id engagement.ID, fn raci.FunctionID, rule string, choice, rev int) (Row, error) {
	if err := who.Require(access.EditMatrix); err != nil {
		return Row{}, err
	}
	var r Row
	err := m.db.Change(ctx, who, func(tx *store.Tx) error {
		d, err := editable(ctx, tx, id)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(d.Matrix.Functions, func(f raci.Function) bool { return f.ID == fn })
		if i < 0 {
			return fault.New(fault.NotFound, "This function is not in the matrix.")
		}
		f := d.Matrix.Functions[i]
		if f.Rev != rev {
			return fault.New(fault.Conflict, "Somebody changed this function while you were looking at it.")
		}
		findings := d.Check()
		if rule == "R01" { // told by drawing the text, which the other rules do without
			c, problems := engagement.Draw(d)
			findings = engagement.Removed(d, c, problems)
		}
		remedy, ok := remedyOf(findings, fn, rule, choice)
		if !ok {
			return fault.New(fault.Conflict, "This was mended already, or it needs a decision of yours.")
		}
		if remedy.Restore {
			if err := who.Require(access.ShapeMatrix); err != nil {
				return err
			}
		}
		before, agreed := rowText(d.Matrix, f)+" "+f.Split, f.AgreedBy()
		r = rowOf(d, f)
		if r.Moved, err = f.Mend(remedy); err != nil {
			return err
		}
		if err := tx.SaveFunction(id, &f, d.Matrix.Functions[i]); err != nil {
			return err
		}
		r.Function, r.Matrix.Functions = f, []raci.Function{f}
		fact := audit.Fact{Subject: string(fn), Label: f.Name, Before: before, After: rowText(d.Matrix, f) + " " + f.Split, Data: map[string]string{"fix": rule}}
		verb := audit.FunctionChanged
		if remedy.Restore {
			verb, fact.Before, fact.After = audit.FunctionRestored, d.Matrix.Functions[i].Excluded, ""
		}
		tx.Record(d.Engagement, verb, fact)
		for _, side := range agreed {
			r.Dropped = append(r.Dropped, side)
			tx.Record(r.Engagement, audit.RowAgreementDropped, audit.Fact{Subject: string(fn), Label: f.Name, Before: string(side)})
		}
		r.Edit = tx.KeepEdit(d.Engagement, raci.Changed(d.Matrix.Functions[i], f))
		return nil
	})
	return r, err
}

func remedyOf(findings []raci.Finding, fn raci.FunctionID, rule string, choice int) (raci.Remedy, bool) {
	for _, f := range findings {
		if f.Function == fn && f.Rule == rule && choice >= 0 && choice < len(f.Remedies) {
			return f.Remedies[choice], true
		}
	}
	return raci.Remedy{}, false
}

// NewFunction is a row to add. Key is a library key, or empty for a row of one's own.
type NewFunction struct {
	Area        raci.AreaKey
	Key         raci.FunctionKey
	Words       Words
	Criticality raci.Criticality
	Frameworks  []string // what a row of one's own helps to satisfy
}

// Add adds a function to an area that is in scope: one that the library has, filled
// by the area's lane, or one of one's own, with nothing decided yet.
func (m Matrices) Add(ctx context.Context, who access.Actor, id engagement.ID, in NewFunction) (raci.Function, error) {
	var added raci.Function
	if err := who.Require(access.ShapeMatrix); err != nil {
		return added, err
	}
	fromLibrary := in.Key != ""
	if !fromLibrary {
		if err := in.Words.check(); err != nil {
			return added, err
		}
		if !slices.Contains([]raci.Criticality{raci.Critical, raci.High, raci.Normal}, in.Criticality) {
			return added, fault.Field("criticality", "Choose how critical the function is.")
		}
		var err error
		if in.Frameworks, err = catalog.References(in.Frameworks); err != nil {
			return added, fault.Field("frameworks", err.Error())
		}
	}
	err := m.db.Change(ctx, who, func(tx *store.Tx) error {
		d, err := editable(ctx, tx, id)
		if err != nil {
			return err
		}
		lib, known := d.Library.Function(in.Key)
		if fromLibrary && (!known || lib.Retired) {
			return fault.New(fault.NotFound, "The library has no such function. It may have been retired.")
		}
		if fromLibrary && in.Area == "" {
			in.Area = lib.AreaKey
		}
		i := slices.IndexFunc(d.Matrix.Areas, func(a raci.Area) bool { return a.Key == in.Area })
		if i < 0 {
			return fault.Field("area", "Choose an area.")
		}
		area := d.Matrix.Areas[i]
		if area.Mode == raci.OutOfScope {
			return fault.Field("area", area.Name+" is out of scope. Choose another lane for it first.")
		}
		position := 1
		for _, f := range d.Matrix.Functions {
			if f.Area == area.Key {
				position = max(position, f.Position+1)
			}
			if strings.EqualFold(f.Name, in.Words.Name) || fromLibrary && f.Key == lib.Key {
				if !f.In() {
					return fault.Field("name", f.Name+" is listed as excluded. Restore it instead.")
				}
				return fault.Field("name", f.Name+" is in the matrix already. Two rows for one job will contradict each other.")
			}
		}
		if fromLibrary {
			added = startFunction(lib, area.Mode, d.Matrix.Stakeholders, position)
			added.Area = area.Key
		} else {
			added = raci.Function{
				ID: raci.FunctionID(store.NewID()), Area: area.Key, Position: position, Name: in.Words.Name, Description: in.Words.Description,
				Split: in.Words.Split, Condition: in.Words.Condition, Criticality: in.Criticality, Cells: map[raci.StakeholderID]raci.Assignment{}, Rev: 1,
				Frameworks: in.Frameworks,
			}
			added.Key = raci.FunctionKey("own-" + string(added.ID))
		}
		if err := tx.AddFunction(d.Engagement, added); err != nil {
			return err
		}
		tx.Record(d.Engagement, audit.FunctionAdded, audit.Fact{Subject: string(added.ID), Label: added.Name, After: string(added.Area)})
		return nil
	})
	return added, err
}

// Exclude takes a row out of the matrix, with a reason; Exhibit A lists it as
// excluded. The rows the agreement needs stay.
func (m Matrices) Exclude(ctx context.Context, who access.Actor, id engagement.ID, fn raci.FunctionID, reason string, rev int) (Row, error) {
	f := form{}
	reason = f.text("reason", "why this function is not in scope", reason, true, 300)
	if err := fault.Fields(f); err != nil {
		return Row{}, err
	}
	return m.change(ctx, who, access.ShapeMatrix, id, fn, rev, func(r *Row) (audit.Verb, audit.Fact, error) {
		if !r.Function.Removable() {
			return "", audit.Fact{}, fault.New(fault.Invalid, r.Function.Name+" is needed for the agreement to work, so it stays in the matrix.")
		}
		r.Function.Excluded = reason
		return audit.FunctionExcluded, audit.Fact{After: reason}, nil
	})
}

// Restore brings an excluded row back.
func (m Matrices) Restore(ctx context.Context, who access.Actor, id engagement.ID, fn raci.FunctionID, rev int) (Row, error) {
	return m.change(ctx, who, access.ShapeMatrix, id, fn, rev, func(r *Row) (audit.Verb, audit.Fact, error) {
		was := r.Function.Excluded
		r.Function.Excluded = ""
		return audit.FunctionRestored, audit.Fact{Before: was}, nil
	})
}

// Move moves a row one place up or down within its area. What both sides agreed to
// does not change, so ticks stay.
func (m Matrices) Move(ctx context.Context, who access.Actor, id engagement.ID, fn raci.FunctionID, down bool) error {
	if err := who.Require(access.ShapeMatrix); err != nil {
		return err
	}
	return m.db.Change(ctx, who, func(tx *store.Tx) error {
		d, err := editable(ctx, tx, id)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(d.Matrix.Functions, func(f raci.Function) bool { return f.ID == fn })
		if i < 0 {
			return fault.New(fault.NotFound, "This function is not in the matrix.")
		}
		f := d.Matrix.Functions[i]
		rows := d.Matrix.InArea(f.Area)
		at := slices.IndexFunc(rows, func(g raci.Function) bool { return g.ID == fn })
		to := at - 1
		if down {
			to = at + 1
		}
		if at < 0 || to < 0 || to >= len(rows) {
			return nil // it is at the edge of its area already
		}
		other := rows[to]
		f.Position, other.Position = other.Position, f.Position
		tx.SavePosition(id, f)
		tx.SavePosition(id, other)
		tx.Record(d.Engagement, audit.FunctionMoved, audit.Fact{Subject: string(fn), Label: f.Name, Data: map[string]string{"past": other.Name}})
		return nil
	})
}

// Ready lists the rows the actor's side could agree to in one go.
func (m Matrices) Ready(ctx context.Context, who access.Actor, id engagement.ID) (d engagement.Draft, rows []raci.Function, err error) {
	d, err = m.readDraft(ctx, who, access.AgreeRows, id)
	return d, d.Matrix.Ready(who.Side, d.Context()), err
}

// AgreeAll ticks the rows the person was shown, each at the revision it was shown at.
// Rows that changed since are left and counted.
func (m Matrices) AgreeAll(ctx context.Context, who access.Actor, id engagement.ID, shown map[raci.FunctionID]int) (agreed, changed int, err error) {
	if err := who.Require(access.AgreeRows); err != nil {
		return 0, 0, err
	}
	err = m.db.Change(ctx, who, func(tx *store.Tx) error {
		agreed, changed = 0, 0
		d, err := editable(ctx, tx, id)
		if err != nil {
			return err
		}
		var keys []string
		for _, f := range d.Matrix.Ready(who.Side, d.Context()) {
			rev, seen := shown[f.ID]
			if !seen {
				continue
			}
			if f.Agree(who.Side, rev) != nil {
				changed++
				continue
			}
			if err := tx.SaveAgreement(id, f); err != nil {
				return err
			}
			keys = append(keys, fmt.Sprintf("%s@%d", f.Key, rev))
			agreed++
		}
		if agreed == 0 {
			return nil
		}
		tx.Record(d.Engagement, audit.RowsAgreed, audit.Fact{Label: fmt.Sprintf("%d functions", agreed), After: string(who.Side), Data: map[string]string{"functions": strings.Join(keys, " ")}})
		return nil
	})
	return agreed, changed, err
}
