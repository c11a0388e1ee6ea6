package raci

import "strings"

// Assignment is what a stakeholder is to a function.
type Assignment string

const (
	Undecided           Assignment = ""
	Responsible         Assignment = "R"
	Accountable         Assignment = "A"
	Consulted           Assignment = "C"
	Informed            Assignment = "I"
	AccountableAndDoing Assignment = "A/R"
	NotInvolved         Assignment = "-"
)

// Assignments lists every value in the order menus show them.
var Assignments = []Assignment{AccountableAndDoing, Accountable, Responsible, Consulted, Informed, NotInvolved, Undecided}

// Answers tells whether a is the one who answers for the result.
func (a Assignment) Answers() bool { return a == Accountable || a == AccountableAndDoing }

// Does tells whether a does work.
func (a Assignment) Does() bool { return a == Responsible || a == AccountableAndDoing }

// Words is the value in full, for prose and screen readers.
func (a Assignment) Words() string {
	switch a {
	case Responsible:
		return "Responsible"
	case Accountable:
		return "Accountable"
	case Consulted:
		return "Consulted"
	case Informed:
		return "Informed"
	case AccountableAndDoing:
		return "Accountable and Responsible"
	case NotInvolved:
		return "Not involved"
	case Undecided:
		return "Not decided yet"
	}
	return string(a)
}

// Helper says what the value means, in the words of the agreement's definitions.
func (a Assignment) Helper() string {
	switch a {
	case Responsible:
		return "Does the work."
	case Accountable:
		return "Answers for the result and has the final say. Exactly one per function."
	case Consulted:
		return "Asked before the work or decision. Gives input, cannot veto."
	case Informed:
		return "Told afterwards. No action expected."
	case AccountableAndDoing:
		return "Answers for the result and also does the work."
	case NotInvolved:
		return "Has no part in this function."
	case Undecided:
		return "Nobody has decided this yet."
	}
	return ""
}

// ParseAssignment reads what people type: "r", "a/r", "R,A", "AR", "-", "".
func ParseAssignment(s string) (Assignment, bool) {
	s = strings.ToUpper(strings.Map(func(r rune) rune {
		if strings.ContainsRune(" ,/+&", r) {
			return -1
		}
		return r
	}, s))
	switch s {
	case "", "?":
		return Undecided, true
	case "R", "A", "C", "I":
		return Assignment(s), true
	case "AR", "RA":
		return AccountableAndDoing, true
	case "-", "–", "—", "0":
		return NotInvolved, true
	}
	return Undecided, false
}
