package document

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/internal/signing"
)

// notRecorded stands for a fact that is not known. It is never filled in later.
const notRecorded = "not recorded"

// Certify makes the signed document: d with its signatures filled in and the
// certificate of completion as its last section. log is the engagement's record up
// to head; sealedBy and fingerprint name the certificate that will seal the file.
//
// d stays as it is. The certificate states the digest of what was signed but not the
// hash of the file, which cannot be inside itself.
func Certify(d Document, v engagement.Version, e signing.Envelope, log []audit.Entry, head audit.Head, sealedBy, fingerprint string, sealedAt time.Time) Document {
	c := certificate{Document: d, version: v, envelope: e, log: log, head: head, sealedBy: sealedBy, fingerprint: fingerprint, sealedAt: sealedAt}
	out := d
	out.Status = Signed
	out.Sections = slices.Clone(d.Sections)
	for i, s := range out.Sections {
		out.Sections[i].Blocks = slices.Clone(s.Blocks)
		for j, b := range s.Blocks {
			if b, ok := b.(Signatures); ok {
				out.Sections[i].Blocks[j] = c.signed(b)
			}
		}
	}
	c.files = append(slices.Clone(d.Files), File{
		Name: "events.jsonl", MediaType: "application/jsonl",
		Description: "The record of this engagement, one entry per line, with what each hash is computed from", Data: Events(log),
	})
	out.Files = c.files
	out.Sections = append(out.Sections, c.section())
	return out
}

// certificate is what the certificate is written from.
type certificate struct {
	Document
	version     engagement.Version
	envelope    signing.Envelope
	log         []audit.Entry
	head        audit.Head
	sealedBy    string
	fingerprint string
	sealedAt    time.Time
	files       []File
}

func (c certificate) section() Section {
	s := Section{ID: "certificate", Title: "Certificate of completion", NewPage: true}
	part := func(id, title string, blocks ...Block) {
		s.Blocks = append(s.Blocks, Heading{ID: "certificate-" + id, Level: 2, Text: title})
		s.Blocks = append(s.Blocks, blocks...)
	}
	s.Blocks = append(s.Blocks, Paragraph{Style: Lead, Runs: Text(
		"This certificate records how and when the agreement before it was signed. It shows that this file has not changed since it was sealed, " +
			"and what the system recorded about each signer. It does not by itself prove who a person is: read the facts listed for each signer. " +
			"It records facts and is not legal advice.")})
	part("summary", "Summary", c.summary())
	part("documents", "What was signed", c.documents(), Paragraph{Runs: Text(
		"The SHA-256 of this file itself cannot be printed inside it, since printing it would change the file. It is sent with every copy and kept in the record of the engagement.")})
	for i, signer := range c.signers() {
		part("signer-"+strconv.Itoa(i+1), "Signer "+strconv.Itoa(i+1)+": "+signer.Name,
			c.facts(signer, i),
			Heading{ID: "certificate-how-" + strconv.Itoa(i+1), Level: 3, Text: "How this was signed"},
			Paragraph{Runs: Text(c.story(signer))})
	}
	part("matrix", "The Responsibility Matrix in numbers", c.matrix()...)
	part("events", "What happened", c.events()...)
	part("integrity", "Integrity", c.integrity())
	part("check", "Check it yourself", check(c.version)...)
	part("level", "Level of signature", Paragraph{Runs: Text(
		"Each signature is a simple electronic signature: a person’s typed name with the intent to sign, under the United States ESIGN Act and UETA and Article 3(10) of Regulation (EU) No 910/2014 (eIDAS). " +
			"The file carries one seal of the platform, an electronic signature over the whole file, which shows any later change. It is not a qualified electronic signature.")})
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

func (c certificate) summary() Table {
	e := c.envelope
	return pairs("certificate-facts", "",
		[2]string{"Agreement", c.Title + ", " + c.Reference},
		[2]string{"Version", strconv.Itoa(c.version.Number)},
		[2]string{"Provider", c.version.Content.MSP.LegalName},
		[2]string{"Client", c.version.Content.Client.LegalName},
		[2]string{"Signing round", string(e.ID)},
		[2]string{"Sent for signature", sentBy(e)},
		[2]string{"Signed by everyone", Moment(e.EndedAt)},
		[2]string{"Sealed", Moment(c.sealedAt)},
		[2]string{"Signatures", fmt.Sprintf("%d of %d", c.signatures(), len(e.Signers))},
	)
}

func (c certificate) signatures() int {
	n := 0
	for _, s := range c.envelope.Signers {
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

func (c certificate) documents() Table {
	t := Table{ID: "certificate-files", Caption: "Documents and their SHA-256", Columns: []Column{{Header: "Document", Width: 1}, {Header: "SHA-256 of its content", Width: 3}}}
	row := func(name, digest string) {
		t.Rows = append(t.Rows, Row{Cells: []Cell{head(name), {Blocks: []Paragraph{{Style: Code, Runs: Text(digest)}}}}})
	}
	row("The agreement with all exhibits, as every signer saw it and signed it", c.version.Digest)
	for _, f := range c.files {
		row(f.Name+" (attached)", engagement.Sum(f.Data))
	}
	return t
}

func (c certificate) matrix() []Block {
	content := c.version.Content
	t := Table{ID: "certificate-counts", Caption: "Assignments by stakeholder", Columns: []Column{{Header: "Stakeholder", Width: 4.5}}}
	kinds := []raci.Assignment{raci.Accountable, raci.AccountableAndDoing, raci.Responsible, raci.Consulted, raci.Informed, raci.NotInvolved}
	for _, k := range kinds {
		t.Columns = append(t.Columns, Column{Header: k.Words(), Width: 2.6, Center: true})
	}
	critical, overridden := 0, 0
	counts := make([]map[raci.Assignment]int, len(content.Stakeholders))
	for i := range counts {
		counts[i] = map[raci.Assignment]int{}
	}
	for _, a := range content.Areas {
		for _, f := range a.Rows {
			if f.Criticality == raci.Critical {
				critical++
			}
			if f.LockReason != "" {
				overridden++
			}
			for i, as := range f.Cells {
				if i < len(counts) {
					counts[i][as]++
				}
			}
		}
	}
	for i, s := range content.Stakeholders {
		r := Row{Cells: []Cell{head(s.Name)}}
		for _, k := range kinds {
			r.Cells = append(r.Cells, cell(strconv.Itoa(counts[i][k])))
		}
		t.Rows = append(t.Rows, r)
	}
	return []Block{
		Paragraph{Runs: Text(fmt.Sprintf("%s, %d of them critical; %s, %s; %s.", extent(content), critical,
			count(len(content.Stakeholders), "stakeholder", "stakeholders"), count(len(content.Excluded), "function excluded", "functions excluded"),
			count(overridden, "lock overridden with a reason", "locks overridden with a reason")))},
		t,
	}
}

// events lists the signing round line by line. What came before it is counted: every
// entry is in events.jsonl.
func (c certificate) events() []Block {
	from := 0
	for i, e := range c.log {
		if e.Verb == audit.VersionFrozen && e.Fact.Digest == c.version.Digest {
			from = i
		}
	}
	var out []Block
	if from > 0 {
		before := c.log[:from]
		counts := map[audit.Verb]int{}
		var order []audit.Verb
		for _, e := range before {
			if counts[e.Verb]++; counts[e.Verb] == 1 {
				order = append(order, e.Verb)
			}
		}
		t := Table{ID: "certificate-before", Caption: "Before the version was frozen", Columns: []Column{{Header: "What was done", Width: 8}, {Header: "Times", Width: 1.5, Center: true}}}
		for _, v := range order {
			t.Rows = append(t.Rows, Row{Cells: []Cell{head(or(done[v], string(v))), cell(strconv.Itoa(counts[v]))}})
		}
		out = append(out, Paragraph{Runs: Text(fmt.Sprintf("Entries %d to %d, from %s to %s, record how the agreement was prepared. All of them are attached in events.jsonl.",
			before[0].Seq, before[from-1].Seq, Moment(before[0].At), Moment(before[from-1].At)))}, t)
	}
	t := Table{ID: "certificate-round", Caption: "The signing round, entry by entry", Columns: []Column{
		{Header: "No.", Width: 1.1}, {Header: "Time (UTC)", Width: 4.4}, {Header: "Who", Width: 2.8}, {Header: "What was done", Width: 6.9}, {Header: "Hash", Width: 2},
	}}
	for _, e := range c.log[from:] {
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			cell(strconv.FormatInt(e.Seq, 10)), cell(strings.TrimSuffix(Moment(e.At), " UTC")), cell(actor(e.Fact.Actor)), cell(told(e)),
			{Blocks: []Paragraph{{Style: Code, Runs: Text(hex.EncodeToString(e.Hash[:4]))}}},
		}})
	}
	return append(out, t)
}

func (c certificate) integrity() Table {
	return pairs("certificate-chain", "",
		[2]string{"Length of the record", count(int(c.head.Seq), "entry", "entries")},
		[2]string{"Hash of its last entry", hex.EncodeToString(c.head.Hash[:])},
		[2]string{"Time of its last entry", Moment(c.head.At)},
		[2]string{"How each hash is made", "SHA-256 of the text “demarc/audit/v1”, a zero byte, the stream, the number, the hash before it, the time in microseconds, the verb and the payload. " +
			"Stream, verb and payload have their length before them; numbers and lengths are 8 bytes, big endian."},
		[2]string{"Sealed by", c.sealedBy},
		[2]string{"SHA-256 fingerprint of its certificate", c.fingerprint},
	)
}

func check(v engagement.Version) []Block {
	code := func(s string) Paragraph { return Paragraph{Style: Code, Runs: Text(s)} }
	return []Block{
		Paragraph{Runs: Text("Save this file as agreement.pdf. The first commands use the free tools Poppler and OpenSSL; the last uses the program that made this file, without a network.")},
		Paragraph{Runs: Text("The seal is valid and covers the whole file:")},
		code("pdfsig -nocert agreement.pdf"),
		Paragraph{Runs: Text("The attached data has the SHA-256 that every signer signed, " + v.Digest + ":")},
		code("pdfdetach -saveall -o . agreement.pdf"),
		code("openssl dgst -sha256 agreement.json"),
		Paragraph{Runs: Text("The certificate that sealed the file has the fingerprint printed above; OpenSSL writes it in capitals with colons:")},
		code("pdfsig -dump agreement.pdf"),
		code("openssl pkcs7 -inform DER -in agreement.pdf.sig0 -print_certs | openssl x509 -noout -subject -fingerprint -sha256"),
		Paragraph{Runs: Text("All of this at once, and every entry of the record:")},
		code("demarc verify agreement.pdf"),
	}
}

// Moment is a time as evidence prints it, always with its zone: "22 Nov 2026,
// 14:02:11 UTC". No time prints as "not recorded".
func Moment(t time.Time) string {
	if t.IsZero() {
		return notRecorded
	}
	return t.UTC().Format("2 Jan 2006, 15:04:05 UTC")
}

// signers are those of the round in the order in which they signed.
func (c certificate) signers() []signing.Signer {
	out := slices.Clone(c.envelope.Signers)
	slices.SortStableFunc(out, func(a, b signing.Signer) int { return a.SignedAt.Compare(b.SignedAt) })
	return out
}

func (c certificate) company(s party.Side) string { return entity(c.version.Content, s).LegalName }

func words(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " ")
}
