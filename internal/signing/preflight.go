package signing

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"demarc/internal/party"
)

// Clearance is how one point of the pre-flight stands.
type Clearance string

const (
	Clear Clearance = "clear" // nothing to do
	Heed  Clearance = "heed"  // it can be sent, and this should be known first
	Halt  Clearance = "halt"  // it cannot be sent
)

// Point is one thing that is looked at before a version is sent.
type Point struct {
	Title string
	Clearance
	Says  string
	Fix   string // what to do; empty where nothing can or must be done
	Page  string // where
	Field string // and at which field of it
}

// Flight is what is known before a version is sent.
type Flight struct {
	Seal      string // why nothing can be sealed; empty when a test seal just worked
	SealedBy  string
	SealUntil time.Time
	SealNote  string   // that the end of the certificate is near
	NoTime    []string // outside authorities that do not give the time
	MailAway  bool     // the mail server does not answer, or refuses us
	Kept      bool     // letters stay on this server
	Signers   []Signer // in their turns, with those who approve, acknowledge and get a copy
	Companies map[party.Side]string
	Quoted    bool // the text says that internal IT acknowledges Exhibit A before the client signs
	Expires   time.Time
	Days      int
	Blocks    int // findings that stop it
	Warns     int // and those that need a reason
}

// Preflight goes through everything that must hold before a version is sent, in the
// order in which people look at it.
func Preflight(f Flight) []Point {
	return slices.Concat([]Point{f.findings()}, f.people(), []Point{f.acknowledgment(), f.order(), f.expiry(), f.message(), f.mail(), f.seal()})
}

// Halts counts the points that stop it.
func Halts(points []Point) int {
	n := 0
	for _, p := range points {
		if p.Clearance == Halt {
			n++
		}
	}
	return n
}

func (f Flight) findings() Point {
	p := Point{Title: "Text and matrix", Clearance: Clear, Says: "No check objects to anything."}
	switch {
	case f.Blocks > 0:
		p.Clearance, p.Says, p.Fix, p.Page = Halt, "Something must be fixed first. What, and where, is listed below.", "Go through the checks", "checks"
	case f.Warns > 0:
		p.Clearance, p.Says, p.Fix, p.Page = Heed, "Checks give "+count(f.Warns, "warning", "warnings")+". It can be sent with a reason.", "Read the warnings", "checks"
	}
	return p
}

// people has a point for everybody of whom something is missing, and one for all others.
func (f Flight) people() []Point {
	var out []Point
	signing := 0
	for _, s := range f.Signers {
		missing := missing(s)
		if f.Companies[s.Side] == "" {
			missing = append(missing, "the company's name")
		}
		if s.Signs() {
			signing++
		}
		if len(missing) > 0 {
			out = append(out, Point{Title: "People", Clearance: Halt, Says: cmp.Or(s.Name, "Somebody") + " needs " + list(missing) + ".", Fix: "Fill it in", Page: place(s)})
		}
	}
	if len(out) > 0 {
		return out
	}
	for field, says := range Problems(f.Signers) {
		page := "parties"
		if field == "recipient" {
			page = "others"
		}
		out = append(out, Point{Title: "People", Clearance: Halt, Says: says, Fix: "Name them", Page: page})
	}
	if len(out) > 0 {
		slices.SortFunc(out, func(a, b Point) int { return strings.Compare(a.Says, b.Says) })
		return out
	}
	says := count(signing, "person signs", "people sign") + ", each with name, title, address and company."
	if n := len(f.Signers) - signing; n > 0 {
		says = strings.TrimSuffix(says, ".") + "; " + count(n, "other has", "others have") + " another part."
	}
	return []Point{{Title: "People", Clearance: Clear, Says: says, Fix: "Change", Page: "parties", Field: "signers"}}
}

func missing(s Signer) []string {
	var out []string
	if strings.TrimSpace(s.Name) == "" {
		out = append(out, "a name")
	}
	if s.Signs() && strings.TrimSpace(s.Title) == "" {
		out = append(out, "a title")
	}
	if strings.TrimSpace(s.Email) == "" {
		out = append(out, "an email address")
	}
	return out
}

// place is where somebody's details are mended.
func place(s Signer) string {
	if s.Signs() {
		return "parties"
	}
	return "others"
}

// acknowledgment compares what the text says of it with who is named.
func (f Flight) acknowledgment() Point {
	var names []string
	for _, s := range f.Signers {
		if s.Role == Acknowledges && s.Side == party.Client {
			names = append(names, cmp.Or(s.Name, "somebody"))
		}
	}
	p := Point{Title: "Acknowledgment", Clearance: Clear, Fix: "Change", Page: "others"}
	client := f.Companies[party.Client]
	switch says := Unacknowledged(f.Signers, f.Quoted); {
	case says != "":
		p.Clearance, p.Says, p.Fix = Halt, says, "Name them"
	case len(names) == 0:
		p.Says, p.Page, p.Field = "The text asks nobody to acknowledge Exhibit A. Often the lead of internal IT does before "+cmp.Or(client, "the client")+" signs.", "terms", "client.it_lead_acknowledges"
	case f.Quoted:
		p.Says = list(names) + " acknowledges Exhibit A before " + cmp.Or(client, "the client") + " signs, with the words that the text quotes."
		if len(names) > 1 {
			p.Says = list(names) + " acknowledge Exhibit A before " + cmp.Or(client, "the client") + " signs, with the words that the text quotes."
		}
	default:
		p.Clearance, p.Fix, p.Page, p.Field = Heed, "Say so in the text", "terms", "client.it_lead_acknowledges"
		p.Says = list(names) + " is asked to acknowledge Exhibit A, but the text does not say that anybody does."
	}
	return p
}

// Unacknowledged says what is missing where the text says that internal IT acknowledges
// Exhibit A and nobody is named to. A text must not say what does not happen.
func Unacknowledged(signers []Signer, quoted bool) string {
	if !quoted || slices.ContainsFunc(signers, func(s Signer) bool { return s.Role == Acknowledges && s.Side == party.Client }) {
		return ""
	}
	return "The text says that the lead of internal IT acknowledges Exhibit A before the client signs, and nobody is named to."
}

func (f Flight) order() Point {
	p := Point{Title: "Order", Clearance: Clear, Fix: "Change", Page: "terms", Field: "esign.order"}
	turns := map[int][]string{}
	last := 0
	for _, s := range f.Signers {
		if s.Turn > 0 {
			turns[s.Turn] = append(turns[s.Turn], cmp.Or(s.Name, "somebody"))
			last = max(last, s.Turn)
		}
	}
	switch last {
	case 0:
		p.Clearance, p.Says = Halt, "Nobody is asked yet."
		p.Fix, p.Page, p.Field = "Name the signers", "parties", "signers"
		return p
	case 1:
		p.Says = list(turns[1]) + " are asked at once."
		if len(turns[1]) == 1 {
			p.Says = turns[1][0] + " is asked alone."
		}
		return p
	}
	var parts []string
	for turn := 1; turn <= last; turn++ {
		parts = append(parts, list(turns[turn]))
	}
	p.Says = "First " + strings.Join(parts, ", then ") + "."
	return p
}

func (f Flight) expiry() Point {
	return Point{
		Title: "Time to sign", Clearance: Clear, Says: fmt.Sprintf("Until %s if it is sent today: %s.", f.Expires.UTC().Format("2 January 2006"), count(f.Days, "day", "days")),
		Fix: "Change", Page: "terms", Field: "esign.expiry_days",
	}
}

func (f Flight) message() Point {
	return Point{Title: "Message", Clearance: Clear, Says: "Letters say who asks, for what, and until when. You can add words of your own below.", Fix: "Write some", Page: "send"}
}

func (f Flight) mail() Point {
	p := Point{Title: "Mail", Clearance: Clear, Says: "The mail server answers and lets us in."}
	switch {
	case f.MailAway:
		p.Clearance, p.Says = Heed, "The mail server does not take letters now. It can be sent all the same: letters wait and go out by themselves when it is back. Tell whoever runs this server."
	case f.Kept:
		p.Clearance, p.Says = Heed, "No mail server is set up. Letters stay in this server's outbox, and nobody gets mail. Whoever runs this server sets DEMARC_SMTP_URL."
	}
	return p
}

func (f Flight) seal() Point {
	p := Point{Title: "Seal", Clearance: Clear, Says: "A page was sealed as a test just now, by " + f.SealedBy + ". Its certificate lasts until " + f.SealUntil.UTC().Format("2 January 2006") + "."}
	switch {
	case f.Seal != "":
		p.Clearance, p.Says = Halt, NoSeal(f.Seal)
	case f.SealNote != "":
		p.Clearance, p.Says = Heed, "The test seal worked, but "+f.SealNote+". Whoever runs this server renews it with: demarc seal renew"
	case len(f.NoTime) > 0:
		p.Clearance, p.Says = Heed, "The test seal worked. "+list(f.NoTime)+" did not give the time, so the seal may be without outside time at first; it is added later."
	}
	return p
}

// NoSeal says why nothing is sent while nothing can be sealed.
func NoSeal(reason string) string {
	return "A test seal failed, so what everybody signs could not come into force: " + strings.TrimSuffix(strings.TrimPrefix(reason, "test seal: "), ".") + ". Whoever runs this server finds out more with: demarc seal test"
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// list joins names as a sentence does.
func list(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
