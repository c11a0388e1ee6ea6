package engagement_test

import (
	"slices"
	"strings"
	"testing"

	"demarc/internal/document/documenttest"
	. "demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/raci"
)

// alone names people of the client's team for the first rows by themselves.
func alone(d *Draft, named ...raci.Holder) {
	d.Matrix.Functions = slices.Clone(d.Matrix.Functions)
	for i, h := range named {
		d.Matrix.Functions[i].Holders = map[raci.StakeholderID]raci.Holder{"c2": h}
	}
}

// V32 names whoever left and is still named, wherever that is.
func TestWhoLeft(t *testing.T) {
	t.Parallel()
	const email = "rae@alderfoods.example"
	for name, tt := range map[string]struct {
		spoil func(*Draft)
		want  string // how the finding begins; "" for none
		fix   string
	}{
		"nobody left":         {func(d *Draft) { d.Matrix.Stakeholders[1].Holder = "Rae Kim"; d.Left = nil }, "", ""},
		"left, named nowhere": {func(*Draft) {}, "", ""},
		"holds a column": {
			func(d *Draft) {
				d.Matrix.Stakeholders[1].Holder, d.Matrix.Stakeholders[1].HolderEmail = "Rae K.", "RAE@alderfoods.example"
			},
			"parties#stakeholder-c2 Rae K. no longer works here but is named in ", "Put Deputy of Alder Foods IT in",
		},
		"holds a column, by name": {func(d *Draft) { d.Matrix.Stakeholders[1].Holder = "rae kim" }, "parties#stakeholder-c2 rae kim no longer works here", "Put Deputy of Alder Foods IT in"},
		"a namesake with another address": {func(d *Draft) {
			d.Matrix.Stakeholders[1].Holder, d.Matrix.Stakeholders[1].HolderEmail = "Rae Kim", "rae.kim@alderfoods.example"
		}, "", ""},
		"holds it alone": {func(d *Draft) { d.Matrix.Stakeholders[1].Holder, d.Matrix.Stakeholders[1].Deputy = "Rae Kim", "" }, "parties#stakeholder-c2 Rae Kim no longer", "Name somebody else"},
		"is named for two functions": {
			func(d *Draft) { alone(d, raci.Holder{Person: "Rae Kim"}, raci.Holder{Deputy: "rae kim"}) },
			"matrix#person-c2 Rae Kim no longer works here but is named for ", "Name somebody else",
		},
		"is the deputy for one": {
			func(d *Draft) { alone(d, raci.Holder{Person: "Priya Shah", Deputy: "Rae Kim"}) },
			"matrix#deputy-c2 Rae Kim no longer works here but is named for ", "Name somebody else",
		},
		"a namesake with an address is named for one": {
			func(d *Draft) {
				d.Parties.Contacts[0].Name, d.Parties.Contacts[0].Email, d.Parties.Contacts[0].Side = "Rae Kim", "rae.kim@alderfoods.example", party.Client
				alone(d, raci.Holder{Person: "Rae Kim"})
			}, "", "",
		},
		"named for what is excluded": {
			func(d *Draft) {
				alone(d, raci.Holder{Person: "Rae Kim"})
				d.Matrix.Functions[0].Excluded = "Not ours."
			}, "", "",
		},
		"holds a column, others are named for its rows": {
			func(d *Draft) {
				d.Matrix.Stakeholders[1].Holder = "Rae Kim"
				for i := range d.Matrix.Functions {
					alone(d, slices.Repeat([]raci.Holder{{Person: "Priya Shah"}}, i+1)...)
				}
			},
			"parties#stakeholder-c2 Rae Kim no longer works here but is named in 0 functions", "Put Deputy of Alder Foods IT in",
		},
		"is a deputy":            {func(d *Draft) { d.Matrix.Stakeholders[2].DeputyEmail = email }, "parties#stakeholder-c3 Deputy of Management no longer works here but is the deputy", "Name another deputy"},
		"is a contact":           {func(d *Draft) { d.Parties.Contacts[0].Email = email }, "parties#contacts Service desk no longer works here but is to be called at level 1", "Name somebody else"},
		"is to sign":             {func(d *Draft) { d.Parties.Signatories[1].Email = email }, "parties#signers ", "Name somebody else"},
		"is called for security": {func(d *Draft) { d.Parties.Directory.Client.SecurityEmail = email }, "parties#reach-client Priya Shah no longer works here but is a security contact", "Name somebody else"},
		"holds access": {func(d *Draft) {
			for i := range d.Register.Access {
				d.Register.Access[i].Holdings = map[raci.StakeholderID]raci.Holding{"c2": {Level: raci.ReadAccess, People: "Priya Shah, Rae Kim"}}
			}
			d.Register.Access = d.Register.Access[:1]
		}, "access#access.", "Take the access away and name who has it"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e, p, m := ready(t)
			for i := range m.Stakeholders {
				m.Stakeholders[i].HolderEmail, m.Stakeholders[i].DeputyEmail = "", ""
			}
			p.Signatories, p.Contacts = append([]Signatory{}, p.Signatories...), append([]Contact{}, p.Contacts...)
			d := Draft{Engagement: e, Parties: p, Terms: documenttest.Terms(), Matrix: m, Register: documenttest.Register(), Left: []Left{{Name: "Rae Kim", Email: email}}}
			d.Register.Access = append([]raci.Access{}, d.Register.Access...)
			tt.spoil(&d)
			var got []raci.Finding
			for _, f := range d.Check() {
				if f.Rule == "V32" {
					got = append(got, f)
				}
			}
			if tt.want == "" && len(got) == 0 {
				return
			}
			if len(got) != 1 || got[0].Severity != raci.Warn || !strings.HasPrefix(got[0].Page+"#"+got[0].Field+" "+got[0].Message, tt.want) || got[0].Fix != tt.fix {
				t.Errorf("%+v, want %s", got, tt.want)
			}
		})
	}
}
