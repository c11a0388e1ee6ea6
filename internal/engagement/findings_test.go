package engagement_test

import (
	"slices"
	"strings"
	"testing"

	"demarc/internal/catalog"
	. "demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/raci"
)

func set(t *testing.T, d *Draft, key raci.FunctionKey, msp, it, mgmt raci.Assignment) {
	t.Helper()
	for i := range d.Matrix.Functions {
		if f := &d.Matrix.Functions[i]; f.Key == key {
			f.Cells = map[raci.StakeholderID]raci.Assignment{"1": msp, "2": it, "3": mgmt}
			return
		}
	}
	t.Fatalf("no %s", key)
}

func TestMatrixAgainstTerms(t *testing.T) {
	t.Parallel()
	const preset = 0 // threat is MSP-led
	prices := func(d *Draft, without string) {
		d.Terms["fees.model"] = "tiered_by_area"
		var lines []string
		for _, a := range d.Matrix.Areas {
			if a.Mode != raci.InternalLed && string(a.Key) != without {
				lines = append(lines, strings.ToUpper(a.Name)+" = 450.00")
			}
		}
		d.Terms["fees.area_prices"] = strings.Join(lines, "\n")
	}
	tests := map[string]struct {
		spoil func(t *testing.T, d *Draft)
		want  string // how every finding besides V09 begins; "" for none
	}{
		"V26 each area has its price": {func(_ *testing.T, d *Draft) { prices(d, "") }, ""},
		"V26 one has none":            {func(_ *testing.T, d *Draft) { prices(d, "backup") }, "V26 warn terms#fees.area_prices Backup & disaster recovery: Northgate works in 9 functions"},
		"V26 priced by user":          {func(_ *testing.T, d *Draft) { prices(d, "backup"); d.Terms["fees.model"] = "per_user" }, ""},
		"V33 nobody has a phone": {func(_ *testing.T, d *Draft) {
			d.Matrix.Stakeholders[1].HolderPhone, d.Parties.Contacts[0].Phone = "", ""
		}, "V33 warn parties#contacts P1 support runs at night, but nobody at Client IT"},
		"V33 the deputy has": {func(_ *testing.T, d *Draft) {
			d.Matrix.Stakeholders[1].HolderPhone, d.Matrix.Stakeholders[1].DeputyPhone, d.Parties.Contacts[0].Phone = "", "+1 503 555 0199", ""
		}, ""},
		"V33 no nights": {func(_ *testing.T, d *Draft) {
			d.Matrix.Stakeholders[1].HolderPhone, d.Parties.Contacts[0].Phone, d.Terms["hours.after_hours"] = "", "", "none"
		}, ""},
		"V33 the other side has one": {func(_ *testing.T, d *Draft) {
			d.Matrix.Stakeholders[1].HolderPhone, d.Parties.Contacts[0].Side = "", party.MSP
		}, "V33 warn"},
		"V33 answers in business hours only": {func(t *testing.T, d *Draft) {
			d.Matrix.Stakeholders[1].HolderPhone, d.Parties.Contacts[0].Phone = "", ""
			for i := range d.Matrix.Functions {
				if f := &d.Matrix.Functions[i]; f.Criticality == raci.Critical && f.Cells["2"].Answers() {
					f.Put("2", f.Cells["2"], raci.BusinessHours)
					f.Put("3", "A/R", raci.AfterHours)
				}
			}
		}, ""},
		"V33 who is named for the row has a phone": {func(_ *testing.T, d *Draft) {
			d.Matrix.Stakeholders[1].HolderPhone, d.Parties.Contacts[0].Phone = "", ""
			d.Parties.Contacts = append(d.Parties.Contacts, Contact{Level: 3, Side: party.Client, Name: "Sam Ortiz", Phone: "+1 503 555 0170"})
			for i := range d.Matrix.Functions {
				d.Matrix.Functions[i].Holders = map[raci.StakeholderID]raci.Holder{"2": {Person: "Sam Ortiz", Deputy: "Priya Shah"}}
			}
		}, ""},
		"V34 by day alone": {func(_ *testing.T, d *Draft) {
			d.Terms["hours.after_hours"], d.Terms["hours.monitoring_247"] = "none", "false"
			for i := range d.Matrix.Functions {
				if f := &d.Matrix.Functions[i]; slices.Contains([]raci.FunctionKey{"hd-afterhours", "th-triage", "net-monitor", "srv-monitor"}, f.Key) {
					f.Put("1", f.Cells["1"], raci.BusinessHours)
					f.Put("2", "A/R", raci.AfterHours)
				}
			}
		}, ""},
		"V34 a row says after hours": {func(_ *testing.T, d *Draft) {
			d.Terms["hours.after_hours"], d.Terms["hours.monitoring_247"] = "none", "false"
			for i := range d.Matrix.Functions {
				f := &d.Matrix.Functions[i]
				if slices.Contains([]raci.FunctionKey{"hd-afterhours", "th-triage", "net-monitor", "srv-monitor"}, f.Key) {
					f.Put("1", f.Cells["1"], raci.BusinessHours)
					f.Put("2", "A/R", raci.AfterHours)
				}
				if f.Key == "bk-test" {
					f.Put("1", "A/R", raci.AfterHours)
					f.Put("2", "A/R", raci.BusinessHours)
				}
			}
		}, "V34 block terms#hours.after_hours Restore testing needs cover after hours; the agreement gives none."},
		"V34 no cover at all": {func(_ *testing.T, d *Draft) {
			d.Terms["hours.after_hours"], d.Terms["hours.monitoring_247"] = "none", "false"
		}, "V34 block terms#hours.after_hours"},
		"V34 machines watch": {func(_ *testing.T, d *Draft) { d.Terms["hours.after_hours"] = "none" }, ""},
		"V41 contains after approval": {func(_ *testing.T, d *Draft) {
			d.Terms["security.containment_authority"] = "approval_required"
		}, "V41 warn access#protected Pre-authorized containment: containment waits"},
		"V41 the list names who approves": {func(_ *testing.T, d *Draft) {
			d.Terms["security.containment_authority"] = "approval_required"
			d.Register.Protected = []raci.Protected{{System: "ERP", Approvers: "Priya Shah"}}
		}, ""},
		"V41 the client contains": {func(t *testing.T, d *Draft) {
			d.Terms["security.containment_authority"] = "approval_required"
			set(t, d, "th-contain", "C", "A/R", "I")
		}, ""},
		"V43 promises the call at night": {func(t *testing.T, d *Draft) { set(t, d, "hd-afterhours", "I", "A/R", "C") }, "V43 warn terms#hours.after_hours Exhibit B promises"},
		"V43 takes calls by day alone": {func(_ *testing.T, d *Draft) {
			for i := range d.Matrix.Functions {
				if f := &d.Matrix.Functions[i]; f.Key == "hd-afterhours" {
					f.Put("1", f.Cells["1"], raci.BusinessHours)
					f.Put("2", "A/R", raci.AfterHours)
				}
			}
		}, "V43 warn terms#hours.after_hours Exhibit B promises"},
		"V43 promises none": {func(t *testing.T, d *Draft) {
			set(t, d, "hd-afterhours", "I", "A/R", "C")
			d.Terms["hours.after_hours"] = "none"
		}, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := template(catalog.Presets()[preset])
			people(&d)
			d.Parties.Contacts = slices.Clone(d.Parties.Contacts)
			tt.spoil(t, &d)
			n := 0
			for _, f := range d.Check() {
				if f.Rule == "V09" {
					continue
				}
				n++
				if got := f.Rule + " " + string(f.Severity) + " " + f.Page + "#" + f.Field + " " + f.Message; tt.want == "" || !strings.HasPrefix(got, tt.want) {
					t.Errorf("%s, want %q", got, tt.want)
				}
			}
			if n == 0 && tt.want != "" {
				t.Errorf("silent, want %q", tt.want)
			}
		})
	}
}
