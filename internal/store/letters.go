package store

import (
	"context"
	"errors"
	"time"

	"demarc/internal/access"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/notice"
	"demarc/internal/party"

	"github.com/jackc/pgx/v5"
)

// Letter is a letter of news that was decided on. Its text is made when it is sent.
type Letter struct {
	ID         string
	Engagement engagement.ID
	Client     party.ClientID
	Membership string
	Kind       notice.Kind
	Happening  string // one happening is one letter to a person
	About      string // id of what happened
	From, To   int64  // the entries it tells of: after From, to To
	SentAt     time.Time
}

// Plan is what PlanLetters decides.
type Plan struct {
	Engagement engagement.Engagement
	Letters    []Letter
	Wait       time.Duration // until they are sent
	// Told is the newest entry that the daily letters tell of; 0 when these are none.
	Told int64
}

// PlanLetters decides in one transaction who gets a letter, and enqueues each. It holds
// the engagement's lock once decide has read it by Engagement or Draft. A letter that
// was decided on before is not decided on again, so that a job may run twice. Nothing
// shared is changed, so nothing is recorded.
func (db *DB) PlanLetters(ctx context.Context, who access.Actor, decide func(*Tx) (Plan, error)) error {
	return db.own(ctx, who, func(tx *Tx) error {
		p, err := decide(tx)
		if err != nil {
			return err
		}
		if len(tx.writes)+len(tx.records) > 0 {
			return errors.New("deciding about letters may change nothing")
		}
		fresh := make([]bool, len(p.Letters))
		var ss []statement
		for i, l := range p.Letters {
			var id string
			ss = append(ss, statement{
				sql: `insert into app.letters (msp_id, client_id, engagement_id, id, membership_id, kind, happening, about, from_seq, to_seq, made_at)
				      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing returning id`,
				args: []any{who.MSP, p.Engagement.Client, p.Engagement.ID, l.ID, l.Membership, l.Kind, l.Happening, l.About, l.From, l.To, db.Now()},
				read: one(&fresh[i], &id),
			})
		}
		if err := tx.ask(ctx, ss...); err != nil {
			return err
		}
		for i, l := range p.Letters {
			if !fresh[i] {
				continue
			}
			var at time.Time
			if p.Wait > 0 {
				at = time.Now().Add(p.Wait) // the runner's clock, not the store's
			}
			job := Job{Task: MailNews, MSP: string(who.MSP), Client: string(p.Engagement.Client), Engagement: string(p.Engagement.ID), Subject: l.ID}
			if err := tx.EnqueueAt(ctx, job, at); err != nil {
				return err
			}
		}
		if p.Told > 0 {
			tx.write(`update app.chain_heads set digest_seq = $3, digest_at = null where msp_id = $1 and stream_id = $2`, who.MSP, p.Engagement.ID, p.Told)
		}
		return nil
	})
}

// Unsent are the places that a letter of a kind about an engagement is on its way to,
// and that nobody has begun to write: it will tell what happens until then.
func (tx *Tx) Unsent(ctx context.Context, id engagement.ID, k notice.Kind) (map[string]bool, error) {
	out := map[string]bool{}
	err := tx.ask(ctx, statement{
		sql:  `select membership_id from app.letters where msp_id = $1 and engagement_id = $2 and kind = $3 and sent_at is null and token_hash = ''`,
		args: []any{tx.who.MSP, id, k},
		read: each(func(rows pgx.Rows) error {
			var m string
			err := rows.Scan(&m)
			out[m] = true
			return err
		}),
	})
	return out, err
}

// Letter finds one that was decided on.
func (tx *Tx) Letter(ctx context.Context, id string) (Letter, error) {
	l := Letter{ID: id}
	var sent *time.Time
	var found bool
	err := tx.ask(ctx, statement{
		sql:  `select engagement_id, client_id, membership_id, kind, happening, about, from_seq, to_seq, sent_at from app.letters where msp_id = $1 and id = $2`,
		args: []any{tx.who.MSP, id},
		read: one(&found, &l.Engagement, &l.Client, &l.Membership, &l.Kind, &l.Happening, &l.About, &l.From, &l.To, &sent),
	})
	if err == nil && !found {
		err = gone
	}
	l.SentAt = timeOf(sent)
	return l, err
}

// TakeUp says that a letter is being written, with the hash of the token in it; an empty
// one says that it has to be written again. One that was sent keeps its own.
func (db *DB) TakeUp(ctx context.Context, who access.Actor, id, hash string) error {
	return db.own(ctx, who, func(tx *Tx) error {
		tx.write(`update app.letters set token_hash = $3 where msp_id = $1 and id = $2 and sent_at is null`, who.MSP, id, hash)
		return nil
	})
}

// Settle marks a letter as done: it was sent, or there is no reason to send it any more.
func (db *DB) Settle(ctx context.Context, who access.Actor, id string) error {
	return db.own(ctx, who, func(tx *Tx) error {
		tx.write(`update app.letters set sent_at = $3 where msp_id = $1 and id = $2 and sent_at is null`, who.MSP, id, db.Now())
		return nil
	})
}

// LetterByToken finds whose letter a link came in, as the actor who may mute what it is
// about and nothing else.
func (db *DB) LetterByToken(ctx context.Context, token string) (l Letter, who access.Actor, err error) {
	var found bool
	err = db.byToken(ctx, token, statement{
		sql:  `select msp_id, client_id, engagement_id, id, membership_id, kind from app.letters where token_hash = $1`,
		args: []any{HashToken(token)},
		read: one(&found, &who.MSP, &l.Client, &l.Engagement, &l.ID, &l.Membership, &l.Kind),
	})
	if err == nil && !found {
		err = fault.New(fault.NotFound, badLink.Message)
	}
	if err != nil {
		return l, access.Actor{}, err
	}
	return l, access.SystemFor(who.MSP), nil
}

// MuteFor is Mute for the one who got a letter, by the link in it.
func (db *DB) MuteFor(ctx context.Context, who access.Actor, l Letter) error {
	return db.own(ctx, who, func(tx *Tx) error {
		e := engagement.Engagement{ID: l.Engagement, Client: l.Client}
		p, found, err := tx.Member(ctx, e, l.Membership)
		if err != nil || !found {
			return err
		}
		tx.write(`insert into app.mutes (msp_id, client_id, engagement_id, membership_id, user_id, muted_at) values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
			who.MSP, l.Client, l.Engagement, l.Membership, p.User, db.Now())
		return nil
	})
}
