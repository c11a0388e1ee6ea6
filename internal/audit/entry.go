// Package audit holds the append-only record of what was done: the entries, their
// exact canonical text, and the hash by which each entry binds the one before it.
// It does not know where entries are kept; see store for that. The model is
// evidence 3.2-3.4 of the design references: one chain per engagement and one per
// MSP for everything that belongs to no engagement.
package audit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Verb is what was done. The list is closed: a new act gets a verb here first.
type Verb string

const (
	MSPSignedUp         Verb = "msp.signed_up"
	MemberInvited       Verb = "member.invited"
	MemberJoined        Verb = "member.joined"
	MemberLeft          Verb = "member.left"
	ClientAdded         Verb = "client.added"
	BrandChanged        Verb = "brand.changed"
	EngagementStarted   Verb = "engagement.started"
	PartyChanged        Verb = "party.changed"
	InsurerChanged      Verb = "insurer.changed"
	VendorAdded         Verb = "vendor.added"
	VendorChanged       Verb = "vendor.changed"
	VendorRemoved       Verb = "vendor.removed"
	SignersChanged      Verb = "signers.changed"
	TermsChanged        Verb = "terms.changed"
	AreasChanged        Verb = "areas.changed"
	ModeChanged         Verb = "area.mode_changed"
	PackAdded           Verb = "pack.added"
	PackRemoved         Verb = "pack.removed"
	FrameworksChosen    Verb = "frameworks.chosen"
	ReferencesChanged   Verb = "function.references_changed"
	StakeholderAdded    Verb = "stakeholder.added"
	StakeholderChanged  Verb = "stakeholder.changed"
	StakeholderRemoved  Verb = "stakeholder.removed"
	AssignmentChanged   Verb = "assignment.changed"
	HolderChanged       Verb = "function.holder_changed"
	FunctionAdded       Verb = "function.added"
	FunctionChanged     Verb = "function.changed"
	FunctionImported    Verb = "function.imported"
	SheetImported       Verb = "matrix.sheet_imported"
	FunctionMoved       Verb = "function.moved"
	FunctionRehomed     Verb = "function.rehomed"
	FunctionExcluded    Verb = "function.excluded"
	FunctionRestored    Verb = "function.restored"
	LockOverridden      Verb = "function.lock_overridden"
	RowAgreed           Verb = "row.agreed"
	RowsAgreed          Verb = "rows.agreed"
	RowAgreementDropped Verb = "row.agreement_dropped"
	RowReviewAsked      Verb = "row.review_asked"
	RowDisputed         Verb = "row.disputed"
	DisputeSettled      Verb = "row.dispute_settled"
	BallotOpened        Verb = "vote.opened"
	BallotAnswered      Verb = "vote.answered" // that a side answered, never what
	BallotRevealed      Verb = "vote.revealed"
	BallotClosed        Verb = "vote.closed"
	WorkshopStarted     Verb = "workshop.started"
	WorkshopMoved       Verb = "workshop.moved"  // another function before everybody
	WorkshopDriven      Verb = "workshop.driven" // by somebody else
	WorkshopTimed       Verb = "workshop.timed"
	WorkshopEnded       Verb = "workshop.ended"
	BallotSettled       Verb = "vote.settled"
	CommentAdded        Verb = "comment.added"
	CommentEdited       Verb = "comment.edited"
	CommentRemoved      Verb = "comment.removed"
	ThreadResolved      Verb = "thread.resolved"
	ThreadReopened      Verb = "thread.reopened"
	ReviewSent          Verb = "review.sent"
	RowParked           Verb = "row.parked"
	RowResumed          Verb = "row.resumed"
	RegisterFilled      Verb = "register.filled"
	AccessAdded         Verb = "access.added"
	AccessChanged       Verb = "access.changed"
	AccessReviewed      Verb = "access.reviewed"
	AccessRemoved       Verb = "access.removed"
	ToolAdded           Verb = "tool.added"
	ToolChanged         Verb = "tool.changed"
	ToolRemoved         Verb = "tool.removed"
	ProtectedAdded      Verb = "protected.added"
	ProtectedChanged    Verb = "protected.changed"
	ProtectedRemoved    Verb = "protected.removed"
	FindingWaived       Verb = "finding.waived"
	FindingDismissed    Verb = "finding.dismissed"
	WaiverWithdrawn     Verb = "waiver.withdrawn"
	AgreementReviewed   Verb = "agreement.reviewed"
	VersionFrozen       Verb = "version.frozen"
	EnvelopeSent        Verb = "envelope.sent"
	EnvelopeVoided      Verb = "envelope.voided"
	EnvelopeExpired     Verb = "envelope.expired"
	SignerNotified      Verb = "signer.notified"
	LinkOpened          Verb = "link.opened_unconfirmed"
	LinkConfirmed       Verb = "link.confirmed"
	DocumentPresented   Verb = "document.presented"
	ConsentGiven        Verb = "consent.given"
	AuthorityAffirmed   Verb = "authority.affirmed"
	SignatureApplied    Verb = "signature.applied"
	SignatureRefused    Verb = "signature.refused"
	EnvelopeDeclined    Verb = "envelope.declined"
	EnvelopeSigned      Verb = "envelope.signed"
	SealStarted         Verb = "seal.started"
	DocumentSealed      Verb = "document.sealed"
	AgreementInForce    Verb = "agreement.in_force"
	CopySent            Verb = "copy.sent"
	LibraryAdded        Verb = "library.added"
	LibraryChanged      Verb = "library.changed"
	LibraryRetired      Verb = "library.retired"
	LibraryRestored     Verb = "library.restored"
	LibraryDropped      Verb = "library.dropped"
	LibraryImported     Verb = "library.imported"
	LibraryPublished    Verb = "library.published"
	LibraryAdopted      Verb = "library.adopted"
	CopyDownloaded      Verb = "copy.downloaded"

	RecipientAdded      Verb = "recipient.added" // who approves, acknowledges or gets a copy
	RecipientRemoved    Verb = "recipient.removed"
	ApprovalGiven       Verb = "approval.given"
	ApprovalRefused     Verb = "approval.refused"
	EnvelopeExtended    Verb = "envelope.extended"
	SignerCorrected     Verb = "signer.corrected"
	SignerReplaced      Verb = "signer.replaced"
	SignerDelegated     Verb = "signer.delegated"
	MailQueued          Verb = "mail.queued"   // a letter was made; nothing is known of its way yet
	MailAccepted        Verb = "mail.accepted" // the mail server took it
	MailBounced         Verb = "mail.bounced"  // the mail server refused it for good
	ReminderSent        Verb = "reminder.sent"
	CodeSent            Verb = "otp.sent"
	CodePassed          Verb = "otp.passed"
	CodeFailed          Verb = "otp.failed"
	CodeLocked          Verb = "otp.locked"
	DisclosureShown     Verb = "disclosure.shown"
	SectionOpened       Verb = "section.opened" // as the browser claims
	RowInitialled       Verb = "row.initialled"
	RowsAcknowledged    Verb = "rows.acknowledged"
	SignatureAdopted    Verb = "signature.adopted"
	TimestampObtained   Verb = "timestamp.obtained"
	TimestampFailed     Verb = "timestamp.failed"
	SealFailed          Verb = "seal.failed"
	SealRetried         Verb = "seal.retried"
	SealAugmented       Verb = "seal.augmented"
	CertificateIssued   Verb = "certificate.issued"
	VerifyChecked       Verb = "verify.checked"
	AgreementSuperseded Verb = "agreement.superseded"
	AgreementEnded      Verb = "agreement.ended"
	NoticeGiven         Verb = "agreement.notice_given" // that it ends on a later day
	NoticeWithdrawn     Verb = "agreement.notice_withdrawn"
	EvidenceExported    Verb = "evidence.exported"
	PersonalErased      Verb = "pii.erased"
	CheckpointPublished Verb = "checkpoint.published"
	QuestionAsked       Verb = "question.asked"
	PaperAttached       Verb = "paper.attached"
	PaperConfirmed      Verb = "paper.confirmed"
	PaperRefused        Verb = "paper.refused"
)

// Entry is one line of the record.
type Entry struct {
	Stream string // the engagement's id, or the MSP's for what belongs to no engagement
	Seq    int64  // 1, 2, 3… without a gap
	At     time.Time
	Verb   Verb
	Fact   Fact
	Prev   [32]byte
	Hash   [32]byte
	// Payload is the exact text of Fact that the hash covers. It is kept as text:
	// a database's JSON type would reorder it and the hash could not be recomputed.
	Payload string
	// Opened are the personal values that Fact has in the place of the payload's marks.
	Opened []Opening
}

// Fact is what an entry says. Unknown values stay empty and are printed as "not
// recorded"; they are never filled in later.
type Fact struct {
	Actor   Who               `json:"actor"`
	Request Request           `json:"request"`
	Subject string            `json:"subject,omitempty"` // id of the row, signer, clause…
	Label   string            `json:"label,omitempty"`   // its name at the time
	Before  string            `json:"before,omitempty"`
	After   string            `json:"after,omitempty"`
	Digest  string            `json:"digest,omitempty"` // hex SHA-256 of the document it is about
	Data    map[string]string `json:"data,omitempty"`

	// V is the form of the payload; 0 is the first one, in which personal values stand
	// in the clear.
	V         int               `json:"v,omitempty"`
	Occurred  string            `json:"occurred,omitempty"` // when it happened where it happened: a mail server, a time-stamp authority
	Source    string            `json:"source,omitempty"`   // web, job, mail, tsa, verify
	About     About             `json:"about,omitzero"`
	Rendition string            `json:"rendition,omitempty"` // hex SHA-256 of the bytes that were shown
	Claimed   map[string]string `json:"claimed,omitempty"`   // what a browser says of itself; nothing is concluded from it
}

// About places an entry: the version, the round, the signer and the row it belongs to.
type About struct {
	Version  int    `json:"version,omitempty"`
	Envelope string `json:"envelope,omitempty"`
	Signer   string `json:"signer,omitempty"`
	Row      string `json:"row,omitempty"`
}

// Who is the actor as known at the time; a later change of name does not rewrite it.
type Who struct {
	Kind  string `json:"kind"`
	ID    string `json:"id,omitempty"`
	Name  string `json:"name,omitempty"`
	Email string `json:"email,omitempty"`
	Side  string `json:"side,omitempty"`
	Role  string `json:"role,omitempty"`

	Org     string   `json:"org,omitempty"`
	Auth    []string `json:"auth,omitempty"`    // how they were identified: password, code, link, sample
	Session string   `json:"session,omitempty"` // the beginning of the SHA-256 of their session
}

// Request is where the act came from.
type Request struct {
	ID    string `json:"id,omitempty"`
	IP    string `json:"ip,omitempty"`
	Agent string `json:"agent,omitempty"`

	IPFrom string `json:"ipFrom,omitempty"` // direct, or trusted_proxy
	Zone   string `json:"zone,omitempty"`   // the offset of the browser's clock, as it claims
}

// Canonical is the exact text of a fact: JSON with fields in the order of the
// struct, keys of maps sorted, nothing escaped that JSON does not require.
func (f Fact) Canonical() (string, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(f); err != nil {
		return "", fmt.Errorf("write fact: %w", err)
	}
	return string(bytes.TrimRight(b.Bytes(), "\n")), nil
}

// Read parses the payload back into a fact.
func Read(payload string) (Fact, error) {
	var f Fact
	if err := json.Unmarshal([]byte(payload), &f); err != nil {
		return f, fmt.Errorf("read fact: %w", err)
	}
	return f, nil
}

// Rewrites tells whether a verb changes what a row of the matrix says: its letters, its
// words, whether it is there. Ticks, disputes, talk and the order of rows do not.
func (v Verb) Rewrites() bool {
	switch v {
	case FunctionMoved, ReferencesChanged:
		return false
	case AssignmentChanged, ModeChanged:
		return true
	default:
		return strings.HasPrefix(string(v), "function.")
	}
}
