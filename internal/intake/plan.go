package intake

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"demarc/internal/party"
	"demarc/internal/raci"
)

// Known is what a sheet is read against.
type Known struct {
	Matrix raci.Matrix
	Number string   // reference of the engagement
	MSP    []string // what the MSP is called
	Client []string
	// Rows that the reader may not add or take out are refused with this sentence;
	// empty: they may.
	Fixed string
	// Start makes a function that the library has under this key or name, as an area
	// of this lane starts with it.
	Start func(raci.FunctionKey, string, raci.Area) (raci.Function, bool)
}

// Empty is what an empty cell means.
type Empty string

const (
	EmptyKeeps  Empty = "keep" // the matrix keeps what it has
	EmptyIsNone Empty = "none" // not involved
	EmptyIsOpen Empty = "open" // empty in the matrix too: not decided, no note
)

// Choices are what a person decides on the preview.
type Choices struct {
	Layout Layout
	Empty  Empty
	Area   raci.AreaKey // of new functions that stand under no area
	AsNew  map[int]bool // sheet rows whose close name is another job
}

// Kind is what taking in a row would do.
type Kind string

const (
	Change     Kind = "change"
	New        Kind = "new"
	Remove     Kind = "remove"
	Same       Kind = "same"
	Unreadable Kind = "unreadable"
	Heading    Kind = "heading"
	Blank      Kind = "blank"
)

// Kinds lists all, in the order a preview shows them.
var Kinds = []Kind{Unreadable, Change, New, Remove, Same, Heading, Blank}

// Match is how a row found its function.
type Match string

const (
	NoMatch Match = ""
	ByKey   Match = "key"
	ByName  Match = "name"
	ByClose Match = "close"
)

// Row is one row of the sheet, or a function that our own sheet had and has no more.
type Row struct {
	At     int // number in the sheet, from 1; 0: it is not there any more
	Kind   Kind
	Label  string
	Match  Match
	Was    raci.Function // the function it is about; without id: none
	After  raci.Function // as it would be
	Edits  []Edit
	Moved  *raci.Move // the A changes hands
	Clash  bool       // the matrix changed the same since our sheet was exported
	Notes  []string
	Wrong  string // why it cannot be taken in
	Reason string // of a row to take out
}

// ID names a row in a form: its number, or the function that is gone.
func (r Row) ID() string {
	if r.At > 0 {
		return fmt.Sprint(r.At)
	}
	return string(r.Was.ID)
}

// Takes tells whether there is something to take in.
func (r Row) Takes() bool { return r.Kind == Change || r.Kind == New || r.Kind == Remove }

// Edit is one thing that changes.
type Edit struct {
	Field  string // "Split note", or the stakeholder's name
	Letter bool   // From and To are letters
	From   string
	To     string
}

// Drops lists the sides whose tick the row would take away.
func (r Row) Drops() []party.Side {
	if r.Kind != Change && r.Kind != Remove {
		return nil
	}
	return r.Was.AgreedBy()
}

// Plan is what a sheet would do, row by row.
type Plan struct {
	Rows  []Row
	Own   bool // our own export, with what it was exported from
	Notes []string
}

// Count counts the rows of a kind.
func (p Plan) Count(k Kind) int {
	n := 0
	for _, r := range p.Rows {
		if r.Kind == k {
			n++
		}
	}
	return n
}

// Find finds a row by its ID.
func (p Plan) Find(id string) (Row, bool) {
	for _, r := range p.Rows {
		if r.ID() == id {
			return r, true
		}
	}
	return Row{}, false
}

// Suggest is what to choose where a person has not chosen yet.
func (k Known) Suggest(b Book, l Layout) Choices {
	c := Choices{Layout: l, Empty: EmptyKeeps}
	switch {
	case k.own(b) || k.keyed(b, l):
		c.Empty = EmptyIsOpen
	case slices.ContainsFunc(l.Columns, func(m Meaning) bool { _, as := m.as(); return as }):
		c.Empty = EmptyIsNone
	}
	return c
}

func (k Known) own(b Book) bool { return b.Base != nil && k.Number != "" && b.Base.Number == k.Number }

// keyed tells whether rows of a sheet carry keys of this matrix: our own CSV.
func (k Known) keyed(b Book, l Layout) bool {
	keys := map[string]bool{}
	for _, f := range k.Matrix.Functions {
		keys[string(f.Key)] = true
	}
	column, n := l.column(Key), 0
	for _, row := range b.Sheets[l.Sheet].Rows {
		if keys[cell(row, column)] {
			n++
		}
	}
	return n > 0
}

// Plan says what taking in a sheet would do. It changes nothing.
func (k Known) Plan(b Book, c Choices) Plan {
	s := newSheet(k, b, c)
	s.identify()
	p := Plan{Own: s.own, Notes: s.notes()}
	for i := range s.lines {
		p.Rows = append(p.Rows, s.row(i))
	}
	p.Rows = append(p.Rows, s.gone()...)
	return p
}

// notes are about the sheet as a whole.
func (s *sheet) notes() []string {
	var out []string
	if b := s.book.Base; b != nil && !s.own {
		out = append(out, "This sheet was exported from "+b.Number+", another engagement. Its rows are matched by key and by name.")
	}
	if len(s.book.Sheets) > 1 {
		var others []string
		for i, t := range s.book.Sheets {
			if i != s.choices.Layout.Sheet {
				others = append(others, "“"+short(t.Name)+"”")
			}
		}
		out = append(out, "The sheet “"+short(s.table.Name)+"” was read, and not "+listed(others)+". Choose another if that is the matrix.")
	}
	heads := s.known.Headings(s.table, s.choices.Layout.Header)
	var theirs, left, missing []string
	for j, is := range letterShare(s.table, s.choices.Layout.Header+1) {
		if j >= len(s.choices.Layout.Columns) || s.choices.Layout.Columns[j] != Unused || !s.filled(j) {
			continue
		}
		name := Letters(j)
		if text := cell(heads, j); text != "" {
			name += " (“" + short(text) + "”)"
		}
		if is {
			theirs = append(theirs, name)
		} else {
			left = append(left, name)
		}
	}
	switch len(theirs) {
	case 0:
	case 1:
		out = append(out, "Column "+theirs[0]+" has letters, but is nobody’s in this matrix. Choose whose it is, or it is left out.")
	default:
		out = append(out, "Columns "+listed(theirs)+" have letters, but are nobody’s in this matrix. Choose whose they are, or they are left out.")
	}
	switch len(left) {
	case 0:
	case 1:
		out = append(out, "Column "+left[0]+" is left out. Choose what it holds if it should come in.")
	default:
		out = append(out, "Columns "+listed(left)+" are left out. Choose what they hold if they should come in.")
	}
	for _, st := range s.known.Matrix.Stakeholders {
		if s.choices.Layout.column(To(st.ID)) < 0 && !slices.ContainsFunc(s.choices.Layout.Columns, func(m Meaning) bool { _, as := m.as(); return as }) {
			missing = append(missing, st.Name)
		}
	}
	switch len(missing) {
	case 0:
	case 1:
		out = append(out, missing[0]+" has no column in the sheet, so what the matrix says about it stays.")
	default:
		out = append(out, listed(missing)+" have no column in the sheet, so what the matrix says about them stays.")
	}
	return append(out, s.book.Passed...)
}

// listed joins names as a sentence does.
func listed(names []string) string {
	if n := len(names) - 1; n > 0 {
		return strings.Join(names[:n], ", ") + " and " + names[n]
	}
	return strings.Join(names, "")
}

// filled tells whether anything stands below the heading of a column.
func (s *sheet) filled(column int) bool {
	for i, row := range s.table.Rows {
		if i > s.choices.Layout.Header && cell(row, column) != "" {
			return true
		}
	}
	return false
}

// row is the verdict on one row of the sheet.
func (s *sheet) row(i int) Row {
	ln := s.lines[i]
	r := Row{At: i + 1, Label: ln.name, Match: ln.match, Was: ln.function, Notes: slices.Clone(ln.notes)}
	switch {
	case ln.kind == Blank || ln.kind == Heading:
		r.Kind = ln.kind
	case ln.wrong != "":
		r.Kind, r.Wrong = Unreadable, ln.wrong
	case ln.function.ID == "":
		s.add(&r, ln)
	default:
		s.change(&r, ln)
	}
	if r.Kind == Unreadable {
		r.Edits, r.Moved = nil, nil
	}
	if r.Label == "" {
		r.Label = ln.text
	}
	return r
}

// gone lists the functions that our own sheet was exported with and has no more. One
// that came into the matrix later was never in the sheet, so it stays.
func (s *sheet) gone() []Row {
	if !s.own {
		return nil
	}
	there := map[raci.FunctionKey]bool{}
	for _, ln := range s.lines {
		if ln.function.ID != "" {
			there[ln.function.Key] = true
		}
	}
	var out []Row
	for _, b := range s.book.Base.Rows {
		f, ok := s.byKey[string(b.Key)]
		if !ok || !f.In() || there[b.Key] {
			continue
		}
		r := Row{Label: f.Name, Match: ByKey, Was: f}
		s.remove(&r, "Removed in an imported sheet.")
		out = append(out, r)
	}
	return out
}

// remove plans to take a function out.
func (s *sheet) remove(r *Row, reason string) {
	f := r.Was
	switch {
	case s.known.Fixed != "":
		r.Kind, r.Wrong = Unreadable, s.known.Fixed
	case !f.Removable():
		r.Kind, r.Wrong = Unreadable, f.Name+" is needed for the agreement to work, so it stays in the matrix."
	default:
		r.Kind, r.Reason, r.After = Remove, reason, f
		r.After.Excluded = reason
	}
}

// add plans a new function.
func (s *sheet) add(r *Row, ln line) {
	at := slices.IndexFunc(s.known.Matrix.Areas, func(a raci.Area) bool { return a.Key == ln.area })
	_, _, wrong := s.said(ln)
	switch {
	case s.known.Fixed != "":
		r.Kind, r.Wrong = Unreadable, s.known.Fixed
		return
	case wrong != "":
		r.Kind, r.Wrong = Unreadable, wrong
		return
	case at < 0:
		r.Kind, r.Wrong = Unreadable, "It is not in the matrix yet. Choose the area it goes to."
		return
	case s.known.Matrix.Areas[at].Mode == raci.OutOfScope:
		r.Kind, r.Wrong = Unreadable, s.known.Matrix.Areas[at].Name+" is out of scope. Choose another lane for it first."
		return
	}
	area := s.known.Matrix.Areas[at]
	f := raci.Function{Name: ln.name, Criticality: raci.Normal, Cells: map[raci.StakeholderID]raci.Assignment{}}
	if s.known.Start != nil {
		if lib, ok := s.known.Start(raci.FunctionKey(ln.key), ln.name, area); ok {
			f = lib
			r.Notes = append(r.Notes, "The library has this function. What the sheet leaves open comes from there.")
		}
	}
	f.ID, f.Area, f.Excluded = "", area.Key, ""
	f.Cells = copied(f.Cells)
	r.After = f
	s.words(r, ln)
	s.cells(r, ln)
	if r.Wrong != "" {
		r.Kind = Unreadable
		return
	}
	r.Kind = New
	r.Edits = nil
	for _, st := range s.known.Matrix.Stakeholders {
		r.Edits = append(r.Edits, Edit{Field: st.Name, Letter: true, To: string(r.After.Cells[st.ID])})
	}
	for _, e := range []Edit{{Field: "Description", To: r.After.Description}, {Field: "Split note", To: r.After.Split}, {Field: "Only for", To: r.After.Condition}} {
		if e.To != "" {
			r.Edits = append(r.Edits, e)
		}
	}
	if r.After.Description == "" {
		r.Notes = append(r.Notes, "It has no description yet. Add a sentence on its card.")
	}
}

// change plans what a row changes in its function.
func (s *sheet) change(r *Row, ln line) {
	f := r.Was
	r.After = f
	r.After.Cells = copied(f.Cells)
	out := ln.field(Excluded)
	if !f.In() {
		r.Kind = Same
		s.words(r, ln)
		s.cells(r, ln)
		if out == "" && (len(r.Edits) > 0 || !s.own) {
			r.Kind, r.Wrong = Unreadable, f.Name+" is listed as excluded. Restore it first."
		}
		r.Edits, r.After, r.Moved = nil, f, nil
		if r.Kind == Same {
			r.Wrong = ""
			r.Notes = append(r.Notes, "It is excluded in the matrix.")
		}
		return
	}
	if out != "" {
		s.remove(r, limit(out, maxReason))
		return
	}
	s.words(r, ln)
	s.cells(r, ln)
	switch {
	case r.Wrong != "":
		r.Kind = Unreadable
	case len(r.Edits) > 0:
		r.Kind = Change
	default:
		r.Kind = Same
	}
	if a := s.area(ln.area); ln.area != "" && ln.area != f.Area && a != "" && ln.placed {
		r.Notes = append(r.Notes, "It stands under “"+a+"” in the sheet and stays in “"+s.area(f.Area)+"”.")
	}
}

func copied(cells map[raci.StakeholderID]raci.Assignment) map[raci.StakeholderID]raci.Assignment {
	out := make(map[raci.StakeholderID]raci.Assignment, len(cells)+1)
	maps.Copy(out, cells)
	return out
}

func (s *sheet) area(key raci.AreaKey) string {
	for _, a := range s.known.Matrix.Areas {
		if a.Key == key {
			return a.Name
		}
	}
	return ""
}

// limit cuts a text at most characters.
func limit(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return strings.TrimSpace(string(r[:most-1])) + "…"
	}
	return s
}
