package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"demarc/internal/access"
	"demarc/internal/mail"
	"demarc/internal/seal"
	"demarc/internal/store"
)

// warnings are how many days before its end a seal certificate is spoken of.
var warnings = []int{7, 30, 90}

// daysLeft is the warning that is due: the smallest number of days within which a
// certificate ends, 0 after its end, -1 while its end is far.
func daysLeft(until, now time.Time) int {
	if !now.Before(until) {
		return 0
	}
	for _, days := range warnings {
		if until.Sub(now) <= time.Duration(days)*24*time.Hour {
			return days
		}
	}
	return -1
}

// keyEnds tells the owners of every MSP that the seal certificate ends soon: once each,
// 90, 30 and 7 days before, and after its end.
func (j Jobs) keyEnds(ctx context.Context) error {
	cert := j.keys.Current().Certificate()
	days := daysLeft(cert.NotAfter, j.db.Now())
	if days < 0 {
		return nil
	}
	msps, err := j.db.MSPs(ctx)
	if err != nil {
		return err
	}
	certificate := seal.Fingerprint(cert)
	for _, msp := range msps {
		who := access.SystemFor(msp)
		told := j.db.Change(ctx, who, func(tx *store.Tx) error {
			tx.Private() // it is news of the server, not of the MSP
			if fresh, err := tx.WarnOnce(ctx, certificate, days); err != nil || !fresh {
				return err
			}
			people, _, err := tx.Members(ctx, "")
			if err != nil {
				return err
			}
			for _, p := range people {
				if p.Role != access.Owner {
					continue
				}
				job := store.Job{Task: store.MailKeyEnds, MSP: string(msp), Subject: certificate + " " + strconv.Itoa(days) + " " + p.Membership}
				if err := tx.Enqueue(ctx, job); err != nil {
					return err
				}
			}
			return nil
		})
		err = errors.Join(err, told)
	}
	return err
}

// mailKeyEnds tells one owner, unless another certificate seals meanwhile.
func (j Jobs) mailKeyEnds(ctx context.Context, who access.Actor, subject string) error {
	part := strings.Fields(subject)
	if len(part) != 3 {
		return fmt.Errorf("no certificate and nobody to write to in %q", subject)
	}
	if err := j.freshKeys(ctx); err != nil {
		return err
	}
	key := j.keys.Current()
	if seal.Fingerprint(key.Certificate()) != part[0] {
		return nil
	}
	var people []store.Colleague
	err := j.db.Read(ctx, who, func(tx *store.Tx) (err error) {
		people, _, err = tx.Members(ctx, "")
		return err
	})
	if err != nil {
		return err
	}
	at := slices.IndexFunc(people, func(p store.Colleague) bool { return p.Membership == part[2] && p.Role == access.Owner })
	if at < 0 {
		return nil
	}
	to := people[at]
	return j.mail.Send(ctx, mail.Message{
		ID: "key-" + part[0][:16] + "-" + part[1] + "-" + part[2], FromName: "Demarc", ToName: to.Name, To: to.Email,
		Subject: endingHeading(key, j.db.Now()),
		Letter: mail.Letter{
			Heading: endingHeading(key, j.db.Now()), Paragraphs: ending(key, j.db.Now()),
			Parts:  []mail.Part{{Heading: "The certificate", Lines: []string{key.Certificate().Subject.CommonName, "SHA-256 " + part[0]}}},
			Footer: "You get this because you own " + to.MSPName + " on Demarc. It is sent 90, 30 and 7 days before, and after the end.",
		},
	})
}

func endingHeading(key *seal.Key, now time.Time) string {
	until := key.Certificate().NotAfter.UTC()
	if !now.Before(until) {
		return "The seal certificate ended on " + until.Format("2 January 2006")
	}
	return "The seal certificate ends on " + until.Format("2 January 2006")
}

// ending says what an ending certificate means and what to do.
func ending(key *seal.Key, now time.Time) []string {
	until := key.Certificate().NotAfter
	out := []string{"Agreements are sealed with it on this server. Those that are sealed already stay what they are: each was sealed while the certificate was good."}
	switch {
	case key.Own() && until.Sub(now) > renewBefore:
		return append(out, "There is nothing to do: this server makes the next certificate by itself 60 days before the end, under the same root.")
	case key.Own():
		return append(out, "This server should have made the next one by itself and has not. Ask whoever runs it to run: demarc seal renew. From the end on nothing can be sent for signature.")
	}
	return append(out, "It was issued by "+key.Certificate().Issuer.CommonName+", so nobody here can make the next one. Ask whoever runs this server to get it there, and to take it into use with: demarc seal import FILE.p12. From the end on nothing can be sent for signature.")
}
