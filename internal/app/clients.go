package app

import (
	"context"
	"time"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/party"
	"demarc/internal/store"
)

// Clients is the MSP's clients.
type Clients struct{ *core }

// PageSize is how many lines a list shows at once.
const PageSize = 50

// Add adds a client.
func (c Clients) Add(ctx context.Context, who access.Actor, name string) (party.Customer, error) {
	if err := who.Require(access.AddClient); err != nil {
		return party.Customer{}, err
	}
	f := form{}
	client := party.Customer{ID: party.ClientID(store.NewID()), MSP: who.MSP, Name: f.text("name", "the client's name", name, true, 100)}
	if err := fault.Fields(f); err != nil {
		return party.Customer{}, err
	}
	err := c.db.Change(ctx, who, func(tx *store.Tx) error {
		tx.AddClient(client)
		tx.RecordForMSP(client.ID, audit.ClientAdded, audit.Fact{Subject: string(client.ID), Label: client.Name})
		return nil
	})
	return client, err
}

// List lists clients by name, after the given one.
func (c Clients) List(ctx context.Context, who access.Actor, afterName, afterID string) (list []store.ClientLine, err error) {
	if err := who.Require(access.ReadEngagement); err != nil {
		return nil, err
	}
	err = c.db.ReadOnce(ctx, who, func(tx *store.Tx) error {
		list, err = tx.Clients(ctx, afterName, afterID, PageSize)
		return err
	})
	return list, err
}

// Open shows one client with its newest engagements and its people.
func (c Clients) Open(ctx context.Context, who access.Actor, id party.ClientID) (client party.Customer, list []store.Line, people []store.Colleague, open []store.Invitation, err error) {
	if err := who.Require(access.ReadEngagement); err != nil {
		return client, nil, nil, nil, err
	}
	err = c.db.Read(ctx, who, func(tx *store.Tx) error {
		if client, err = tx.Client(ctx, id); err != nil {
			return err
		}
		if list, err = tx.Engagements(ctx, id, time.Time{}, "", PageSize); err != nil {
			return err
		}
		people, open, err = tx.Members(ctx, id)
		return err
	})
	return client, list, people, open, err
}

// Find is the client's name, for a page that is about to start something for it.
func (c Clients) Find(ctx context.Context, who access.Actor, id party.ClientID) (client party.Customer, err error) {
	if err := who.Require(access.ReadEngagement); err != nil {
		return client, err
	}
	err = c.db.ReadOnce(ctx, who, func(tx *store.Tx) error {
		client, err = tx.Client(ctx, id)
		return err
	})
	return client, err
}

// Cursor marks a place in the list of engagements.
type Cursor struct {
	Started time.Time
	ID      engagement.ID
}
