package signing

import "time"

// Role is what somebody is asked for in a round.
type Role string

const (
	Signs        Role = "sign"        // binds the company
	Approves     Role = "approve"     // before anybody of their side signs
	Acknowledges Role = "acknowledge" // that their team does what the matrix says
	Copied       Role = "copy"        // gets the sealed file and is asked for nothing
)

// Roles lists them in the order in which a side goes through them.
var Roles = []Role{Approves, Acknowledges, Signs, Copied}

// Words is the role as people read it.
func (r Role) Words() string {
	switch r {
	case Signs, "":
		return "Signs"
	case Approves:
		return "Approves"
	case Acknowledges:
		return "Acknowledges"
	case Copied:
		return "Gets a copy"
	}
	return string(r)
}

// verb is what somebody of the role is asked to do.
func (r Role) verb() string {
	switch r {
	case Approves:
		return "approve"
	case Acknowledges:
		return "acknowledge"
	case Signs, Copied:
	}
	return "sign"
}

// Approval is the exact sentence that somebody ticks who approves.
const Approval = "I have read this agreement and approve it for signing by my company. I do not sign it myself."

// Check is how somebody shows that the link reached them.
type Check string

const (
	ByLink Check = "link" // having the link is enough
	ByCode Check = "code" // a one-time code in a letter of its own
)

// Method is how a signature is made.
type Method string

const (
	Typed Method = "typed"
	Drawn Method = "drawn"
)

// How somebody's part in a round ended before they did it, and how a link ended.
const (
	Corrected = "corrected" // their details were corrected; a new link was sent
	Replaced  = "replaced"  // somebody else was asked instead
	Delegated = "delegated" // they handed it on
	Removed   = "removed"   // they are no longer asked
	Reminded  = "reminded"  // of a link: a newer letter has another
	Refused   = "refused"   // of a link: the mail server did not take its letter
	Papered   = "papered"   // of a link: the agreement was signed outside this system
)

// Link is one link that was mailed to somebody of a round. An ended one still leads to
// a page that says what became of it.
type Link struct {
	ID      string
	EndedAt time.Time
	EndedAs string // empty while it is good
}

// Signs tells whether a signature is asked for.
func (s Signer) Signs() bool { return s.Role == Signs || s.Role == "" }

// Live tells whether somebody has a part to do, or has done it: not those who only get
// a copy, nor those whose part ended.
func (s Signer) Live() bool { return s.EndedAt.IsZero() && s.Role != Copied }

// Awaited tells whether somebody has their part still to do.
func (s Signer) Awaited() bool { return s.Live() && s.SignedAt.IsZero() }

// LastLetter is when a letter was last made for them.
func (s Signer) LastLetter() time.Time {
	if s.RemindedAt.After(s.NotifiedAt) {
		return s.RemindedAt
	}
	return s.NotifiedAt
}

// Those gives the signers for whom keep holds, in their order.
func (e Envelope) Those(keep func(Signer) bool) []Signer {
	var out []Signer
	for _, s := range e.Signers {
		if keep(s) {
			out = append(out, s)
		}
	}
	return out
}

// Signing lists who is asked to sign, without those whose part ended.
func (e Envelope) Signing() []Signer {
	return e.Those(func(s Signer) bool { return s.Live() && s.Signs() })
}

// Live lists who is asked for something: to approve, to acknowledge, to sign.
func (e Envelope) Live() []Signer { return e.Those(Signer.Live) }

// Copies lists who gets the sealed file and is asked for nothing.
func (e Envelope) Copies() []Signer {
	return e.Those(func(s Signer) bool { return s.EndedAt.IsZero() && s.Role == Copied })
}
