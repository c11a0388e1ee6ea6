package app

import (
	"context"
	"slices"

	"demarc/internal/access"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/notice"
	"demarc/internal/store"
)

// Notices is how a person hears of things by letter, in one of their places. What they
// choose is theirs alone: no audit log tells it.
type Notices struct{ *core }

// Open shows what the actor chose, whole, and the engagements they have muted.
func (n Notices) Open(ctx context.Context, who access.Actor) (s notice.Settings, muted []notice.Muted, err error) {
	if err := own(who); err != nil {
		return nil, nil, err
	}
	err = n.db.ReadOnce(ctx, who, func(tx *store.Tx) error {
		s, muted, err = tx.Notices(ctx)
		return err
	})
	return s.Complete(who.Role), muted, err
}

// Save keeps what the actor chose.
func (n Notices) Save(ctx context.Context, who access.Actor, s notice.Settings) error {
	if err := own(who); err != nil {
		return err
	}
	f := form{}
	for _, k := range notice.Kinds {
		if !slices.Contains(k.Choices(), s[k]) {
			f[string(k)] = "Choose how you want to hear of this."
		}
	}
	if err := fault.Fields(f); err != nil {
		return err
	}
	return n.db.SaveNotices(ctx, who, s)
}

// Mute ends the letters about one engagement, or begins them again.
func (n Notices) Mute(ctx context.Context, who access.Actor, id engagement.ID, quiet bool) error {
	if err := own(who); err != nil {
		return err
	}
	return n.db.Mute(ctx, who, id, quiet)
}

// Muted tells whether the actor has muted an engagement.
func (n Notices) Muted(ctx context.Context, who access.Actor, id engagement.ID) (e engagement.Engagement, muted bool, err error) {
	if err := own(who); err != nil {
		return e, false, err
	}
	err = n.db.Read(ctx, who, func(tx *store.Tx) error {
		if e, err = tx.Engagement(ctx, id); err != nil {
			return err
		}
		muted, err = tx.Mutes(ctx, id)
		return err
	})
	return e, muted, err
}

// Linked is the engagement that a link in a letter would mute. Looking mutes nothing:
// mail programs open links too.
func (n Notices) Linked(ctx context.Context, token string) (e engagement.Engagement, err error) {
	l, who, err := n.db.LetterByToken(ctx, token)
	if err != nil {
		return e, err
	}
	err = n.db.Read(ctx, who, func(tx *store.Tx) error {
		e, err = tx.Engagement(ctx, l.Engagement)
		return err
	})
	return e, err
}

// MuteByLink mutes the engagement of the letter that the link came in, for the one it
// was sent to.
func (n Notices) MuteByLink(ctx context.Context, token string) error {
	l, who, err := n.db.LetterByToken(ctx, token)
	if err != nil {
		return err
	}
	return n.db.MuteFor(ctx, who, l)
}

// own requires a person in a place: what is read and changed is theirs whatever their role.
func own(who access.Actor) error {
	if err := who.Require(access.ReadEngagement); err != nil {
		return err
	}
	if who.Kind != access.Person {
		return fault.New(fault.NotFound, "There is nothing here.")
	}
	return nil
}
