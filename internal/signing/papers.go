package signing

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"demarc/internal/fault"
	"demarc/internal/party"
)

// PaperLimit is the largest copy that is taken, in bytes.
const PaperLimit = 20 << 20

// PaperKind is how a copy came to be signed outside this system.
type PaperKind string

const (
	InInk      PaperKind = "ink"      // printed, signed by hand, scanned
	ByProvider PaperKind = "provider" // with another signing service
)

// PaperKinds lists them as they are offered.
var PaperKinds = []PaperKind{InInk, ByProvider}

// Words is the kind as people read it.
func (k PaperKind) Words() string {
	if k == ByProvider {
		return "with another signing service"
	}
	return "in ink, on paper"
}

// PaperState is what became of a copy.
type PaperState string

const (
	PaperWaits     PaperState = "waiting"
	PaperConfirmed PaperState = "confirmed"
	PaperRefused   PaperState = "refused"
)

// Paper is a copy of the version that was signed outside this system. One side puts it
// in and says what it is; it counts when the other side has confirmed it. Nothing is
// known here of who signed it but what the two sides say.
type Paper struct {
	ID         string
	Side       party.Side // who put it in
	By         string
	At         time.Time
	Kind       PaperKind
	Statement  string // who signed it, when and how, in the words of who put it in
	SHA256     string // of the file
	Size       int    // in bytes
	State      PaperState
	AnsweredBy string
	AnsweredAt time.Time
	Reason     string // of refusing it
}

// Paper is the copy that counts or waits, else the last that was refused.
func (e Envelope) Paper() (Paper, bool) {
	for _, p := range e.Papers {
		if p.State != PaperRefused {
			return p, true
		}
	}
	if len(e.Papers) == 0 {
		return Paper{}, false
	}
	return e.Papers[0], true
}

// OnPaper tells whether the round ended with a copy that was signed outside.
func (e Envelope) OnPaper() bool {
	p, ok := e.Paper()
	return ok && p.State == PaperConfirmed
}

// AttachPaper puts in a copy that waits for the other side.
func (e Envelope) AttachPaper(p Paper, now time.Time) (Envelope, error) {
	if err := e.changeable(now); err != nil {
		return e, err
	}
	if before, ok := e.Paper(); ok && before.State == PaperWaits {
		return e, fault.New(fault.Conflict, "A copy from "+before.By+" waits for an answer. It must be confirmed or refused before another can be put in.")
	}
	for _, s := range e.Live() {
		if !s.Signs() && s.Awaited() {
			return e, fault.New(fault.Conflict, s.Name+" has still to "+s.Role.verb()+" it. Put the signed copy in afterwards.")
		}
	}
	fields := map[string]string{}
	if !slices.Contains(PaperKinds, p.Kind) {
		fields["kind"] = "Say how it was signed."
	}
	if strings.TrimSpace(p.Statement) == "" {
		fields["statement"] = "Say who signed it, on which day and how. The certificate prints it as your words."
	}
	if err := fault.Fields(fields); err != nil {
		return e, err
	}
	p.At, p.State = now, PaperWaits
	e.Papers = append([]Paper{p}, e.Papers...)
	return e, nil
}

// ConfirmPaper is the other side saying that the copy is the agreement as both signed
// it. It names the file that was looked at by its digest. The round is signed then.
func (e Envelope) ConfirmPaper(id, digest string, side party.Side, by string, now time.Time) (Envelope, error) {
	at, err := e.answerable(id, side, now)
	if err != nil {
		return e, err
	}
	if digest != e.Papers[at].SHA256 {
		return e, fault.New(fault.Conflict, "This is not the copy you looked at. Open the one on this page before you confirm it.")
	}
	e.Papers = slices.Clone(e.Papers)
	e.Papers[at].State, e.Papers[at].AnsweredBy, e.Papers[at].AnsweredAt = PaperConfirmed, by, now
	e.State, e.EndedAt = Signed, now
	return e, nil
}

// RefusePaper is the other side saying why it is not. The round goes on.
func (e Envelope) RefusePaper(id, reason string, side party.Side, by string, now time.Time) (Envelope, error) {
	at, err := e.answerable(id, side, now)
	if err != nil {
		return e, err
	}
	if strings.TrimSpace(reason) == "" {
		return e, fault.Field("reason", "Say what is wrong with the copy. The other side reads it.")
	}
	e.Papers = slices.Clone(e.Papers)
	p := &e.Papers[at]
	p.State, p.AnsweredBy, p.AnsweredAt, p.Reason = PaperRefused, by, now, strings.TrimSpace(reason)
	return e, nil
}

// answerable finds a copy that this side may answer now.
func (e Envelope) answerable(id string, side party.Side, now time.Time) (int, error) {
	at := slices.IndexFunc(e.Papers, func(p Paper) bool { return p.ID == id })
	if at < 0 {
		return 0, fault.New(fault.NotFound, "There is no such copy.")
	}
	if err := e.changeable(now); err != nil {
		return 0, err
	}
	switch p := e.Papers[at]; {
	case p.State != PaperWaits:
		return 0, fault.New(fault.Conflict, "This copy was "+string(p.State)+" by "+p.AnsweredBy+".")
	case p.Side == side:
		return 0, fault.New(fault.Forbidden, "Your own side put this copy in. The other side confirms or refuses it.")
	}
	return at, nil
}

// CheckPaper refuses what is no whole PDF. It does not judge what the pages say: the
// other side does.
func CheckPaper(data []byte) error {
	switch {
	case len(data) == 0:
		return fault.Field("file", "Choose the signed PDF.")
	case len(data) > PaperLimit:
		return fault.Field("file", "This file is larger than 20 MB. Scan it in black and white, or at 200 dots per inch.")
	case !bytes.HasPrefix(data, []byte("%PDF-")):
		return fault.Field("file", "This is not a PDF. Save the signed copy as a PDF and choose that file.")
	}
	end := data[max(0, len(data)-2048):]
	if !bytes.Contains(end, []byte("%%EOF")) || !bytes.Contains(end, []byte("startxref")) {
		return fault.Field("file", "This PDF is not whole: its end is missing. Save it again and choose the new file.")
	}
	return nil
}
