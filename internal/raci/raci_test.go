package raci_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"demarc/internal/fault"
	"demarc/internal/party"
	. "demarc/internal/raci"
)

var (
	msp     = Stakeholder{ID: "1", Kind: MSPTeam, Name: "MSP team", Holder: "Tom", Deputy: "Ines"}
	it      = Stakeholder{ID: "2", Kind: InternalIT, Name: "Client IT", Holder: "Priya", Deputy: "Marek"}
	mgmt    = Stakeholder{ID: "3", Kind: Management, Name: "Client management", Holder: "Dana", Deputy: "Ruth"}
	names   = Names{MSP: "Northgate", Client: "Alder", InternalIT: "Client IT"}
	columns = []Stakeholder{msp, it, mgmt}
)

func cells(a, b, c Assignment) map[StakeholderID]Assignment {
	return map[StakeholderID]Assignment{"1": a, "2": b, "3": c}
}

// matrix is a matrix whose only finding is what one function is given.
func matrix(f Function) Matrix {
	m := Matrix{Stakeholders: columns, Areas: []Area{{Key: "backup", Name: "Backup", Mode: MSPLed}}}
	add := func(f Function) {
		f.Area, f.AgreedMSP, f.AgreedClient = "backup", f.Rev, f.Rev
		m.Functions = append(m.Functions, f)
	}
	for _, k := range Governance {
		add(Function{ID: FunctionID(k), Key: k, Name: string(k), Description: "Keeps the agreement working.", Cells: cells("A/R", "C", "I"), Rev: 1})
	}
	f.ID, f.Name, f.Rev, f.Description = "f", "Restore testing", 1, "Restore a sample and time it."
	add(f)
	return m
}

func TestFindings(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		f    Function
		want []string // rule and severity
	}{
		"good":                       {Function{Cells: cells("A/R", "C", "I")}, nil},
		"nobody answers":             {Function{Cells: cells("R", "C", "I")}, []string{"V01 block"}},
		"nothing decided":            {Function{Cells: cells("", "", "")}, []string{"V01 block", "V03 block"}},
		"two answer":                 {Function{Cells: cells("A/R", "A", "I")}, []string{"V02 block"}},
		"nobody does it":             {Function{Cells: cells("A", "C", "I")}, []string{"V03 block"}},
		"split missing, critical":    {Function{Criticality: Critical, Cells: cells("A/R", "R", "I")}, []string{"V04 block"}},
		"split missing, high":        {Function{Criticality: High, Cells: cells("A/R", "R", "I")}, []string{"V04 block"}},
		"split missing, normal":      {Function{Criticality: Normal, Cells: cells("A/R", "R", "I")}, []string{"V04 warn"}},
		"split of blanks":            {Function{Criticality: Critical, Split: "  ", Cells: cells("A/R", "R", "I")}, []string{"V04 block"}},
		"split written":              {Function{Criticality: Critical, Split: "MSP deploys, IT chases.", Cells: cells("A/R", "R", "I")}, nil},
		"management lock":            {Function{Lock: ManagementLock, Cells: cells("R", "A", "I")}, []string{"V20 block"}},
		"management lock kept":       {Function{Lock: ManagementLock, Cells: cells("R", "C", "A")}, nil},
		"client lock broken":         {Function{Lock: ClientLock, Cells: cells("A/R", "C", "I")}, []string{"V21 block"}},
		"client lock by management":  {Function{Lock: ClientLock, Cells: cells("R", "C", "A")}, nil},
		"MSP lock broken":            {Function{Lock: MSPLock, Cells: cells("R", "A", "I")}, []string{"V21 block"}},
		"lock overridden, with why":  {Function{Lock: ManagementLock, LockReason: "No management in this branch.", Cells: cells("R", "A", "I")}, nil},
		"excluded is judged no more": {Function{Excluded: "Facilities do it.", Cells: cells("", "", "")}, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, f := range matrix(tt.f).Check(Context{Names: names}) {
				got = append(got, f.Rule+" "+string(f.Severity))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFindingsOfTheWhole(t *testing.T) {
	t.Parallel()
	good := Function{Cells: cells("A/R", "C", "I")}
	tests := map[string]struct {
		spoil func(*Matrix)
		want  string
	}{
		"V09 not agreed":         {func(m *Matrix) { m.Functions[5].AgreedClient = 0 }, "V09 block"},
		"V09 edited since":       {func(m *Matrix) { m.Functions[5].Rev++ }, "V09 block"},
		"V09 disputed":           {func(m *Matrix) { m.Functions[5].Dispute.Reason = "no" }, "V09 block"},
		"V31 no holder":          {func(m *Matrix) { m.Stakeholders[0].Holder = "" }, "V31 warn"},
		"V31 no deputy":          {func(m *Matrix) { m.Stakeholders[0].Deputy = "" }, "V31 warn"},
		"V31 critical":           {func(m *Matrix) { m.Stakeholders[0].Holder = ""; m.Functions[5].Criticality = Critical }, "V31 block"},
		"V44 out, with rows":     {func(m *Matrix) { m.Areas[0].Mode = OutOfScope }, "V44 block"},
		"V44 in, without rows":   {func(m *Matrix) { m.Areas = append(m.Areas, Area{Key: "data", Name: "Data", Mode: Shared}) }, "V44 block"},
		"V46 governance removed": {func(m *Matrix) { m.Functions[0].Excluded = "no" }, "V46 block"},
		"V46 governance missing": {func(m *Matrix) { m.Functions = m.Functions[1:] }, "V46 block"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := matrix(good)
			m.Stakeholders = slices.Clone(m.Stakeholders)
			if n := len(m.Check(Context{Names: names})); n != 0 {
				t.Fatalf("a good matrix has %d findings", n)
			}
			tt.spoil(&m)
			var got []string
			for _, f := range m.Check(Context{Names: names}) {
				got = append(got, f.Rule+" "+string(f.Severity))
				if f.Message == "" || f.Fix == "" || f.Page == "" {
					t.Errorf("%s says not enough: %+v", f.Rule, f)
				}
			}
			if !slices.Equal(got, []string{tt.want}) {
				t.Errorf("%v, want %s", got, tt.want)
			}
		})
	}
}

func TestAssignMovesTheA(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		before map[StakeholderID]Assignment
		to     StakeholderID
		as     Assignment
		after  map[StakeholderID]Assignment
		moved  *Move
	}{
		"to another, who did the work":  {cells("A/R", "C", "I"), "2", "A", cells("R", "A", "I"), &Move{From: "1", To: "2"}},
		"to another, who only answered": {cells("R", "A", "I"), "3", "A", cells("R", "I", "A"), &Move{From: "2", To: "3"}},
		"with the work":                 {cells("A/R", "C", "I"), "2", "A/R", cells("R", "A/R", "I"), &Move{From: "1", To: "2"}},
		"the same keeps it":             {cells("A", "R", "I"), "1", "A/R", cells("A/R", "R", "I"), nil},
		"a letter that is no A":         {cells("A/R", "C", "I"), "2", "R", cells("A/R", "R", "I"), nil},
		"clearing the A leaves nobody":  {cells("A/R", "C", "I"), "1", "", cells("", "C", "I"), nil},
		"first A of an undecided row":   {cells("", "", ""), "2", "A", cells("", "A", ""), nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := Function{Cells: tt.before}
			before := len(tt.before)
			was, moved, err := f.Assign(tt.to, tt.as)
			if err != nil || was != tt.before[tt.to] {
				t.Fatalf("was %q: %v", was, err)
			}
			if diff := cmp.Diff(tt.after, f.Cells); diff != "" || before != 3 {
				t.Error(diff)
			}
			if diff := cmp.Diff(tt.moved, moved); diff != "" {
				t.Error(diff)
			}
		})
	}
	f := Function{Cells: cells("A", "R", "I")}
	if _, _, err := f.Assign("1", "X"); !fault.Is(err, fault.Invalid) {
		t.Errorf("a letter that does not exist: %v", err)
	}
	f.Excluded = "out"
	if _, _, err := f.Assign("1", "R"); !fault.Is(err, fault.Locked) {
		t.Errorf("an excluded row: %v", err)
	}
}

// Whatever is assigned in whatever order, a row that began with at most one A has at
// most one.
func FuzzAssign(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3, 4, 5, 6, 7, 8})
	f.Fuzz(func(t *testing.T, acts []byte) {
		fn := Function{Cells: cells("A/R", "C", "I")}
		for _, b := range acts {
			to := columns[int(b)%3].ID
			if _, _, err := fn.Assign(to, Assignments[int(b/3)%len(Assignments)]); err != nil {
				t.Fatal(err)
			}
			if n := len((Matrix{Stakeholders: columns}).Answering(fn)); n > 1 {
				t.Fatalf("%d answer", n)
			}
		}
	})
}

func TestAgree(t *testing.T) {
	t.Parallel()
	f := Function{Rev: 3}
	if err := f.Agree(party.MSP, 2); !fault.Is(err, fault.Conflict) {
		t.Errorf("a stale tick: %v", err)
	}
	if err := f.Agree(party.MSP, 3); err != nil || !f.Agreed(party.MSP) || f.Settled() {
		t.Errorf("one tick: %v", err)
	}
	if err := f.Agree(party.Client, 3); err != nil || !f.Settled() {
		t.Errorf("both ticks: %v", err)
	}
	f.Rev++
	if f.Agreed(party.MSP) || f.Agreed(party.Client) || len(f.AgreedBy()) != 0 {
		t.Error("an edit left a tick standing")
	}
	if err := f.RaiseDispute(party.Client, " "); !fault.Is(err, fault.Invalid) {
		t.Errorf("a dispute without a reason: %v", err)
	}
	if err := f.RaiseDispute(party.Client, "We want the A."); err != nil {
		t.Fatal(err)
	}
	if err := f.Agree(party.MSP, 4); !fault.Is(err, fault.Invalid) {
		t.Errorf("a disputed row was agreed: %v", err)
	}
}

func TestPlanMode(t *testing.T) {
	t.Parallel()
	pattern := map[Mode]Pattern{MSPLed: {"A/R", "C", "I"}, Shared: {"A/R", "R", "I"}, InternalLed: {"C", "A/R", "I"}}
	library := func(k FunctionKey, m Mode) (Pattern, bool) {
		p, ok := pattern[m]
		return p, ok && k != "own"
	}
	m := Matrix{Stakeholders: append(slices.Clone(columns), Stakeholder{ID: "4", Kind: OtherKind}), Areas: []Area{{Key: "backup", Mode: Shared}}}
	m.Functions = []Function{
		{ID: "as filled", Area: "backup", Cells: cells("A/R", "R", "I"), Rev: 1},
		{ID: "edited", Area: "backup", Cells: map[StakeholderID]Assignment{"1": "A", "2": "R", "3": "I", "4": "C"}, Rev: 2, AgreedMSP: 2},
		{ID: "own", Key: "own", Area: "backup", Cells: cells("A/R", "R", "I"), Rev: 1},
		{ID: "elsewhere", Area: "data", Cells: cells("A/R", "R", "I"), Rev: 1},
	}
	plan := m.PlanMode("backup", InternalLed, library)
	if len(plan) != 2 || plan[0].Edited || !plan[1].Edited || plan[0].Agreed || !plan[1].Agreed {
		t.Fatalf("%+v", plan)
	}
	if diff := cmp.Diff(map[StakeholderID]Assignment{"1": "C", "2": "A/R", "3": "I", "4": "C"}, plan[1].After); diff != "" {
		t.Error("an added column must keep what it has:", diff)
	}
	out := m.PlanMode("backup", OutOfScope, library)
	if len(out) != 3 || !out[0].Exclude || !out[2].Exclude {
		t.Errorf("out of scope excludes every row: %+v", out)
	}
	m.Areas[0].Mode = OutOfScope
	for i := range m.Functions {
		m.Functions[i].Excluded = AreaExcluded
	}
	m.Functions[1].Excluded = "Facilities do it."
	back := m.PlanMode("backup", Shared, library)
	if len(back) != 3 || !back[0].Restore || back[1].Restore {
		t.Errorf("only rows excluded with the area come back: %+v", back)
	}
}

func TestParseAssignment(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]Assignment{"r": "R", " a/r ": "A/R", "R,A": "A/R", "ar": "A/R", "": "", "–": "-", "0": "-", "?": ""} {
		if got, ok := ParseAssignment(in); !ok || got != want {
			t.Errorf("%q is %q, %v", in, got, ok)
		}
	}
	for _, in := range []string{"X", "RACI", "A A A", "AA"} {
		if got, ok := ParseAssignment(in); ok {
			t.Errorf("%q was read as %q", in, got)
		}
	}
}
