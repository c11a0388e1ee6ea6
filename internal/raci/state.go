package raci

import (
	"fmt"
	"maps"
	"strings"

	"demarc/internal/party"
)

// State is how far the two sides are with a row. It is never stored: it follows from
// the ticks, from who edited last, and from what is open.
type State string

const (
	Drafted      State = "draft"    // as the library filled it; nobody has said anything
	Proposed     State = "proposed" // one side stands by it, the other has not answered
	AgreedByBoth State = "agreed"   // both ticked exactly this
	Disputed     State = "disputed" // one side says no, with a reason
	ParkedByBoth State = "parked"   // both agreed to decide later; somebody holds it meanwhile
	Locked       State = "locked"   // part of a version that is out or in force
)

// States lists all, in the order a filter shows them.
var States = []State{Drafted, Proposed, AgreedByBoth, Disputed, ParkedByBoth, Locked}

// State of a row in a draft, with the side it comes from: who proposes, who disputes.
// A row that is proposed as parked is proposed until both sides ticked that.
func (f Function) State() (State, party.Side) {
	msp, client := f.Agreed(party.MSP), f.Agreed(party.Client)
	switch {
	case f.Dispute.Reason != "":
		return Disputed, f.Dispute.Side
	case msp && client && f.Parked.is():
		return ParkedByBoth, ""
	case msp && client:
		return AgreedByBoth, ""
	case msp:
		return Proposed, party.MSP
	case client:
		return Proposed, party.Client
	case f.EditedBy != "":
		return Proposed, f.EditedBy
	default:
		return Drafted, ""
	}
}

// Standing is what a row said when a side ticked it.
type Standing struct {
	Name        string                       `json:"name"`
	Description string                       `json:"description,omitempty"`
	Split       string                       `json:"split,omitempty"`
	Condition   string                       `json:"condition,omitempty"`
	Excluded    string                       `json:"excluded,omitempty"`
	Parked      Parked                       `json:"parked,omitzero"`
	Cells       map[StakeholderID]Assignment `json:"cells"`
	Windows     map[StakeholderID]Window     `json:"windows,omitempty"`
}

// Standing is what f says now.
func (f Function) Standing() Standing {
	return Standing{
		Name: f.Name, Description: f.Description, Split: f.Split, Condition: f.Condition, Excluded: f.Excluded,
		Parked: f.Parked, Cells: maps.Clone(f.Cells), Windows: maps.Clone(f.Windows),
	}
}

// Edit notes that by changed the row from what it was: every side that had ticked it
// is remembered to have stood by that, until it ticks again.
func (f *Function) Edit(was Function, by party.Side) {
	f.EditedBy = by
	f.remember(was, was.AgreedBy()...)
}

// Fill is Edit for what a lane or the library puts into a row: one of which nobody has
// said anything is as it was filled, still.
func (f *Function) Fill(was Function, by party.Side) {
	if was.EditedBy == "" && len(was.AgreedBy()) == 0 && len(was.Stood) == 0 {
		return
	}
	f.Edit(was, by)
}

// remember keeps what the sides that ticked it stood by.
func (f *Function) remember(was Function, sides ...party.Side) {
	stood := maps.Clone(f.Stood)
	for _, side := range sides {
		if !was.Agreed(side) {
			continue
		}
		if stood == nil {
			stood = map[party.Side]Standing{}
		}
		stood[side] = was.Standing()
	}
	f.Stood = stood
}

// Difference is one thing that a proposal changes in what a side stood by.
type Difference struct {
	Column StakeholderID // of a letter; else empty
	What   string        // "Split note", or the column's name
	From   string        // in words
	To     string
}

// Asked is the side that a proposal asks to agree again, and what it stood by; ok is
// false while the row says nothing else than what was ticked last. Where both sides had
// ticked, it is the one that did not make the change.
func (f Function) Asked() (side party.Side, stood Standing, ok bool) {
	for _, side := range [...]party.Side{f.EditedBy.Other(), f.EditedBy} {
		if stood, ok = f.Stood[side]; ok && !f.Agreed(side) && !f.says(stood) {
			return side, stood, true
		}
	}
	return "", Standing{}, false
}

// says tells whether the row says what a side stood by.
func (f Function) says(s Standing) bool {
	return f.Name == s.Name && f.Description == s.Description && f.Split == s.Split && f.Condition == s.Condition && f.Excluded == s.Excluded &&
		f.Parked == s.Parked && equalCells(f.Cells, s.Cells) && maps.Equal(f.Windows, s.Windows)
}

// Tally is how far a matrix is, in rows.
type Tally struct{ Total, Agreed, Open, Disputed, Parked int }

// Add counts a row; one that is excluded does not count.
func (t *Tally) Add(f Function) {
	if !f.In() {
		return
	}
	t.Total++
	switch state, _ := f.State(); state {
	case AgreedByBoth:
		t.Agreed++
	case ParkedByBoth:
		t.Parked++
	case Disputed:
		t.Disputed++
	default:
		t.Open++
	}
}

// Tally counts the rows of the matrix.
func (m Matrix) Tally() Tally {
	var t Tally
	for i := range m.Functions {
		t.Add(m.Functions[i])
	}
	return t
}

// Settled tells whether both sides agreed to every row as it stands.
func (t Tally) Settled() bool { return t.Agreed+t.Parked == t.Total }

// Words is the tally in a line: "41 of 48 agreed · 5 open · 2 disputed".
func (t Tally) Words() string {
	parts := []string{fmt.Sprintf("%d of %d agreed", t.Agreed, t.Total)}
	for _, n := range [...]struct {
		n    int
		what string
	}{{t.Open, "open"}, {t.Disputed, "disputed"}, {t.Parked, "parked"}} {
		if n.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n.n, n.what))
		}
	}
	return strings.Join(parts, " · ")
}

// Proposal is what differs between what side ticked last and what the row says now;
// nothing when it never ticked it or stands by it still.
func (m Matrix) Proposal(f Function, side party.Side) []Difference {
	was, ok := f.Stood[side]
	if !ok || f.Agreed(side) {
		return nil
	}
	var out []Difference
	for _, s := range m.Stakeholders {
		from, to := withWindow(was.Cells[s.ID], was.Windows[s.ID]), withWindow(f.Cells[s.ID], f.Windows[s.ID])
		if from != to {
			out = append(out, Difference{Column: s.ID, What: s.Name, From: from, To: to})
		}
	}
	for _, w := range [...]Difference{
		{What: "Name", From: was.Name, To: f.Name},
		{What: "Description", From: was.Description, To: f.Description},
		{What: "Split note", From: was.Split, To: f.Split},
		{What: "Only for", From: was.Condition, To: f.Condition},
		{What: "Excluded", From: was.Excluded, To: f.Excluded},
		{What: "Parked", From: m.parkedText(was.Parked), To: m.parkedText(f.Parked)},
	} {
		if w.From != w.To {
			out = append(out, w)
		}
	}
	return out
}

func withWindow(a Assignment, w Window) string {
	switch w {
	case BusinessHours:
		return a.Words() + " in business hours"
	case AfterHours:
		return a.Words() + " after hours"
	case Always:
	}
	return a.Words()
}
