package app

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/mail"
	"demarc/internal/signing"
	"demarc/internal/store"
)

// Now is the time that codes are judged by.
func (c Ceremonies) Now() time.Time { return c.db.Now() }

// SendCode mails a signer a one-time code, apart from the letter with the link. The id
// that comes back belongs into the browser that asked: only there can the code be used.
func (c Ceremonies) SendCode(ctx context.Context, from access.Request, token string) (id string, err error) {
	who, _, _, err := c.db.SignerByToken(ctx, token)
	if err != nil {
		return "", err
	}
	if err := c.db.Attempt(ctx, "signer code "+who.SignerID, 3, 10*time.Minute); err != nil {
		return "", err
	}
	if err := c.db.Attempt(ctx, "signer codes of a day "+who.SignerID, signing.CodesADay, 24*time.Hour); err != nil {
		return "", err
	}
	id = store.NewID()
	_, err = c.enter(ctx, from, token, true, func(tx *store.Tx, v *Visit) error {
		switch {
		case v.Envelope.Ended() || v.Late():
			return v.Envelope.Open(v.Signer.ID, c.db.Now())
		case v.Signer.Check != signing.ByCode:
			return fault.New(fault.Conflict, "This link needs no code.")
		case v.Signer.ConfirmedAt.IsZero():
			return fault.New(fault.Conflict, "Press Continue first.")
		}
		tx.AddSignerCode(v.Engagement, v.Envelope.ID, signing.Code{ID: id, Signer: v.Signer.ID, ExpiresAt: c.db.Now().Add(signing.CodeLife)})
		tx.Private() // the record has it once the mail server took the letter
		return tx.Enqueue(ctx, store.Job{Task: store.MailSignerCode, MSP: string(v.Engagement.MSP), Client: string(v.Engagement.Client), Engagement: string(v.Engagement.ID), Subject: id})
	})
	return id, err
}

// UseCode takes a code once, from the browser that asked for it. Each wrong try is
// counted and recorded, so the refusal is given only after the commit.
func (c Ceremonies) UseCode(ctx context.Context, from access.Request, token, id, digits string) (Visit, error) {
	if id == "" {
		return Visit{}, signing.CodeEnded()
	}
	var refused error
	v, err := c.enter(ctx, from, token, true, func(tx *store.Tx, v *Visit) error {
		code, right, err := tx.SignerCode(ctx, v.Engagement.ID, id, digits)
		if err != nil {
			return err
		}
		if code.Signer != v.Signer.ID || !code.Live(c.db.Now()) {
			refused = signing.CodeEnded()
			return nil
		}
		code, refused = code.Enter(right, c.db.Now())
		tx.SaveSignerCode(v.Engagement.ID, code)
		if !right {
			fact := v.fact(map[string]string{"try": fmt.Sprintf("%d of %d", code.Tries, signing.CodeTries)})
			tx.Record(v.Engagement, audit.CodeFailed, fact)
			if !code.Live(c.db.Now()) {
				tx.Record(v.Engagement, audit.CodeLocked, fact)
			}
			return nil
		}
		v.Signer.CodePassedAt, v.Code = c.db.Now(), id
		tx.Record(v.Engagement, audit.CodePassed, v.fact(map[string]string{"address": signing.Masked(v.Signer.Email), "wrong before": strconv.Itoa(code.Tries)}))
		return tx.SaveSigner(v.Engagement.ID, v.Signer)
	})
	if err == nil {
		err = refused
	}
	return v, err
}

// fact is the beginning of what the record says of a signer's step.
func (v Visit) fact(data map[string]string) audit.Fact {
	return audit.Fact{
		Subject: string(v.Signer.ID), Label: v.Signer.Name, Digest: v.Envelope.Digest, Data: data,
		About: audit.About{Version: v.Envelope.Version, Envelope: string(v.Envelope.ID), Signer: string(v.Signer.ID)},
	}
}

// mailSignerCode makes the digits of a signer's code, keeps their hash and mails them.
// A retry makes new digits, so the code in the newest letter is the one that works.
func (j Jobs) mailSignerCode(ctx context.Context, who access.Actor, id engagement.ID, code string) error {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return fmt.Errorf("make a code: %w", err)
	}
	digits := fmt.Sprintf("%06d", n)
	var v Visit
	err = j.db.Change(ctx, who, func(tx *store.Tx) error {
		v = Visit{}
		kept, _, err := tx.SignerCode(ctx, id, code, "")
		if err != nil || !kept.Live(j.db.Now()) {
			return err
		}
		e, list, err := tx.Envelopes(ctx, id)
		if err != nil {
			return err
		}
		for _, r := range list {
			if s, ok := r.Signer(kept.Signer); ok && s.EndedAt.IsZero() {
				v.Engagement, v.Envelope, v.Signer = e, r, s
			}
		}
		if v.Signer.ID == "" {
			return nil
		}
		if v.Version, err = tx.Version(ctx, id, v.Envelope.Version); err != nil {
			return err
		}
		tx.SetSignerCode(id, code, digits)
		tx.Private()
		return nil
	})
	if err != nil || v.Signer.ID == "" {
		return err
	}
	letter := codeLetter(v, code, digits)
	reply, err := mail.Deliver(ctx, j.mail, letter)
	refusal, bounced := mail.Refused(err)
	if err != nil && !bounced {
		return err
	}
	return j.db.Change(ctx, who, func(tx *store.Tx) error {
		e, err := tx.Engagement(ctx, id)
		if err != nil {
			return err
		}
		fact := v.fact(map[string]string{"address": signing.Masked(v.Signer.Email), "message": letter.MessageID()})
		fact.Source = "mail"
		if bounced {
			fact.After, fact.Data["code"] = refusal.Reply, strconv.Itoa(refusal.Code)
			tx.Record(e, audit.MailBounced, fact)
			return nil
		}
		if reply != "" {
			fact.Data["reply"] = reply
		}
		tx.Record(e, audit.CodeSent, fact)
		return nil
	})
}

func codeLetter(v Visit, id, digits string) mail.Message {
	e := v.Engagement
	return mail.Message{
		ID: "signer-code-" + id, FromName: e.MSPName, Brand: v.Version.Content.Brand, ToName: v.Signer.Name, To: v.Signer.Email, Subject: "Your code to sign agreement " + e.Number,
		Letter: mail.Letter{
			Heading:    "Your code to sign",
			Paragraphs: []string{"Enter this code on the page that asked for it. It works once, for ten minutes, and only in the browser that asked."},
			Code:       digits,
			Footer:     "You get this because somebody opened your link to agreement " + e.Number + " and pressed Continue. If it was not you, tell " + v.Envelope.SentBy + " at " + strings.TrimSuffix(e.MSPName, ".") + ". Nobody at " + e.MSPName + " will ever ask you for this code.",
		},
	}
}
