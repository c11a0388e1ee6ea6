// Package signing holds the rules of a signing round: who signs in which order,
// what a signer must affirm, and the states a round goes through. It knows nothing
// of PDF, mail or the database.
//
// The states of an envelope:
//
//	sent ──▶ signed ──▶ sealed
//	  │
//	  ├──▶ declined
//	  ├──▶ voided
//	  └──▶ expired
//
// "signed" means that every signer has signed; "sealed" that the file exists. They
// are two states on purpose: a version is in force only once it is sealed.
package signing

import (
	"slices"
	"strings"
	"time"

	"demarc/internal/fault"
	"demarc/internal/party"
)

type (
	// EnvelopeID is the id of a signing round, a UUID.
	EnvelopeID string
	// SignerID is the id of one signer in one round, a UUID.
	SignerID string
)

// State is how far a round has come.
type State string

const (
	Sent     State = "sent"
	Signed   State = "signed"
	Sealed   State = "sealed"
	Declined State = "declined"
	Voided   State = "voided"
	Expired  State = "expired"
)

// Words is the state as people read it.
func (s State) Words() string {
	switch s {
	case Sent:
		return "Out for signature"
	case Signed:
		return "Signed, sealing"
	case Sealed:
		return "Sealed"
	case Declined:
		return "Declined"
	case Voided:
		return "Withdrawn"
	case Expired:
		return "Expired"
	}
	return string(s)
}

// Moves lists where each state may go; the package comment draws the same.
var Moves = map[State][]State{
	Sent:   {Signed, Declined, Voided, Expired},
	Signed: {Sealed},
}

// Envelope is one signing round of one version.
type Envelope struct {
	ID        EnvelopeID
	Version   int
	Digest    string // hex SHA-256 of the version's canonical bytes
	State     State
	Message   string
	SentAt    time.Time
	SentBy    string
	ExpiresAt time.Time
	EndedAt   time.Time // when it was signed, declined, voided or expired
	Reason    string    // of declining or voiding
	Signers   []Signer  // with those who approve, acknowledge or get a copy, and those whose part ended

	Code       string // what a reader types to check the paper
	Verify     string // the address of that check, as printed
	Pages      int    // as printed when it was sent; 0 is not recorded
	Reminders  []int  // on which days after being asked somebody is reminded
	ExtendedAt time.Time
	Papers     []Paper    // copies signed outside this system, the newest first
	Questions  []Question // those that the reader's side may read, the newest first
}

// Signer is one person of a round: asked to sign, or to approve, or to acknowledge, or
// getting a copy.
type Signer struct {
	ID          SignerID
	Side        party.Side
	Name        string
	Title       string
	Email       string
	Turn        int       // signers of one turn may sign in any order; the next turn waits
	NotifiedAt  time.Time // their first letter was made
	OpenedAt    time.Time // first GET, which proves nothing
	ConfirmedAt time.Time // pressed Continue
	PresentedAt time.Time // the page with the whole document was sent
	SignedAt    time.Time // they did what they were asked for: signed, approved, acknowledged
	Typed       string    // the name as typed
	SignedTitle string    // the title as confirmed
	Evidence    Evidence

	Role         Role // empty is Signs
	Check        Check
	CodePassedAt time.Time
	AcceptedAt   time.Time // the mail server took their latest letter
	Bounced      string    // why it refused it for good
	EndedAt      time.Time // their part ended before they did it
	EndedAs      string
	ReplacedBy   SignerID
	Method       Method
	Drawn        string   // the strokes of a drawn signature
	Initials     []string // keys of the functions they initialled
	Reminded     int
	RemindedAt   time.Time
}

// Evidence is what is known of the moment of signing, as facts.
type Evidence struct {
	IP            string `json:"ip,omitempty"`
	Agent         string `json:"agent,omitempty"`
	Authenticated string `json:"authenticated"` // how, in words
	Consent       string `json:"consent"`       // the exact words that were ticked
	Authority     string `json:"authority"`     // the exact words that were ticked
}

// Turn is the turn that is open now: the lowest with somebody who has their part to do.
func (e Envelope) Turn() int {
	turn := 0
	for _, s := range e.Signers {
		if s.Awaited() && (turn == 0 || s.Turn < turn) {
			turn = s.Turn
		}
	}
	return turn
}

// Waiting lists those whose turn it is.
func (e Envelope) Waiting() []Signer {
	turn := e.Turn()
	return e.Those(func(s Signer) bool { return s.Awaited() && s.Turn == turn })
}

// Signer finds one signer.
func (e Envelope) Signer(id SignerID) (Signer, bool) {
	i := slices.IndexFunc(e.Signers, func(s Signer) bool { return s.ID == id })
	if i < 0 {
		return Signer{}, false
	}
	return e.Signers[i], true
}

// Open tells whether the signer may read and sign now, and if not why, in words
// that say what to do next.
func (e Envelope) Open(id SignerID, now time.Time) error {
	s, ok := e.Signer(id)
	if !ok {
		return fault.New(fault.NotFound, "This link does not lead to a document.")
	}
	if !s.EndedAt.IsZero() {
		return fault.New(fault.Gone, "You are no longer asked about this agreement.")
	}
	switch e.State {
	case Declined:
		return fault.New(fault.Gone, "This agreement was declined, so it can no longer be signed.")
	case Voided:
		return fault.New(fault.Gone, "This agreement was withdrawn by the sender. A new one will be sent if it is still wanted.")
	case Expired:
		return fault.New(fault.Gone, "The time to sign this agreement has ended. Ask the sender for a new one; nothing you read was lost.")
	case Sent, Signed, Sealed:
	}
	if !s.SignedAt.IsZero() || e.State != Sent {
		return nil // the record may be read
	}
	if !now.Before(e.ExpiresAt) {
		return fault.New(fault.Gone, "The time to sign this agreement has ended. Ask the sender for a new one; nothing you read was lost.")
	}
	return nil
}

// Ended tells whether the round came to nothing.
func (e Envelope) Ended() bool {
	return e.State == Declined || e.State == Voided || e.State == Expired
}

// Problems are what stops a set of signers from being sent to.
func Problems(signers []Signer) map[string]string {
	out := map[string]string{}
	sides := map[party.Side]int{}
	emails := map[string]party.Side{}
	for _, s := range signers {
		if s.Signs() {
			sides[s.Side]++
		}
		key := strings.ToLower(s.Email)
		if side, seen := emails[key]; seen && key != "" {
			if side != s.Side {
				out["email"] = "The same email address stands for both sides. Each side needs its own people."
			} else {
				out["email"] = "Two people have the same email address. Name each person once."
			}
		}
		emails[key] = s.Side
		switch {
		case s.Signs() && (s.Name == "" || s.Title == "" || s.Email == ""):
			out["signer"] = "Each signer needs a name, a title and an email address."
		case s.Name == "" || s.Email == "":
			out["recipient"] = "Everybody who approves, acknowledges or gets a copy needs a name and an email address."
		}
	}
	for _, side := range party.Sides {
		if sides[side] == 0 {
			if side == party.MSP {
				out["msp"] = "Add a signer for the MSP."
			} else {
				out["client"] = "Add a signer for the client: the person who may bind the company."
			}
		}
	}
	return out
}
