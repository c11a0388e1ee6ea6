package engagement

import (
	"strings"

	"demarc/internal/audit"
)

// signingStory is what was done to freeze, sign and seal a version.
func (t teller) signingStory(verb audit.Verb, f audit.Fact) string {
	switch verb {
	case audit.VersionFrozen:
		return "froze " + lower(f.Label)
	case audit.EnvelopeSent:
		sent := "sent it for signature to " + count(f.Data["signers"], "signer")
		if strings.HasPrefix(f.Data["letters"], "wait") {
			sent += "; the mail server did not take letters then, so they waited"
		}
		return sent
	case audit.EnvelopeVoided:
		return "withdrew the signature request" + because(f.After)
	case audit.EnvelopeExpired:
		return "ended the signature request, because its time was over"
	case audit.EnvelopeDeclined:
		return "declined to sign" + because(f.After)
	case audit.EnvelopeSigned:
		return "closed the round: everybody has signed"
	case audit.SignerNotified:
		if f.Data["reminder"] != "" {
			return "reminded " + f.Label
		}
		return "wrote to " + f.Label
	case audit.LinkOpened:
		return "loaded the signing link"
	case audit.LinkConfirmed:
		return "continued to the document"
	case audit.DocumentPresented:
		return "was shown the whole document"
	case audit.ConsentGiven:
		return "agreed to sign electronically"
	case audit.AuthorityAffirmed:
		return "confirmed having the authority to sign"
	case audit.SignatureApplied:
		return "signed as " + f.After
	case audit.SignatureRefused:
		return "tried to sign a text that had changed; nothing was signed"
	case audit.SealStarted:
		return "began to seal the document"
	case audit.DocumentSealed:
		return "sealed the document"
	case audit.AgreementInForce:
		return "put " + lower(f.Label) + " in force"
	case audit.CopySent:
		return "sent a copy to " + f.Label
	case audit.CopyDownloaded:
		return "downloaded " + f.Label
	default:
		if text, ok := t.roundStory(verb, f); ok {
			return text
		}
		return evidenceStory(verb, f)
	}
}

// roundStory is what became of people and letters of a round.
func (t teller) roundStory(verb audit.Verb, f audit.Fact) (string, bool) {
	switch verb {
	case audit.RecipientAdded:
		return "named " + f.Label + " for " + t.side(f.Before) + ": " + lower(f.After), true
	case audit.RecipientRemoved:
		return "took " + f.Label + " off the list of those who approve, acknowledge or get a copy", true
	case audit.ApprovalGiven:
		return "approved the agreement for signing", true
	case audit.ApprovalRefused:
		return "refused to approve" + because(f.After), true
	case audit.EnvelopeExtended:
		return "gave everybody until " + f.After + " to sign" + because(f.Data["reason"]), true
	case audit.SignerCorrected:
		return "corrected a signer from " + f.Before + " to " + f.After + "; the earlier link ended", true
	case audit.SignerReplaced:
		return "replaced " + f.Before + " by " + f.After + because(f.Data["reason"]), true
	case audit.SignerDelegated:
		return "handed the request on to " + f.After, true
	case audit.MailQueued:
		return "made a letter to " + f.Label, true
	case audit.MailAccepted:
		return "handed the letter to " + f.Label + " to the mail server", true
	case audit.MailBounced:
		return "could not deliver the letter to " + f.Label + because(f.After), true
	case audit.ReminderSent:
		return "reminded " + f.Label, true
	case audit.CodeSent:
		return "sent a one-time code to " + f.Label, true
	case audit.CodePassed:
		return "entered the one-time code", true
	case audit.CodeFailed:
		return "entered a wrong one-time code", true
	case audit.CodeLocked:
		return "entered too many wrong one-time codes", true
	case audit.DisclosureShown:
		return "was shown the disclosure about electronic records", true
	case audit.SectionOpened:
		return "opened parts of the document, as the browser reports", true
	case audit.RowInitialled:
		return "initialled " + f.Label, true
	case audit.RowsAcknowledged:
		return "acknowledged " + f.Label, true
	case audit.SignatureAdopted:
		return "adopted a signature", true
	case audit.QuestionAsked:
		if f.Data["asks"] != "" {
			return "asked the sender " + f.Data["asks"], true
		}
		return "asked the sender a question", true
	default:
		return "", false
	}
}

// evidenceStory is what became of the record once everybody had signed.
func evidenceStory(verb audit.Verb, f audit.Fact) string {
	switch verb {
	case audit.TimestampObtained:
		return "obtained the outside time from " + f.Label
	case audit.TimestampFailed:
		return "got no outside time from " + f.Label + because(f.After)
	case audit.SealFailed:
		return "could not seal the document and will try again" + because(f.After)
	case audit.SealRetried:
		return "asked for the seal to be tried again"
	case audit.SealAugmented:
		return "augmented the seal: " + f.After
	case audit.CertificateIssued:
		return "issued the certificate of completion"
	case audit.VerifyChecked:
		return "was asked whether a copy is authentic: " + f.After
	case audit.AgreementSuperseded:
		return "replaced " + lower(f.Label) + " by version " + f.After
	case audit.NoticeGiven:
		return "gave notice that the agreement ends on " + f.Data["ends on"] + because(f.After)
	case audit.NoticeWithdrawn:
		return "withdrew the notice; the agreement stays in force"
	case audit.AgreementEnded:
		return "ended the agreement" + because(f.After)
	case audit.EvidenceExported:
		return "exported the evidence"
	case audit.PersonalErased:
		return "erased personal values on request" + because(f.After)
	case audit.CheckpointPublished:
		return "published the checkpoint of " + f.Label
	case audit.PaperAttached:
		return "uploaded a copy signed outside this system"
	case audit.PaperConfirmed:
		return "confirmed the copy signed outside this system"
	case audit.PaperRefused:
		return "refused the copy signed outside this system" + because(f.After)
	default:
		return strings.TrimSpace(string(verb) + " " + f.Label)
	}
}
