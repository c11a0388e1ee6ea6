package raci

import (
	"slices"
	"strings"

	"demarc/internal/party"
)

// Filter narrows a matrix to the rows somebody asks for. What is empty lets all through.
type Filter struct {
	Area      AreaKey
	Party     StakeholderID // has something to do with the row, or is Value to it
	Value     Value
	State     Progress
	Locked    bool   // the matrix is out or in force: every row of it is locked
	Mine      Person // whose side does or answers for the row, or who is named in it
	Unbacked  bool   // nobody stands in for who answers
	Framework string // a reference, or the beginning of one: "CIS 4"
	Text      string // every word of it is in the row

	Only     map[FunctionID]bool // rows that something outside the matrix tells of; nil: all
	Problems map[FunctionID]bool // rows with something to fix or look at, for HasProblems
}

// Value is a letter to filter by. Answers and Does also find A/R.
type Value string

// Values are those that a filter offers, in its order.
var Values = []Value{Value(Accountable), Value(Responsible), Value(AccountableAndDoing), Value(Consulted), Value(Informed), Value(NotInvolved), Blank}

// Blank is what nobody decided yet. It needs a name because no value filters nothing.
const Blank Value = "open"

// Words is what somebody is who has the value.
func (v Value) Words() string {
	switch v {
	case Value(Accountable):
		return "Accountable"
	case Value(Responsible):
		return "Responsible"
	case Blank:
		return Undecided.Words()
	}
	return Assignment(v).Words()
}

// finds tells whether an assignment is what the value asks for.
func (v Value) finds(a Assignment) bool {
	switch v {
	case "":
		return a != NotInvolved && a != Undecided
	case Value(Accountable):
		return a.Answers()
	case Value(Responsible):
		return a.Does()
	case Blank:
		return a == Undecided
	}
	return a == Assignment(v)
}

// Progress is a state to filter by: one of States, or one of these.
type Progress string

const (
	Open        Progress = "open"     // not agreed by both
	Awaited     Progress = "waiting"  // one side waits for the answer of the filter's person
	HasProblems Progress = "problems" // disputed, or something to fix or look at
)

// Person is who asks: of which side, by which address and name.
type Person struct {
	Side        party.Side
	Email, Name string
}

// Awaits tells whether side is the one that has to answer now: the other proposed the
// row, or disputes it.
func (f Function) Awaits(side party.Side) bool {
	state, by := f.State()
	return (state == Proposed || state == Disputed) && by == side.Other()
}

// Concerns tells whether the row is p's: their side does the work or answers for it,
// or they are named in it.
func (m Matrix) Concerns(f Function, p Person) bool {
	for _, s := range m.Stakeholders {
		as := f.Cells[s.ID]
		if s.Side() == p.Side && (as.Does() || as.Answers()) {
			return true
		}
		if Value("").finds(as) && f.PlaceIn(s, p.Email, p.Name) != Nobody {
			return true
		}
	}
	return false
}

// Passes tells whether the filter lets a row of m through. p is who looks at it.
func (q Filter) Passes(m Matrix, f Function, p Person) bool {
	switch {
	case q.Area != "" && f.Area != q.Area,
		q.Only != nil && !q.Only[f.ID],
		q.Mine != (Person{}) && !m.Concerns(f, q.Mine),
		q.Unbacked && m.Backed(f),
		q.Framework != "" && !slices.ContainsFunc(f.Frameworks, q.cites):
		return false
	}
	return q.stands(f, p) && q.involves(m, f) && q.says(f)
}

func (q Filter) stands(f Function, p Person) bool {
	switch q.State {
	case "":
		return true
	case Open:
		return !f.Settled()
	case Awaited:
		return f.Awaits(p.Side)
	case HasProblems:
		return f.Dispute.Reason != "" || q.Problems[f.ID]
	}
	state, _ := f.State()
	if q.Locked {
		state = Locked
	}
	return State(q.State) == state
}

func (q Filter) involves(m Matrix, f Function) bool {
	if q.Party != "" {
		return q.Value.finds(f.Cells[q.Party])
	}
	return q.Value == "" || slices.ContainsFunc(m.Stakeholders, func(s Stakeholder) bool { return q.Value.finds(f.Cells[s.ID]) })
}

// cites tells whether a reference is the one asked for, or a part of it: "CIS 4" finds
// "CIS 4.1" and not "CIS 40".
func (q Filter) cites(ref string) bool {
	asked := strings.ToLower(strings.TrimSpace(q.Framework))
	rest, ok := strings.CutPrefix(strings.ToLower(ref), asked)
	return ok && (rest == "" || strings.ContainsAny(rest[:1], " .-("))
}

func (q Filter) says(f Function) bool {
	words := strings.ToLower(f.Name + " " + f.Description + " " + f.Split + " " + f.Condition)
	for word := range strings.FieldsSeq(strings.ToLower(q.Text)) {
		if !strings.Contains(words, word) {
			return false
		}
	}
	return true
}
