package friction

import (
	"math"
	"slices"
	"strconv"
	"time"

	"demarc/internal/raci"
)

// Table is the figures behind a plot, for a page and for a spreadsheet.
type Table struct {
	Name  string // of its file
	Title string
	Head  []string // the first column names the row, the others are figures
	Rows  [][]string
}

// Tables lists what there is a table of.
func (m Map) Tables(matrix raci.Matrix) []Table {
	return []Table{m.ByArea(), m.ByFunction(), ByOwner(matrix), ByPerson(matrix), m.ByTime()}
}

var tallied = []string{"Disputes", "Votes apart", "Changes after agreement", "Positions differed", "Back and forth", "Changed hands", "Parked", "Days to agreement"}

func (m Map) figures(t Tally, s Span) []string {
	return []string{itoa(t.Disputed), itoa(t.VotedApart), itoa(t.Reopened), itoa(t.Differed), itoa(t.Bounced), itoa(t.Handed), itoa(t.Parked), m.days(s)}
}

// days is how long it took; what is open still is counted until now, with a plus.
func (m Map) days(s Span) string {
	if s.Proposed.IsZero() {
		return ""
	}
	text := decimal(s.Took(m.Now).Hours() / 24)
	if s.Agreed.IsZero() {
		text += "+"
	}
	return text
}

// ByArea is the friction of each area, month by month.
func (m Map) ByArea() Table {
	t := Table{Name: "areas", Title: "Friction by area", Head: []string{"Area", "Functions", "Friction per 10 functions"}}
	for _, at := range m.Months {
		t.Head = append(t.Head, at.Format("Jan 2006"))
	}
	t.Head = append(t.Head, tallied...)
	for _, a := range m.Areas {
		row := []string{a.Area.Name, itoa(a.Rows), decimal(a.Score(a.Rows))}
		for _, month := range a.Months {
			row = append(row, decimal(month.Score(a.Rows)))
		}
		t.Rows = append(t.Rows, append(row, m.figures(a.Tally, a.Span)...))
	}
	return t
}

// ByFunction is what happened to each function to which anything did.
func (m Map) ByFunction() Table {
	t := Table{Name: "functions", Title: "Friction by function", Head: append([]string{"Function", "Area"}, tallied...)}
	names := map[raci.AreaKey]string{}
	for _, a := range m.Areas {
		names[a.Area.Key] = a.Area.Name
	}
	for _, r := range m.Hot(len(m.Rows)) {
		t.Rows = append(t.Rows, append([]string{r.Function.Name, names[r.Function.Area]}, m.figures(r.Tally, r.Span)...))
	}
	return t
}

// Kinds are the owners that a plot tells apart, in its order.
var Kinds = []raci.Kind{raci.MSPTeam, raci.InternalIT, raci.Management, raci.OtherKind}

// Owner is what a kind of stakeholder is called in a matrix.
func Owner(m raci.Matrix, k raci.Kind) string {
	if k == raci.OtherKind {
		return "Others"
	}
	s, _ := m.Standard(k)
	return s.Name
}

// ByOwner is who answers for how many functions of each area.
func ByOwner(m raci.Matrix) Table {
	t := Table{Name: "ownership", Title: "Who answers for what", Head: []string{"Area", "Functions"}}
	for _, k := range Kinds {
		t.Head = append(t.Head, Owner(m, k))
	}
	t.Head = append(t.Head, "Nobody yet")
	for _, o := range m.Ownership() {
		row := []string{o.Area.Name, itoa(o.Rows)}
		for _, k := range Kinds {
			row = append(row, itoa(o.ByKind[k]))
		}
		t.Rows = append(t.Rows, append(row, itoa(o.Nobody)))
	}
	return t
}

// ByTime is how many functions were agreed, of how many, whenever that changed.
func (m Map) ByTime() Table {
	t := Table{Name: "progress", Title: "Agreed over time", Head: []string{"When (UTC)", "Agreed by both", "Functions in the matrix", "Event"}}
	type line struct {
		at    time.Time
		event string
	}
	var lines []line
	for _, p := range slices.Concat(m.Agreed, m.InScope) {
		lines = append(lines, line{p.At, ""})
	}
	for _, at := range m.Sent {
		lines = append(lines, line{at, "Sent for signature"})
	}
	slices.SortStableFunc(lines, func(a, b line) int { return a.at.Compare(b.at) })
	for i, l := range lines {
		if i+1 < len(lines) && lines[i+1].at.Equal(l.at) && l.event == "" {
			continue
		}
		t.Rows = append(t.Rows, []string{l.at.Format("2 Jan 2006 15:04"), itoa(At(m.Agreed, l.at)), itoa(At(m.InScope, l.at)), l.event})
	}
	return t
}

// At is the count at a moment.
func At(points []Point, at time.Time) int {
	n := 0
	for _, p := range points {
		if p.At.After(at) {
			break
		}
		n = p.N
	}
	return n
}

func itoa(n int) string { return strconv.Itoa(n) }

// decimal is a figure with at most one decimal.
func decimal(v float64) string {
	return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64)
}
