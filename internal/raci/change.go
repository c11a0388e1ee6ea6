package raci

import "demarc/internal/fault"

// Set makes several cells of a row what they shall be, at once, and keeps their hours.
func (m Matrix) Set(f *Function, cells map[StakeholderID]Assignment) (moved *Move, err error) {
	return m.SetHours(f, cells, nil)
}

// SetHours is Set with the hours in which the cells hold; those of a column that is not
// among them stay. An A among the cells moves from whoever held it; two at one time are
// refused, because a function has exactly one. Columns that are not in the matrix any
// more are left out.
func (m Matrix) SetHours(f *Function, cells map[StakeholderID]Assignment, hours map[StakeholderID]Window) (moved *Move, err error) {
	was, wanted, next := *f, Function{}, *f
	for _, s := range m.Stakeholders {
		as, given := cells[s.ID]
		when, timed := hours[s.ID]
		if !given && !timed {
			continue
		}
		if !given {
			as = was.Cells[s.ID]
		}
		if !timed {
			when = was.Windows[s.ID]
		}
		if _, err := next.Set(s.ID, as, when); err != nil {
			return nil, err
		}
		wanted.Put(s.ID, as, when)
	}
	if wanted.Clash() {
		return nil, fault.Field("cells", "Two columns are Accountable at the same time. When both answer, neither does. Keep one.")
	}
	for s, as := range wanted.Cells { // an A that moved must not undo what was chosen for the column it left
		next.Put(s, as, wanted.Windows[s])
	}
	*f = next
	return Moved(was, next), nil
}

// Beside sets a cell and leaves all others: an A stands beside the one there is, which
// the checks call a clash until somebody decides.
func (f *Function) Beside(to StakeholderID, as Assignment) error {
	alone := *f
	alone.Cells, alone.Windows = map[StakeholderID]Assignment{}, nil
	if _, _, err := alone.Assign(to, as); err != nil {
		return err
	}
	f.Put(to, as, f.Windows[to])
	return nil
}

// Change is what one act did to the cells of a row, so that it can be taken back.
type Change struct {
	Function FunctionID                   `json:"function"`
	Before   map[StakeholderID]Assignment `json:"before"` // of the cells that changed
	After    map[StakeholderID]Assignment `json:"after"`
	// Of the same cells, the hours of those that did not hold always.
	BeforeHours map[StakeholderID]Window `json:"before_hours,omitempty"`
	AfterHours  map[StakeholderID]Window `json:"after_hours,omitempty"`
}

// Changed compares the cells of a row with what they were.
func Changed(was, now Function) Change {
	c := Change{Function: now.ID, Before: map[StakeholderID]Assignment{}, After: map[StakeholderID]Assignment{}}
	for _, cells := range []map[StakeholderID]Assignment{was.Cells, now.Cells} {
		for s := range cells {
			if was.Cells[s] == now.Cells[s] && was.Windows[s] == now.Windows[s] {
				continue
			}
			c.Before[s], c.After[s] = was.Cells[s], now.Cells[s]
			c.BeforeHours, c.AfterHours = timed(c.BeforeHours, s, was.Windows[s]), timed(c.AfterHours, s, now.Windows[s])
		}
	}
	return c
}

// timed notes the hours of a cell that does not hold always.
func timed(hours map[StakeholderID]Window, s StakeholderID, w Window) map[StakeholderID]Window {
	if w == Always {
		return hours
	}
	if hours == nil {
		hours = map[StakeholderID]Window{}
	}
	hours[s] = w
	return hours
}

// Hours are those of each cell as it was before.
func (c Change) Hours() map[StakeholderID]Window {
	out := make(map[StakeholderID]Window, len(c.Before))
	for s := range c.Before {
		out[s] = c.BeforeHours[s]
	}
	return out
}

// Any tells whether a cell changed.
func (c Change) Any() bool { return len(c.After) > 0 }

// Turned is the change that leads back.
func (c Change) Turned() Change {
	return Change{c.Function, c.After, c.Before, c.AfterHours, c.BeforeHours}
}

// Stands tells whether the row is still as the change left it, so that turning it
// takes nothing of somebody else's away: none of its cells changed since, and no A
// came to another column that one would go back to at the same hours.
func (c Change) Stands(f Function) bool {
	answers := false
	for s, as := range c.After {
		if f.Cells[s] != as || f.Windows[s] != c.AfterHours[s] {
			return false
		}
		answers = answers || c.Before[s].Answers()
	}
	back := f
	for s, as := range c.Before {
		back.Put(s, as, c.BeforeHours[s])
	}
	return !answers || !back.Clash()
}
