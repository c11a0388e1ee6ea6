package document

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"demarc/internal/agreement"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/signing"
)

// notRecorded stands for a fact that is not known. It is never filled in later.
const notRecorded = "not recorded"

// Signing is all that a signed document is made from.
type Signing struct {
	Version  engagement.Version
	Envelope signing.Envelope
	Log      []audit.Entry // the engagement's record, up to Head
	Head     audit.Head
	Seal     Seal
	At       time.Time // of sealing
	// Disclosure is the text about electronic records that this program shows. It is
	// printed if the record says that this very text was shown.
	Disclosure string
	// Outside is the copy that the parties signed outside this system, where they did.
	Outside *Outside
}

// Outside is a copy of the agreement that was signed outside this system, with its bytes.
type Outside struct {
	signing.Paper
	Data []byte
}

// Seal names the certificate that seals the file, and those above it.
type Seal struct {
	Subject     string
	Issuer      string
	Serial      string // hexadecimal
	Fingerprint string // hex SHA-256
	From, Until time.Time
	Root        string // hex SHA-256 of the certificate that readers pin
	Chain       []byte // all of them, as PEM
	// Authority is the outside clock that will be asked for the time; its answer comes
	// after the certificate is printed, so the certificate never claims it.
	Authority string
	Program   string // the program that printed the document
}

// Certify makes the signed document: the version with its signatures filled in and the
// certificate of completion as its last section. What it says of a signer is what the
// record says; a round whose rows say otherwise is refused.
//
// The certificate states the digest of what was signed but not the hash of the file,
// which cannot be inside itself.
func Certify(s Signing) (Document, error) {
	round, err := Attested(s.Envelope, s.Log)
	if err != nil {
		return Document{}, err
	}
	s.Envelope = round
	if s.Outside != nil {
		if err := s.Outside.attested(s.Log); err != nil {
			return Document{}, err
		}
	}
	c := certificate{Document: Compose(s.Version, false), Signing: s}
	out := c.Document
	out.Status, out.Verify = Signed, s.Envelope.Verify
	for i, section := range out.Sections {
		for j, b := range section.Blocks {
			if b, ok := b.(Signatures); ok {
				out.Sections[i].Blocks[j] = c.signed(b)
			}
		}
	}
	for i, f := range out.Files {
		if f.Name == "matrix.csv" {
			out.Files[i].Name = "raci.csv"
		}
	}
	out.Files = append(out.Files, File{
		Name: "events.jsonl", MediaType: "application/jsonl",
		Description: "The record of this engagement, one entry per line, with what each hash is computed from", Data: Events(s.Log),
	})
	if len(s.Seal.Chain) > 0 {
		out.Files = append(out.Files, File{
			Name: "seal-chain.pem", MediaType: "application/x-pem-file",
			Description: "The certificate that sealed this file and those above it", Data: s.Seal.Chain,
		})
	}
	if s.Outside != nil {
		out.Files = append(out.Files, s.Outside.file())
	}
	c.Files = out.Files
	out.Sections = append(out.Sections, c.section())
	return out, nil
}

// certificate is what the certificate is written from.
type certificate struct {
	Document
	Signing
}

func (c certificate) section() Section {
	s := Section{ID: "certificate", Title: "Certificate of completion", NewPage: true}
	part := func(id, title string, blocks ...Block) {
		s.Blocks = append(s.Blocks, Heading{ID: "certificate-" + id, Level: 2, Text: title})
		s.Blocks = append(s.Blocks, blocks...)
	}
	if c.Outside != nil {
		s.Blocks = append(s.Blocks, c.outside()...)
	}
	s.Blocks = append(s.Blocks, Paragraph{Style: Lead, Runs: Text(
		c.records() + ", and with the seal it shows that nothing in this file was changed since it was sealed. " +
			"It does not by itself prove who a person is: for each signer it states what was recorded, and says so where something was not. " +
			"It states facts and is not legal advice.")})
	part("summary", "1. Summary", c.summary()...)
	part("documents", "2. What was signed", c.documents()...)
	part("signers", "3. Who signed, and how", c.people()...)
	part("matrix", "4. The Responsibility Matrix in numbers", c.matrix()...)
	part("events", "5. What happened", c.events()...)
	part("integrity", "6. Integrity", c.integrity()...)
	part("check", "7. Check it yourself", c.check()...)
	part("disclosure", "8. What signers were told", c.disclosure()...)
	return s
}

// pairs is a table of facts, each with its name.
func pairs(id, caption string, rows ...[2]string) Table {
	t := Table{ID: id, Caption: caption, Columns: []Column{{Header: "Fact", Width: 3}, {Header: "Recorded", Width: 8}}}
	for _, r := range rows {
		t.Rows = append(t.Rows, Row{Cells: []Cell{head(r[0]), cell(or(r[1], notRecorded))}})
	}
	return t
}

func (c certificate) summary() []Block {
	e, v := c.Envelope, c.Signing.Version
	rows := [][2]string{
		{"Agreement", c.Title + ", " + c.Reference},
		{"Version", strconv.Itoa(v.Number)},
		{"Provider", v.Content.MSP.LegalName},
		{"Client", v.Content.Client.LegalName},
		{"Status when this was printed", c.status()},
		{"Signing round", string(e.ID)},
		{"Sent for signature", sentBy(e)},
		{c.endedWord(), Moment(e.EndedAt)},
		{"Sealed", c.sealed()},
		{"Effective", c.effective()},
		{"Services start", day(v.Content.Terms["agreement.service_start_date"])},
		{"Signatures", c.signatureCount()},
		{"Seal", c.level()},
	}
	if e.Verify != "" {
		rows = append(rows, [2]string{"Check it online", e.Verify})
	}
	if e.Code != "" {
		rows = append(rows, [2]string{"Code to type there", e.Code})
	}
	out := []Block{pairs("certificate-facts", "", rows...)}
	if e.Verify != "" {
		out = append(out, Paragraph{Style: Small, QR: e.Verify, Runs: Text("The camera of a phone opens the check of this agreement with the code beside these words: " + e.Verify + ". It needs no account, says whether the agreement is still in force, and does not show it.")})
	}
	return out
}

// sealed says so where the clock of the instance went back before it sealed.
func (c certificate) sealed() string {
	s := Moment(c.At)
	if !c.At.IsZero() && c.At.Before(c.Head.At) {
		s += ". The clock of this instance was set back before that: by it, the last entry of the record was made later, " + Moment(c.Head.At) + ". The order of the entries is that of their numbers."
	}
	return s
}

// status is what had become of the round. Whether the agreement is still in force no
// paper can say.
func (c certificate) status() string {
	if c.Envelope.EndedAt.IsZero() {
		return notRecorded
	}
	return c.endedWord() + ", and sealed. Whether it is still in force today is said online."
}

// effective is the day the agreement itself names, or the one it takes instead.
func (c certificate) effective() string {
	if named := c.Signing.Version.Content.Terms["agreement.effective_date"]; named != "" {
		return day(named)
	}
	var last time.Time
	for _, s := range c.Envelope.Signing() {
		if s.SignedAt.After(last) {
			last = s.SignedAt
		}
	}
	if last.IsZero() || c.Outside != nil {
		return ""
	}
	return last.UTC().Format("2 Jan 2006") + ", the date of the last signature"
}

// level says what the seal shows, and no more than is known when this is printed.
func (c certificate) level() string {
	s := "Sealed by this instance: any later change of this file shows."
	if c.Seal.Authority == "" {
		return s + " No outside clock confirms the time."
	}
	return s + " The time is to be confirmed by " + c.Seal.Authority + "; the answer stands in the seal, not on this page."
}

// day is a day of the terms as people write it.
func day(iso string) string {
	t, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return iso
	}
	return t.Format("2 Jan 2006")
}

func (c certificate) signatures() int {
	n := 0
	for _, s := range c.Envelope.Signing() {
		if !s.SignedAt.IsZero() {
			n++
		}
	}
	return n
}

func sentBy(e signing.Envelope) string {
	if e.SentAt.IsZero() || e.SentBy == "" {
		return Moment(e.SentAt)
	}
	return Moment(e.SentAt) + " by " + e.SentBy
}

func (c certificate) documents() []Block {
	pages := notRecorded
	if c.Envelope.Pages > 0 {
		pages = count(c.Envelope.Pages, "page", "pages")
	}
	t := Table{ID: "certificate-files", Caption: "Documents and their SHA-256", Columns: []Column{{Header: "Document", Width: 4}, {Header: "Extent", Width: 2}, {Header: "SHA-256", Width: 6}}}
	row := func(name, extent, digest string) {
		t.Rows = append(t.Rows, Row{Cells: []Cell{head(name), cell(extent), {Blocks: []Paragraph{{Style: Code, Runs: Text(digest)}}}}})
	}
	row("The agreement with all exhibits, as data: what every signature is bound to", pages, c.Signing.Version.Digest)
	shown := map[string]bool{}
	for _, s := range c.Envelope.Live() {
		t, _ := testify(c.Envelope, s, c.Log)
		if t.rendition != "" && !shown[t.rendition] {
			shown[t.rendition] = true
			row("The agreement as it stood on the screen", or(t.pages, pages), t.rendition)
		}
	}
	row("Exhibit A, the Responsibility Matrix (raci.csv)", extent(c.Signing.Version.Content), engagement.Sum(MatrixCSV(c.Signing.Version.Content)))
	for _, f := range c.Files {
		if f.Name != "raci.csv" {
			row(f.Name+" (attached)", count(len(f.Data), "byte", "bytes"), engagement.Sum(f.Data))
		}
	}
	out := []Block{t}
	if len(shown) == 0 {
		out = append(out, Paragraph{Runs: Text("The SHA-256 of the pages as they stood on a screen was not recorded; the signatures are bound to the data above, from which those pages are made.")})
	}
	return append(out, Paragraph{Runs: Text(
		"The SHA-256 of this file itself cannot be printed inside it, since printing it would change the file. It is sent with every copy and kept in the record of the engagement.")})
}

// Moment is a time as evidence prints it, always with its zone: "22 Nov 2026,
// 14:02:11 UTC". No time prints as "not recorded".
func Moment(t time.Time) string {
	if t.IsZero() {
		return notRecorded
	}
	return t.UTC().Format("2 Jan 2006, 15:04:05 UTC")
}

// local is a moment in the time zone that the parties agreed on, behind the one that
// counts; nothing where they named none.
func (c certificate) local(at time.Time) string {
	name := agreement.Terms(c.Signing.Version.Content.Terms).Value("hours.timezone")
	zone, err := time.LoadLocation(name)
	if name == "" || err != nil || at.IsZero() {
		return ""
	}
	return "; " + at.In(zone).Format("2 Jan 2006, 15:04:05") + " in " + name + ", the time zone of the agreement"
}

func (c certificate) company(s party.Side) string {
	return entity(c.Signing.Version.Content, s).LegalName
}

func words(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " ")
}
