package app

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"demarc/internal/access"
	"demarc/internal/agreement"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/mail"
	"demarc/internal/signing"
	"demarc/internal/store"
)

// endingLetter is a letter to somebody who answers for a company, or to one who signed
// and has no account, about the end of what is in force.
type endingLetter struct {
	officeLetter
	number   int
	standing store.Standing
	terms    agreement.Terms
	round    signing.Envelope
	signer   signing.Signer // zero for somebody who answers for a company
}

// eachParty enqueues a letter to each of those: who may end the agreement at either side,
// and who signed the version and is told in no other way. Whose values were erased from
// the record is not written to any more.
func (j Jobs) eachParty(ctx context.Context, who access.Actor, id engagement.ID, task store.Task, about string) error {
	number, err := versionIn(about)
	if err != nil {
		return err
	}
	return j.db.Change(ctx, who, func(tx *store.Tx) error {
		tx.Private() // the record has what is told
		e, rounds, err := tx.Envelopes(ctx, id)
		if err != nil {
			return err
		}
		told, err := j.eachIn(ctx, tx, e, task, about, access.EndAgreement)
		if err != nil {
			return err
		}
		for _, s := range signedBy(rounds, number).Signers {
			if !s.Live() || told[strings.ToLower(s.Email)] {
				continue
			}
			told[strings.ToLower(s.Email)] = true
			if err := j.tellOffice(ctx, tx, e, task, about+" "+signerPrefix+string(s.ID)); err != nil {
				return err
			}
		}
		return nil
	})
}

const signerPrefix = "signer:"

// versionIn reads the version of "2" or "2:2027-03-31".
func versionIn(about string) (int, error) {
	digits, _, _ := strings.Cut(about, ":")
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0, fault.New(fault.NotFound, "There is no such version.")
	}
	return n, nil
}

// signedBy is the round of a version that was signed to the end.
func signedBy(rounds []signing.Envelope, number int) signing.Envelope {
	i := slices.IndexFunc(rounds, func(r signing.Envelope) bool { return r.Version == number && r.State == signing.Sealed })
	if i < 0 {
		return signing.Envelope{}
	}
	return rounds[i]
}

// openEnding reads what a letter needs; found is false when nobody is to get it.
func (j Jobs) openEnding(ctx context.Context, who access.Actor, id engagement.ID, subject string) (l endingLetter, found bool, err error) {
	if l.officeLetter, err = j.openOffice(ctx, who, id, subject); err != nil {
		return l, false, err
	}
	if l.number, err = versionIn(l.about); err != nil {
		return l, false, err
	}
	l.round = signedBy(l.rounds, l.number)
	_, to, _ := strings.Cut(subject, " ")
	erased := false
	err = j.db.Read(ctx, who, func(tx *store.Tx) (err error) {
		if l.standing, _, err = tx.Standing(ctx, id, l.number); err != nil {
			return err
		}
		version, err := tx.Version(ctx, id, l.number)
		if err != nil {
			return err
		}
		l.terms = agreement.Terms(version.Content.Terms)
		if signer, ok := strings.CutPrefix(to, signerPrefix); ok {
			l.signer, _ = l.round.Signer(signing.SignerID(signer))
			erased, err = tx.Erased(ctx, id, signer)
		}
		return err
	})
	return l, err == nil && !erased && (l.to.Membership != "" || l.signer.ID != ""), err
}

// postEnding sends it.
func (j Jobs) postEnding(ctx context.Context, who access.Actor, l endingLetter, kind string, m mail.Message) error {
	if l.signer.ID == "" {
		m.ID = kind + "-" + l.to.Membership
		m.Letter.Button, m.Letter.URL = "Open the record", fmt.Sprintf("%s/e/%s/v/%d", j.base, l.e.ID, l.number)
		m.Letter.Footer = "You get this because you may answer for " + company(l.e, l.to.Side) + "."
		return j.postOffice(ctx, who, l.officeLetter, m)
	}
	m.ID = kind + "-" + string(l.signer.ID)
	m.FromName, m.Brand, m.ToName, m.To = l.e.MSPName, l.brand, l.signer.Name, l.signer.Email
	m.Letter.Button, m.Letter.URL = "Check a copy", j.base+"/v/"+l.round.Code
	m.Letter.Footer = "You get this because you were part of signing this agreement for " + company(l.e, l.signer.Side) + "."
	_, err := j.post(ctx, who, l.e, l.signer, m)
	return err
}

// mailOver tells one person that the agreement has ended: "version membership".
func (j Jobs) mailOver(ctx context.Context, who access.Actor, id engagement.ID, subject string) error {
	if !strings.Contains(subject, " ") {
		return j.eachParty(ctx, who, id, store.MailOver, subject)
	}
	l, found, err := j.openEnding(ctx, who, id, subject)
	if err != nil || !found || l.standing.EndedAt.IsZero() {
		return err
	}
	return j.postEnding(ctx, who, l, "over-"+string(id)+"-"+l.about, mail.Message{
		Subject: "Ended: agreement " + l.e.Number,
		Letter: mail.Letter{
			Heading: "The agreement has ended",
			Paragraphs: []string{
				fmt.Sprintf("Agreement %s of %s and %s, version %d, was in force from %s and ended on %s.", l.e.Number, l.e.MSPName, l.e.ClientName, l.number, moment(l.standing.From), moment(l.standing.EndedAt)),
				"The reason on record: " + l.standing.Reason,
				"Nothing that was signed or sealed is touched. Both companies keep the sealed file and its record, and whoever checks a copy is told that it has ended.",
			},
		},
	})
}

// mailNotice tells one person that one side gave notice, or withdrew it:
// "version:day membership".
func (j Jobs) mailNotice(ctx context.Context, who access.Actor, id engagement.ID, subject string) error {
	if !strings.Contains(subject, " ") {
		return j.eachParty(ctx, who, id, store.MailNotice, subject)
	}
	l, found, err := j.openEnding(ctx, who, id, subject)
	if err != nil || !found || !l.standing.Until.IsZero() {
		return err
	}
	_, day, _ := strings.Cut(l.about, ":")
	n := l.standing.Notice
	which := fmt.Sprintf("Agreement %s of %s and %s, version %d,", l.e.Number, l.e.MSPName, l.e.ClientName, l.number)
	if n.EndsOn != day {
		return j.postEnding(ctx, who, l, "notice-withdrawn-"+string(id)+"-"+strconv.Itoa(l.number)+"-"+day, mail.Message{
			Subject: "Stays in force: agreement " + l.e.Number,
			Letter: mail.Letter{
				Heading:    "The notice was withdrawn",
				Paragraphs: []string{which + " does not end on " + dayOf(day) + ". It stays in force."},
			},
		})
	}
	told := []string{
		fmt.Sprintf("%s ends on %s: %s gave notice on %s. Until that day is over (%s) it stays in force.", which, dayOf(day), company(l.e, n.By), moment(n.At), l.terms.Zone()),
		"The reason on record: " + n.Reason,
	}
	if usual, days, ok := l.terms.UsualEnd(n.At); ok && day < usual {
		told = append(told, fmt.Sprintf("This is shorter than the notice of %d days that the agreement asks for where it is ended without cause, which would be until %s. Whether the day holds is between the two companies; Demarc does not decide it.", days, dayOf(usual)))
	}
	told = append(told, "Nothing that was signed or sealed is touched. Both companies keep the sealed file and its record.")
	return j.postEnding(ctx, who, l, "notice-"+string(id)+"-"+strconv.Itoa(l.number)+"-"+n.At.Format("20060102150405"), mail.Message{
		Subject: "Ends on " + dayOf(day) + ": agreement " + l.e.Number,
		Letter:  mail.Letter{Heading: "Notice was given", Paragraphs: told},
	})
}

// dayOf is a day as people write it.
func dayOf(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.Format("2 January 2006")
}
