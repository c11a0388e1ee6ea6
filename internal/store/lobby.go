package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"demarc/internal/access"
	"demarc/internal/fault"
	"demarc/internal/party"
)

// lobby asks before a tenant is known. Its scope has no side, so that every tenant
// table is empty to it except by the narrow policies "own" and "by_token".
func (db *DB) lobby(ctx context.Context, who access.Actor, ss ...statement) error {
	who.Kind, who.Side, who.MSP, who.Client, who.Engagement = "", "", "", "", ""
	return db.ReadOnce(ctx, who, func(tx *Tx) error { return tx.ask(ctx, ss...) })
}

// lobbyWrite is lobby for the few global tables that change before a tenant is known.
func (db *DB) lobbyWrite(ctx context.Context, ss ...statement) error {
	return db.run(ctx, access.Actor{}, false, func(tx *Tx) error {
		if err := tx.ask(ctx, append(ss, statement{sql: "commit"})...); err != nil {
			return err
		}
		tx.open = false
		return nil
	})
}

// Place is one membership of a person, as listed before choosing one.
type Place struct {
	Membership string
	MSP        party.MSPID
	MSPName    string
	Side       party.Side
	Client     party.ClientID
	ClientName string
	Role       access.Role
}

// Places lists where a person may go.
func (db *DB) Places(ctx context.Context, user party.UserID) ([]Place, error) {
	var out []Place
	err := db.lobby(ctx, access.Actor{User: user}, statement{
		sql: `select id, msp_id, msp_name, side, coalesce(client_id::text, ''), client_name, role
		        from app.memberships where user_id = $1 and left_at is null order by msp_name, client_name, id`,
		args: []any{user},
		read: each(func(rows pgx.Rows) error {
			var p Place
			err := rows.Scan(&p.Membership, &p.MSP, &p.MSPName, &p.Side, &p.Client, &p.ClientName, &p.Role)
			out = append(out, p)
			return err
		}),
	})
	return out, err
}

// Secret is a token as its owner gets it, and what is kept of it.
type Secret struct{ Token, Hash string }

// NewSecret makes a link token: the tenant, so that the right policy can be asked,
// and 256 random bits. Only the hash is stored.
func NewSecret(msp party.MSPID) (Secret, error) {
	id, err := uuid.Parse(string(msp))
	if err != nil {
		return Secret{}, fmt.Errorf("token for %q: %w", msp, err)
	}
	b := make([]byte, 48)
	copy(b, id[:])
	_, _ = rand.Read(b[16:]) // never fails
	token := base64.RawURLEncoding.EncodeToString(b)
	return Secret{Token: token, Hash: HashToken(token)}, nil
}

// HashToken is what is kept of a token or a code.
func HashToken(token string) string {
	sum := sha256.Sum256([]byte("demarc/token/v1\x00" + token))
	return hex.EncodeToString(sum[:])
}

func mspOf(token string) (party.MSPID, bool) {
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(b) != 48 {
		return "", false
	}
	return party.MSPID(uuid.UUID(b[:16]).String()), true
}

var badLink = fault.New(fault.NotFound, "This link leads nowhere. Check that it was copied whole, or ask for a new one.")

// byToken asks under the policy that shows the one row with this token.
func (db *DB) byToken(ctx context.Context, token string, s statement) error {
	msp, ok := mspOf(token)
	if !ok {
		return badLink
	}
	return db.lobby(ctx, access.Actor{},
		statement{sql: "set local app.link_msp_id = '" + string(msp) + "'"},
		statement{sql: "set local app.link_token = '" + HashToken(token) + "'"},
		s)
}

// Invitation is an open place, offered to one address.
type Invitation struct {
	ID         string
	MSP        party.MSPID
	MSPName    string
	Side       party.Side
	Client     party.ClientID
	ClientName string
	Email      string
	Role       access.Role
	InvitedBy  string
	CreatedAt  time.Time
	ExpiresAt  time.Time
	UsedAt     time.Time
}

// InvitationByToken finds the invitation of a link.
func (db *DB) InvitationByToken(ctx context.Context, token string) (Invitation, error) {
	var i Invitation
	var found bool
	var used *time.Time
	err := db.byToken(ctx, token, statement{
		sql: `select id, msp_id, msp_name, side, coalesce(client_id::text, ''), client_name, email, role, invited_by, created_at, expires_at, used_at
		        from app.invitations where token_hash = $1`,
		args: []any{HashToken(token)},
		read: one(&found, &i.ID, &i.MSP, &i.MSPName, &i.Side, &i.Client, &i.ClientName, &i.Email, &i.Role, &i.InvitedBy, &i.CreatedAt, &i.ExpiresAt, &used),
	})
	if err == nil && !found {
		err = badLink
	}
	i.UsedAt = timeOf(used)
	return i, err
}

// Attempt counts one try under key and refuses when there were more than limit in
// the window. The count is shared by all processes, and taken before any expensive
// work so that guessing costs the guesser more than us.
func (db *DB) Attempt(ctx context.Context, key string, limit int, window time.Duration) error {
	var n int
	var found bool
	now := db.Now()
	err := db.lobbyWrite(ctx, statement{
		sql: `insert into app.attempts as a (key, since, n) values ($1, $2, 1)
		      on conflict (key) do update
		         set n = case when a.since < $3 then 1 else a.n + 1 end,
		             since = case when a.since < $3 then $2 else a.since end
		      returning n`,
		args: []any{HashToken(key), now, now.Add(-window)},
		read: one(&found, &n),
	})
	if err != nil {
		return err
	}
	if n > limit {
		return fault.Slower(window, fmt.Sprintf("Too many attempts. Wait %d minutes, then try again.", int(window.Minutes())))
	}
	return nil
}

// Instance reads or makes a value that all processes share: the first one in wins,
// and everybody gets the winner's.
func (db *DB) Instance(ctx context.Context, name string, make func() ([]byte, error)) ([]byte, error) {
	value, err := db.instance(ctx, name)
	if err != nil || value != nil {
		return value, err
	}
	made, err := make()
	if err != nil {
		return nil, err
	}
	err = db.lobbyWrite(ctx, statement{
		sql:  `insert into app.instance (name, value, made_at) values ($1, $2, $3) on conflict do nothing`,
		args: []any{name, made, db.Now()},
	})
	if err != nil {
		return nil, err
	}
	return db.instance(ctx, name)
}

func (db *DB) instance(ctx context.Context, name string) ([]byte, error) {
	var value []byte
	var found bool
	err := db.lobby(ctx, access.Actor{}, statement{
		sql: `select value from app.instance where name = $1`, args: []any{name}, read: one(&found, &value),
	})
	return value, err
}

// Empty tells whether nobody has signed up yet.
func (db *DB) Empty(ctx context.Context) (bool, error) {
	var any, found bool
	err := db.lobby(ctx, access.Actor{}, statement{
		sql: `select exists (select from app.users)`, read: one(&found, &any),
	})
	return !any, err
}

func timeOf(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

func orNull(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t
}
