package version

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/document"
	"demarc/internal/document/html"
	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/signing"
	"demarc/web/frame"
	"demarc/web/ui"

	"github.com/a-h/templ"
)

// standing is what a version is now.
type standing string

const (
	frozen     standing = "frozen" // no signing round, which only a failed send leaves
	out        standing = "out"
	sealing    standing = "sealing"
	inForce    standing = "in_force"
	superseded standing = "superseded"
	over       standing = "over"  // was in force until it ended
	ended      standing = "ended" // never came into force
)

type view struct {
	page     ui.Page
	work     ui.Work
	rec      app.Record
	standing standing
	lines    []line // all versions, the newest first
	this     line
	mayTake  bool
	mayAudit bool
	mayEnd   bool
	side     party.Side // of whoever reads
}

// line is one version in the list of all.
type line struct {
	number   int
	state    signing.State
	size     int // bytes of the sealed file; 0 without one
	sha256   string
	sealedAt time.Time
	frozenAt time.Time
}

func newView(rec app.Record, who access.Actor) view {
	v := view{rec: rec, mayTake: who.Can(access.Download), mayAudit: who.Can(access.ReadAudit), mayEnd: who.Can(access.EndAgreement), side: who.Side}
	for _, l := range rec.Lines {
		v.lines = append(v.lines, line{l.Number, l.State, l.Size, l.SHA256, l.SealedAt.UTC(), l.FrozenAt.UTC()})
	}
	if i := slices.IndexFunc(v.lines, func(l line) bool { return l.number == rec.Version.Number }); i >= 0 {
		v.this = v.lines[i]
	}
	v.standing = v.of(v.this)
	return v
}

func (v view) of(l line) standing {
	switch l.state {
	case signing.Sealed:
		if l.number == v.rec.Engagement.InForce {
			return inForce
		}
		if v.rec.Engagement.State == engagement.Ended && l.number == v.newestSealed() {
			return over
		}
		return superseded
	case signing.Signed:
		return sealing
	case signing.Sent:
		return out
	case signing.Declined, signing.Voided, signing.Expired:
		return ended
	}
	return frozen
}

func (v view) newestSealed() int {
	n := 0
	for _, l := range v.lines {
		if l.state == signing.Sealed {
			n = max(n, l.number)
		}
	}
	return n
}

func (v view) number() string { return strconv.Itoa(v.rec.Version.Number) }

func (v view) at(path string) string {
	return frame.Href(v.rec.Engagement.ID) + "/v/" + v.number() + path
}

// isOpen tells whether the page may still change while somebody looks at it.
func (v view) isOpen() bool { return v.standing == out || v.standing == sealing }

// status is the one sentence people come for.
func (v view) status() string {
	env := v.rec.Envelope
	switch v.standing {
	case inForce:
		return "In force since " + moment(v.this.sealedAt) + "."
	case superseded:
		if next, ok := v.replacedBy(); ok {
			return fmt.Sprintf("Superseded. In force from %s until version %d replaced it on %s.", moment(v.this.sealedAt), next.number, moment(next.sealedAt))
		}
		return "Sealed on " + moment(v.this.sealedAt) + ". Not in force."
	case over:
		return "Ended on " + moment(v.rec.Standing.EndedAt) + ". In force from " + moment(v.rec.Standing.From) + " until then."
	case sealing:
		if env.OnPaper() {
			return "Signed outside Demarc, and confirmed on " + moment(env.EndedAt) + ". The sealed file is being made; this version comes into force with it."
		}
		return "Signed by everybody on " + moment(env.EndedAt) + ". The sealed file is being made; this version comes into force with it."
	case out:
		return "Out for signature since " + moment(env.SentAt) + ", until " + moment(env.ExpiresAt) + ". Not in force."
	case ended:
		return env.State.Words() + " on " + moment(env.EndedAt) + ". This version never came into force."
	case frozen:
	}
	return "Frozen on " + moment(v.this.frozenAt) + ". Not signed and not in force."
}

// noticed says by whom notice was given, and for when.
func (v view) noticed() string {
	n, e := v.rec.Standing.Notice, v.rec.Engagement
	who := e.ClientName
	if n.By == party.MSP {
		who = e.MSPName
	}
	return "Ends on " + frame.LastDay(n.EndsOn) + ". " + who + " gave notice on " + moment(n.At) + "; until that day is over it stays in force."
}

// mayWithdraw tells whether it is the reader's side that gave notice.
func (v view) mayWithdraw() bool { return v.mayEnd && v.rec.Standing.Notice.By == v.side }

// replacedBy is the version that came into force next.
func (v view) replacedBy() (next line, ok bool) {
	for _, l := range v.lines { // newest first, so the last that fits is the next one
		if l.number > v.this.number && l.state == signing.Sealed {
			next, ok = l, true
		}
	}
	return next, ok
}

// which is what the record is of.
func (v view) which() string {
	of := "Version " + v.number() + " of agreement " + v.rec.Version.Content.Number
	if v.rec.Envelope.OnPaper() {
		return of + ", signed outside Demarc. Nobody signed it here: the signed copy is inside the sealed file, as one side put it in and the other confirmed it."
	}
	if v.this.size > 0 {
		return of + ", signed by both parties."
	}
	return of + "."
}

// mark is the tag of a version in the list.
func (l line) mark(s standing) (kind, words string) {
	switch s {
	case inForce:
		return "force", "In force"
	case superseded:
		return "ended", "Superseded"
	case over:
		return "ended", "Ended"
	case sealing, out:
		return "sent", l.state.Words()
	case ended:
		return "ended", l.state.Words()
	case frozen:
	}
	return "draft", "Not sent"
}

// checkHref is where anybody checks this version without an account.
func (v view) checkHref() string {
	if v.rec.Envelope.Code == "" {
		return "/v"
	}
	return "/v/" + v.rec.Envelope.Code
}

func (v view) paperHref() string {
	return frame.Href(v.rec.Engagement.ID) + "/sign/" + string(v.rec.Envelope.ID) + "/paper"
}

// entity is the party a signer signs for.
func (v view) entity(side party.Side) engagement.Entity {
	if side == party.MSP {
		return v.rec.Version.Content.MSP
	}
	return v.rec.Version.Content.Client
}

// formed is "Corporation, formed in Oregon".
func formed(e engagement.Entity) string {
	switch {
	case e.EntityType != "" && e.FormedIn != "":
		return e.EntityType + ", formed in " + e.FormedIn
	case e.FormedIn != "":
		return "Formed in " + e.FormedIn
	}
	return e.EntityType
}

// title is "Chief Operating Officer, Alder Foods, Inc.": the title confirmed in
// signing, and before that the one named.
func title(s signing.Signer, of engagement.Entity) string {
	switch {
	case s.SignedTitle != "":
		return s.SignedTitle + ", " + of.LegalName
	case s.Title != "":
		return s.Title + ", " + of.LegalName
	}
	return of.LegalName
}

// signers are those who were asked to do something to the end; whose part passed to
// another, and who only gets a copy, stands on the sign-off page.
func (v view) signers() []signing.Signer {
	return v.rec.Envelope.Those(func(s signing.Signer) bool { return s.EndedAt.IsZero() && s.Role != signing.Copied })
}

// unsigned says why somebody has not signed.
func (v view) unsigned(s signing.Signer) string {
	if v.rec.Envelope.OnPaper() && s.Signs() {
		return "Not here: see the signed copy"
	}
	did, has, does := "Did not sign", "Has not signed yet", "Signs"
	switch s.Role {
	case signing.Approves:
		did, has, does = "Did not approve", "Has not approved yet", "Approves"
	case signing.Acknowledges:
		did, has, does = "Did not acknowledge", "Has not acknowledged yet", "Acknowledges"
	case signing.Signs, signing.Copied:
	}
	if v.standing != out {
		return did
	}
	if s.Turn == v.rec.Envelope.Turn() {
		return has
	}
	return does + " after the others"
}

// command checks the file as it is called when downloaded.
func (v view) command() string {
	return "demarc verify --root seal-root.pem " + v.rec.Version.Content.Number + "-agreement-v" + v.number() + ".pdf"
}

// textTitle says what the text below is.
func (v view) textTitle() string {
	switch v.standing {
	case inForce, superseded, over, sealing:
		return "Read the text that was signed"
	case out:
		return "Read the text that is out for signature"
	case frozen, ended:
	}
	return "Read the text of this version"
}

// article is the frozen text. Its words are those that were signed.
func (v view) article() templ.Component {
	return html.Article(document.Compose(v.rec.Version, false), html.Options{Level: 3, Contents: true})
}

func moment(t time.Time) string {
	if t.IsZero() {
		return "an unrecorded time"
	}
	return ui.Moment(t.UTC())
}

// bytes is a size as people read it.
func bytes(n int) string {
	switch {
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%d kB", (n+1<<9)>>10)
	}
	return fmt.Sprintf("%d bytes", n)
}
