// Package friction reads from the record of an engagement where its two teams did not
// see eye to eye: what was disputed, what a blind vote showed, what changed after both
// had agreed, what went back and forth, and how long each row took. It counts rows and
// areas, never people: of who acted it looks at the side alone. It is pure. Start at
// Read; reader.go has the one table of what each kind of entry means.
package friction

import (
	"slices"
	"time"

	"demarc/internal/audit"
	"demarc/internal/party"
	"demarc/internal/raci"
)

// Tally counts what happened to a row, or to all rows of an area.
type Tally struct {
	Disputed   int // a side said no, with a reason
	VotedApart int // a blind vote showed two answers
	Reopened   int // changed after both sides had agreed
	Differed   int // one side stood by it and the other changed it
	Bounced    int // a letter went back to what the other side had changed
	Parked     int // put off
	Handed     int // the A went from one stakeholder to another
}

// Points are what the score counts.
func (t Tally) Points() int { return t.Disputed + t.VotedApart + t.Reopened }

// Score is the friction of so many rows: points per ten of them.
func (t Tally) Score(rows int) float64 {
	if rows <= 0 {
		return 0
	}
	return 10 * float64(t.Points()) / float64(rows)
}

// Any tells whether anything happened at all.
func (t Tally) Any() bool { return t != Tally{} }

func (t *Tally) add(o Tally) {
	t.Disputed += o.Disputed
	t.VotedApart += o.VotedApart
	t.Reopened += o.Reopened
	t.Differed += o.Differed
	t.Bounced += o.Bounced
	t.Parked += o.Parked
	t.Handed += o.Handed
}

// Row is one function of the matrix.
type Row struct {
	Function raci.Function
	Tally
	Span
}

// Span is the way from the first proposal to the agreement of both sides.
type Span struct {
	Proposed time.Time // zero while nobody has said anything
	Agreed   time.Time // zero while they have not agreed
}

// Took is how long it took, or takes until now.
func (s Span) Took(now time.Time) time.Duration {
	switch {
	case s.Proposed.IsZero():
		return 0
	case s.Agreed.IsZero():
		return now.Sub(s.Proposed)
	}
	return s.Agreed.Sub(s.Proposed)
}

// Area is the rows of one functional area together. It is agreed when all of them are.
type Area struct {
	Area raci.Area
	Rows int
	Tally
	Span
	Months []Tally // one for each of Map.Months
}

// Point is a count from a moment on.
type Point struct {
	At time.Time
	N  int
}

// Waiting is how many rows one side stands by and the other has not answered.
type Waiting struct {
	Side  party.Side // whose answer is missing
	Rows  int
	Since time.Time // the oldest
}

// Map is where it rubbed.
type Map struct {
	Now     time.Time
	From    time.Time   // the first entry that was read
	Months  []time.Time // first days, at most MaxMonths
	Areas   []Area      // those with rows, in the order of the matrix
	Rows    []Row       // in the order of the matrix
	Total   Tally
	Agreed  []Point // rows that both sides agreed to, over time
	InScope []Point // rows in the matrix, over time
	Sent    []time.Time
	Waiting []Waiting
}

// MaxMonths is how many months a map shows, the last one being now.
const MaxMonths = 12

// Read makes the map of a matrix from the entries of its engagement, in their order.
// Only rows that are in the matrix now are counted.
func Read(entries []audit.Entry, m raci.Matrix, now time.Time) Map {
	r := newReader(m, now)
	for i := 0; i < len(entries); {
		n := i + 1
		for n < len(entries) && entries[n].At.Equal(entries[i].At) {
			n++ // what one act recorded has one time
		}
		r.act(entries[i:n])
		i = n
	}
	return r.done()
}

// Hot lists the rows with the most friction: most points first, then what went back
// and forth most, then what took longest.
func (m Map) Hot(most int) []Row {
	var hot []Row
	for _, r := range m.Rows {
		if r.Any() {
			hot = append(hot, r)
		}
	}
	slices.SortStableFunc(hot, func(a, b Row) int {
		for _, d := range [...]int{b.Points() - a.Points(), b.restless() - a.restless()} {
			if d != 0 {
				return d
			}
		}
		return int((b.Took(m.Now) - a.Took(m.Now)).Hours())
	})
	return hot[:min(most, len(hot))]
}

func (t Tally) restless() int { return t.Differed + t.Bounced + t.Handed + t.Parked }

// Any tells whether there is anything to show: somebody has taken a position.
func (m Map) Any() bool {
	return slices.ContainsFunc(m.Rows, func(r Row) bool { return r.Any() || !r.Proposed.IsZero() })
}
