package app

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"demarc/internal/access"
	"demarc/internal/agreement"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/mail"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/internal/signing"
	"demarc/internal/store"
)

// Envelopes is sending a version for signature and following it.
type Envelopes struct{ *core }

// Prepared is a draft about to be sent: what it says, who is asked beside the signers,
// and what was looked at beforehand.
type Prepared struct {
	Preview
	Others    []Recipient
	Preflight []signing.Point
}

// Prepare shows what would be sent and what stands in its way. It seals a page as a
// test and asks the mail server whether it takes letters.
func (v Envelopes) Prepare(ctx context.Context, who access.Actor, id engagement.ID) (Prepared, error) {
	p, err := v.toSend(ctx, who, id)
	if err != nil {
		return p, err
	}
	signers := asked(p.Draft, p.Others)
	terms := engagement.TermsOf(p.Draft)
	signing.Order(signers, terms.Value("esign.order"))
	days := daysToSign(terms)
	mailed := make(chan error, 1)
	go func() { mailed <- v.mailable(ctx) }()
	h := Seals(v).now(ctx)
	p.Preflight = signing.Preflight(signing.Flight{
		Seal: h.Seal, SealedBy: h.SealedBy, SealUntil: h.Until, SealNote: h.Warning, NoTime: h.away(),
		MailAway: <-mailed != nil, Kept: mail.Keeps(v.mail), Signers: signers, Companies: companies(p.Draft), Quoted: terms.Acknowledged(),
		Expires: v.db.Now().AddDate(0, 0, days), Days: days, Blocks: raci.Blocking(p.Findings), Warns: len(raci.Warnings(p.Findings)),
	})
	return p, nil
}

// toSend reads a draft and draws what would be signed, outside any transaction.
func (v Envelopes) toSend(ctx context.Context, who access.Actor, id engagement.ID) (Prepared, error) {
	var p Prepared
	if err := who.Require(access.SendForSignature); err != nil {
		return p, err
	}
	err := v.db.ReadOnce(ctx, who, func(tx *store.Tx) (err error) {
		if p.Draft, err = tx.Paper(ctx, id); err != nil {
			return err
		}
		p.Others, err = tx.Recipients(ctx, id)
		return err
	})
	if err != nil {
		return p, err
	}
	if err := p.Draft.Engagement.RequireDraft(); err != nil {
		return p, err
	}
	p.Preview, err = v.preview(p.Draft, who.Email)
	return p, err
}

// companies are the legal names of both sides.
func companies(d engagement.Draft) map[party.Side]string {
	return map[party.Side]string{party.MSP: d.Parties.MSP.LegalName, party.Client: d.Parties.Client.LegalName}
}

// daysToSign is how long a round runs.
func daysToSign(terms agreement.Terms) int {
	days, err := strconv.Atoi(terms.Value("esign.expiry_days"))
	if err != nil || days < 1 {
		return 30
	}
	return days
}

// Send is what the sender decides. Digest is the one on the page they sent from.
type Send struct {
	Digest  string
	Message string
	// Reason says why it may be sent although rules warn; it is kept for every warning
	// in Warned that nobody gave a reason for yet. Warned are those the sender was
	// shown, by what they say.
	Reason string
	Warned []string
	// Reminders are the days after being asked on which people are reminded; nil is the
	// usual ones, empty is none.
	Reminders []int
}

// Send freezes the draft as a version and sends it to the signers of the first turn.
// Whatever blocks is said, and nothing is sent. A seal that does not work blocks; a mail
// server that is away does not, since letters wait for it. All of that is looked at,
// and the paper drawn, before the transaction, which asks whether the draft is still
// the same.
func (v Envelopes) Send(ctx context.Context, who access.Actor, id engagement.ID, in Send) (signing.Envelope, error) {
	var env signing.Envelope
	p, err := v.toSend(ctx, who, id)
	if err != nil {
		return env, err
	}
	if in.Reminders == nil {
		in.Reminders = signing.DefaultReminders
	}
	if err := in.check(p); err != nil {
		return env, err
	}
	if h := Seals(v).now(ctx); h.Seal != "" {
		return env, fault.New(fault.Unavailable, signing.NoSeal(h.Seal))
	}
	content, _ := engagement.Draw(p.Draft)
	version, err := engagement.Freeze(content, p.Draft.Engagement.Version+1, v.db.Now())
	if err != nil {
		return env, err
	}
	if env, err = v.envelope(who, p, version, in); err != nil {
		return env, err
	}
	if env.Pages, err = pagesOf(version); err != nil {
		return env, err
	}
	letters := v.letters(ctx)
	err = v.db.Change(ctx, who, func(tx *store.Tx) error {
		e, err := tx.Engagement(ctx, id)
		if err != nil {
			return err
		}
		if err := e.RequireDraft(); err != nil {
			return err
		}
		if e.Seq != p.Draft.Engagement.Seq {
			return fault.New(fault.Conflict, "The agreement changed since you looked at it. Look it over again, then send it.")
		}
		if err := v.answer(tx, who, p.Preview, in); err != nil {
			return err
		}
		e.State, e.Version = engagement.Signing, version.Number
		tx.AddVersion(e, version)
		tx.AddEnvelope(e, env)
		tx.SaveState(e)
		tx.Record(e, audit.VersionFrozen, audit.Fact{Subject: strconv.Itoa(version.Number), Digest: version.Digest, Label: "Version " + strconv.Itoa(version.Number)})
		tx.Record(e, audit.EnvelopeSent, audit.Fact{Subject: string(env.ID), Digest: version.Digest, Data: map[string]string{
			"signers": strconv.Itoa(len(env.Signing())), "people": strconv.Itoa(len(env.Signers)), "order": agreement.Terms(version.Content.Terms).Value("esign.order"),
			"expires": env.ExpiresAt.Format(time.RFC3339), "reminders": signing.WriteReminders(env.Reminders), "letters": letters,
		}})
		if err := v.notify(ctx, tx, e, env); err != nil {
			return err
		}
		return tx.EnqueueAt(ctx, store.Job{Task: store.Expire, MSP: string(who.MSP), Client: string(e.Client), Engagement: string(id), Subject: string(env.ID)}, env.ExpiresAt)
	})
	return env, err
}

// check judges what the sender decided against what would be sent.
func (in *Send) check(p Prepared) error {
	f := form{}
	in.Message = f.text("message", "the message", in.Message, false, 1000)
	if err := fault.Fields(f); err != nil {
		return err
	}
	if n := raci.Blocking(p.Findings); n > 0 {
		return fault.New(fault.Invalid, fmt.Sprintf("This cannot be sent yet: %d things must be mended first. They are listed with what to do.", n))
	}
	if p.Digest != in.Digest {
		return fault.New(fault.Conflict, "The agreement changed since you looked at it. Look it over again, then send it.")
	}
	return nil
}

// answer sees to it that every warning has a reason before anything is sent: one that
// somebody gave before, or the sender's for those they were shown.
func (v Envelopes) answer(tx *store.Tx, who access.Actor, p Preview, in Send) error {
	open := raci.Warnings(p.Findings)
	if len(open) == 0 {
		return nil
	}
	f := form{}
	f.text("reason", "why this can be sent although checks warn", in.Reason, true, 500)
	if err := fault.Fields(f); err != nil {
		return err
	}
	given := map[string]bool{}
	for _, w := range open {
		saying := p.Draft.Matrix.Saying(w)
		if given[saying] {
			continue // two rules' words for one thing
		}
		given[saying] = true
		if !slices.Contains(in.Warned, saying) {
			return fault.New(fault.Conflict, "A check warns of something you were not shown. Look it over again, then send it.")
		}
		if err := v.waive(tx, who, p.Draft, w, in.Reason); err != nil {
			return err
		}
	}
	return nil
}

// envelope is the round of a version that is about to be sent.
func (v Envelopes) envelope(who access.Actor, p Prepared, version engagement.Version, in Send) (signing.Envelope, error) {
	terms := agreement.Terms(version.Content.Terms)
	env := signing.Envelope{
		ID: signing.EnvelopeID(store.NewID()), Version: version.Number, Digest: version.Digest, State: signing.Sent, Message: in.Message,
		SentAt: version.FrozenAt, SentBy: who.Name, ExpiresAt: version.FrozenAt.AddDate(0, 0, daysToSign(terms)), Reminders: in.Reminders,
	}
	env.Code = strings.ToLower(rand.Text()) // 130 bits: who has the paper can ask, nobody can guess
	env.Verify = v.base + "/v/" + env.Code
	env.Signers = asked(p.Draft, p.Others)
	if bad := signing.Problems(env.Signers); len(bad) > 0 {
		return env, fault.New(fault.Invalid, cmp.Or(bad["email"], bad["recipient"], bad["signer"], "Name the people who sign."))
	}
	if missing := signing.Unacknowledged(env.Signers, terms.Acknowledged()); missing != "" {
		return env, fault.New(fault.Invalid, missing+" Name them, or change the terms.")
	}
	for i := range env.Signers {
		env.Signers[i].ID = signing.SignerID(store.NewID())
		env.Signers[i].Check = signing.CheckOf(terms.Value("esign.identity_check"))
	}
	signing.Order(env.Signers, terms.Value("esign.order"))
	return env, nil
}

// notify enqueues a letter to everybody whose turn it is and who has none yet.
func (k *core) notify(ctx context.Context, tx *store.Tx, e engagement.Engagement, env signing.Envelope) error {
	for _, s := range env.Waiting() {
		if !s.NotifiedAt.IsZero() {
			continue
		}
		if err := k.queue(ctx, tx, e, env, s, nil); err != nil {
			return err
		}
	}
	return nil
}

// queue enqueues a letter to one person of a round, and records that and no more.
func (k *core) queue(ctx context.Context, tx *store.Tx, e engagement.Engagement, env signing.Envelope, s signing.Signer, data map[string]string) error {
	tx.Asked(e.ID, s.ID)
	tx.Record(e, audit.MailQueued, asking{e: e, round: env, signer: s}.fact(data))
	return tx.Enqueue(ctx, store.Job{Task: store.MailSigner, MSP: string(e.MSP), Client: string(e.Client), Engagement: string(e.ID), Subject: string(s.ID)})
}

// List shows all rounds of an engagement, the newest first.
func (v Envelopes) List(ctx context.Context, who access.Actor, id engagement.ID) (e engagement.Engagement, list []signing.Envelope, err error) {
	if err := who.Require(access.ReadEngagement); err != nil {
		return e, nil, err
	}
	err = v.db.ReadOnce(ctx, who, func(tx *store.Tx) error {
		e, list, err = tx.Envelopes(ctx, id)
		return err
	})
	return e, list, err
}

// Remind mails a signer whose turn it is a new link; the old one ends.
func (v Envelopes) Remind(ctx context.Context, who access.Actor, id engagement.ID, env signing.EnvelopeID, signer signing.SignerID) error {
	if err := who.Require(access.SendForSignature); err != nil {
		return err
	}
	return v.db.Change(ctx, who, func(tx *store.Tx) error {
		e, round, err := tx.Envelope(ctx, id, env)
		if err != nil {
			return err
		}
		s, ok := round.Signer(signer)
		switch {
		case !ok:
			return fault.New(fault.NotFound, "This signer is not asked to sign.")
		case round.State != signing.Sent || !s.Awaited() || s.Turn != round.Turn():
			return fault.New(fault.Conflict, "It is not "+s.Name+"'s turn to sign.")
		case v.db.Now().Sub(s.LastLetter()) < 10*time.Minute:
			return fault.Slower(10*time.Minute-v.db.Now().Sub(s.LastLetter()), s.Name+" got a letter a few minutes ago. Wait a little before the next.")
		}
		s.Reminded, s.RemindedAt = s.Reminded+1, v.db.Now()
		if err := tx.SaveSigner(id, s); err != nil {
			return err
		}
		return v.queue(ctx, tx, e, round, s, map[string]string{"reminder": strconv.Itoa(s.Reminded), "asked for by": who.Name})
	})
}

// Void withdraws a round; the draft can be edited again.
func (v Envelopes) Void(ctx context.Context, who access.Actor, id engagement.ID, env signing.EnvelopeID, reason string) error {
	if err := who.Require(access.SendForSignature); err != nil {
		return err
	}
	return v.db.Change(ctx, who, func(tx *store.Tx) error {
		e, round, err := tx.Envelope(ctx, id, env)
		if err != nil {
			return err
		}
		if round, err = round.Void(reason, v.db.Now()); err != nil {
			return err
		}
		return v.end(ctx, tx, e, round, audit.EnvelopeVoided, audit.Fact{Subject: string(env), After: round.Reason})
	})
}

// end closes a round that came to nothing and opens the draft again.
func (k *core) end(ctx context.Context, tx *store.Tx, e engagement.Engagement, round signing.Envelope, verb audit.Verb, fact audit.Fact) error {
	e.State = engagement.InDraft
	tx.SaveEnvelope(e.ID, round)
	tx.SaveState(e)
	tx.Record(e, verb, fact)
	return k.tellEnded(ctx, tx, e, round)
}
