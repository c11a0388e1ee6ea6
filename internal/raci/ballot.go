package raci

import (
	"fmt"
	"slices"
	"time"

	"demarc/internal/fault"
	"demarc/internal/party"
)

// BallotID is the id of a blind vote, a UUID.
type BallotID string

// BallotState says who may see what of a blind vote.
type BallotState string

const (
	BallotOpen     BallotState = "open"     // each side sees its own answers and nothing else
	BallotRevealed BallotState = "revealed" // both sides see both
	BallotClosed   BallotState = "closed"   // ended without a result: the answers stay hidden for ever
)

// MaxBallot is how many functions one blind vote asks about: what two teams still
// answer in one sitting.
const MaxBallot = 24

// Outcome is what the two sides made of a function after the reveal.
type Outcome string

const (
	TakenMSP    Outcome = "msp"     // the MSP's answer is in the matrix
	TakenClient Outcome = "client"  // the client's answer is in the matrix
	ToDiscuss   Outcome = "discuss" // they talk about it
)

// Ballot is one blind vote: both sides say alone who should do what, and see each
// other's answers only when it is revealed.
type Ballot struct {
	ID         BallotID
	State      BallotState
	Round      int      // 2 when it asks again what a first one left open
	First      BallotID // that first one
	Functions  []FunctionID
	OpenedBy   string
	OpenedSide party.Side
	OpenedAt   time.Time
	RevealedAt time.Time
	Done       map[party.Side]int // how many functions each side has answered
	Outcomes   map[FunctionID]Outcome
}

// Vote is what one side answered about one function. It is the side's, not a
// person's: colleagues share it, and whoever answers last has answered.
type Vote struct {
	Side     party.Side
	Function FunctionID
	Cells    map[StakeholderID]Assignment
	By       string // for colleagues of the same side only
	Rev      int
}

// CheckBallot tells what is wrong with the functions that a vote is to ask about.
func (m Matrix) CheckBallot(fns []FunctionID) error {
	if len(fns) == 0 {
		return fault.Field("functions", "Choose at least one function to vote on.")
	}
	if len(fns) > MaxBallot {
		return fault.Field("functions", fmt.Sprintf("Choose %d functions or fewer; these are %d. A second vote can follow.", MaxBallot, len(fns)))
	}
	for i, id := range fns {
		f, ok := m.Function(id)
		if !ok {
			return fault.New(fault.NotFound, "One of these functions is not in the matrix any more.")
		}
		if !f.In() {
			return fault.Field("functions", f.Name+" is excluded. Restore it before you vote on it.")
		}
		if slices.Contains(fns[:i], id) {
			return fault.Field("functions", f.Name+" is listed twice.")
		}
	}
	return nil
}

// Function finds a row.
func (m Matrix) Function(id FunctionID) (Function, bool) {
	for _, f := range m.Functions {
		if f.ID == id {
			return f, true
		}
	}
	return Function{}, false
}

// Answer makes a whole answer of what was chosen. A column nobody was chosen for is
// not involved: who answers and who does it is the question.
func (m Matrix) Answer(chosen map[StakeholderID]Assignment) (map[StakeholderID]Assignment, error) {
	cells := make(map[StakeholderID]Assignment, len(m.Stakeholders))
	answering, doing := 0, 0
	for _, s := range m.Stakeholders {
		as := chosen[s.ID]
		switch {
		case !slices.Contains(Assignments, as):
			return nil, fault.Field("cells", "Choose R, A, C, I, A/R or not involved.")
		case as == Undecided:
			as = NotInvolved
		}
		if as.Answers() {
			answering++
		}
		if as.Does() {
			doing++
		}
		cells[s.ID] = as
	}
	switch {
	case answering == 0:
		return nil, fault.Field("cells", "Say who answers for it: one column is A, or A and R.")
	case answering > 1:
		return nil, fault.Field("cells", "Two columns are Accountable. When both answer, neither does. Keep one.")
	case doing == 0:
		return nil, fault.Field("cells", "Say who does the work: at least one column is R, or A and R.")
	}
	return cells, nil
}

// Asks tells whether the vote is about a function.
func (b Ballot) Asks(fn FunctionID) bool { return slices.Contains(b.Functions, fn) }

// Finished tells whether a side has answered everything.
func (b Ballot) Finished(side party.Side) bool { return b.Done[side] >= len(b.Functions) }

// Complete tells whether both sides have answered everything.
func (b Ballot) Complete() bool { return b.Finished(party.MSP) && b.Finished(party.Client) }

// RequireOpen is the fault of somebody who comes too late.
func (b Ballot) RequireOpen() error {
	switch b.State {
	case BallotOpen:
		return nil
	case BallotRevealed:
		return fault.New(fault.Conflict, "This blind vote was revealed while you were looking at it. Answers are as they were then.")
	case BallotClosed:
	}
	return fault.New(fault.Conflict, "This blind vote was closed without a result. Nobody saw the answers.")
}

// RequireRevealed is the fault of acts on a result that is not there.
func (b Ballot) RequireRevealed(fn FunctionID) error {
	if b.State != BallotRevealed {
		return fault.New(fault.Conflict, "This blind vote is not revealed, so there is nothing to take yet.")
	}
	if !b.Asks(fn) {
		return fault.New(fault.NotFound, "This blind vote did not ask about that function.")
	}
	return nil
}

// Reveal shows the answers to both sides. Only functions that both answered are
// shown: ending a vote early lets nobody see what they did not answer themselves. A
// vote without any is closed instead.
func (b *Ballot) Reveal(votes []Vote, at time.Time) {
	b.Functions = slices.DeleteFunc(slices.Clone(b.Functions), func(fn FunctionID) bool {
		_, msp := voteOf(votes, party.MSP, fn)
		_, client := voteOf(votes, party.Client, fn)
		return !msp || !client
	})
	b.State, b.RevealedAt = BallotRevealed, at
	if len(b.Functions) == 0 {
		b.State = BallotClosed
	}
}

func voteOf(votes []Vote, side party.Side, fn FunctionID) (Vote, bool) {
	for _, v := range votes {
		if v.Side == side && v.Function == fn {
			return v, true
		}
	}
	return Vote{}, false
}

// Comparison is the two answers about one function, side by side.
type Comparison struct {
	Function Function // as it is in the matrix now
	Cells    []ComparedCell
	Match    bool // in every column
	Outcome  Outcome
}

// ComparedCell is what both sides say of one stakeholder.
type ComparedCell struct {
	Stakeholder Stakeholder
	MSP, Client Assignment
	Match       bool
}

// Says is one side's answer.
func (c Comparison) Says(side party.Side) map[StakeholderID]Assignment {
	cells := make(map[StakeholderID]Assignment, len(c.Cells))
	for _, cell := range c.Cells {
		cells[cell.Stakeholder.ID] = cell.MSP
		if side == party.Client {
			cells[cell.Stakeholder.ID] = cell.Client
		}
	}
	return cells
}

// Stands tells whether the matrix says what a side answered.
func (c Comparison) Stands(side party.Side) bool {
	for s, as := range c.Says(side) {
		if now := c.Function.Cells[s]; now != as && (now != Undecided || as != NotInvolved) {
			return false
		}
	}
	return true
}

// Hours are when the cells hold once a side's answer is taken. A vote asks who does it
// and who answers for it, not when: those hold at all hours, or nobody would be left for
// some of them. Who is only asked or told keeps the hours of a letter that stays. An
// answer that the matrix gives already changes no hours.
func (c Comparison) Hours(side party.Side) map[StakeholderID]Window {
	out := map[StakeholderID]Window{}
	for s, as := range c.Says(side) {
		if out[s] = c.Function.hoursFor(s, as); c.Stands(side) {
			out[s] = c.Function.Windows[s]
		}
	}
	return out
}

// Open tells whether there is still something to settle about the function.
func (c Comparison) Open() bool { return !c.Match && c.Outcome == "" }

// Compare puts the answers of both sides side by side, in the order of the vote.
// Columns added since are left out; removed ones are gone.
func (b Ballot) Compare(m Matrix, votes []Vote) []Comparison {
	var out []Comparison
	for _, id := range b.Functions {
		f, ok := m.Function(id)
		msp, one := voteOf(votes, party.MSP, id)
		client, two := voteOf(votes, party.Client, id)
		if !ok || !one || !two {
			continue
		}
		c := Comparison{Function: f, Match: true, Outcome: b.Outcomes[id]}
		for _, s := range m.Stakeholders {
			x, ours := msp.Cells[s.ID]
			y, theirs := client.Cells[s.ID]
			if !ours || !theirs {
				continue
			}
			c.Cells = append(c.Cells, ComparedCell{Stakeholder: s, MSP: x, Client: y, Match: x == y})
			c.Match = c.Match && x == y
		}
		out = append(out, c)
	}
	return out
}

// Matches counts the functions on which both sides said the same.
func Matches(cs []Comparison) int {
	n := 0
	for _, c := range cs {
		if c.Match {
			n++
		}
	}
	return n
}

// Again lists what a second round asks: what differs and nobody took. There is one
// second round, of a first.
func (b Ballot) Again(cs []Comparison) ([]FunctionID, error) {
	if b.State != BallotRevealed {
		return nil, fault.New(fault.Conflict, "This blind vote is not revealed, so there is nothing to vote on again.")
	}
	if b.Round > 1 {
		return nil, fault.New(fault.Invalid, "This was the second round already. What still differs is for talking.")
	}
	var fns []FunctionID
	for _, c := range cs {
		if !c.Match && c.Outcome != TakenMSP && c.Outcome != TakenClient && c.Function.In() {
			fns = append(fns, c.Function.ID)
		}
	}
	if len(fns) == 0 {
		return nil, fault.New(fault.Invalid, "Nothing differs any more, so there is nothing to vote on again.")
	}
	return fns, nil
}
