package catalog

import (
	"slices"
	"testing"

	"demarc/internal/raci"
)

var standard = []raci.Stakeholder{{ID: "m", Kind: raci.MSPTeam, Name: "MSP team"}, {ID: "i", Kind: raci.InternalIT, Name: "Client IT"}, {ID: "g", Kind: raci.Management, Name: "Management"}}

// Every code that a function names is in the register, and none is only a name.
func TestEveryNeededAccessIsInTheRegister(t *testing.T) {
	t.Parallel()
	needed := map[raci.AccessKey]bool{}
	for key := range library().byKey {
		for _, k := range Shipped().AccessOf(key) {
			needed[k] = true
			if _, ok := AccessByKey(k); !ok {
				t.Errorf("%s needs %q, which is no kind of access", key, k)
			}
		}
	}
	if len(needed) != 36 {
		t.Errorf("the functions need %d kinds of access", len(needed))
	}
	for _, a := range AccessKinds() {
		if a.Name == "" || a.Meaning == "" || a.Group == "" || a.Usual[raci.MSPTeam] == raci.NotRecorded || a.Usual[raci.InternalIT] == raci.NotRecorded {
			t.Errorf("%s is not whole: %+v", a.Key, a)
		}
		if !needed[a.Key] && a.Key != "saas_admin" {
			t.Errorf("no function needs %s", a.Key)
		}
	}
}

// The register that an engagement starts with says nothing against any lane of any
// function, packs included: an untouched template shows no noise.
func TestUsualHoldersShowNoNoise(t *testing.T) {
	t.Parallel()
	r := Register(standard)
	rows := Functions()
	for _, p := range Packs() {
		rows = append(rows, p.Functions...)
	}
	if len(rows) != 217 {
		t.Fatalf("%d functions", len(rows))
	}
	for _, mode := range []raci.Mode{raci.MSPLed, raci.Shared, raci.InternalLed} {
		m := raci.Matrix{Stakeholders: standard}
		for _, f := range rows {
			m.Functions = append(m.Functions, raci.Function{ID: raci.FunctionID(f.Key), Key: f.Key, Name: f.Name, Criticality: f.Criticality, Cells: f.Patterns[mode].Fill(standard)})
		}
		for _, f := range r.Check(m, raci.Context{}, Shipped().AccessOf) {
			t.Errorf("%s: %s %s", mode, f.Rule, f.Message)
		}
		r := r
		r.Access = slices.Clone(r.Access)
		for i := range r.Access {
			r.Access[i].Holdings = map[raci.StakeholderID]raci.Holding{"m": {Level: raci.NoAccess}, "i": {Level: raci.NoAccess}}
		}
		if n := len(r.Check(m, raci.Context{}, Shipped().AccessOf)); n < 200 {
			t.Errorf("%s: without any access only %d findings: the test sees nothing", mode, n)
		}
	}
	for _, p := range Presets() {
		m := raci.Matrix{Stakeholders: standard}
		for _, a := range Areas() {
			for _, f := range a.Functions {
				if mode := p.Modes[a.Key]; mode != raci.OutOfScope {
					m.Functions = append(m.Functions, raci.Function{ID: raci.FunctionID(f.Key), Key: f.Key, Name: f.Name, Criticality: f.Criticality, Cells: f.Patterns[mode].Fill(standard)})
				}
			}
		}
		if found := r.Check(m, raci.Context{}, Shipped().AccessOf); len(found) > 0 {
			t.Errorf("%s: %+v", p.Key, found[0])
		}
	}
}

func TestRegisterIsAssumed(t *testing.T) {
	t.Parallel()
	r := Register(append(slices.Clone(standard), raci.Stakeholder{ID: "v", Kind: raci.OtherKind, Name: "ERP vendor"}))
	if r.Assumed() != len(r.Access) || len(r.Access) != len(AccessKinds()) {
		t.Errorf("%d of %d lines are assumed", r.Assumed(), len(r.Access))
	}
	for _, a := range r.Access {
		if a.Level("v") != raci.NotRecorded {
			t.Errorf("%s: the library claims to know what a vendor holds", a.Key)
		}
	}
	for _, code := range []raci.AccessKey{"dns_registrar", "idp_admin", "tenant_admin"} {
		if a, _ := r.Line(code); a.Level("i") != raci.FullAccess || a.Level("m") == raci.FullAccess {
			t.Errorf("%s must be the client's", code)
		}
	}
}
