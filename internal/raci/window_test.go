package raci_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	. "demarc/internal/raci"
)

func windows(a, b, c Window) map[StakeholderID]Window {
	out := map[StakeholderID]Window{}
	for id, w := range map[StakeholderID]Window{"1": a, "2": b, "3": c} {
		if w != Always {
			out[id] = w
		}
	}
	return out
}

func TestSetByHours(t *testing.T) {
	t.Parallel()
	const b, a = BusinessHours, AfterHours
	tests := map[string]struct {
		cells   map[StakeholderID]Assignment
		windows map[StakeholderID]Window
		to      StakeholderID
		as      Assignment
		when    Window
		want    map[StakeholderID]Assignment
		hours   map[StakeholderID]Window
		moved   *Move
	}{
		"takes the nights of who answered always": {cells("I", "A/R", "I"), nil, "1", "A/R", a, cells("A/R", "A/R", "I"), windows(a, b, ""), &Move{From: "2", To: "1", When: a}},
		"takes the days":                           {cells("A", "R", "I"), nil, "2", "A/R", b, cells("A", "A/R", "I"), windows(a, b, ""), &Move{From: "1", To: "2", When: b}},
		"beside who answers at another time":       {cells("A/R", "R", "I"), windows(a, "", ""), "2", "A/R", b, cells("A/R", "A/R", "I"), windows(a, b, ""), nil},
		"always, from who answered by day":         {cells("R", "A/R", "I"), windows("", b, ""), "1", "A/R", "", cells("A/R", "R", "I"), windows("", b, ""), &Move{From: "2", To: "1", When: b}},
		"always, from two":                         {cells("A", "A/R", "I"), windows(a, b, ""), "3", "A", "", cells("I", "R", "A"), windows("", b, ""), &Move{From: "1", To: "3", Also: "2"}},
		"the same hours":                           {cells("I", "A", "R"), windows("", a, ""), "1", "A", a, cells("A", "I", "R"), windows(a, "", ""), &Move{From: "2", To: "1", When: a}},
		"another letter moves nothing":             {cells("A", "C", "I"), nil, "2", "C", b, cells("A", "C", "I"), windows("", b, ""), nil},
		"not involved has no hours":                {cells("A", "C", "I"), windows("", b, ""), "2", "-", b, cells("A", "-", "I"), windows("", "", ""), nil},
		"who answers gives the nights up unfilled": {cells("A/R", "C", "I"), nil, "1", "A/R", b, cells("A/R", "C", "I"), windows(b, "", ""), nil},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := Function{Cells: tc.cells, Windows: tc.windows}
			moved, err := f.Set(tc.to, tc.as, tc.when)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, f.Cells); diff != "" {
				t.Error(diff)
			}
			got := f.Windows
			if got == nil {
				got = map[StakeholderID]Window{}
			}
			if diff := cmp.Diff(tc.hours, got); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(tc.moved, moved); diff != "" {
				t.Error(diff)
			}
			if want := map[bool]int{true: 1}[moved != nil]; f.Handed != want {
				t.Errorf("handed %d times, want %d", f.Handed, want)
			}
		})
	}
}

func TestSetRefuses(t *testing.T) {
	t.Parallel()
	f := Function{Cells: cells("A/R", "C", "I")}
	if _, err := f.Set("2", "A", "nights"); err == nil || f.Cells["2"] != "C" {
		t.Errorf("a window of no kind: %v, %v", err, f.Cells)
	}
	if _, err := f.Set("2", "X", Always); err == nil || f.Cells["2"] != "C" {
		t.Errorf("a letter of no kind: %v, %v", err, f.Cells)
	}
	f.Excluded = "Not ours."
	if _, err := f.Set("2", "A", Always); err == nil {
		t.Error("an excluded row was set")
	}
}

// TestSetLeavesOthersMaps holds that a row that was copied keeps what it said.
func TestSetLeavesOthersMaps(t *testing.T) {
	t.Parallel()
	f := Function{Cells: cells("A/R", "C", "I"), Windows: windows(BusinessHours, "", "")}
	was := f
	if _, err := f.Set("2", "A/R", AfterHours); err != nil {
		t.Fatal(err)
	}
	f.Put("3", "C", AfterHours)
	f.Refill(cells("R", "A/R", "I"))
	if diff := cmp.Diff(Function{Cells: cells("A/R", "C", "I"), Windows: windows(BusinessHours, "", "")}, was); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(windows("", AfterHours, ""), f.Windows); diff != "" {
		t.Error("hours stay only with a letter that stays:", diff)
	}
}

// TestOneAnswersAtEveryTime sets cells at random: never do two answer at once.
func TestOneAnswersAtEveryTime(t *testing.T) {
	t.Parallel()
	f := Function{Cells: cells("A/R", "C", "I")}
	for n := range 3000 {
		to := []StakeholderID{"1", "2", "3"}[n*7%3]
		as := Assignments[n*11/5%len(Assignments)]
		if _, err := f.Set(to, as, Windows[n*13/7%3]); err != nil {
			t.Fatal(err)
		}
		for _, part := range []Window{BusinessHours, AfterHours} {
			if now := f.During(part); len((Matrix{Stakeholders: columns}).Answering(now)) > 1 {
				t.Fatalf("two answer%s: %v %v", part.Phrase(), f.Cells, f.Windows)
			}
		}
		for s, w := range f.Windows {
			if a := f.Cells[s]; w == Always || a == NotInvolved || a == Undecided {
				t.Fatalf("%q has the window %q", a, w)
			}
		}
	}
}

func TestWindowFindings(t *testing.T) {
	t.Parallel()
	const b, a = BusinessHours, AfterHours
	tests := map[string]struct {
		f    Function
		want []string
		says string
	}{
		"two share the week":              {Function{Cells: cells("A/R", "A/R", "I"), Windows: windows(a, b, "")}, nil, ""},
		"critical, and no split needed":   {Function{Criticality: High, Cells: cells("A/R", "A/R", "I"), Windows: windows(a, b, "")}, nil, ""},
		"nobody answers after hours":      {Function{Cells: cells("A/R", "C", "I"), Windows: windows(b, "", "")}, []string{"V01 block", "V03 block"}, "nobody answers for the result after hours"},
		"nobody answers by day":           {Function{Cells: cells("A/R", "R", "I"), Windows: windows(a, "", ""), Split: "By phase."}, []string{"V01 block"}, "nobody answers for the result in business hours"},
		"two answer after hours":          {Function{Cells: cells("A/R", "A", "I"), Windows: windows(a, "", "")}, []string{"V02 block", "V03 block"}, "two parties are Accountable after hours."},
		"two answer always":               {Function{Cells: cells("A/R", "A", "I")}, []string{"V02 block"}, "two parties are Accountable. When"},
		"nobody works after hours":        {Function{Cells: cells("R", "A", "I"), Windows: windows(b, "", "")}, []string{"V03 block"}, "nobody does the work after hours"},
		"nobody works at all":             {Function{Cells: cells("A", "A", "I"), Windows: windows(a, b, "")}, []string{"V03 block"}, "nobody does the work."},
		"two work after hours":            {Function{Criticality: High, Cells: cells("R", "A/R", "I"), Windows: windows(a, "", "")}, []string{"V04 block"}, "Write in one sentence"},
		"only management, at night too":   {Function{Lock: ManagementLock, Cells: cells("A/R", "I", "A/R"), Windows: windows(a, "", b)}, []string{"V20 block"}, "only Alder management"},
		"locked to the client, both do":   {Function{Lock: ClientLock, Cells: cells("I", "A/R", "A/R"), Windows: windows("", b, a)}, nil, ""},
		"cannot direct the work at night": {Function{Criticality: Critical, Cells: cells("A/R", "A", "R"), Windows: windows(b, a, a)}, nil, ""},
		"directs the other team at night": {Function{Criticality: Critical, Cells: cells("A", "A/R", "R"), Windows: windows(a, b, a)}, []string{"V25 warn"}, "Northgate answers for work that only Alder management does"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := matrix(tc.f)
			var got []string
			var all strings.Builder
			for _, f := range m.Check(Context{Names: names}) {
				if f.Function == "f" {
					got = append(got, f.Rule+" "+string(f.Severity))
					all.WriteString(f.Message + "\n")
				}
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("%s\n%s", diff, all.String())
			}
			if !strings.Contains(all.String(), tc.says) {
				t.Errorf("%q does not say %q", all.String(), tc.says)
			}
		})
	}
}

// TestWindowRemedies presses every button of V01 to V03: the finding is gone.
func TestWindowRemedies(t *testing.T) {
	t.Parallel()
	const b, a = BusinessHours, AfterHours
	for _, f := range []Function{
		{Cells: cells("A/R", "R", "I"), Windows: windows(a, "", ""), Split: "By phase."},
		{Cells: cells("A/R", "C", "I"), Windows: windows(b, "", "")},
		{Cells: cells("A/R", "A", "I"), Windows: windows(a, "", "")},
		{Cells: cells("A/R", "A", "I")},
		{Cells: cells("R", "A", "I"), Windows: windows(b, "", "")},
		{Cells: cells("A", "A/R", "R"), Windows: windows(a, b, b), Split: "By phase."},
	} {
		m := matrix(f)
		row := m.Functions[len(m.Functions)-1]
		for _, found := range m.CheckFunction(row, Context{Names: names}) {
			if !slices.Contains([]string{"V01", "V02", "V03"}, found.Rule) {
				continue
			}
			if len(found.Remedies) == 0 {
				t.Errorf("%s %v %v: %s has no remedy", found.Rule, f.Cells, f.Windows, found.Message)
			}
			for _, remedy := range found.Remedies {
				mended := row
				if _, err := mended.Mend(remedy); err != nil {
					t.Fatal(err)
				}
				for _, still := range m.CheckFunction(mended, Context{Names: names}) {
					if still.Rule == found.Rule {
						t.Errorf("%s %v %v: %q leaves %v %v, %q", found.Rule, f.Cells, f.Windows, remedy.Label, mended.Cells, mended.Windows, still.Message)
					}
				}
			}
		}
	}
}

func TestSentencesByHours(t *testing.T) {
	t.Parallel()
	const b, a = BusinessHours, AfterHours
	m := Matrix{Stakeholders: columns}
	for _, tc := range []struct {
		f    Function
		want string
	}{
		{Function{Cells: cells("R", "A", "I")}, "The MSP team does this. Client IT answers for it. Client management is told afterwards."},
		{Function{Cells: cells("A/R", "A/R", "I"), Windows: windows(a, b, "")}, "Client IT does this and answers for it in business hours; the MSP team after hours. Client management is told afterwards."},
		{Function{Cells: cells("A/R", "A", "I"), Windows: windows(a, b, b)}, "The MSP team does this after hours. Client IT answers for it in business hours; the MSP team after hours. Nobody does it in business hours. Client management is told afterwards in business hours."},
		{Function{Cells: cells("R", "A/R", "C"), Windows: windows(a, "", "")}, "Client IT does this at all hours; the MSP team after hours. Client IT answers for it. Client management is asked first."},
		{Function{Cells: cells("A/R", "C", "-"), Windows: windows(b, "", "")}, "The MSP team does this and answers for it in business hours. Nobody does it after hours. Nobody answers for it after hours. Client IT is asked first."},
		{Function{Cells: cells("A", "A/R", "-"), Windows: windows(a, "", "")}, "Client IT does this. Client IT answers for it at all hours; the MSP team after hours. The MSP team and Client IT both answer for it after hours, so neither does."},
		{Function{Cells: cells("A", "A", "R")}, "Client management does this. The MSP team and Client IT both answer for it, so neither does."},
		{Function{Cells: cells("", "", "-")}, "Nobody does this yet. Nobody answers for it yet. Not decided yet: The MSP team and Client IT."},
	} {
		if got := strings.Join(m.Sentences(tc.f), " "); got != tc.want {
			t.Errorf("%v %v:\n%s\nwant\n%s", tc.f.Cells, tc.f.Windows, got, tc.want)
		}
	}
}

func TestParseCell(t *testing.T) {
	t.Parallel()
	for _, a := range Assignments {
		for _, w := range Windows {
			text := CellText(a, w)
			gotA, gotW, ok := ParseCell(text)
			want := w
			if a == NotInvolved || a == Undecided {
				want = Always
			}
			if gotA != a || gotW != want || !ok {
				t.Errorf("%q is read as %q %q %v", text, gotA, gotW, ok)
			}
		}
	}
	for text, want := range map[string]string{
		"a (After Hours)": "A (after hours)", "R, after-hours": "R (after hours)", "a/r in business hours": "A/R (business hours)",
		"C [office hours]": "C (business hours)", "i 24x7": "I", "R out of hours.": "R (after hours)", "RA (after hours) ": "A/R (after hours)",
	} {
		if a, w, ok := ParseCell(text); !ok || CellText(a, w) != want {
			t.Errorf("%q is read as %q %q %v, want %q", text, a, w, ok, want)
		}
	}
	for _, text := range []string{"after hours", "- (after hours)", "X (after hours)", "A (nights)", "Rafter hours", "24x7"} {
		if a, w, ok := ParseCell(text); ok {
			t.Errorf("%q was read as %q %q", text, a, w)
		}
	}
}

func TestContentHashByHours(t *testing.T) {
	t.Parallel()
	m := Matrix{Stakeholders: columns}
	f := Function{Cells: cells("A/R", "C", "I")}
	always := m.ContentHash(f)
	f.Windows = windows("", AfterHours, "")
	after := m.ContentHash(f)
	f.Windows = windows("", BusinessHours, "")
	if by := m.ContentHash(f); always == after || after == by || by == always {
		t.Error("rows that hold at other hours have one hash")
	}
	f.Windows = map[StakeholderID]Window{}
	if m.ContentHash(f) != always {
		t.Error("an empty set of windows says something")
	}
	f.Holders = map[StakeholderID]Holder{"1": {Person: "Sam"}}
	if m.ContentHash(f) != always {
		t.Error("a name changed what both sides agree to")
	}
}

func TestSpellCell(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"A": "Accountable", "A/R (after hours)": "Accountable and Responsible, after hours", "": "Not decided yet", "-": "Not involved", "something old": "something old",
	} {
		if got := SpellCell(text); got != want {
			t.Errorf("%q is spelled %q, want %q", text, got, want)
		}
	}
}
