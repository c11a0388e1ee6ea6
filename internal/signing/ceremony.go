package signing

import (
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

// Offer is what the signer's form brings back.
type Offer struct {
	Digest    string // the digest of what was shown, echoed by the form
	Typed     string // the signature
	Title     string
	Consent   bool
	Authority bool

	Rendition  string // the digest of the bytes that were shown, echoed by the form
	Method     Method
	Drawing    string   // strokes, where the signature was drawn
	Initials   []string // keys of the functions that were initialled
	Disclosure string   // the digest of the disclosure that was shown
}

// Sign applies the offer of one signer at now. The round must be locked by the
// caller. It returns the round with the signature in it and whether it was the last.
//
// A repeated offer by a signer who has already signed changes nothing and is no
// error, so that a double click or a retry by a proxy is harmless.
func (e Envelope) Sign(id SignerID, o Offer, ev Evidence, legalName string, now time.Time) (next Envelope, last bool, err error) {
	s, ok := e.Signer(id)
	if !ok {
		return e, false, fault.New(fault.NotFound, "This link does not lead to a document.")
	}
	if !s.SignedAt.IsZero() {
		return e, false, nil
	}
	if err := e.Open(id, now); err != nil {
		return e, false, err
	}
	if s.Turn != e.Turn() {
		return e, false, fault.New(fault.Conflict, "It is not your turn yet. You will get an email when the others have signed.")
	}
	if s.ConfirmedAt.IsZero() || s.PresentedAt.IsZero() {
		return e, false, fault.New(fault.Conflict, "Open and read the document before you sign it.")
	}
	if o.Digest != e.Digest {
		return e, false, fault.New(fault.Conflict, "The document on your screen is not the one that is out for signature. Read the current one before you sign.")
	}
	fields := map[string]string{}
	if !o.Consent {
		fields["consent"] = "Tick the box to agree to sign electronically, or decline."
	}
	if !o.Authority {
		fields["authority"] = "Tick the box to confirm that you may sign for " + strings.TrimSuffix(legalName, ".") + "."
	}
	if strings.TrimSpace(o.Title) == "" {
		fields["title"] = "Enter your title at " + strings.TrimSuffix(legalName, ".") + "."
	}
	if !sameName(o.Typed, s.Name) {
		fields["typed"] = "Type your name as it is written here: " + s.Name + "."
	}
	if err := fault.Fields(fields); err != nil {
		return e, false, err
	}
	ev.Consent = Consent
	ev.Authority = Authority(legalName)
	e.Signers = append([]Signer(nil), e.Signers...)
	last = true
	for i := range e.Signers {
		if e.Signers[i].ID == id {
			e.Signers[i].SignedAt = now
			e.Signers[i].Typed = strings.TrimSpace(o.Typed)
			e.Signers[i].SignedTitle = strings.TrimSpace(o.Title)
			e.Signers[i].Evidence = ev
		}
		last = last && !e.Signers[i].Awaited()
	}
	if last {
		e.State, e.EndedAt = Signed, now
	}
	return e, last, nil
}

// Decline ends the round with a reason.
func (e Envelope) Decline(id SignerID, reason string, now time.Time) (Envelope, error) {
	s, ok := e.Signer(id)
	if !ok {
		return e, fault.New(fault.NotFound, "This link does not lead to a document.")
	}
	if e.State != Sent {
		return e, fault.New(fault.Gone, "This agreement is no longer out for signature, so it cannot be declined.")
	}
	if !s.SignedAt.IsZero() {
		return e, fault.New(fault.Conflict, "You have already signed. Ask the sender to withdraw the agreement.")
	}
	if err := e.Open(id, now); err != nil {
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
