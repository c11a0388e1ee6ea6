package app

import (
	"context"
	"strconv"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/store"
)

// End says that the version in force has ended, and why. Either side may say so: the
// record then shows who did, and everybody who checks a copy is told. Nothing that was
// signed or sealed is touched.
func (v Versions) End(ctx context.Context, who access.Actor, id engagement.ID, number int, reason string) error {
	if err := who.Require(access.EndAgreement); err != nil {
		return err
	}
	f := form{}
	reason = f.text("reason", "why the agreement has ended", reason, true, 500)
	if err := fault.Fields(f); err != nil {
		return err
	}
	return v.db.Change(ctx, who, func(tx *store.Tx) error {
		e, _, err := tx.Envelopes(ctx, id)
		if err != nil {
			return err
		}
		if e.State != engagement.InForce || e.InForce != number {
			return fault.New(fault.Conflict, "This version is not in force, so it cannot end.")
		}
		e.State, e.InForce = engagement.Ended, 0
		tx.EndStanding(id, v.db.Now(), reason)
		tx.SaveState(e)
		if err := tx.ReplaceReference(e, 0, nil, nil); err != nil {
			return err
		}
		tx.Record(e, audit.AgreementEnded, audit.Fact{Subject: strconv.Itoa(number), Label: "Version " + strconv.Itoa(number), After: reason, About: audit.About{Version: number}})
		return nil
	})
}
