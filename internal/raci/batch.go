package raci

import (
	"maps"
	"slices"
	"strings"

	"demarc/internal/fault"
	"demarc/internal/party"
)

// Deed is what a batch does to each of its rows.
type Deed string

const (
	SetLetter Deed = "set"     // one stakeholder gets one letter
	FillLane  Deed = "default" // the letters that the area's lane starts with, at all hours
	TakeOut   Deed = "exclude" // listed as excluded, with a reason
	Rehome    Deed = "move"    // to the end of another area
	AskReview Deed = "ask"     // the side stands by a draft, so that the other answers
)

// Deeds lists all.
var Deeds = []Deed{SetLetter, FillLane, TakeOut, Rehome, AskReview}

// Batch is one change of many rows.
type Batch struct {
	Do     Deed
	Set    Set     // of SetLetter
	Reason string  // of TakeOut
	Area   AreaKey // of Rehome
}

// Planned is what a batch would make of one row.
type Planned struct {
	Before, After Function
	Stays         string // why the row stays as it is; empty where it changes
	Moved         *Move  // the A that changes hands
	Agreed        []party.Side
}

// Lane gives the letters and the split note that a row starts with in its area.
type Lane func(Function) (cells map[StakeholderID]Assignment, split string, ok bool)

// Check tells what a batch lacks before it can be done.
func (b Batch) Check(m Matrix) error {
	switch b.Do {
	case SetLetter:
		if _, ok := m.Stakeholder(b.Set.Stakeholder); !ok {
			return fault.Field("stakeholder", "Choose whose letter to set.")
		}
		if !slices.Contains(Assignments, b.Set.As) {
			return fault.Field("role", "Choose R, A, C, I, A/R, not involved or not decided.")
		}
	case TakeOut:
		if strings.TrimSpace(b.Reason) == "" {
			return fault.Field("reason", "Say why they are not in scope.")
		}
	case Rehome:
		if i := slices.IndexFunc(m.Areas, func(a Area) bool { return a.Key == b.Area }); i < 0 {
			return fault.Field("area", "Choose an area.")
		} else if m.Areas[i].Mode == OutOfScope {
			return fault.Field("area", m.Areas[i].Name+" is out of scope. Choose another lane for it first.")
		}
	case FillLane, AskReview:
	default:
		return fault.New(fault.Invalid, "Choose what to do with the rows.")
	}
	return nil
}

// Plan says what the batch would make of each of these rows, in the order of the
// matrix. A row that is no longer in the matrix is left out.
func (b Batch) Plan(m Matrix, rows map[FunctionID]bool, side party.Side, lane Lane) []Planned {
	var out []Planned
	place := 0
	for _, f := range m.Functions {
		if f.Area == b.Area {
			place = max(place, f.Position)
		}
	}
	for _, f := range m.Functions {
		if !rows[f.ID] || !f.In() {
			continue
		}
		p := Planned{Before: f, After: f, Agreed: f.AgreedBy()}
		p.Moved, p.Stays = b.apply(&p.After, side, lane)
		if b.Do == Rehome && p.Stays == "" {
			place++
			p.After.Position = place
		}
		out = append(out, p)
	}
	return out
}

// apply does it to one row, or says why the row stays as it is.
func (b Batch) apply(f *Function, side party.Side, lane Lane) (moved *Move, stays string) {
	switch b.Do {
	case SetLetter:
		was, moved, err := f.Assign(b.Set.Stakeholder, b.Set.As)
		switch {
		case err != nil:
			return nil, err.Error()
		case was == b.Set.As:
			return nil, "It is so already."
		}
		return moved, ""
	case FillLane:
		cells, split, ok := lane(*f)
		if !ok {
			return nil, "The library has no starting point for it."
		}
		was := *f
		for s, as := range cells {
			f.Put(s, as, was.hoursFor(s, as))
		}
		if f.Split = split; equalCells(was.Cells, f.Cells) && maps.Equal(was.Windows, f.Windows) && was.Split == split {
			*f = was
			return nil, "It is as it started."
		}
	case TakeOut:
		if !f.Removable() {
			return nil, "The agreement needs it, so it stays in the matrix."
		}
		f.Excluded = b.Reason
	case Rehome:
		if f.Area == b.Area {
			return nil, "It is in that area already."
		}
		f.Area = b.Area
	case AskReview:
		if f.Agreed(side.Other()) {
			return nil, "They agreed to it already."
		}
		switch state, by := f.State(); {
		case state == Drafted:
			f.EditedBy = side
		case by != side:
			return nil, "They wait for your answer."
		}
	}
	return nil, ""
}
