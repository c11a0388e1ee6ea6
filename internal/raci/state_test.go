package raci

import (
	"strings"
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
		moved, err := f.Park(Parked{Side: party.Client, Owner: "m", Until: "2027-03-01", Why: "Both want it."}, m, time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC))
		if ok(err); moved == nil || moved.From != "i" || f.Cells["m"] != AccountableAndDoing || f.Cells["i"] != Informed {
			t.Errorf("who holds it meanwhile is Accountable: %v %v", moved, f.Cells)
		}
	})
	is(Disputed, party.MSP)
	f.Dispute = Dispute{}
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
		{Column: "m", What: "MSP team", From: "Accountable and Responsible", To: "Responsible"},
		{Column: "i", What: "Internal IT", From: "Informed", To: "Accountable"},
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
	_, err := f.Park(Parked{Owner: "gone", Until: "2026-11-22", Why: " "}, m, today)
	bad, ok := fault.Of(err)
	if !ok || len(bad.Fields) != 3 || f.IsParked() {
		t.Errorf("%v", err)
	}
	f.Excluded = "Not ours."
	if _, err := f.Park(Parked{Owner: "m", Until: "2026-11-23", Why: "Later."}, m, today); !fault.Is(err, fault.Locked) {
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
	if side, _, ok := f.Asked(); ok {
		t.Errorf("nothing changed, but %s is asked", side)
	}
	if got := m.Proposal(*f, party.Client); got != nil {
		t.Errorf("nothing changed, but shown is %v", got)
	}
	edit(f, party.MSP, func(f *Function) { f.Windows = map[StakeholderID]Window{"m": BusinessHours} })
	want := []Difference{{Column: "m", What: "MSP team", From: "Accountable and Responsible", To: "Accountable and Responsible in business hours"}}
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

// While a row is parked, the A and who holds it are one.
func TestParkedMovesWithTheA(t *testing.T) {
	t.Parallel()
	m, f := negotiated()
	if _, err := f.Park(Parked{Owner: "m", Until: "2026-11-23", Why: "Later."}, m, time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := f.Assign("i", AccountableAndDoing); err != nil || f.Parked.Owner != "i" {
		t.Errorf("%v, held by %q", err, f.Parked.Owner)
	}
	if f.Resume(); f.IsParked() || f.Cells["i"] != AccountableAndDoing {
		t.Errorf("taken up again: %+v", f)
	}
}

func TestAsked(t *testing.T) {
	t.Parallel()
	_, f := negotiated()
	for _, side := range party.Sides {
		if err := f.Agree(side, f.Rev); err != nil {
			t.Fatal(err)
		}
	}
	if side, _, ok := f.Asked(); ok {
		t.Errorf("%s is asked about nothing", side)
	}
	edit(f, party.MSP, func(f *Function) { f.Split = "IT tests." })
	if side, stood, ok := f.Asked(); !ok || side != party.Client || stood.Split != "" {
		t.Errorf("%s %v %v", side, stood, ok)
	}
	if err := f.Agree(party.Client, f.Rev); err != nil {
		t.Fatal(err)
	}
	if side, _, ok := f.Asked(); !ok || side != party.MSP {
		t.Errorf("the side that changed it and has not ticked: %s %v", side, ok)
	}
}

func TestTally(t *testing.T) {
	t.Parallel()
	row := func(msp, client int, change func(*Function)) Function {
		f := Function{Rev: 1, AgreedMSP: msp, AgreedClient: client}
		change(&f)
		return f
	}
	park := func(f *Function) { f.Parked = Parked{Owner: "m", Until: "2027-03-01", Why: "Later."} }
	same := func(*Function) {}
	m := Matrix{Functions: []Function{
		row(1, 1, same), row(1, 1, same), row(1, 0, same), row(0, 0, same), row(1, 1, park), row(1, 0, park),
		row(0, 1, func(f *Function) { f.Dispute.Reason = "No." }), row(1, 1, func(f *Function) { f.Excluded = "Not ours." }),
	}}
	got := m.Tally()
	if want := (Tally{Total: 7, Agreed: 2, Open: 3, Disputed: 1, Parked: 1}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got, want := got.Words(), "2 of 7 agreed · 3 open · 1 disputed · 1 parked"; got != want {
		t.Errorf("%q", got)
	}
	if got.Settled() || !(Tally{Total: 3, Agreed: 2, Parked: 1}).Settled() {
		t.Error("a row that both agreed to park is settled, one that is proposed is not")
	}
}

// Only hands in the day: the rules look at no clock.
func TestParkedRules(t *testing.T) {
	t.Parallel()
	m, f := negotiated()
	f.Parked = Parked{Owner: "m", Until: "2027-03-01", Why: "Both want it."}
	m.Functions = []Function{
		*f, {ID: "g", Name: "Order laptops", Rev: 2, AgreedMSP: 2}, {ID: "h", Name: "Patch", Rev: 2, EditedBy: party.Client}, {ID: "d", Name: "Review", Rev: 1},
	}
	m.Functions[0].EditedBy = party.MSP
	said := func(rule string, today time.Time) (out string) {
		for _, found := range m.Check(Context{Names: Names{MSP: "Northgate", Client: "Alder"}, Today: today}) {
			if found.Rule == rule {
				out += string(found.Severity) + ": " + found.Message
			}
		}
		return out
	}
	due := time.Date(2027, 3, 1, 23, 0, 0, 0, time.UTC)
	for today, want := range map[time.Time]string{
		{}: "", due: "", due.Add(2 * time.Hour): "warn: Cover for Restore tests ended on 1 March 2027. Who owns it now?",
	} {
		if got := said("V52", today); got != want {
			t.Errorf("on %s: %q, want %q", today, got, want)
		}
	}
	want := "block: 4 functions are not agreed yet: Restore tests (to be parked, which both sides have to agree to), Order laptops (agreed by Northgate alone), Patch (proposed by Alder), and 1 more."
	if got := said("V09", due); got != want {
		t.Errorf("%q", got)
	}
	for _, r := range m.Ready(party.Client, Context{}) {
		if r.ID == "f" {
			t.Error("a row to be parked is agreed to in one go")
		}
	}
	m.Functions[0].AgreedMSP, m.Functions[0].AgreedClient = 1, 1
	if got := said("V09", due); !strings.HasPrefix(got, "block: 3 functions") {
		t.Errorf("parked by both: %q", got)
	}
}
