package raci

import (
	"maps"
	"strings"
	"time"

	"demarc/internal/fault"
	"demarc/internal/party"
)

// Parked is a disagreement that both sides put off: who holds the function meanwhile,
// and until when. It is part of what a row says, so both tick it, and it is signed.
type Parked struct {
	Side  party.Side    `json:"side"`  // who parked it
	Owner StakeholderID `json:"owner"` // Accountable meanwhile
	Until string        `json:"until"` // the day it has to be decided, as 2027-03-01
	Why   string        `json:"why"`   // both positions, in a sentence or two
}

func (p Parked) is() bool { return p.Owner != "" }

// IsParked tells whether the row is put off, or proposed to be.
func (f Function) IsParked() bool { return f.Parked.is() }

// Park puts a row off. A dispute about it ends: its reason belongs into why.
func (f *Function) Park(p Parked, m Matrix, today time.Time) error {
	fields := map[string]string{}
	if _, ok := m.Stakeholder(p.Owner); !ok {
		fields["owner"] = "Choose who holds it until it is decided."
	}
	until, err := time.Parse(time.DateOnly, p.Until)
	switch {
	case err != nil:
		fields["until"] = "Give the day by which it is decided."
	case !until.After(today):
		fields["until"] = "Give a day after today."
	}
	if strings.TrimSpace(p.Why) == "" {
		fields["why"] = "Say what each side wants, so that whoever decides can."
	}
	if err := fault.Fields(fields); err != nil {
		return err
	}
	if !f.In() {
		return fault.New(fault.Locked, "This function is excluded, so there is nothing to park.")
	}
	f.Parked, f.Dispute = p, Dispute{}
	return nil
}

// Without takes a stakeholder out of the row; a row that it held until it is decided
// is open again.
func (f *Function) Without(s StakeholderID) {
	f.Cells, f.Windows, f.Holders = maps.Clone(f.Cells), maps.Clone(f.Windows), maps.Clone(f.Holders)
	delete(f.Cells, s)
	delete(f.Windows, s)
	delete(f.Holders, s)
	if f.Parked.Owner == s {
		f.Resume()
	}
}

// Resume takes a row up again.
func (f *Function) Resume() { f.Parked = Parked{} }

// Overdue tells whether a parked row should have been decided.
func (f Function) Overdue(today time.Time) bool {
	until, err := time.Parse(time.DateOnly, f.Parked.Until)
	return f.Parked.is() && err == nil && until.Before(today.Truncate(24*time.Hour))
}

func (m Matrix) parkedText(p Parked) string {
	if !p.is() {
		return ""
	}
	owner, _ := m.Stakeholder(p.Owner)
	return owner.Name + " holds it until " + p.Until + ". " + p.Why
}
