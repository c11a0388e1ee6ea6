package raci

import (
	"fmt"
	"strings"
)

// sight is a matrix made ready for the rules: each row's letters by column, counted
// once. Check runs at every edit, so the rules look things up here instead of asking
// the maps again.
type sight struct {
	ctx     Context
	m       *Matrix
	columns []Stakeholder
	parties []string // the columns as messages name them
	std     [3]int   // MSP team, internal IT, client management; -1 without
	mode    map[AreaKey]Mode
	rows    []row // those in the matrix
	byKey   map[FunctionKey]*row
	found   []Finding
}

// row is a function with its letters.
type row struct {
	*Function
	as        []Assignment // by column
	when      []Window     // by column; nil where every cell holds always
	answer    []int        // columns that are Accountable
	do        []int        // columns that do the work
	ask, tell int          // how many are Consulted, Informed
	lib       *LibraryRow  // nil for a row of one's own
	asShipped bool         // its letters are still a pattern of the library
	asLane    bool         // and that pattern is the one of the lane of its area
}

const (
	colMSP = iota
	colIT
	colManagement
)

// look makes the matrix ready; only limits the rows to one.
func (m *Matrix) look(ctx Context, only *Function) *sight {
	s := &sight{ctx: ctx, m: m, columns: m.Stakeholders, std: [3]int{-1, -1, -1}, mode: make(map[AreaKey]Mode, len(m.Areas))}
	for i, c := range s.columns {
		s.parties = append(s.parties, s.party(c))
		switch c.Kind {
		case MSPTeam:
			s.std[colMSP] = i
		case InternalIT:
			s.std[colIT] = i
		case Management:
			s.std[colManagement] = i
		case OtherKind:
		}
	}
	for _, a := range m.Areas {
		s.mode[a.Key] = a.Mode
	}
	if only != nil {
		s.rows = []row{s.row(only, make([]Assignment, len(s.columns)))}
		return s
	}
	cells := make([]Assignment, len(m.Functions)*len(s.columns))
	s.rows = make([]row, 0, len(m.Functions))
	s.byKey = make(map[FunctionKey]*row, len(m.Functions))
	for i := range m.Functions {
		if f := &m.Functions[i]; f.In() {
			s.rows = append(s.rows, s.row(f, cells[i*len(s.columns):(i+1)*len(s.columns)]))
			s.byKey[f.Key] = &s.rows[len(s.rows)-1]
		}
	}
	return s
}

func (s *sight) row(f *Function, as []Assignment) row {
	r := row{Function: f, as: as}
	for i, c := range s.columns {
		a := f.Cells[c.ID]
		as[i] = a
		if a.Answers() {
			r.answer = append(r.answer, i)
		}
		if a.Does() {
			r.do = append(r.do, i)
		}
		switch a {
		case Consulted:
			r.ask++
		case Informed:
			r.tell++
		default:
		}
	}
	if f.Timed() {
		r.when = make([]Window, len(s.columns))
		for i, c := range s.columns {
			r.when[i] = f.Windows[c.ID]
		}
	}
	if lib, ok := s.ctx.Library.Row(f.Key); ok {
		r.lib = lib
		for mode, p := range lib.Patterns {
			if r.when == nil && s.follows(as, p) {
				r.asShipped = true
				r.asLane = r.asLane || mode == s.mode[f.Area]
			}
		}
	}
	return r
}

// follows tells whether the letters are those of a pattern, with nothing decided in
// the columns that the library does not know.
func (s *sight) follows(as []Assignment, p Pattern) bool {
	for i, c := range s.columns {
		want := Undecided
		switch c.Kind {
		case MSPTeam:
			want = p[colMSP]
		case InternalIT:
			want = p[colIT]
		case Management:
			want = p[colManagement]
		case OtherKind:
			if as[i] == NotInvolved {
				continue
			}
		}
		if as[i] != want {
			return false
		}
	}
	return true
}

// party is a column as messages name it: the three standard ones by the short names.
func (s *sight) party(c Stakeholder) string {
	switch c.Kind {
	case MSPTeam:
		return s.ctx.Names.MSP
	case InternalIT:
		return s.ctx.Names.InternalIT
	case Management:
		return s.ctx.Names.Client + " management"
	case OtherKind:
	}
	return c.Name
}

// at is a row by its key, or nil while it is not in the matrix.
func (s *sight) at(key FunctionKey) *row { return s.byKey[key] }

// is tells what a standard column is to a row; Undecided when there is no such column.
func (s *sight) is(r *row, standard int) Assignment {
	if i := s.std[standard]; i >= 0 {
		return r.as[i]
	}
	return Undecided
}

// accountable is the one column that answers for a row, or -1.
func (r *row) accountable() int {
	if len(r.answer) != 1 {
		return -1
	}
	return r.answer[0]
}

// answerers are the columns that answer, each at its time: none where two do at once.
func (r *row) answerers() []int {
	for _, part := range halves {
		if len(r.during(r.answer, part)) > 1 {
			return nil
		}
	}
	return r.answer
}

// during are those of the columns whose cell holds in a part of the week.
func (r *row) during(columns []int, part Window) []int {
	if r.when == nil {
		return columns
	}
	var out []int
	for _, i := range columns {
		if r.when[i].Covers(part) {
			out = append(out, i)
		}
	}
	return out
}

// with are those of the columns whose cells hold at some time in a window.
func (r *row) with(columns []int, w Window) []int {
	var out []int
	for _, i := range columns {
		if _, meet := r.hours(i).Meets(w); meet {
			out = append(out, i)
		}
	}
	return out
}

// hours are those of a column's cell.
func (r *row) hours(column int) Window {
	if r.when == nil {
		return Always
	}
	return r.when[column]
}

// atOnce is the most of the columns whose cells hold at one time.
func (r *row) atOnce(columns []int) int {
	n := 0
	for _, part := range halves {
		n = max(n, len(r.during(columns, part)))
	}
	return n
}

// kind is the kind of a column; of no column it is the other one.
func (s *sight) kind(column int) Kind {
	if column < 0 {
		return OtherKind
	}
	return s.columns[column].Kind
}

// set is a remedy that gives one standard column a letter; nil without the column.
func (s *sight) set(label string, standard int, as Assignment) []Remedy {
	i := s.std[standard]
	if i < 0 {
		return nil
	}
	return []Remedy{{Label: label, Set: []Set{{Stakeholder: s.columns[i].ID, As: as}}}}
}

// add notes a finding about a row. The message begins with the row's name.
func (s *sight) add(rule string, sev Severity, r *row, fix string, remedies []Remedy, format string, args ...any) *Finding {
	s.found = append(s.found, Finding{
		Rule: rule, Severity: sev, Function: r.ID, Area: r.Area, Page: "matrix",
		Message: r.Name + ": " + fmt.Sprintf(format, args...), Fix: fix, Remedies: remedies,
	})
	return &s.found[len(s.found)-1]
}

// list is columns in a sentence.
func (s *sight) list(columns []int) string {
	var names []string
	for _, i := range columns {
		names = append(names, s.parties[i])
	}
	return and(names)
}

// and joins names as a sentence does.
func and(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
