package app

import (
	"context"
	"crypto/rand"
	"errors"
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
	case store.MailSignerCode:
		err = j.mailSignerCode(ctx, who, engagement.ID(job.Engagement), job.Subject)
	case store.MailCopies:
		err = j.mailCopy(ctx, who, engagement.ID(job.Engagement), signing.SignerID(job.Subject))
	case store.MailEnded:
		err = j.mailEnded(ctx, who, engagement.ID(job.Engagement), signing.SignerID(job.Subject))
	case store.MailReceipt:
		err = j.mailReceipt(ctx, who, engagement.ID(job.Engagement), signing.SignerID(job.Subject))
	case store.MailAlarm:
		err = j.mailAlarm(ctx, who, engagement.ID(job.Engagement), job.Subject)
	case store.MailPaper:
		err = j.mailPaper(ctx, who, engagement.ID(job.Engagement), job.Subject)
	case store.MailOver:
		err = j.mailOver(ctx, who, engagement.ID(job.Engagement), job.Subject)
	case store.MailNotice:
		err = j.mailNotice(ctx, who, engagement.ID(job.Engagement), job.Subject)
	case store.EndByNotice:
		err = j.endByNotice(ctx, who, engagement.ID(job.Engagement), job.Subject)
	case store.MailMention:
		err = j.tellNamed(ctx, who, engagement.ID(job.Engagement), job.Subject)
	case store.Seal:
		err = j.sealOrSay(ctx, who, engagement.ID(job.Engagement), signing.EnvelopeID(job.Subject))
	case store.SweepSeals:
		err = j.sweepSeals(ctx)
	case store.Expire:
		err = j.expire(ctx, who, engagement.ID(job.Engagement), signing.EnvelopeID(job.Subject))
	case store.Tell:
		err = j.tell(ctx, who, engagement.ID(job.Engagement), job.Subject)
	case store.Digest:
		err = j.digest(ctx, who, engagement.ID(job.Engagement))
	case store.Remind:
		err = j.remind(ctx)
	case store.MailNews:
		err = j.mailNews(ctx, who, job.Subject)
	case store.Stamp:
		err = j.stampLater(ctx, who, engagement.ID(job.Engagement), job.Subject)
	case store.Augment:
		err = j.augment(ctx, who, engagement.ID(job.Engagement), job.Subject)
	case store.RenewKey:
		err = errors.Join(j.renewKey(ctx), j.keyEnds(ctx))
	case store.MailKeyEnds:
		err = j.mailKeyEnds(ctx, who, job.Subject)
	case store.NightCheck:
		err = j.checkChains(ctx)
	case store.Checkpoint:
		err = j.checkpoint(ctx)
	case store.TellCheckpoint:
		err = j.tellCheckpoint(ctx, who, job.Subject)
	case store.MailCheckpoint:
		err = j.mailCheckpoint(ctx, who, job.Subject)
	case store.MailBroken:
		err = j.mailBroken(ctx, who, job.Subject)
	case store.TestSeal:
		Seals(j).Check(ctx)
	default:
		err = fmt.Errorf("there is no job %q", job.Task)
	}
	if fault.Is(err, fault.NotFound) {
		return nil // what it was about is gone
	}
	if _, refused := mail.Refused(err); refused { // for good; letters of a round record it themselves
		j.log.WarnContext(ctx, "a letter was refused for good", "task", job.Task)
		return nil
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

func (j Jobs) expire(ctx context.Context, who access.Actor, id engagement.ID, env signing.EnvelopeID) error {
	return j.db.Change(ctx, who, func(tx *store.Tx) error {
		e, round, err := tx.Envelope(ctx, id, env)
		if err != nil {
			return err
		}
		now := j.db.Now()
		switch {
		case round.State != signing.Sent:
			return nil
		case now.Before(round.ExpiresAt): // it was extended, or our clock was set back
			return store.Later{At: round.ExpiresAt}
		}
		round.State, round.EndedAt = signing.Expired, now
		return j.end(ctx, tx, e, round, audit.EnvelopeExpired, audit.Fact{Subject: string(env)})
	})
}
