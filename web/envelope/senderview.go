package envelope

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"demarc/internal/access"
	"demarc/internal/app"
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
}

func newView(r *http.Request, e engagement.Engagement, rounds []signing.Envelope, f *page.Form) view {
	who := page.Actor(r)
	return view{page: page.New(r, "Sign-off", e.ClientName), work: frame.Work(e, "sign", who), who: who, e: e, rounds: rounds, form: f}
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
	return v.maySteer() && env.State == signing.Sent && s.SignedAt.IsZero() && s.Turn == env.Turn() && !s.NotifiedAt.IsZero()
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
		{word: "Asked", at: s.NotifiedAt},
		{word: "Link opened", at: s.OpenedAt, note: "not confirmed: mail scanners open links too"},
		{word: "Continued", at: s.ConfirmedAt},
		{word: "Document shown", at: s.PresentedAt},
		{word: "Signed", at: s.SignedAt},
	}
}

// standing says in a word where a signer is.
func standing(env signing.Envelope, s signing.Signer) (kind, word string) {
	switch {
	case !s.SignedAt.IsZero():
		return "force", "Signed"
	case env.State != signing.Sent:
		return "ended", "Not signed"
	case s.Turn > env.Turn():
		return "draft", "Waits for the others"
	case !s.PresentedAt.IsZero():
		return "review", "Reading"
	case !s.ConfirmedAt.IsZero():
		return "review", "Has the link"
	case s.NotifiedAt.IsZero():
		return "draft", "Being asked"
	}
	return "sent", "Asked"
}

func signedCount(env signing.Envelope) int {
	n := 0
	for _, s := range env.Signers {
		if !s.SignedAt.IsZero() {
			n++
		}
	}
	return n
}

// headline is the state of a round in a sentence.
func (v view) headline(env signing.Envelope) string {
	switch env.State {
	case signing.Sent:
		names := []string{}
		for _, s := range env.Waiting() {
			names = append(names, s.Name)
		}
		return fmt.Sprintf("%d of %d have signed. Waiting for %s.", signedCount(env), len(env.Signers), join(names))
	case signing.Signed:
		return "Everybody has signed. The document is being sealed; this takes a few seconds, and this page follows it."
	case signing.Sealed:
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

// prepared is a draft before it is sent.
type prepared struct {
	view
	p       app.Preview
	blocks  []checks
	warns   []raci.Finding // without a reason yet
	waived  []raci.Finding // with one
	signers []signing.Signer
	days    int
	may     bool // the viewer may send
}

// checks are the findings that are mended on one step.
type checks struct {
	title    string
	findings []raci.Finding
}

var stepTitles = []struct{ page, title string }{
	{"parties", "Parties"},
	{"terms", "Terms"},
	{"areas", "Areas"},
	{"matrix", "Matrix"},
	{"access", "Access"},
	{"packs", "Industry packs"},
	{"frameworks", "Frameworks"},
	{"library", "Clauses of the library"},
	{"agreement", "Agreement"},
	{"sign", "Sign-off"},
}

func newPrepared(v view, p app.Preview) prepared {
	out := prepared{view: v, p: p, days: 30, may: v.who.Can(access.SendForSignature)}
	items := frame.Fold(p.Findings)
	for _, s := range stepTitles {
		c := checks{title: s.title}
		for _, it := range items {
			f := it.Finding
			switch {
			case f.Page != s.page:
			case f.Severity == raci.Block:
				c.findings = append(c.findings, f)
			case f.Severity == raci.Warn && f.Waiver != nil:
				out.waived = append(out.waived, f)
			case f.Severity == raci.Warn:
				out.warns = append(out.warns, f)
			}
		}
		if len(c.findings) > 0 {
			out.blocks = append(out.blocks, c)
		}
	}
	for _, s := range p.Draft.Parties.Signatories {
		out.signers = append(out.signers, signing.Signer{Side: s.Side, Name: s.Name, Title: s.Title, Email: s.Email})
	}
	terms := p.Draft.Terms
	signing.Order(out.signers, terms.Value("esign.order"))
	if n, err := strconv.Atoi(terms.Value("esign.expiry_days")); err == nil && n > 0 {
		out.days = n
	}
	return out
}

// told is how many things to fix of one step are named before the rest is folded away.
const told = 4

// blocking counts what stops the sending, as the checks count it.
func (p prepared) blocking() int {
	n := 0
	for _, c := range p.blocks {
		n += len(c.findings)
	}
	return n
}

func (p prepared) blockingTitle() string {
	if p.blocking() == 1 {
		return "One thing to fix before signing"
	}
	return fmt.Sprintf("%d things to fix before signing", p.blocking())
}

// ordered are the signers turn by turn.
func (p prepared) ordered() []signing.Signer {
	var out []signing.Signer
	for turn := 1; turn <= 2; turn++ {
		for _, s := range p.signers {
			if s.Turn == turn {
				out = append(out, s)
			}
		}
	}
	return out
}

// turns says in a sentence who signs when.
func (p prepared) turns() string {
	last := 0
	for _, s := range p.signers {
		last = max(last, s.Turn)
	}
	if last < 2 {
		return "Everybody is asked at once and may sign in any order."
	}
	first := p.ordered()[0].Side
	return p.company(first) + " signs first. " + p.company(first.Other()) + " is asked when that is done."
}

func (p prepared) sends() string {
	return "A lead or an owner at " + p.e.MSPName + " sends it."
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
