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
	Notice    Notice    // that it ends on a later day; zero without one
}

// Notice is that a version ends on a later day.
type Notice struct {
	By     party.Side
	At     time.Time
	Reason string
	EndsOn string    // its last day, 2027-03-31, in the time zone of the agreement
	EndsAt time.Time // when that day is over
}

// Given tells whether there is one.
func (n Notice) Given() bool { return n.EndsOn != "" }

// GiveNotice keeps when what is in force ends.
func (tx *Tx) GiveNotice(at engagement.ID, n Notice) {
	tx.write(`update app.standings set ends_on = $3::date, ends_at = $4, notice_by = $5, notice_at = $6, notice = $7 where msp_id = $1 and engagement_id = $2 and until_at is null`,
		tx.who.MSP, at, n.EndsOn, n.EndsAt, n.By, n.At, n.Reason)
}

// DropNotice takes the notice back.
func (tx *Tx) DropNotice(at engagement.ID) {
	tx.write(`update app.standings set ends_on = null, ends_at = null, notice_by = null, notice_at = null, notice = '' where msp_id = $1 and engagement_id = $2 and until_at is null`,
		tx.who.MSP, at)
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
	var until, ended, noticed, ends *time.Time
	err = tx.ask(ctx, statement{
		sql:  `select from_at, until_at, coalesce(successor, 0), ended_at, reason, coalesce(notice_by, ''), notice_at, notice, coalesce(ends_on::text, ''), ends_at from app.standings where msp_id = $1 and engagement_id = $2 and version = $3`,
		args: []any{tx.who.MSP, at, version}, read: one(&found, &s.From, &until, &s.Successor, &ended, &s.Reason, &s.Notice.By, &noticed, &s.Notice.Reason, &s.Notice.EndsOn, &ends),
	})
	s.From, s.Until, s.EndedAt = s.From.UTC(), timeOf(until), timeOf(ended)
	s.Notice.At, s.Notice.EndsAt = timeOf(noticed), timeOf(ends)
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
