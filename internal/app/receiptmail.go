package app

import (
	"context"
	"fmt"
	"strings"

	"demarc/internal/access"
	"demarc/internal/engagement"
	"demarc/internal/mail"
	"demarc/internal/party"
	"demarc/internal/signing"
	"demarc/internal/store"
)

// receipt enqueues the letter that somebody gets for what they just did.
func (k *core) receipt(ctx context.Context, tx *store.Tx, v *Visit) error {
	e := v.Engagement
	return tx.Enqueue(ctx, store.Job{Task: store.MailReceipt, MSP: string(e.MSP), Client: string(e.Client), Engagement: string(e.ID), Subject: string(v.Signer.ID)})
}

// mailReceipt tells somebody what was done in their name. Whoever did not do it learns of
// it while the round can still be withdrawn. There is no link in it.
func (j Jobs) mailReceipt(ctx context.Context, who access.Actor, id engagement.ID, signer signing.SignerID) error {
	var v Visit
	err := j.db.Read(ctx, who, func(tx *store.Tx) error {
		e, rounds, err := tx.Envelopes(ctx, id)
		if err != nil {
			return err
		}
		for _, r := range rounds {
			if s, ok := r.Signer(signer); ok && !s.SignedAt.IsZero() {
				v.Engagement, v.Envelope, v.Signer = e, r, s
				v.Version, err = tx.Version(ctx, id, r.Version)
			}
		}
		return err
	})
	if err != nil || v.Signer.ID == "" {
		return err
	}
	_, err = j.post(ctx, who, v.Engagement, v.Signer, v.receiptLetter())
	return err
}

// did is what somebody did, by their role.
var did = map[signing.Role]string{signing.Approves: "approved", signing.Acknowledges: "acknowledged", signing.Signs: "signed", "": "signed"}

func (v Visit) receiptLetter() mail.Message {
	c, e, s, done := v.Version.Content, v.Engagement, v.Signer, did[v.Signer.Role]
	what := "agreement " + e.Number
	if s.Role == signing.Acknowledges {
		what = "Exhibit A of " + what
	}
	name := s.Name
	if title := s.SignedTitle; title != "" {
		name += ", " + title
	}
	msp := e.MSPName
	if s.Side == party.MSP {
		msp = "your company"
	}
	return mail.Message{
		ID: "receipt-" + string(s.ID), FromName: e.MSPName, Brand: c.Brand, ToName: s.Name, To: s.Email, Subject: "You " + done + " agreement " + e.Number,
		Letter: mail.Letter{
			Heading: "You " + done + " it",
			Paragraphs: []string{
				fmt.Sprintf("On %s %s was %s with your link, version %d, between %s and %s: by %s, for %s.", moment(s.SignedAt), what, done, v.Envelope.Version, strings.TrimSuffix(c.MSP.LegalName, "."), strings.TrimSuffix(c.Client.LegalName, "."), name, strings.TrimSuffix(v.Entity().LegalName, ".")),
				"The SHA-256 of the version is " + v.Envelope.Digest + ".",
				"The sealed file with everybody's signatures follows in a letter of its own once all have signed.",
				"If this was not you, tell " + v.Envelope.SentBy + " at " + msp + " at once. Until all have signed, the version can be withdrawn.",
			},
			Footer: "You get this because you are named in this agreement as somebody who is asked to " + strings.TrimSuffix(strings.ToLower(s.Role.Words()), "s") + " it.",
		},
	}
}
