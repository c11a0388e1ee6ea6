package app

import (
	"context"

	"demarc/internal/access"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/raci"
	"demarc/internal/store"
)

// WriteNote keeps a note for the actor's own side, whatever state the engagement is in.
func (m Matrices) WriteNote(ctx context.Context, who access.Actor, id engagement.ID, fn raci.FunctionID, body string) error {
	if err := who.Require(access.EditMatrix); err != nil {
		return err
	}
	f := form{}
	body = f.text("note", "a note", body, true, engagement.MaxNote)
	if err := fault.Fields(f); err != nil {
		return err
	}
	return m.db.AddNote(ctx, who, id, engagement.Note{
		ID: store.NewID(), Function: fn, Side: who.Side, AuthorID: who.User, Author: who.Name, Body: body, At: m.db.Now(),
	})
}

// RemoveNote erases a note of the actor's own.
func (m Matrices) RemoveNote(ctx context.Context, who access.Actor, id engagement.ID, fn raci.FunctionID, note string) error {
	if err := who.Require(access.EditMatrix); err != nil {
		return err
	}
	found, err := m.db.RemoveNote(ctx, who, id, fn, note)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "There is no such note of yours.")
	}
	return err
}
