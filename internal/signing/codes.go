package signing

import (
	"strconv"
	"strings"
	"time"

	"demarc/internal/fault"
)

const (
	// CodeLife is how long a one-time code can be entered.
	CodeLife = 10 * time.Minute
	// CodeFresh is how long before signing a code may have been entered.
	CodeFresh = 15 * time.Minute
	// CodeTries is how often one code may be entered wrong.
	CodeTries = 5
	// CodesADay is how many codes somebody gets for one link in a day: a link that fell into
	// wrong hands must not allow to guess on for weeks.
	CodesADay = 15
)

// Code is a one-time code of a signer. Its id is known only to the browser that asked
// for it, so a code read by somebody else is of no use to them.
type Code struct {
	ID        string
	Signer    SignerID
	Tries     int
	ExpiresAt time.Time
	UsedAt    time.Time
}

// Live tells whether the code can still be entered.
func (c Code) Live(now time.Time) bool {
	return c.ID != "" && c.UsedAt.IsZero() && now.Before(c.ExpiresAt) && c.Tries < CodeTries
}

// Enter is one try at a live code, right or wrong. The answer says what to tell the
// person; it is nil when the code was right.
func (c Code) Enter(right bool, now time.Time) (Code, error) {
	if !c.Live(now) {
		return c, CodeEnded()
	}
	if right {
		c.UsedAt = now
		return c, nil
	}
	c.Tries++
	switch left := CodeTries - c.Tries; left {
	case 0:
		return c, fault.Field("code", "This was the fifth wrong try, so the code has ended. Ask for a new one.")
	case 1:
		return c, fault.Field("code", "This is not the code we sent. Check the newest letter; one try is left.")
	default:
		return c, fault.Field("code", "This is not the code we sent. Check the newest letter; "+strconv.Itoa(left)+" tries are left.")
	}
}

// CodeEnded is what to say of a code that can no longer be entered.
func CodeEnded() error {
	return fault.Field("code", "This code has ended. Ask for a new one.")
}

// CodeWanted tells whether a code must be entered before this person can act at now from
// a browser that last entered one at entered. It is no help to have entered one elsewhere.
func (s Signer) CodeWanted(entered, now time.Time) bool {
	return s.Check == ByCode && now.Sub(entered) > CodeFresh
}

// Fresh refuses an act from a browser that must enter a code first.
func (s Signer) Fresh(of Ask, now time.Time) error {
	if s.CodeWanted(of.CodeAt, now) {
		return fault.Field("code", staleCode(s))
	}
	return nil
}

func staleCode(s Signer) string {
	return "This needs a code that was entered in this browser within the last 15 minutes. Enter the one that was sent to " + Masked(s.Email) + "."
}

// CheckOf is the check that the term esign.identity_check asks for.
func CheckOf(term string) Check {
	if term == "email_link" {
		return ByLink
	}
	return ByCode
}

// Masked is an address that its owner recognises and nobody else can use.
func Masked(email string) string {
	name, domain, ok := strings.Cut(email, "@")
	if !ok || name == "" {
		return "***"
	}
	return string([]rune(name)[:1]) + "***@" + domain
}
