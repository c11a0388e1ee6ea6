package xlsx

import (
	"strings"

	"demarc/internal/intake"
	"demarc/internal/raci"
)

// The sheet that nobody sees: the matrix as it was exported. With it a sheet that comes
// back tells what was edited in it, and nothing else is taken in.
const (
	baseSheet  = "As exported"
	baseFormat = "demarc/matrix/1"
	baseFixed  = 6 // columns before the letters
)

func (s *sheet) base() {
	s.do(func() error { _, err := s.f.NewSheet(baseSheet); return err })
	s.name, s.at = baseSheet, 0
	write := func(cells ...string) {
		s.at++
		s.do(func() error {
			row := make([]any, len(cells))
			for i, text := range cells {
				row[i] = text
			}
			return s.f.SetSheetRow(baseSheet, cell(1, s.at), &row)
		})
	}
	write(baseFormat, s.content.Number, s.version.Digest)
	head := []string{"Key", "Function", "Description", "Split note", "Only for", "Criticality"}
	for _, c := range s.content.Stakeholders {
		head = append(head, c.Name)
	}
	write(head...)
	for _, a := range s.content.Areas {
		for _, f := range a.Rows {
			if !s.kept(f) {
				continue
			}
			row := []string{string(f.Key), f.Name, f.Description, f.Split, f.Condition, string(f.Criticality)}
			for i := range s.content.Stakeholders {
				row = append(row, raci.CellText(f.Cell(i), f.Window(i)))
			}
			write(row...)
		}
	}
	s.do(func() error { return s.f.SetSheetVisible(baseSheet, false, true) })
}

// readBase reads it back; nil when the rows are not ours.
func readBase(rows [][]string) *intake.Base {
	at := func(row []string, i int) string {
		if i < len(row) {
			return strings.TrimSpace(row[i])
		}
		return ""
	}
	if len(rows) < 2 || at(rows[0], 0) != baseFormat || len(rows[1]) < baseFixed {
		return nil
	}
	b := &intake.Base{Number: at(rows[0], 1), Columns: rows[1][baseFixed:]}
	for _, row := range rows[2:] {
		r := intake.BaseRow{
			Key: raci.FunctionKey(at(row, 0)), Name: at(row, 1), Description: at(row, 2), Split: at(row, 3), Condition: at(row, 4), Criticality: raci.Criticality(at(row, 5)),
		}
		for i := range b.Columns {
			a, when, ok := raci.ParseCell(at(row, baseFixed+i))
			if !ok {
				return nil
			}
			r.Cells, r.Windows = append(r.Cells, a), append(r.Windows, when)
		}
		b.Rows = append(b.Rows, r)
	}
	return b
}
