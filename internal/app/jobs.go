package app

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/mail"
	"demarc/internal/party"
	"demarc/internal/signing"
	"demarc/internal/store"
)

// Jobs is what is done after a commit. Each job is safe to run twice.
type Jobs struct{ *core }

// Do runs one job. An error means: try again later.
func (j Jobs) Do(ctx context.Context, job store.Job) error {
	who := access.SystemFor(party.MSPID(job.MSP))
	who.Client = party.ClientID(job.Client)
	var err error
	switch job.Task {
	case store.MailSignInCode:
		err = j.mailCode(ctx, job.Subject)
	case store.MailInvitation:
		err = j.mailInvitation(ctx, who, job.Subject)
	case store.MailSigner:
		err = j.mailSigner(ctx, who, engagement.ID(job.Engagement), signing.SignerID(job.Subject))
	case store.MailCopies:
		err = j.mailCopy(ctx, who, engagement.ID(job.Engagement), signing.SignerID(job.Subject))
	case store.MailEnded:
		err = j.mailEnded(ctx, who, engagement.ID(job.Engagement), signing.EnvelopeID(job.Subject))
	case store.MailMention:
		err = j.tellNamed(ctx, who, engagement.ID(job.Engagement), job.Subject)
	case store.Seal:
		err = j.seal(ctx, who, engagement.ID(job.Engagement), signing.EnvelopeID(job.Subject))
	case store.Expire:
		err = j.expire(ctx, who, engagement.ID(job.Engagement), signing.EnvelopeID(job.Subject))
	case store.Tell:
		err = j.tell(ctx, who, engagement.ID(job.Engagement), job.Subject)
	case store.Digest:
		err = j.digest(ctx, who, engagement.ID(job.Engagement))
	case store.MailNews:
		err = j.mailNews(ctx, who, job.Subject)
	default:
		err = fmt.Errorf("there is no job %q", job.Task)
	}
	if fault.Is(err, fault.NotFound) {
		return nil // what it was about is gone
	}
	return err
}

// mailCode makes the digits of a sign-in code, keeps their hash and mails them. A
// retry makes new digits, so the code in the newest letter is the one that works.
func (j Jobs) mailCode(ctx context.Context, id string) error {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return fmt.Errorf("make a code: %w", err)
	}
	code := fmt.Sprintf("%06d", n)
	u, found, err := j.db.SetCode(ctx, id, code)
	if err != nil || !found {
		return err
	}
	return j.mail.Send(ctx, mail.Message{
		ID: "code-" + id, FromName: "Demarc", ToName: u.Name, To: u.Email, Subject: "Your sign-in code",
		Letter: mail.Letter{
			Heading:    "Your sign-in code",
			Paragraphs: []string{"Type this code on the page that asked for it. It works once, for ten minutes."},
			Code:       code,
			Footer:     "You get this because somebody asked to sign in to Demarc with this address. If it was not you, ignore this letter: without the code nobody gets in.",
		},
	})
}

func (j Jobs) mailInvitation(ctx context.Context, who access.Actor, id string) error {
	var i store.Invitation
	var brand party.Kept
	err := j.db.Read(ctx, who, func(tx *store.Tx) (err error) {
		if i, err = tx.InvitationOnce(ctx, id); err != nil {
			return err
		}
		brand, err = tx.Brand(ctx)
		return err
	})
	if err != nil || !i.UsedAt.IsZero() {
		return err
	}
	secret, err := store.NewSecret(i.MSP)
	if err != nil {
		return err
	}
	if err := j.db.SetInvitationToken(ctx, i.MSP, id, secret.Hash); err != nil {
		return err
	}
	to, what := i.MSPName, "the engagements of "+i.MSPName
	if i.Side == party.Client {
		to, what = i.ClientName, "who does what in IT at "+i.ClientName
	}
	return j.mail.Send(ctx, mail.Message{
		ID: "invitation-" + id, FromName: i.MSPName, Brand: brand.Brand, To: i.Email, Subject: i.InvitedBy + " invites you to work on " + what,
		Letter: mail.Letter{
			Heading: i.InvitedBy + " invites you to join " + to,
			Paragraphs: []string{
				i.MSPName + " uses Demarc to agree, function by function, who does the work and who answers for it.",
				"You are invited as " + i.Role.Words() + ". Both teams have equal rights to edit, and nothing is final until people you know sign it.",
			},
			Button: "See the invitation", URL: j.base + "/join/" + secret.Token,
			Footer: "You get this because " + i.InvitedBy + " entered your address. The link ends on " + i.ExpiresAt.Format("2 January 2006") + ". Opening it changes nothing.",
		},
	})
}

func (j Jobs) mailSigner(ctx context.Context, who access.Actor, id engagement.ID, signer signing.SignerID) error {
	var e engagement.Engagement
	var round signing.Envelope
	var s signing.Signer
	var version engagement.Version
	secret, err := store.NewSecret(who.MSP)
	if err != nil {
		return err
	}
	ready := false
	err = j.db.Change(ctx, who, func(tx *store.Tx) error {
		ready = false
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
		if s.ID == "" || round.State != signing.Sent || !s.SignedAt.IsZero() {
			return nil // it is too late to ask
		}
		if version, err = tx.Version(ctx, id, round.Version); err != nil {
			return err
		}
		tx.SetSignerToken(id, signer, secret.Hash)
		tx.Record(e, audit.SignerNotified, audit.Fact{Subject: string(signer), Label: s.Name, After: s.Email, Digest: round.Digest})
		ready = true
		return nil
	})
	if err != nil || !ready {
		return err
	}
	company := version.Content.Client
	if s.Side == party.MSP {
		company = version.Content.MSP
	}
	paragraphs := []string{
		fmt.Sprintf("%s asks you to sign the co-managed IT agreement between %s and %s for %s, as %s.", round.SentBy, version.Content.MSP.LegalName, version.Content.Client.LegalName, company.LegalName, s.Title),
		"It says which team does what in IT, who answers for each result, and what happens when that is unclear.",
	}
	if round.Message != "" {
		paragraphs = append(paragraphs, round.SentBy+" writes: "+round.Message)
	}
	paragraphs = append(paragraphs, "You can read all of it before you decide, sign on a phone, or decline with a reason. The link ends on "+moment(round.ExpiresAt)+".")
	return j.mail.Send(ctx, mail.Message{
		ID: "sign-" + string(signer) + "-" + secret.Hash[:8], FromName: e.MSPName, Brand: version.Content.Brand, ToName: s.Name, To: s.Email,
		Subject: e.MSPName + " asks you to sign: who does what in IT at " + e.ClientName,
		Letter: mail.Letter{
			Heading: "Please read and sign", Paragraphs: paragraphs, Button: "Read the agreement", URL: j.base + "/s/" + secret.Token,
			Footer: "This link is yours alone: who has it can sign in your name, so do not forward it. Opening it signs nothing. If you did not expect this letter, ask " + e.MSPName + ".",
		},
	})
}

// mailCopy sends one signer the sealed file, so that each party holds a complete copy
// that it can store and print whatever becomes of us.
func (j Jobs) mailCopy(ctx context.Context, who access.Actor, id engagement.ID, signer signing.SignerID) error {
	var e engagement.Engagement
	var s signing.Signer
	var f store.File
	var brand party.Kept
	err := j.db.Read(ctx, who, func(tx *store.Tx) error {
		var list []signing.Envelope
		var err error
		if e, list, err = tx.Envelopes(ctx, id); err != nil {
			return err
		}
		for _, r := range list {
			if found, ok := r.Signer(signer); ok {
				s = found
				f, err = tx.File(ctx, id, r.Version)
			}
		}
		if err == nil {
			brand, err = tx.Brand(ctx)
		}
		return err
	})
	if err != nil || s.ID == "" {
		return err
	}
	err = j.mail.Send(ctx, mail.Message{
		ID: "copy-" + string(signer), FromName: e.MSPName, Brand: brand.Brand, ToName: s.Name, To: s.Email, Subject: "Signed by everybody: agreement " + e.Number,
		Letter: mail.Letter{
			Heading: "The agreement is in force",
			Paragraphs: []string{
				fmt.Sprintf("Everybody has signed agreement %s, version %d. The sealed file is attached: keep it.", e.Number, f.Version),
				"Its SHA-256 is " + f.SHA256 + ". Anybody can check with this number, and with the seal inside the file, that not a single byte was changed since " + moment(f.SealedAt) + ".",
			},
			Footer: "You get this because you signed the agreement.",
		},
		Files: []mail.File{{Name: fileName(e, f.Version, "pdf"), MediaType: "application/pdf", Data: f.Data}},
	})
	if err != nil {
		return err
	}
	return j.db.Change(ctx, who, func(tx *store.Tx) error {
		e, err := tx.Engagement(ctx, id)
		if err != nil {
			return err
		}
		tx.Record(e, audit.CopySent, audit.Fact{Subject: string(signer), Label: s.Name, After: s.Email, Digest: f.SHA256})
		return nil
	})
}

// mailEnded tells the signers who had a letter that the round came to nothing.
func (j Jobs) mailEnded(ctx context.Context, who access.Actor, id engagement.ID, env signing.EnvelopeID) error {
	var e engagement.Engagement
	var round signing.Envelope
	var brand party.Kept
	err := j.db.Read(ctx, who, func(tx *store.Tx) (err error) {
		if e, round, err = tx.Envelope(ctx, id, env); err != nil {
			return err
		}
		brand, err = tx.Brand(ctx)
		return err
	})
	if err != nil {
		return err
	}
	reason := round.Reason
	if reason == "" {
		reason = "The time to sign it has ended."
	}
	for _, s := range round.Signers {
		if s.NotifiedAt.IsZero() {
			continue
		}
		err := j.mail.Send(ctx, mail.Message{
			ID: "ended-" + string(s.ID), FromName: e.MSPName, Brand: brand.Brand, ToName: s.Name, To: s.Email, Subject: "No signature needed now: agreement " + e.Number,
			Letter: mail.Letter{
				Heading:    "This agreement is no longer out for signature",
				Paragraphs: []string{"Agreement " + e.Number + ": " + round.State.Words() + ".", reason},
				Footer:     "You get this because you were asked to sign it. If a new version is made, you get a new link.",
			},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (j Jobs) expire(ctx context.Context, who access.Actor, id engagement.ID, env signing.EnvelopeID) error {
	return j.db.Change(ctx, who, func(tx *store.Tx) error {
		e, round, err := tx.Envelope(ctx, id, env)
		if err != nil {
			return err
		}
		now := j.db.Now()
		if round.State != signing.Sent || now.Before(round.ExpiresAt) {
			return nil
		}
		round.State, round.EndedAt = signing.Expired, now
		return j.end(ctx, tx, e, round, audit.EnvelopeExpired, audit.Fact{Subject: string(env)})
	})
}
