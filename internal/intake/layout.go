package intake

import (
	"slices"
	"strings"
	"unicode"

	"demarc/internal/fault"
	"demarc/internal/raci"
)

// Meaning is what a column of a sheet holds. Besides the fields there are To, a
// stakeholder's letters, and As, the names of those who have a letter.
type Meaning string

const (
	Unused      Meaning = ""
	Name        Meaning = "name"
	Key         Meaning = "key"
	Area        Meaning = "area"
	Description Meaning = "description"
	Split       Meaning = "split"
	Condition   Meaning = "condition"
	Criticality Meaning = "criticality"
	Excluded    Meaning = "excluded"
	Computed    Meaning = "computed" // ours, and not read: numbers, the check column
)

// Fields lists the meanings that are neither a stakeholder nor a letter.
var Fields = []Meaning{Name, Area, Description, Split, Condition, Criticality, Excluded, Key}

// To is a column with the letters of one stakeholder.
func To(s raci.StakeholderID) Meaning { return "to:" + Meaning(s) }

// As is a column headed with a letter, with names in its cells.
func As(a raci.Assignment) Meaning { return "as:" + Meaning(a) }

func (m Meaning) to() (raci.StakeholderID, bool) {
	id, ok := strings.CutPrefix(string(m), "to:")
	return raci.StakeholderID(id), ok
}

func (m Meaning) as() (raci.Assignment, bool) {
	a, ok := strings.CutPrefix(string(m), "as:")
	return raci.Assignment(a), ok
}

// Layout is how a sheet is read.
type Layout struct {
	Sheet   int
	Header  int // index of the row with the headings; -1: there is none
	Columns []Meaning
}

// column finds the column with a meaning.
func (l Layout) column(m Meaning) int { return slices.Index(l.Columns, m) }

// People tells whether any column says who does what.
func (l Layout) People() bool {
	return slices.ContainsFunc(l.Columns, func(m Meaning) bool {
		_, to := m.to()
		_, as := m.as()
		return to || as
	})
}

// Check says what a layout that a person chose lacks, by the field of the form.
func (l Layout) Check(b Book) error {
	wrong := map[string]string{}
	switch {
	case l.Sheet < 0 || l.Sheet >= len(b.Sheets):
		wrong["sheet"] = "Choose a sheet."
	case l.Header < -1 || l.Header >= len(b.Sheets[l.Sheet].Rows):
		wrong["header"] = "Enter the number of the row that has the headings, or 0 when there is none."
	case l.column(Name) < 0:
		wrong["columns"] = "Choose which column has the names of the functions."
	case !l.People():
		wrong["columns"] = "Choose at least one column that says who does what."
	}
	seen := map[Meaning]bool{}
	for _, m := range l.Columns {
		_, to := m.to() // several people of one team may have a column each
		if m != Unused && m != Computed && !to && seen[m] {
			wrong["columns"] = "Two columns have the same meaning. Choose one of them."
		}
		seen[m] = true
	}
	return fault.Fields(wrong)
}

// headings is how many rows from the top are searched for the headings.
const headings = 30

// Guess finds the sheet, the row with the headings and what each column means.
func (k Known) Guess(b Book) (Layout, error) {
	best, score := Layout{}, 0
	for i, t := range b.Sheets {
		if l, n := k.guessSheet(t); n > score {
			best, score = l, n
			best.Sheet = i
		}
	}
	if score == 0 {
		field := "file"
		if b.Name == "" {
			field = "cells"
		}
		return best, fault.Field(field, "No row of headings was found. The first rows need one with a heading such as “Function” or “Task”, and one column for each team or for each letter.")
	}
	return best, nil
}

// Reguess guesses the columns of one sheet, under the headings that a person chose. With
// a Header below -1 those are found too.
func (k Known) Reguess(b Book, l Layout) Layout {
	if l.Sheet < 0 || l.Sheet >= len(b.Sheets) || l.Header >= len(b.Sheets[l.Sheet].Rows) {
		return l // Check says so
	}
	t := b.Sheets[l.Sheet]
	if l.Header >= 0 {
		l.Columns = k.columns(t, l.Header)
		for len(l.Columns) < width(t) {
			l.Columns = append(l.Columns, Unused)
		}
		return l
	}
	found, _ := k.guessSheet(t)
	found.Sheet = l.Sheet
	if l.Header == -1 {
		found.Header = -1
	}
	return found
}

// guessSheet reads one sheet and says how well it understood it; 0 is not at all.
func (k Known) guessSheet(t Table) (Layout, int) {
	best, score := Layout{Header: -1}, 0
	lettered := letterShare(t, 0)
	for i, row := range t.Rows[:min(headings, len(t.Rows))] {
		l := Layout{Header: i, Columns: k.columns(t, i)}
		n := meant(l.Columns)
		if l.column(Name) < 0 || !l.People() && !slices.Contains(lettered, true) || legend(row) {
			continue
		}
		if n > score {
			best, score = l, n
		}
	}
	if score > 0 {
		score += said(t, best) // of two sheets with the same headings, the fuller one
	}
	if score == 0 {
		best, score = unheaded(t, lettered)
	}
	for len(best.Columns) < width(t) {
		best.Columns = append(best.Columns, Unused)
	}
	return best, score
}

// columns says what the columns under a row of headings mean, with the row above it
// where that heads groups of them.
func (k Known) columns(t Table, header int) []Meaning {
	if over := k.over(t, header); over != nil {
		return k.grouped(over, t.Rows[header])
	}
	return k.headings(t.Rows[header])
}

// said counts the cells of a sheet that say who does what.
func said(t Table, l Layout) int {
	n := 0
	for _, row := range t.Rows[l.Header+1:] {
		for j, m := range l.Columns {
			_, to := m.to()
			_, as := m.as()
			if text := cell(row, j); to && isLetter(text) || as && text != "" {
				n++
			}
		}
	}
	return n
}

// letterShare tells for each column whether most of what is in it, from a row on, is
// letters.
func letterShare(t Table, from int) []bool {
	out := make([]bool, width(t))
	for j := range out {
		filled, letters := 0, 0
		for _, row := range t.Rows[from:] {
			if text := cell(row, j); text != "" {
				filled++
				if _, wrong := held(text); wrong == "" {
					letters++
				}
			}
		}
		out[j] = letters >= 2 && letters*10 >= filled*6
	}
	return out
}

// unheaded reads a sheet whose headings say nothing known: the columns with letters
// are somebody's, to be chosen, and the longest words are the functions.
func unheaded(t Table, lettered []bool) (Layout, int) {
	l := Layout{Header: -1, Columns: make([]Meaning, len(lettered))}
	if !slices.Contains(lettered, true) {
		return l, 0
	}
	name, longest := -1, 0
	for j := range lettered {
		if lettered[j] {
			continue
		}
		distinct := map[string]bool{}
		for _, row := range t.Rows {
			if text := cell(row, j); strings.ContainsFunc(text, unicode.IsLetter) && len(text) <= 2*maxName {
				distinct[text] = true
			}
		}
		if len(distinct) > longest {
			name, longest = j, len(distinct)
		}
	}
	if name < 0 {
		return l, 0
	}
	l.Columns[name] = Name
	for i, row := range t.Rows {
		for j, is := range lettered {
			if text := cell(row, j); is && text != "" {
				if _, wrong := held(text); wrong == "" {
					l.Header = i - 1
					return l, 1
				}
			}
		}
	}
	return l, 1
}

func width(t Table) int {
	n := 0
	for _, row := range t.Rows {
		n = max(n, len(row))
	}
	return n
}
