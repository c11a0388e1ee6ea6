package app

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/mail"
	"demarc/internal/notice"
	"demarc/internal/party"
	"demarc/internal/signing"
	"demarc/internal/store"
)

// asking is a letter to somebody of a round: what it is about and the link in it.
type asking struct {
	e       engagement.Engagement
	round   signing.Envelope
	signer  signing.Signer
	version engagement.Version
	link    string // id
	secret  store.Secret
}

// fact is what the record says of the letter.
func (a asking) fact(data map[string]string) audit.Fact {
	return audit.Fact{
		Subject: string(a.signer.ID), Label: a.signer.Name, After: a.signer.Email, Digest: a.round.Digest, Data: data,
		About: audit.About{Version: a.round.Version, Envelope: string(a.round.ID), Signer: string(a.signer.ID)},
	}
}

// mailSigner sends somebody of a round the letter with their link. What is recorded is
// what happened: the letter was queued by the act that asked for it; that the mail
// server accepted it, or refused it for good, is known only afterwards. Each try has a
// link of its own, and older ones stay good until a letter was accepted.
func (j Jobs) mailSigner(ctx context.Context, who access.Actor, id engagement.ID, signer signing.SignerID) error {
	a, err := j.ask(ctx, who, id, signer)
	if err != nil || a.link == "" {
		return err
	}
	letter := a.letter(j.base)
	reply, err := mail.Deliver(ctx, j.mail, letter)
	if refusal, ok := mail.Refused(err); ok {
		return j.db.Change(ctx, who, func(tx *store.Tx) error {
			e, err := tx.Engagement(ctx, id)
			if err != nil {
				return err
			}
			tx.LinkRefused(id, signer, a.link, refusal.Reply)
			fact := a.fact(map[string]string{"code": strconv.Itoa(refusal.Code), "address": a.signer.Email})
			fact.After, fact.Source = refusal.Reply, "mail"
			tx.Record(e, audit.MailBounced, fact)
			return j.news(ctx, tx, e, notice.Round, refusedTo+string(signer))
		})
	}
	if err != nil {
		return err
	}
	return j.db.Change(ctx, who, func(tx *store.Tx) error {
		e, err := tx.Engagement(ctx, id)
		if err != nil {
			return err
		}
		tx.LinkAccepted(id, signer, a.link)
		fact := a.fact(map[string]string{"message": letter.MessageID()})
		if fact.Source = "mail"; reply != "" {
			fact.Data["reply"] = reply
		}
		tx.Record(e, audit.MailAccepted, fact)
		if s := a.signer; s.RemindedAt.After(s.AcceptedAt) {
			tx.Record(e, audit.ReminderSent, a.fact(map[string]string{"reminder": strconv.Itoa(s.Reminded), "of": strconv.Itoa(len(a.round.Reminders))}))
		}
		return nil
	})
}

// ask makes the link for a letter that is about to be sent. The answer has none when it
// is too late to ask.
func (j Jobs) ask(ctx context.Context, who access.Actor, id engagement.ID, signer signing.SignerID) (asking, error) {
	var a asking
	secret, err := store.NewSecret(who.MSP)
	if err != nil {
		return a, err
	}
	err = j.db.Change(ctx, who, func(tx *store.Tx) error {
		a = asking{secret: secret}
		var list []signing.Envelope
		var err error
		if a.e, list, err = tx.Envelopes(ctx, id); err != nil {
			return err
		}
		for _, r := range list {
			if found, ok := r.Signer(signer); ok {
				a.round, a.signer = r, found
			}
		}
		if a.signer.ID == "" || a.round.State != signing.Sent || !a.signer.Awaited() {
			return nil
		}
		if a.version, err = tx.Version(ctx, id, a.round.Version); err != nil {
			return err
		}
		a.link = store.NewID()
		tx.AddLink(a.e, a.round.ID, a.signer, a.link, secret.Hash)
		tx.Private() // the record has the letter already, from the act that asked for it
		return nil
	})
	return a, err
}

// letter is what they read.
func (a asking) letter(base string) mail.Message {
	content, s := a.version.Content, a.signer
	company := content.Client
	if s.Side == party.MSP {
		company = content.MSP
	}
	ask, subject, heading := "sign", " asks you to sign: who does what in IT at ", "Read and sign"
	closing := "You can read all of it before you decide, sign on a phone, hand it on to a colleague, or decline with a reason."
	switch s.Role {
	case signing.Approves:
		ask, subject, heading = "approve", " asks you to approve: who does what in IT at ", "Read and approve"
		closing = "You do not sign it: somebody of " + company.LegalName + " does after you approve. You can read all of it before you decide, or refuse with a reason."
	case signing.Acknowledges:
		ask, subject, heading = "acknowledge", " asks you to acknowledge: who does what in IT at ", "Read and acknowledge"
		closing = "You do not sign it and bind nobody: you acknowledge what Exhibit A assigns to your team. You can refuse with a reason."
	case signing.Signs, signing.Copied:
	}
	if Outside(content) && s.Signs() {
		subject, heading = " asks you to read and sign: who does what in IT at ", "Read and sign outside Demarc"
		closing = "It is not signed on the page behind the link: its text says that it is signed outside Demarc, and " + a.round.SentBy + " tells you how. You can read all of it there, or decline with a reason."
	}
	as := ""
	if s.Title != "" {
		as = ", as " + s.Title
	}
	paragraphs := []string{
		fmt.Sprintf("%s asks you to %s the co-managed IT agreement between %s and %s for %s%s.", a.round.SentBy, ask, content.MSP.LegalName, content.Client.LegalName, company.LegalName, as),
		"It says which team does what in IT, who answers for each result, and what happens when that is unclear.",
	}
	if a.reminds() {
		paragraphs = append([]string{"This is a reminder. The link in this letter replaces the one in the earlier letter."}, paragraphs...)
	}
	if a.round.Message != "" {
		paragraphs = append(paragraphs, a.round.SentBy+" writes: "+a.round.Message)
	}
	paragraphs = append(paragraphs, closing+" The link ends on "+moment(a.round.ExpiresAt)+".")
	return mail.Message{
		ID: "sign-" + string(s.ID) + "-" + a.secret.Hash[:8], FromName: a.e.MSPName, Brand: content.Brand, ToName: s.Name, To: s.Email,
		Subject: a.e.MSPName + subject + a.e.ClientName,
		Letter: mail.Letter{
			Heading: heading, Paragraphs: paragraphs, Button: "Read the agreement", URL: base + "/s/" + a.secret.Token,
			Footer: "This link is yours alone: who has it can " + ask + " in your name, so do not forward it. Opening it changes nothing. If you did not expect this letter, report it to " + strings.TrimSuffix(a.e.MSPName, ".") + ".",
		},
	}
}

// reminds tells whether the letter reminds of one that was accepted before.
func (a asking) reminds() bool { return a.signer.RemindedAt.After(a.signer.NotifiedAt) }

// mailCopy sends one signer the sealed file, so that each party holds a complete copy
// that it can store and print whatever becomes of us.
func (j Jobs) mailCopy(ctx context.Context, who access.Actor, id engagement.ID, signer signing.SignerID) error {
	var e engagement.Engagement
	var s signing.Signer
	var f store.File
	var brand party.Kept
	var outside bool // signed outside Demarc
	var head audit.Head
	err := j.db.Read(ctx, who, func(tx *store.Tx) error {
		var list []signing.Envelope
		var err error
		if e, list, err = tx.Envelopes(ctx, id); err != nil {
			return err
		}
		for _, r := range list {
			if found, ok := r.Signer(signer); ok {
				s, outside = found, r.OnPaper()
				f, err = tx.File(ctx, id, r.Version)
			}
		}
		if err != nil {
			return err
		}
		var log []audit.Entry
		if log, head, err = tx.Chain(ctx, string(id)); err != nil {
			return err
		}
		sent := slices.ContainsFunc(log, func(x audit.Entry) bool {
			return x.Verb == audit.CopySent && x.Fact.Subject == string(signer)
		})
		if sent { // by a run that was stopped after it had said so
			s = signing.Signer{}
		}
		brand, err = tx.Brand(ctx)
		return err
	})
	if err != nil || s.ID == "" {
		return err
	}
	began, why := fmt.Sprintf("Everybody has signed agreement %s, version %d. The sealed file is attached: keep it.", e.Number, f.Version), because[s.Role]
	if outside {
		began = fmt.Sprintf("Agreement %s, version %d, was signed outside Demarc, and both companies confirmed the signed copy. The sealed file is attached with that copy inside: keep it.", e.Number, f.Version)
		if s.Signs() {
			why = "You get this because you are named as a signer of the agreement."
		}
	}
	j.pause("copy written")
	sent, err := j.post(ctx, who, e, s, mail.Message{
		ID: "copy-" + string(signer), FromName: e.MSPName, Brand: brand.Brand, ToName: s.Name, To: s.Email, Subject: "In force: agreement " + e.Number,
		Letter: mail.Letter{
			Heading: "The agreement is in force",
			Paragraphs: []string{
				began,
				"Its SHA-256 is " + f.SHA256 + ". Anybody can check with this number, and with the seal inside the file, that not a single byte was changed since " + moment(f.SealedAt) + ".",
				fmt.Sprintf("The record of how it came about has %d entries now. The hash of the last one is %s: with it in this letter, nobody can rewrite the record unseen.", head.Seq, hex.EncodeToString(head.Hash[:])),
			},
			Footer: why,
		},
		Files: []mail.File{{Name: fileName(e, f.Version, "pdf"), MediaType: "application/pdf", Data: f.Data}},
	})
	if err != nil || !sent {
		return err
	}
	j.pause("copy sent")
	defer j.pause("copy recorded")
	return j.db.Change(ctx, who, func(tx *store.Tx) error {
		e, err := tx.Engagement(ctx, id)
		if err != nil {
			return err
		}
		tx.Record(e, audit.CopySent, audit.Fact{Subject: string(signer), Label: s.Name, After: s.Email, Digest: f.SHA256})
		return nil
	})
}

// because says why somebody gets the sealed file.
var because = map[signing.Role]string{
	signing.Signs:        "You get this because you signed the agreement.",
	signing.Approves:     "You get this because you approved the agreement for signing.",
	signing.Acknowledges: "You get this because you acknowledged Exhibit A of the agreement.",
	signing.Copied:       "You get this because you were named to get a copy of the agreement.",
}
