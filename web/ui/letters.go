package ui

import (
	"strconv"

	"github.com/a-h/templ"
)

// Letters is the question what one stakeholder is to a function, as buttons large
// enough for a meeting room.
type Letters struct {
	Name    string // of the field
	Who     string // the stakeholder
	Holder  string // the person, where there is one
	Kind    string // of its dot: msp, it, mgmt or vendor
	Value   string // what is chosen: one of Options
	Options []string
	None    bool // nothing is chosen yet
	Off     bool // shown, cannot be chosen
	Attrs   templ.Attributes
}

func (l Letters) id(i int) string { return FieldID(l.Name) + "-" + strconv.Itoa(i) }

func (l Letters) chosen(option string) bool { return !l.None && l.Value == option }

// letterWord is short enough to stand below a letter.
func letterWord(option string) string {
	if chips := chipsOf(option); len(chips) == 2 {
		return "Both"
	}
	if undecided(option) {
		return "Not decided"
	}
	return RoleWord(option)
}
