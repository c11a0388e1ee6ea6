package raci

import "time"

// LibraryRow is what the library says of a function. The rules that judge taste stay
// silent for a row that still is as the library has it, so that a matrix nobody has
// touched shows no noise.
type LibraryRow struct {
	Key         FunctionKey
	Area        AreaKey
	Name        string
	Description string
	Criticality Criticality
	Patterns    map[Mode]Pattern
	Split       string   // the note for two Responsible stakeholders, where it has one
	Optional    bool     // of an industry pack, so that nobody misses it
	words       []string // of its name
}

// Library is the rows the rules compare a matrix with. Make one with NewLibrary; a nil
// one knows nothing.
type Library struct {
	rows []LibraryRow
	at   map[FunctionKey]int
}

// NewLibrary keeps the rows in their order.
func NewLibrary(rows []LibraryRow) *Library {
	l := &Library{rows: rows, at: make(map[FunctionKey]int, len(rows))}
	for i := range rows {
		rows[i].words = stems(rows[i].Name)
		l.at[rows[i].Key] = i
	}
	return l
}

// Row finds a function of the library.
func (l *Library) Row(key FunctionKey) (*LibraryRow, bool) {
	if l == nil {
		return nil, false
	}
	i, ok := l.at[key]
	if !ok {
		return nil, false
	}
	return &l.rows[i], true
}

// Context is what the rules know beside the matrix.
type Context struct {
	Names   Names
	Library *Library
	Today   time.Time // for what falls due; zero: nothing does
}
