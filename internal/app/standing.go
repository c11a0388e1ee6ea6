package app

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/mail"
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
		e.State, e.InForce = engagement.Ended, 0
		tx.EndStanding(id, v.db.Now(), reason)
		tx.SaveState(e)
		if err := tx.ReplaceReference(e, 0, nil, nil); err != nil {
			return err
		}
		tx.Record(e, audit.AgreementEnded, audit.Fact{Subject: strconv.Itoa(number), Label: "Version " + strconv.Itoa(number), After: reason, About: audit.About{Version: number}})
		return v.tellOffice(ctx, tx, e, store.MailOver, strconv.Itoa(number))
	})
}

// mailOver tells one person of either side that the agreement has ended: "version
// membership".
func (j Jobs) mailOver(ctx context.Context, who access.Actor, id engagement.ID, subject string) error {
	if !strings.Contains(subject, " ") {
		return j.eachOf(ctx, who, id, store.MailOver, subject, access.EndAgreement)
	}
	l, err := j.openOffice(ctx, who, id, subject)
	if err != nil || l.to.Membership == "" {
		return err
	}
	number, err := strconv.Atoi(l.about)
	if err != nil {
		return fault.New(fault.NotFound, "There is no such version.")
	}
	var s store.Standing
	err = j.db.Read(ctx, who, func(tx *store.Tx) (err error) {
		s, _, err = tx.Standing(ctx, id, number)
		return err
	})
	if err != nil || s.EndedAt.IsZero() {
		return err
	}
	return j.postOffice(ctx, who, l, mail.Message{
		ID: "over-" + string(id) + "-" + l.about + "-" + l.to.Membership, Subject: "Ended: agreement " + l.e.Number,
		Letter: mail.Letter{
			Heading: "The agreement has ended",
			Paragraphs: []string{
				fmt.Sprintf("Agreement %s of %s and %s, version %d, was in force from %s and ended on %s.", l.e.Number, l.e.MSPName, l.e.ClientName, number, moment(s.From), moment(s.EndedAt)),
				"The reason on record: " + s.Reason,
				"Nothing that was signed or sealed is touched. Both companies keep the sealed file and its record, and whoever checks a copy is told that it has ended.",
			},
			Button: "Open the record", URL: fmt.Sprintf("%s/e/%s/v/%d", j.base, id, number),
			Footer: "You get this because you may answer for " + company(l.e, l.to.Side) + ".",
		},
	})
}
