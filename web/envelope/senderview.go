package envelope

import (
	"cmp"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"demarc/internal/access"
	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/internal/signing"
	"demarc/web/frame"
	"demarc/web/page"
	"demarc/web/ui"
)

// view is the sign-off of one engagement as somebody of either side sees it.
type view struct {
	page   ui.Page
	work   ui.Work
	who    access.Actor
	e      engagement.Engagement
	rounds []signing.Envelope // the newest first
	form   *page.Form

	late    bool // everybody signed, and the seal does not come
	outside bool // the text of the round that is out says that it is signed outside Demarc

	change   string // "correct" or "replace" while somebody's form is open
	changing signing.SignerID
}

func newView(r *http.Request, e engagement.Engagement, rounds []signing.Envelope, f *page.Form) view {
	who := page.Actor(r)
	v := view{page: page.New(r, "Sign-off", e.ClientName), work: frame.Work(e, "sign", who), who: who, e: e, rounds: rounds, form: f}
	v.open(r)
	return v
}

// open opens the form of one person of the round: by the address, or because what was
// sent with it must be mended.
func (v *view) open(r *http.Request) {
	if !v.maySteer() || v.now().State != signing.Sent {
		return
	}
	if v.change = v.form.Value("change"); v.change != "" {
		v.changing = signing.SignerID(v.form.Value("signer"))
		return
	}
	for _, change := range []string{"correct", "replace"} {
		s, ok := v.now().Signer(signing.SignerID(r.URL.Query().Get(change)))
		if !ok || !s.Awaited() {
			continue
		}
		v.change, v.changing = change, s.ID
		if v.form = (&page.Form{}); change == "correct" {
			v.form = page.FormOf(map[string]string{"name": s.Name, "title": s.Title, "email": s.Email})
		}
	}
}

// asked are those of a round who have a part to do or did it, turn by turn, and those who
// get a copy.
func (v view) asked(env signing.Envelope) []signing.Signer {
	list := env.Those(func(s signing.Signer) bool { return s.EndedAt.IsZero() })
	slices.SortStableFunc(list, func(a, b signing.Signer) int { return cmp.Compare(standsAt(a), standsAt(b)) })
	return list
}

// standsAt is where somebody comes in the round; a copy goes out at its end.
func standsAt(s signing.Signer) int {
	if s.Role == signing.Copied {
		return math.MaxInt
	}
	return s.Turn
}

func (v view) former(env signing.Envelope) []signing.Signer {
	return env.Those(func(s signing.Signer) bool { return !s.EndedAt.IsZero() })
}

// formerLine says how somebody's part ended.
func (v view) formerLine(env signing.Envelope, s signing.Signer) string {
	to, _ := env.Signer(s.ReplacedBy)
	switch s.EndedAs {
	case signing.Corrected:
		return "details corrected"
	case signing.Delegated:
		return "handed it on to " + to.Name
	case signing.Replaced:
		return "replaced by " + to.Name
	}
	return "no longer asked"
}

// letterLine is what is known of somebody's letter, and what comes next by itself.
func letterLine(env signing.Envelope, s signing.Signer) string {
	next := env.NextReminder(s)
	switch {
	case env.State != signing.Sent || !s.Awaited() || s.NotifiedAt.IsZero():
		return ""
	case s.Bounced != "":
		return "Delivery failed. The mail server refused the letter: " + strings.TrimSuffix(s.Bounced, ".") + "."
	case s.AcceptedAt.IsZero() || s.AcceptedAt.Before(s.LastLetter()):
		return "The letter waits for the mail server since " + ui.Moment(s.LastLetter()) + "."
	case !next.IsZero():
		return fmt.Sprintf("Reminder %d of %d goes out on %s.", s.Reminded+1, len(env.Reminders), ui.Moment(next))
	case s.Reminded > 0:
		return fmt.Sprintf("Reminded %d times. No other reminder goes out by itself.", s.Reminded)
	}
	return "No reminder goes out before the round ends."
}

// at is an address below the engagement's.
func (v view) at(path string) string { return v.work.Href + path }

// now is the round that is out, or the one that led into force.
func (v view) now() signing.Envelope {
	if len(v.rounds) == 0 {
		return signing.Envelope{}
	}
	return v.rounds[0]
}

// earlier are the rounds that came to nothing, or were followed by others.
func (v view) earlier() []signing.Envelope {
	if v.e.State == engagement.InDraft {
		return v.rounds
	}
	return v.rounds[min(1, len(v.rounds)):]
}

func (v view) versionPath(n int) string { return v.at("/v/" + strconv.Itoa(n)) }

func (v view) company(side party.Side) string {
	if side == party.MSP {
		return v.e.MSPName
	}
	return v.e.ClientName
}

// maySteer tells whether the viewer may remind and withdraw.
func (v view) maySteer() bool { return v.who.Can(access.SendForSignature) }

// mayRemind tells whether a letter to this signer would do anything now.
func (v view) mayRemind(env signing.Envelope, s signing.Signer) bool {
	return v.maySteer() && env.State == signing.Sent && s.Awaited() && s.Turn == env.Turn() && !s.NotifiedAt.IsZero()
}

// mayChange tells whether this person's details may be corrected, or another asked.
func (v view) mayChange(env signing.Envelope, s signing.Signer) bool {
	return v.maySteer() && env.State == signing.Sent && s.Awaited()
}

// liveTriggers are the events after which the page asks anew. Sealing takes seconds,
// so a page without a stream asks by itself meanwhile.
func (v view) liveTriggers() string {
	t := "envelope from:#live, resync from:#live"
	if v.e.State == engagement.Signed {
		t += ", every 5s"
	}
	return t
}

func (v view) liveHref() string { return v.at("/sign?state=" + string(v.e.State)) }

// step is one station of a signer.
type step struct {
	word string
	at   time.Time
	note string
}

// steps are the stations of a signer in their order.
func steps(s signing.Signer) []step {
	return []step{
		{word: "Letter made", at: s.NotifiedAt},
		{word: "Mail server took it", at: s.AcceptedAt},
		{word: "Link opened", at: s.OpenedAt, note: "not confirmed: mail scanners open links too"},
		{word: "Continued", at: s.ConfirmedAt},
		{word: "Document shown", at: s.PresentedAt},
		{word: didWord(s), at: s.SignedAt},
	}
}

// didWord is what somebody did, by their role.
func didWord(s signing.Signer) string {
	switch s.Role {
	case signing.Approves:
		return "Approved"
	case signing.Acknowledges:
		return "Acknowledged"
	case signing.Signs, signing.Copied:
	}
	return "Signed"
}

// standing says in a word where a signer is.
func standing(env signing.Envelope, s signing.Signer) (kind, word string) {
	switch {
	case s.Role == signing.Copied:
		return "draft", "Gets a copy"
	case !s.SignedAt.IsZero():
		return "force", didWord(s)
	case env.OnPaper() && s.Signs():
		return "ended", "Outside Demarc"
	case env.State != signing.Sent:
		return "ended", "Not " + strings.ToLower(didWord(s))
	case s.Bounced != "":
		return "danger", "Delivery failed"
	case s.Turn > env.Turn():
		return "draft", "Waits for the others"
	case !s.PresentedAt.IsZero():
		return "review", "Reading"
	case !s.ConfirmedAt.IsZero():
		return "review", "Has the link"
	case s.NotifiedAt.IsZero() || s.AcceptedAt.IsZero():
		return "draft", "Being asked"
	}
	return "sent", "Asked"
}

// headline is the state of a round in a sentence.
func (v view) headline(env signing.Envelope) string {
	switch env.State {
	case signing.Sent:
		if p, ok := env.Paper(); ok && p.State == signing.PaperWaits {
			return "A signed copy is in. " + v.company(p.Side.Other()) + " confirms or refuses it."
		}
		if v.outside && len(env.Waiting()) > 0 && env.Waiting()[0].Signs() {
			return "This version is signed outside Demarc. It waits for the signed copy."
		}
		names := []string{}
		for _, s := range env.Waiting() {
			names = append(names, s.Name)
		}
		return fmt.Sprintf("%s. Waiting for %s.", env.Progress(), join(names))
	case signing.Signed:
		if v.late {
			return "Everybody has signed, and the document could not be sealed yet. It is tried again by itself until it is. No signature is lost."
		}
		if env.OnPaper() {
			return "A copy signed outside Demarc was confirmed. The record is being sealed with it; this takes a few seconds, and this page follows it."
		}
		return "Everybody has signed. The document is being sealed; this takes a few seconds, and this page follows it."
	case signing.Sealed:
		if env.OnPaper() {
			return fmt.Sprintf("Signed outside Demarc, and sealed with the confirmed copy inside. Version %d is in force.", env.Version)
		}
		return fmt.Sprintf("Everybody has signed, and the document is sealed. Version %d is in force.", env.Version)
	case signing.Declined:
		return "A signer declined. The draft can be changed and sent again."
	case signing.Voided:
		return "This round was withdrawn. The draft can be changed and sent again."
	case signing.Expired:
		return "The time to sign ended before everybody had signed. The draft can be sent again."
	}
	return ""
}

// papered tells whether the round has to do with a copy signed outside.
func (v view) papered(env signing.Envelope) bool {
	_, has := env.Paper()
	return has || v.outside && env.State == signing.Sent
}

func (v view) paperLabel(env signing.Envelope) string {
	if p, ok := env.Paper(); ok && p.State != signing.PaperRefused {
		return "Look at the signed copy"
	}
	return "Put in the signed copy"
}

// join lists names as a sentence does.
func join(names []string) string {
	switch len(names) {
	case 0:
		return "nobody"
	case 1:
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

func sentLine(env signing.Envelope) string {
	var names []string
	for _, s := range env.Waiting() {
		names = append(names, s.Name)
	}
	return fmt.Sprintf("Version %d is frozen and on its way to %s.", env.Version, join(names))
}

// fix says what to do; the client is asked to read, not to ask itself.
func (v view) fix(f raci.Finding) string {
	if f.Page == "agreement" && v.who.Can(access.ReviewAgreement) {
		return "Read it"
	}
	return f.Fix
}

// place is where a finding is mended.
func (v view) place(f raci.Finding) string {
	side, _, _ := strings.Cut(f.Field, ".")
	switch {
	case f.Page == "terms" && f.Field != "":
		return v.at("/terms#field-" + f.Field)
	case f.Page == "parties" && (side == "msp" || side == "client"):
		return v.at("/parties#" + side)
	case f.Page == "parties" && f.Field != "" && f.Field != "legal_name":
		return v.at("/parties#" + f.Field)
	case f.Page == "matrix":
		return v.at("/matrix" + frame.InMatrix(f))
	case f.Page == "packs" || f.Page == "frameworks":
		return v.at("/" + f.Page + "/" + f.Field)
	case f.Page == "access":
		return v.at("/access#" + strings.ReplaceAll(f.Field, "access.", "access-"))
	case f.Page == "agreement":
		return v.at("/agreement#reviewed")
	}
	return v.at("/" + f.Page)
}
