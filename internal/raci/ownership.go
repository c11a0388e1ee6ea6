package raci

import "slices"

// Ownership is who answers for the functions of an area, counted by the kind of
// stakeholder.
type Ownership struct {
	Area   Area
	ByKind map[Kind]int
	Nobody int
	Rows   int
}

// Ownership counts who answers, per area that has functions: the one with most that
// nobody answers for first, then the largest.
func (m Matrix) Ownership() []Ownership {
	var out []Ownership
	for _, a := range m.Areas {
		o := Ownership{Area: a, ByKind: map[Kind]int{}}
		for _, f := range m.InArea(a.Key) {
			o.Rows++
			if s, ok := m.owner(f); ok {
				o.ByKind[s.Kind]++
			} else {
				o.Nobody++
			}
		}
		if o.Rows > 0 {
			out = append(out, o)
		}
	}
	slices.SortStableFunc(out, func(a, b Ownership) int {
		if a.Nobody != b.Nobody {
			return b.Nobody - a.Nobody
		}
		return b.Rows - a.Rows
	})
	return out
}

// owner is who answers for a row: of two who take turns, who does in business hours.
func (m Matrix) owner(f Function) (Stakeholder, bool) {
	answering := m.Answering(f)
	for _, s := range answering {
		if f.Windows[s.ID] != AfterHours {
			return s, true
		}
	}
	if len(answering) == 0 {
		return Stakeholder{}, false
	}
	return answering[0], true
}
