package app

import (
	"context"
	"strconv"
	"strings"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/notice"
	"demarc/internal/signing"
	"demarc/internal/store"
)

// Delegate is somebody handing the request on to a colleague. Their own link ends, and
// the colleague gets one.
func (c Ceremonies) Delegate(ctx context.Context, from access.Request, token, code string, p signing.Person) (Visit, error) {
	f := form{}
	p = f.person(p)
	return c.enter(ctx, from, token, true, func(tx *store.Tx, v *Visit) error {
		if err := v.entered(c.db.Now()); err != nil {
			return err
		}
		ask, err := v.ask(ctx, tx, code)
		if err != nil {
			return err
		}
		if err := v.Signer.Fresh(ask, c.db.Now()); err != nil {
			return err
		}
		if err := fault.Fields(f); err != nil {
			return err
		}
		next, err := c.swapped(ctx, tx, v.Engagement, v.Envelope, v.Signer.ID, p, signing.Delegated, "")
		v.Envelope = next
		if err != nil {
			return err
		}
		return c.news(ctx, tx, v.Engagement, notice.Round, handedOn+string(v.Signer.ID))
	})
}

// rows are the functions that were ticked one by one, as the record keeps them.
func (v Visit) rows() map[string]string {
	if len(v.Signer.Initials) == 0 {
		return nil
	}
	return map[string]string{"rows": strings.Join(v.Signer.Initials, " ")}
}

// initialled records the functions that a signer initialled, where there were some. They
// came with one press, so they are one entry.
func (v Visit) initialled(tx *store.Tx) {
	if n := len(v.Signer.Initials); n > 0 {
		fact := v.fact(v.rows())
		fact.Label = strconv.Itoa(n) + " functions"
		tx.Record(v.Engagement, audit.RowInitialled, fact)
	}
}

// adopted records how the signature was made. The strokes of a drawn one stand in the
// file; the record names them by their digest.
func (v Visit) adopted(tx *store.Tx) {
	data := map[string]string{"method": string(v.Signer.Method)}
	if d, err := signing.ParseDrawing(v.Signer.Drawn); err == nil {
		data["sha256"] = d.Digest()
	}
	tx.Record(v.Engagement, audit.SignatureAdopted, v.fact(data))
}

// Affirm is the part of somebody who approves or acknowledges. Like Sign it compares
// the digest of what was shown under the lock of the engagement's chain.
func (c Ceremonies) Affirm(ctx context.Context, from access.Request, token string, o signing.Offer) (Visit, error) {
	seen, err := c.Look(ctx, from, token)
	if err != nil {
		return seen, err
	}
	shown := seen.Rendition()
	v, err := c.enter(ctx, from, token, true, func(tx *store.Tx, v *Visit) error {
		again := !v.Signer.SignedAt.IsZero()
		evidence := signing.Evidence{IP: from.IP, Agent: from.Agent, Authenticated: authenticated(v.Signer)}
		ask, err := v.ask(ctx, tx, o.Code)
		if err != nil {
			return err
		}
		next, err := v.Envelope.Affirm(v.Signer.ID, o, evidence, ask, c.db.Now())
		if err != nil || again {
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
		verb, fact := audit.ApprovalGiven, v.fact(nil)
		if v.Signer.Role == signing.Acknowledges {
			verb, fact.Label, fact.Data = audit.RowsAcknowledged, "Exhibit A", v.rows()
		}
		fact.Digest, fact.Rendition, fact.After = o.Digest, shown, v.Signer.Evidence.Consent
		tx.Record(v.Engagement, verb, fact)
		return c.went(ctx, tx, v)
	})
	c.refused(ctx, from, token, v, o, shown, err)
	return v, err
}

// refused records, apart from the act that changed nothing, that somebody offered to
// sign, approve or acknowledge something else than what is out.
func (c Ceremonies) refused(ctx context.Context, from access.Request, token string, v Visit, o signing.Offer, shown string, err error) {
	if !fault.Is(err, fault.Conflict) || v.Envelope.Digest == "" || o.Digest == v.Envelope.Digest && o.Rendition == shown {
		return
	}
	often, note := c.often(ctx, "refused", v.Signer.ID)
	if often {
		return
	}
	if note == nil {
		note = c.keepRefused(ctx, from, token, o, shown)
	}
	if note != nil {
		c.log.Error("record a refused signature", "error", note)
	}
}

func (c Ceremonies) keepRefused(ctx context.Context, from access.Request, token string, o signing.Offer, shown string) error {
	_, err := c.enter(ctx, from, token, true, func(tx *store.Tx, v *Visit) error {
		fact := v.fact(map[string]string{"rendition on the screen": short(o.Rendition)})
		fact.Rendition, fact.Before = shown, short(o.Digest)
		tx.Record(v.Engagement, audit.SignatureRefused, fact)
		return nil
	})
	return err
}

// went goes on after somebody did their part: they get a receipt, and the next are asked,
// or the round is signed and its seal is enqueued in the same transaction, so that it
// cannot be forgotten.
func (k *core) went(ctx context.Context, tx *store.Tx, v *Visit) error {
	if err := k.receipt(ctx, tx, v); err != nil {
		return err
	}
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
