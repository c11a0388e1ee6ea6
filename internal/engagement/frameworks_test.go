package engagement_test

import (
	"slices"
	"strings"
	"testing"

	"demarc/internal/catalog"
	. "demarc/internal/engagement"
	"demarc/internal/raci"
)

func framework(t *testing.T, key string) catalog.Framework {
	t.Helper()
	f, ok := catalog.FrameworkByKey(key)
	if !ok {
		t.Fatalf("no framework %s", key)
	}
	return f
}

// line is what a coverage says of one requirement.
func line(t *testing.T, c Coverage, id string) RequirementCoverage {
	t.Helper()
	for _, fam := range c.Families {
		for _, l := range fam.Lines {
			if l.Requirement.ID == id {
				return l
			}
		}
	}
	t.Fatalf("%s has no %s", c.Framework.Key, id)
	return RequirementCoverage{}
}

func TestCover(t *testing.T) {
	t.Parallel()
	d := draft(t)
	d.Engagement.Frameworks = []string{"hipaa"}
	withPack(t, &d, "healthcare-hipaa", "hc-risk", "hc-activity", "hc-media")
	c, _ := Draw(d)
	got := Cover(c, framework(t, "hipaa"))
	if got.Total != 65 || got.Covered != 9 || got.Open() != 56 {
		t.Errorf("%d of %d covered, %d open", got.Covered, got.Total, got.Open())
	}
	// A person may name a whole standard: then each of its five lines has the row, once
	// and in the order of the matrix.
	for i, fn := range d.Matrix.Functions {
		if fn.Key == "hc-activity" {
			d.Matrix.Functions[i].Frameworks = []string{"HIPAA 164.308(a)(1)", "HIPAA 164.308(a)(1)(ii)(A)"}
		}
	}
	c, _ = Draw(d)
	got = Cover(c, framework(t, "hipaa"))
	l := line(t, got, "164.308(a)(1)(ii)(A)")
	if len(l.Rows) != 2 || l.Rows[0].Row.Key != "hc-risk" || l.Rows[1].Row.Key != "hc-activity" {
		t.Fatalf("risk analysis: %+v", l.Rows)
	}
	if r := l.Rows[0]; !slices.Equal(r.Answers, []string{"Management"}) || len(r.Does) != 2 {
		t.Errorf("hc-risk: %v answers, %v does it", r.Answers, r.Does)
	}
	if l := line(t, got, "164.308(a)(2)"); len(l.Rows) != 0 {
		t.Errorf("no row names 164.308(a)(2), but %+v cover it", l.Rows)
	}

	d.Matrix.Functions[len(d.Matrix.Functions)-1].Excluded = "Not in scope."
	c, _ = Draw(d)
	out := Cover(c, framework(t, "hipaa"))
	if out.Covered >= got.Covered {
		t.Errorf("an excluded row still covers: %d of them", out.Covered)
	}
	if l := line(t, out, "164.310(d)(2)(ii)"); l.Share != RowOut || len(l.Rows) != 0 || len(l.Excluded) != 1 || l.Excluded[0].Row.Key != "hc-media" || out.Counts[RowOut] == 0 {
		t.Errorf("re-use of media: %+v", l)
	}
}

func TestShare(t *testing.T) {
	t.Parallel()
	row := func(cells ...raci.Assignment) Row {
		return Row{ID: raci.FunctionID("r" + string(cells[0]) + string(cells[1]) + string(cells[2])), Cells: cells, Frameworks: []string{"CIS 1.1"}}
	}
	const a, r, i, both = raci.Accountable, raci.Responsible, raci.Informed, raci.AccountableAndDoing
	for _, tt := range []struct {
		name string
		rows []Row
		want Share
	}{
		{"the MSP does it, whoever answers", []Row{row(r, a, i)}, ByMSP},
		{"the client does it", []Row{row(i, both, i)}, ByClient},
		{"both in one row", []Row{row(r, both, i)}, ByBoth},
		{"each a row", []Row{row(both, i, i), row(i, both, i)}, ByBoth},
		{"a cloud provider", []Row{row(i, a, r)}, ByOther},
		{"a cloud provider and the MSP", []Row{row(r, a, r)}, ByBoth},
		{"nobody yet", []Row{row(i, a, i)}, ByNobody},
		{"nobody yet in one of two", []Row{row(i, a, i), row(both, i, i)}, ByMSP},
		{"no row", nil, WithNoRow},
	} {
		c := Content{
			Stakeholders: []Column{{Kind: raci.MSPTeam, Name: "MSP"}, {Kind: raci.InternalIT, Name: "IT"}, {Kind: raci.OtherKind, Name: "Cloud"}},
			Areas:        []AreaRows{{Rows: tt.rows}},
		}
		cov := Cover(c, framework(t, "cis"))
		if l := line(t, cov, "1.1"); l.Share != tt.want || cov.Counts[tt.want] == 0 {
			t.Errorf("%s: %s, want %s", tt.name, l.Share, tt.want)
		}
	}
}

func TestUncoveredOnlyWhereItMatters(t *testing.T) {
	t.Parallel()
	d := draft(t)
	if got := rules(t, d, "V55"); len(got) > 0 {
		t.Fatalf("nothing was chosen: %+v", got)
	}
	c, _ := Draw(d)
	for _, a := range c.Areas {
		for _, r := range a.Rows {
			if len(r.Frameworks) > 0 {
				t.Fatalf("%s names %v, and no framework matters", r.Key, r.Frameworks)
			}
		}
	}
	if c.Frameworks != nil {
		t.Errorf("frameworks %v", c.Frameworks)
	}
	d.Engagement.Frameworks = []string{"cmmc", "unknown", "hipaa"}
	got := rules(t, d, "V55")
	if len(got) != 2 || got[0].Severity != raci.Warn || got[0].Field != "cmmc" || got[0].Page != "frameworks" ||
		got[0].Message != "110 requirements of CMMC Level 2 are not covered by any function." {
		t.Errorf("%+v", got)
	}
	if strings.Contains(got[1].Message, "satisfies") {
		t.Errorf("claims: %s", got[1].Message)
	}
}

// TestReferencesAreFrozen: what a version says of a framework cannot change later.
func TestReferencesAreFrozen(t *testing.T) {
	t.Parallel()
	d := draft(t)
	d.Engagement.Frameworks = []string{"nist-csf", "cis"}
	d.Matrix.Functions[0].Frameworks = []string{"ISO 27001 A.5.1", "NIST CSF GV.OC-01", "CIS 4.1", "16 CFR 314.4(a)"}
	c, _ := Draw(d)
	v, err := Freeze(c, 1, today)
	if err != nil {
		t.Fatal(err)
	}
	back, err := Thaw(1, v.Bytes, v.Digest, today)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(back.Content.Frameworks, []string{"cis", "nist-csf"}) {
		t.Errorf("frameworks %v", back.Content.Frameworks)
	}
	var row Row
	for _, a := range back.Content.Areas {
		for _, r := range a.Rows {
			if r.ID == d.Matrix.Functions[0].ID {
				row = r
			}
		}
	}
	if !slices.Equal(row.Frameworks, []string{"CIS 4.1", "NIST CSF GV.OC-01"}) {
		t.Errorf("references %v", row.Frameworks)
	}
}

// TestAgainst: a version holds the references that mattered when it was frozen; of the
// other frameworks the rows are read as the matrix names them today.
func TestAgainst(t *testing.T) {
	t.Parallel()
	d := draft(t)
	d.Engagement.Frameworks = []string{"cis"}
	d.Matrix.Functions = slices.Clone(d.Matrix.Functions)
	d.Matrix.Functions[0].Frameworks = []string{"CIS 4.1", "NIST CSF GV.OC-01"}
	frozen, _ := Draw(d)
	d.Matrix.Functions[0].Frameworks = []string{"CIS 4.2", "NIST CSF GV.OC-02"}
	of := func(c Content) []string {
		for _, a := range c.Areas {
			for _, r := range a.Rows {
				if r.ID == d.Matrix.Functions[0].ID {
					return r.Frameworks
				}
			}
		}
		return nil
	}
	if got := of(frozen.Against(d.Matrix)); !slices.Equal(got, []string{"CIS 4.1", "NIST CSF GV.OC-02"}) {
		t.Errorf("read as %v", got)
	}
	if got := of(frozen); !slices.Equal(got, []string{"CIS 4.1"}) {
		t.Errorf("reading changed the version: %v", got)
	}
}
