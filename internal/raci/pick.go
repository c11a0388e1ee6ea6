package raci

import (
	"cmp"
	"slices"
)

const (
	usualBallot = 12 // functions that a blind vote asks about unless somebody chooses others
	perArea     = 3  // so that one area does not fill it
)

// PickBallot proposes what to vote on: the functions two sides most often see
// differently. What is disputed comes first, then what changed hands already, then
// where the work of two companies meets. quarrels tells whether the library knows a
// usual dispute about a function. What both sides agreed to is left out. The same
// matrix always gives the same functions.
func (m Matrix) PickBallot(quarrels func(FunctionKey) bool) []FunctionID {
	type candidate struct {
		f      Function
		weight int
	}
	var all []candidate
	for _, f := range m.Agenda() {
		if !f.Settled() {
			all = append(all, candidate{f, m.contention(f, quarrels(f.Key))})
		}
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return cmp.Compare(b.weight, a.weight) })
	var picked, rest []FunctionID
	taken := map[AreaKey]int{}
	for _, c := range all {
		if taken[c.f.Area] < perArea {
			taken[c.f.Area]++
			picked = append(picked, c.f.ID)
		} else {
			rest = append(rest, c.f.ID)
		}
	}
	picked = append(picked, rest...)
	return picked[:min(usualBallot, len(picked))]
}

// contention weighs how likely the two sides see a function differently.
func (m Matrix) contention(f Function, quarrel bool) int {
	n := 0
	if f.Dispute.Reason != "" {
		n += 100
	}
	n += 12 * min(f.Handed, 4)
	if m.shared(f) {
		n += 10
	}
	if f.Split != "" { // somebody had to write down who does which part
		n += 4
	}
	switch f.Criticality {
	case Critical:
		n += 8
	case High:
		n += 4
	case Normal:
	}
	if quarrel {
		n += 5
	}
	return n
}

// shared tells whether the two companies meet in a function: both do it, or one
// answers for what the other does.
func (m Matrix) shared(f Function) bool {
	work := map[bool]bool{}
	for _, s := range m.Stakeholders {
		if as := f.Cells[s.ID]; as.Does() || as.Answers() {
			work[s.Kind == MSPTeam] = true
		}
	}
	return len(work) > 1
}

// Agenda is the order in which two teams go through a matrix together: what is
// critical first, then area by area.
func (m Matrix) Agenda() []Function {
	place := make(map[AreaKey]int, len(m.Areas))
	for i, a := range m.Areas {
		place[a.Key] = i
	}
	var in []Function
	for _, f := range m.Functions {
		if f.In() {
			in = append(in, f)
		}
	}
	first := func(f Function) int {
		if f.Criticality == Critical {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(in, func(a, b Function) int {
		return cmp.Or(cmp.Compare(first(a), first(b)), cmp.Compare(place[a.Area], place[b.Area]), cmp.Compare(a.Position, b.Position))
	})
	return in
}
