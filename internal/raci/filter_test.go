package raci

import (
	"testing"

	"demarc/internal/party"
)

// TestFilter asks one row everything a filter can ask.
func TestFilter(t *testing.T) {
	t.Parallel()
	m := Matrix{Stakeholders: []Stakeholder{
		{ID: "m", Kind: MSPTeam, Name: "MSP team", Holder: "Tom Berg", HolderEmail: "tom@northgate.example", Deputy: "Ines Romero"},
		{ID: "i", Kind: InternalIT, Name: "Internal IT", Holder: "Priya Shah", HolderEmail: "priya@alder.example"},
		{ID: "g", Kind: Management, Name: "Management", Holder: "Dana Cole"},
	}}
	f := Function{
		ID: "1", Area: "backup", Name: "Restore testing", Description: "Restore samples and record it.", Rev: 3, AgreedMSP: 3,
		Cells:      map[StakeholderID]Assignment{"m": Responsible, "i": AccountableAndDoing, "g": NotInvolved},
		Frameworks: []string{"CIS 11.5", "NIST CSF PR.DS-11"},
	}
	disputed := f
	disputed.Dispute = Dispute{Side: party.MSP, Reason: "Ours."}
	drafted := f
	drafted.AgreedMSP = 0
	settled := f
	settled.AgreedClient = 3
	backed := f
	backed.Holders = map[StakeholderID]Holder{"i": {Deputy: "Marek Nowak"}}
	tom, priya := Person{party.MSP, "tom@northgate.example", "Tom Berg"}, Person{party.Client, "priya@alder.example", "Priya Shah"}
	dana := Person{party.Client, "dana@alder.example", "Dana Cole"}
	for _, c := range []struct {
		name string
		q    Filter
		f    Function
		p    Person
		want bool
	}{
		{"nothing asked", Filter{}, f, tom, true},
		{"area", Filter{Area: "backup"}, f, tom, true},
		{"another area", Filter{Area: "network"}, f, tom, false},
		{"a party with a role", Filter{Party: "m"}, f, tom, true},
		{"a party without one", Filter{Party: "g"}, f, tom, false},
		{"decided to have none", Filter{Party: "g", Value: Value(NotInvolved)}, f, tom, true},
		{"somebody is Consulted", Filter{Value: Value(Consulted)}, f, tom, false},
		{"somebody answers", Filter{Value: Value(Accountable)}, f, tom, true},
		{"A finds A/R", Filter{Party: "i", Value: Value(Accountable)}, f, tom, true},
		{"R finds A/R", Filter{Party: "i", Value: Value(Responsible)}, f, tom, true},
		{"A/R does not find R", Filter{Party: "m", Value: Value(AccountableAndDoing)}, f, tom, false},
		{"nobody decided", Filter{Value: Blank}, f, tom, false},
		{"proposed", Filter{State: Progress(Proposed)}, f, tom, true},
		{"drafted", Filter{State: Progress(Drafted)}, drafted, tom, true},
		{"agreed", Filter{State: Progress(AgreedByBoth)}, settled, tom, true},
		{"open", Filter{State: Open}, f, tom, true},
		{"not open", Filter{State: Open}, settled, tom, false},
		{"we wait", Filter{State: Awaited}, f, tom, false},
		{"they wait for us", Filter{State: Awaited}, f, priya, true},
		{"a dispute waits for the other", Filter{State: Awaited}, disputed, priya, true},
		{"a dispute of ours does not wait for us", Filter{State: Awaited}, disputed, tom, false},
		{"a draft waits for nobody", Filter{State: Awaited}, drafted, priya, false},
		{"no problem", Filter{State: HasProblems}, f, tom, false},
		{"found by a check", Filter{State: HasProblems, Problems: map[FunctionID]bool{"1": true}}, f, tom, true},
		{"disputed is a problem", Filter{State: HasProblems}, disputed, tom, true},
		{"mine: our side does it", Filter{Mine: tom}, f, tom, true},
		{"nobody stands in", Filter{Unbacked: true}, f, tom, true},
		{"somebody does in this row", Filter{Unbacked: true}, backed, tom, false},
		{"reference", Filter{Framework: "cis 11.5"}, f, tom, true},
		{"list of references", Filter{Framework: "NIST CSF"}, f, tom, true},
		{"not a part of a number", Filter{Framework: "CIS 1"}, f, tom, false},
		{"words in any order", Filter{Text: "record RESTORE"}, f, tom, true},
		{"a word that is not there", Filter{Text: "restore tape"}, f, tom, false},
		{"told of from outside", Filter{Only: map[FunctionID]bool{"1": true}}, f, tom, true},
		{"told of others", Filter{Only: map[FunctionID]bool{}}, f, tom, false},
		{"locked in a draft", Filter{State: Progress(Locked)}, f, tom, false},
		{"locked once it is out", Filter{State: Progress(Locked), Locked: true}, f, tom, true},
		{"agreed once it is out", Filter{State: Progress(AgreedByBoth), Locked: true}, settled, tom, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := c.q.Passes(m, c.f, c.p); got != c.want {
				t.Errorf("passes is %t, want %t", got, c.want)
			}
		})
	}
	alone := f
	alone.Cells = map[StakeholderID]Assignment{"m": AccountableAndDoing, "g": Informed}
	for p, want := range map[Person]bool{tom: true, priya: false, dana: true} { // who is named is told, so it is hers
		if got := m.Concerns(alone, p); got != want {
			t.Errorf("%s is concerned: %t, want %t", p.Name, got, want)
		}
	}
}

func TestPlaceIn(t *testing.T) {
	t.Parallel()
	s := Stakeholder{ID: "m", Holder: "Tom Berg", HolderEmail: "tom@northgate.example", Deputy: "Ines Romero"}
	row := Function{Holders: map[StakeholderID]Holder{"m": {Person: "Ines Romero", Deputy: "Nora Adeyemi"}}}
	for _, c := range []struct {
		f           Function
		email, name string
		want        Place
	}{
		{Function{}, "TOM@northgate.example", "T. Berg", HoldsIt},
		{Function{}, "tom@elsewhere.example", "Tom Berg", Nobody},
		{Function{}, "ines@northgate.example", "ines romero", Deputy},
		{row, "ines@northgate.example", "Ines Romero", HoldsIt},
		{row, "nora@northgate.example", "Nora Adeyemi", Deputy},
		{row, "tom@northgate.example", "Tom Berg", Nobody},
		{Function{}, "", "", Nobody},
	} {
		if got := c.f.PlaceIn(s, c.email, c.name); got != c.want {
			t.Errorf("%s %s is %d, want %d", c.email, c.name, got, c.want)
		}
	}
}
