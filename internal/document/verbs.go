package document

import (
	"strings"

	"demarc/internal/audit"
)

// done says in words what each entry of the record did. A verb without words prints
// as itself; a test holds that there is none.
var done = map[audit.Verb]string{
	audit.MSPSignedUp:         "The MSP signed up",
	audit.MemberInvited:       "A person was invited",
	audit.MemberJoined:        "A person joined",
	audit.MemberLeft:          "A person left",
	audit.ClientAdded:         "The client was added",
	audit.BrandChanged:        "The brand was changed",
	audit.EngagementStarted:   "The engagement was started",
	audit.PartyChanged:        "The details of a party were changed",
	audit.InsurerChanged:      "The details of the insurer were changed",
	audit.VendorAdded:         "A carrier or vendor was added to Exhibit D",
	audit.VendorChanged:       "A carrier or vendor of Exhibit D was changed",
	audit.VendorRemoved:       "A carrier or vendor was removed from Exhibit D",
	audit.SignersChanged:      "The people who sign were changed",
	audit.TermsChanged:        "Terms were changed",
	audit.AreasChanged:        "Functional areas were changed",
	audit.ModeChanged:         "The division of a functional area was changed",
	audit.PackAdded:           "An industry pack was added",
	audit.PackRemoved:         "An industry pack was taken out",
	audit.FrameworksChosen:    "The frameworks that matter were chosen",
	audit.ReferencesChanged:   "What a function helps to satisfy was changed",
	audit.StakeholderAdded:    "A stakeholder was added",
	audit.StakeholderChanged:  "A stakeholder was changed",
	audit.StakeholderRemoved:  "A stakeholder was removed",
	audit.AssignmentChanged:   "An assignment was changed",
	audit.HolderChanged:       "The people named for a function were changed",
	audit.FunctionAdded:       "A function was added",
	audit.FunctionChanged:     "A function was changed",
	audit.FunctionImported:    "A function was changed from an imported sheet",
	audit.SheetImported:       "A sheet was imported into the matrix",
	audit.FunctionMoved:       "A function was moved",
	audit.FunctionRehomed:     "A function was moved to another area",
	audit.FunctionExcluded:    "A function was excluded",
	audit.FunctionRestored:    "A function was restored",
	audit.LockOverridden:      "A lock was overridden",
	audit.RowAgreed:           "A function was agreed",
	audit.RowsAgreed:          "Several functions were agreed",
	audit.RowAgreementDropped: "Agreement to a function was taken back",
	audit.RowReviewAsked:      "The other side was asked to look at a function",
	audit.RowDisputed:         "A function was disputed",
	audit.DisputeSettled:      "A dispute was settled",
	audit.BallotOpened:        "A blind vote was opened",
	audit.BallotAnswered:      "One side answered in a blind vote",
	audit.BallotRevealed:      "A blind vote was revealed",
	audit.BallotClosed:        "A blind vote was closed without a result",
	audit.WorkshopStarted:     "A workshop was started",
	audit.WorkshopMoved:       "A workshop came to a function",
	audit.WorkshopDriven:      "Somebody else took over a workshop",
	audit.WorkshopTimed:       "A workshop set its timer",
	audit.WorkshopEnded:       "A workshop was ended",
	audit.BallotSettled:       "A function of a blind vote was settled",
	audit.CommentAdded:        "A comment was written",
	audit.CommentEdited:       "A comment was reworded",
	audit.CommentRemoved:      "A comment was removed by its author",
	audit.ThreadResolved:      "A conversation was resolved",
	audit.ThreadReopened:      "A conversation was reopened",
	audit.ReviewSent:          "A review was sent to the other side",
	audit.RowParked:           "A function was proposed to be parked",
	audit.RowResumed:          "A parked function was taken up again",
	audit.RegisterFilled:      "The access register was filled with the usual holders",
	audit.AccessAdded:         "A kind of access was added to the register",
	audit.AccessChanged:       "The access register was changed",
	audit.AccessReviewed:      "The access register was confirmed",
	audit.AccessRemoved:       "A kind of access was removed from the register",
	audit.ToolAdded:           "A tool was added to the list",
	audit.ToolChanged:         "A tool on the list was changed",
	audit.ToolRemoved:         "A tool was removed from the list",
	audit.ProtectedAdded:      "A system was put on the do-not-isolate list",
	audit.ProtectedChanged:    "A system on the do-not-isolate list was changed",
	audit.ProtectedRemoved:    "A system was taken off the do-not-isolate list",
	audit.FindingWaived:       "A warning was left as it is, with a reason",
	audit.FindingDismissed:    "A hint was dismissed",
	audit.WaiverWithdrawn:     "A reason for leaving a warning was withdrawn",
	audit.AgreementReviewed:   "The client’s team read the agreement",
	audit.VersionFrozen:       "The version was frozen",
	audit.EnvelopeSent:        "The version was sent for signature",
	audit.EnvelopeVoided:      "The signing round was withdrawn",
	audit.EnvelopeExpired:     "The signing round expired",
	audit.SignerNotified:      "A signer was sent the link by email",
	audit.LinkOpened:          "The link was opened; this proves nothing about a person",
	audit.LinkConfirmed:       "A person selected Continue",
	audit.DocumentPresented:   "The whole document was shown",
	audit.ConsentGiven:        "Consent to sign electronically was given",
	audit.AuthorityAffirmed:   "Authority to sign for the company was affirmed",
	audit.SignatureApplied:    "The agreement was signed",
	audit.SignatureRefused:    "A signature was refused by the system",
	audit.EnvelopeDeclined:    "A signer declined to sign",
	audit.EnvelopeSigned:      "Every signer had signed",
	audit.SealStarted:         "Sealing was started",
	audit.DocumentSealed:      "The document was sealed",
	audit.AgreementInForce:    "The agreement came into force",
	audit.CopySent:            "A copy was sent",
	audit.LibraryAdded:        "Something was added to the library",
	audit.LibraryChanged:      "Something was changed in the library",
	audit.LibraryRetired:      "Something of the library was retired",
	audit.LibraryRestored:     "Something was brought back into the library",
	audit.LibraryDropped:      "A draft of the library was dropped",
	audit.LibraryImported:     "Items were read into the library from a file",
	audit.LibraryPublished:    "A version of the library was published",
	audit.LibraryAdopted:      "A newer version of the MSP’s library was taken",
	audit.CopyDownloaded:      "A copy was downloaded",

	audit.RecipientAdded:      "Somebody was named who approves, acknowledges or gets a copy",
	audit.RecipientRemoved:    "Somebody no longer approves, acknowledges or gets a copy",
	audit.ApprovalGiven:       "The agreement was approved for signing",
	audit.ApprovalRefused:     "Approval was refused",
	audit.EnvelopeExtended:    "The time to sign was extended",
	audit.SignerCorrected:     "The details of a signer were corrected; the earlier link ended",
	audit.SignerReplaced:      "A signer was replaced by another person; the earlier link ended",
	audit.SignerDelegated:     "A signer handed the request on to a colleague; the earlier link ended",
	audit.MailQueued:          "A letter with a personal link was made, to be sent by email",
	audit.MailAccepted:        "The mail server accepted the letter",
	audit.MailBounced:         "The mail server refused the letter",
	audit.ReminderSent:        "A reminder was sent",
	audit.CodeSent:            "A one-time code was sent by email",
	audit.CodePassed:          "The one-time code was entered correctly",
	audit.CodeFailed:          "A wrong one-time code was entered",
	audit.CodeLocked:          "The one-time code was locked after too many wrong tries",
	audit.DisclosureShown:     "The disclosure about electronic records was shown",
	audit.SectionOpened:       "The browser reported which parts were opened",
	audit.RowInitialled:       "Critical functions were initialled",
	audit.RowsAcknowledged:    "Functions were acknowledged",
	audit.SignatureAdopted:    "A signature was adopted",
	audit.TimestampObtained:   "A time-stamp was obtained from an outside authority",
	audit.TimestampFailed:     "An outside time-stamp could not be obtained",
	audit.SealFailed:          "Sealing failed and will be tried again",
	audit.SealRetried:         "Sealing was tried again by hand",
	audit.SealAugmented:       "The seal was augmented",
	audit.CertificateIssued:   "The certificate of completion was issued",
	audit.VerifyChecked:       "Somebody checked a copy for authenticity",
	audit.AgreementSuperseded: "The agreement was superseded by a newer version",
	audit.AgreementEnded:      "The agreement ended",
	audit.NoticeGiven:         "Notice was given that the agreement ends",
	audit.NoticeWithdrawn:     "The notice was withdrawn; the agreement stays in force",
	audit.EvidenceExported:    "The evidence was exported",
	audit.PersonalErased:      "Personal values were erased on request",
	audit.CheckpointPublished: "A checkpoint of all records was published",
	audit.QuestionAsked:       "A signer asked a question",
	audit.PaperAttached:       "A copy signed outside this system was uploaded",
	audit.PaperConfirmed:      "The copy signed outside this system was confirmed by the other side",
	audit.PaperRefused:        "The copy signed outside this system was refused by the other side",
}

// Done says what a verb did, for a screen that shows the record.
func Done(v audit.Verb) string { return or(done[v], string(v)) }

// Told is one entry as a sentence: what was done, to what, and from what to what.
func Told(e audit.Entry) string {
	s := Done(e.Verb)
	if e.Fact.Label != "" && e.Fact.Label != e.Fact.Actor.Name {
		s += ": " + short(e.Fact.Label)
	}
	switch before, after := short(e.Fact.Before), short(e.Fact.After); {
	case e.Verb == audit.AgreementSuperseded && after != "":
		s += ", by version " + after
	case e.Verb == audit.ConsentGiven || e.Verb == audit.AuthorityAffirmed: // the words stand with the signer
	case before != "" && after != "":
		s += " (from “" + before + "” to “" + after + "”)"
	case after != "":
		s += " (“" + after + "”)"
	case before != "":
		s += " (was “" + before + "”)"
	}
	if reason := e.Fact.Data["reason"]; reason != "" {
		s += ". Reason: " + short(reason)
	}
	return s
}

// short cuts a text that belongs into events.jsonl rather than onto paper, behind a
// word where there is one.
func short(s string) string {
	const most = 120
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	cut := string(r[:most-1])
	if at := strings.LastIndexByte(cut, ' '); at > most/2 {
		cut = cut[:at]
	}
	return strings.TrimRight(cut, " ,;:") + "…"
}

// Doer is who did what an entry says, as far as that was known. Until a code was entered
// it may be anybody who has the link; and links are opened by mail programs, too.
func Doer(e audit.Entry) string {
	switch e.Verb { //nolint:exhaustive // of the others the system knows who
	case audit.LinkOpened:
		return "Not known"
	case audit.LinkConfirmed, audit.CodeFailed, audit.CodeLocked:
		if e.Fact.Actor.Name != "" {
			return "By the link of " + e.Fact.Actor.Name
		}
	}
	return By(e.Fact.Actor)
}

// By is who did it, by the name known at the time.
func By(w audit.Who) string {
	switch {
	case w.Name != "":
		return w.Name
	case w.Email != "":
		return w.Email
	case w.Kind == "system":
		return "The system"
	}
	return notRecorded
}
