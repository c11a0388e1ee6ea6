package document

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"demarc/internal/audit"
	"demarc/internal/signing"
)

// testimony is what the record says of one person of a round.
type testimony struct {
	signing.Signer
	bounced    []string // what the mail server answered when it refused a letter
	codeAt     time.Time
	codeFailed int
	locked     bool
	disclosed  string // hex SHA-256 of the disclosure that was shown
	rendition  string // hex SHA-256 of the bytes that were shown
	pages      string
	consentAt  time.Time
	sections   string // what the browser claimed to have opened
	zone       string
	strokes    string // hex SHA-256 of a drawn signature
}

// Attested gives a round with everything that happened to its people taken from the
// record and not from the rows that the system works with. Rows that say something else
// than the record make no certificate: it says what to look at.
func Attested(e signing.Envelope, log []audit.Entry) (signing.Envelope, error) {
	e.Signers = slices.Clone(e.Signers)
	for i, s := range e.Signers {
		t, err := testify(e, s, log)
		if err != nil {
			return e, err
		}
		e.Signers[i] = t.Signer
	}
	return e, nil
}

// testify reads the record for one person. Who was asked, and for what, is the round's.
func testify(e signing.Envelope, s signing.Signer, log []audit.Entry) (testimony, error) {
	t := testimony{Signer: signing.Signer{
		ID: s.ID, Side: s.Side, Name: s.Name, Title: s.Title, Email: s.Email, Turn: s.Turn, Role: s.Role, Check: s.Check,
		EndedAt: s.EndedAt, EndedAs: s.EndedAs, ReplacedBy: s.ReplacedBy, Drawn: s.Drawn,
	}}
	for _, x := range log {
		if x.Fact.Subject != string(s.ID) && x.Fact.About.Signer != string(s.ID) {
			continue
		}
		if err := t.hear(e, s, x); err != nil {
			return t, err
		}
	}
	if s.SignedAt.IsZero() != t.SignedAt.IsZero() {
		return t, fmt.Errorf("signer %s: the round and its record do not agree on whether they signed", s.ID)
	}
	if d, _ := signing.ParseDrawing(s.Drawn); !d.None() && d.Digest() != t.strokes || d.None() && t.strokes != "" {
		return t, fmt.Errorf("signer %s: the round and its record name different drawn signatures", s.ID)
	}
	if !slices.Equal(slices.Sorted(slices.Values(s.Initials)), slices.Sorted(slices.Values(t.Initials))) {
		return t, fmt.Errorf("signer %s: the round and its record name different functions that were ticked", s.ID)
	}
	return t, nil
}

func (t *testimony) hear(e signing.Envelope, s signing.Signer, x audit.Entry) error {
	f := x.Fact
	switch x.Verb {
	case audit.MailQueued, audit.SignerNotified:
		first(&t.NotifiedAt, x.At)
	case audit.MailAccepted:
		if t.ConfirmedAt.IsZero() {
			t.AcceptedAt = x.At // of the letter whose link was used
		}
	case audit.MailBounced:
		t.bounced = append(t.bounced, or(f.After, "no reason given")+" ("+Moment(x.At)+")")
	case audit.LinkOpened:
		first(&t.OpenedAt, x.At)
	case audit.LinkConfirmed:
		first(&t.ConfirmedAt, x.At)
	case audit.CodeSent:
		t.codeAt = x.At
	case audit.CodeFailed:
		t.codeFailed++
	case audit.CodeLocked:
		t.locked = true
	case audit.CodePassed:
		t.CodePassedAt = x.At
	case audit.DisclosureShown:
		t.disclosed = f.Digest
	case audit.DocumentPresented:
		if t.PresentedAt.IsZero() {
			t.PresentedAt = x.At
		}
		t.rendition, t.pages = or(f.Rendition, t.rendition), or(f.Data["pages"], t.pages)
	case audit.SectionOpened:
		t.sections = or(f.Claimed["sections"], t.sections)
	case audit.RowInitialled:
		t.Initials = append(t.Initials, rowsOf(f)...)
	case audit.ConsentGiven:
		t.Evidence.Consent, t.consentAt = f.After, x.At
	case audit.AuthorityAffirmed:
		t.Evidence.Authority = f.After
	case audit.SignatureAdopted:
		t.Method = signing.Method(or(f.Data["method"], string(signing.Typed)))
		t.strokes = f.Data["sha256"]
	case audit.SignatureApplied:
		return t.signed(e, s, x)
	case audit.ApprovalGiven, audit.RowsAcknowledged:
		if !s.Signs() {
			t.SignedAt, t.Typed, t.SignedTitle = x.At, s.Typed, s.SignedTitle
			t.Initials = append(t.Initials, rowsOf(f)...)
			t.from(f)
		}
	default:
	}
	return nil
}

// signed holds what the record says of the signature against what the rows say.
func (t *testimony) signed(e signing.Envelope, s signing.Signer, x audit.Entry) error {
	f := x.Fact
	differs := func(what string) error {
		return fmt.Errorf("signer %s: the round and entry %d of its record name different %s", s.ID, x.Seq, what)
	}
	given, title, _ := strings.Cut(f.After, ", ")
	if rest, ok := strings.CutPrefix(f.After, s.Typed); ok && s.Typed != "" {
		given, title = s.Typed, strings.TrimPrefix(rest, ", ")
	}
	switch {
	case f.Digest != e.Digest:
		return differs("documents")
	case f.Actor.Name != s.Name && f.Actor.Name != audit.Erased, f.Actor.Email != s.Email && f.Actor.Email != audit.Erased:
		return differs("people")
	case f.After == audit.Erased:
		given, title = audit.Erased, ""
	case given != s.Typed:
		return differs("signatures")
	}
	t.SignedAt, t.Typed, t.SignedTitle = x.At, given, title
	t.rendition = or(f.Rendition, t.rendition)
	t.from(f)
	return nil
}

func (t *testimony) from(f audit.Fact) {
	t.Evidence.IP, t.Evidence.Agent, t.zone = f.Request.IP, f.Request.Agent, f.Request.Zone
}

// rowsOf are the keys of the functions an entry is about.
func rowsOf(f audit.Fact) []string {
	if f.About.Row != "" {
		return []string{f.About.Row}
	}
	return strings.FieldsFunc(f.Data["rows"], func(r rune) bool { return r == ' ' || r == ',' })
}

func first(t *time.Time, at time.Time) {
	if t.IsZero() {
		*t = at
	}
}

// device is what a browser says of itself, in a word.
func device(agent string) string {
	switch {
	case agent == "" || agent == audit.Erased:
		return agent
	case strings.Contains(agent, "iPad"), strings.Contains(agent, "Android") && !strings.Contains(agent, "Mobile"):
		return "A tablet: " + agent
	case strings.Contains(agent, "iPhone"), strings.Contains(agent, "Mobile"):
		return "A phone: " + agent
	case strings.Contains(agent, "Windows"), strings.Contains(agent, "Macintosh"), strings.Contains(agent, "X11"):
		return "A computer: " + agent
	}
	return agent
}

// masked is an address as it may be shown to others: "j***@acme.example".
func masked(email string) string {
	name, host, ok := strings.Cut(email, "@")
	if !ok || name == "" {
		return email
	}
	return string([]rune(name)[:1]) + "***@" + host
}
