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

// Waivers is saying why a warning may stay as it is, and dismissing hints.
type Waivers struct{ *core }

// Waive is what a person says of one finding. Saying identifies what the finding said
// when they looked at it.
type Waive struct {
	Rule   string
	About  string
	Saying string
	Reason string
}

// Give records why a warning may stay, or dismisses a hint for good. Both sides see
// it. What blocks must be mended.
func (v Waivers) Give(ctx context.Context, who access.Actor, id engagement.ID, in Waive) error {
	if err := who.Require(access.WaiveFinding); err != nil {
		return err
	}
	return v.db.Change(ctx, who, func(tx *store.Tx) error {
		d, err := editablePaper(ctx, tx, id)
		if err != nil {
			return err
		}
		findings, _, err := v.readiness(d, who.Email)
		if err != nil {
			return err
		}
		f, ok := asShown(d.Matrix, findings, in)
		switch {
		case !ok:
			return fault.New(fault.Conflict, "This check says something else now, or nothing more. Look at it again.")
		case f.Severity == raci.Block:
			return fault.New(fault.Invalid, "This must be mended before anything can be sent; a reason does not do.")
		case !f.Open():
			return nil
		}
		return v.waive(tx, who, d, f, in.Reason)
	})
}

// asShown finds the finding that a person looked at, if it still says the same.
func asShown(m raci.Matrix, findings []raci.Finding, in Waive) (raci.Finding, bool) {
	for _, f := range findings {
		if f.Rule == in.Rule && f.About() == in.About && m.Saying(f) == in.Saying {
			return f, true
		}
	}
	return raci.Finding{}, false
}

// waive keeps a reason, or the dismissal of a hint, and records it.
func (k *core) waive(tx *store.Tx, who access.Actor, d engagement.Draft, f raci.Finding, reason string) error {
	w := raci.Waiver{ID: store.NewID(), Rule: f.Rule, About: f.About(), Message: f.Message, Side: who.Side, By: who.Name, At: k.db.Now()}
	verb := audit.FindingDismissed
	if f.Severity == raci.Warn {
		check := form{}
		w.Reason = check.text("reason", "why this may stay as it is", reason, true, 500)
		if err := fault.Fields(check); err != nil {
			return err
		}
		w.Digest, verb = d.Matrix.Saying(f), audit.FindingWaived
	}
	tx.AddWaiver(d.Engagement, w)
	tx.Record(d.Engagement, verb, audit.Fact{Subject: w.About, Label: f.Message, After: w.Reason, Data: map[string]string{"rule": f.Rule}})
	return nil
}

// Withdraw takes back what one's own side said.
func (v Waivers) Withdraw(ctx context.Context, who access.Actor, id engagement.ID, waiver string) error {
	if err := who.Require(access.WaiveFinding); err != nil {
		return err
	}
	return v.db.Change(ctx, who, func(tx *store.Tx) error {
		d, err := editable(ctx, tx, id)
		if err != nil {
			return err
		}
		for _, w := range d.Waivers {
			switch {
			case w.ID != waiver:
				continue
			case w.Side != who.Side:
				return fault.New(fault.Forbidden, "The other side gave this reason, so only it can take it back.")
			}
			tx.RemoveWaiver(id, w.ID)
			tx.Record(d.Engagement, audit.WaiverWithdrawn, audit.Fact{Subject: w.About, Label: w.Message, Before: w.Reason, Data: map[string]string{"rule": w.Rule}})
			return nil
		}
		return fault.New(fault.NotFound, "This reason was taken back already.")
	})
}
