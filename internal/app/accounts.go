package app

import (
	"context"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/fault"
	"demarc/internal/party"
	"demarc/internal/store"
)

// Accounts is signing up, signing in, inviting and joining.
type Accounts struct{ *core }

const (
	codeLife       = 10 * time.Minute
	invitationLife = 14 * 24 * time.Hour
	signInWindow   = 15 * time.Minute
	perAccount     = 10 // tries of one account in the window
	perNetwork     = 50 // tries from one address in the window
)

// SignUp is what a new MSP's first person gives.
type SignUp struct{ MSP, Name, Email, Password string }

// SignUp makes an MSP with its owner, who then confirms the address with a code; until
// then nobody can sign in with the password. For an address that has an account it
// makes nothing and says nothing: the code that is mailed next signs in to that one.
func (a Accounts) SignUp(ctx context.Context, from access.Request, in SignUp) (store.User, store.Place, error) {
	f := form{}
	in.MSP = f.text("msp", "the name of your MSP", in.MSP, true, 100)
	in.Name = f.text("name", "your name", in.Name, true, 100)
	in.Email = f.email("email", "your email address", in.Email, true)
	f.password("password", in.Password, in.Email, in.Name, in.MSP)
	if err := fault.Fields(f); err != nil {
		return store.User{}, store.Place{}, err
	}
	if err := a.db.Attempt(ctx, "sign up "+from.IP, perNetwork, signInWindow); err != nil {
		return store.User{}, store.Place{}, err
	}
	hash, err := hashPassword(in.Password)
	if err != nil {
		return store.User{}, store.Place{}, err
	}
	old, known, err := a.db.UserByEmail(ctx, in.Email)
	switch {
	case err != nil:
		return store.User{}, store.Place{}, err
	case known && old.Verified:
		return store.User{}, store.Place{}, nil
	case known:
		old.Name, old.PasswordHash = in.Name, hash
		return old, store.Place{}, a.db.Rename(ctx, old.ID, in.Name, hash)
	}
	user := store.User{ID: party.UserID(store.NewID()), Email: in.Email, Name: in.Name, PasswordHash: hash}
	msp := party.Organization{ID: party.MSPID(store.NewID()), Name: in.MSP}
	place := store.Place{Membership: store.NewID(), MSP: msp.ID, MSPName: msp.Name, Side: party.MSP, Role: access.Owner}
	who := access.SystemFor(msp.ID)
	who.Request = from
	err = a.db.Change(ctx, who, func(tx *store.Tx) error {
		tx.AddUser(user)
		tx.AddMSP(msp, prefix(msp.Name))
		tx.AddMembership(user.ID, place)
		tx.RecordForMSP("", audit.MSPSignedUp, audit.Fact{Subject: string(user.ID), Label: msp.Name, After: user.Name})
		return nil
	})
	return user, place, err
}

// SignIn checks a password. An unknown address takes as long as a wrong password and
// gets the same answer.
func (a Accounts) SignIn(ctx context.Context, from access.Request, email, password string) (store.User, error) {
	email = strings.ToLower(strings.TrimSpace(email))
	if err := a.limit(ctx, from, email); err != nil {
		return store.User{}, err
	}
	u, _, err := a.db.UserByEmail(ctx, email)
	if err != nil {
		return store.User{}, err
	}
	if !checkPassword(password, u.PasswordHash) {
		return store.User{}, fault.Field("password", "This email address and password do not go together. Try again, or get a code by email.")
	}
	if !u.Verified {
		return store.User{}, fault.Field("password", "This address was never confirmed. Get a code by email to confirm it.")
	}
	return u, nil
}

// SendCode mails a sign-in code, if the address is known. The answer is the same if
// it is not.
func (a Accounts) SendCode(ctx context.Context, from access.Request, email string) (code string, err error) {
	f := form{}
	email = f.email("email", "your email address", email, true)
	if err := fault.Fields(f); err != nil {
		return "", err
	}
	if err := a.limit(ctx, from, email); err != nil {
		return "", err
	}
	u, known, err := a.db.UserByEmail(ctx, email)
	if err != nil {
		return "", err
	}
	if !known {
		return store.NewID(), nil
	}
	return a.db.StartCode(ctx, u.ID, codeLife)
}

// UseCode signs in with a code, which also confirms the address. mark is Mark of the
// password that this browser signed up with, if it did: only then is that password
// kept, so that nobody can prepare an account for somebody else's address.
func (a Accounts) UseCode(ctx context.Context, from access.Request, id, code, mark string) (store.User, error) {
	if err := a.db.Attempt(ctx, "code "+from.IP, perNetwork, signInWindow); err != nil {
		return store.User{}, err
	}
	u, err := a.db.UseCode(ctx, id, strings.TrimSpace(code))
	if err != nil || u.Verified {
		return u, err
	}
	return u, a.db.Verify(ctx, u.ID, mark != "" && mark == Mark(u))
}

// Mark identifies the password a person signed up with, for their browser's session.
func Mark(u store.User) string {
	if u.PasswordHash == "" {
		return ""
	}
	return store.HashToken(u.PasswordHash)
}

func (a Accounts) limit(ctx context.Context, from access.Request, email string) error {
	if err := a.db.Attempt(ctx, "sign in "+from.IP, perNetwork, signInWindow); err != nil {
		return err
	}
	return a.db.Attempt(ctx, "sign in "+email, perAccount, signInWindow)
}

// SampleLink finds whom a sample person's link would sign in.
func (a Accounts) SampleLink(ctx context.Context, token string) (store.User, error) {
	return a.db.UserBySampleLink(ctx, token)
}

// Places lists where a signed-in person may go.
func (a Accounts) Places(ctx context.Context, user party.UserID) ([]store.Place, error) {
	return a.db.Places(ctx, user)
}

// Enter makes the actor for one of a person's places.
func (a Accounts) Enter(ctx context.Context, user party.UserID, membership string) (access.Actor, error) {
	u, found, err := a.db.User(ctx, user)
	if err != nil {
		return access.Actor{}, err
	}
	places, err := a.db.Places(ctx, user)
	if err != nil {
		return access.Actor{}, err
	}
	for _, p := range places {
		if found && p.Membership == membership {
			return access.Actor{
				Kind: access.Person, User: u.ID, Name: u.Name, Email: u.Email, Membership: p.Membership,
				MSP: p.MSP, MSPName: p.MSPName, Client: p.Client, ClientName: p.ClientName, Side: p.Side, Role: p.Role,
			}, nil
		}
	}
	return access.Actor{}, fault.New(fault.NotFound, "You have no place there.")
}

// password says what is wrong with a new password: length is all that is asked
// (NIST 800-63B), and that it is not the obvious.
func (f form) password(field, password string, own ...string) {
	switch n := utf8.RuneCountInString(password); {
	case n < 15:
		f[field] = "Use at least 15 characters. A few words that make sense only to you are easiest."
	case n > 200:
		f[field] = "Use at most 200 characters."
	case tooPlain(password, own):
		f[field] = "This password is easy to guess. Use a few words that have nothing to do with your name or company."
	}
}

func tooPlain(password string, own []string) bool {
	seen := map[rune]bool{}
	letters := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsDigit(r) || unicode.IsPunct(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, password)
	for _, r := range password {
		seen[r] = true
	}
	for _, o := range append(own, "password", "passwordpassword", "qwertyuiop", "qwertyuiopasdfghjkl", "letmein", "demarc") {
		o = strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) {
				return unicode.ToLower(r)
			}
			return -1
		}, o)
		if o != "" && letters == o {
			return true
		}
	}
	return len(seen) < 5
}

// prefix is what an MSP's agreement numbers begin with: the initials of its name.
func prefix(name string) string {
	var p []rune
	for w := range strings.FieldsSeq(name) {
		if r := []rune(w)[0]; r < 128 && unicode.IsLetter(r) && len(p) < 3 {
			p = append(p, unicode.ToUpper(r))
		}
	}
	if len(p) == 0 {
		return "AG"
	}
	return string(p)
}
