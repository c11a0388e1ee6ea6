package app

import (
	"context"
	"strconv"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/mail"
	"demarc/internal/party"
	"demarc/internal/signing"
	"demarc/internal/store"
)

// post sends a letter to somebody of a round. One that the mail server refuses for good
// is recorded and not tried again: sent is false then, and err nil.
func (j Jobs) post(ctx context.Context, who access.Actor, e engagement.Engagement, to signing.Signer, m mail.Message) (sent bool, err error) {
	err = j.mail.Send(ctx, m)
	refusal, ok := mail.Refused(err)
	if !ok {
		return err == nil, err
	}
	return false, j.db.Change(ctx, who, func(tx *store.Tx) error {
		e, err := tx.Engagement(ctx, e.ID)
		if err != nil {
			return err
		}
		tx.Record(e, audit.MailBounced, audit.Fact{
			Subject: string(to.ID), Label: to.Name, After: refusal.Reply, Source: "mail",
			Data: map[string]string{"code": strconv.Itoa(refusal.Code), "address": to.Email, "message": m.MessageID()},
		})
		return nil
	})
}

// tellEnded enqueues a letter to each who was asked and has no answer yet: one that
// cannot be delivered holds up no other.
func (k *core) tellEnded(ctx context.Context, tx *store.Tx, e engagement.Engagement, round signing.Envelope) error {
	for _, s := range round.Signers {
		if s.NotifiedAt.IsZero() || !s.EndedAt.IsZero() {
			continue
		}
		err := tx.Enqueue(ctx, store.Job{Task: store.MailEnded, MSP: string(e.MSP), Client: string(e.Client), Engagement: string(e.ID), Subject: string(s.ID)})
		if err != nil {
			return err
		}
	}
	return nil
}

// mailEnded tells one person of a round that it came to nothing, or that their part did.
func (j Jobs) mailEnded(ctx context.Context, who access.Actor, id engagement.ID, signer signing.SignerID) error {
	var e engagement.Engagement
	var round signing.Envelope
	var s signing.Signer
	var brand party.Kept
	err := j.db.Read(ctx, who, func(tx *store.Tx) error {
		var list []signing.Envelope
		var err error
		if e, list, err = tx.Envelopes(ctx, id); err != nil {
			return err
		}
		for _, r := range list {
			if found, ok := r.Signer(signer); ok {
				round, s = r, found
			}
		}
		brand, err = tx.Brand(ctx)
		return err
	})
	if err != nil || s.ID == "" {
		return err
	}
	if to, ok := round.Signer(s.ReplacedBy); ok {
		_, err = j.post(ctx, who, e, s, mail.Message{
			ID: "ended-" + string(s.ID), FromName: e.MSPName, Brand: brand.Brand, ToName: s.Name, To: s.Email, Subject: "You are no longer asked: agreement " + e.Number,
			Letter: unasked(e, round, s, to),
		})
		return err
	}
	reason := round.Reason
	if reason == "" {
		reason = "The time to sign it has ended."
	}
	_, err = j.post(ctx, who, e, s, mail.Message{
		ID: "ended-" + string(s.ID), FromName: e.MSPName, Brand: brand.Brand, ToName: s.Name, To: s.Email, Subject: "No signature needed now: agreement " + e.Number,
		Letter: mail.Letter{
			Heading:    "This agreement is no longer out for signature",
			Paragraphs: []string{"Agreement " + e.Number + ": " + round.State.Words() + ".", reason},
			Footer:     "You get this because you were asked to sign it. If a new version is made, you get a new link.",
		},
	})
	return err
}
