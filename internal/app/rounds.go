package app

import (
	"context"
	"time"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/party"
	"demarc/internal/signing"
	"demarc/internal/store"
)

// Recipient is somebody of the next round who does not sign.
type Recipient = store.Recipient

// Recipients lists who approves, acknowledges or gets a copy of the next round.
func (v Envelopes) Recipients(ctx context.Context, who access.Actor, id engagement.ID) (list []Recipient, err error) {
	if err := who.Require(access.ReadEngagement); err != nil {
		return nil, err
	}
	err = v.db.Read(ctx, who, func(tx *store.Tx) error {
		if _, err := tx.Engagement(ctx, id); err != nil {
			return err
		}
		list, err = tx.Recipients(ctx, id)
		return err
	})
	return list, err
}

// mostRecipients bounds a round: letters are not a newsletter.
const mostRecipients = 20

// AddRecipient names somebody of the next round who does not sign. Each side names its
// own; the MSP's may name both.
func (v Envelopes) AddRecipient(ctx context.Context, who access.Actor, id engagement.ID, r Recipient) error {
	if err := mayName(who, r.Side); err != nil {
		return err
	}
	f := form{}
	r.Name = f.text("name", "a name", r.Name, true, 120)
	r.Title = f.text("title", "a title", r.Title, false, 120)
	r.Email = f.email("email", "an email address", r.Email, true)
	f.printable("name", "the name", r.Name)
	f.printable("title", "the title", r.Title)
	f.printable("email", "the address", r.Email)
	if r.Role != signing.Approves && r.Role != signing.Acknowledges && r.Role != signing.Copied {
		f["role"] = "Choose what they do."
	}
	if r.Side != party.MSP && r.Side != party.Client {
		f["side"] = "Choose a company."
	}
	return v.db.Change(ctx, who, func(tx *store.Tx) error {
		d, err := editablePaper(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := fault.Fields(f); err != nil {
			return err
		}
		list, err := tx.Recipients(ctx, id)
		if err != nil {
			return err
		}
		if len(list) >= mostRecipients {
			return fault.Field("name", "20 people beside the signers are the most. Take somebody off the list first.")
		}
		r.ID = store.NewID()
		if bad := signing.Problems(asked(d, append(list, r))); bad["email"] != "" {
			return fault.Field("email", bad["email"])
		}
		tx.AddRecipient(d.Engagement, r, len(list)+1)
		tx.Record(d.Engagement, audit.RecipientAdded, audit.Fact{Subject: r.ID, Label: r.Name, Before: string(r.Side), After: r.Role.Words(), Data: map[string]string{"email": r.Email}})
		return nil
	})
}

// RemoveRecipient takes somebody off the list of the next round.
func (v Envelopes) RemoveRecipient(ctx context.Context, who access.Actor, id engagement.ID, recipient string) error {
	if err := who.Require(access.EditParties); err != nil {
		return err
	}
	return v.db.Change(ctx, who, func(tx *store.Tx) error {
		e, err := tx.Engagement(ctx, id)
		if err != nil {
			return err
		}
		if err := e.RequireDraft(); err != nil {
			return err
		}
		list, err := tx.Recipients(ctx, id)
		if err != nil {
			return err
		}
		for _, r := range list {
			if r.ID != recipient {
				continue
			}
			if err := mayName(who, r.Side); err != nil {
				return err
			}
			tx.RemoveRecipient(id, recipient)
			tx.Record(e, audit.RecipientRemoved, audit.Fact{Subject: r.ID, Label: r.Name, Before: r.Role.Words(), Data: map[string]string{"email": r.Email}})
			return nil
		}
		return fault.New(fault.NotFound, "This person is not on the list any more.")
	})
}

// mayName tells whether somebody may name people of a side.
func mayName(who access.Actor, side party.Side) error {
	if err := who.Require(access.EditParties); err != nil {
		return err
	}
	if who.Side == party.Client && side != party.Client {
		return fault.New(fault.Forbidden, "You name the people of your own company. The MSP names its own.")
	}
	return nil
}

// asked is everybody of the next round: who signs, by the parties, and the others.
func asked(d engagement.Draft, others []Recipient) []signing.Signer {
	var out []signing.Signer
	for _, s := range d.Parties.Signatories {
		out = append(out, signing.Signer{Side: s.Side, Name: s.Name, Title: s.Title, Email: s.Email, Role: signing.Signs})
	}
	for _, r := range others {
		out = append(out, r.Signer)
	}
	return out
}

// Extend lets a round run longer, with a reason.
func (v Envelopes) Extend(ctx context.Context, who access.Actor, id engagement.ID, env signing.EnvelopeID, until time.Time, reason string) error {
	if err := who.Require(access.SendForSignature); err != nil {
		return err
	}
	f := form{}
	reason = f.text("extend_reason", "why they get more time", reason, true, 500)
	return v.db.Change(ctx, who, func(tx *store.Tx) error {
		e, round, err := tx.Envelope(ctx, id, env)
		if err != nil {
			return err
		}
		if err := fault.Fields(f); err != nil {
			return err
		}
		next, err := round.Extend(until, reason, v.db.Now())
		if err != nil {
			return err
		}
		tx.SaveEnvelope(id, next)
		tx.Record(e, audit.EnvelopeExtended, audit.Fact{
			Subject: string(env), Before: moment(round.ExpiresAt), After: moment(next.ExpiresAt), Data: map[string]string{"reason": reason},
			About: audit.About{Version: round.Version, Envelope: string(env)},
		})
		// The job of the earlier end finds that it is not over yet, and is done.
		return tx.EnqueueAt(ctx, store.Job{Task: store.Expire, MSP: string(e.MSP), Client: string(e.Client), Engagement: string(id), Subject: string(env)}, next.ExpiresAt)
	})
}

// Correct mends the details of somebody of a round before they did their part. The link
// they have ends, and they get another.
func (v Envelopes) Correct(ctx context.Context, who access.Actor, id engagement.ID, env signing.EnvelopeID, signer signing.SignerID, p signing.Person) error {
	if err := who.Require(access.SendForSignature); err != nil {
		return err
	}
	return v.swap(ctx, who, id, env, signer, p, signing.Corrected, "")
}

// Replace asks another person instead, with a reason.
func (v Envelopes) Replace(ctx context.Context, who access.Actor, id engagement.ID, env signing.EnvelopeID, signer signing.SignerID, p signing.Person, reason string) error {
	if err := who.Require(access.SendForSignature); err != nil {
		return err
	}
	return v.swap(ctx, who, id, env, signer, p, signing.Replaced, reason)
}

func (v Envelopes) swap(ctx context.Context, who access.Actor, id engagement.ID, env signing.EnvelopeID, signer signing.SignerID, p signing.Person, as, reason string) error {
	f := form{}
	p = f.person(p)
	if as == signing.Replaced {
		reason = f.text("why", "why somebody else is asked", reason, true, 500)
	}
	return v.db.Change(ctx, who, func(tx *store.Tx) error {
		e, round, err := tx.Envelope(ctx, id, env)
		if err != nil {
			return err
		}
		if _, ok := round.Signer(signer); !ok {
			return fault.New(fault.NotFound, "This person is not asked to sign.")
		}
		if err := fault.Fields(f); err != nil {
			return err
		}
		_, err = v.swapped(ctx, tx, e, round, signer, p, as, reason)
		return err
	})
}

// person reads who somebody of a round is to be.
func (f form) person(p signing.Person) signing.Person {
	p.Name = f.text("name", "a name", p.Name, true, 120)
	p.Title = f.text("title", "a title", p.Title, true, 120)
	p.Email = f.email("email", "an email address", p.Email, true)
	f.printable("name", "the name", p.Name)
	f.printable("title", "the title", p.Title)
	f.printable("email", "the address", p.Email)
	return p
}

// swapped ends somebody's part in a round and asks another person instead.
func (k *core) swapped(ctx context.Context, tx *store.Tx, e engagement.Engagement, round signing.Envelope, signer signing.SignerID, p signing.Person, as, reason string) (signing.Envelope, error) {
	fresh := signing.SignerID(store.NewID())
	next, err := round.Swap(signer, fresh, p, as, k.db.Now())
	if err != nil {
		return round, err
	}
	was, _ := next.Signer(signer)
	is, _ := next.Signer(fresh)
	tx.AddSigner(e, round.ID, is)
	tx.EndSigner(e.ID, was)
	verb := map[string]audit.Verb{signing.Corrected: audit.SignerCorrected, signing.Replaced: audit.SignerReplaced, signing.Delegated: audit.SignerDelegated}[as]
	fact := audit.Fact{
		Subject: string(signer), Label: was.Name, Before: named(was), After: named(is), Digest: round.Digest,
		About: audit.About{Version: round.Version, Envelope: string(round.ID), Signer: string(fresh)},
	}
	if reason != "" {
		fact.Data = map[string]string{"reason": reason}
	}
	tx.Record(e, verb, fact)
	if err := k.tellSwapped(ctx, tx, e, was, is); err != nil {
		return next, err
	}
	return next, k.notify(ctx, tx, e, next)
}

// named is somebody of a round as the record writes them.
func named(s signing.Signer) string { return s.Name + ", " + s.Title + " <" + s.Email + ">" }
