package app

import (
	"context"
	"strconv"
	"time"

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
	return v.db.Change(ctx, who, func(tx *store.Tx) error {
		e, _, err := tx.Envelopes(ctx, id)
		if err != nil {
			return err
		}
		if err := fault.Fields(f); err != nil {
			return err
		}
		if e.State != engagement.InForce || e.InForce != number {
			return fault.New(fault.Conflict, "This version is not in force, so it cannot end.")
		}
		tx.DropNotice(id)
		return v.over(ctx, tx, e, v.db.Now(), reason)
	})
}

// over ends what is in force, and has both sides told.
func (k *core) over(ctx context.Context, tx *store.Tx, e engagement.Engagement, at time.Time, reason string) error {
	number := strconv.Itoa(e.InForce)
	about := audit.About{Version: e.InForce}
	if e.State == engagement.InForce {
		e.State = engagement.Ended
	}
	e.InForce = 0
	tx.EndStanding(e.ID, at, reason)
	tx.SaveState(e)
	if err := tx.ReplaceReference(e, 0, nil, nil); err != nil {
		return err
	}
	tx.Record(e, audit.AgreementEnded, audit.Fact{Subject: number, Label: "Version " + number, After: reason, About: about})
	return k.tellOffice(ctx, tx, e, store.MailOver, number)
}
