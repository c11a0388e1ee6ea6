package app

import (
	"context"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/mail"
	"demarc/internal/notice"
	"demarc/internal/signing"
	"demarc/internal/store"
)

// Ask sends a question of somebody of a round to whoever sends agreements at the MSP.
// The record says that they asked, and not what: what one side's people want to know is
// not the other side's to read.
func (c Ceremonies) Ask(ctx context.Context, from access.Request, token, words string) (Visit, error) {
	f := form{}
	words = f.text("question", "what you want to know", words, true, signing.QuestionLength)
	if err := fault.Fields(f); err != nil {
		return Visit{}, err
	}
	v, err := c.Look(ctx, from, token)
	if err != nil {
		return v, err
	}
	if err := v.asks(words, c.db.Now()); err != nil {
		return v, err
	}
	if err := c.db.Attempt(ctx, "question "+string(v.Signer.ID), signing.QuestionsADay, 24*time.Hour); err != nil {
		return v, err
	}
	return c.enter(ctx, from, token, true, func(tx *store.Tx, v *Visit) error {
		if err := v.asks(words, c.db.Now()); err != nil {
			return err
		}
		q, err := v.Envelope.Ask(v.Signer.ID, words, c.db.Now())
		if err != nil {
			return err
		}
		q.ID = store.NewID()
		tx.AddQuestion(v.Engagement, v.Envelope.ID, v.Signer, q)
		tx.Record(v.Engagement, audit.QuestionAsked, v.fact(map[string]string{"characters": strconv.Itoa(utf8.RuneCountInString(q.Words))}))
		return c.news(ctx, tx, v.Engagement, notice.Question, q.ID)
	})
}

// asks tells whether this visit may ask now.
func (v Visit) asks(words string, now time.Time) error {
	if err := v.entered(now); err != nil {
		return err
	}
	_, err := v.Envelope.Ask(v.Signer.ID, words, now)
	return err
}

// writeQuestion passes a question on. The answer goes to the person's own address, and
// not through this system, which could not keep what was promised in it.
func (j Jobs) writeQuestion(ctx context.Context, tx *store.Tx, l store.Letter) (mail.Message, bool, error) {
	e, rounds, err := tx.Envelopes(ctx, l.Engagement)
	if err != nil {
		return mail.Message{}, false, err
	}
	for _, r := range rounds {
		for _, q := range r.Questions {
			if s, ok := r.Signer(q.Signer); ok && q.ID == l.About && q.Words != "" {
				return j.isAsked(e, r, s, q), true, nil
			}
		}
	}
	return mail.Message{}, false, nil
}

func (j Jobs) isAsked(e engagement.Engagement, r signing.Envelope, s signing.Signer, q signing.Question) mail.Message {
	return mail.Message{
		Subject: s.Name + " asks a question: agreement " + e.Number, ReplyTo: s.Email, ReplyToName: s.Name,
		Letter: mail.Letter{
			Heading: s.Name + " asks a question",
			Paragraphs: []string{
				s.Name + " of " + company(e, s.Side) + " has agreement " + e.Number + ", version " + strconv.Itoa(r.Version) + ", to " + strings.TrimSuffix(strings.ToLower(s.Role.Words()), "s") + " and wrote on " + moment(q.At) + ":",
				"“" + q.Words + "”",
				"Reply to this letter, or write to " + s.Email + ". What you answer is no part of the agreement: if the text must say it, withdraw the version, change it and send it again. The round ends on " + moment(r.ExpiresAt) + ".",
			},
			Button: "See the round", URL: j.base + "/e/" + string(e.ID) + "/sign",
			Footer: "You get this because you send agreements for your company. Questions of people who are asked to sign always go out.",
		},
	}
}
