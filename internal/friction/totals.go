package friction

import (
	"cmp"
	"slices"

	"demarc/internal/raci"
)

// Total is what happened in many engagements together: of one function of the library,
// of one area where Key is empty, of all where Area is empty too.
type Total struct {
	Area        raci.AreaKey
	Key         raci.FunctionKey
	Rows        int // in matrices that people have worked on
	Engagements int // in which something counted
	Clients     int // of those
	Tally
}

// Least is how many engagements, and how many clients, stand behind every figure that
// is shown of many.
const Least = 3

// Anonymous tells whether no figure of it can be laid at one client's door.
func (t Total) Anonymous() bool { return t.Engagements >= Least && t.Clients >= Least }

// Totals is what may be shown of many engagements.
type Totals struct {
	All       Total
	Areas     []Total // the highest score first
	Functions []Total // the highest score first
	Hidden    int     // areas with friction in too few engagements to be shown
}

// Share keeps what may be shown. Rows of one's own have no place in it: their names
// tell whose they are.
func Share(all []Total, library func(raci.FunctionKey) bool) Totals {
	var out Totals
	for _, t := range all {
		switch {
		case t.Area == "" && t.Key == "":
			if t.Anonymous() {
				out.All = t
			}
		case t.Key == "":
			if t.Anonymous() {
				out.Areas = append(out.Areas, t)
			} else if t.Points() > 0 {
				out.Hidden++
			}
		case t.Anonymous() && library(t.Key):
			out.Functions = append(out.Functions, t)
		}
	}
	highest := func(a, b Total) int {
		return cmp.Or(cmp.Compare(b.Score(b.Rows), a.Score(a.Rows)), cmp.Compare(b.Points(), a.Points()), cmp.Compare(a.Area, b.Area), cmp.Compare(a.Key, b.Key))
	}
	slices.SortFunc(out.Areas, highest)
	slices.SortFunc(out.Functions, highest)
	return out
}

// Tables are the totals by area and by function, named by the library.
func (t Totals) Tables(area func(raci.AreaKey) string, function func(raci.FunctionKey) string) []Table {
	head := []string{"Functions in use", "Engagements with friction", "Disputes", "Votes apart", "Changes after agreement", "Friction per 10 functions"}
	figures := func(t Total) []string {
		return []string{itoa(t.Rows), itoa(t.Engagements), itoa(t.Disputed), itoa(t.VotedApart), itoa(t.Reopened), decimal(t.Score(t.Rows))}
	}
	areas := Table{Name: "areas", Title: "Friction by area", Head: append([]string{"Area"}, head...)}
	for _, a := range t.Areas {
		areas.Rows = append(areas.Rows, append([]string{area(a.Area)}, figures(a)...))
	}
	functions := Table{Name: "functions", Title: "Friction by function", Head: append([]string{"Function", "Area"}, head...)}
	for _, f := range t.Functions {
		functions.Rows = append(functions.Rows, append([]string{function(f.Key), area(f.Area)}, figures(f)...))
	}
	return []Table{areas, functions}
}
