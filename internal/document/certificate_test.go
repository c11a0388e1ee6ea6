package document_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"strconv"
	"strings"
	"testing"
	"time"

	"demarc/internal/audit"
	"demarc/internal/document"
	"demarc/internal/document/documenttest"
	"demarc/internal/signing"

	"github.com/google/go-cmp/cmp"
)

// text is every word of a section, in order.
func text(d document.Document, section string) string {
	var b strings.Builder
	para := func(p document.Paragraph) { b.WriteString(document.Plain(p.Runs) + "\n") }
	for _, s := range d.Sections {
		if s.ID != section {
			continue
		}
		for _, block := range s.Blocks {
			switch block := block.(type) {
			case document.Paragraph:
				para(block)
			case document.Heading:
				b.WriteString(block.Text + "\n")
			case document.Table:
				for _, r := range block.Rows {
					for _, c := range r.Cells {
						for _, p := range c.Blocks {
							para(p)
						}
					}
				}
			case document.Signatures:
			}
		}
	}
	return b.String()
}

func TestCertify(t *testing.T) {
	t.Parallel()
	from := documenttest.Signing()
	v, log, head := from.Version, from.Log, from.Head
	d := documenttest.Signed()
	got := text(d, "certificate")
	for _, want := range []string{
		v.Digest, "Đặng Thị Hồng", "22 Nov 2026, 09:32:00 UTC", "203.0.113.7", "not recorded", signing.Consent,
		signing.Authority(v.Content.Client.LegalName), "mail programs open links by themselves", "simple electronic signature", "demarc verify agreement.pdf",
		"CN=Demarc seal", "An assignment was changed", "149 functions", "cannot be printed inside it", "8 min 0 s",
		"No outside clock confirms the time", "Signed by everyone, and sealed. Whether it is still in force today is said online.", "Effective",
		"are kept for 7 years after the agreement ends", "the time zone of the agreement", "Not known\nThe link was opened", "By the link of Đặng Thị Hồng\nA person selected Continue",
		"Services start", "raci.csv", "3f9a41c07d",
		strconv.Itoa(int(head.Seq)) + " entries", "The agreement was signed",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the certificate does not say %q", want)
		}
	}
	if d.Status != document.Signed {
		t.Errorf("status %s", d.Status)
	}
	signatures, _ := find[document.Signatures](t, d, "c-signatures")
	for i, want := range []string{"Đặng Thị Hồng", "Zbigniew Świętosławski"} {
		if b := signatures.Blocks[i]; b.Typed != want || !strings.HasSuffix(b.When, " UTC") || !strings.Contains(b.Note, "I am authorized") {
			t.Errorf("block %d is %+v", i, b)
		}
	}
	events, err := document.ReadEvents(d.Files[2].Data)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(log, events); diff != "" {
		t.Errorf("events.jsonl: %s", diff)
	}
	if err := audit.Check(events, head); err != nil {
		t.Error(err)
	}
}

// An agreement that names no day takes that of the last signature.
func TestEffective(t *testing.T) {
	t.Parallel()
	for named, want := range map[string]string{"": "the date of the last signature", "2026-12-24": "Effective\n24 Dec 2026"} {
		s := documenttest.Signing()
		s.Version.Content.Terms = maps.Clone(s.Version.Content.Terms)
		s.Version.Content.Terms["agreement.effective_date"] = named
		if got := text(certify(t, s), "certificate"); !strings.Contains(got, want) {
			t.Errorf("%q: the certificate does not say %q", named, want)
		}
	}
}

// A seal that is dated before the record it seals explains itself.
func TestClockSetBack(t *testing.T) {
	t.Parallel()
	s := documenttest.Signing()
	const says = "The clock of this instance was set back"
	if strings.Contains(text(certify(t, s), "certificate"), says) {
		t.Error("it says so of a clock that ran on")
	}
	s.At = s.Head.At.Add(-time.Hour)
	if got := text(certify(t, s), "certificate"); !strings.Contains(got, says) || !strings.Contains(got, "made later, "+document.Moment(s.Head.At)) {
		t.Error("it does not say so")
	}
}

func certify(t *testing.T, s document.Signing) document.Document {
	t.Helper()
	d, err := document.Certify(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestCertifyLeavesTheRoundAlone(t *testing.T) {
	t.Parallel()
	s := documenttest.Signing()
	certify(t, s)
	if diff := cmp.Diff(documenttest.Signing(), s); diff != "" {
		t.Error(diff)
	}
}

// The rows of a round can be changed; what the record says cannot. They must agree.
func TestCertifyRefusesOtherRows(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*document.Signing){
		"another name":             func(s *document.Signing) { s.Envelope.Signers[0].Name = "Somebody Else" },
		"another address":          func(s *document.Signing) { s.Envelope.Signers[0].Email = "else@alder.example" },
		"another signature":        func(s *document.Signing) { s.Envelope.Signers[1].Typed = "X" },
		"signed, says the row":     func(s *document.Signing) { s.Log = s.Log[:len(s.Log)-6] },
		"not signed, says the row": func(s *document.Signing) { s.Envelope.Signers[0].SignedAt = time.Time{} },
		"another document":         func(s *document.Signing) { s.Envelope.Digest = strings.Repeat("0", 64) },
	} {
		s := documenttest.Signing()
		spoil(&s)
		if _, err := document.Certify(s); err == nil {
			t.Errorf("%s: a certificate was made", name)
		}
	}
	s := documenttest.Signing()
	s.Envelope.Signers[0].ConfirmedAt, s.Envelope.Signers[0].Evidence.IP = time.Now(), "198.51.100.66"
	if diff := cmp.Diff(documenttest.Signed(), certify(t, s)); diff != "" {
		t.Errorf("what a row says found its way into the certificate: %s", diff)
	}
}

// A certificate made from nothing must still say what is missing.
func TestCertifyWithoutFacts(t *testing.T) {
	t.Parallel()
	v := documenttest.Version()
	e := signing.Envelope{Signers: []signing.Signer{{Side: "client", Name: "Somebody Else"}}}
	d := certify(t, document.Signing{Version: v, Envelope: e})
	if got := text(d, "certificate"); !strings.Contains(got, "Somebody Else has not signed.") || strings.Contains(got, "0001") {
		t.Errorf("certificate without facts:\n%s", got)
	}
	signatures, _ := find[document.Signatures](t, d, "c-signatures")
	if n := len(signatures.Blocks); n != 3 {
		t.Errorf("%d signature blocks, want the two named and the signer who was not", n)
	}
}

func TestReadEventsRefuses(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"{", `{"payload":"{}","prev":"zz","hash":""}`, `{"payload":"","prev":"` + strings.Repeat("00", 32) + `","hash":"` + strings.Repeat("00", 32) + `"}`} {
		if _, err := document.ReadEvents([]byte(line)); err == nil {
			t.Errorf("%s was read", line)
		}
	}
}

// TestEveryVerbHasWords reads the list of verbs from the source of package audit.
func TestEveryVerbHasWords(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "../audit/entry.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var log []audit.Entry
	ast.Inspect(file, func(node ast.Node) bool {
		spec, ok := node.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		if lit, ok := spec.Values[0].(*ast.BasicLit); ok {
			verb, _ := strconv.Unquote(lit.Value)
			log = append(log, audit.Entry{Seq: int64(len(log) + 1), Verb: audit.Verb(verb)})
		}
		return true
	})
	if len(log) < 40 {
		t.Errorf("found only %d verbs", len(log))
	}
	got := text(certify(t, document.Signing{Version: documenttest.Version(), Log: log}), "certificate")
	for _, e := range log {
		if strings.Contains(got, string(e.Verb)) {
			t.Errorf("%s has no words", e.Verb)
		}
	}
}
