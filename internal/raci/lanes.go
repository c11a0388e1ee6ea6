package raci

import (
	"encoding/binary"
	"io"
	"maps"
	"strings"
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

// Fill gives the cells of a pattern for these columns.
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
			// an added column starts undecided: the library knows nothing of it
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

// PlanMode says what giving an area this lane would do to each of its functions,
// before anything is changed. patterns tells what the library pre-assigns for a
// key and lane; a function it does not know keeps its cells.
func (m Matrix) PlanMode(area AreaKey, to Mode, patterns func(FunctionKey, Mode) (Pattern, bool)) []RowChange {
	var from Mode
	for _, a := range m.Areas {
		if a.Key == area {
			from = a.Mode
		}
	}
	var plan []RowChange
	for _, f := range m.Functions {
		if f.Area != area {
			continue
		}
		c := RowChange{Function: f.ID, Name: f.Name, Before: f.Cells, After: f.Cells, Agreed: len(f.AgreedBy()) > 0}
		if old, ok := patterns(f.Key, from); ok && from != OutOfScope {
			c.Edited = f.Timed() || !equalCells(f.Cells, merge(f.Cells, old.Fill(m.Stakeholders)))
		}
		switch {
		case to == OutOfScope:
			c.Exclude = f.In()
		case f.Excluded == AreaExcluded:
			c.Restore = true
		}
		if p, ok := patterns(f.Key, to); ok && to != OutOfScope {
			c.After = merge(f.Cells, p.Fill(m.Stakeholders))
		}
		if c.Exclude || c.Restore || !equalCells(c.Before, c.After) {
			plan = append(plan, c)
		}
	}
	return plan
}

// AreaExcluded is the reason printed for a function whose whole area is out of scope.
const AreaExcluded = "The area is out of scope."

// merge lays the standard columns of a pattern over cells and keeps added columns.
func merge(cells, over map[StakeholderID]Assignment) map[StakeholderID]Assignment {
	out := make(map[StakeholderID]Assignment, len(cells)+len(over))
	maps.Copy(out, cells)
	maps.Copy(out, over)
	return out
}

func equalCells(a, b map[StakeholderID]Assignment) bool {
	for s, v := range a {
		if b[s] != v {
			return false
		}
	}
	for s, v := range b {
		if a[s] != v {
			return false
		}
	}
	return true
}

// Words is the pattern on one line, in the order of the three standard columns.
func (p Pattern) Words() string {
	return "MSP " + letter(p[0]) + ", internal IT " + letter(p[1]) + ", management " + letter(p[2])
}

func letter(a Assignment) string {
	if a == NotInvolved || a == Undecided {
		return "–"
	}
	return string(a)
}

// Letters is the cells of a row on one line, in column order, for a comparison: of the
// columns that cells speaks of.
func (m Matrix) Letters(cells map[StakeholderID]Assignment) string {
	var parts []string
	for _, s := range m.Stakeholders {
		if a, ok := cells[s.ID]; ok {
			parts = append(parts, s.Name+" "+letter(a))
		}
	}
	return strings.Join(parts, ", ")
}
