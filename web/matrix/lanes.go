package matrix

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"demarc/internal/raci"
	"demarc/web/ui"
)

// anew are the events of the stream that make the lanes, or what is mine, stale.
const anew = "function from:#live delay:400ms, matrix from:#live delay:400ms, draft from:#live delay:400ms, envelope from:#live delay:400ms, resync from:#live"

// lane is one area as the first zoom shows it.
type lane struct {
	area      raci.Area
	rows      []raci.Function // those that the filter lets through
	total     int
	agreed    int
	parked    int // by both, and not among the agreed
	disputed  int
	mark      mark // findings of its rows
	shares    []share
	people    []string       // named for single rows, with how many
	collision string         // where the two teams usually collide
	notes     []raci.Finding // what the lane says that its rows or other lanes do not
}

// share is how many functions of an area a column answers for; a column without a name
// is nobody.
type share struct {
	column          raci.Stakeholder
	n               int
	business, after int // of them, those where it answers in these hours alone
}

// lanes are all areas, those out of scope as well unless the filter asks for rows.
func (v view) lanes() []lane {
	shown := map[raci.AreaKey]band{}
	for _, b := range v.bands {
		shown[b.area.Key] = b
	}
	var out []lane
	for _, a := range v.d.Matrix.Areas {
		b, any := shown[a.Key]
		if !any && (v.filter.on() || a.Mode != raci.OutOfScope) {
			continue
		}
		out = append(out, v.lane(a, b))
	}
	return out
}

func (v view) lane(a raci.Area, b band) lane {
	l := lane{area: a, rows: b.rows, total: b.total}
	if known, ok := v.d.Library.Area(a.Key); ok {
		l.collision = known.Collision
	}
	answers := make([]share, len(v.d.Matrix.Stakeholders))
	people := map[string]int{}
	nobody := 0
	for _, f := range b.rows {
		switch {
		case f.Settled() && f.IsParked():
			l.parked++
		case f.Settled():
			l.agreed++
		}
		if f.Dispute.Reason != "" {
			l.disputed++
		}
		m := v.marks[f.ID]
		l.mark.block, l.mark.look = l.mark.block+m.block, l.mark.look+m.look
		any := false
		for i, s := range v.d.Matrix.Stakeholders {
			if f.Cells[s.ID].Answers() {
				answers[i].add(f.Window(s.ID))
				any = true
			}
			if p := f.Holders[s.ID].Person; p != "" && f.Cells[s.ID] != raci.NotInvolved && f.Cells[s.ID] != raci.Undecided {
				people[p]++
			}
		}
		if !any {
			nobody++
		}
	}
	for i, s := range v.d.Matrix.Stakeholders {
		if answers[i].n > 0 {
			answers[i].column = s
			l.shares = append(l.shares, answers[i])
		}
	}
	if nobody > 0 {
		l.shares = append(l.shares, share{n: nobody})
	}
	for _, p := range slices.Sorted(maps.Keys(people)) {
		l.people = append(l.people, fmt.Sprintf("%s (%d)", p, people[p]))
	}
	for _, f := range v.findings {
		if f.Area == a.Key && f.Page == "areas" && f.Waiver == nil {
			l.notes = append(l.notes, f)
		}
	}
	return l
}

// add counts a function that the column answers for.
func (s *share) add(when raci.Window) {
	s.n++
	switch when {
	case raci.BusinessHours:
		s.business++
	case raci.AfterHours:
		s.after++
	case raci.Always:
	}
}

// sometimes says for how many of them the column answers only in some hours.
func (s share) sometimes() string {
	var parts []string
	if s.business > 0 {
		parts = append(parts, fmt.Sprintf("%d in business hours", s.business))
	}
	if s.after > 0 {
		parts = append(parts, fmt.Sprintf("%d after hours", s.after))
	}
	if len(parts) == 0 {
		return ""
	}
	return "(" + strings.Join(parts, ", ") + ")"
}

// named lists who is named for single functions of the area.
func (l lane) named() string {
	if len(l.people) == 0 {
		return ""
	}
	return "Named for single functions: " + strings.Join(l.people, ", ") + "."
}

// size says how many functions there are, and how many of them the filter shows.
func (l lane) size() string {
	if len(l.rows) != l.total {
		return fmt.Sprintf("%d of %s", len(l.rows), count(l.total, "function", "functions"))
	}
	return count(l.total, "function", "functions")
}

// state says how far the area is.
func (l lane) state() string {
	parts := []string{standing(l.agreed, len(l.rows), l.parked)}
	if l.disputed > 0 {
		parts = append(parts, fmt.Sprintf("%d disputed", l.disputed))
	}
	if l.mark.block > 0 {
		parts = append(parts, fmt.Sprintf("%d to fix", l.mark.block))
	}
	if l.mark.look > 0 {
		parts = append(parts, fmt.Sprintf("%d to look at", l.mark.look))
	}
	return strings.Join(parts, " · ")
}

func (l lane) measure() ui.Measure {
	return ui.Measure{Done: l.agreed, Total: len(l.rows), Words: l.state()}
}

// box is the drawing of the shares: as wide as there are answers.
func (l lane) box() string {
	n := 0
	for _, s := range l.shares {
		n += s.n
	}
	return "0 0 " + strconv.Itoa(max(1, n)) + " 1"
}

// from is where a share begins in the drawing.
func (l lane) from(i int) string {
	n := 0
	for _, s := range l.shares[:i] {
		n += s.n
	}
	return strconv.Itoa(n)
}

func (s share) name() string {
	if s.column.ID == "" {
		return "Nobody"
	}
	return s.column.Name
}

// kind is the tint of a share.
func (s share) kind() string {
	if s.column.ID == "" {
		return "nobody"
	}
	return dot(s.column)
}
