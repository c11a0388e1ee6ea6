// Package xlsx writes the matrix as a spreadsheet: one row per function with a
// drop-down for every assignment, so that two teams can work on it in Excel, and a
// page that says which version it is. It reads workbooks back, its own without loss
// and anybody's within limits. Start reading at Write and at Read.
package xlsx

import (
	"bytes"
	"fmt"
	"strconv"
	"time"

	"demarc/internal/document"
	"demarc/internal/engagement"
	"demarc/internal/raci"

	"github.com/xuri/excelize/v2"
)

const (
	matrixSheet = "Matrix"
	aboutSheet  = "Read me"
	fixed       = 4 // columns before the stakeholders: key, number, function, description
)

// Write makes the workbook. Equal versions give equal bytes. Text is always written
// as text, so that a function's name cannot become a formula.
func Write(v engagement.Version) ([]byte, error) { return WriteRows(v, nil) }

// WriteRows is Write of some rows, which keep their numbers; nil keeps all.
func WriteRows(v engagement.Version, keep func(engagement.Row) bool) ([]byte, error) {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }() // a workbook that was not read has no temporary files
	s := &sheet{f: f, name: matrixSheet, content: v.Content, version: v, keep: keep}
	if err := s.workbook(); err != nil {
		return nil, fmt.Errorf("write matrix: %w", err)
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	return out.Bytes(), nil
}

// sheet is the sheet being written. The first error stops all that comes after, so
// that filling rows reads as such.
type sheet struct {
	f       *excelize.File
	name    string
	content engagement.Content
	version engagement.Version
	styles  styles
	at      int // row, counted from 1
	keep    func(engagement.Row) bool
	err     error
}

func (s *sheet) workbook() error {
	s.do(func() error { return s.f.SetSheetName("Sheet1", matrixSheet) })
	s.do(func() (err error) { s.styles, err = newStyles(s.f); return err })
	s.matrix()
	s.do(func() error { _, err := s.f.NewSheet(aboutSheet); return err })
	s.name, s.at = aboutSheet, 0
	s.about()
	s.base()
	// Excel computes the check column when it opens the file; no value is kept in it.
	s.do(func() error {
		yes := true
		return s.f.SetCalcProps(&excelize.CalcPropsOptions{FullCalcOnLoad: &yes})
	})
	s.properties("Responsibility Matrix " + s.content.Number)
	return s.err
}

// properties are those of the file; they know no clock.
func (s *sheet) properties(title string) {
	s.do(func() error {
		at := s.version.FrozenAt.UTC()
		if at.IsZero() {
			at = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)
		}
		day := at.Format(time.RFC3339)
		return s.f.SetDocProps(&excelize.DocProperties{
			Title: title, Creator: s.content.MSP.LegalName, Created: day, Modified: day,
			Identifier: s.identity(), Language: "en-US",
		})
	})
}

func (s *sheet) do(step func() error) {
	if s.err == nil {
		s.err = step()
	}
}

// row writes cells from column 1 and leaves the row's number in s.at.
func (s *sheet) row(style int, cells ...string) {
	s.at++
	for i, text := range cells {
		s.text(i+1, style, text)
	}
}

func (s *sheet) text(column, style int, text string) {
	s.do(func() error {
		if err := s.f.SetCellStr(s.name, cell(column, s.at), text); err != nil {
			return err
		}
		return s.f.SetCellStyle(s.name, cell(column, s.at), cell(column, s.at), style)
	})
}

// cell is a reference such as "C7". Columns here are few, so it cannot fail.
func cell(column, row int) string {
	name, _ := excelize.CoordinatesToCellName(column, row)
	return name
}

// identity names the version this sheet was made from.
func (s *sheet) identity() string {
	id := s.content.Number
	if s.version.Number > 0 {
		return id + ", version " + strconv.Itoa(s.version.Number) + ", SHA-256 " + s.version.Digest
	}
	return id + ", " + document.DraftMark
}

func (s *sheet) about() {
	s.do(func() error { return s.f.SetColWidth(aboutSheet, "A", "A", 46) })
	s.do(func() error { return s.f.SetColWidth(aboutSheet, "B", "B", 78) })
	s.page("portrait")
	s.row(s.styles.head, "Responsibility Matrix", "")
	fact := func(name, value string) {
		s.row(s.styles.text, name, value)
		s.do(func() error { return s.f.SetRowHeight(aboutSheet, s.at, float64(15*max(1, 1+len([]rune(value))/74))) })
	}
	fact("Agreement", s.content.Title)
	fact("Reference", s.content.Number)
	fact("Between", s.content.MSP.LegalName+" and "+s.content.Client.LegalName)
	if s.version.Number > 0 {
		fact("Version", strconv.Itoa(s.version.Number))
		fact("SHA-256 of the version", s.version.Digest)
		fact("Frozen", document.Moment(s.version.FrozenAt))
	} else {
		fact("Status", document.DraftMark+". "+document.DraftNotice)
	}
	fact("What binds", "What the parties signed is the sealed PDF. This sheet is a copy to work with; changing it changes no agreement.")
	s.at++
	s.row(s.styles.head, "Letter", "Meaning")
	for _, a := range letters {
		fact(string(a), a.Words()+". "+a.Helper())
	}
	if s.content.Timed() {
		fact("A (after hours)", "The letter holds at that time only. What has no hours behind it holds always.")
	}
	s.at++
	s.row(s.styles.head, "Functional area", "How it is divided")
	for i, a := range s.content.Areas {
		fact("A."+strconv.Itoa(i+1)+"  "+a.Name, a.Mode.Words()+". "+a.Mode.Helper())
	}
	if len(s.content.Excluded) == 0 {
		return
	}
	s.at++
	s.row(s.styles.head, "Excluded function", "Reason")
	for _, f := range s.content.Excluded {
		fact(f.Name, f.Excluded)
	}
}

// letters are the values of a drop-down, in the order of the legend.
var letters = []raci.Assignment{raci.Responsible, raci.Accountable, raci.Consulted, raci.Informed, raci.AccountableAndDoing, raci.NotInvolved}
