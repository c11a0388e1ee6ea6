package raci

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAccessFindings(t *testing.T) {
	t.Parallel()
	columns := []Stakeholder{{ID: "m", Kind: MSPTeam, Name: "MSP team"}, {ID: "i", Kind: InternalIT, Name: "Client IT"}, {ID: "g", Kind: Management, Name: "Management"}, {ID: "v", Kind: OtherKind, Name: "ERP vendor"}}
	cells := func(m, i, g, v Assignment) map[StakeholderID]Assignment {
		return map[StakeholderID]Assignment{"m": m, "i": i, "g": g, "v": v}
	}
	holds := func(m, i, g, v Level) map[StakeholderID]Holding {
		return map[StakeholderID]Holding{"m": {Level: m}, "i": {Level: i}, "g": {Level: g}, "v": {Level: v}}
	}
	tests := map[string]struct {
		f     Function
		shows bool
		holds map[StakeholderID]Holding
		want  []string
	}{
		"everybody holds it": {
			f:     Function{Cells: cells(Responsible, Accountable, Informed, Consulted), Criticality: Critical},
			holds: holds(FullAccess, ReadAccess, NoAccess, NoAccess),
		},
		"answers without access, critical": {
			f:     Function{Cells: cells(AccountableAndDoing, Informed, Informed, NotInvolved), Criticality: Critical},
			holds: holds(NoAccess, NoAccess, NoAccess, NoAccess),
			want:  []string{"V22 block Northgate answers for “Triage alerts” but has no access to “Endpoint protection”. Give the access or move the A."},
		},
		"does the work without access, high": {
			f:     Function{Cells: cells(Responsible, AccountableAndDoing, Informed, Responsible), Criticality: High},
			holds: holds(NoAccess, FullAccess, NoAccess, NoAccess),
			want: []string{
				"V22 warn Northgate does the work of “Triage alerts” but has no access to “Endpoint protection”. Give the access or move the R.",
				"V22 warn ERP vendor does the work of “Triage alerts” but has no access to “Endpoint protection”. Give the access or move the R.",
			},
		},
		"management decides and needs no key": {
			f:     Function{Cells: cells(Responsible, Informed, Accountable, NotInvolved), Criticality: Critical},
			holds: holds(FullAccess, NoAccess, NoAccess, NoAccess),
		},
		"management does the work": {
			f:     Function{Cells: cells(Informed, Informed, AccountableAndDoing, NotInvolved), Criticality: Normal},
			holds: holds(FullAccess, NoAccess, NoAccess, NoAccess),
			want:  []string{"V22 warn Alder management answers for “Triage alerts” but has no access to “Endpoint protection”. Give the access or move the A."},
		},
		"not recorded is not none": {
			f: Function{Cells: cells(Responsible, Accountable, Informed, Responsible), Criticality: Critical}, shows: true,
			holds: holds(FullAccess, NotRecorded, NotRecorded, NotRecorded),
		},
		"internal IT answers and cannot look": {
			f: Function{Cells: cells(Responsible, Accountable, Informed, NotInvolved), Criticality: High}, shows: true,
			holds: holds(FullAccess, NoAccess, NoAccess, NoAccess),
			want:  []string{"V23 warn Client IT answers for “Triage alerts” but cannot look into “Endpoint protection”, which shows the result."},
		},
		"the same on a critical function blocks": {
			f: Function{Cells: cells(Responsible, Accountable, Informed, NotInvolved), Criticality: Critical}, shows: true,
			holds: holds(FullAccess, NoAccess, NoAccess, NoAccess),
			want:  []string{"V22 block Client IT answers for “Triage alerts” but has no access to “Endpoint protection”. Give the access or move the A."},
		},
		"an emergency account shows nothing day to day": {
			f: Function{Cells: cells(Responsible, AccountableAndDoing, Informed, NotInvolved), Criticality: Critical}, shows: true,
			holds: holds(FullAccess, EmergencyOnly, NoAccess, NoAccess),
			want:  []string{"V23 warn Client IT answers for “Triage alerts” but cannot look into “Endpoint protection”, which shows the result."},
		},
		"an excluded function needs nothing": {
			f:     Function{Cells: cells(AccountableAndDoing, Informed, Informed, NotInvolved), Criticality: Critical, Excluded: "Not needed."},
			holds: holds(NoAccess, NoAccess, NoAccess, NoAccess),
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tt.f.ID, tt.f.Key, tt.f.Name = "f", "th-triage", "Triage alerts"
			r := Register{Access: []Access{{Key: "edr_console", Name: "Endpoint protection", Shows: tt.shows, Holdings: tt.holds}}}
			var got []string
			for _, f := range r.Check(Matrix{Stakeholders: columns, Functions: []Function{tt.f}}, Context{Names: Names{MSP: "Northgate", Client: "Alder", InternalIT: "Client IT"}}, func(FunctionKey) []AccessKey { return []AccessKey{"edr_console", "unknown"} }) {
				if f.Page != "access" || f.Field != "access.edr_console" || f.Function != "f" || f.Fix == "" {
					t.Errorf("leads to %s#%s: %+v", f.Page, f.Field, f)
				}
				got = append(got, f.Rule+" "+string(f.Severity)+" "+f.Message)
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestHold(t *testing.T) {
	t.Parallel()
	was := map[StakeholderID]Holding{"m": {Level: FullAccess}}
	a := Access{Holdings: was}
	for _, bad := range []Holding{{Level: "some"}, {Level: ReadAccess, MFA: "maybe"}} {
		if err := a.Hold("i", bad); err == nil {
			t.Errorf("%+v was taken", bad)
		}
	}
	if err := a.Hold("i", Holding{Level: ReadAccess, People: "Priya", MFA: MFAYes}); err != nil {
		t.Fatal(err)
	}
	if err := a.Hold("m", Holding{}); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(map[StakeholderID]Holding{"i": {Level: ReadAccess, People: "Priya", MFA: MFAYes}}, a.Holdings); d != "" {
		t.Error(d)
	}
	if len(was) != 1 {
		t.Error("the map that was given was changed")
	}
}
