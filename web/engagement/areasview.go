package engagement

import (
	"strconv"
	"strings"

	"demarc/internal/app"
	"demarc/internal/engagement"
	"demarc/internal/raci"
	"demarc/web/page"
	"demarc/web/ui"
)

// areasView is the areas step. chosen are the lanes to show as picked where they
// differ from those in the matrix.
type areasView struct {
	sheet
	d      engagement.Draft
	form   *page.Form
	chosen map[raci.AreaKey]raci.Mode
	preset string // name of the preset that filled the choice
}

// areaLine is one area as the list shows it.
type areaLine struct {
	area      raci.Area
	functions int // rows, also while the area is out of scope
	agreed    int
	collision string
	picked    raci.Mode
	problem   string
}

func newAreasView(v sheet, d engagement.Draft) areasView {
	return areasView{sheet: v, d: d, form: &page.Form{}, chosen: map[raci.AreaKey]raci.Mode{}}
}

func (v *areasView) usePreset(key string) {
	for _, p := range v.d.Library.Presets() {
		if p.Key == key {
			v.preset = p.Name
			for _, a := range v.d.Library.Areas() {
				v.chosen[a.Key] = a.Lane(p.Modes)
			}
		}
	}
}

func (v areasView) lines() []areaLine {
	var out []areaLine
	for _, a := range v.d.Matrix.Areas {
		line := areaLine{area: a, picked: a.Mode, problem: v.form.Error(string(a.Key))}
		if m, ok := v.chosen[a.Key]; ok {
			line.picked = m
		}
		if known, ok := v.d.Library.Area(a.Key); ok {
			line.collision = known.Collision
		}
		for _, f := range v.d.Matrix.Functions {
			if f.Area != a.Key || !f.In() && f.Excluded != raci.AreaExcluded {
				continue
			}
			line.functions++
			if f.In() && f.Settled() {
				line.agreed++
			}
		}
		out = append(out, line)
	}
	return out
}

// changed tells whether the choice differs from the matrix.
func (l areaLine) changed() bool { return l.picked != l.area.Mode }

func (l areaLine) meta() string {
	text := counted(l.functions, "function")
	if l.agreed > 0 {
		text += ", " + strconv.Itoa(l.agreed) + " agreed"
	}
	return text
}

// totals is a line such as "5 MSP-led, 11 shared, 6 internal-led, 2 out of scope".
func (v areasView) totals() string {
	lanes := map[raci.Mode]int{}
	for _, l := range v.lines() {
		lanes[l.picked]++
	}
	var parts []string
	for _, m := range raci.Modes {
		parts = append(parts, strconv.Itoa(lanes[m])+" "+laneWord(m))
	}
	return strings.Join(parts, ", ")
}

// leans warns when whoever takes security has no hand on what security needs.
func (v areasView) leans() string {
	lane := map[raci.AreaKey]raci.Mode{}
	name := map[raci.AreaKey]string{}
	for _, l := range v.lines() {
		lane[l.area.Key], name[l.area.Key] = l.picked, l.area.Name
	}
	if lane["threat"] != raci.MSPLed {
		return ""
	}
	var weak []string
	for _, key := range []raci.AreaKey{"server", "network", "cloud", "backup"} {
		if m := lane[key]; m == raci.InternalLed || m == raci.OutOfScope {
			weak = append(weak, name[key]+" is "+laneWord(m))
		}
	}
	if len(weak) == 0 {
		return ""
	}
	return name["threat"] + " is MSP-led, but " + strings.Join(weak, ", ") + ". Whoever answers for security usually needs these to be led or shared."
}

// columns are the matrix's columns, for the heads of the plan.
func (v areasView) columns() []raci.Stakeholder { return v.d.Matrix.Stakeholders }

func (p planView) columnsOf() []ui.Column {
	out := []ui.Column{{Label: "Function"}}
	for _, s := range p.columns() {
		out = append(out, ui.Column{Label: s.Name})
	}
	return append(out, ui.Column{Label: "Note"})
}

// effect says what happens to a row besides its letters.
func effect(c raci.RowChange) string {
	switch {
	case c.Exclude:
		return "Leaves the matrix"
	case c.Restore:
		return "Comes back"
	}
	return ""
}

func (p planView) summary() string {
	text := counted(len(p.plan.Areas), "area") + " and " + counted(p.plan.Rows, "function") + " would change."
	if p.plan.Agreed > 0 {
		text += " " + strconv.Itoa(p.plan.Agreed) + " of them " + isAre(p.plan.Agreed) + " agreed by at least one side, who will be asked again."
	}
	return text
}

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

func (p planView) headOf(a app.AreaPlan) string {
	return a.Area.Name + ": " + laneWord(a.Area.Mode) + " to " + laneWord(a.To)
}
