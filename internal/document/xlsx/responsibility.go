package xlsx

import (
	"bytes"
	"fmt"

	"demarc/internal/document"
	"demarc/internal/engagement"

	"github.com/xuri/excelize/v2"
)

const responsibilitySheet = "Responsibility"

// WriteResponsibility makes a workbook of a matrix read against a framework: a line
// per requirement and function, to be filtered.
func WriteResponsibility(v engagement.Version, cov engagement.Coverage) ([]byte, error) {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }() // a workbook that was not read has no temporary files
	s := &sheet{f: f, name: responsibilitySheet, content: v.Content, version: v}
	s.do(func() error { return f.SetSheetName("Sheet1", responsibilitySheet) })
	s.do(func() (err error) { s.styles, err = newStyles(f); return err })
	s.responsibility(cov)
	s.do(func() error { _, err := f.NewSheet(aboutSheet); return err })
	s.name, s.at = aboutSheet, 0
	s.aboutResponsibility(cov)
	s.properties(cov.Framework.Name + ": responsibility matrix")
	if s.err != nil {
		return nil, fmt.Errorf("write responsibility matrix: %w", s.err)
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	return out.Bytes(), nil
}

func (s *sheet) responsibility(cov engagement.Coverage) {
	widths := []float64{26, 20, 42, 18, 8, 34, 18, 22, 28, 46}
	for i, w := range widths {
		column, _ := excelize.ColumnNumberToName(i + 1)
		s.do(func() error { return s.f.SetColWidth(s.name, column, column, w) })
	}
	s.row(s.styles.head, document.ResponsibilityHead(cov)...)
	for _, r := range document.ResponsibilityRows(cov) {
		s.row(s.styles.text, r...)
		s.text(2, s.styles.name, r[1])
		lines := 1
		for i, text := range r {
			lines = max(lines, int(float64(len([]rune(text)))/(widths[i]*0.95))+1)
		}
		s.do(func() error { return s.f.SetRowHeight(s.name, s.at, float64(min(lines*15, 409))) })
	}
	s.do(func() error {
		return s.f.SetPanes(s.name, &excelize.Panes{Freeze: true, XSplit: 2, YSplit: 1, TopLeftCell: "C2", ActivePane: "bottomRight"})
	})
	s.do(func() error { return s.f.AutoFilter(s.name, "A1:"+cell(len(widths), s.at), nil) })
	s.do(func() error {
		return s.f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: s.name + "!$1:$1", Scope: s.name})
	})
	s.page("landscape")
}

func (s *sheet) aboutResponsibility(cov engagement.Coverage) {
	s.do(func() error { return s.f.SetColWidth(s.name, "A", "A", 46) })
	s.do(func() error { return s.f.SetColWidth(s.name, "B", "B", 78) })
	s.page("portrait")
	s.row(s.styles.head, cov.Framework.Name+": responsibility matrix", "")
	for _, fact := range document.ResponsibilityFacts(s.version, cov) {
		s.row(s.styles.text, fact[0], fact[1])
		s.do(func() error { return s.f.SetRowHeight(s.name, s.at, float64(15*max(1, 1+len([]rune(fact[1]))/74))) })
	}
}
