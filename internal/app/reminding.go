package app

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"demarc/internal/access"
	"demarc/internal/signing"
	"demarc/internal/store"
)

// remind reminds everybody whose time has come in all rounds that are out. It is
// started by the clock; whoever was reminded is not found again.
func (j Jobs) remind(ctx context.Context) error {
	rounds, err := j.db.Rounds(ctx, signing.Sent)
	if err != nil {
		return err
	}
	var failed error
	for _, r := range rounds {
		if err := j.remindRound(ctx, r); err != nil {
			failed = errors.Join(failed, fmt.Errorf("remind in round %s: %w", r.Envelope, err))
		}
	}
	return failed
}

func (j Jobs) remindRound(ctx context.Context, r store.Round) error {
	who := access.SystemFor(r.MSP)
	who.Client = r.Client
	return j.db.Change(ctx, who, func(tx *store.Tx) error {
		e, round, err := tx.Envelope(ctx, r.Engagement, r.Envelope)
		if err != nil {
			return err
		}
		now := j.db.Now()
		for _, s := range round.Due(now) {
			s.Reminded, s.RemindedAt = s.Reminded+1, now
			if err := tx.SaveSigner(e.ID, s); err != nil {
				return err
			}
			if err := j.queue(ctx, tx, e, round, s, map[string]string{"reminder": strconv.Itoa(s.Reminded), "of": strconv.Itoa(len(round.Reminders))}); err != nil {
				return err
			}
		}
		return nil
	})
}
