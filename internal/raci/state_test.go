package raci

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"demarc/internal/fault"
	"demarc/internal/party"
)

func negotiated() (Matrix, *Function) {
	m := Matrix{Stakeholders: []Stakeholder{{ID: "m", Kind: MSPTeam, Name: "MSP team"}, {ID: "i", Kind: InternalIT, Name: "Internal IT"}}}
	return m, &Function{ID: "f", Name: "Restore tests", Rev: 1, Cells: map[StakeholderID]Assignment{"m": AccountableAndDoing, "i": Informed}}
}

// edit is what an act does with a row that it changes.
func edit(f *Function, by party.Side, change func(*Function)) {
	was := *f
	change(f)
	f.Edit(was, by)
	f.Rev++
}

func TestStates(t *testing.T) {
	t.Parallel()
	m, f := negotiated()
	is := func(want State, side party.Side) {
		t.Helper()
		if s, by := f.State(); s != want || by != side {
			t.Errorf("it is %s by %q, want %s by %q", s, by, want, side)
		}
	}
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	is(Drafted, "")
	ok(f.Agree(party.MSP, 1))
	is(Proposed, party.MSP)
	ok(f.Agree(party.Client, 1))
	is(AgreedByBoth, "")
	edit(f, party.Client, func(f *Function) { _, _, err := f.Assign("i", Accountable); ok(err) })
	is(Proposed, party.Client)
	ok(f.RaiseDispute(party.MSP, "We run them."))
	is(Disputed, party.MSP)
	edit(f, party.Client, func(f *Function) {
		ok(f.Park(Parked{Side: party.Client, Owner: "m", Until: "2027-03-01", Why: "Both want it."}, m, time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)))
	})
	is(Proposed, party.Client)
	ok(f.Agree(party.MSP, f.Rev))
	ok(f.Agree(party.Client, f.Rev))
	is(ParkedByBoth, "")
	if f.Overdue(time.Date(2027, 3, 1, 23, 0, 0, 0, time.UTC)) || !f.Overdue(time.Date(2027, 3, 2, 1, 0, 0, 0, time.UTC)) {
		t.Error("it is due at the end of the day")
	}
}

func TestProposal(t *testing.T) {
	t.Parallel()
	m, f := negotiated()
	for _, side := range party.Sides {
		if err := f.Agree(side, 1); err != nil {
			t.Fatal(err)
		}
	}
	edit(f, party.Client, func(f *Function) { _, _, _ = f.Assign("i", Accountable) })
	edit(f, party.Client, func(f *Function) { f.Split = "IT picks the systems." })
	want := []Difference{
		{Column: "m", What: "MSP team", From: "A/R", To: "R"},
		{Column: "i", What: "Internal IT", From: "I", To: "A"},
		{What: "Split note", To: "IT picks the systems."},
	}
	if diff := cmp.Diff(want, m.Proposal(*f, party.MSP)); diff != "" {
		t.Error(diff)
	}
	before := m.ContentHash(*f)
	if err := f.Agree(party.MSP, f.Rev); err != nil {
		t.Fatal(err)
	}
	if got := m.Proposal(*f, party.MSP); got != nil {
		t.Errorf("a side that stands by it is asked about %v", got)
	}
	if got := m.Proposal(*f, party.Client); len(got) != 3 {
		t.Errorf("the side that edited and has not ticked is shown %v", got)
	}
	f.Parked = Parked{Owner: "m", Until: "2027-03-01", Why: "Later."}
	if m.ContentHash(*f) == before {
		t.Error("a parked row says the same as before")
	}
}

func TestPark(t *testing.T) {
	t.Parallel()
	m, f := negotiated()
	today := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	err := f.Park(Parked{Owner: "gone", Until: "2026-11-22", Why: " "}, m, today)
	bad, ok := fault.Of(err)
	if !ok || len(bad.Fields) != 3 || f.IsParked() {
		t.Errorf("%v", err)
	}
	f.Excluded = "Not ours."
	if err := f.Park(Parked{Owner: "m", Until: "2026-11-23", Why: "Later."}, m, today); !fault.Is(err, fault.Locked) {
		t.Errorf("an excluded function was parked: %v", err)
	}
}

// A lane or the library fills a row again: only where a side has spoken is that a proposal.
func TestFill(t *testing.T) {
	t.Parallel()
	_, f := negotiated()
	was := *f
	f.Split = "IT picks the systems."
	f.Fill(was, party.MSP)
	if s, _ := f.State(); s != Drafted {
		t.Errorf("a row of which nobody said anything is %s", s)
	}
	if err := f.Agree(party.Client, f.Rev); err != nil {
		t.Fatal(err)
	}
	was = *f
	f.Split = "Both."
	f.Fill(was, party.MSP)
	f.Rev++
	if s, by := f.State(); s != Proposed || by != party.MSP || f.Stood[party.Client].Split != "IT picks the systems." {
		t.Errorf("%s by %q, the client stood by %+v", s, by, f.Stood)
	}
}

// Who takes back a tick, or disputes, is asked about what changed since the tick.
func TestDisagreeRemembers(t *testing.T) {
	t.Parallel()
	m, f := negotiated()
	if err := f.Agree(party.Client, f.Rev); err != nil {
		t.Fatal(err)
	}
	if err := f.RaiseDispute(party.Client, "IT runs them."); err != nil {
		t.Fatal(err)
	}
	if got := m.Proposal(*f, party.Client); got != nil {
		t.Errorf("nothing changed, but shown is %v", got)
	}
	edit(f, party.MSP, func(f *Function) { f.Windows = map[StakeholderID]Window{"m": BusinessHours} })
	want := []Difference{{Column: "m", What: "MSP team", From: "A/R", To: "A/R in business hours"}}
	if diff := cmp.Diff(want, m.Proposal(*f, party.Client)); diff != "" {
		t.Error(diff)
	}
}

func TestWithout(t *testing.T) {
	t.Parallel()
	_, f := negotiated()
	f.Parked = Parked{Owner: "i", Until: "2027-03-01", Why: "Later."}
	f.Windows, f.Holders = map[StakeholderID]Window{"i": AfterHours}, map[StakeholderID]Holder{"i": {Person: "Ana"}}
	was := *f
	f.Without("i")
	if f.IsParked() || len(f.Cells) != 1 || len(f.Windows)+len(f.Holders) != 0 {
		t.Errorf("left: %+v", f)
	}
	if len(was.Cells) != 2 || len(was.Windows) != 1 {
		t.Error("what the row was changed with it")
	}
}

// Old versions were frozen without windows and parking: their hashes stay.
func TestContentHashStays(t *testing.T) {
	t.Parallel()
	m, f := negotiated()
	plain := m.ContentHash(*f)
	f.Windows, f.Holders = map[StakeholderID]Window{"m": Always}, map[StakeholderID]Holder{"m": {Person: "Ana"}}
	if m.ContentHash(*f) != plain {
		t.Error("a window of always, or a name, changes what the sides agree to")
	}
	f.Windows["m"] = AfterHours
	if m.ContentHash(*f) == plain {
		t.Error("a window does not change what the sides agree to")
	}
}
