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

// Park puts a row off. Whoever holds it meanwhile is Accountable, at all hours, so that
// the letters never say anything else; moved is where the A came from. Whether that
// ends a dispute about it is for who parks it to say.
func (f *Function) Park(p Parked, m Matrix, today time.Time) (moved *Move, err error) {
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
		return nil, err
	}
	if !f.In() {
		return nil, fault.New(fault.Locked, "This function is excluded, so there is nothing to park.")
	}
	f.Windows = maps.Clone(f.Windows)
	delete(f.Windows, p.Owner)
	as := f.Cells[p.Owner]
	switch {
	case as.Answers():
	case as.Does():
		as = AccountableAndDoing
	default:
		as = Accountable
	}
	if _, moved, err = f.Assign(p.Owner, as); err != nil {
		return nil, err
	}
	f.Parked = p
	return moved, nil
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

// Resume takes a row up again; its letters stay as they are until somebody decides.
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
	return ParkedText(owner.Name, p.Until, p.Why)
}

// ParkedText is a parked row in a sentence, on screens and on paper.
func ParkedText(owner, until, why string) string {
	return owner + " holds it until " + Day(until) + ". " + why
}

// Day is a day as people read it: "1 March 2027".
func Day(date string) string {
	if t, err := time.Parse(time.DateOnly, date); err == nil {
		return t.Format("2 January 2006")
	}
	return date
}
