package app

import (
	"context"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/raci"
)

// Parking is a row to be decided later, as a person asks for it.
type Parking struct {
	Owner raci.StakeholderID // who holds it meanwhile
	Until string             // the day by which it is decided, as 2027-03-01
	Why   string             // what each side wants
}

// Park proposes to decide a row later, and to whom it belongs until then. Both sides
// agree to that as to any other content. A dispute about the row ends where who parks
// may agree for their side; of others it is a proposal, and the dispute stands beside
// it until somebody who may settles it. On a parked row it changes who holds it, and
// until when.
func (m Matrices) Park(ctx context.Context, who access.Actor, id engagement.ID, fn raci.FunctionID, in Parking, rev int) (Row, error) {
	f := form{}
	in.Why = f.text("why", "what each side wants", in.Why, true, 500)
	if err := fault.Fields(f); err != nil {
		return Row{}, err
	}
	return m.change(ctx, who, access.EditMatrix, id, fn, rev, func(r *Row) (audit.Verb, audit.Fact, error) {
		was := r.Function.Parked
		p := raci.Parked{Side: who.Side, Owner: in.Owner, Until: in.Until, Why: in.Why}
		if p == was {
			return "", audit.Fact{}, nil
		}
		var fact audit.Fact
		switch {
		case r.Function.IsParked():
			fact.Before = raci.Day(was.Until)
		case who.Can(access.AgreeRows):
			fact.Before = r.Function.Dispute.Reason // which ends
		}
		if !who.Can(access.AgreeRows) && r.Function.Dispute.Reason != "" {
			fact.Data = map[string]string{"dispute": "stands"}
		}
		var err error
		if r.Moved, err = r.Function.Park(p, r.Matrix, m.today()); err != nil {
			return "", audit.Fact{}, err
		}
		if who.Can(access.AgreeRows) {
			r.Function.Dispute = raci.Dispute{}
		}
		owner, _ := r.Matrix.Stakeholder(p.Owner)
		fact.After = raci.ParkedText(owner.Name, p.Until, p.Why)
		return audit.RowParked, fact, nil
	})
}

// Resume takes a parked row up again.
func (m Matrices) Resume(ctx context.Context, who access.Actor, id engagement.ID, fn raci.FunctionID, rev int) (Row, error) {
	return m.change(ctx, who, access.EditMatrix, id, fn, rev, func(r *Row) (audit.Verb, audit.Fact, error) {
		if !r.Function.IsParked() {
			return "", audit.Fact{}, nil
		}
		was := r.Function.Parked
		r.Function.Resume()
		return audit.RowResumed, audit.Fact{Before: raci.Day(was.Until)}, nil
	})
}
