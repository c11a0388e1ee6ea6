package raci

import (
	"maps"
	"slices"
	"strings"

	"demarc/internal/fault"
)

// Window says when a cell holds. A week has two parts, business hours and what lies
// after them; the agreement's terms say when they begin. Outside its window a
// stakeholder has no part in the function.
type Window string

const (
	Always        Window = ""
	BusinessHours Window = "business"
	AfterHours    Window = "after"
)

// Windows lists every window in the order menus show them.
var Windows = []Window{Always, BusinessHours, AfterHours}

// halves are the two parts of the week. Every moment lies in exactly one.
var halves = [...]Window{BusinessHours, AfterHours}

// Valid tells whether w is one of the windows.
func (w Window) Valid() bool { return slices.Contains(Windows, w) }

// Covers tells whether what holds in w holds all through o.
func (w Window) Covers(o Window) bool { return w == Always || w == o }

// Meets is the time that lies in both windows; ok is false when none does.
func (w Window) Meets(o Window) (both Window, ok bool) {
	switch {
	case w == Always:
		return o, true
	case o == Always, o == w:
		return w, true
	}
	return Always, false
}

// Without is what is left of w outside o; ok is false when nothing is.
func (w Window) Without(o Window) (left Window, ok bool) {
	switch {
	case o == Always, o == w:
		return Always, false
	case w != Always:
		return w, true
	case o == BusinessHours:
		return AfterHours, true
	}
	return BusinessHours, true
}

// Words is the window as a choice.
func (w Window) Words() string {
	switch w {
	case BusinessHours:
		return "Business hours"
	case AfterHours:
		return "After hours"
	case Always:
	}
	return "At all hours"
}

// Phrase is the window at the end of a sentence, with a space before it; empty for
// what holds always.
func (w Window) Phrase() string {
	switch w {
	case BusinessHours:
		return " in business hours"
	case AfterHours:
		return " after hours"
	case Always:
	}
	return ""
}

// Label is the window beside a letter: "after hours"; empty for what holds always.
func (w Window) Label() string {
	if w == Always {
		return ""
	}
	return strings.ToLower(w.Words())
}

// CellText is a cell as a sheet writes it: "A (after hours)". ParseCell reads it back.
func CellText(a Assignment, w Window) string {
	if w == Always || !a.holds() {
		return string(a)
	}
	return string(a) + " (" + w.Label() + ")"
}

// CellWords is a cell in full: "Accountable, after hours".
func CellWords(a Assignment, w Window) string {
	if w == Always || !a.holds() {
		return a.Words()
	}
	return a.Words() + ", " + w.Label()
}

// SpellCell says in full what CellText wrote: "A (after hours)" is "Accountable, after
// hours". What it cannot read it leaves as it is.
func SpellCell(text string) string {
	as, when, ok := ParseCell(text)
	if !ok {
		return text
	}
	return CellWords(as, when)
}

// ParseCell reads what people type into a cell: a letter as ParseAssignment does, and
// behind it when that holds: "A (after hours)", "r business hours", "C, 24x7".
func ParseCell(s string) (Assignment, Window, bool) {
	letter, w := CutWindow(s)
	a, ok := ParseAssignment(letter)
	if bare := strings.TrimSpace(letter) == "" && strings.TrimSpace(s) != ""; !ok || bare || w != Always && !a.holds() {
		return Undecided, Always, false
	}
	return a, w, true
}

// CutWindow takes the window off the end of what people type.
func CutWindow(s string) (rest string, w Window) {
	lower := strings.ToLower(s)
	for _, k := range windowWords {
		for _, form := range []string{"(" + k.words + ")", "[" + k.words + "]", k.words} {
			trimmed := strings.TrimRight(lower, " \t\u00a0.")
			if before, ok := strings.CutSuffix(trimmed, form); ok && (before == "" || !inWord(before[len(before)-1])) {
				return strings.TrimRight(s[:len(before)], " \t\u00a0,;:"), k.window
			}
		}
	}
	return s, Always
}

// windowWords are what people write for a window, longer ones first.
var windowWords = []struct {
	words  string
	window Window
}{
	{"outside business hours", AfterHours},
	{"out of hours", AfterHours},
	{"after-hours", AfterHours},
	{"after hours", AfterHours},
	{"in business hours", BusinessHours},
	{"business hours", BusinessHours},
	{"office hours", BusinessHours},
	{"at all hours", Always},
	{"24x7", Always},
	{"24/7", Always},
}

// holds tells whether a is a part in the function, which can be limited to hours.
func (a Assignment) holds() bool { return a != Undecided && a != NotInvolved }

// Window is when the cell of s holds.
func (f Function) Window(s StakeholderID) Window { return f.Windows[s] }

// Timed tells whether a cell of the row holds in some hours only.
func (f Function) Timed() bool {
	for _, w := range f.Windows {
		if w != Always {
			return true
		}
	}
	return false
}

// During is the row as it stands in a part of the week: who has no part then is not
// involved. Of Always it is the row itself.
func (f Function) During(part Window) Function {
	if part == Always || !f.Timed() {
		return f
	}
	cells := maps.Clone(f.Cells)
	for s, w := range f.Windows {
		if !w.Covers(part) {
			cells[s] = NotInvolved
		}
	}
	f.Cells, f.Windows = cells, nil
	return f
}

// Set gives one cell a letter and its hours. A function has exactly one A at every
// time, so an A is taken over where the hours of two overlap: who held it at all hours
// keeps the rest of them, who has none left keeps the work if it did any. moved is nil
// when no A changed hands.
func (f *Function) Set(to StakeholderID, as Assignment, when Window) (moved *Move, err error) {
	if !slices.Contains(Assignments, as) {
		return nil, fault.New(fault.Invalid, "Choose R, A, C, I, A/R, not involved or not decided.")
	}
	if !when.Valid() {
		return nil, fault.New(fault.Invalid, "Choose at all hours, business hours or after hours.")
	}
	if !f.In() {
		return nil, fault.New(fault.Locked, "This function is excluded. Restore it before you assign it.")
	}
	if !as.holds() {
		when = Always
	}
	if f.Cells[to] == as && f.Windows[to] == when {
		return nil, nil
	}
	row := *f
	row.Cells, row.Windows = maps.Clone(f.Cells), maps.Clone(f.Windows)
	if row.Cells == nil {
		row.Cells = map[StakeholderID]Assignment{}
	}
	row.hold(to, as, when)
	if as.Answers() {
		moved = row.yield(to, when, func(StakeholderID) bool { return true })
	}
	f.Cells, f.Windows = row.Cells, row.Windows
	if moved != nil {
		f.Handed++
	}
	if as.Answers() && f.IsParked() && (when == Always || !f.Cells[f.Parked.Owner].Answers()) {
		f.Parked.Owner = to // who is Accountable is who holds it
	}
	return moved, nil
}

// Moved says whether the A of a row changed hands between two states of it.
func Moved(was, is Function) *Move {
	var out *Move
	for _, part := range halves {
		from, to := was.answerer(part), is.answerer(part)
		switch {
		case from == "" || to == "" || from == to:
		case out == nil:
			out = &Move{From: from, To: to, When: part}
		case out.To == to:
			out.When = Always
			if out.From != from {
				out.Also = from
			}
		}
	}
	return out
}

// answerer is the one that answers in a part of the week; empty where none does or two.
func (f Function) answerer(part Window) StakeholderID {
	var one StakeholderID
	for s, a := range f.Cells {
		if a.Answers() && f.Windows[s].Covers(part) {
			if one != "" {
				return ""
			}
			one = s
		}
	}
	return one
}

// Clash tells whether two are Accountable at one time.
func (f Function) Clash() bool {
	for _, part := range halves {
		n := 0
		for s, a := range f.Cells {
			if a.Answers() && f.Windows[s].Covers(part) {
				n++
			}
		}
		if n > 1 {
			return true
		}
	}
	return false
}

// Yield takes the A in the hours of one cell from those others that give says.
func (f *Function) Yield(to StakeholderID, give func(StakeholderID) bool) {
	f.Cells, f.Windows = maps.Clone(f.Cells), maps.Clone(f.Windows)
	f.yield(to, f.Windows[to], give)
}

// yield takes the A in these hours from those that give says.
func (f *Function) yield(to StakeholderID, when Window, give func(StakeholderID) bool) (moved *Move) {
	for _, s := range slices.Sorted(maps.Keys(f.Cells)) {
		has, held := f.Cells[s], f.Windows[s]
		both, meet := held.Meets(when)
		if s == to || !has.Answers() || !meet || !give(s) {
			continue
		}
		switch left, some := held.Without(when); {
		case some:
			f.hold(s, has, left)
		case has == AccountableAndDoing:
			f.hold(s, Responsible, held)
		default:
			f.hold(s, Informed, Always)
		}
		if moved == nil {
			moved = &Move{From: s, To: to, When: both}
		} else {
			moved.Also, moved.When = s, when
		}
	}
	return moved
}

// hold writes one cell, and no window where none is needed.
func (f *Function) hold(s StakeholderID, as Assignment, when Window) {
	f.Cells[s] = as
	if when == Always {
		delete(f.Windows, s)
		return
	}
	if f.Windows == nil {
		f.Windows = map[StakeholderID]Window{}
	}
	f.Windows[s] = when
}

// Put sets one cell and moves nothing. It is for who knows the whole row already.
func (f *Function) Put(s StakeholderID, as Assignment, when Window) {
	if !as.holds() {
		when = Always
	}
	f.Cells, f.Windows = maps.Clone(f.Cells), maps.Clone(f.Windows)
	if f.Cells == nil {
		f.Cells = map[StakeholderID]Assignment{}
	}
	f.hold(s, as, when)
}

// Refill gives the row other letters as a whole. Hours stay with a letter that stays.
func (f *Function) Refill(cells map[StakeholderID]Assignment) {
	windows := maps.Clone(f.Windows)
	maps.DeleteFunc(windows, func(s StakeholderID, _ Window) bool { return cells[s] != f.Cells[s] })
	f.Cells, f.Windows = cells, windows
}

// hoursFor is when a letter holds that was chosen for the whole row, without a word of
// hours: at all of them, but for who is asked or told as before.
func (f Function) hoursFor(s StakeholderID, as Assignment) Window {
	if as != f.Cells[s] || as.Answers() || as.Does() {
		return Always
	}
	return f.Windows[s]
}
