// Package engagement is one co-managed relationship: its parties, its draft, and
// the versions frozen from it. It joins the matrix and the agreement into the exact
// bytes that people sign. It knows nothing of how they are kept or shown.
package engagement

import (
	"time"

	"demarc/internal/fault"
	"demarc/internal/party"
	"demarc/internal/raci"
)

// ID is the id of an engagement, a UUID.
type ID string

// State is where an engagement stands:
//
//	draft ◀──▶ signing ──▶ signed ──▶ in_force ──▶ ended
//
// A round that is declined, voided or expired leads back to draft. "signed" is the
// short while in which the file is sealed; it heals by itself after a crash.
type State string

const (
	InDraft State = "draft"
	Signing State = "signing"
	Signed  State = "signed"
	InForce State = "in_force"
	Ended   State = "ended"
)

// Moves lists where each state may go; the comment of State draws the same.
var Moves = map[State][]State{
	InDraft: {Signing},
	Signing: {InDraft, Signed},
	Signed:  {InForce},
	InForce: {Ended},
}

// Words is the state as people read it.
func (s State) Words() string {
	switch s {
	case InDraft:
		return "Draft"
	case Signing:
		return "Out for signature"
	case Signed:
		return "Signed, sealing"
	case InForce:
		return "In force"
	case Ended:
		return "Ended"
	}
	return string(s)
}

// Engagement is the head of everything that belongs to one relationship.
type Engagement struct {
	ID         ID
	MSP        party.MSPID
	Client     party.ClientID
	ClientName string
	MSPName    string
	Number     string // "NG-2026-0001"
	Title      string
	State      State
	TermsRev   int
	Version    int // the newest frozen version; 0 before the first
	InForce    int // the version in force; 0 before the first
	StartedAt  time.Time
	Reviewed   Review // what the client's side last read of the agreement
	Library    int    // the version of the MSP's library it is written from; 0 is the shipped one
	Newest     int    // the newest version of that library; 0 to the client's side
	Release    string // digest of the shipped library below it
	Moved      bool   // the program ships another one now; false to the client's side
	Template   string // key of the template or preset it started from; empty for the oldest
	// Choices says which wording it takes of a clause that has several.
	Choices    map[string]string
	Seq        int64    // the newest entry of its audit chain when it was read
	Frameworks []string // keys of the frameworks that matter to it
	// EndsOn is the last day of what is in force, 2027-03-31, once one side gave notice.
	EndsOn string
}

// Review says which text the client's team has read.
type Review struct {
	Digest string
	By     string
	At     time.Time
}

// Behind tells whether there is a newer library than the one it is written from.
func (e Engagement) Behind() bool { return e.Moved || e.Newest > e.Library }

// RequireDraft refuses edits while the text is out for signature or signed.
func (e Engagement) RequireDraft() error {
	switch e.State {
	case InDraft:
		return nil
	case Signing:
		msp := e.MSPName
		if msp == "" {
			msp = "the MSP"
		}
		return fault.New(fault.Locked, "This agreement is out for signature, so it cannot be changed. A lead or an owner of "+msp+" can withdraw it.")
	case Signed, InForce, Ended:
		return fault.New(fault.Locked, "This agreement is signed. What was signed is never changed.")
	}
	return fault.New(fault.Locked, "This agreement cannot be changed now.")
}

// Signatory is a person named to sign for a party.
type Signatory struct {
	ID    string
	Side  party.Side
	Name  string
	Title string
	Email string
}

// Contact is a person to call, of one side, at one level of the escalation path.
type Contact struct {
	Level       int // 1 to 4 of the escalation clause
	Side        party.Side
	Name        string
	Role        string
	Phone       string
	Email       string
	Deputy      string
	DeputyPhone string
	Hours       string `json:",omitempty"` // when the person can be reached, in words
}

// Parties is everything of the parties step.
type Parties struct {
	MSP         party.Party
	Client      party.Party
	Signatories []Signatory
	Contacts    []Contact
	Directory   Directory
}

// Second is the second person named to sign for the client, if there is one.
func (p Parties) Second() (Signatory, bool) {
	first := false
	for _, s := range p.Signatories {
		if s.Side == party.Client {
			if first {
				return s, true
			}
			first = true
		}
	}
	return Signatory{}, false
}

// Of is the party of one side.
func (p Parties) Of(side party.Side) party.Party {
	if side == party.MSP {
		return p.MSP
	}
	return p.Client
}

// Names are the short names used in messages.
func (p Parties) Names(m raci.Matrix) raci.Names {
	n := raci.Names{MSP: p.MSP.ShortName, Client: p.Client.ShortName, InternalIT: "Client IT"}
	if it, ok := m.Standard(raci.InternalIT); ok {
		n.InternalIT = it.Name
	}
	if n.MSP == "" {
		n.MSP = "The MSP"
	}
	if n.Client == "" {
		n.Client = "The client"
	}
	return n
}
