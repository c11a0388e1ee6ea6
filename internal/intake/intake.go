// Package intake understands a responsibility matrix that somebody keeps in a
// spreadsheet: which row has the headings, what each column means, which function a
// row is about, and what taking that row in would change. It decides and changes
// nothing, and it drops nothing silently: every row of the sheet is told of. It is
// pure; document/xlsx reads workbooks into its Book. Start reading at Plan.
package intake

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"demarc/internal/fault"
	"demarc/internal/raci"
)

// What a file may have. A matrix has some 150 rows; what has more than this is none.
const (
	MaxFile    = 5 << 20 // bytes
	MaxSheets  = 8
	MaxRows    = 2000
	MaxColumns = 50
	MaxCell    = 4000    // characters
	MaxText    = 1 << 20 // bytes of all cells of all sheets
)

// Book is what was read from a file or pasted.
type Book struct {
	Name   string // of the file; empty for pasted cells
	Sheets []Table
	Base   *Base `json:",omitempty"`
	// Passed names sheets of the file that were not read, with the reason.
	Passed []string `json:",omitempty"`
}

// Table is one sheet. Rows[0] is the sheet's row 1; rows are as long as they are filled.
type Table struct {
	Name string
	Rows [][]string
}

// Base is what our own export keeps beside the matrix: the matrix as it was exported.
// With it only what was edited in the sheet is taken in, and a sheet that was out for
// a week takes nothing back.
type Base struct {
	Number  string   // reference of the engagement
	Columns []string // the stakeholders' names
	Rows    []BaseRow
}

// BaseRow is a function as it was exported. Cells stand in the order of Columns.
type BaseRow struct {
	Key         raci.FunctionKey
	Name        string
	Description string
	Split       string
	Condition   string
	Criticality raci.Criticality
	Cells       []raci.Assignment
	Windows     []raci.Window `json:",omitempty"`
}

// cell is a cell as it was exported.
func (b BaseRow) cell(i int) duty {
	d := duty{as: b.Cells[i]}
	if i < len(b.Windows) {
		d.when = b.Windows[i]
	}
	return d
}

// Check holds a book to the limits and cleans its cells: of spaces around them and of
// marks that nobody sees.
func (b *Book) Check() error {
	if len(b.Sheets) > MaxSheets {
		return fault.Field("file", fmt.Sprintf("This file has more than %d sheets. Keep the one with the matrix.", MaxSheets))
	}
	total := 0
	for _, t := range b.Sheets {
		where := "The sheet"
		if t.Name != "" {
			where = "The sheet “" + t.Name + "”"
		}
		if len(t.Rows) > MaxRows {
			return fault.Field("file", where+" has more than 2,000 rows. Keep the rows of the matrix and remove the others.")
		}
		for i, row := range t.Rows {
			if len(row) > MaxColumns {
				return fault.Field("file", fmt.Sprintf("%s is used as far as column %s in row %d. Keep 50 columns or fewer.", where, Letters(len(row)-1), i+1))
			}
			for j, text := range row {
				row[j] = clean(text)
				if utf8.RuneCountInString(row[j]) > MaxCell {
					return fault.Field("file", fmt.Sprintf("%s has more than 4,000 characters in cell %s%d. Shorten it.", where, Letters(j), i+1))
				}
				total += len(row[j])
			}
		}
	}
	if total > MaxText {
		return fault.Field("file", "The cells hold more than a megabyte of text. Keep the columns of the matrix and remove the others.")
	}
	return nil
}

// clean trims a cell. Spreadsheets and web pages leave spaces that do not break and
// marks without width in it; what else is hidden stays and is refused with its row.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "�")
	return strings.TrimSpace(unseen.Replace(s))
}

var unseen = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u00a0", " ", "\u202f", " ", "\u200b", "", "\ufeff", "", "\u00ad", "")

// Letters is the name of a column, counted from 0: A, B, … Z, AA.
func Letters(column int) string {
	name := ""
	for n := column + 1; n > 0; n = (n - 1) / 26 {
		name = string(rune('A'+(n-1)%26)) + name
	}
	return name
}

// cell is the text of a cell; rows end with their last filled one.
func cell(row []string, column int) string {
	if column < 0 || column >= len(row) {
		return ""
	}
	return row[column]
}
