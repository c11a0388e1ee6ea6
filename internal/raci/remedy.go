package raci

import (
	"strings"

	"demarc/internal/fault"
)

// Remedy is a thing that can be done about a finding in one act. What needs a
// decision or words of one's own has none: there the finding leads to the place.
type Remedy struct {
	Label   string // on the button
	Set     []Set  // cells to set, in this order
	Split   string // the split note to write
	Cadence string // the cadence to set
	Restore bool   // bring the excluded function back
}

// Set is one cell as a remedy sets it.
type Set struct {
	Stakeholder StakeholderID
	As          Assignment
	When        Window
}

// DefaultSplit is the split note where the library has none.
const DefaultSplit = "The accountable team leads and does the work. The other responsible team does the parts that need its access, its people or its presence on site, when the lead asks in the ticket."

// Mend does what a remedy says, by the same rules as an edit by hand.
func (f *Function) Mend(r Remedy) (moved *Move, err error) {
	if r.Restore {
		f.Excluded = ""
	}
	for _, s := range r.Set {
		m, err := f.Set(s.Stakeholder, s.As, s.When)
		if err != nil {
			return nil, err
		}
		if m != nil {
			moved = m
		}
	}
	if r.Split != "" {
		if strings.TrimSpace(f.Split) != "" {
			return nil, fault.New(fault.Conflict, "Somebody wrote a split note meanwhile.")
		}
		f.Split = r.Split
	}
	if r.Cadence != "" {
		f.Cadence = r.Cadence
	}
	return moved, nil
}
