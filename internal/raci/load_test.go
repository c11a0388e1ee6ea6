package raci_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"demarc/internal/party"
	. "demarc/internal/raci"
)

func TestHolder(t *testing.T) {
	t.Parallel()
	f := Function{}
	if diff := cmp.Diff(Holder{"Priya", "Marek"}, f.Holder(it)); diff != "" {
		t.Error("the column's own:", diff)
	}
	f.Appoint("2", Holder{Person: "  Sam   Ortiz "})
	if diff := cmp.Diff(Holder{"Sam Ortiz", "Marek"}, f.Holder(it)); diff != "" {
		t.Error("the column's deputy stands in:", diff)
	}
	f.Appoint("2", Holder{Person: "marek"})
	if diff := cmp.Diff(Holder{"marek", ""}, f.Holder(it)); diff != "" {
		t.Error("nobody is their own deputy:", diff)
	}
	f.Appoint("2", Holder{Deputy: "Lee"})
	if diff := cmp.Diff(Holder{"Priya", "Lee"}, f.Holder(it)); diff != "" {
		t.Error("a deputy alone:", diff)
	}
	was := f
	f.Appoint("2", Holder{})
	if len(f.Holders) != 0 || was.Holders["2"].Deputy != "Lee" {
		t.Errorf("taking the names back leaves %v, and %v of the copy", f.Holders, was.Holders)
	}
}

// staffed is ten rows of the client's, with people to name.
func staffed() Matrix {
	m := Matrix{Stakeholders: columns, Areas: []Area{{Key: "backup", Name: "Backup", Mode: Shared}}}
	for i := range 10 {
		m.Functions = append(m.Functions, Function{
			ID: FunctionID(fmt.Sprint(i)), Key: FunctionKey(fmt.Sprint("own-", i)), Area: "backup", Name: fmt.Sprint("Job ", i),
			Cells: cells("R", "A", "I"), Rev: 1, AgreedMSP: 1, AgreedClient: 1,
		})
	}
	return m
}

// said are the messages of one rule.
func said(m Matrix, rule string) string {
	var out []string
	for _, f := range m.Check(Context{Names: names}) {
		if f.Rule == rule {
			out = append(out, string(f.Severity)+" "+f.Message)
		}
	}
	return strings.Join(out, "\n")
}

func TestPeopleOfRows(t *testing.T) {
	t.Parallel()
	const sam = "warn Sam carries 5 functions, 1 of them critical. If Sam leaves, these have no owner."
	tests := map[string]struct {
		change func(m *Matrix)
		v30    string
		v31    string
	}{
		"the columns' people": {func(*Matrix) {}, "", ""},
		"one person, in half the rows, alone": {func(m *Matrix) {
			for i := range 5 {
				m.Functions[i].Appoint("2", Holder{Person: "Sam"})
			}
			m.Functions[0].Criticality = Critical
			m.Stakeholders[1].Deputy = ""
		}, sam, "block Client IT is Accountable for 10 functions, 1 of them critical, but no deputy is named."},
		"the column's deputy stands in": {func(m *Matrix) {
			for i := range 5 {
				m.Functions[i].Appoint("2", Holder{Person: "Sam"})
			}
		}, "", ""},
		"a deputy of the row stands in": {func(m *Matrix) {
			m.Stakeholders[1].Deputy = ""
			for i := range m.Functions {
				m.Functions[i].Appoint("2", Holder{Person: "Sam", Deputy: "Lee"})
			}
		}, "", ""},
		"the column's deputy, alone in half the rows": {func(m *Matrix) {
			for i := range 5 {
				m.Functions[i].Appoint("2", Holder{Person: "Marek"})
			}
		}, "warn Marek carries 5 functions, 0 of them critical. If Marek leaves, these have no owner.", "warn Client IT is Accountable for 5 functions, 0 of them critical, but no deputy is named."},
		"not so many": {func(m *Matrix) {
			for i := range 4 {
				m.Functions[i].Appoint("2", Holder{Person: "Marek"})
			}
		}, "", "warn Client IT is Accountable for 4 functions, 0 of them critical, but no deputy is named."},
		"ten critical ones of many": {func(m *Matrix) {
			for i := range 20 {
				f := m.Functions[0]
				f.ID, f.Key, f.Name = FunctionID(fmt.Sprint("more", i)), FunctionKey(fmt.Sprint("own-more", i)), fmt.Sprint("Duty ", i)
				m.Functions = append(m.Functions, f)
			}
			for i := range 10 {
				m.Functions[i].Criticality = Critical
				m.Functions[i].Appoint("2", Holder{Person: "Marek"})
			}
		}, "warn Marek carries 10 functions, 10 of them critical. If Marek leaves, these have no owner.", "block Client IT is Accountable for 10 functions, 10 of them critical, but no deputy is named."},
		"rows without anybody": {func(m *Matrix) {
			m.Stakeholders[1].Holder, m.Stakeholders[1].Deputy = "", ""
			m.Functions[3].Appoint("2", Holder{Person: "Sam", Deputy: "Lee"})
		}, "", "warn Client IT is Accountable for 9 functions, 0 of them critical, but neither a person nor a deputy is named."},
		"the MSP's own affair": {func(m *Matrix) {
			for i := range m.Functions {
				m.Functions[i].Appoint("1", Holder{Person: "Ines"})
			}
		}, "", ""},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := staffed()
			m.Stakeholders = append([]Stakeholder(nil), columns...)
			tc.change(&m)
			if got := said(m, "V30"); got != tc.v30 {
				t.Errorf("V30 says %q, want %q", got, tc.v30)
			}
			if got := said(m, "V31"); got != tc.v31 {
				t.Errorf("V31 says %q, want %q", got, tc.v31)
			}
		})
	}
}

func TestLoad(t *testing.T) {
	t.Parallel()
	m := staffed()
	m.Functions[0].Criticality = Critical
	m.Functions[1].Cells = cells("A/R", "C", "I")
	m.Functions[2].Cells = cells("C", "R", "A")
	m.Functions[2].Appoint("3", Holder{Person: "Priya"}) // does it and answers for it
	m.Functions[3].Appoint("2", Holder{Person: "Marek"}) // and nobody stands in
	m.Functions[4].Excluded = "Not ours."
	m.Functions[5].Appoint("1", Holder{Person: "tom"})
	want := []PersonLoad{
		{Person: "Tom", Side: party.MSP, Rows: 8, Answers: 1, Does: 8, Asked: 1, Critical: 1},
		{Person: "Priya", Side: party.Client, Rows: 7, Answers: 7, Does: 1, Asked: 1, Critical: 1},
		{Person: "Marek", Side: party.Client, Rows: 1, Answers: 1, NoDeputy: 1},
	}
	if diff := cmp.Diff(want, Load(m)); diff != "" {
		t.Error(diff)
	}
	if got := Load(Matrix{}); len(got) != 0 {
		t.Errorf("of nothing: %v", got)
	}
}
