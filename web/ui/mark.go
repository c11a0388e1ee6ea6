package ui

import "time"

// role describes how one of the letters is shown and spoken.
type role struct{ Letter, Word, Class string }

var roles = map[string]role{
	"A": {"A", "Accountable", "chip-a"},
	"R": {"R", "Responsible", "chip-r"},
	"C": {"C", "Consulted", "chip-c"},
	"I": {"I", "Informed", "chip-i"},
}

// chipsOf splits an assignment into its chips; A/R is two, A first. Nothing
// comes back for "not involved" and for "undecided".
func chipsOf(assignment string) []role {
	switch assignment {
	case "A", "R", "C", "I":
		return []role{roles[assignment]}
	case "A/R", "AR", "A+R", "R/A", "RA":
		return []role{roles["A"], roles["R"]}
	}
	return nil
}

// undecided tells the empty cell from the one decided to be empty.
func undecided(assignment string) bool { return assignment == "" || assignment == "?" }

// RoleWord is an assignment in words, for prose and screen readers.
func RoleWord(assignment string) string {
	switch chips := chipsOf(assignment); {
	case len(chips) == 2:
		return "Accountable and responsible"
	case len(chips) == 1:
		return chips[0].Word
	case undecided(assignment):
		return "Not decided yet"
	}
	return "Not involved"
}

// state is a state of an engagement or version as people read it.
type state struct{ Word, Class string }

var states = map[string]state{
	"draft":      {"Draft", "tag-draft"},
	"review":     {"In review", "tag-review"},
	"signing":    {"Out for signature", "tag-sent"},
	"sent":       {"Out for signature", "tag-sent"},
	"signed":     {"Signed, sealing", "tag-sent"},
	"sealed":     {"Sealed", "tag-force"},
	"in_force":   {"In force", "tag-force"},
	"changing":   {"Changing", "tag-changing"},
	"superseded": {"Superseded", "tag-ended"},
	"ended":      {"Ended", "tag-ended"},
	"void":       {"Withdrawn", "tag-ended"},
	"declined":   {"Declined", "tag-danger"},
	"expired":    {"Expired", "tag-ended"},
	"agreed":     {"Agreed", "tag-force"},
	"parked":     {"Parked", "tag-draft"},
	"disputed":   {"Disputed", "tag-danger"},
	"proposed":   {"Proposed", "tag-review"},
	"open":       {"Open", "tag-review"},
}

func stateOf(name string) state {
	if s, ok := states[name]; ok {
		return s
	}
	return state{name, "tag-draft"}
}

// Day is an unambiguous date: 18 Nov 2026.
func Day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("2 Jan 2006")
}

// Moment is a date with its time and zone: 18 Nov 2026, 14:02 UTC.
func Moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("2 Jan 2006, 15:04 MST")
}
