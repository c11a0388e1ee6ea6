package engagement

import (
	"slices"
	"strings"

	"demarc/internal/party"
	"demarc/internal/raci"
)

// Side is the company a column belongs to, as raci.Stakeholder.Side has it.
func (c Column) Side() party.Side { return raci.Stakeholder{Kind: c.Kind}.Side() }

// Pick is a function that an executive should read, with what makes it one.
type Pick struct {
	Area, Place int // where it stands: Areas[Area].Rows[Place]
	Row         Row
	Sections    []string // numbers of the sections that rest on it
	// Overridden says that a lock leaves it to one team and the parties gave it to
	// another.
	Overridden bool
}

// Executive picks at most n functions for somebody who will read no more than that. The
// first difference decides:
//
//  1. Criticality: a failure of a critical function stops the business.
//  2. The lock. Management's lock marks what involves money, risk or a legal duty, so
//     that nobody else may answer for it; the client's lock marks what must not leave the
//     client's hands.
//  3. A lock that the parties set aside comes before one they kept.
//  4. Management answers for it itself.
//  5. More sections of the agreement rest on it.
//  6. Both companies work on it, which is where they come to disagree.
//  7. The order of the matrix, so that equal contents give equal picks.
func (c Content) Executive(n int) []Pick {
	type ranked struct {
		Pick
		keys [6]int // small comes first
	}
	cited := c.cited()
	var all []ranked
	for i, a := range c.Areas {
		for j, f := range a.Rows {
			p := Pick{Area: i, Place: j, Row: f, Sections: cited[f.Key], Overridden: c.overridden(f)}
			all = append(all, ranked{p, [6]int{
				criticalityRank(f.Criticality),
				lockRank(f.Lock), no(p.Overridden), no(c.managed(f)), -len(p.Sections), no(c.joint(f)),
			}})
		}
	}
	slices.SortStableFunc(all, func(a, b ranked) int { return slices.Compare(a.keys[:], b.keys[:]) })
	var out []Pick
	for _, r := range all[:min(n, len(all))] {
		out = append(out, r.Pick)
	}
	return out
}

func criticalityRank(x raci.Criticality) int {
	switch x {
	case raci.Critical:
		return 0
	case raci.High:
		return 1
	case raci.Normal:
	}
	return 2
}

// lockRank puts money, risk and legal duty first.
func lockRank(l raci.Lock) int {
	switch l {
	case raci.ManagementLock:
		return 0
	case raci.ClientLock:
		return 1
	case raci.NoLock, raci.MSPLock:
	}
	return 2
}

// no is 0 for yes, so that yes comes first.
func no(yes bool) int {
	if yes {
		return 0
	}
	return 1
}

// cited lists, by function, the numbers of the sections that refer to it.
func (c Content) cited() map[raci.FunctionKey][]string {
	out := map[raci.FunctionKey][]string{}
	for _, s := range c.Agreement.Sections {
		for _, p := range s.Paragraphs {
			for _, span := range p.Text {
				key, ok := strings.CutPrefix(span.Ref, "fn-")
				if k := raci.FunctionKey(key); ok && !slices.Contains(out[k], s.Number) {
					out[k] = append(out[k], s.Number)
				}
			}
		}
	}
	return out
}

// Answering is the place of the column that answers for f, or -1 while nobody does. Where
// two share the week it is the one of Business Hours.
func (c Content) Answering(f Row) int {
	all := c.Answerers(f)
	for _, i := range all {
		if f.Window(i).Covers(raci.BusinessHours) {
			return i
		}
	}
	if len(all) > 0 {
		return all[0]
	}
	return -1
}

// Answerers are the places of the columns that answer for f: one, or two that share the
// week.
func (c Content) Answerers(f Row) []int {
	var out []int
	for i := range min(len(f.Cells), len(c.Stakeholders)) {
		if f.Cells[i].Answers() {
			out = append(out, i)
		}
	}
	return out
}

// Doing are the places of the columns that do the work of f.
func (c Content) Doing(f Row) []int {
	var out []int
	for i := range min(len(f.Cells), len(c.Stakeholders)) {
		if f.Cells[i].Does() {
			out = append(out, i)
		}
	}
	return out
}

func (c Content) managed(f Row) bool {
	return slices.ContainsFunc(c.Answerers(f), func(i int) bool { return c.Stakeholders[i].Kind == raci.Management })
}

// overridden tells whether a team answers for f that its lock shuts out.
func (c Content) overridden(f Row) bool {
	return slices.ContainsFunc(c.Answerers(f), func(i int) bool { return !f.Lock.Admits(c.Stakeholders[i].Kind) })
}

// joint tells whether people of both companies do the work of f.
func (c Content) joint(f Row) bool {
	sides := map[party.Side]bool{}
	for _, i := range c.Doing(f) {
		sides[c.Stakeholders[i].Side()] = true
	}
	return len(sides) > 1
}

// Functions counts the functions in the matrix.
func (c Content) Functions() int {
	n := 0
	for _, a := range c.Areas {
		n += len(a.Rows)
	}
	return n
}
