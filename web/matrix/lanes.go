package matrix

import (
	"fmt"
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
	disputed  int
	mark      mark // findings of its rows
	shares    []share
	collision string         // where the two teams usually collide
	notes     []raci.Finding // what the lane says that its rows or other lanes do not
}

// share is how many functions of an area a column answers for; a column without a name
// is nobody.
type share struct {
	column raci.Stakeholder
	n      int
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
	answers := make([]int, len(v.d.Matrix.Stakeholders))
	nobody := 0
	for _, f := range b.rows {
		if f.Settled() {
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
				answers[i]++
				any = true
			}
		}
		if !any {
			nobody++
		}
	}
	for i, s := range v.d.Matrix.Stakeholders {
		if answers[i] > 0 {
			l.shares = append(l.shares, share{s, answers[i]})
		}
	}
	if nobody > 0 {
		l.shares = append(l.shares, share{n: nobody})
	}
	for _, f := range v.findings {
		if f.Area == a.Key && f.Page == "areas" && f.Waiver == nil {
			l.notes = append(l.notes, f)
		}
	}
	return l
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
	parts := []string{fmt.Sprintf("%d of %d agreed", l.agreed, len(l.rows))}
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
