package store

import (
	"context"
	"time"

	"demarc/internal/access"
	"demarc/internal/fault"
	"demarc/internal/party"
)

// codeTries is how often one code may be typed wrong.
const codeTries = 5

// StartCode makes room for a one-time code; the job that mails it makes the digits.
func (db *DB) StartCode(ctx context.Context, user party.UserID, life time.Duration) (id string, err error) {
	id = NewID()
	job := Job{Task: MailSignInCode, Subject: id}
	err = db.run(ctx, access.Actor{}, false, func(tx *Tx) error {
		err := tx.ask(ctx, statement{
			sql:  `insert into app.signin_codes (id, user_id, kind, expires_at) values ($1, $2, 'code', $3)`,
			args: []any{id, user, db.Now().Add(life)},
		})
		if err != nil {
			return err
		}
		if err := tx.Enqueue(ctx, job); err != nil {
			return err
		}
		return tx.send(ctx, true)
	})
	return id, err
}

// SetCode keeps the hash of a code that is about to be mailed, and tells to whom.
func (db *DB) SetCode(ctx context.Context, id, code string) (u User, found bool, err error) {
	err = db.lobbyWrite(ctx, statement{
		sql: `with c as (
		        update app.signin_codes set hash = $2 where id = $1 and used_at is null and expires_at > $3 returning user_id)
		      select u.id, u.email, u.name from c join app.users u on u.id = c.user_id`,
		args: []any{id, HashToken(id + code), db.Now()}, read: one(&found, &u.ID, &u.Email, &u.Name),
	})
	return u, found, err
}

// UseCode takes a code once. Every wrong try counts, also in parallel.
func (db *DB) UseCode(ctx context.Context, id, code string) (u User, err error) {
	var tries int
	var found, right bool
	err = db.lobbyWrite(ctx,
		statement{
			sql: `update app.signin_codes set tries = tries + 1
			       where id = $1 and kind = 'code' and used_at is null and expires_at > $2 returning tries`,
			args: []any{id, db.Now()}, read: one(&found, &tries),
		},
		statement{
			sql: `with c as (
			        update app.signin_codes set used_at = $3
			         where id = $1 and hash = $2 and kind = 'code' and used_at is null and expires_at > $3 and tries <= $4 returning user_id)
			      select u.id, u.email, u.name, u.password_hash, u.verified_at is not null from c join app.users u on u.id = c.user_id`,
			args: []any{id, HashToken(id + code), db.Now(), codeTries}, read: one(&right, &u.ID, &u.Email, &u.Name, &u.PasswordHash, &u.Verified),
		})
	switch {
	case err != nil:
		return u, err
	case right:
		return u, nil
	case found && tries < codeTries:
		return u, fault.Field("code", "This is not the code we sent. Check the newest email.")
	}
	return u, fault.New(fault.Gone, "This code has ended. Ask for a new one.")
}

// AddSampleLink makes a sign-in link for a sample person. It works until it expires,
// because people who try the product out press it more than once.
func (db *DB) AddSampleLink(ctx context.Context, user party.UserID, token string, life time.Duration) error {
	return db.lobbyWrite(ctx, statement{
		sql:  `insert into app.signin_codes (id, user_id, kind, hash, expires_at) values ($1, $2, 'sample_link', $3, $4)`,
		args: []any{NewID(), user, HashToken(token), db.Now().Add(life)},
	})
}

// UserBySampleLink finds whom a sample link signs in.
func (db *DB) UserBySampleLink(ctx context.Context, token string) (u User, err error) {
	var found bool
	err = db.lobby(ctx, access.Actor{}, statement{
		sql: `select u.id, u.email, u.name from app.signin_codes c join app.users u on u.id = c.user_id
		       where c.hash = $1 and c.kind = 'sample_link' and c.expires_at > $2`,
		args: []any{HashToken(token), db.Now()}, read: one(&found, &u.ID, &u.Email, &u.Name),
	})
	if err == nil && !found {
		err = badLink
	}
	return u, err
}
