package signing

import (
	"slices"
	"strings"
	"time"

	"demarc/internal/fault"
)

// Consent is the exact sentence a signer ticks to sign electronically (ESIGN, 15
// U.S.C. 7001; UETA section 5). It is stored with the signature.
const Consent = "I agree to use electronic records and signatures for this agreement. I may ask for a paper copy, and I may decline to sign now."

// Authority is the exact sentence a signer ticks about acting for a company.
func Authority(legalName string) string {
	return "I am authorized to sign for " + strings.TrimSuffix(legalName, ".") + "."
}

// Intent is the sentence above the button.
func Intent(version string) string {
	return "By selecting Sign I sign this agreement, including Exhibit A (Responsibility Matrix), " + version + ", and intend this to be my signature."
}

// Offer is what the form of a signer brings back, or of somebody who approves or
// acknowledges, of whom less is asked.
type Offer struct {
	Digest    string // the digest of what was shown, echoed by the form
	Typed     string // the signature
	Title     string
	Consent   bool
	Authority bool

	Rendition  string   // the digest of the bytes that were shown, echoed by the form
	Drawing    string   // strokes, where the signature was drawn
	Initials   []string // keys of the functions that were initialled
	Disclosure string   // the digest of the disclosure that was shown
	Code       string   // the id of the one-time code that this browser entered
}

// Sign applies the offer of one signer at now. The round must be locked by the
// caller. It returns the round with the signature in it and whether it was the last.
//
// A repeated offer by a signer who has already signed changes nothing and is no
// error, so that a double click or a retry by a proxy is harmless.
func (e Envelope) Sign(id SignerID, o Offer, ev Evidence, of Ask, now time.Time) (next Envelope, last bool, err error) {
	s, ok := e.Signer(id)
	if !ok {
		return e, false, fault.New(fault.NotFound, "This link does not lead to a document.")
	}
	if !s.SignedAt.IsZero() {
		return e, false, nil
	}
	if !s.Signs() {
		return e, false, fault.New(fault.Conflict, "You are not asked to sign: your part is that of somebody who "+strings.ToLower(s.Role.Words())+".")
	}
	if err := e.ready(s, o.Digest, now); err != nil {
		return e, false, err
	}
	fields := map[string]string{}
	if s.CodeWanted(of.CodeAt, now) {
		fields["code"] = staleCode(s)
	}
	if o.Disclosure != DisclosureDigest() {
		fields["consent"] = "The words about signing electronically are others now. Read them on this page, then tick the box."
	}
	if !o.Consent {
		fields["consent"] = "Tick the box to agree to sign electronically, or decline."
	}
	if !o.Authority {
		fields["authority"] = "Tick the box to confirm that you may sign for " + strings.TrimSuffix(of.Company, ".") + "."
	}
	if strings.TrimSpace(o.Title) == "" {
		fields["title"] = "Enter your title at " + strings.TrimSuffix(of.Company, ".") + "."
	}
	if !sameName(o.Typed, s.Name) {
		fields["typed"] = "Type your name as it is written here: " + s.Name + "."
	}
	drawing := of.drawn(o.Drawing, fields)
	initials := of.initialled(o.Initials, "initial", fields)
	if err := fault.Fields(fields); err != nil {
		return e, false, err
	}
	ev.Consent = Consent
	ev.Authority = Authority(of.Company)
	s.SignedAt, s.Evidence, s.Initials = now, ev, initials
	s.Typed, s.SignedTitle = strings.TrimSpace(o.Typed), strings.TrimSpace(o.Title)
	if s.Method = Typed; !drawing.None() {
		s.Method, s.Drawn = Drawn, drawing.String()
	}
	next, last = e.did(s, now)
	return next, last, nil
}

// ready tells whether somebody may do their part now, with the document they saw.
func (e Envelope) ready(s Signer, digest string, now time.Time) error {
	if err := e.Open(s.ID, now); err != nil {
		return err
	}
	switch {
	case s.Turn != e.Turn():
		return fault.New(fault.Conflict, "It is not your turn yet. You will get an email when the others have signed.")
	case s.ConfirmedAt.IsZero() || s.PresentedAt.IsZero():
		return fault.New(fault.Conflict, "Open and read the document before you "+s.Role.verb()+" it.")
	case digest != e.Digest:
		return fault.New(fault.Conflict, "The document on your screen is not the one that is out for signature. Read the current one before you "+s.Role.verb()+".")
	}
	return nil
}

// did puts what somebody did into a copy of the round, and ends it with the last.
func (e Envelope) did(s Signer, now time.Time) (next Envelope, last bool) {
	e.Signers = slices.Clone(e.Signers)
	last = true
	for i := range e.Signers {
		if e.Signers[i].ID == s.ID {
			e.Signers[i] = s
		}
		last = last && !e.Signers[i].Awaited()
	}
	if last {
		e.State, e.EndedAt = Signed, now
	}
	return e, last
}

// Affirm is the part of those who approve or acknowledge: nothing is signed, but what
// they ticked is kept word for word, and function by function.
func (e Envelope) Affirm(id SignerID, o Offer, ev Evidence, of Ask, now time.Time) (next Envelope, err error) {
	s, ok := e.Signer(id)
	switch {
	case !ok || s.Role == Copied:
		return e, fault.New(fault.NotFound, "This link does not lead to a document.")
	case s.Signs():
		return e, fault.New(fault.Conflict, "You are asked to sign, not to approve.")
	case !s.SignedAt.IsZero():
		return e, nil
	}
	if err := e.ready(s, o.Digest, now); err != nil {
		return e, err
	}
	fields := map[string]string{}
	if s.CodeWanted(of.CodeAt, now) {
		fields["code"] = staleCode(s)
	}
	if !o.Consent {
		fields["consent"] = "Tick the box to " + s.Role.verb() + ", or say no with a reason."
	}
	initials := of.initialled(o.Initials, s.Role.verb(), fields)
	if err := fault.Fields(fields); err != nil {
		return e, err
	}
	ev.Consent = of.Affirms
	s.SignedAt, s.SignedTitle, s.Evidence, s.Initials = now, s.Title, ev, initials
	next, _ = e.did(s, now)
	return next, nil
}

// Decline ends the round with a reason.
func (e Envelope) Decline(id SignerID, reason string, of Ask, now time.Time) (Envelope, error) {
	s, ok := e.Signer(id)
	if !ok {
		return e, fault.New(fault.NotFound, "This link does not lead to a document.")
	}
	if e.State != Sent {
		return e, fault.New(fault.Gone, "This agreement is no longer out for signature, so it cannot be declined.")
	}
	if !s.SignedAt.IsZero() {
		return e, fault.New(fault.Conflict, "You have already done your part. Ask the sender to withdraw the agreement.")
	}
	if !s.Live() {
		return e, fault.New(fault.Gone, "You are no longer asked, so there is nothing to decline.")
	}
	if err := e.Open(id, now); err != nil {
		return e, err
	}
	if err := s.Fresh(of, now); err != nil {
		return e, err
	}
	if strings.TrimSpace(reason) == "" {
		return e, fault.Field("reason", "Say what needs to change. This does not end your negotiations.")
	}
	e.State, e.EndedAt, e.Reason = Declined, now, strings.TrimSpace(reason)
	return e, nil
}

// Void withdraws a round that is still out.
func (e Envelope) Void(reason string, now time.Time) (Envelope, error) {
	if e.State != Sent {
		return e, fault.New(fault.Conflict, "This agreement is no longer out for signature: it is "+strings.ToLower(e.State.Words())+".")
	}
	if strings.TrimSpace(reason) == "" {
		return e, fault.Field("reason", "Say why you withdraw it. The signers will read this.")
	}
	e.State, e.EndedAt, e.Reason = Voided, now, strings.TrimSpace(reason)
	return e, nil
}

// sameName compares a typed name with the name on the document, forgiving case and
// spaces but not letters.
func sameName(a, b string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
}
