package matrix

import (
	"github.com/a-h/templ"

	"demarc/internal/party"
)

// shortcut is a line of the help; matrix.js does what it says.
type shortcut struct {
	keys  []string
	does  string
	edits bool // only for who may edit
}

var shortcuts = []shortcut{
	{keys: []string{"↑", "↓", "←", "→"}, does: "Move by one cell"},
	{keys: []string{"Home", "End"}, does: "First and last cell of the row"},
	{keys: []string{"Page Up", "Page Down"}, does: "Previous and next area"},
	{keys: []string{"R", "A", "C", "I"}, does: "Set the letter", edits: true},
	{keys: []string{"Shift A", "Shift R"}, does: "Add or take away the second letter", edits: true},
	{keys: []string{"-", "0"}, does: "Not involved", edits: true},
	{keys: []string{"Delete"}, does: "Not decided yet", edits: true},
	{keys: []string{"Space"}, does: "Choose from a menu", edits: true},
	{keys: []string{"Enter", "F2"}, does: "Open the function"},
	{keys: []string{"Y", "N"}, does: "Agree to the row, or dispute it", edits: true},
	{keys: []string{"Alt ↓", "Alt ↑"}, does: "Next and previous problem"},
	{keys: []string{"?"}, does: "This list"},
}

// named gives a button the name screen readers need where its label repeats.
func named(name string) templ.Attributes { return templ.Attributes{"aria-label": name} }

// sideAt is the side of a column of ticks.
func sideAt(i int) party.Side { return party.Sides[i] }
