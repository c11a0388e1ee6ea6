package engagement_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"demarc/internal/document/documenttest"
	. "demarc/internal/engagement"
	"demarc/internal/raci"
)

// content draws a draft that was changed a little.
func content(t *testing.T, change func(*Parties, map[string]string, *raci.Matrix)) Content {
	t.Helper()
	e, p, m := ready(t)
	terms := maps.Clone(documenttest.Terms())
	m.Areas = slices.Clone(m.Areas)
	p.Signatories, p.Contacts = slices.Clone(p.Signatories), slices.Clone(p.Contacts)
	for i, f := range m.Functions {
		m.Functions[i].Cells = maps.Clone(f.Cells)
	}
	if change != nil {
		change(&p, terms, &m)
	}
	c, _ := Draw(Draft{Engagement: e, Parties: p, Terms: terms, Matrix: m})
	return c
}

// function finds one that is in the matrix, and is answered for by the kind.
func function(t *testing.T, m *raci.Matrix, answers raci.Kind, weight raci.Criticality) *raci.Function {
	t.Helper()
	s, _ := m.Standard(answers)
	for i, f := range m.Functions {
		if f.In() && f.Criticality == weight && f.Cells[s.ID].Answers() && f.Lock == raci.NoLock {
			return &m.Functions[i]
		}
	}
	t.Fatal("no such function")
	return nil
}

func TestCompare(t *testing.T) {
	t.Parallel()
	before := content(t, nil)
	var name string
	tests := map[string]struct {
		change func(*Parties, map[string]string, *raci.Matrix)
		want   []string // kind, name, then what is told of it
	}{
		"nothing": {nil, nil},
		"somebody else answers": {func(_ *Parties, _ map[string]string, m *raci.Matrix) {
			f := function(t, m, raci.MSPTeam, raci.Critical)
			name = f.Name
			msp, _ := m.Standard(raci.MSPTeam)
			it, _ := m.Standard(raci.InternalIT)
			f.Cells = map[raci.StakeholderID]raci.Assignment{msp.ID: raci.Responsible, it.ID: raci.Accountable}
		}, []string{"row_moved", "NAME", "Answers for it:", " → "}},
		"another part": {func(_ *Parties, _ map[string]string, m *raci.Matrix) {
			f := function(t, m, raci.MSPTeam, raci.Normal)
			name = f.Name
			mgmt, _ := m.Standard(raci.Management)
			f.Cells[mgmt.ID] = raci.Consulted
		}, []string{"row_changed", "NAME", "→ Consulted"}},
		"out of the matrix": {func(_ *Parties, _ map[string]string, m *raci.Matrix) {
			f := function(t, m, raci.MSPTeam, raci.Critical)
			name, f.Excluded = f.Name, "Sold with the plant."
		}, []string{"row_removed", "NAME", "Why it is out:  → Sold with the plant."}},
		"a row of one's own": {func(_ *Parties, _ map[string]string, m *raci.Matrix) {
			f := *function(t, m, raci.MSPTeam, raci.Critical)
			f.ID, f.Key, f.Name = "new", "own-1", "Feed the generator"
			name = f.Name
			m.Functions = append(m.Functions, f)
		}, []string{"row_added", "NAME", " → Accountable"}},
		"a column with another name": {func(_ *Parties, _ map[string]string, m *raci.Matrix) {
			for i, s := range m.Stakeholders {
				if s.Kind == raci.OtherKind {
					continue
				}
				if s.Kind == raci.InternalIT {
					m.Stakeholders[i].Name = "Plant IT"
					name = "Plant IT"
				}
			}
		}, []string{"people_moved", "NAME", "→ Plant IT"}},
		"another lane": {func(_ *Parties, _ map[string]string, m *raci.Matrix) {
			name, m.Areas[0].Mode = m.Areas[0].Name, raci.InternalLed
		}, []string{"lane_changed", "NAME", "→ Internal-led"}},
		"a price": {func(_ *Parties, terms map[string]string, _ *raci.Matrix) {
			terms["fees.tm_rate"] = "199.00"
		}, []string{"term_changed", "", "→ $199.00"}},
		"a choice": {func(_ *Parties, terms map[string]string, _ *raci.Matrix) {
			terms["esign.expiry_days"] = "9"
		}, []string{"term_changed", "", "→ 9"}},
		"somebody else signs": {func(p *Parties, _ map[string]string, _ *raci.Matrix) {
			p.Signatories[0].Name = "Olga Brandt"
		}, []string{"people_moved", "Who signs for ", "→ Olga Brandt, "}},
		"somebody else is called": {func(p *Parties, _ map[string]string, _ *raci.Matrix) {
			p.Contacts[0].Phone = "+1 503 555 0199"
		}, []string{"people_moved", "Escalation to ", "0199"}},
	}
	for what, tt := range tests {
		name = ""
		after := content(t, tt.change)
		got := Compare(before, after)
		if tt.want == nil {
			if len(got) > 0 {
				t.Errorf("%s: %+v", what, got)
			}
			continue
		}
		if len(got) == 0 {
			t.Errorf("%s: no difference", what)
			continue
		}
		for _, d := range got[1:] { // a table or a sentence of the text that says the same
			if d.Kind != TextChanged {
				t.Errorf("%s: also %s of %q", what, d.Kind, d.Name)
			}
			for _, c := range d.Changes {
				if c.Before == c.After {
					t.Errorf("%s: %q differs in nothing", d.Name, c.What)
				}
			}
		}
		var lines []string
		for _, c := range got[0].Changes {
			lines = append(lines, c.What+": "+c.Before+" → "+c.After)
		}
		told := strings.Join(lines, "\n")
		for _, says := range tt.want[2:] {
			if !strings.Contains(told, says) {
				t.Errorf("%s: tells %q, not %q", what, told, says)
			}
		}
		if want := strings.Replace(tt.want[1], "NAME", name, 1); string(got[0].Kind) != tt.want[0] || !strings.HasPrefix(got[0].Name, want) {
			t.Errorf("%s: %s of %q, not %s of %q", what, got[0].Kind, got[0].Name, tt.want[0], want)
		}
	}
}

// TestCompareText: a clause with other words is told of, one with another number or
// another price in it is not.
func TestCompareText(t *testing.T) {
	t.Parallel()
	before, after := content(t, nil), content(t, nil)
	for i := range after.Agreement.Sections {
		after.Agreement.Sections[i].Number += "0"
	}
	if got := Compare(before, after); len(got) > 0 {
		t.Errorf("a number that moved: %+v", got)
	}
	words := after.Agreement.Sections[3].Paragraphs[0].Text
	words[0].Text += " Never on Sundays."
	after.Agreement.Sections = slices.Delete(after.Agreement.Sections, 5, 6)
	var kinds []DifferenceKind
	for _, d := range Compare(before, after) {
		kinds = append(kinds, d.Kind)
	}
	if diff := cmp.Diff([]DifferenceKind{TextChanged, TextRemoved}, kinds); diff != "" {
		t.Error(diff)
	}
}

func TestRiskiest(t *testing.T) {
	t.Parallel()
	list := []Difference{
		{Kind: PeopleMoved},
		{Kind: TextChanged},
		{Kind: RowChanged},
		{Kind: TermChanged, ID: "fees.tm_rate"},
		{Kind: TermChanged, ID: "hours.timezone"},
		{Kind: RowMoved, Criticality: raci.Normal},
		{Kind: RowAdded, Criticality: raci.Critical},
	}
	var got []string
	for _, d := range Riskiest(list, 5) {
		got = append(got, string(d.Kind)+" "+d.ID+string(d.Criticality))
	}
	if diff := cmp.Diff([]string{"row_added critical", "row_moved normal", "term_changed fees.tm_rate", "term_changed hours.timezone", "text_changed "}, got); diff != "" {
		t.Error(diff)
	}
	if list[0].Kind != PeopleMoved || len(Riskiest(list[:2], 5)) != 2 {
		t.Error("the list itself was put in order")
	}
}
