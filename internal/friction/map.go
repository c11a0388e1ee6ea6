package friction

import (
	"slices"
	"time"

	"demarc/internal/party"
	"demarc/internal/raci"
)

// done makes the map of what was read.
func (r *reader) done() Map {
	m := Map{Now: r.now, From: r.from, Sent: r.sent}
	if m.From.IsZero() {
		m.From = r.now
	}
	m.Months = months(m.From, r.now)
	for _, a := range r.m.Areas {
		if area, rows := r.area(a, m.Months); len(rows) > 0 {
			m.Areas, m.Rows = append(m.Areas, area), append(m.Rows, rows...)
			m.Total.add(area.Tally)
		}
	}
	m.Agreed, m.InScope = r.agreement(m), r.inScope(m)
	m.Waiting = r.waiting()
	return m
}

// months are the first days from one month to another, the last MaxMonths of them.
func months(from, to time.Time) []time.Time {
	var out []time.Time
	for at := monthOf(to); !at.Before(monthOf(from)) && len(out) < MaxMonths; at = at.AddDate(0, -1, 0) {
		out = append(out, at)
	}
	slices.Reverse(out)
	return out
}

func (r *reader) area(a raci.Area, months []time.Time) (Area, []Row) {
	area := Area{Area: a, Months: make([]Tally, len(months))}
	var rows []Row
	all := true
	for _, f := range r.m.Functions {
		if f.Area != a.Key || !f.In() {
			continue
		}
		s := r.rows[f.ID]
		row := s.row
		for first, t := range s.months {
			row.add(*t)
			if i := slices.IndexFunc(months, first.Equal); i >= 0 {
				area.Months[i].add(*t)
			}
		}
		if f.Settled() && row.Agreed.IsZero() { // agreed before the record that was read begins
			row.Agreed = row.Proposed
		}
		area.add(row.Tally)
		area.Rows++
		if p := row.Proposed; !p.IsZero() && (area.Proposed.IsZero() || p.Before(area.Proposed)) {
			area.Proposed = p
		}
		if row.Agreed.IsZero() {
			all = false
		} else if row.Agreed.After(area.Agreed) {
			area.Agreed = row.Agreed
		}
		rows = append(rows, row)
	}
	if !all {
		area.Agreed = time.Time{}
	}
	return area, rows
}

// agreement is the count of agreed rows over time. The matrix itself says how many
// there are now.
func (r *reader) agreement(m Map) []Point {
	out := append([]Point{{m.From, 0}}, r.series...)
	now := 0
	for _, row := range m.Rows {
		if row.Function.Settled() && !row.Function.IsParked() { // parked is counted by itself, as beside the matrix
			now++
		}
	}
	if out[len(out)-1].N != now {
		out = append(out, Point{r.now, now})
	}
	return thin(out)
}

// inScope is the number of rows over time, counted back from now.
func (r *reader) inScope(m Map) []Point {
	n := len(m.Rows)
	var out []Point
	for _, p := range slices.Backward(r.scope) {
		out = append(out, Point{p.At, n})
		n -= p.N
	}
	out = append(out, Point{m.From, max(n, 0)})
	slices.Reverse(out)
	return thin(out)
}

// thin keeps the last count of each hour: a line has no room for more.
func thin(points []Point) []Point {
	var out []Point
	for i, p := range points {
		if i == 0 || i+1 == len(points) || !p.At.Truncate(time.Hour).Equal(points[i+1].At.Truncate(time.Hour)) {
			out = append(out, p)
		}
	}
	return out
}

// waiting counts, for each side, the rows that wait for its answer.
func (r *reader) waiting() []Waiting {
	var out []Waiting
	for _, side := range party.Sides {
		w := Waiting{Side: side}
		for _, s := range r.rows {
			f := s.row.Function
			state, by := f.State()
			if !f.In() || state != raci.Proposed || by == side || f.Agreed(side) || s.moved.IsZero() {
				continue
			}
			w.Rows++
			if w.Since.IsZero() || s.moved.Before(w.Since) {
				w.Since = s.moved
			}
		}
		if w.Rows > 0 {
			out = append(out, w)
		}
	}
	return out
}
