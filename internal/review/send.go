package review

import (
	"slices"
	"strconv"
	"time"

	"demarc/internal/fault"
	"demarc/internal/raci"
)

// Verdict is what a review says of the matrix as a whole.
type Verdict string

const (
	Agree       Verdict = "agree"
	AgreeExcept Verdict = "agree_except"
	NotYet      Verdict = "not_yet"
)

// Verdicts lists them in the order people are asked.
var Verdicts = []Verdict{Agree, AgreeExcept, NotYet}

// Words is the verdict as people read it.
func (v Verdict) Words() string {
	switch v {
	case Agree:
		return "Agree"
	case AgreeExcept:
		return "Agree, with exceptions"
	case NotYet:
		return "Not yet"
	}
	return string(v)
}

// Stand is what a pending mark will do to a row.
type Stand string

const (
	Agreeing  Stand = "agree"
	Disputing Stand = "dispute"
)

// Mark is what somebody will do to a row when they send their review. Rev is the row's
// revision they looked at: a mark on content that changed since is not carried out.
type Mark struct {
	Function raci.FunctionID
	Stand    Stand
	Reason   string // of a dispute
	Rev      int
	At       time.Time
}

// Pending is what waits in one person's review; nobody else sees it.
type Pending struct {
	Threads []Thread // those with pending comments, whole
	Marks   []Mark
}

// Comments are the pending ones, in the order they were written.
func (p Pending) Comments() []Comment {
	var list []Comment
	for _, t := range p.Threads {
		for _, c := range t.Comments {
			if c.Pending {
				list = append(list, c)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b Comment) int { return a.At.Compare(b.At) })
	return list
}

// Empty tells whether there is nothing to send but a verdict.
func (p Pending) Empty() bool { return len(p.Marks) == 0 && len(p.Comments()) == 0 }

// Mark finds what waits for a row.
func (p Pending) Mark(fn raci.FunctionID) (Mark, bool) {
	i := slices.IndexFunc(p.Marks, func(m Mark) bool { return m.Function == fn })
	if i < 0 {
		return Mark{}, false
	}
	return p.Marks[i], true
}

// Exceptions are the rows the review says something against: those it disputes or
// comments on. Agreeing to the rest leaves them out.
func (p Pending) Exceptions() map[raci.FunctionID]bool {
	rows := map[raci.FunctionID]bool{}
	for _, t := range p.Threads {
		if slices.ContainsFunc(t.Comments, func(c Comment) bool { return c.Pending }) {
			rows[t.Anchor.Function] = true
		}
	}
	for _, m := range p.Marks {
		if m.Stand == Disputing {
			rows[m.Function] = true
		} else {
			delete(rows, m.Function) // a comment beside an explicit yes
		}
	}
	return rows
}

// Review is what was sent.
type Review struct {
	ID       ID
	Author   Person
	At       time.Time
	Verdict  Verdict
	Body     string // the sentence to the other side
	Comments int    // how many it sent
	Agreed   int    // rows it ticked
	Disputed int    // rows it disputed
}

// Outcome is what sending a review does to the rows, decided before anything changes.
type Outcome struct {
	Agree   []raci.Function // each at the revision that was shown
	Dispute []Mark
	Moved   []raci.FunctionID // rows that changed since they were shown; they are left as they are
}

// Send decides what a verdict does. ready are the rows without a finding or a dispute
// that the side has not ticked; shown maps the rows the person saw listed to their
// revisions; ticks tells whether the person may agree and dispute at all: a contributor's
// verdict is a word, and changes no row.
func (p Pending) Send(v Verdict, rows, ready []raci.Function, shown map[raci.FunctionID]int, ticks bool) (Outcome, error) {
	var o Outcome
	except := p.Exceptions()
	disputes := slices.ContainsFunc(p.Marks, func(m Mark) bool { return m.Stand == Disputing })
	switch {
	case !slices.Contains(Verdicts, v):
		return o, fault.Field("verdict", "Choose what your review says.")
	case v == Agree && disputes:
		return o, fault.Field("verdict", "Your review disputes a function. Choose “Agree, with exceptions” or “Not yet”.")
	case v == AgreeExcept && len(except) == 0:
		return o, fault.Field("verdict", "Your review says nothing against any function. Choose “Agree”, or comment on what you do not agree to.")
	case !ticks:
		return o, nil
	}
	for _, m := range p.Marks {
		i := slices.IndexFunc(rows, func(f raci.Function) bool { return f.ID == m.Function })
		switch {
		case i < 0 || !rows[i].In() || rows[i].Rev != m.Rev:
			o.Moved = append(o.Moved, m.Function)
		case m.Stand == Disputing:
			o.Dispute = append(o.Dispute, m)
		case rows[i].Dispute.Reason != "": // raised since: somebody must settle it first
			o.Moved = append(o.Moved, m.Function)
		default:
			o.Agree = append(o.Agree, rows[i])
		}
	}
	if v == NotYet {
		return o, nil
	}
	for _, f := range ready {
		rev, seen := shown[f.ID]
		_, marked := p.Mark(f.ID)
		switch {
		case !seen || marked || v == AgreeExcept && except[f.ID]:
		case rev != f.Rev:
			o.Moved = append(o.Moved, f.ID)
		default:
			o.Agree = append(o.Agree, f)
		}
	}
	return o, nil
}

// Sums says in words what a review did: "3 comments, 41 functions agreed, 1 disputed".
func (r Review) Sums() string {
	s := number(r.Comments, "comment", "comments")
	if r.Agreed > 0 {
		s += ", " + number(r.Agreed, "function", "functions") + " agreed"
	}
	if r.Disputed > 0 {
		s += ", " + strconv.Itoa(r.Disputed) + " disputed"
	}
	return s
}

func number(n int, singular, plural string) string {
	switch n {
	case 0:
		return "no " + plural
	case 1:
		return "1 " + singular
	}
	return strconv.Itoa(n) + " " + plural
}
