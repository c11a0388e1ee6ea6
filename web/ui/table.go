package ui

import "strconv"

// Column is a column of a Table.
type Column struct {
	Label  string
	Number bool   // figures: right-aligned, tabular
	Hidden bool   // the label is for screen readers only: a column of buttons
	Sort   string // address that sorts by this column; empty: it does not
	Sorted string // "ascending" or "descending" when it is the order now
}

// Fact is a line of a definition list.
type Fact struct {
	Term   string
	Value  string
	Href   string // makes the value a link
	Change string // address of the form that changes it
}

// TaskGroup is a part of a task list: Set up, Agree, Commit.
type TaskGroup struct {
	Title string
	Tasks []Task
}

// Task is a line of a task list.
type Task struct {
	Title  string
	Href   string // empty while it cannot start
	Hint   string // whose turn and since when, or why it cannot start
	Status string // one of the few: Done, In progress, Not started, Cannot start yet, There is a problem, With …
	Kind   string // tint of the status: "done", "doing", "todo", "wait", "blocked", "bad"
}

// Stat is a figure with its name.
type Stat struct {
	Label string
	Value string
	Note  string
	Href  string
	Kind  string // "", "warn", "danger", "ok"
}

// Pages says where a long list stands.
type Pages struct {
	From, To, Total int
	Prev, Next      string // addresses; empty at the ends
}

// Measure is work done out of a whole, told in words: "41 of 48 agreed".
type Measure struct {
	Done, Total int
	Words       string
}

func (m Measure) value() string { return strconv.Itoa(m.Done) }

// max is never zero, which a progress element does not allow.
func (m Measure) max() string { return strconv.Itoa(max(m.Total, 1)) }
