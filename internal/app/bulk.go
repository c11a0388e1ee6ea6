package app

import (
	"context"
	"maps"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/notice"
	"demarc/internal/raci"
	"demarc/internal/store"
)

// BatchPlan is what a change of many rows would do, before anything is changed.
type BatchPlan struct {
	Draft engagement.Draft
	Batch raci.Batch
	Rows  []raci.Planned
	Moved []raci.FunctionID // rows that somebody changed since they were chosen
	// Seen identifies the plan: Bulk refuses when it would do something else by now.
	Seen string
}

// Changes counts the rows that would change, and those of them that side agreed to.
func (p BatchPlan) Changes() (rows int, agreed map[string]int) {
	agreed = map[string]int{}
	for _, r := range p.Rows {
		if r.Stays != "" {
			continue
		}
		rows++
		for _, side := range r.Agreed {
			agreed[string(side)]++
		}
	}
	return rows, agreed
}

// right is what a batch needs.
func right(b raci.Batch) access.Action {
	if b.Do == raci.TakeOut || b.Do == raci.Rehome {
		return access.ShapeMatrix
	}
	return access.EditMatrix
}

// PlanBulk shows what a batch would do to the rows that somebody chose, each at the
// revision at which it was seen. What the batch still lacks is no matter here.
func (m Matrices) PlanBulk(ctx context.Context, who access.Actor, id engagement.ID, in raci.Batch, chosen map[raci.FunctionID]int) (BatchPlan, error) {
	d, err := m.readDraft(ctx, who, right(in), id)
	if err != nil {
		return BatchPlan{}, err
	}
	if err := d.Engagement.RequireDraft(); err != nil {
		return BatchPlan{}, err
	}
	return planBatch(d, who, in, chosen), nil
}

func planBatch(d engagement.Draft, who access.Actor, in raci.Batch, chosen map[raci.FunctionID]int) BatchPlan {
	p := BatchPlan{Draft: d, Batch: in}
	rows := map[raci.FunctionID]bool{}
	for fn := range chosen {
		rows[fn] = true
	}
	p.Rows = in.Plan(d.Matrix, rows, who.Side, laneOf(d))
	type change struct {
		ID    raci.FunctionID
		Rev   int
		Stays string
		Cells map[raci.StakeholderID]raci.Assignment
		Split string
	}
	var seen []change
	for _, r := range p.Rows {
		if r.Before.Rev != chosen[r.Before.ID] {
			p.Moved = append(p.Moved, r.Before.ID)
		}
		c := change{ID: r.Before.ID, Rev: r.Before.Rev}
		if in.Do == raci.SetLetter || in.Do == raci.FillLane { // the rest follows from the form
			c.Stays, c.Cells, c.Split = r.Stays, r.After.Cells, r.After.Split
		}
		seen = append(seen, c)
	}
	p.Seen = fingerprint(in.Do, seen)
	return p
}

// laneOf gives what the library starts a row with in the lane of its area.
func laneOf(d engagement.Draft) raci.Lane {
	return func(f raci.Function) (map[raci.StakeholderID]raci.Assignment, string, bool) {
		lib, ok := d.Library.Function(f.Key)
		if !ok {
			return nil, "", false
		}
		cells := maps.Clone(f.Cells)
		maps.Copy(cells, lib.Cells(d.Matrix, f.Area))
		return cells, lib.Split(cells), true
	}
}

// Bulk does to many rows at once what the person was shown, or nothing: seen is
// BatchPlan.Seen. Each row is recorded by itself.
func (m Matrices) Bulk(ctx context.Context, who access.Actor, id engagement.ID, in raci.Batch, chosen map[raci.FunctionID]int, seen string) (BatchPlan, error) {
	var p BatchPlan
	f := form{}
	if in.Do == raci.TakeOut {
		in.Reason = f.text("reason", "why these functions are not in scope", in.Reason, true, 300)
	}
	if err := fault.Fields(f); err != nil {
		return p, err
	}
	if err := who.Require(right(in)); err != nil {
		return p, err
	}
	err := m.db.Change(ctx, who, func(tx *store.Tx) error {
		d, err := editable(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := in.Check(d.Matrix); err != nil {
			return err
		}
		p = planBatch(d, who, in, chosen)
		if len(p.Moved) > 0 || p.Seen != seen {
			return fault.New(fault.Conflict, "Somebody changed these functions since this was shown to you. Nothing was changed; look again.")
		}
		asked := false
		for _, r := range p.Rows {
			if r.Stays != "" {
				continue
			}
			if err := carryOutOne(tx, d, in, r); err != nil {
				return err
			}
			asked = asked || in.Do == raci.AskReview
		}
		if asked {
			return m.news(ctx, tx, d.Engagement, notice.Review, "") // one letter each, however many rows
		}
		return nil
	})
	return p, err
}

// carryOutOne keeps one row of a batch and records it.
func carryOutOne(tx *store.Tx, d engagement.Draft, in raci.Batch, p raci.Planned) error {
	if in.Do == raci.AskReview {
		tx.SaveProposer(d.Engagement.ID, p.After)
		tx.Record(d.Engagement, audit.RowReviewAsked, audit.Fact{Subject: string(p.After.ID), Label: p.After.Name})
		return nil
	}
	r := rowOf(d, p.Before)
	return r.change(tx, p.Before.Rev, func(r *Row) (audit.Verb, audit.Fact, error) {
		r.Function = p.After
		fact := audit.Fact{Data: map[string]string{"bulk": string(in.Do)}}
		switch in.Do {
		case raci.SetLetter:
			column, _ := d.Matrix.Stakeholder(in.Set.Stakeholder)
			fact = r.cellFact(column, raci.CellText(p.Before.Cells[column.ID], p.Before.Window(column.ID)), p.Moved)
			fact.Data["bulk"] = string(in.Do)
			return audit.AssignmentChanged, fact, nil
		case raci.TakeOut:
			fact.After = in.Reason
			return audit.FunctionExcluded, fact, nil
		case raci.Rehome:
			fact.Before, fact.After = areaName(d.Matrix, p.Before.Area), areaName(d.Matrix, p.After.Area)
			return audit.FunctionRehomed, fact, nil
		default:
			fact.Before, fact.After = rowText(d.Matrix, p.Before), rowText(d.Matrix, p.After)
			return audit.AssignmentChanged, fact, nil
		}
	})
}

func areaName(m raci.Matrix, key raci.AreaKey) string {
	for _, a := range m.Areas {
		if a.Key == key {
			return a.Name
		}
	}
	return string(key)
}
