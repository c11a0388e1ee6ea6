package engagement_test

import (
	"slices"
	"strings"
	"testing"

	"demarc/internal/catalog"
	"demarc/internal/document/documenttest"
	. "demarc/internal/engagement"
	"demarc/internal/raci"
)

// withPack puts rows of a pack into the matrix of d, agreed by both sides.
func withPack(t *testing.T, d *Draft, key string, functions ...raci.FunctionKey) catalog.Pack {
	t.Helper()
	p, ok := catalog.PackByKey(key)
	if !ok {
		t.Fatalf("no pack %s", key)
	}
	d.Matrix.Areas = append(slices.Clone(d.Matrix.Areas), raci.Area{Key: p.Area(), Name: p.Name, Mode: raci.Shared, Position: 99})
	for _, f := range p.Functions {
		if len(functions) > 0 && !slices.Contains(functions, f.Key) {
			continue
		}
		d.Matrix.Functions = append(d.Matrix.Functions, raci.Function{
			ID: raci.FunctionID("id-" + f.Key), Key: f.Key, Area: p.Area(), Name: f.Name, Criticality: f.Criticality, Lock: f.Lock,
			Cells: f.Patterns[raci.Shared].Fill(d.Matrix.Stakeholders), Split: "We deploy, they approve.", Frameworks: f.Frameworks,
			Rev: 1, AgreedMSP: 1, AgreedClient: 1,
		})
	}
	return p
}

// rules gives what Readiness says under one number.
func rules(t *testing.T, d Draft, rule string) []raci.Finding {
	t.Helper()
	c, problems := Draw(d)
	var out []raci.Finding
	for _, f := range Readiness(d, c, problems, "", "", today) {
		if f.Rule == rule {
			out = append(out, f)
		}
	}
	return out
}

func draft(t *testing.T) Draft {
	t.Helper()
	e, p, m := ready(t)
	return Draft{Engagement: e, Parties: p, Terms: documenttest.Terms(), Matrix: m}
}

func TestRiderNeedsItsPack(t *testing.T) {
	t.Parallel()
	d := draft(t)
	if got := rules(t, d, "V47"); len(got) > 0 {
		t.Fatalf("without a pack and its rider: %+v", got)
	}
	if !SwitchRider(d.Terms, "pci_tpsp", true) || SwitchRider(d.Terms, "pci_tpsp", true) {
		t.Error("switching a rider on does not say that it changed")
	}
	if d.Terms["riders.enabled"] != "pci_tpsp|gdpr_dpa" {
		t.Errorf("riders %q", d.Terms["riders.enabled"])
	}
	got := rules(t, d, "V47")
	if len(got) != 1 || got[0].Severity != raci.Block || got[0].Page != "packs" || got[0].Field != "payment-pci" ||
		!strings.Contains(got[0].Message, "“Requirement responsibility matrix”") {
		t.Errorf("rider without its pack: %+v", got)
	}
	if got := rules(t, d, "R01"); len(got) > 0 {
		t.Errorf("the missing rows are told twice: %+v", got)
	}
	withPack(t, &d, "payment-pci", "pc-matrix")
	if got := rules(t, d, "V47"); len(got) > 0 {
		t.Errorf("rider with the row it rests on: %+v", got)
	}
	if got := rules(t, d, "R01"); len(got) == 0 {
		t.Error("the rider cites rows that are not in the matrix, and nobody says so")
	}
	SwitchRider(d.Terms, "pci_tpsp", false)
	if got := rules(t, d, "V47"); len(got) != 1 || got[0].Severity != raci.Hint {
		t.Errorf("pack without its rider: %+v", got)
	}
}

func TestPackIn(t *testing.T) {
	t.Parallel()
	d := draft(t)
	if _, ok := PackIn(d, "mining"); ok {
		t.Error("there is a pack that there is not")
	}
	if s, _ := PackIn(d, "legal"); s.In != 0 || s.Wanting() != 9 || s.HasArea || s.Lane(raci.MSPLed) != raci.MSPLed {
		t.Errorf("before: %+v", s)
	}
	withPack(t, &d, "legal", "lg-hold", "lg-dms")
	d.Matrix.Functions[len(d.Matrix.Functions)-1].Excluded = "The firm does it."
	d.Matrix.Stakeholders = append(d.Matrix.Stakeholders, raci.Stakeholder{ID: "gc", Kind: raci.OtherKind, Name: "general counsel"})
	s, _ := PackIn(d, "legal")
	if s.In != 1 || s.Out != 1 || s.Wanting() != 8 || s.Whole() || !s.HasArea || s.Lane(raci.MSPLed) != raci.Shared {
		t.Errorf("half of it: %d in, %d out, %d wanting", s.In, s.Out, s.Wanting())
	}
	for _, c := range s.Columns {
		if c.There != (c.Name == "General counsel") {
			t.Errorf("column %+v", c)
		}
	}
}

// A pack is as the engagement's own library has it; a function retired there belongs to
// it only where the matrix has the row.
func TestPackOfTheirOwnLibrary(t *testing.T) {
	t.Parallel()
	d := draft(t)
	p, _ := d.Library.Pack("legal")
	renamed, retired, used := p.Functions[0], p.Functions[1], p.Functions[2]
	renamed.Name, retired.Retired, used.Retired = "Hold what a court asks for", true, true
	withPack(t, &d, "legal", used.Key)
	d.Library = catalog.Merge(d.Library, 1, []catalog.Item{catalog.Of(renamed), catalog.Of(retired), catalog.Of(used)})
	s, _ := PackIn(d, "legal")
	if len(s.Rows) != len(p.Functions)-1 || s.Rows[0].Function.Name != renamed.Name || s.In != 1 || s.Wanting() != len(p.Functions)-2 {
		t.Errorf("%d rows, %d in, %d wanting, the first %q", len(s.Rows), s.In, s.Wanting(), s.Rows[0].Function.Name)
	}
	i := slices.IndexFunc(Packs(d), func(s PackState) bool { return s.Pack.Key == "legal" })
	if got := Packs(d)[i]; len(got.Rows) != len(s.Rows) {
		t.Errorf("the list says %d rows, the pack %d", len(got.Rows), len(s.Rows))
	}
}

// TestRemovedFunctionIsCited: a clause that speaks of a function which was removed is
// told by name, once, with the press that brings the function back.
func TestRemovedFunctionIsCited(t *testing.T) {
	t.Parallel()
	d := draft(t)
	const key = "ob-itleaver"
	i := slices.IndexFunc(d.Matrix.Functions, func(f raci.Function) bool { return f.Key == key })
	if i < 0 {
		d.Matrix.Functions = append(slices.Clone(d.Matrix.Functions), raci.Function{ID: "id-" + key, Key: key, Area: "onboarding", Name: "Departure of internal IT staff"})
		i = len(d.Matrix.Functions) - 1
	}
	d.Matrix.Functions[i].Excluded = "Nobody leaves."
	name := d.Matrix.Functions[i].Name
	got := rules(t, d, "R01")
	if len(got) != 1 {
		t.Fatalf("%d findings: %+v", len(got), got)
	}
	if f := got[0]; f.Severity != raci.Block || f.Page != "matrix" || f.Function != d.Matrix.Functions[i].ID || f.Fix != "Restore the function" ||
		len(f.Remedies) != 1 || !f.Remedies[0].Restore || strings.Contains(f.Message, key) || !strings.Contains(f.Message, "“Access and administrator rights”") ||
		!strings.HasSuffix(f.Message, " speak of the function “"+name+"”, which was removed from the matrix.") {
		t.Errorf("%+v", f)
	}
	d.Matrix.Functions = slices.Delete(slices.Clone(d.Matrix.Functions), i, i+1)
	got = rules(t, d, "R01")
	if len(got) != 1 || got[0].Page != "terms" || got[0].Fix != "Choose other terms" || len(got[0].Remedies) > 0 ||
		!strings.HasSuffix(got[0].Message, " speak of the function “"+name+"”, which is not in the matrix.") {
		t.Errorf("%+v", got)
	}
}
