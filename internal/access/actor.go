// Package access says who acts and what they may do: one table of role and
// action, asked by every act before anything else and by views to show or hide a
// button. It knows nothing of states; "is it possible now" is the lifecycle's.
package access

import (
	"demarc/internal/fault"
	"demarc/internal/party"
)

// Role is what a membership's place may do. It never means R, A, C or I.
type Role string

const (
	Owner  Role = "owner"
	Lead   Role = "lead"
	Member Role = "member"
	Viewer Role = "viewer"

	ITLead      Role = "it_lead"
	Contributor Role = "contributor"
	SignerRole  Role = "signer"
	Reader      Role = "reader"
)

// Words is the role as people read it.
func (r Role) Words() string {
	switch r {
	case Owner:
		return "Owner"
	case Lead:
		return "Lead"
	case Member:
		return "Member"
	case Viewer:
		return "Viewer"
	case ITLead:
		return "Internal IT lead"
	case Contributor:
		return "Contributor"
	case SignerRole:
		return "Signer"
	case Reader:
		return "Reader"
	}
	return string(r)
}

// RolesOf lists the roles of a side, the strongest first.
func RolesOf(side party.Side) []Role {
	if side == party.MSP {
		return []Role{Owner, Lead, Member, Viewer}
	}
	return []Role{ITLead, Contributor, SignerRole, Reader}
}

// Kind is what sort of actor does something.
type Kind string

const (
	Person Kind = "user"   // signed in, with a membership
	Signer Kind = "signer" // came by a signing link
	System Kind = "system" // a job
)

// Request is what is known of the request an actor came with; empty values are
// printed as "not recorded", never guessed.
type Request struct {
	ID    string
	IP    string
	Agent string

	IPFrom string // Direct or TrustedProxy; empty when there was no request
	Zone   string // the offset of the browser's clock, as it claims
}

// How the address of a request was learnt.
const (
	Direct       = "direct"        // it is the socket's
	TrustedProxy = "trusted_proxy" // a proxy that is believed said so
)

// Actor is whoever does an act now.
type Actor struct {
	Kind       Kind
	User       party.UserID
	Name       string
	Email      string
	Membership string // id; empty for signers and the system
	MSP        party.MSPID
	MSPName    string
	Client     party.ClientID // set for client-side people, for signers and jobs about one client
	ClientName string
	Side       party.Side
	Role       Role
	Engagement string // set for signers: the only engagement they reach
	SignerID   string
	Request    Request

	Auth    string // how they were identified, in single words: password, code, link, sample
	Session string // the beginning of the SHA-256 of their session
}

// SystemFor is the actor of a job in one tenant.
func SystemFor(msp party.MSPID) Actor {
	return Actor{Kind: System, Name: "Demarc", MSP: msp, Side: party.MSP}
}

// Can tells whether the actor's role allows the action.
func (a Actor) Can(do Action) bool {
	switch a.Kind {
	case System:
		return true
	case Signer:
		return do == Sign || do == ReadEngagement
	case Person:
		return allowed(a.Role, do)
	}
	return false
}

// Require is Can as a fault. Nobody at all is sent to the sign-in page.
func (a Actor) Require(do Action) error {
	if a.Kind == "" {
		return fault.New(fault.SignIn, "Sign in to continue.")
	}
	if !a.Can(do) {
		return fault.New(fault.Forbidden, "Your role does not allow this. Ask "+who(a.Side, do)+".")
	}
	return nil
}
