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

// AskTime asks for more time in the name of somebody whose round ended before they did
// their part. It takes no more than the link: it tells the sender what they can see
// already, and gives nothing away.
func (c Ceremonies) AskTime(ctx context.Context, from access.Request, token string) (Visit, error) {
	v, err := c.Look(ctx, from, token)
	if err != nil {
		return v, err
	}
	if err := v.lapsed(); err != nil {
		return v, err
	}
	if err := c.db.Attempt(ctx, "more time "+string(v.Signer.ID), 1, 24*time.Hour); err != nil {
		return v, err
	}
	return c.enter(ctx, from, token, true, func(tx *store.Tx, v *Visit) error {
		if err := v.lapsed(); err != nil {
			return err
		}
		tx.Record(v.Engagement, audit.QuestionAsked, v.fact(map[string]string{"asks": "for more time"}))
		return c.news(ctx, tx, v.Engagement, notice.Question, moreTime+string(v.Signer.ID))
	})
}

// Lapsed tells whether the round ended by its time before this person did their part, and
// no newer version went out since.
func (v Visit) Lapsed() bool {
	ended := v.Envelope.State == signing.Expired || v.Envelope.State == signing.Sent && v.Late()
	return ended && v.Signer.Awaited() && v.Envelope.Version == v.Engagement.Version
}

func (v Visit) lapsed() error {
	if v.Lapsed() {
		return nil
	}
	return fault.New(fault.Conflict, "The time of this round has not ended.")
}

// moreTime is what a letter is about that asks for time, before the id of the signer.
const moreTime = "more-time/"

// writeQuestion passes a question on. The answer goes to the person's own address, and
// not through this system, which could not keep what was promised in it.
func (j Jobs) writeQuestion(ctx context.Context, tx *store.Tx, l store.Letter) (mail.Message, bool, error) {
	e, rounds, err := tx.Envelopes(ctx, l.Engagement)
	if err != nil {
		return mail.Message{}, false, err
	}
	waits, late := strings.CutPrefix(l.About, moreTime)
	for _, r := range rounds {
		if s, ok := r.Signer(signing.SignerID(waits)); late && ok && r.Version == e.Version && e.State != engagement.InForce {
			return j.isLate(e, r, s), true, nil
		}
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

func (j Jobs) isLate(e engagement.Engagement, r signing.Envelope, s signing.Signer) mail.Message {
	return mail.Message{
		Subject: s.Name + " asks for more time: agreement " + e.Number, ReplyTo: s.Email, ReplyToName: s.Name,
		Letter: mail.Letter{
			Heading: s.Name + " asks for more time",
			Paragraphs: []string{
				"The time to sign agreement " + e.Number + ", version " + strconv.Itoa(r.Version) + ", ended on " + moment(r.ExpiresAt) + ". From the link of " + s.Name + ", of " + company(e, s.Side) + ", somebody asked for a new one.",
				"A round that has ended cannot be opened again. Send the agreement again, and everybody gets a new link.",
			},
			Button: "Send it again", URL: j.base + "/e/" + string(e.ID) + "/sign",
			Footer: "You get this because you send agreements for your company. Questions of people who are asked to sign always go out.",
		},
	}
}
