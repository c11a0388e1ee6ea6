package document_test

import (
	"go/ast"
	"go/parser"
	"go/token"
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
	v := documenttest.Version()
	log, head := documenttest.Log(v)
	d := documenttest.Signed()
	got := text(d, "certificate")
	for _, want := range []string{
		v.Digest, "Đặng Thị Hồng", "22 Nov 2026, 09:32:00 UTC", "203.0.113.7", "not recorded", signing.Consent,
		signing.Authority(v.Content.Client.LegalName), "mail programs open links by themselves", "simple electronic signature", "demarc verify agreement.pdf",
		"CN=Demarc seal", "An assignment was changed", "149 functions", "cannot be printed inside it", "8 min 0 s",
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

func TestCertifyLeavesTheDocumentAlone(t *testing.T) {
	t.Parallel()
	v := documenttest.Version()
	log, head := documenttest.Log(v)
	d := document.Compose(v, false)
	document.Certify(d, v, documenttest.Envelope(v), log, head, "", "", time.Time{})
	if diff := cmp.Diff(document.Compose(v, false), d); diff != "" {
		t.Error(diff)
	}
}

// A certificate made from nothing must still say what is missing.
func TestCertifyWithoutFacts(t *testing.T) {
	t.Parallel()
	v := documenttest.Version()
	e := signing.Envelope{Signers: []signing.Signer{{Side: "client", Name: "Somebody Else"}}}
	d := document.Certify(document.Compose(v, false), v, e, nil, audit.Head{}, "", "", time.Time{})
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
	n := 0
	v := documenttest.Version()
	ast.Inspect(file, func(node ast.Node) bool {
		spec, ok := node.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		lit, ok := spec.Values[0].(*ast.BasicLit)
		if !ok {
			return true
		}
		verb, _ := strconv.Unquote(lit.Value)
		n++
		log := []audit.Entry{{Seq: 1, Verb: audit.Verb(verb)}}
		d := document.Certify(document.Document{}, v, signing.Envelope{}, log, audit.Head{}, "", "", time.Time{})
		if strings.Contains(text(d, "certificate"), verb) {
			t.Errorf("%s has no words", verb)
		}
		return true
	})
	if n < 40 {
		t.Errorf("found only %d verbs", n)
	}
}
