package document_test

import (
	"strings"
	"testing"

	"demarc/internal/agreement"
	"demarc/internal/document"
	"demarc/internal/document/documenttest"
	"demarc/internal/engagement"

	"github.com/google/go-cmp/cmp"
)

func find[T document.Block](t *testing.T, d document.Document, section string) (T, document.Section) {
	t.Helper()
	for _, s := range d.Sections {
		if s.ID != section {
			continue
		}
		var found []T
		for _, b := range s.Blocks {
			if b, ok := b.(T); ok {
				found = append(found, b)
			}
		}
		if len(found) == 0 {
			t.Fatalf("section %s has no such block", section)
		}
		return found[len(found)-1], s
	}
	t.Fatalf("no section %s", section)
	panic("unreachable")
}

func tableByID(t *testing.T, d document.Document, id string) document.Table {
	t.Helper()
	for _, s := range d.Sections {
		for _, b := range s.Blocks {
			if b, ok := b.(document.Table); ok && b.ID == id {
				return b
			}
		}
	}
	t.Fatalf("no table %s", id)
	panic("unreachable")
}

func TestComposeIsPure(t *testing.T) {
	t.Parallel()
	v := documenttest.Version()
	if diff := cmp.Diff(document.Compose(v, false), document.Compose(v, false)); diff != "" {
		t.Error(diff)
	}
}

func TestComposeMatrix(t *testing.T) {
	t.Parallel()
	v := documenttest.Version()
	d := document.Compose(v, false)
	table := tableByID(t, d, "exhibit-a-rows")
	var areas, rows int
	for _, r := range table.Rows {
		if r.Group {
			areas++
			continue
		}
		rows++
		if want := 3 + len(v.Content.Stakeholders); len(r.Cells) != want {
			t.Fatalf("%s has %d cells, want %d", r.ID, len(r.Cells), want)
		}
	}
	if areas != 24 || rows != 149 {
		t.Errorf("got %d areas with %d functions, want 24 with 149", areas, rows)
	}
	first := v.Content.Areas[0].Rows[0]
	if got := table.Rows[1]; got.ID != "fn-"+string(first.Key) || got.Cells[3].Mark != string(first.Cells[0]) || !got.Cells[1].Header {
		t.Errorf("the first function is %+v", got)
	}
	if got := len(tableByID(t, d, "exhibit-a-excluded-functions").Rows); got != 2 {
		t.Errorf("%d rows are excluded, want the area and the function", got)
	}
	if got := len(tableByID(t, d, "exhibit-a-overridden-locks").Rows); got != 1 {
		t.Errorf("%d overrides, want 1", got)
	}
}

func TestComposeShape(t *testing.T) {
	t.Parallel()
	v := documenttest.Version()
	d := document.Compose(v, false)
	if d.Status != document.Frozen || d.Version != 3 || d.Digest != v.Digest {
		t.Errorf("status %s, version %d, digest %s", d.Status, d.Version, d.Digest)
	}
	var exhibits []string
	for _, s := range d.Sections {
		if strings.HasPrefix(s.Number, "Exhibit ") {
			exhibits = append(exhibits, s.Number)
			if !s.NewPage || s.Landscape != (s.Number == "Exhibit A") {
				t.Errorf("%s: new page %t, landscape %t", s.Number, s.NewPage, s.Landscape)
			}
		}
	}
	if len(exhibits) < 5 || exhibits[0] != "Exhibit A" || exhibits[3] != "Exhibit D" {
		t.Errorf("exhibits are %q", exhibits)
	}
	signatures, s := find[document.Signatures](t, d, "c-signatures")
	if s.Number != "43" || len(signatures.Blocks) != 2 || signatures.Blocks[0].Party != v.Content.Client.LegalName {
		t.Errorf("section %s has the signatures %+v; the client comes first", s.Number, signatures)
	}
	if want := "Version 3, SHA-256 " + v.Digest[:12]; signatures.Blocks[0].Note != want {
		t.Errorf("note %q, want %q", signatures.Blocks[0].Note, want)
	}
	if d.Files[0].Name != "agreement.json" || engagement.Sum(d.Files[0].Data) != v.Digest {
		t.Error("agreement.json does not have the version's digest")
	}
	if contacts := tableByID(t, d, "exhibit-d-people"); len(contacts.Rows) != 3 {
		t.Errorf("%d levels, want 3", len(contacts.Rows))
	}
}

func TestComposeDraft(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]engagement.Version{"draft": documenttest.Draft(), "empty": {}} {
		d := document.Compose(v, true)
		if d.Status != document.Draft || d.Version != 0 || d.Digest != "" {
			t.Errorf("%s: status %s, version %d, digest %q", name, d.Status, d.Version, d.Digest)
		}
		if len(d.Files) != 1 || d.Files[0].Name != "matrix.csv" {
			t.Errorf("%s: files %+v", name, d.Files)
		}
	}
}

func TestComposeBlank(t *testing.T) {
	t.Parallel()
	c := documenttest.Draft().Content
	c.Agreement.Sections = []agreement.Section{{ID: "c-one", Number: "1", Title: "One", Paragraphs: []agreement.Paragraph{{
		ID: "c-one-1", Number: "1.1", Level: 1, Text: []agreement.Span{
			{Text: "Pay "}, {Blank: "fees.rate"}, {Text: " as "}, {Text: "section 9", Ref: "c-nine"}, {Text: " and "}, {Text: "Exhibit A", Ref: "exhibit-a"},
		},
	}}}}
	got, _ := find[document.Paragraph](t, document.Compose(engagement.Version{Content: c}, true), "c-one")
	want := []document.Run{
		{Text: "Pay "}, {Text: "[not filled in]", Bold: true}, {Text: " as "}, {Text: "section 9"}, {Text: " and "}, {Text: "Exhibit A", Link: "exhibit-a"},
	}
	if diff := cmp.Diff(want, got.Runs); diff != "" {
		t.Error(diff)
	}
}

func TestComposeAnchorsAreUnique(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	once := func(id string) {
		if id != "" && seen[id] {
			t.Errorf("the anchor %s stands twice", id)
		}
		seen[id] = true
	}
	for _, s := range documenttest.Signed().Sections {
		once(s.ID)
		for _, b := range s.Blocks {
			switch b := b.(type) {
			case document.Paragraph:
				once(b.ID)
			case document.Heading:
				once(b.ID)
			case document.Table:
				once(b.ID)
				for _, r := range b.Rows {
					once(r.ID)
				}
			case document.Signatures:
			}
		}
	}
}

// A second signatory of the client has a block of its own, named or not, and stands so
// in what was signed.
func TestSecondSignatory(t *testing.T) {
	t.Parallel()
	d := engagement.Draft{Engagement: documenttest.Engagement(), Parties: documenttest.Parties(), Terms: documenttest.Terms(), Matrix: documenttest.Matrix()}
	blocks := func() []document.Signature {
		content, _ := engagement.Draw(d)
		for _, s := range document.Compose(engagement.Version{Content: content}, true).Sections {
			for _, b := range s.Blocks {
				if list, ok := b.(document.Signatures); ok {
					return list.Blocks
				}
			}
		}
		return nil
	}
	if got := blocks(); len(got) != 2 {
		t.Fatalf("%d blocks: %+v", len(got), got)
	}
	d.Terms["esign.second_signer"] = "always"
	got := blocks()
	if len(got) != 3 || got[1].Role != "Second signatory" || got[1].Name != "" || got[1].Party != d.Parties.Client.LegalName || got[0].Role+got[2].Role != "" {
		t.Errorf("nobody is named: %+v", got)
	}
	v := documenttest.TwoSigners()
	entries, head := documenttest.Log(v)
	signed := certify(t, document.Signing{Version: v, Envelope: documenttest.Envelope(v), Log: entries, Head: head, At: documenttest.Sealed})
	seen := false
	for _, s := range signed.Sections {
		for _, b := range s.Blocks {
			if list, ok := b.(document.Signatures); ok {
				seen = true
				if len(list.Blocks) != 3 || list.Blocks[1].Role != "Second signatory" || list.Blocks[1].Typed != "Rosa Vega" {
					t.Errorf("signed: %+v", list.Blocks)
				}
			}
		}
	}
	if !seen {
		t.Error("nothing was signed")
	}
}
