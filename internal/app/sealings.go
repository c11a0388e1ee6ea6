package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/mail"
	"demarc/internal/notice"
	"demarc/internal/signing"
	"demarc/internal/store"
)

// alarmAfter is how long a signed agreement may wait for its seal before its owners are
// told. Nobody can call it sealed by hand.
const alarmAfter = 15 * time.Minute

// Sealings is what waits for its seal, for those who run the MSP.
type Sealings struct{ *core }

// List shows what everybody signed and what is not sealed yet, with the reason.
func (s Sealings) List(ctx context.Context, who access.Actor) (list []store.Sealing, err error) {
	if err := who.Require(access.WatchSealing); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, who, func(tx *store.Tx) error {
		list, err = tx.Sealings(ctx)
		return err
	})
	return list, err
}

// Waiting says in a line what waits for its seal in the whole instance, for its operator;
// empty when nothing does. Ids and names are for those of the MSP.
func (s Sealings) Waiting(ctx context.Context) (string, error) {
	n, oldest, err := s.db.Unsealed(ctx)
	if err != nil || n == 0 {
		return "", err
	}
	line := fmt.Sprintf("%d signed and not sealed, the oldest since %s", n, oldest.UTC().Format(time.RFC3339))
	if s.db.Now().Sub(oldest) >= alarmAfter {
		line = "stuck: " + line
	}
	return line, nil
}

// Late tells whether a signed round has waited for its seal longer than it should.
func (s Sealings) Late(env signing.Envelope) bool {
	return env.State == signing.Signed && s.db.Now().Sub(env.EndedAt) >= alarmAfter
}

// Retry tries at once instead of when the next try is due.
func (s Sealings) Retry(ctx context.Context, who access.Actor, id engagement.ID) error {
	if err := who.Require(access.WatchSealing); err != nil {
		return err
	}
	return s.db.Change(ctx, who, func(tx *store.Tx) error {
		e, rounds, err := tx.Envelopes(ctx, id)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(rounds, func(r signing.Envelope) bool { return r.State == signing.Signed })
		if i < 0 {
			return fault.New(fault.Conflict, "Nothing of this agreement waits for a seal now.")
		}
		tx.Record(e, audit.SealRetried, audit.Fact{Subject: string(rounds[i].ID), About: audit.About{Version: rounds[i].Version, Envelope: string(rounds[i].ID)}})
		return tx.Enqueue(ctx, store.Job{Task: store.Seal, MSP: string(e.MSP), Client: string(e.Client), Engagement: string(id), Subject: string(rounds[i].ID)})
	})
}

// sealOrSay seals, and keeps why it could not: in a transaction of its own, since the
// one that failed is gone. The record has each reason once, not each try.
func (j Jobs) sealOrSay(ctx context.Context, who access.Actor, id engagement.ID, env signing.EnvelopeID) error {
	cause := j.seal(ctx, who, id, env)
	if cause == nil || fault.Is(cause, fault.NotFound) || errors.Is(cause, context.Canceled) {
		return cause
	}
	reason := cause.Error()
	if f, ok := fault.Of(cause); ok {
		reason = f.Message
	}
	reason = first(reason, 500)
	said := j.db.Change(ctx, who, func(tx *store.Tx) error {
		e, round, err := tx.Envelope(ctx, id, env)
		if err != nil || round.State != signing.Signed {
			return err
		}
		waiting, err := tx.Sealings(ctx)
		if err != nil {
			return err
		}
		before := store.Sealing{}
		if i := slices.IndexFunc(waiting, func(s store.Sealing) bool { return s.Envelope == env }); i >= 0 {
			before = waiting[i]
		}
		tx.SealFailed(e, env, reason)
		if before.Reason == reason {
			tx.Private()
			return nil
		}
		tx.Record(e, audit.SealFailed, audit.Fact{Subject: string(env), After: reason, Digest: round.Digest, Data: map[string]string{"attempt": strconv.Itoa(before.Attempts + 1)}, About: audit.About{Version: round.Version, Envelope: string(env)}})
		return nil
	})
	return errors.Join(cause, said)
}

// sweepSeals finds every agreement that everybody signed and that has no seal, whatever
// became of its job, seals it, and tells the owners of those that wait too long.
func (j Jobs) sweepSeals(ctx context.Context) error {
	rounds, err := j.db.Rounds(ctx, signing.Signed)
	if err != nil {
		return err
	}
	for _, r := range rounds {
		who := access.SystemFor(r.MSP)
		who.Client = r.Client
		if failed := j.sealOrSay(ctx, who, r.Engagement, r.Envelope); failed != nil {
			j.log.ErrorContext(ctx, "an agreement waits for its seal", "engagement", string(r.Engagement), "error", failed)
			err = errors.Join(err, j.alarm(ctx, who, r))
		}
	}
	return err
}

// alarm has each owner told once that an agreement waits for its seal.
func (j Jobs) alarm(ctx context.Context, who access.Actor, r store.Round) error {
	return j.db.Change(ctx, who, func(tx *store.Tx) error {
		tx.Private() // the record has the failure already
		e, err := tx.Engagement(ctx, r.Engagement)
		if err != nil {
			return err
		}
		waits, owners, err := j.waiting(ctx, tx, r.Envelope)
		if err != nil || waits.Envelope == "" || !waits.AlarmedAt.IsZero() || j.db.Now().Sub(waits.SignedAt) < alarmAfter {
			return err
		}
		tx.SealAlarmed(e, r.Envelope)
		for _, o := range owners {
			err := tx.Enqueue(ctx, store.Job{Task: store.MailAlarm, MSP: string(e.MSP), Client: string(e.Client), Engagement: string(e.ID), Subject: string(r.Envelope) + " " + o.Membership})
			if err != nil {
				return err
			}
		}
		return j.news(ctx, tx, e, notice.Round, notSealed+string(r.Envelope))
	})
}

// waiting is what is known of one round that waits, and who owns the MSP.
func (j Jobs) waiting(ctx context.Context, tx *store.Tx, env signing.EnvelopeID) (waits store.Sealing, owners []store.Colleague, err error) {
	list, err := tx.Sealings(ctx)
	if err != nil {
		return waits, nil, err
	}
	if i := slices.IndexFunc(list, func(s store.Sealing) bool { return s.Envelope == env }); i >= 0 {
		waits = list[i]
	}
	owners, _, err = tx.Members(ctx, "")
	return waits, slices.DeleteFunc(owners, func(c store.Colleague) bool { return c.Role != access.Owner }), err
}

// mailAlarm tells one owner, if it still waits: "envelope membership".
func (j Jobs) mailAlarm(ctx context.Context, who access.Actor, id engagement.ID, subject string) error {
	env, membership, _ := strings.Cut(subject, " ")
	var waits store.Sealing
	var owners []store.Colleague
	var e engagement.Engagement
	err := j.db.Read(ctx, who, func(tx *store.Tx) (err error) {
		if e, err = tx.Engagement(ctx, id); err != nil {
			return err
		}
		waits, owners, err = j.waiting(ctx, tx, signing.EnvelopeID(env))
		return err
	})
	i := slices.IndexFunc(owners, func(o store.Colleague) bool { return o.Membership == membership })
	if err != nil || i < 0 || waits.Envelope == "" {
		return err
	}
	err = j.mail.Send(ctx, mail.Message{
		ID: "unsealed-" + env + "-" + membership, FromName: "Demarc", ToName: owners[i].Name, To: owners[i].Email, Subject: "Signed but not sealed: agreement " + e.Number,
		Letter: mail.Letter{
			Heading: "A signed agreement waits for its seal",
			Paragraphs: []string{
				fmt.Sprintf("Everybody signed agreement %s, version %d, on %s. It cannot be sealed yet, so it is not in force.", e.Number, waits.Version, moment(waits.SignedAt)),
				"The reason: " + waits.Reason, "It is tried again by itself. No signature is lost.",
			},
			Button: "See what waits", URL: j.base + "/settings/sealing",
			Footer: "You get this because you own " + e.MSPName + " on Demarc.",
		},
	})
	refusal, refused := mail.Refused(err)
	if !refused {
		return err
	}
	return j.db.Change(ctx, who, func(tx *store.Tx) error { // the client need not know the owner's address
		tx.RecordForMSP("", audit.MailBounced, audit.Fact{
			Subject: membership, Label: owners[i].Name, After: refusal.Reply, Source: "mail",
			Data: map[string]string{"code": strconv.Itoa(refusal.Code), "address": owners[i].Email},
		})
		return nil
	})
}
