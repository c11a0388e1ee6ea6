package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/mail"
	"demarc/internal/party"
	"demarc/internal/seal"
	"demarc/internal/store"
)

// checkingTime is how long one try of the nightly check goes on, well within the minute
// that a job has; the next goes on where it stopped.
const checkingTime = 40 * time.Second

// checkChains checks every chain once a day, in the scope of its tenant and as the role
// that serves requests: no other is needed, and none could do it in secret.
func (j Jobs) checkChains(ctx context.Context) error {
	if err := j.freshKeys(ctx); err != nil {
		return err
	}
	if err := j.checkCheckpoints(ctx); err != nil {
		return err
	}
	start := j.db.Now()
	ends, err := j.db.Unchecked(ctx, start.Truncate(24*time.Hour))
	if err != nil {
		return err
	}
	for _, end := range ends {
		if j.db.Now().Sub(start) > checkingTime {
			return store.Later{At: j.db.Now().Add(time.Second)}
		}
		if failed := j.checkChain(ctx, end); failed != nil {
			err = errors.Join(err, fmt.Errorf("check chain %s: %w", end.Stream, failed))
		}
	}
	return err
}

// checkChain checks one chain and keeps what was found. That it broke is told once, until
// it holds again.
func (j Jobs) checkChain(ctx context.Context, end store.ChainEnd) error {
	who := access.SystemFor(end.MSP)
	var before store.ChainCheck
	found := store.ChainCheck{At: j.db.Now()}
	err := j.db.Read(ctx, who, func(tx *store.Tx) (err error) {
		if before, err = tx.ChainCheck(ctx, end.Stream); err != nil {
			return err
		}
		_, head, _, err := j.proven(ctx, tx, end.Stream)
		found.Seq = head.Seq
		return err
	})
	if broken, ok := errors.AsType[*audit.BrokenError](err); ok {
		found.Seq, found.Reason, found.ToldAt = broken.Seq, broken.Reason, before.ToldAt
		j.log.ErrorContext(ctx, "a record does not hold", "msp", string(end.MSP), "stream", end.Stream, "entry", broken.Seq, "reason", broken.Reason)
	} else if err != nil {
		return err
	}
	return j.db.Change(ctx, who, func(tx *store.Tx) error {
		tx.Private()
		tell := found.Reason != "" && found.ToldAt.IsZero()
		if tell {
			found.ToldAt = found.At
		}
		tx.SaveChainCheck(end.Stream, end.Client, found)
		if !tell {
			return nil
		}
		return tx.Enqueue(ctx, store.Job{Task: store.MailBroken, MSP: string(end.MSP), Client: string(end.Client), Subject: end.Stream})
	})
}

// proven reads a chain and holds it against everything there is: its own hashes and end,
// its personal values, the checkpoints it stands in and their signatures. A chain that
// does not hold is an *audit.BrokenError; what was read is returned all the same.
func (k *core) proven(ctx context.Context, tx *store.Tx, stream string) ([]audit.Entry, audit.Head, []store.Bound, error) {
	log, head, bound, err := tx.CheckedChain(ctx, stream)
	for i := 0; err == nil && i < len(bound); i++ {
		if k.signedByUs(bound[i].Checkpoint, bound[i].Signed) != nil {
			err = &audit.BrokenError{Stream: stream, Seq: bound[i].Seq, Reason: "the checkpoint of " + bound[i].Day + ", which binds it, is not the one that was signed"}
		}
	}
	return log, head, bound, err
}

// signedByUs says whether a checkpoint is what this instance signed.
func (k *core) signedByUs(c audit.Checkpoint, by store.Signed) error {
	chain, err := seal.ParseRoots([]byte(by.Certificates))
	if err != nil {
		return err
	}
	return seal.CheckText(c.Statement(), by.Signature, chain, k.keys.Roots(), by.MadeAt)
}

// checkCheckpoints checks that no checkpoint was altered, added or taken out. That is for
// whoever runs the instance: it says nothing about any one MSP.
func (j Jobs) checkCheckpoints(ctx context.Context) error {
	all, by, err := j.db.Checkpoints(ctx)
	if err != nil {
		return err
	}
	failed := audit.CheckCheckpoints(all)
	for i, c := range all {
		if err := j.signedByUs(c, by[i]); err != nil {
			failed = errors.Join(failed, fmt.Errorf("the checkpoint of %s: %w", c.Day, err))
		}
	}
	j.checkpoints.Store(&failed)
	if failed != nil {
		j.log.ErrorContext(ctx, "the checkpoints do not hold", "error", failed)
	}
	return nil
}

// mailBroken tells the owners of the MSP, and for an engagement the internal IT leads of
// the client, that a record does not hold. Neither side learns of it from the other, and an
// address that takes no letters keeps it from nobody else: first there is a job for the
// stream, then one for each person, "stream membership".
func (j Jobs) mailBroken(ctx context.Context, who access.Actor, subject string) error {
	stream, membership, one := strings.Cut(subject, " ")
	var check store.ChainCheck
	var people []store.Colleague
	what, button, to := "The MSP's own record", "", ""
	err := j.db.Read(ctx, who, func(tx *store.Tx) (err error) {
		if check, err = tx.ChainCheck(ctx, stream); err != nil {
			return err
		}
		if people, _, err = tx.Members(ctx, ""); err != nil {
			return err
		}
		if stream == string(who.MSP) {
			return nil
		}
		e, err := tx.Engagement(ctx, engagement.ID(stream))
		if err != nil {
			return err
		}
		what, button, to = "The record of agreement "+e.Number, "See the evidence", j.base+"/e/"+stream+"/evidence"
		partners, _, err := tx.Members(ctx, e.Client)
		people = append(people, partners...)
		return err
	})
	if err != nil || check.Reason == "" {
		return err
	}
	people = slices.DeleteFunc(people, func(p store.Colleague) bool {
		return p.Role != access.Owner && p.Role != access.ITLead || one && p.Membership != membership
	})
	if !one {
		return j.db.Change(ctx, who, func(tx *store.Tx) error {
			tx.Private() // a record that does not hold takes no entry about itself
			for _, p := range people {
				err := tx.Enqueue(ctx, store.Job{Task: store.MailBroken, MSP: string(who.MSP), Client: string(who.Client), Subject: stream + " " + p.Membership})
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
	for _, p := range people {
		because := "you own " + p.MSPName
		if p.Side == party.Client {
			because = "you lead internal IT at " + p.ClientName
		}
		err := j.mail.Send(ctx, mail.Message{
			ID: "broken-" + stream + "-" + check.ToldAt.Format("20060102150405") + "-" + p.Membership, FromName: "Demarc", ToName: p.Name, To: p.Email, Subject: what + " does not hold",
			Letter: mail.Letter{
				Heading: what + " does not hold",
				Paragraphs: []string{
					fmt.Sprintf("The check of %s found at entry %d: %s.", moment(check.At), check.Seq, check.Reason),
					"Somebody may have altered it in the database. Keep the sealed files, letters and checkpoints that you have: they show what was there before. Tell whoever runs this system at once.",
				},
				Button: button, URL: to,
				Footer: "You get this because " + because + " on Demarc. Both organisations are told of it alike.",
			},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Standing is whether the records of the whole instance held when they were last checked,
// in words; empty when they did.
func (v Evidence) Standing(ctx context.Context) (string, error) {
	n, err := v.db.BrokenChains(ctx)
	if err != nil {
		return "", err
	}
	if n > 0 {
		return fmt.Sprintf("%d do not hold; the log names them", n), nil
	}
	if failed := v.checkpoints.Load(); failed != nil && *failed != nil {
		return (*failed).Error(), nil
	}
	return "", nil
}
