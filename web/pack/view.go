package pack

import (
	"strconv"

	"demarc/internal/access"
	"demarc/internal/agreement"
	"demarc/internal/engagement"
	"demarc/internal/raci"
	"demarc/web/page"
	"demarc/web/ui"
)

// listView is every pack at a glance.
type listView struct {
	page  ui.Page
	work  ui.Work
	lines []line
}

// line is one pack of the list.
type line struct {
	engagement.PackState
	suggested bool // for the client's industry
}

func (l line) state() (kind, words string) {
	switch {
	case l.Whole():
		return "force", "In the matrix"
	case l.In > 0:
		return "review", strconv.Itoa(l.In) + " of " + strconv.Itoa(len(l.Rows)) + " in the matrix"
	case l.Out > 0:
		return "ended", "Taken out"
	}
	return "draft", "Not added"
}

// packView is one pack, whole.
type packView struct {
	page ui.Page
	work ui.Work
	who  access.Actor
	d    engagement.Draft
	engagement.PackState
	lane raci.Mode // the lane that its rows are shown in
	form *page.Form
	at   string // its address
}

// lanes are those that a pack can be added in; only while its area has none yet.
func (v packView) lanes() []raci.Mode {
	if v.Lane("") != "" {
		return nil
	}
	return []raci.Mode{raci.MSPLed, raci.Shared, raci.InternalLed}
}

// standard are the three columns that the pack has letters for.
func (v packView) standard() []raci.Stakeholder {
	var out []raci.Stakeholder
	for _, s := range v.d.Matrix.Stakeholders {
		if s.Kind != raci.OtherKind {
			out = append(out, s)
		}
	}
	return out
}

func (v packView) heads() []ui.Column {
	out := []ui.Column{{Label: "Function"}}
	for _, s := range v.standard() {
		out = append(out, ui.Column{Label: s.Name})
	}
	return append(out, ui.Column{Label: "Helps to satisfy"}, ui.Column{Label: "Now"})
}

// letter is what a column is to a row: as it stands in the matrix, else as the lane
// starts it.
func (v packView) letter(r engagement.PackRow, s raci.Stakeholder) string {
	if !r.Missing() {
		return string(r.Row.Cells[s.ID])
	}
	return string(r.Function.Patterns[v.lane].Fill([]raci.Stakeholder{s})[s.ID])
}

// now says how a row stands.
func now(r engagement.PackRow) (kind, words string) {
	switch {
	case r.In():
		return "force", "In the matrix"
	case r.Missing():
		return "draft", "Not added"
	}
	return "ended", "Excluded"
}

// rider is the label of the pack's rider.
func (v packView) rider() string {
	f, _ := agreement.FieldByKey("riders.enabled")
	c, _ := f.Choice(v.Pack.Rider)
	return c.Label
}

func (v packView) riderState() string {
	if v.Rider {
		return v.rider() + ". It is on."
	}
	return v.rider() + ". It is off."
}

// columns offers the stakeholders of the industry; those in the matrix are told.
func (v packView) columns() ui.Field {
	f := v.form.Field("columns", "Add columns for")
	f.Optional = true
	f.Hint = "A new column starts with nothing decided, in every function."
	for _, c := range v.Columns {
		o := ui.Option{Value: c.Name, Label: c.Name, Off: c.There}
		if c.There {
			o.Hint = "In the matrix already."
		}
		f.Options = append(f.Options, o)
	}
	return f
}

func (v packView) riderOn() ui.Field {
	return ui.Field{
		Name: "rider", Label: "Switch on its rider in Exhibit F: " + v.rider(), Checked: v.form.OK() || v.form.Checked("rider"),
		Hint: "Have your attorney review the rider before use.",
	}
}

func (v packView) riderOff() ui.Field {
	return ui.Field{Name: "rider_off", Label: "Switch off its rider too", Checked: v.form.OK() || v.form.Checked("rider_off"), Hint: "Without its functions the rider refers to nothing."}
}

func (v packView) reason() ui.Field {
	f := v.form.Field("reason", "Why are these functions not in scope?")
	f.Rows, f.MaxLength, f.Hint = 2, 300, "Exhibit A lists each function as excluded, with this reason."
	return f
}

// button says what pressing it does.
func (v packView) button() string {
	if n := v.Wanting(); n > 0 {
		return "Add " + counted(n, "function")
	}
	return "Add what is ticked"
}

// offers tells whether there is anything left to add.
func (v packView) offers() bool {
	for _, c := range v.Columns {
		if !c.There {
			return true
		}
	}
	return !v.Whole() || !v.Rider
}

func (v packView) intro() string {
	if v.Whole() {
		return "Every function of this pack is in the matrix."
	}
	text := counted(v.Wanting(), "function") + " would be added, with these letters to begin with."
	if v.In > 0 {
		text += " The others stay as they are."
	}
	if v.Out > 0 {
		text += " " + counted(v.Out, "function") + " listed as excluded would come back."
	}
	return text
}
