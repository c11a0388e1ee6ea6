package app

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/mail"
	"demarc/internal/party"
	"demarc/internal/signing"
	"demarc/internal/store"
)

// tellOffice enqueues a letter to everybody of either side who may do a thing: first one
// job that finds them, since neither side may read the other's people, then one for each
// of them, so that a letter that cannot be delivered holds up no other.
func (k *core) tellOffice(ctx context.Context, tx *store.Tx, e engagement.Engagement, task store.Task, about string) error {
	return tx.Enqueue(ctx, store.Job{Task: task, MSP: string(e.MSP), Client: string(e.Client), Engagement: string(e.ID), Subject: about})
}

// eachOf finds them.
func (j Jobs) eachOf(ctx context.Context, who access.Actor, id engagement.ID, task store.Task, about string, may access.Action) error {
	return j.db.Change(ctx, who, func(tx *store.Tx) error {
		tx.Private() // the record has what is told
		e, err := tx.Engagement(ctx, id)
		if err != nil {
			return err
		}
		_, err = j.eachIn(ctx, tx, e, task, about, may)
		return err
	})
}

// eachIn enqueues a letter to each of them, and gives their addresses in small letters.
func (k *core) eachIn(ctx context.Context, tx *store.Tx, e engagement.Engagement, task store.Task, about string, may access.Action) (map[string]bool, error) {
	told := map[string]bool{}
	for _, side := range party.Sides {
		people, err := office(ctx, tx, e, side)
		if err != nil {
			return nil, err
		}
		for _, p := range people {
			if (access.Actor{Kind: access.Person, Side: side, Role: p.Role}).Can(may) {
				told[strings.ToLower(p.Email)] = true
				err = errors.Join(err, k.tellOffice(ctx, tx, e, task, about+" "+p.Membership))
			}
		}
		if err != nil {
			return nil, err
		}
	}
	return told, nil
}

// office is everybody of one side of an engagement.
func office(ctx context.Context, tx *store.Tx, e engagement.Engagement, side party.Side) ([]store.Colleague, error) {
	of := e.Client
	if side == party.MSP {
		of = ""
	}
	people, _, err := tx.Members(ctx, of)
	return people, err
}

// officeLetter is a letter to one person of either side about an engagement.
type officeLetter struct {
	e      engagement.Engagement
	rounds []signing.Envelope
	about  string // id of what it is about
	to     store.Colleague
	brand  party.Brand
}

// openOffice reads what a letter needs: "about membership". It is to nobody when the
// person has left meanwhile.
func (j Jobs) openOffice(ctx context.Context, who access.Actor, id engagement.ID, subject string) (l officeLetter, err error) {
	about, membership, _ := strings.Cut(subject, " ")
	err = j.db.Read(ctx, who, func(tx *store.Tx) error {
		l = officeLetter{about: about}
		if l.e, l.rounds, err = tx.Envelopes(ctx, id); err != nil {
			return err
		}
		for _, side := range party.Sides {
			people, err := office(ctx, tx, l.e, side)
			if err != nil {
				return err
			}
			if i := slices.IndexFunc(people, func(c store.Colleague) bool { return c.Membership == membership }); i >= 0 {
				l.to = people[i]
			}
		}
		kept, err := tx.Brand(ctx)
		l.brand = kept.Brand
		return err
	})
	return l, err
}

// postOffice sends it. One that is refused for good is recorded and not tried again.
func (j Jobs) postOffice(ctx context.Context, who access.Actor, l officeLetter, m mail.Message) error {
	m.FromName, m.Brand, m.ToName, m.To = l.e.MSPName, l.brand, l.to.Name, l.to.Email
	err := j.mail.Send(ctx, m)
	refusal, refused := mail.Refused(err)
	if !refused {
		return err
	}
	return j.db.Change(ctx, who, func(tx *store.Tx) error {
		e, err := tx.Engagement(ctx, l.e.ID)
		if err != nil {
			return err
		}
		tx.Record(e, audit.MailBounced, audit.Fact{
			Subject: l.to.Membership, Label: l.to.Name, After: refusal.Reply, Source: "mail",
			Data: map[string]string{"code": strconv.Itoa(refusal.Code), "address": l.to.Email, "message": m.MessageID()},
		})
		return nil
	})
}
