package raci_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"demarc/internal/fault"
	"demarc/internal/party"
	. "demarc/internal/raci"
)

// many is a matrix of n functions in areas of ten, none agreed.
func many(n int) Matrix {
	m := Matrix{Stakeholders: columns}
	for i := range n {
		area := AreaKey(fmt.Sprintf("area-%d", i/10))
		if i%10 == 0 {
			m.Areas = append(m.Areas, Area{Key: area, Name: string(area), Mode: Shared})
		}
		m.Functions = append(m.Functions, Function{ID: FunctionID(fmt.Sprintf("f%02d", i)), Key: FunctionKey(fmt.Sprintf("k%02d", i)), Name: fmt.Sprintf("Function %d", i), Area: area, Position: i, Criticality: Normal, Cells: cells("A/R", "I", "-"), Rev: 1})
	}
	return m
}

func vote(side party.Side, fn FunctionID, a, b, c Assignment) Vote {
	return Vote{Side: side, Function: fn, Cells: cells(a, b, c)}
}

func TestAnswer(t *testing.T) {
	t.Parallel()
	m := many(1)
	for name, tt := range map[string]struct {
		in   map[StakeholderID]Assignment
		want map[StakeholderID]Assignment
	}{
		"whole":                 {cells("A", "R", "C"), cells("A", "R", "C")},
		"the rest not involved": {map[StakeholderID]Assignment{"2": AccountableAndDoing}, cells("-", "A/R", "-")},
		"nobody answers":        {cells("R", "C", "I"), nil},
		"nobody does":           {cells("A", "C", "I"), nil},
		"two answer":            {cells("A/R", "A", "I"), nil},
		"no letter":             {cells("A/R", "X", "I"), nil},
		"nothing":               {nil, nil},
	} {
		got, err := m.Answer(tt.in)
		if (err == nil) != (tt.want != nil) || err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
		for s, as := range tt.want {
			if got[s] != as {
				t.Errorf("%s: column %s is %q, want %q", name, s, got[s], as)
			}
		}
	}
}

func TestCompare(t *testing.T) {
	t.Parallel()
	m := many(3)
	b := Ballot{State: BallotRevealed, Round: 1, Functions: []FunctionID{"f02", "f00"}, Outcomes: map[FunctionID]Outcome{}}
	votes := []Vote{
		vote(party.MSP, "f00", "A/R", "I", "-"), vote(party.Client, "f00", "A/R", "I", "-"),
		vote(party.MSP, "f02", "A", "R", "-"), vote(party.Client, "f02", "C", "A/R", "-"),
	}
	got := b.Compare(m, votes)
	if len(got) != 2 || got[0].Function.ID != "f02" || got[0].Match || !got[1].Match || Matches(got) != 1 {
		t.Fatalf("compared %+v", got)
	}
	if c := got[0].Cells; c[0].Match || c[1].Match || !c[2].Match || c[1].MSP != Responsible || c[1].Client != AccountableAndDoing {
		t.Errorf("cells %+v", c)
	}
	if !got[1].Stands(party.MSP) || got[0].Stands(party.Client) {
		t.Error("what stands in the matrix is told wrongly")
	}
	again, err := b.Again(got)
	if err != nil || !slices.Equal(again, []FunctionID{"f02"}) {
		t.Errorf("a second round asks %v: %v", again, err)
	}
	b.Outcomes["f02"] = TakenClient
	if _, err := b.Again(b.Compare(m, votes)); !fault.Is(err, fault.Invalid) {
		t.Errorf("a second round of nothing: %v", err)
	}
	b.Outcomes["f02"], b.Round = ToDiscuss, 2
	if _, err := b.Again(b.Compare(m, votes)); !fault.Is(err, fault.Invalid) {
		t.Errorf("a third round: %v", err)
	}
	m.Stakeholders = append(slices.Clone(columns[:2]), Stakeholder{ID: "9", Kind: OtherKind, Name: "Vendor"})
	if got := b.Compare(m, votes); len(got[0].Cells) != 2 {
		t.Errorf("after a column came and one went, %d are compared", len(got[0].Cells))
	}
}

// Ending a vote early shows nobody what they did not answer themselves.
func TestRevealEarly(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 14, 0, 0, 0, time.UTC)
	b := Ballot{State: BallotOpen, Round: 1, Functions: []FunctionID{"f00", "f01", "f02"}}
	b.Reveal([]Vote{vote(party.MSP, "f00", "A/R", "I", "-"), vote(party.MSP, "f01", "A/R", "I", "-"), vote(party.Client, "f01", "A/R", "I", "-"), vote(party.Client, "f02", "A/R", "I", "-")}, now)
	if b.State != BallotRevealed || !slices.Equal(b.Functions, []FunctionID{"f01"}) || b.RevealedAt != now {
		t.Errorf("revealed %+v", b)
	}
	b = Ballot{State: BallotOpen, Functions: []FunctionID{"f00"}}
	b.Reveal([]Vote{vote(party.MSP, "f00", "A/R", "I", "-")}, now)
	if b.State != BallotClosed {
		t.Errorf("one side's answer alone is %s", b.State)
	}
	if err := b.RequireOpen(); !fault.Is(err, fault.Conflict) {
		t.Errorf("an answer after the end: %v", err)
	}
}

func TestCheckBallot(t *testing.T) {
	t.Parallel()
	m := many(30)
	m.Functions[4].Excluded = "Not here"
	var all []FunctionID
	for _, f := range m.Functions[5:] {
		all = append(all, f.ID)
	}
	for name, tt := range map[string]struct {
		fns  []FunctionID
		kind fault.Kind
	}{
		"none": {nil, fault.Invalid}, "too many": {all, fault.Invalid}, "excluded": {[]FunctionID{"f04"}, fault.Invalid},
		"twice": {[]FunctionID{"f01", "f01"}, fault.Invalid}, "gone": {[]FunctionID{"f99"}, fault.NotFound},
	} {
		if err := m.CheckBallot(tt.fns); !fault.Is(err, tt.kind) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := m.CheckBallot(all[:MaxBallot]); err != nil {
		t.Error(err)
	}
}

func TestPickBallot(t *testing.T) {
	t.Parallel()
	m := many(60)
	m.Functions[33].Dispute = Dispute{Side: party.MSP, Reason: "We cannot."}
	m.Functions[21].Handed = 2
	m.Functions[47].Cells = cells("R", "A/R", "-")
	for i := range 10 { // one area where everything is critical must not fill the vote
		m.Functions[50+i].Criticality = Critical
	}
	m.Functions[33].Criticality = Normal
	agreed := &m.Functions[47]
	quarrels := func(k FunctionKey) bool { return k == "k05" }
	got := m.PickBallot(quarrels)
	want := []FunctionID{"f33", "f21", "f47", "f50", "f51", "f52", "f05"}
	if len(got) != 12 || !slices.Equal(got[:7], want) {
		t.Errorf("picked %v, want %v first", got, want)
	}
	if !slices.Equal(got, m.PickBallot(quarrels)) {
		t.Error("it picks differently the second time")
	}
	agreed.AgreedMSP, agreed.AgreedClient = 1, 1
	if slices.Contains(m.PickBallot(quarrels), agreed.ID) {
		t.Error("what both sides agreed to is asked")
	}
	if got := many(2).PickBallot(quarrels); len(got) != 2 {
		t.Errorf("of two functions %d are picked", len(got))
	}
}

func TestAgenda(t *testing.T) {
	t.Parallel()
	m := many(25)
	m.Functions[13].Criticality = Critical
	m.Functions[3].Excluded = "Not here"
	slices.Reverse(m.Functions)
	got := m.Agenda()
	if len(got) != 24 || got[0].ID != "f13" || got[1].ID != "f00" || got[4].ID != "f04" || got[23].ID != "f24" {
		t.Errorf("the agenda begins %s, %s and ends %s", got[0].ID, got[1].ID, got[len(got)-1].ID)
	}
}
