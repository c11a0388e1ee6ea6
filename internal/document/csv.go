package document

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"unicode/utf8"

	"demarc/internal/engagement"
	"demarc/internal/raci"
)

// MatrixCSV is the matrix as a table for spreadsheets: UTF-8 with a byte order mark
// and CRLF, which is what Excel reads right by itself. Text that a spreadsheet would
// run as a formula gets an apostrophe before it.
func MatrixCSV(c engagement.Content) []byte {
	return RowsCSV(c, func(engagement.Row) bool { return true })
}

// RowsCSV is MatrixCSV of some rows, which keep their numbers.
func RowsCSV(c engagement.Content, keep func(engagement.Row) bool) []byte {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	head := []string{"No.", "Functional area", "Divided", "Key", "Function", "Description", "Criticality"}
	for _, s := range c.Stakeholders {
		head = append(head, s.Name)
	}
	head = append(head, "Split note", "Only for", "Excluded because")
	if len(c.Frameworks) > 0 {
		head = append(head, HelpsTo)
	}
	if c.AnyParked() {
		head = append(head, "Parked")
	}
	write(w, head)
	for i, a := range c.Areas {
		for j, f := range a.Rows {
			if keep(f) {
				write(w, csvRow(c, f, RowNumber(i, j), a.Name, a.Mode.Words()))
			}
		}
	}
	for _, f := range c.Excluded {
		if !keep(f) {
			continue
		}
		write(w, csvRow(c, f, "", f.Area, "Excluded"))
	}
	w.Flush() // a buffer takes every byte, so there is no error to look at
	return b.Bytes()
}

func csvRow(c engagement.Content, f engagement.Row, number, area, mode string) []string {
	r := []string{number, area, mode, string(f.Key), f.Name, f.Description, string(f.Criticality)}
	for i := range c.Stakeholders {
		a := raci.Undecided
		if i < len(f.Cells) && f.Excluded == "" {
			a = f.Cells[i]
		}
		r = append(r, raci.CellText(a, f.Window(i)))
	}
	r = append(r, f.Split, f.Condition, f.Excluded)
	if len(c.Frameworks) > 0 {
		r = append(r, strings.Join(f.Frameworks, "; "))
	}
	if c.AnyParked() {
		r = append(r, f.Parked.Text())
	}
	return r
}

func write(w *csv.Writer, record []string) {
	for i, s := range record {
		record[i] = Inert(s)
	}
	_ = w.Write(record) // see MatrixCSV
}

// Inert puts an apostrophe before text that a spreadsheet would take for a formula
// or a command. "not involved" is a lone hyphen, which starts none.
func Inert(s string) string {
	if s == string(raci.NotInvolved) || s == "" {
		return s
	}
	if strings.ContainsRune("\t\r\n", rune(s[0])) {
		return "'" + s
	}
	first, size := utf8.DecodeRuneInString(strings.TrimLeft(s, " \u00a0\u3000"))
	if size > 0 && strings.ContainsRune("=+-@|%＝＋－＠｜％", first) {
		return "'" + s
	}
	return s
}

// CSV is any table for spreadsheets, as MatrixCSV is the matrix.
func CSV(head []string, rows [][]string) []byte {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	write(w, slices.Clone(head))
	for _, r := range rows {
		write(w, slices.Clone(r))
	}
	w.Flush()
	return b.Bytes()
}
