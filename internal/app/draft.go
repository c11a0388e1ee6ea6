package app

import (
	"context"

	"demarc/internal/access"
	"demarc/internal/engagement"
	"demarc/internal/store"
)

// readDraft is a draft as the steps show it, for whoever has the right.
func (k *core) readDraft(ctx context.Context, who access.Actor, right access.Action, id engagement.ID) (d engagement.Draft, err error) {
	if err := who.Require(right); err != nil {
		return d, err
	}
	err = k.db.ReadOnce(ctx, who, func(tx *store.Tx) error {
		d, err = tx.Draft(ctx, id)
		return err
	})
	return d, err
}

// readPaper is readDraft for what draws the paper or compares its digest: with the brand.
func (k *core) readPaper(ctx context.Context, who access.Actor, right access.Action, id engagement.ID) (d engagement.Draft, err error) {
	if err := who.Require(right); err != nil {
		return d, err
	}
	err = k.db.ReadOnce(ctx, who, func(tx *store.Tx) error {
		d, err = tx.Paper(ctx, id)
		return err
	})
	return d, err
}

// editable loads what an act is about to change: a draft that is not out for
// signature, and not signed.
func editable(ctx context.Context, tx *store.Tx, id engagement.ID) (engagement.Draft, error) {
	d, err := tx.Draft(ctx, id)
	if err != nil {
		return d, err
	}
	return d, d.Engagement.RequireDraft()
}

// editableParties reads who is in an engagement, for a change of it.
func editableParties(ctx context.Context, tx *store.Tx, id engagement.ID) (engagement.Engagement, engagement.Parties, error) {
	e, all, err := tx.Parties(ctx, id)
	if err != nil {
		return e, all, err
	}
	return e, all, e.RequireDraft()
}

// editablePaper is editable for what draws the paper or compares its digest.
func editablePaper(ctx context.Context, tx *store.Tx, id engagement.ID) (engagement.Draft, error) {
	d, err := tx.Paper(ctx, id)
	if err != nil {
		return d, err
	}
	return d, d.Engagement.RequireDraft()
}
