package raci

import (
	"hash/crc32"
	"maps"
	"slices"
	"strconv"
	"time"

	"demarc/internal/fault"
	"demarc/internal/party"
)

// AccessKey is the key of a kind of access ("rmm"), or "own-…" for an added one.
type AccessKey string

// Register is who holds which keys, whose tools run where and what may not be
// isolated: Exhibit E. The matrix says who answers for a function; the register says
// whether they can.
type Register struct {
	Access    []Access
	Tools     []Tool
	Protected []Protected
}

// Access is a line of the register: one kind of access, and what each stakeholder
// holds of it.
type Access struct {
	Key      AccessKey
	Group    string // "Servers"
	Name     string
	Position int
	// Shows tells that this is the tool in which the result of the work is seen, so
	// that whoever answers for the result needs to look into it.
	Shows    bool
	Holdings map[StakeholderID]Holding
	Note     string
	// ReviewedAt is when a person last said that the line is right. It is zero while
	// the line is what the library assumes.
	ReviewedAt time.Time
	ReviewedBy string
	Rev        int
}

// Holding is what one stakeholder holds of one kind of access. The level is part of
// the agreement; who the people are and how they sign in may change without one.
type Holding struct {
	Level  Level  `json:"level,omitempty"`
	People string `json:"people,omitempty"`
	MFA    MFA    `json:"mfa,omitempty"`
}

// Level is how much somebody may do with a kind of access.
type Level string

const (
	NotRecorded   Level = ""
	NoAccess      Level = "none"
	ReadAccess    Level = "read"
	LimitedAccess Level = "limited"
	FullAccess    Level = "full"
	EmergencyOnly Level = "emergency"
)

// Levels lists every level in the order menus show them.
var Levels = []Level{NotRecorded, NoAccess, ReadAccess, LimitedAccess, FullAccess, EmergencyOnly}

// Words is the level as screens and documents print it.
func (l Level) Words() string {
	switch l {
	case NotRecorded:
		return "Not recorded"
	case NoAccess:
		return "None"
	case ReadAccess:
		return "Read"
	case LimitedAccess:
		return "Limited"
	case FullAccess:
		return "Full"
	case EmergencyOnly:
		return "Emergency only"
	}
	return string(l)
}

// Helper says what the level means.
func (l Level) Helper() string {
	switch l {
	case NotRecorded:
		return "The register says nothing about this team."
	case NoAccess:
		return "Cannot sign in and cannot look."
	case ReadAccess:
		return "Sees everything, changes nothing."
	case LimitedAccess:
		return "Does agreed tasks, or works on agreed systems. Grants no rights."
	case FullAccess:
		return "Administers it, rights included."
	case EmergencyOnly:
		return "Kept sealed for an emergency. Each use is told to both teams the same day."
	}
	return ""
}

// Sees tells whether a holder at this level can look at any time.
func (l Level) Sees() bool { return l == ReadAccess || l == LimitedAccess || l == FullAccess }

// MFA tells whether the named people sign in with a second factor.
type MFA string

const (
	MFAUnknown MFA = ""
	MFAYes     MFA = "yes"
	MFANo      MFA = "no"
)

// Words is the answer as screens and documents print it.
func (m MFA) Words() string {
	switch m {
	case MFAUnknown:
		return "MFA not recorded"
	case MFAYes:
		return "With MFA"
	case MFANo:
		return "Without MFA"
	}
	return string(m)
}

// Own tells whether the line was added by people rather than by the library.
func (a Access) Own() bool { return len(a.Key) > 4 && a.Key[:4] == "own-" }

// Assumed tells whether nobody has yet said that the line is right.
func (a Access) Assumed() bool { return a.ReviewedAt.IsZero() }

// Level is what a stakeholder holds.
func (a Access) Level(s StakeholderID) Level { return a.Holdings[s].Level }

// GrantsAs tells whether two states of a line grant the same: levels and note are
// agreed between the companies, names and MFA are not.
func (a Access) GrantsAs(b Access) bool {
	for _, h := range []map[StakeholderID]Holding{a.Holdings, b.Holdings} {
		for s := range h {
			if a.Level(s) != b.Level(s) {
				return false
			}
		}
	}
	return a.Note == b.Note
}

// Hold says what a stakeholder holds from now on.
func (a *Access) Hold(s StakeholderID, h Holding) error {
	if !slices.Contains(Levels, h.Level) {
		return fault.New(fault.Invalid, "Choose none, read, limited, full or emergency only.")
	}
	if h.MFA != MFAUnknown && h.MFA != MFAYes && h.MFA != MFANo {
		return fault.New(fault.Invalid, "Choose yes or no for MFA.")
	}
	next := make(map[StakeholderID]Holding, len(a.Holdings)+1)
	maps.Copy(next, a.Holdings)
	if next[s] = h; h == (Holding{}) {
		delete(next, s)
	}
	a.Holdings = next
	return nil
}

// Line finds a kind of access.
func (r Register) Line(k AccessKey) (Access, bool) {
	for _, a := range r.Access {
		if a.Key == k {
			return a, true
		}
	}
	return Access{}, false
}

// Assumed counts the lines that nobody has confirmed.
func (r Register) Assumed() int {
	n := 0
	for _, a := range r.Access {
		if a.Assumed() {
			n++
		}
	}
	return n
}

// Mark identifies the register as it stands, so that a page can ask whether it changed.
func (r Register) Mark() string {
	h := crc32.NewIEEE()
	for _, a := range r.Access {
		writeString(h, string(a.Key))
		writeString(h, strconv.Itoa(a.Rev))
	}
	for _, t := range r.Tools {
		writeString(h, string(t.ID))
		writeString(h, strconv.Itoa(t.Rev))
	}
	for _, p := range r.Protected {
		writeString(h, string(p.ID))
		writeString(h, strconv.Itoa(p.Rev))
	}
	return strconv.FormatUint(uint64(h.Sum32()), 36)
}

// ToolID is a tool's own id in one engagement, a UUID.
type ToolID string

// Tool is a tool that the two teams work with, and what happens to it at the end.
type Tool struct {
	ID       ToolID
	Position int
	Category string     // "Management agents"
	Product  string     // as people call it
	Owner    party.Side // whose tool it is; its license stays with its owner
	Licensee string     // who holds the license, where that is somebody else
	IT       Level      // what internal IT may do in it
	Exit     Exit
	Note     string
	Rev      int
}

// Exit is what happens to a tool when the agreement ends.
type Exit string

const (
	ExitRemoved  Exit = "removed"
	ExitExported Exit = "exported"
	ExitHanded   Exit = "handed_over"
	ExitStays    Exit = "stays"
)

// Exits lists the ways in the order menus show them.
var Exits = []Exit{ExitRemoved, ExitExported, ExitHanded, ExitStays}

// Words is the rule as screens and documents print it.
func (e Exit) Words() string {
	switch e {
	case ExitRemoved:
		return "Removed from every device"
	case ExitExported:
		return "Data handed over, then removed"
	case ExitHanded:
		return "Handed over to the client"
	case ExitStays:
		return "Stays as it is"
	}
	return string(e)
}

// Valid tells whether e is one of the rules.
func (e Exit) Valid() bool { return slices.Contains(Exits, e) }

// ProtectedID is a system's own id in one engagement, a UUID.
type ProtectedID string

// Protected is a system on the do-not-isolate list.
type Protected struct {
	ID        ProtectedID
	Position  int
	System    string
	Reason    string
	Approvers string // who may approve an exception, with how to reach them
	Rev       int
}
