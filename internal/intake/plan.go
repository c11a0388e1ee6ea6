package intake

import (
	"fmt"
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
	// When a letter held, and when it will.
	FromWhen, ToWhen raci.Window
}

// Was is what it was in words.
func (e Edit) Was() string { return e.words(e.From, e.FromWhen) }

// Is is what it will be in words.
func (e Edit) Is() string { return e.words(e.To, e.ToWhen) }

func (e Edit) words(text string, w raci.Window) string {
	if !e.Letter {
		return text
	}
	return raci.CellWords(raci.Assignment(text), w)
}

// Timed tells whether hours are part of it.
func (e Edit) Timed() bool { return e.FromWhen != raci.Always || e.ToWhen != raci.Always }

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
