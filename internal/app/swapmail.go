package app

import (
	"context"
	"strings"

	"demarc/internal/engagement"
	"demarc/internal/mail"
	"demarc/internal/notice"
	"demarc/internal/party"
	"demarc/internal/signing"
	"demarc/internal/store"
)

// tellSwapped tells whoever was asked that they no longer are, at the address where they
// were asked, and the client's IT leads who is asked in the client's name now. The MSP may
// mend an address; without these letters it could put one of its own there unseen, and so
// could whoever got hold of a link by handing it on.
func (k *core) tellSwapped(ctx context.Context, tx *store.Tx, e engagement.Engagement, was, is signing.Signer) error {
	if !was.NotifiedAt.IsZero() && !strings.EqualFold(was.Email, is.Email) {
		job := store.Job{Task: store.MailEnded, MSP: string(e.MSP), Client: string(e.Client), Engagement: string(e.ID), Subject: string(was.ID)}
		if err := tx.Enqueue(ctx, job); err != nil {
			return err
		}
	}
	if was.Side != party.Client {
		return nil
	}
	return k.news(ctx, tx, e, notice.Round, swapped+string(was.ID))
}

// unasked is the letter to somebody whose part ended because to is asked instead.
func unasked(e engagement.Engagement, r signing.Envelope, s, to signing.Signer) mail.Letter {
	var what string
	switch s.EndedAs {
	case signing.Corrected:
		what = e.MSPName + " corrected the details it had for you, and writes to " + signing.Masked(to.Email) + " now."
	case signing.Delegated:
		what = "Your link was used to hand the request on to " + to.Name + " (" + signing.Masked(to.Email) + ")."
	default:
		what = e.MSPName + " asks another person of " + company(e, s.Side) + " instead of you."
	}
	return mail.Letter{
		Heading: "You are no longer asked about this agreement",
		Paragraphs: []string{
			"Agreement " + e.Number + ", on " + moment(s.EndedAt) + ": " + what + " The link in your letter has ended.",
			"You need to do nothing if you expected that. If it is a surprise, tell " + r.SentBy + " at " + e.MSPName + ", and your own company, that somebody else may sign in your place.",
		},
		Footer: "You get this because you were asked about this agreement at this address.",
	}
}

// wasSwapped is the letter to the client's IT leads about who is asked in its name.
func (j Jobs) wasSwapped(e engagement.Engagement, r signing.Envelope, s, to signing.Signer) mail.Message {
	what := e.MSPName + " asks another person for " + company(e, s.Side)
	switch s.EndedAs {
	case signing.Corrected:
		what = e.MSPName + " changed the details of " + s.Name
	case signing.Delegated:
		what = s.Name + " handed the request on to " + to.Name
	}
	return mail.Message{
		Subject: what + ": agreement " + e.Number,
		Letter: mail.Letter{
			Heading: what,
			Paragraphs: []string{
				"Until " + moment(s.EndedAt) + " this person was asked about agreement " + e.Number + ": " + named(s) + ".",
				"Since then this one is: " + named(to) + ".",
				"You need to do nothing if that person may act for your company and the address is theirs. Otherwise tell " + r.SentBy + " at " + e.MSPName + " at once. Who changed it and when stands in the record, which both companies keep.",
			},
			Button: "See who is asked", URL: j.base + "/e/" + string(e.ID) + "/sign",
			Footer: "You get this because you work on this agreement for " + company(e, s.Side) + ". You can mute an engagement in your notifications.",
		},
	}
}
