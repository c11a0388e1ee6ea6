package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"path"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/audit"
	"demarc/internal/catalog"
	"demarc/internal/engagement"
	"demarc/internal/mail"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/internal/store"
)

// desk is one matrix with the people who work in it.
type desk struct {
	e      engagement.Engagement
	rows   []raci.Function
	column raci.Stakeholder
	people []access.Actor
}

// matricesOfMSP is how many engagements one MSP of the load has: few enough that its
// people may all be invited within the limit.
const matricesOfMSP = 10

// furnish signs up MSPs, and for each of their matrices a client and people of both
// sides, through the same acts as the screens.
func (c *loadCommand) furnish(ctx context.Context, in *instance, outbox *mail.Outbox) ([]*desk, error) {
	var desks []*desk
	var owner access.Actor
	for i := range c.Matrices {
		if i%matricesOfMSP == 0 {
			at := access.Request{IP: fmt.Sprintf("198.51.100.%d", i/matricesOfMSP), Agent: "demarc load"}
			u, p, err := in.app.Accounts.SignUp(ctx, at, app.SignUp{MSP: fmt.Sprintf("Load %d", i), Name: "Nora Load", Email: fmt.Sprintf("nora%d@load.example", i), Password: samplePassword})
			if err != nil {
				return nil, err
			}
			if owner, err = in.app.Accounts.Enter(ctx, u.ID, p.Membership); err != nil {
				return nil, err
			}
		}
		d, err := c.seat(ctx, in.app, outbox, owner, i)
		if err != nil {
			return nil, err
		}
		desks = append(desks, d)
	}
	return desks, nil
}

// seat makes one matrix and its people, the two sides in turn.
func (c *loadCommand) seat(ctx context.Context, a *app.App, outbox *mail.Outbox, owner access.Actor, i int) (*desk, error) {
	client, err := a.Clients.Add(ctx, owner, fmt.Sprintf("Client %d", i))
	if err != nil {
		return nil, err
	}
	d := &desk{}
	if d.e, err = a.Engagements.Start(ctx, owner, app.Start{Client: client.ID, Title: fmt.Sprintf("Load %d", i), Preset: catalog.Presets()[0].Key}); err != nil {
		return nil, err
	}
	draft, err := a.Matrices.Open(ctx, owner, d.e.ID)
	if err != nil {
		return nil, err
	}
	d.rows = draft.Matrix.Functions
	d.column, _ = draft.Matrix.Standard(raci.Management)
	for k := range c.People / c.Matrices {
		role, at := access.Lead, party.ClientID("")
		if k%2 == 1 {
			role, at = access.ITLead, client.ID
		}
		email := fmt.Sprintf("p%d.%d@load.example", i, k)
		if err := a.Accounts.Invite(ctx, owner, app.Invite{Email: email, Role: role, Client: at}); err != nil {
			return nil, err
		}
		letter, err := outbox.Wait(ctx, email, "invites you")
		if err != nil {
			return nil, err
		}
		u, p, err := a.Accounts.Join(ctx, owner.Request, path.Base(letter.Letter.URL), "", app.Join{Name: fmt.Sprintf("Person %d %d", i, k), Password: samplePassword})
		if err != nil {
			return nil, err
		}
		who, err := a.Accounts.Enter(ctx, u.ID, p.Membership)
		if err != nil {
			return nil, err
		}
		d.people = append(d.people, who)
	}
	return d, nil
}

// key names an edit as the log tells it.
func (d *desk) key(function, as string) string {
	return string(d.e.ID) + " " + function + " " + as
}

// log lists the edits that the engagement's chain holds, after it was checked.
func (d *desk) log(ctx context.Context, db *store.DB) ([]string, error) {
	var keys []string
	err := db.Read(ctx, d.people[0], func(tx *store.Tx) error {
		entries, head, err := tx.Chain(ctx, string(d.e.ID))
		if err != nil {
			return err
		}
		for _, e := range entries {
			if e.Verb == audit.AssignmentChanged {
				keys = append(keys, d.key(e.Fact.Subject, e.Fact.After))
			}
		}
		return audit.Check(entries, head)
	})
	return keys, err
}

// newLines reads lines until the end.
func newLines(r io.Reader) <-chan string {
	out := make(chan string)
	go func() {
		defer close(out)
		for s := bufio.NewScanner(r); s.Scan(); {
			out <- s.Text()
		}
	}()
	return out
}
