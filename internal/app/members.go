package app

import (
	"context"
	"slices"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/fault"
	"demarc/internal/party"
	"demarc/internal/store"
)

// Invite is an offer of a place; Client is empty for the MSP's own people.
type Invite struct {
	Email  string
	Role   access.Role
	Client party.ClientID
}

// Invite offers a place by email. An MSP invites its colleagues and the people of its
// clients; a client's IT lead invites colleagues of their own.
func (a Accounts) Invite(ctx context.Context, who access.Actor, in Invite) error {
	side, right := party.MSP, access.InviteColleague
	if in.Client != "" {
		side = party.Client
		if who.Side == party.MSP {
			right = access.InviteClient
		}
	}
	if err := who.Require(right); err != nil {
		return err
	}
	if who.Side == party.Client && in.Client != who.Client {
		return fault.New(fault.NotFound, "There is nothing here.")
	}
	f := form{}
	in.Email = f.email("email", "the email address to invite", in.Email, true)
	if !slices.Contains(access.RolesOf(side), in.Role) {
		f["role"] = "Choose a role."
	}
	if err := fault.Fields(f); err != nil {
		return err
	}
	if err := a.db.Attempt(ctx, "invite "+string(who.MSP), 100, signInWindow); err != nil {
		return err
	}
	return a.db.Change(ctx, who, func(tx *store.Tx) error {
		i := store.Invitation{
			ID: store.NewID(), MSP: who.MSP, MSPName: who.MSPName, Side: side, Client: in.Client, Email: in.Email, Role: in.Role,
			InvitedBy: who.Name, CreatedAt: a.db.Now(), ExpiresAt: a.db.Now().Add(invitationLife),
		}
		people, _, err := tx.Members(ctx, in.Client)
		if err != nil {
			return err
		}
		for _, p := range people {
			if p.Email == in.Email {
				return fault.Field("email", p.Name+" already has a place here.")
			}
		}
		if in.Client != "" {
			c, err := tx.Client(ctx, in.Client)
			if err != nil {
				return err
			}
			i.ClientName = c.Name
		}
		tx.AddInvitation(i)
		tx.RecordForMSP(in.Client, audit.MemberInvited, audit.Fact{Subject: i.ID, Label: in.Email, After: string(in.Role)})
		return tx.Enqueue(ctx, store.Job{Task: store.MailInvitation, MSP: string(who.MSP), Subject: i.ID})
	})
}

// Invitation shows what a link offers, and whether its address has an account.
func (a Accounts) Invitation(ctx context.Context, token string) (i store.Invitation, hasAccount bool, err error) {
	if i, err = a.db.InvitationByToken(ctx, token); err != nil {
		return i, false, err
	}
	if err := a.openInvitation(i); err != nil {
		return i, false, err
	}
	u, known, err := a.db.UserByEmail(ctx, i.Email)
	return i, known && u.Verified, err
}

func (a Accounts) openInvitation(i store.Invitation) error {
	switch {
	case !i.UsedAt.IsZero():
		return fault.New(fault.Gone, "This invitation was used already. Sign in to go on.")
	case !a.db.Now().Before(i.ExpiresAt):
		return fault.New(fault.Gone, "This invitation has ended. Ask "+i.InvitedBy+" for a new one.")
	}
	return nil
}

// Join is what a new person gives with an invitation.
type Join struct{ Name, Password string }

// Join takes up an invitation. A person who has an account must be signed in to it;
// anybody else makes one, since only the owner of the address has the link.
func (a Accounts) Join(ctx context.Context, from access.Request, token string, signedIn party.UserID, in Join) (store.User, store.Place, error) {
	var user store.User
	var place store.Place
	claimed := false
	offered, hasAccount, err := a.Invitation(ctx, token)
	if err != nil {
		return user, place, err
	}
	if hasAccount {
		u, found, err := a.db.User(ctx, signedIn)
		switch {
		case err != nil:
			return user, place, err
		case !found:
			return user, place, fault.New(fault.SignIn, "Sign in as "+offered.Email+" to take up this invitation.")
		case u.Email != offered.Email:
			return user, place, fault.New(fault.Forbidden, "You are signed in as "+u.Email+". The invitation is for "+offered.Email+". Sign out, then open the link again.")
		}
		user = u
	} else {
		f := form{}
		in.Name = f.text("name", "your name", in.Name, true, 100)
		f.password("password", in.Password, offered.Email, in.Name)
		if err := fault.Fields(f); err != nil {
			return user, place, err
		}
		hash, err := hashPassword(in.Password)
		if err != nil {
			return user, place, err
		}
		user = store.User{ID: party.UserID(store.NewID()), Email: offered.Email, Name: in.Name, PasswordHash: hash, Verified: true}
		old, known, err := a.db.UserByEmail(ctx, offered.Email)
		if err != nil {
			return user, place, err
		}
		if known {
			user.ID, claimed = old.ID, true
		}
	}
	who := access.SystemFor(offered.MSP)
	who.Request = from
	err = a.db.Change(ctx, who, func(tx *store.Tx) error {
		i, err := tx.Invitation(ctx, offered.ID)
		if err != nil {
			return err
		}
		if err := a.openInvitation(i); err != nil {
			return err
		}
		switch {
		case claimed:
			tx.ClaimUser(user)
		case !hasAccount:
			tx.AddUser(user)
		}
		place = store.Place{Membership: store.NewID(), MSP: i.MSP, MSPName: i.MSPName, Side: i.Side, Client: i.Client, ClientName: i.ClientName, Role: i.Role}
		tx.AddMembership(user.ID, place)
		tx.UseInvitation(i.ID)
		tx.RecordForMSP(i.Client, audit.MemberJoined, audit.Fact{Subject: string(user.ID), Label: user.Name, After: string(i.Role)})
		return nil
	})
	return user, place, err
}

// Members lists the people of the actor's MSP, or of one client, with what is offered.
func (a Accounts) Members(ctx context.Context, who access.Actor, client party.ClientID) (people []store.Colleague, open []store.Invitation, err error) {
	if err := who.Require(access.ReadEngagement); err != nil {
		return nil, nil, err
	}
	if who.Side == party.Client && client != who.Client {
		return nil, nil, fault.New(fault.NotFound, "There is nothing here.")
	}
	err = a.db.Read(ctx, who, func(tx *store.Tx) error {
		if client != "" {
			if _, err := tx.Client(ctx, client); err != nil {
				return err
			}
		}
		people, open, err = tx.Members(ctx, client)
		return err
	})
	return people, open, err
}

// EndMembership takes somebody's place away; from then on their sessions do nothing. Once
// there is a sealed version the record belongs to both, so an MSP cannot take a client's
// people away from it: only the client can.
func (a Accounts) EndMembership(ctx context.Context, who access.Actor, client party.ClientID, membership string) error {
	if err := who.Require(access.ManageMembers); err != nil {
		return err
	}
	if membership == who.Membership {
		return fault.New(fault.Invalid, "You cannot take away your own place. Ask a colleague with the same role.")
	}
	return a.db.Change(ctx, who, func(tx *store.Tx) error {
		if client != "" && who.Side == party.MSP {
			sealed, err := tx.HasSealed(ctx, client)
			if err != nil {
				return err
			}
			if sealed {
				return fault.New(fault.Forbidden, "What was signed belongs to both sides, so you cannot take it away from people of the client. Ask the client's IT lead.")
			}
		}
		user, name, err := tx.EndMembership(ctx, client, membership)
		if err != nil {
			return err
		}
		tx.RecordForMSP(client, audit.MemberLeft, audit.Fact{Subject: string(user), Label: name})
		return nil
	})
}
