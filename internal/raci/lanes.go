package raci

import (
	"encoding/binary"
	"io"
)

// Mode is who leads an area: the lane.
type Mode string

const (
	MSPLed      Mode = "msp_led"
	Shared      Mode = "shared"
	InternalLed Mode = "internal_led"
	OutOfScope  Mode = "out"
)

// Modes lists the lanes in the order they are offered.
var Modes = []Mode{MSPLed, Shared, InternalLed, OutOfScope}

// Words is the lane as screens and documents print it.
func (m Mode) Words() string {
	switch m {
	case MSPLed:
		return "MSP-led"
	case Shared:
		return "Shared"
	case InternalLed:
		return "Internal-led"
	case OutOfScope:
		return "Out of scope"
	}
	return string(m)
}

// Helper says what choosing the lane means.
func (m Mode) Helper() string {
	switch m {
	case MSPLed:
		return "The MSP answers for the area and does most of the work."
	case Shared:
		return "Both teams work in the area. Each function still has one Accountable team."
	case InternalLed:
		return "Internal IT answers for the area. The MSP advises and takes escalations."
	case OutOfScope:
		return "The MSP is not engaged here. Exhibit A lists the area as excluded."
	}
	return ""
}

// Valid tells whether m is one of the four lanes.
func (m Mode) Valid() bool {
	switch m {
	case MSPLed, Shared, InternalLed, OutOfScope:
		return true
	}
	return false
}

// Pattern is what a lane pre-assigns to the three standard columns.
type Pattern [3]Assignment

// Fill gives the cells of a pattern for these columns; an added column stays
// undecided, since the library knows nothing of it.
func (p Pattern) Fill(columns []Stakeholder) map[StakeholderID]Assignment {
	cells := make(map[StakeholderID]Assignment, len(columns))
	for _, s := range columns {
		switch s.Kind {
		case MSPTeam:
			cells[s.ID] = p[0]
		case InternalIT:
			cells[s.ID] = p[1]
		case Management:
			cells[s.ID] = p[2]
		case OtherKind:
			cells[s.ID] = NotInvolved
		}
	}
	return cells
}

// RowChange is what a change of lane would do to one function.
type RowChange struct {
	Function FunctionID
	Name     string
	Before   map[StakeholderID]Assignment
	After    map[StakeholderID]Assignment
	Edited   bool // somebody changed the row by hand since it was filled
	Agreed   bool // at least one side agreed to it
	Exclude  bool // the row leaves the matrix
	Restore  bool // the row comes back
}

func writeString(w io.Writer, s string) {
	var n [8]byte
	binary.BigEndian.PutUint64(n[:], uint64(len(s)))
	_, _ = w.Write(n[:]) // writers here are hashes, which never fail
	_, _ = io.WriteString(w, s)
}
