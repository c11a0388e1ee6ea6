// Package raci holds the matrix: areas, functions, stakeholders and what each
// stakeholder is to each function, with the rules that make a matrix good. It is
// pure: no clock, no database, no HTTP. Start at Matrix, then findings.go for
// what can be wrong with one.
package raci

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"strings"

	"demarc/internal/fault"
	"demarc/internal/party"
)

type (
	// FunctionID is the row's own id in one engagement, a UUID.
	FunctionID string
	// FunctionKey is the library's key ("bk-test"), or "own-…" for an added row.
	FunctionKey string
	// StakeholderID is the column's id in one engagement, a UUID.
	StakeholderID string
	// AreaKey is the key of a functional area ("backup").
	AreaKey string
)

// Criticality orders the work and decides how severe some findings are.
type Criticality string

const (
	Critical Criticality = "critical"
	High     Criticality = "high"
	Normal   Criticality = "normal"
)

// Lock says who alone may be Accountable (domain reference 1.1).
type Lock string

const (
	NoLock         Lock = ""
	ManagementLock Lock = "mgmt"   // client management only
	ClientLock     Lock = "client" // internal IT or client management, never the MSP
	MSPLock        Lock = "msp"    // the MSP only
)

// Admits tells whether a stakeholder of this kind may be Accountable under the lock.
func (l Lock) Admits(k Kind) bool {
	switch l {
	case ManagementLock:
		return k == Management
	case ClientLock:
		return k != MSPTeam
	case MSPLock:
		return k == MSPTeam
	case NoLock:
	}
	return true
}

// Kind says which of the three standard columns a stakeholder is, if any.
type Kind string

const (
	MSPTeam    Kind = "msp"
	InternalIT Kind = "it"
	Management Kind = "mgmt"
	OtherKind  Kind = "other"
)

// Stakeholder is a column: a role, with the people who fill it now.
type Stakeholder struct {
	ID          StakeholderID
	Kind        Kind
	Name        string
	Position    int
	Holder      string // the person, empty when nobody is named
	HolderEmail string
	HolderPhone string
	Deputy      string
	DeputyEmail string
	DeputyPhone string
	Rev         int
}

// Side is the company a stakeholder belongs to; a vendor or other column counts
// with the client, whose supplier it is.
func (s Stakeholder) Side() party.Side {
	if s.Kind == MSPTeam {
		return party.MSP
	}
	return party.Client
}

// Area is a functional area with the lane chosen for it.
type Area struct {
	Key      AreaKey
	Name     string
	Mode     Mode
	Position int
}

// Function is a row of the matrix.
type Function struct {
	ID          FunctionID
	Key         FunctionKey
	Area        AreaKey
	Position    int
	Name        string
	Description string
	Split       string // who does which part, where two stakeholders are Responsible
	Condition   string // sites, systems, hours the row is limited to
	Criticality Criticality
	Cadence     string
	Lock        Lock
	LockReason  string // why the lock was overridden, shown to both sides
	Excluded    string // the reason it was removed; empty while it is in the matrix
	Cells       map[StakeholderID]Assignment
	Rev         int
	// AgreedMSP and AgreedClient are the revisions each side ticked as agreed; 0 is
	// never. A tick counts only while it equals Rev, so that any edit drops it.
	AgreedMSP    int
	AgreedClient int
	Dispute      Dispute
	Parked       Parked
	EditedBy     party.Side              // who changed it last; empty while it is as it was filled
	Stood        map[party.Side]Standing // what a side ticked before it was changed
	// Windows say when a stakeholder's letter holds; one that is missing holds always.
	Windows map[StakeholderID]Window
	// Holders are the people named for this row alone.
	Holders map[StakeholderID]Holder
	// Frameworks are the requirements the row helps to satisfy: "CIS 4.1". They give
	// nobody a duty, so a tick does not cover them.
	Frameworks []string
	// Handed is how often the A went from one stakeholder to another.
	Handed int
}

// Dispute is an open objection to a row.
type Dispute struct {
	Side   party.Side
	Reason string
}

// Matrix is the whole of Exhibit A as it is being worked.
type Matrix struct {
	Areas        []Area
	Stakeholders []Stakeholder
	Functions    []Function // includes excluded ones
}

// Cell is what a stakeholder is to f.
func (f Function) Cell(s StakeholderID) Assignment { return f.Cells[s] }

// Agreed tells whether side ticked exactly this content.
func (f Function) Agreed(side party.Side) bool {
	if side == party.MSP {
		return f.AgreedMSP == f.Rev
	}
	return f.AgreedClient == f.Rev
}

// Settled tells whether both sides agreed to exactly this content and nobody disputes it.
func (f Function) Settled() bool {
	return f.Agreed(party.MSP) && f.Agreed(party.Client) && f.Dispute.Reason == ""
}

// In tells whether the function is in the matrix rather than listed as excluded.
func (f Function) In() bool { return f.Excluded == "" }

// Move says that a change took the A from one stakeholder to another.
type Move struct {
	From, To StakeholderID
	When     Window        // the hours in which it changed hands
	Also     StakeholderID // a second one it came from, where two shared the week
}

// Assign sets one cell and keeps its hours. An A moves from whoever held it: see Set.
func (f *Function) Assign(to StakeholderID, as Assignment) (was Assignment, moved *Move, err error) {
	was = f.Cells[to]
	moved, err = f.Set(to, as, f.Windows[to])
	return was, moved, err
}

// AgreedBy lists the sides whose tick is valid now, to say whose an edit drops.
func (f Function) AgreedBy() []party.Side {
	var sides []party.Side
	for _, s := range party.Sides {
		if f.Agreed(s) {
			sides = append(sides, s)
		}
	}
	return sides
}

// Agree ticks the function for side, as it stands at rev.
func (f *Function) Agree(side party.Side, rev int) error {
	if rev != f.Rev {
		return fault.New(fault.Conflict, "This function changed while you were looking at it. Look again before you agree.")
	}
	if f.Dispute.Reason != "" {
		return fault.New(fault.Invalid, "This function is disputed. Settle the dispute first.")
	}
	if side == party.MSP {
		f.AgreedMSP = f.Rev
	} else {
		f.AgreedClient = f.Rev
	}
	f.Stood = maps.Clone(f.Stood)
	delete(f.Stood, side)
	return nil
}

// Disagree takes back side's tick. What it stood by is remembered, to compare with.
func (f *Function) Disagree(side party.Side) {
	f.remember(*f, side)
	if side == party.MSP {
		f.AgreedMSP = 0
	} else {
		f.AgreedClient = 0
	}
}

// RaiseDispute opens a dispute and takes back the disputing side's tick.
func (f *Function) RaiseDispute(side party.Side, reason string) error {
	if strings.TrimSpace(reason) == "" {
		return fault.Field("reason", "Say what would make this right.")
	}
	f.Dispute = Dispute{Side: side, Reason: reason}
	f.Disagree(side)
	return nil
}

// Doing lists who does the work, in column order.
func (m Matrix) Doing(f Function) []Stakeholder {
	return m.with(f, Assignment.Does)
}

// Answering lists who is Accountable: one in a good matrix.
func (m Matrix) Answering(f Function) []Stakeholder {
	return m.with(f, Assignment.Answers)
}

// With lists the stakeholders who are exactly a to f.
func (m Matrix) With(f Function, a Assignment) []Stakeholder {
	return m.with(f, func(b Assignment) bool { return a == b })
}

func (m Matrix) with(f Function, is func(Assignment) bool) []Stakeholder {
	var in []Stakeholder
	for _, s := range m.Stakeholders {
		if is(f.Cells[s.ID]) {
			in = append(in, s)
		}
	}
	return in
}

// InArea lists the functions of one area that are in the matrix.
func (m Matrix) InArea(k AreaKey) []Function {
	var in []Function
	for _, f := range m.Functions {
		if f.Area == k && f.In() {
			in = append(in, f)
		}
	}
	return in
}

// Stakeholder finds a column.
func (m Matrix) Stakeholder(id StakeholderID) (Stakeholder, bool) {
	for _, s := range m.Stakeholders {
		if s.ID == id {
			return s, true
		}
	}
	return Stakeholder{}, false
}

// Standard finds one of the three standard columns.
func (m Matrix) Standard(k Kind) (Stakeholder, bool) {
	for _, s := range m.Stakeholders {
		if s.Kind == k {
			return s, true
		}
	}
	return Stakeholder{}, false
}

// ContentHash identifies what both sides agree to in one row: two rows with the
// same hash say the same thing.
func (m Matrix) ContentHash(f Function) string {
	h := sha256.New()
	for _, s := range []string{string(f.Key), f.Name, f.Description, f.Split, f.Condition, f.Excluded} {
		writeString(h, s)
	}
	if f.Parked.is() {
		writeString(h, string(f.Parked.Owner)+" "+f.Parked.Until+" "+f.Parked.Why)
	}
	for _, s := range m.Stakeholders {
		writeString(h, string(s.ID))
		writeString(h, string(f.Cells[s.ID]))
		if w := f.Windows[s.ID]; w != Always { // so that a row without any keeps its hash
			writeString(h, string(w))
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}
