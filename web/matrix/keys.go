package matrix

import (
	"github.com/a-h/templ"

	"demarc/internal/party"
	"demarc/web/ui"
)

// shortcut is a line of the help; grid/keys.js does what it says.
type shortcut struct {
	keys  []string
	does  string
	edits bool // only for who may edit
}

var shortcuts = []shortcut{
	{keys: []string{"↑", "↓", "←", "→"}, does: "Move by one cell"},
	{keys: []string{"Home", "End"}, does: "First and last cell of the row"},
	{keys: []string{"Ctrl Home", "Ctrl End"}, does: "First and last cell of the grid"},
	{keys: []string{"Page Up", "Page Down"}, does: "Previous and next area"},
	{keys: []string{"R", "A", "C", "I"}, does: "Set the letter, or fill the selection with it", edits: true},
	{keys: []string{"Shift A", "Shift R"}, does: "Add or take away the second letter", edits: true},
	{keys: []string{"Ctrl Shift A"}, does: "Accountable beside the one there is; the checks tell of the clash", edits: true},
	{keys: []string{"-", "0"}, does: "Not involved", edits: true},
	{keys: []string{"Delete", "Backspace"}, does: "Not decided yet", edits: true},
	{keys: []string{"Enter", "F2", "Space"}, does: "Choose by words: Enter saves, Esc reverts", edits: true},
	{keys: []string{"Shift ↑", "↓", "←", "→"}, does: "Extend the selection"},
	{keys: []string{"Shift Space", "Ctrl Space", "Ctrl A"}, does: "Select the row, the column, everything"},
	{keys: []string{"Esc"}, does: "Drop the selection"},
	{keys: []string{"Ctrl Enter"}, does: "Fill the selection with the value of this cell", edits: true},
	{keys: []string{"Ctrl D"}, does: "Fill down, or copy the cell above", edits: true},
	{keys: []string{"Ctrl C", "Ctrl X", "Ctrl V"}, does: "Copy, cut and paste, also to and from Excel"},
	{keys: []string{"Ctrl Z", "Ctrl Shift Z"}, does: "Undo and redo my own changes", edits: true},
	{keys: []string{"Y", "N"}, does: "Agree to the row, or dispute it"},
	{keys: []string{"M"}, does: "Comment on the cell or the row"},
	{keys: []string{"Alt ↓", "Alt ↑"}, does: "Next and previous problem"},
	{keys: []string{"[", "]"}, does: "Collapse and expand the area"},
	{keys: []string{"F"}, does: "Filter the functions"},
	{keys: []string{"?"}, does: "This list"},
}

// afterLetter is where the focus goes when a letter was set; the browser remembers it.
var afterLetter = []ui.Option{
	{Value: "", Label: "stay in the cell"},
	{Value: "right", Label: "move right"},
	{Value: "down", Label: "move down"},
}

// named gives a button the name screen readers need where its label repeats.
func named(name string) templ.Attributes { return templ.Attributes{"aria-label": name} }

// sideAt is the side of a column of ticks.
func sideAt(i int) party.Side { return party.Sides[i] }
