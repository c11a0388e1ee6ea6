package raci

import (
	"maps"

	"demarc/internal/fault"
)

// Set makes several cells of a row what they shall be, at once. An A among them moves
// from whoever held it; two are refused, because a function has exactly one. Columns
// that are not in the matrix any more are left out.
func (m Matrix) Set(f *Function, cells map[StakeholderID]Assignment) (moved *Move, err error) {
	answering := 0
	for to, as := range cells {
		if _, ok := m.Stakeholder(to); ok && as.Answers() {
			answering++
		}
	}
	if answering > 1 {
		return nil, fault.Field("cells", "Two columns are Accountable. When both answer, neither does. Keep one.")
	}
	for _, s := range m.Stakeholders {
		as, given := cells[s.ID]
		if !given {
			continue
		}
		_, move, err := f.Assign(s.ID, as)
		if err != nil {
			return nil, err
		}
		if move != nil {
			moved = move
		}
	}
	known := maps.Clone(cells) // an A that moved must not undo what was chosen for the column it left
	maps.DeleteFunc(known, func(to StakeholderID, _ Assignment) bool { _, ok := m.Stakeholder(to); return !ok })
	f.put(known)
	return moved, nil
}

// Beside sets a cell and leaves all others: an A stands beside the one there is, which
// the checks call a clash until somebody decides.
func (f *Function) Beside(to StakeholderID, as Assignment) error {
	alone := *f
	alone.Cells = map[StakeholderID]Assignment{}
	if _, _, err := alone.Assign(to, as); err != nil {
		return err
	}
	f.put(map[StakeholderID]Assignment{to: as})
	return nil
}

func (f *Function) put(cells map[StakeholderID]Assignment) {
	f.Cells = maps.Clone(f.Cells)
	if f.Cells == nil {
		f.Cells = map[StakeholderID]Assignment{}
	}
	maps.Copy(f.Cells, cells)
}

// Change is what one act did to the cells of a row, so that it can be taken back.
type Change struct {
	Function FunctionID                   `json:"function"`
	Before   map[StakeholderID]Assignment `json:"before"` // of the cells that changed
	After    map[StakeholderID]Assignment `json:"after"`
}

// Changed compares the cells of a row with what they were.
func Changed(was, now Function) Change {
	c := Change{now.ID, map[StakeholderID]Assignment{}, map[StakeholderID]Assignment{}}
	for _, cells := range []map[StakeholderID]Assignment{was.Cells, now.Cells} {
		for s := range cells {
			if was.Cells[s] != now.Cells[s] {
				c.Before[s], c.After[s] = was.Cells[s], now.Cells[s]
			}
		}
	}
	return c
}

// Any tells whether a cell changed.
func (c Change) Any() bool { return len(c.After) > 0 }

// Turned is the change that leads back.
func (c Change) Turned() Change { return Change{c.Function, c.After, c.Before} }

// Stands tells whether the row is still as the change left it, so that turning it
// takes nothing of somebody else's away: none of its cells changed since, and no A
// came to another column that one would go back to.
func (c Change) Stands(f Function) bool {
	answers := false
	for s, as := range c.After {
		if f.Cells[s] != as {
			return false
		}
		answers = answers || c.Before[s].Answers()
	}
	for s, as := range f.Cells {
		if _, mine := c.After[s]; !mine && answers && as.Answers() {
			return false
		}
	}
	return true
}
