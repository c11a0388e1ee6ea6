package store

import (
	"context"
	"time"

	"demarc/internal/engagement"
	"demarc/internal/party"
)

// Standing is from when to when a version was in force.
type Standing struct {
	Version   int
	From      time.Time
	Until     time.Time // zero while it is
	Successor int       // the version that took its place; 0 if none did
	EndedAt   time.Time // zero unless it ended without one
	Reason    string    // of ending
}

// BringIntoForce begins the standing of a version; the one before it ends with it.
func (tx *Tx) BringIntoForce(e engagement.Engagement, version int, at time.Time) {
	tx.write(`update app.standings set until_at = $4, successor = $3 where msp_id = $1 and engagement_id = $2 and until_at is null`,
		tx.who.MSP, e.ID, version, at)
	tx.write(`insert into app.standings (msp_id, client_id, engagement_id, version, from_at) values ($1, $2, $3, $4, $5)`,
		tx.who.MSP, e.Client, e.ID, version, at)
}

// EndStanding ends what is in force, without a successor.
func (tx *Tx) EndStanding(at engagement.ID, ended time.Time, reason string) {
	tx.write(`update app.standings set until_at = $3, ended_at = $3, reason = $4 where msp_id = $1 and engagement_id = $2 and until_at is null`,
		tx.who.MSP, at, ended, reason)
}

// Standing reads what became of a version; one that never came into force has none.
func (tx *Tx) Standing(ctx context.Context, at engagement.ID, version int) (s Standing, found bool, err error) {
	s.Version = version
	var until, ended *time.Time
	err = tx.ask(ctx, statement{
		sql:  `select from_at, until_at, coalesce(successor, 0), ended_at, reason from app.standings where msp_id = $1 and engagement_id = $2 and version = $3`,
		args: []any{tx.who.MSP, at, version}, read: one(&found, &s.From, &until, &s.Successor, &ended, &s.Reason),
	})
	s.From, s.Until, s.EndedAt = s.From.UTC(), timeOf(until), timeOf(ended)
	return s, found, err
}

// HasSealed tells whether a client has a sealed version with this MSP.
func (tx *Tx) HasSealed(ctx context.Context, client party.ClientID) (bool, error) {
	var has, found bool
	err := tx.ask(ctx, statement{
		sql:  `select exists (select from app.files where msp_id = $1 and client_id = $2)`,
		args: []any{tx.who.MSP, client}, read: one(&found, &has),
	})
	return has, err
}
