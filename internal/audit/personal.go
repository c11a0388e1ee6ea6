package audit

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Hidden is the form of a payload in which personal values are commitments. In the
// first form they stand in the clear.
const Hidden = 2

// What is shown in the place of a personal value that cannot be shown.
const (
	Erased  = "erased on request"
	Altered = "altered: this value does not fit the record"
)

// Recipe says to people how a personal value is bound to the payload that names it.
const Recipe = "In entries of form 2 (“v”:2) the payload holds in the place of each personal value a mark: “c:” and the HMAC-SHA256 of the name of its field, a zero byte and the value, " +
	"with a key of 16 random bytes of its own. Field, key and value stand beside the first entry that has the mark. A value that was erased on request is gone there, and every hash stays good."

// Opening is what a mark stands for.
type Opening struct {
	Field string `json:"field"`
	Key   string `json:"key"` // 32 hexadecimal digits, random
	Value string `json:"value"`
}

// Mark is what the payload holds in the place of the value. It says nothing about the
// value to somebody who lacks the key, and no other value has it.
func (o Opening) Mark() string {
	key, _ := hex.DecodeString(o.Key)
	h := hmac.New(sha256.New, key)
	h.Write([]byte(o.Field))
	h.Write([]byte{0})
	h.Write([]byte(o.Value))
	return mark + hex.EncodeToString(h.Sum(nil))
}

const mark = "c:"

func isMark(s string) bool { return len(s) == len(mark)+2*sha256.Size && strings.HasPrefix(s, mark) }

// Openings are what is known of the marks of a chain, by mark.
type Openings map[string]Opening

// Add takes what is kept for a mark. A value that was altered since is not believed.
func (all Openings) Add(mark string, o Opening) {
	if o.Mark() != mark {
		o.Value = Altered
	}
	all[mark] = o
}

// personal lists what of an entry can be about a person, besides its actor and request,
// which always are. The list may grow: an entry written before keeps what it has.
var personal = map[Verb][]string{
	MemberInvited:     {"label", "before", "after"},
	MemberJoined:      {"label", "before", "after"},
	MemberLeft:        {"label", "before", "after"},
	SignersChanged:    {"label", "before", "after"},
	HolderChanged:     {"before", "after"},
	RecipientAdded:    {"label", "after"},
	RecipientRemoved:  {"label", "before"},
	EnvelopeVoided:    {"after"},
	EnvelopeDeclined:  {"label", "after"},
	EnvelopeExtended:  {"data.reason"},
	SignerCorrected:   {"label", "before", "after", "data.reason"},
	SignerReplaced:    {"label", "before", "after", "data.reason"},
	SignerDelegated:   {"label", "before", "after", "data.reason"},
	SignerNotified:    {"label", "after"},
	MailQueued:        {"label", "after", "data.asked for by"},
	MailAccepted:      {"label", "after", "data.reply"},
	MailBounced:       {"label", "after", "data.address"},
	ReminderSent:      {"label", "after"},
	CopySent:          {"label", "after"},
	CopyDownloaded:    {"label"},
	LinkOpened:        {"label"},
	LinkConfirmed:     {"label"},
	CodeSent:          {"label", "before", "after"},
	CodePassed:        {"label"},
	CodeFailed:        {"label"},
	CodeLocked:        {"label"},
	DisclosureShown:   {"label"},
	DocumentPresented: {"label"},
	SectionOpened:     {"label"},
	RowInitialled:     {"label"},
	RowsAcknowledged:  {"label"},
	ApprovalGiven:     {"label", "after"},
	ApprovalRefused:   {"label", "after"},
	ConsentGiven:      {"label"}, // the words stay: they are the same for all
	AuthorityAffirmed: {"label"},
	SignatureAdopted:  {"label", "before", "after"},
	SignatureApplied:  {"label", "after"},
	SignatureRefused:  {"label"},
	QuestionAsked:     {"label", "after"},
	PaperAttached:     {"after"},
	PaperRefused:      {"after"},
}

// Personal lists the fields of an entry that are kept as marks.
func Personal(v Verb) []string {
	return append([]string{"actor.name", "actor.email", "request.ip", "request.agent"}, personal[v]...)
}

// each replaces every personal value of a fact that is there.
func (f Fact) each(v Verb, do func(field, value string) string) Fact {
	set := func(field string, at *string) {
		if *at != "" {
			*at = do(field, *at)
		}
	}
	f.Data = maps.Clone(f.Data)
	for _, field := range Personal(v) {
		switch field {
		case "actor.name":
			set(field, &f.Actor.Name)
		case "actor.email":
			set(field, &f.Actor.Email)
		case "request.ip":
			set(field, &f.Request.IP)
		case "request.agent":
			set(field, &f.Request.Agent)
		case "label":
			set(field, &f.Label)
		case "before":
			set(field, &f.Before)
		case "after":
			set(field, &f.After)
		default:
			key := strings.TrimPrefix(field, "data.")
			if value := f.Data[key]; value != "" {
				f.Data[key] = do(field, value)
			}
		}
	}
	return f
}

// Hide gives the fact as its payload has it, with a mark for each personal value. open
// gives the opening to use: a new one, or the one that this person's value has already.
func (f Fact) Hide(v Verb, open func(field, value string) Opening) Fact {
	f = f.each(v, func(field, value string) string {
		if f.Actor.Kind == "system" && strings.HasPrefix(field, "actor.") {
			return value // the system is nobody
		}
		return open(field, value).Mark()
	})
	f.V = Hidden
	return f
}

// Whose is the id of the person whom a personal value of an entry is about: its actor, or
// for what an entry says of somebody else that person.
func Whose(v Verb, f Fact, field string) string {
	own := strings.HasPrefix(field, "actor.") || strings.HasPrefix(field, "request.") || field == "data.asked for by" || field == "data.reason" || v == EnvelopeVoided
	switch {
	case own && f.Actor.ID != "":
		return f.Actor.ID
	case !own && f.About.Signer != "":
		return f.About.Signer
	case !own && f.Subject != "":
		return f.Subject
	}
	return f.Actor.Kind
}

// Open reads the fact of an entry from its payload, with the personal values that are
// known, and notes what it used.
func (e *Entry) Open(known Openings) error {
	f, err := Read(e.Payload)
	if err != nil {
		return err
	}
	e.Fact, e.Opened = f, nil
	if f.V < Hidden {
		return nil
	}
	e.Fact = f.each(e.Verb, func(field, value string) string {
		if !isMark(value) {
			return value
		}
		o, ok := known[value]
		if !ok || o.Field != field {
			return Erased
		}
		e.Opened = append(e.Opened, o)
		return o.Value
	})
	return nil
}

// Marks lists the marks in the payload of an entry, each once.
func (e Entry) Marks() []string {
	f, err := Read(e.Payload)
	if err != nil || f.V < Hidden {
		return nil
	}
	var out []string
	f.each(e.Verb, func(_, value string) string {
		if isMark(value) && !slices.Contains(out, value) {
			out = append(out, value)
		}
		return value
	})
	return out
}

// CheckPersonal holds the personal values of a whole chain against its marks: each must
// fit, and one that is gone must have been erased by an entry that says so.
func CheckPersonal(entries []Entry, known Openings) error {
	erased := map[string]bool{}
	for _, e := range entries {
		if e.Verb == PersonalErased {
			for short := range strings.FieldsSeq(e.Fact.Data["marks"]) {
				erased[short] = true
			}
		}
	}
	for _, e := range entries {
		for _, m := range e.Marks() {
			o, ok := known[m]
			switch {
			case ok && o.Value == Altered:
				return &BrokenError{e.Stream, e.Seq, "the personal value kept for its field " + o.Field + " was altered"}
			case !ok && !erased[ShortMark(m)]:
				return &BrokenError{e.Stream, e.Seq, "a personal value of it is gone, and no entry says that it was erased"}
			}
		}
	}
	return nil
}

// ShortMark is how an entry about an erasure names a mark.
func ShortMark(m string) string { return strings.TrimPrefix(m, mark)[:16] }

// ErrOpening is an opening that does not fit the entry it stands beside.
var ErrOpening = errors.New("a personal value does not fit the record")

// Learn takes openings that came with entries in a file; each must have a mark among
// those of the entry it came with.
func (all Openings) Learn(e Entry, came []Opening) error {
	marks := e.Marks()
	for _, o := range came {
		m := o.Mark()
		if !slices.Contains(marks, m) {
			return fmt.Errorf("entry %d, field %s: %w", e.Seq, o.Field, ErrOpening)
		}
		all[m] = o
	}
	return nil
}
