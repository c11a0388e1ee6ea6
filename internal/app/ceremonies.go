package app

import (
	"context"
	"fmt"
	"time"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/document"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/signing"
	"demarc/internal/store"
)

// Ceremonies is what a signer does, who came by a link and needs no account.
type Ceremonies struct{ *core }

// Visit is what a signer's link leads to.
type Visit struct {
	Engagement engagement.Engagement
	Envelope   signing.Envelope
	Signer     signing.Signer
	Version    engagement.Version
	Link       signing.Link
	At         time.Time // when all this was read
	Code       string    // the id of the one-time code that was entered just now

	// Before is the version that the signer's side knows already; only Present and
	// Changes read it, and its number is 0 where there is none.
	Before engagement.Version
}

// Late tells whether the link can no longer be used because its time has passed.
func (v Visit) Late() bool { return v.Signer.SignedAt.IsZero() && !v.At.Before(v.Envelope.ExpiresAt) }

// Entity is the company the signer signs for.
func (v Visit) Entity() engagement.Entity {
	if v.Signer.Side == "msp" {
		return v.Version.Content.MSP
	}
	return v.Version.Content.Client
}

// Ask is what the version asks of this person.
func (v Visit) Ask() signing.Ask {
	ask := signing.Ask{Company: v.Entity().LegalName, Affirms: v.Version.Content.Affirmation(v.Signer.Role), Draws: signing.Draws(v.Version.Content.Terms["esign.method"])}
	for _, a := range v.ToInitial() {
		for _, r := range a.Rows {
			ask.Initials = append(ask.Initials, signing.Initial{Key: string(r.Key), Name: r.Name})
		}
	}
	return ask
}

// ask is Ask with when the browser that acts now entered its code. Only that browser has
// the id of it, so the link and a code entered elsewhere are not enough.
func (v Visit) ask(ctx context.Context, tx *store.Tx, code string) (signing.Ask, error) {
	ask := v.Ask()
	if v.Signer.Check != signing.ByCode || code == "" {
		return ask, nil
	}
	kept, _, err := tx.SignerCode(ctx, v.Engagement.ID, code, "")
	if kept.Signer == v.Signer.ID {
		ask.CodeAt = kept.UsedAt
	}
	return ask, err
}

// ToInitial lists the functions that this person ticks one by one, by area.
func (v Visit) ToInitial() []engagement.AreaRows {
	return v.Version.Content.ToInitial(v.Envelope, v.Signer)
}

// Document is what is signed, as the signer reads it: with the signatures given so
// far, for everybody to see who has signed.
func (v Visit) Document() document.Document { return document.Compose(v.Version, false) }

// enter finds the signer of a link, and reads the visit in a transaction of theirs.
func (c Ceremonies) enter(ctx context.Context, from access.Request, token string, change bool, do func(*store.Tx, *Visit) error) (Visit, error) {
	v := Visit{At: c.db.Now()}
	who, env, link, err := c.db.SignerByToken(ctx, token)
	if err != nil {
		return v, err
	}
	v.Link = link
	who.Request = from
	run := c.db.Read
	if change && link.EndedAs == "" {
		run = c.db.Change
	}
	err = run(ctx, who, func(tx *store.Tx) (err error) {
		if v.Engagement, v.Envelope, err = tx.Envelope(ctx, engagement.ID(who.Engagement), env); err != nil {
			return err
		}
		var ok bool
		if v.Signer, ok = v.Envelope.Signer(signing.SignerID(who.SignerID)); !ok {
			return fault.New(fault.NotFound, "This link does not lead to a document.")
		}
		if v.Version, err = tx.Version(ctx, v.Engagement.ID, v.Envelope.Version); err != nil {
			return err
		}
		if link.EndedAs != "" || !v.Signer.EndedAt.IsZero() { // also one that ended just now
			return fault.New(fault.Gone, "This link has ended.")
		}
		return do(tx, &v)
	})
	return v, err
}

// Arrive is the GET of a link. It proves nothing, since mail scanners open links, and
// changes nothing but that an unconfirmed opening is recorded, once.
func (c Ceremonies) Arrive(ctx context.Context, from access.Request, token string) (Visit, error) {
	return c.enter(ctx, from, token, true, func(tx *store.Tx, v *Visit) error {
		if !v.Signer.OpenedAt.IsZero() || v.Envelope.State != signing.Sent {
			return nil
		}
		v.Signer.OpenedAt = c.db.Now()
		if err := tx.SaveSigner(v.Engagement.ID, v.Signer); err != nil {
			return err
		}
		tx.Record(v.Engagement, audit.LinkOpened, audit.Fact{Subject: string(v.Signer.ID), Label: v.Signer.Name, Digest: v.Envelope.Digest})
		return nil
	})
}

// Confirm is the press of Continue: a person is there. The first is kept, and the record
// has as many of a day as a person needs.
func (c Ceremonies) Confirm(ctx context.Context, from access.Request, token string) (Visit, error) {
	seen, err := c.Look(ctx, from, token)
	if err != nil {
		return seen, err
	}
	often, err := c.often(ctx, "confirmed", seen.Signer.ID)
	if err != nil {
		return seen, err
	}
	return c.enter(ctx, from, token, true, func(tx *store.Tx, v *Visit) error {
		if err := v.Envelope.Open(v.Signer.ID, c.db.Now()); err != nil {
			return err
		}
		if !v.Signer.SignedAt.IsZero() || v.Envelope.State != signing.Sent {
			return nil
		}
		if v.Signer.ConfirmedAt.IsZero() {
			v.Signer.ConfirmedAt = c.db.Now()
		} else if often {
			return nil
		}
		if err := tx.SaveSigner(v.Engagement.ID, v.Signer); err != nil {
			return err
		}
		tx.Record(v.Engagement, audit.LinkConfirmed, audit.Fact{Subject: string(v.Signer.ID), Label: v.Signer.Name, Digest: v.Envelope.Digest})
		return nil
	})
}

// Look reads the visit without recording anything, for the pages after reading.
func (c Ceremonies) Look(ctx context.Context, from access.Request, token string) (Visit, error) {
	return c.enter(ctx, from, token, false, func(*store.Tx, *Visit) error { return nil })
}

// Sign signs. The offer carries the digest of what was shown; the transaction holds
// the engagement's chain locked while it compares. After the last signature the seal
// is enqueued in the same transaction, so that it cannot be forgotten.
func (c Ceremonies) Sign(ctx context.Context, from access.Request, token string, o signing.Offer) (Visit, error) {
	seen, err := c.Look(ctx, from, token)
	if err != nil {
		return seen, err
	}
	shown := seen.Rendition()
	v, err := c.enter(ctx, from, token, true, func(tx *store.Tx, v *Visit) error {
		again := !v.Signer.SignedAt.IsZero()
		if Outside(v.Version.Content) && v.Signer.Signs() {
			return signedOutside
		}
		evidence := signing.Evidence{IP: from.IP, Agent: from.Agent, Authenticated: authenticated(v.Signer)}
		ask, err := v.ask(ctx, tx, o.Code)
		if err != nil {
			return err
		}
		next, _, err := v.Envelope.Sign(v.Signer.ID, o, evidence, ask, c.db.Now())
		if err != nil || again {
			return err
		}
		if err := printable(o); err != nil {
			return err
		}
		if o.Rendition != shown {
			return otherBytes()
		}
		v.Envelope = next
		v.Signer, _ = next.Signer(v.Signer.ID)
		if err := tx.SaveSigner(v.Engagement.ID, v.Signer); err != nil {
			return err
		}
		tx.AddInitials(v.Engagement, v.Signer)
		fact := func(after string) audit.Fact {
			f := v.fact(nil)
			f.Digest, f.Rendition, f.After = o.Digest, shown, after
			return f
		}
		disclosed := v.fact(nil)
		disclosed.Digest = o.Disclosure
		tx.Record(v.Engagement, audit.DisclosureShown, disclosed)
		tx.Record(v.Engagement, audit.ConsentGiven, fact(v.Signer.Evidence.Consent))
		tx.Record(v.Engagement, audit.AuthorityAffirmed, fact(v.Signer.Evidence.Authority))
		v.initialled(tx)
		v.adopted(tx)
		tx.Record(v.Engagement, audit.SignatureApplied, fact(v.Signer.Typed+", "+v.Signer.SignedTitle))
		return c.went(ctx, tx, v)
	})
	c.refused(ctx, from, token, v, o, shown, err)
	return v, err
}

// Decline ends the round with the signer's reason. code is the id of the one-time code
// that the browser entered.
func (c Ceremonies) Decline(ctx context.Context, from access.Request, token, code, reason string) (Visit, error) {
	f := form{}
	reason = f.text("reason", "what needs to change", reason, true, 1000)
	if err := fault.Fields(f); err != nil {
		return Visit{}, err
	}
	return c.enter(ctx, from, token, true, func(tx *store.Tx, v *Visit) error {
		ask, err := v.ask(ctx, tx, code)
		if err != nil {
			return err
		}
		next, err := v.Envelope.Decline(v.Signer.ID, reason, ask, c.db.Now())
		if err != nil {
			return err
		}
		v.Envelope = next
		if v.Signer.Role == signing.Approves {
			tx.Record(v.Engagement, audit.ApprovalRefused, audit.Fact{Subject: string(v.Signer.ID), Label: v.Signer.Name, After: next.Reason, Digest: next.Digest})
		}
		return c.end(ctx, tx, v.Engagement, next, audit.EnvelopeDeclined, audit.Fact{Subject: string(v.Signer.ID), Label: v.Signer.Name, After: next.Reason})
	})
}

// File gives a signer the sealed file once there is one.
func (c Ceremonies) File(ctx context.Context, from access.Request, token string) (f store.File, name string, err error) {
	v, err := c.enter(ctx, from, token, true, func(tx *store.Tx, v *Visit) error {
		if v.Envelope.State != signing.Sealed {
			return fault.New(fault.NotFound, "The sealed file is not ready yet.")
		}
		if f, err = tx.File(ctx, v.Engagement.ID, v.Envelope.Version); err != nil {
			return err
		}
		tx.Record(v.Engagement, audit.CopyDownloaded, audit.Fact{Subject: string(v.Signer.ID), Label: v.Signer.Name, Digest: f.SHA256})
		return nil
	})
	return f, fileName(v.Engagement, v.Envelope.Version, "pdf"), err
}

// authenticated states as facts how the signer was identified, for the certificate.
func authenticated(s signing.Signer) string {
	sent := fmt.Sprintf("A letter with a personal link to %s was made on %s", s.Email, moment(s.NotifiedAt))
	if !s.AcceptedAt.IsZero() {
		sent = fmt.Sprintf("The mail server accepted a letter with a personal link to %s on %s", s.Email, moment(s.AcceptedAt))
	}
	sent += ". The person who opened the link pressed Continue on " + moment(s.ConfirmedAt) + "."
	if s.Check == signing.ByCode {
		sent += fmt.Sprintf(" A one-time code was then sent in a letter of its own to %s, and entered in the same browser on %s.", signing.Masked(s.Email), moment(s.CodePassedAt))
	}
	return sent
}

func short(s string) string { return first(s, 64) }
