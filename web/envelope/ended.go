package envelope

import (
	"fmt"

	"demarc/internal/app"
	"demarc/internal/signing"
	"demarc/web/ui"
)

// linkEnd is what an ended link says while its round goes on, or went on without it.
// It names nobody but the person the link was for.
func linkEnd(v app.Visit) (end, bool) {
	msp, as := v.Engagement.MSPName, v.Link.EndedAs
	if as == "" {
		as = v.Signer.EndedAs
	}
	at := v.Link.EndedAt
	if at.IsZero() {
		at = v.Signer.EndedAt
	}
	on := ui.Moment(at.UTC())
	switch as {
	case signing.Corrected:
		to, _ := v.Envelope.Signer(v.Signer.ReplacedBy)
		return end{title: "Your details were corrected", text: fmt.Sprintf("%s corrected them on %s and sent a new letter to %s. Use the link in that letter.", v.Envelope.SentBy, on, signing.Masked(to.Email))}, true
	case signing.Replaced:
		return end{title: "Somebody else is asked instead", text: fmt.Sprintf("On %s %s asked another person of your company instead of you. You need do nothing. If that is a surprise, ask %s at %s.", on, v.Envelope.SentBy, v.Envelope.SentBy, msp)}, true
	case signing.Delegated:
		to, _ := v.Envelope.Signer(v.Signer.ReplacedBy)
		return end{title: "You handed this on", text: fmt.Sprintf("On %s you asked %s to do it instead of you. They got a letter with a link of their own.", on, to.Name)}, true
	case signing.Removed:
		return end{title: "You are no longer asked", text: fmt.Sprintf("Since %s you need do nothing about this agreement. If that is a surprise, ask %s at %s.", on, v.Envelope.SentBy, msp)}, true
	case signing.Papered:
		return end{title: "This was signed outside Demarc", text: fmt.Sprintf("On %s both companies confirmed a signed copy, so nothing is left to do here. You get the sealed record with that copy by mail.", on)}, true
	case signing.Reminded, signing.Refused:
		if v.Envelope.State == signing.Declined || v.Envelope.State == signing.Voided || v.Envelope.State == signing.Expired {
			return end{}, false // how the round ended says more
		}
		if !v.Signer.SignedAt.IsZero() {
			return end{title: "You have done your part", text: fmt.Sprintf("You did it on %s, with a newer letter than this one. The link in that letter leads to your record.", ui.Moment(v.Signer.SignedAt.UTC()))}, true
		}
		return end{title: "There is a newer letter", text: fmt.Sprintf("On %s a newer letter was sent to %s. Only the link in the newest letter works.", on, signing.Masked(v.Signer.Email))}, true
	}
	return end{}, false
}
