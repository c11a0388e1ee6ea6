package document_test

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"
	"time"

	"demarc/internal/catalog"
	"demarc/internal/document"
	"demarc/internal/document/documenttest"
	"demarc/internal/engagement"
)

// reading is the sample read against a framework.
func reading(t *testing.T, key string) (engagement.Version, engagement.Coverage) {
	t.Helper()
	f, ok := catalog.FrameworkByKey(key)
	if !ok {
		t.Fatalf("no framework %s", key)
	}
	d := engagement.Draft{Engagement: documenttest.Engagement(), Parties: documenttest.Parties(), Terms: documenttest.Terms(), Matrix: documenttest.Matrix()}
	d.Engagement.Frameworks = []string{key}
	d.Matrix.Functions = slices.Clone(d.Matrix.Functions)
	for i, fn := range d.Matrix.Functions {
		if lib, ok := catalog.FunctionByKey(fn.Key); ok {
			d.Matrix.Functions[i].Frameworks = lib.Frameworks
		}
	}
	c, _ := engagement.Draw(d)
	v, err := engagement.Freeze(c, 0, time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	return v, engagement.Cover(c, f)
}

func TestResponsibility(t *testing.T) {
	t.Parallel()
	v, cov := reading(t, "cis")
	d := document.Responsibility(v, cov, true)
	if d.Status != document.Draft || d.Title != "CIS Controls v8.1: responsibility matrix" || len(d.Sections) != 3 || !d.Sections[2].Landscape || !strings.Contains(document.Plain(d.Sections[0].Blocks[1].(document.Paragraph).Runs), "no statement of compliance") {
		t.Errorf("%s %q with %d sections", d.Status, d.Title, len(d.Sections))
	}
	v.Number = 2
	if signed := document.Responsibility(v, cov, false); signed.Status == document.Frozen || signed.Version != 2 || !strings.HasPrefix(document.Standing(v, cov), "Version 2 of the agreement, frozen on ") {
		t.Errorf("a version's reading is %q, version %d", signed.Status, signed.Version)
	}
	var table document.Table
	for _, b := range d.Sections[2].Blocks {
		if t, ok := b.(document.Table); ok {
			table = t
		}
	}
	groups, bare := 0, 0
	for _, r := range table.Rows {
		switch {
		case r.Group:
			groups++
		case document.Plain(r.Cells[1].Blocks[0].Runs) == "No function":
			bare++
		case len(r.Cells[3].Blocks) == 0 || len(r.Cells[4].Blocks) == 0:
			t.Errorf("%s names nobody", document.Plain(r.Cells[0].Blocks[0].Runs))
		}
	}
	if groups != 18 || bare != cov.Open() || bare == 0 {
		t.Errorf("%d families, %d requirements without a function, want %d", groups, bare, cov.Open())
	}
	if text := document.Extent(cov); !strings.Contains(text, "helps to satisfy") || strings.Contains(text+document.FrameworkNotice, "satisfies") {
		t.Errorf("claims: %s", text)
	}
}

func TestResponsibilityCSV(t *testing.T) {
	t.Parallel()
	v, cov := reading(t, "nist-csf")
	data := document.ResponsibilityCSV(v, cov)
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff")))).ReadAll()
	if err != nil || !slices.Equal(rows[0], document.ResponsibilityHead(cov)) {
		t.Fatalf("%v, %v", rows[0], err)
	}
	named := map[string]bool{}
	end := slices.IndexFunc(rows, func(r []string) bool { return r[0] == "" })
	for _, r := range rows[1:end] {
		named[r[1]] = true
		if r[2] == "" || r[3] == "" {
			t.Errorf("%s has no title, or nobody says who does it", r[1])
		}
		if (r[4] == "") != (r[3] == "No function") || r[3] != "No function" && (r[6] == "" || r[7] == "" || r[8] == "") {
			t.Errorf("%q", r)
		}
	}
	if len(named) != 106 {
		t.Errorf("%d requirements", len(named))
	}
	facts := map[string]string{}
	for _, r := range rows[end+1:] {
		facts[r[0]] = r[1]
	}
	if !strings.Contains(facts["What it means"], "no statement of compliance") || !strings.Contains(facts["Agreement"], "Draft, not signed. The matrix as it stood on November 22, 2026.") || !strings.Contains(facts["Source"], "2.0, 2024") {
		t.Errorf("%v", facts)
	}
}

// TestSidesAreNamedAsAssessorsDo: one matrix, three vocabularies.
func TestSidesAreNamedAsAssessorsDo(t *testing.T) {
	t.Parallel()
	for key, want := range map[string][3]string{"cmmc": {"Implemented by", "ESP", "OSC"}, "pci-dss": {"Responsibility", "Provider", "Customer"}, "hipaa": {"Done by", "MSP", "Client"}} {
		v, cov := reading(t, key)
		if got := document.ResponsibilityHead(cov)[3]; got != want[0] || cov.Words(engagement.ByMSP) != want[1] || cov.Words(engagement.ByClient) != want[2] {
			t.Errorf("%s: %q, %q, %q", key, got, cov.Words(engagement.ByMSP), cov.Words(engagement.ByClient))
		}
		means := document.Sides(v.Content, cov)
		if plain := key == "hipaa"; plain != (means == "") || !plain && (!strings.Contains(means, v.Content.MSP.LegalName) || !strings.Contains(means, v.Content.Client.LegalName)) {
			t.Errorf("%s: %q", key, means)
		}
	}
}

// TestExhibitNamesReferences: only where a framework matters, so that the matrix stays
// readable.
func TestExhibitNamesReferences(t *testing.T) {
	t.Parallel()
	v, _ := reading(t, "cis")
	helps := func(v engagement.Version) (n int) {
		for _, s := range document.Compose(v, true).Sections {
			for _, b := range s.Blocks {
				table, _ := b.(document.Table)
				for _, r := range table.Rows {
					for _, c := range r.Cells {
						for _, p := range c.Blocks {
							if strings.HasPrefix(document.Plain(p.Runs), document.HelpsTo+": CIS ") {
								n++
							}
						}
					}
				}
			}
		}
		return n
	}
	csvHas := func(v engagement.Version) bool {
		head, _, _ := strings.Cut(string(document.MatrixCSV(v.Content)), "\r\n")
		return strings.HasSuffix(head, ","+document.HelpsTo)
	}
	if n := helps(v); n < 50 || !csvHas(v) {
		t.Errorf("%d functions name their references in Exhibit A; in the table: %v", n, csvHas(v))
	}
	if plain := documenttest.Version(); helps(plain) != 0 || csvHas(plain) {
		t.Error("no framework matters, and references are printed")
	}
}
