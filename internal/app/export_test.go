package app

import (
	"context"

	"demarc/internal/access"
	"demarc/internal/document"
	"demarc/internal/engagement"
	"demarc/internal/store"
)

// Pause lets a test stop the process between the steps of sealing.
func (a *App) Pause(at func(step string)) { a.Jobs.stop = at }

// Conformed makes the text of a sealed version again from what is kept.
func (v Versions) Conformed(ctx context.Context, who access.Actor, id engagement.ID, number int) (d document.Document, f store.File, err error) {
	err = v.db.Read(ctx, who, func(tx *store.Tx) error {
		version, err := tx.Version(ctx, id, number)
		if err != nil {
			return err
		}
		made, file, err := v.conformed(ctx, tx, id, version)
		if err == nil {
			d, f = *made, file
		}
		return err
	})
	return d, f, err
}

// Packed is how a bundle is packed.
var Packed = packed
