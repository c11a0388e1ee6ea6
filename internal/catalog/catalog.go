// Package catalog is the library that engagements start from. The shipped one holds
// the functions of co-managed IT with what each lane pre-assigns, the industry packs,
// and the presets of the first step; it is embedded, parsed and checked at first use,
// and its tests hold the rules of the library. An MSP's own library is the shipped one
// with its items laid over it (library.go), each judged by check.go. It does not know
// any engagement. Start reading at Function, then Library.
package catalog

import (
	"cmp"
	"slices"

	"demarc/internal/raci"
)

// Area is a functional area of the library or of a pack.
type Area struct {
	Key       raci.AreaKey
	Name      string
	Functions []Function
	Collision string // where the two teams usually collide; empty for a pack
	// Of an MSP's own area: which one it comes after, and the lane it has where a preset
	// or template names none. A shipped one is named by every preset.
	After   raci.AreaKey `json:",omitempty"`
	Mode    raci.Mode    `json:",omitempty"`
	Retired bool         `json:"-"`
}

// Lane is the lane that modes give the area, or its own.
func (a Area) Lane(modes map[raci.AreaKey]raci.Mode) raci.Mode {
	if m, ok := modes[a.Key]; ok {
		return m
	}
	return cmp.Or(a.Mode, raci.Shared)
}

// Function is a row that a matrix can start with.
type Function struct {
	Key         raci.FunctionKey `json:"key"`
	AreaKey     raci.AreaKey     `json:"area"`
	Name        string           `json:"name"`
	Description string           `json:"description"`
	// Patterns gives per lane the letters of MSP team, internal IT and client management.
	Patterns   map[raci.Mode]raci.Pattern `json:"patterns"`
	Frameworks []string                   `json:"frameworks,omitempty"` // "CIS 4.1", "NIST CSF PR.PS-01": this row helps to satisfy them
	Pack       string                     `json:"pack,omitempty"`       // key of its pack; empty in the library

	Criticality raci.Criticality `json:"criticality"`
	Cadence     string           `json:"cadence"`          // continuous, daily, weekly, monthly, quarterly, annual or event
	Access      []string         `json:"access,omitempty"` // codes of the access register; none for decisions and meetings
	Lock        raci.Lock        `json:"lock,omitempty"`
	SharedSplit string           `json:"shared_split,omitempty"` // who does which part, for the shared lane with two Responsible
	WatchOut    string           `json:"watch_out,omitempty"`    // the typical dispute
	Evidence    string           `json:"evidence,omitempty"`     // what proves that it is done
	SearchWords []string         `json:"search_words,omitempty"`
	// Optional is set where only templates that ask for it begin with it.
	Optional bool `json:"optional,omitempty"`
	// Retired is set where an MSP's library offers it no longer; matrices that have it keep it.
	Retired bool `json:"-"`
}

// DefaultSplit is the split note for two Responsible stakeholders where the library
// has none.
const DefaultSplit = raci.DefaultSplit

// governance rows make the agreement work, so a matrix may not lose them (V46).
var governance = []raci.FunctionKey{"st-raci", "cg-scope", "cg-contacts", "cg-access", "do-export"}

// Governance lists the rows that may not be removed.
func Governance() []raci.FunctionKey { return slices.Clone(governance) }

// Areas are the library's areas with their functions, in order. Do not change them.
func Areas() []Area { return library().areas }

// Packs are the industry packs. Do not change them.
func Packs() []Pack { return library().packs }

// Functions are all functions of the library, in order, without the packs.
func Functions() []Function {
	var out []Function
	for _, a := range Areas() {
		out = append(out, a.Functions...)
	}
	return out
}

// FunctionByKey finds a function of the library or of a pack.
func FunctionByKey(key raci.FunctionKey) (Function, bool) {
	f, ok := library().byKey[key]
	return f, ok
}

// AreaByKey finds an area of the library.
func AreaByKey(key raci.AreaKey) (Area, bool) {
	for _, a := range Areas() {
		if a.Key == key {
			return a, true
		}
	}
	return Area{}, false
}

// Cells are the letters that the library gives the row in its area of m: those of the
// area's lane, or of the shared one while the area is out of scope.
func (f Function) Cells(m raci.Matrix, area raci.AreaKey) map[raci.StakeholderID]raci.Assignment {
	mode := raci.Shared
	for _, a := range m.Areas {
		if a.Key == area && a.Mode != raci.OutOfScope {
			mode = a.Mode
		}
	}
	return f.Patterns[mode].Fill(m.Stakeholders)
}

// Split is the split note that cells need: the library's own, the standing one where
// it has none, nothing where one stakeholder does all.
func (f Function) Split(cells map[raci.StakeholderID]raci.Assignment) string {
	doing := 0
	for _, a := range cells {
		if a.Does() {
			doing++
		}
	}
	switch {
	case doing < 2:
		return ""
	case f.SharedSplit != "":
		return f.SharedSplit
	}
	return DefaultSplit
}
