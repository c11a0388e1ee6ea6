package app

import (
	"context"
	"fmt"
	"strconv"

	"demarc/internal/access"
	"demarc/internal/agreement"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/store"
)

// GiveNotice says that the version in force ends when a later day is over, and why. Until
// then it stays in force, and the side that gave notice may withdraw it. A newer version
// that comes into force before that day ends the notice with the version.
func (v Versions) GiveNotice(ctx context.Context, who access.Actor, id engagement.ID, number int, on, reason string) error {
	if err := who.Require(access.EndAgreement); err != nil {
		return err
	}
	f := form{}
	reason = f.text("reason", "why the agreement ends", reason, true, 500)
	return v.db.Change(ctx, who, func(tx *store.Tx) error {
		e, s, terms, err := v.standingOf(ctx, tx, id, number)
		if err != nil {
			return err
		}
		now := v.db.Now()
		ends, err := terms.LastDay(on, now)
		if problem, ok := fault.Of(err); ok {
			f["on"] = problem.Fields["on"]
		}
		if err := fault.Fields(f); err != nil {
			return err
		}
		if s.Notice.Given() {
			return fault.New(fault.Conflict, fmt.Sprintf("%s already gave notice: the agreement ends on %s. It can be withdrawn by that side, and another given then.", company(e, s.Notice.By), dayOf(s.Notice.EndsOn)))
		}
		tx.GiveNotice(id, store.Notice{By: who.Side, At: now, Reason: reason, EndsOn: on, EndsAt: ends})
		tx.Record(e, audit.NoticeGiven, audit.Fact{
			Subject: strconv.Itoa(number), Label: "Version " + strconv.Itoa(number), After: reason, About: audit.About{Version: number},
			Data: map[string]string{"ends on": on, "zone": terms.Zone().String()},
		})
		end := store.Job{Task: store.EndByNotice, MSP: string(e.MSP), Client: string(e.Client), Engagement: string(id), Subject: strconv.Itoa(number)}
		if err := tx.EnqueueAt(ctx, end, ends); err != nil {
			return err
		}
		return v.tellOffice(ctx, tx, e, store.MailNotice, strconv.Itoa(number)+":"+on)
	})
}

// WithdrawNotice takes a notice back. Only the side that gave it may.
func (v Versions) WithdrawNotice(ctx context.Context, who access.Actor, id engagement.ID, number int) error {
	if err := who.Require(access.EndAgreement); err != nil {
		return err
	}
	return v.db.Change(ctx, who, func(tx *store.Tx) error {
		e, s, _, err := v.standingOf(ctx, tx, id, number)
		if err != nil {
			return err
		}
		switch {
		case !s.Notice.Given():
			return fault.New(fault.Conflict, "There is no notice to withdraw.")
		case s.Notice.By != who.Side:
			return fault.New(fault.Forbidden, "Only "+company(e, s.Notice.By)+" can withdraw its notice.")
		case !v.db.Now().Before(s.Notice.EndsAt):
			return fault.New(fault.Conflict, "The last day is over, so the notice can no longer be withdrawn.")
		}
		tx.DropNotice(id)
		tx.Record(e, audit.NoticeWithdrawn, audit.Fact{
			Subject: strconv.Itoa(number), Label: "Version " + strconv.Itoa(number), Before: s.Notice.EndsOn, About: audit.About{Version: number},
		})
		return v.tellOffice(ctx, tx, e, store.MailNotice, strconv.Itoa(number)+":"+s.Notice.EndsOn)
	})
}

// standingOf is a version that must be in force, with the terms that were signed.
func (v Versions) standingOf(ctx context.Context, tx *store.Tx, id engagement.ID, number int) (e engagement.Engagement, s store.Standing, terms agreement.Terms, err error) {
	if e, _, err = tx.Envelopes(ctx, id); err != nil {
		return e, s, nil, err
	}
	if e.InForce != number || number < 1 {
		return e, s, nil, fault.New(fault.Conflict, "This version is not in force, so it cannot end.")
	}
	if s, _, err = tx.Standing(ctx, id, number); err != nil {
		return e, s, nil, err
	}
	version, err := tx.Version(ctx, id, number)
	return e, s, agreement.Terms(version.Content.Terms), err
}

// endByNotice ends a version when its last day is over. A notice that was withdrawn, or
// given anew for another day, has a job that finds nothing to do or waits.
func (j Jobs) endByNotice(ctx context.Context, who access.Actor, id engagement.ID, subject string) error {
	number, err := strconv.Atoi(subject)
	if err != nil {
		return fault.New(fault.NotFound, "There is no such version.")
	}
	return j.db.Change(ctx, who, func(tx *store.Tx) error {
		e, _, err := tx.Envelopes(ctx, id)
		if err != nil {
			return err
		}
		s, _, err := tx.Standing(ctx, id, number)
		switch {
		case err != nil:
			return err
		case e.InForce != number || !s.Notice.Given():
			return nil
		case j.db.Now().Before(s.Notice.EndsAt):
			return store.Later{At: s.Notice.EndsAt}
		}
		return j.over(ctx, tx, e, s.Notice.EndsAt, s.Notice.Reason)
	})
}
