package store

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"demarc/internal/access"
	"demarc/internal/party"
)

// User is a person who signs in, whatever places they have.
type User struct {
	ID           party.UserID
	Email        string // lower case
	Name         string
	PasswordHash string // empty when only codes are used
	Verified     bool   // somebody has read mail at the address
}

// UserByEmail finds a person; found is false for an unknown address.
func (db *DB) UserByEmail(ctx context.Context, email string) (u User, found bool, err error) {
	err = db.lobby(ctx, access.Actor{}, statement{
		sql:  `select id, email, name, password_hash, verified_at is not null from app.users where email = $1`,
		args: []any{strings.ToLower(email)}, read: one(&found, &u.ID, &u.Email, &u.Name, &u.PasswordHash, &u.Verified),
	})
	return u, found, err
}

// User finds a person by id.
func (db *DB) User(ctx context.Context, id party.UserID) (u User, found bool, err error) {
	err = db.lobby(ctx, access.Actor{}, statement{
		sql:  `select id, email, name, password_hash, verified_at is not null from app.users where id = $1`,
		args: []any{id}, read: one(&found, &u.ID, &u.Email, &u.Name, &u.PasswordHash, &u.Verified),
	})
	return u, found, err
}

// AddUser adds a person within the act that gives them their first place.
func (tx *Tx) AddUser(u User) {
	var verified any
	if u.Verified {
		verified = tx.db.Now()
	}
	tx.write(`insert into app.users (id, email, name, password_hash, created_at, verified_at) values ($1, $2, $3, $4, $5, $6)`,
		u.ID, strings.ToLower(u.Email), u.Name, u.PasswordHash, tx.db.Now(), verified)
}

// ClaimUser gives an account that nobody has confirmed to the person who just proved
// that the address is theirs, with the name and password they chose.
func (tx *Tx) ClaimUser(u User) {
	tx.write(`update app.users set name = $2, password_hash = $3, verified_at = $4 where id = $1 and verified_at is null`, u.ID, u.Name, u.PasswordHash, tx.db.Now())
}

// Rename gives an account that nobody has confirmed another name and password: the
// same person signing up again, or another who will not get the code.
func (db *DB) Rename(ctx context.Context, id party.UserID, name, hash string) error {
	return db.lobbyWrite(ctx, statement{sql: `update app.users set name = $2, password_hash = $3 where id = $1 and verified_at is null`, args: []any{id, name, hash}})
}

// Verify notes that somebody has read mail at the account's address. Unless the
// password is known to be theirs it is taken away: whoever typed it may be another.
func (db *DB) Verify(ctx context.Context, id party.UserID, keepPassword bool) error {
	return db.lobbyWrite(ctx, statement{
		sql:  `update app.users set verified_at = $2, password_hash = case when $3 then password_hash else '' end where id = $1 and verified_at is null`,
		args: []any{id, db.Now(), keepPassword},
	})
}

// AddMSP adds a tenant.
func (tx *Tx) AddMSP(o party.Organization, prefix string) {
	tx.write(`insert into app.msps (msp_id, name, prefix, created_at) values ($1, $2, $3, $4)`, o.ID, o.Name, prefix, tx.db.Now())
}

// AddMembership gives a person a place.
func (tx *Tx) AddMembership(user party.UserID, p Place) {
	tx.write(`insert into app.memberships (msp_id, id, user_id, side, client_id, role, msp_name, client_name, joined_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		p.MSP, p.Membership, user, p.Side, null(p.Client), p.Role, p.MSPName, p.ClientName, tx.db.Now())
}

// EndMembership takes a person's place at the MSP, or at one client, away from now on.
func (tx *Tx) EndMembership(ctx context.Context, client party.ClientID, membership string) (user party.UserID, name string, err error) {
	var found bool
	err = tx.ask(ctx, statement{
		sql: `with ended as (
		        update app.memberships set left_at = $3 where msp_id = $1 and id = $2 and client_id is not distinct from $4 and left_at is null returning user_id)
		      select u.id, u.name from ended join app.users u on u.id = ended.user_id`,
		args: []any{tx.who.MSP, membership, tx.db.Now(), null(client)}, read: one(&found, &user, &name),
	})
	if err == nil && !found {
		err = gone
	}
	return user, name, err
}

// Colleague is a membership with its person.
type Colleague struct {
	Place
	User     party.UserID
	Name     string
	Email    string
	JoinedAt time.Time
}

// Members lists the people of the MSP, or of one client.
func (tx *Tx) Members(ctx context.Context, client party.ClientID) ([]Colleague, []Invitation, error) {
	var people []Colleague
	var open []Invitation
	err := tx.ask(ctx,
		statement{
			sql: `select m.id, m.msp_name, m.side, m.client_name, m.role, m.joined_at, u.id, u.name, u.email
			        from app.memberships m join app.users u on u.id = m.user_id
			       where m.msp_id = $1 and m.client_id is not distinct from $2 and m.left_at is null
			       order by u.name`,
			args: []any{tx.who.MSP, null(client)},
			read: each(func(rows pgx.Rows) error {
				c := Colleague{Place: Place{MSP: tx.who.MSP, Client: client}}
				err := rows.Scan(&c.Membership, &c.MSPName, &c.Side, &c.ClientName, &c.Role, &c.JoinedAt, &c.User, &c.Name, &c.Email)
				people = append(people, c)
				return err
			}),
		},
		statement{
			sql: `select id, email, role, invited_by, created_at, expires_at from app.invitations
			       where msp_id = $1 and client_id is not distinct from $2 and used_at is null and expires_at > $3
			       order by created_at desc`,
			args: []any{tx.who.MSP, null(client), tx.db.Now()},
			read: each(func(rows pgx.Rows) error {
				i := Invitation{MSP: tx.who.MSP, Client: client}
				err := rows.Scan(&i.ID, &i.Email, &i.Role, &i.InvitedBy, &i.CreatedAt, &i.ExpiresAt)
				open = append(open, i)
				return err
			}),
		})
	return people, open, err
}

// AddInvitation offers a place to an address; the token is made when it is mailed.
func (tx *Tx) AddInvitation(i Invitation) {
	tx.write(`insert into app.invitations (msp_id, id, side, client_id, email, role, invited_by, msp_name, client_name, created_at, expires_at)
	          values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		i.MSP, i.ID, i.Side, null(i.Client), strings.ToLower(i.Email), i.Role, i.InvitedBy, i.MSPName, i.ClientName, i.CreatedAt, i.ExpiresAt)
}

// Invitation reads one, locked, for the act that takes it up.
func (tx *Tx) Invitation(ctx context.Context, id string) (Invitation, error) {
	return tx.invitation(ctx, id, " for update")
}

// InvitationOnce reads one without a lock, for the job that mails it.
func (tx *Tx) InvitationOnce(ctx context.Context, id string) (Invitation, error) {
	return tx.invitation(ctx, id, "")
}

func (tx *Tx) invitation(ctx context.Context, id, lock string) (Invitation, error) {
	var i Invitation
	var used *time.Time
	var found bool
	err := tx.ask(ctx, statement{
		sql: `select id, msp_id, msp_name, side, coalesce(client_id::text, ''), client_name, email, role, invited_by, created_at, expires_at, used_at
		        from app.invitations where msp_id = $1 and id = $2` + lock,
		args: []any{tx.who.MSP, id},
		read: one(&found, &i.ID, &i.MSP, &i.MSPName, &i.Side, &i.Client, &i.ClientName, &i.Email, &i.Role, &i.InvitedBy, &i.CreatedAt, &i.ExpiresAt, &used),
	})
	if err == nil && !found {
		err = gone
	}
	i.UsedAt = timeOf(used)
	return i, err
}

// SetInvitationToken keeps the hash of the token that is about to be mailed.
func (db *DB) SetInvitationToken(ctx context.Context, msp party.MSPID, id, hash string) error {
	return db.run(ctx, access.SystemFor(msp), false, func(tx *Tx) error {
		tx.write(`update app.invitations set token_hash = $3 where msp_id = $1 and id = $2 and used_at is null`, msp, id, hash)
		return tx.send(ctx, true)
	})
}

// UseInvitation marks it used; a second use is refused by the caller, who holds the
// row locked by Invitation.
func (tx *Tx) UseInvitation(id string) {
	tx.write(`update app.invitations set used_at = $3 where msp_id = $1 and id = $2`, tx.who.MSP, id, tx.db.Now())
}
