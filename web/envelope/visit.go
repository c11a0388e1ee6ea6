package envelope

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"demarc/internal/app"
	"demarc/internal/document"
	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/signing"
	"demarc/web/page"
	"demarc/web/ui"
)

// ceremony is a visit of a signer, ready to be shown.
type ceremony struct {
	page  ui.Page
	token string
	v     app.Visit
	doc   document.Document // what is signed, as it is read
	form  *page.Form

	article []byte // what a reader is shown, byte by byte
	address string // of the link itself, for the page that hands it to a phone
}

// newCeremony makes the page in the name of the MSP. Whoever is signed in beside it
// signs as the person of the link all the same, so no account is shown.
func newCeremony(r *http.Request, v app.Visit, title string) ceremony {
	c := ceremony{page: page.New(r, title, v.Engagement.Number), token: tokenOf(r), v: v, doc: v.Document()}
	c.page.Brand, c.page.Look, c.page.Light = v.Engagement.MSPName, c.look(), true
	return c
}

// look is the brand of the version itself: what is signed and the pages around it are
// of one hand.
func (c ceremony) look() ui.Look {
	b := c.v.Version.Content.Brand
	l := ui.Look{Accent: b.Accent}
	if len(b.Logo.PNG) > 0 {
		l.Logo, l.Alt, l.Width, l.Height = c.path("/logo-"+mark(b.Logo)+".png"), b.Logo.Alt, b.Logo.Width, b.Logo.Height
	}
	return l
}

// mark is the part of the logo's address that changes with it.
func mark(l party.Logo) string { return engagement.Sum(l.PNG)[:16] }

func (c ceremony) with(f *page.Form) ceremony {
	c.form = f
	return c
}

func (c ceremony) path(tail string) string { return path(c.token, tail) }

// signHref carries the digest of the version on this very page.
func (c ceremony) signHref() string {
	return c.path("/sign?shown=" + c.v.Version.Digest + "&as=" + engagement.Sum(c.article))
}

func (c ceremony) company() string { return c.v.Entity().LegalName }

// otherEntity is the company across the table.
func (c ceremony) otherEntity() engagement.Entity {
	if c.v.Signer.Side == party.MSP {
		return c.v.Version.Content.Client
	}
	return c.v.Version.Content.MSP
}

func (c ceremony) companyOf(side party.Side) string {
	if side == party.MSP {
		return c.v.Version.Content.MSP.LegalName
	}
	return c.v.Version.Content.Client.LegalName
}

func (c ceremony) version() string { return "version " + strconv.Itoa(c.v.Version.Number) }

func (c ceremony) signed() bool { return !c.v.Signer.SignedAt.IsZero() }

func (c ceremony) myTurn() bool { return c.v.Signer.Turn == c.v.Envelope.Turn() }

// others are the signers beside this one, in their order.
func (c ceremony) others() []signing.Signer {
	var out []signing.Signer
	for _, s := range c.v.Envelope.Signers {
		if s.ID != c.v.Signer.ID && s.Live() && s.Signs() {
			out = append(out, s)
		}
	}
	return out
}

// otherState says in a word where another signer is, and no more: when they opened
// or read is between them and the sender.
func (c ceremony) otherState(s signing.Signer) string {
	switch {
	case !s.SignedAt.IsZero():
		return "signed on " + ui.Day(s.SignedAt.UTC())
	case s.Turn > c.v.Envelope.Turn():
		return "signs afterwards"
	case c.signed() || s.Turn < c.v.Signer.Turn:
		return "signs next"
	}
	return "asked at the same time"
}

// reading says how long the text takes, and what the matrix holds.
func (c ceremony) reading() string {
	const wordsPerMinute = 230
	words, functions := 0, 0
	for _, s := range c.doc.Sections {
		words += countWords(s)
	}
	for _, a := range c.v.Version.Content.Areas {
		functions += len(a.Rows)
	}
	return fmt.Sprintf(c.pages()+"2 minutes for the summary on top, about %d for every word of the text. Exhibit A says who answers for each of %d functions.", max(words/wordsPerMinute, 1), functions)
}

// countWords counts the running text of a section; tables are looked up, not read.
func countWords(s document.Section) int {
	n := 0
	for _, b := range s.Blocks {
		if p, ok := b.(document.Paragraph); ok {
			for _, r := range p.Runs {
				n += len(strings.Fields(r.Text))
			}
		}
	}
	return n
}

// next is who the round waits for once this person has signed.
func (c ceremony) nextLine() string {
	env := c.v.Envelope
	switch env.State {
	case signing.Sent:
		return c.turnLine(true) + " next. When everybody has signed, you get the sealed PDF by mail."
	case signing.Signed:
		return "Everybody has signed. The document is being sealed, and you get it by mail as soon as it is."
	case signing.Sealed:
		return "Everybody has signed, and the agreement is in force. The sealed PDF is below and in your mail; keep it."
	case signing.Declined, signing.Voided, signing.Expired:
	}
	return ""
}

// turnLine is whose turn it is with what they do: "Marek Nowak acknowledges", "Dana Cole
// and Nora Adeyemi sign".
func (c ceremony) turnLine(companies bool) string {
	var names []string
	does := map[string]bool{}
	for _, s := range c.v.Envelope.Waiting() {
		name := s.Name
		if companies {
			name += " (" + c.companyOf(s.Side) + ")"
		}
		names = append(names, name)
		does[strings.ToLower(s.Role.Words())] = true
	}
	switch {
	case len(does) > 1:
		return join(names) + map[bool]string{true: " are asked", false: " is asked"}[len(names) > 1]
	case len(names) == 1:
		return names[0] + " " + slices.Collect(maps.Keys(does))[0]
	}
	for d := range does {
		return join(names) + " " + strings.TrimSuffix(d, "s")
	}
	return "Nobody"
}

// over tells whether the round has ended without coming into force.
func over(v app.Visit) bool {
	switch v.Envelope.State {
	case signing.Declined, signing.Voided, signing.Expired:
		return true
	case signing.Sent:
		return v.Late()
	case signing.Signed, signing.Sealed:
	}
	return false
}

// end is how a round ended, in words.
type end struct {
	title, text, reason string
	forAll              bool // the round ended, not the link alone
	late                bool // by its time alone, and this person had still to act
}

func ending(v app.Visit) end {
	if e, ok := linkEnd(v); ok {
		return e
	}
	env, msp := v.Envelope, v.Engagement.MSPName
	switch env.State {
	case signing.Declined:
		return end{
			title:  "This agreement was declined",
			text:   fmt.Sprintf("It was declined on %s, so it can no longer be signed. This does not end your negotiations: %s can change it and send a new version.", ui.Moment(env.EndedAt.UTC()), msp),
			reason: env.Reason, forAll: true,
		}
	case signing.Voided:
		return end{
			title:  "This agreement was withdrawn",
			text:   fmt.Sprintf("%s withdrew it on %s, so it can no longer be signed. A new version will be sent if it is still wanted.", msp, ui.Moment(env.EndedAt.UTC())),
			reason: env.Reason, forAll: true,
		}
	case signing.Sent, signing.Signed, signing.Sealed, signing.Expired:
	}
	return end{
		title:  "This link has ended",
		text:   fmt.Sprintf("It could be used until %s. Ask %s at %s for a new one; nothing you read was lost.", ui.Moment(env.ExpiresAt.UTC()), env.SentBy, msp),
		forAll: true, late: v.Lapsed(),
	}
}

// fingerprint is the part of the digest that people compare by eye.
func fingerprint(digest string) string { return engagement.Short(digest) }

// outside tells whether this person signs somewhere else than here.
func (c ceremony) outside() bool { return c.v.Signer.Signs() && app.Outside(c.v.Version.Content) }

// codeWanted tells whether the form asks for a code again.
func (c ceremony) codeWanted() bool { return c.form.Error("code") != "" }
