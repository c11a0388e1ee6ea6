package signing

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"demarc/internal/fault"
)

// most is how long a round may still run after it was extended.
const most = 90 * day

// Extend lets a round that is still out run until another time. A round whose time has
// passed has ended, even if nobody noted it yet: it cannot be brought back.
func (e Envelope) Extend(until time.Time, reason string, now time.Time) (Envelope, error) {
	if err := e.changeable(now); err != nil {
		return e, err
	}
	switch {
	case strings.TrimSpace(reason) == "":
		return e, fault.Field("extend_reason", "Say why they get more time. The record keeps it.")
	case !until.After(e.ExpiresAt):
		return e, fault.Field("until", "Choose a day after "+e.ExpiresAt.UTC().Format("2 January 2006")+", when it ends now.")
	case until.After(now.Add(most)):
		return e, fault.Field("until", "Choose a day within 90 days. A text that waits longer should be looked over and sent again.")
	}
	e.ExpiresAt, e.ExtendedAt = until, now
	return e, nil
}

// Person is who somebody of a round is to be.
type Person struct{ Name, Title, Email string }

// Swap lets somebody's part end before they did it, and asks the person p instead, as
// fresh: because their details were wrong (as Corrected), because somebody else is to
// do it (as Replaced), or because they handed it on themselves (as Delegated).
func (e Envelope) Swap(id, fresh SignerID, p Person, as string, now time.Time) (Envelope, error) {
	s, ok := e.Signer(id)
	if !ok {
		return e, fault.New(fault.NotFound, "This person is not asked to sign.")
	}
	if err := e.changeable(now); err != nil {
		return e, err
	}
	switch {
	case !s.SignedAt.IsZero():
		return e, fault.New(fault.Conflict, s.Name+" has done their part already, so nothing can be changed about it. Withdraw the round if it must be.")
	case !s.EndedAt.IsZero():
		return e, fault.New(fault.Conflict, s.Name+" is no longer asked.")
	case p == Person{s.Name, s.Title, s.Email}:
		return e, fault.Field("name", "Nothing is different yet.")
	case as != Corrected && strings.EqualFold(p.Email, s.Email):
		return e, fault.Field("email", "This is the address of "+s.Name+". Name another person.")
	}
	next := s
	next.ID, next.Name, next.Title, next.Email = fresh, p.Name, p.Title, p.Email
	next.NotifiedAt, next.AcceptedAt, next.OpenedAt, next.ConfirmedAt, next.PresentedAt, next.CodePassedAt, next.RemindedAt = time.Time{}, time.Time{}, time.Time{}, time.Time{}, time.Time{}, time.Time{}, time.Time{}
	next.Bounced, next.Reminded, next.Initials, next.Evidence = "", 0, nil, Evidence{}
	s.EndedAt, s.EndedAs, s.ReplacedBy = now, as, fresh
	e.Signers = slices.Clone(e.Signers)
	e.Signers[slices.IndexFunc(e.Signers, func(x Signer) bool { return x.ID == id })] = s
	e.Signers = append(e.Signers, next)
	if bad := Problems(e.Those(func(s Signer) bool { return s.EndedAt.IsZero() })); len(bad) > 0 {
		for _, field := range []string{"email", "signer", "recipient"} {
			if bad[field] != "" {
				return e, fault.Field(map[string]string{"email": "email", "signer": "title", "recipient": "name"}[field], bad[field])
			}
		}
	}
	return e, nil
}

// changeable tells whether a round is still out.
func (e Envelope) changeable(now time.Time) error {
	switch {
	case e.State != Sent:
		return fault.New(fault.Conflict, "This agreement is no longer out for signature: it is "+strings.ToLower(e.State.Words())+".")
	case !now.Before(e.ExpiresAt):
		return fault.New(fault.Conflict, "The time to sign ended on "+e.ExpiresAt.UTC().Format("2 January 2006")+". Send it again.")
	}
	return nil
}

// Progress says how far a round is: "1 of 2 have signed".
func (e Envelope) Progress() string {
	n, of := 0, e.Signing()
	for _, s := range of {
		if !s.SignedAt.IsZero() {
			n++
		}
	}
	return fmt.Sprintf("%d of %d have signed", n, len(of))
}
