package app

import (
	"context"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/signing"
	"demarc/internal/store"
)

// Delegate is somebody handing the request on to a colleague. Their own link ends, and
// the colleague gets one.
func (c Ceremonies) Delegate(ctx context.Context, from access.Request, token string, p signing.Person) (Visit, error) {
	f := form{}
	p = f.person(p)
	return c.enter(ctx, from, token, true, func(tx *store.Tx, v *Visit) error {
		if err := v.entered(c.db.Now()); err != nil {
			return err
		}
		if err := fault.Fields(f); err != nil {
			return err
		}
		next, err := c.swapped(ctx, tx, v.Engagement, v.Envelope, v.Signer.ID, p, signing.Delegated, "")
		v.Envelope = next
		return err
	})
}

// Affirm is the part of somebody who approves or acknowledges. Like Sign it compares
// the digest of what was shown under the lock of the engagement's chain.
func (c Ceremonies) Affirm(ctx context.Context, from access.Request, token, digest string, agreed bool) (Visit, error) {
	return c.enter(ctx, from, token, true, func(tx *store.Tx, v *Visit) error {
		again := !v.Signer.SignedAt.IsZero()
		evidence := signing.Evidence{IP: from.IP, Agent: from.Agent, Authenticated: authenticated(v.Signer)}
		next, err := v.Envelope.Affirm(v.Signer.ID, digest, agreed, evidence, c.db.Now())
		if err != nil || again {
			return err
		}
		v.Envelope = next
		v.Signer, _ = next.Signer(v.Signer.ID)
		if err := tx.SaveSigner(v.Engagement.ID, v.Signer); err != nil {
			return err
		}
		verb := audit.ApprovalGiven
		if v.Signer.Role == signing.Acknowledges {
			verb = audit.RowsAcknowledged
		}
		label := v.Signer.Name
		if verb == audit.RowsAcknowledged {
			label = "Exhibit A"
		}
		tx.Record(v.Engagement, verb, audit.Fact{
			Subject: string(v.Signer.ID), Label: label, Digest: digest, After: v.Signer.Evidence.Consent,
			About: audit.About{Version: next.Version, Envelope: string(next.ID), Signer: string(v.Signer.ID)},
		})
		return c.went(ctx, tx, v)
	})
}

// went goes on after somebody did their part: the next are asked, or the round is
// signed and its seal is enqueued in the same transaction, so that it cannot be
// forgotten.
func (k *core) went(ctx context.Context, tx *store.Tx, v *Visit) error {
	if v.Envelope.State != signing.Signed {
		return k.notify(ctx, tx, v.Engagement, v.Envelope)
	}
	v.Engagement.State = engagement.Signed
	return k.allSigned(ctx, tx, v.Engagement, v.Envelope)
}

// allSigned keeps that a round is signed, and enqueues its seal.
func (k *core) allSigned(ctx context.Context, tx *store.Tx, e engagement.Engagement, round signing.Envelope) error {
	e.State = engagement.Signed
	tx.SaveEnvelope(e.ID, round)
	tx.SaveState(e)
	tx.Record(e, audit.EnvelopeSigned, audit.Fact{Subject: string(round.ID), Digest: round.Digest})
	return tx.Enqueue(ctx, store.Job{Task: store.Seal, MSP: string(e.MSP), Client: string(e.Client), Engagement: string(e.ID), Subject: string(round.ID)})
}
