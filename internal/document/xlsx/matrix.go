package xlsx

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"demarc/internal/document"
	"demarc/internal/engagement"
	"demarc/internal/intake"
	"demarc/internal/raci"

	"github.com/xuri/excelize/v2"
)

// matrix writes the sheet with the functions: a row for each area, a row for each
// function below it.
func (s *sheet) matrix() {
	n := len(s.content.Stakeholders)
	head := []string{"Key", "No.", "Function", "Description"}
	for _, c := range s.content.Stakeholders {
		head = append(head, c.Name)
	}
	head = append(head, "Exactly one A", "Split note", "Only for", "Criticality")
	if len(s.content.Frameworks) > 0 {
		head = append(head, document.HelpsTo)
	}
	if s.content.AnyParked() {
		head = append(head, "Parked")
	}
	s.row(s.styles.head, head...)
	last := len(head)
	s.do(func() error { return s.f.SetRowHeight(matrixSheet, 1, 32) })
	first := s.at + 1
	for i, a := range s.content.Areas {
		if !slices.ContainsFunc(a.Rows, s.kept) {
			continue
		}
		s.row(s.styles.area, intake.AreaMark+string(a.Key), "A."+strconv.Itoa(i+1), a.Name+" – "+a.Mode.Words())
		s.do(func() error { return s.f.SetCellStyle(matrixSheet, cell(1, s.at), cell(last, s.at), s.styles.area) })
		s.do(func() error { return s.f.MergeCell(matrixSheet, cell(3, s.at), cell(last, s.at)) })
		for j, f := range a.Rows {
			if s.kept(f) {
				s.function(f, document.RowNumber(i, j))
			}
		}
	}
	s.layout(first, n, last)
}

func (s *sheet) kept(f engagement.Row) bool { return s.keep == nil || s.keep(f) }

func (s *sheet) function(f engagement.Row, number string) {
	s.row(s.styles.text, string(f.Key), number, f.Name, f.Description)
	s.text(3, s.styles.name, f.Name)
	n := len(s.content.Stakeholders)
	for i := range n {
		s.text(fixed+1+i, s.styles.mark, raci.CellText(f.Cell(i), f.Window(i)))
	}
	if n > 0 {
		cells := cell(fixed+1, s.at) + ":" + cell(fixed+n, s.at)
		check := cell(fixed+n+1, s.at)
		s.do(func() error { return s.f.SetCellFormula(matrixSheet, check, s.oneAnswers(cells)) })
		s.do(func() error { return s.f.SetCellStyle(matrixSheet, check, check, s.styles.mark) })
	}
	for i, text := range []string{f.Split, f.Condition, string(f.Criticality)} {
		s.text(fixed+n+2+i, s.styles.text, text)
	}
	if len(s.content.Frameworks) > 0 {
		s.text(fixed+n+5, s.styles.text, strings.Join(f.Frameworks, "; "))
	}
	sized := make([]string, len(s.widths()))
	sized[2], sized[3], sized[fixed+n+1], sized[fixed+n+2] = f.Name, f.Description, f.Split, f.Condition
	if s.content.AnyParked() {
		sized[len(sized)-1] = f.Parked.Text()
		s.text(len(sized), s.styles.text, f.Parked.Text())
	}
	s.height(sized)
}

// oneAnswers is the formula that tells whether exactly one stakeholder is Accountable;
// where cells have hours, in each part of the week.
func (s *sheet) oneAnswers(cells string) string {
	always := fmt.Sprintf(`COUNTIF(%s,"A")+COUNTIF(%s,"A/R")`, cells, cells)
	if !s.content.Timed() {
		return fmt.Sprintf(`IF(%s=1,"yes","NO: "&(%s))`, always, always)
	}
	in := func(w raci.Window) string {
		return fmt.Sprintf(`(%s+COUNTIF(%s,"A (%s)")+COUNTIF(%s,"A/R (%s)"))`, always, cells, w.Label(), cells, w.Label())
	}
	return fmt.Sprintf(`IF(AND(%s=1,%s=1),"yes","NO: "&%s&" / "&%s)`, in(raci.BusinessHours), in(raci.AfterHours), in(raci.BusinessHours), in(raci.AfterHours))
}

// layout is everything that makes the sheet work: widths, frozen panes, drop-downs,
// fills that follow the letters, and how it prints.
func (s *sheet) layout(first, stakeholders, last int) {
	for i, width := range s.widths() {
		column, _ := excelize.ColumnNumberToName(i + 1)
		if width == 0 {
			// The key finds the row again when the sheet is read back; people need no key.
			s.do(func() error { return s.f.SetColVisible(matrixSheet, column, false) })
			continue
		}
		s.do(func() error { return s.f.SetColWidth(matrixSheet, column, column, width) })
	}
	s.do(func() error {
		return s.f.SetPanes(matrixSheet, &excelize.Panes{Freeze: true, XSplit: 3, YSplit: 1, TopLeftCell: "D2", ActivePane: "bottomRight"})
	})
	if stakeholders > 0 && s.at >= first {
		s.choices(cell(fixed+1, first) + ":" + cell(fixed+stakeholders, s.at))
	}
	s.print(last)
}

// widths are those of the columns in characters; 0 is hidden.
func (s *sheet) widths() []float64 {
	out := []float64{0, 8, 30, 46}
	for range s.content.Stakeholders {
		out = append(out, 13)
	}
	out = append(out, 11, 38, 20, 11)
	if len(s.content.Frameworks) > 0 {
		out = append(out, 30)
	}
	if s.content.AnyParked() {
		out = append(out, 38)
	}
	return out
}

// height gives a row room for its longest text. Only Excel itself would find it out,
// and not every program that opens the file does.
func (s *sheet) height(cells []string) {
	lines := 1
	for i, w := range s.widths() {
		if i < len(cells) && w > 0 {
			lines = max(lines, int(float64(len([]rune(cells[i])))/(w*0.95))+1)
		}
	}
	const line, most = 15, 409 // points; Excel knows no higher row
	s.do(func() error { return s.f.SetRowHeight(s.name, s.at, float64(min(lines*line, most))) })
}

// choices gives the cells of the stakeholders their drop-down and their fills.
func (s *sheet) choices(cells string) {
	var list []string
	for _, a := range letters {
		list = append(list, string(a))
	}
	message := "Use R, A, C, I, A/R or - for not involved."
	if s.content.Timed() {
		for _, w := range []raci.Window{raci.BusinessHours, raci.AfterHours} {
			for _, a := range letters {
				if text := raci.CellText(a, w); text != string(a) {
					list = append(list, text)
				}
			}
		}
		message = "Use R, A, C, I, A/R or - for not involved. Hours stand behind the letter: A (after hours)."
	}
	s.do(func() error {
		v := excelize.NewDataValidation(true)
		v.SetSqref(cells)
		if err := v.SetDropList(list); err != nil {
			return err
		}
		v.SetError(excelize.DataValidationErrorStyleStop, "Choose from the list", message)
		return s.f.AddDataValidation(matrixSheet, v)
	})
	s.do(func() error {
		var rules []excelize.ConditionalFormatOptions
		for _, a := range []raci.Assignment{raci.AccountableAndDoing, raci.Accountable, raci.Responsible, raci.Consulted} {
			fill := s.styles.fills[a]
			rules = append(rules, excelize.ConditionalFormatOptions{Type: "cell", Criteria: "==", Value: `"` + string(a) + `"`, Format: &fill})
			if s.content.Timed() {
				for _, w := range []raci.Window{raci.BusinessHours, raci.AfterHours} {
					rules = append(rules, excelize.ConditionalFormatOptions{Type: "cell", Criteria: "==", Value: `"` + raci.CellText(a, w) + `"`, Format: &fill})
				}
			}
		}
		return s.f.SetConditionalFormat(matrixSheet, cells, rules)
	})
}

func (s *sheet) print(last int) {
	s.do(func() error {
		return s.f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: matrixSheet + "!$1:$1", Scope: matrixSheet})
	})
	s.page("landscape")
	s.do(func() error {
		column, _ := excelize.ColumnNumberToName(last)
		return s.f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Area", RefersTo: fmt.Sprintf("%s!$A$1:$%s$%d", matrixSheet, column, max(s.at, 1)), Scope: matrixSheet})
	})
}

// page has the sheet printed one page wide, with its identity at the foot.
func (s *sheet) page(orientation string) {
	name := s.name
	s.do(func() error {
		wide, tall := 1, 0
		return s.f.SetPageLayout(name, &excelize.PageLayoutOptions{Orientation: &orientation, FitToWidth: &wide, FitToHeight: &tall})
	})
	s.do(func() error {
		yes := true
		return s.f.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &yes})
	})
	s.do(func() error {
		return s.f.SetHeaderFooter(name, &excelize.HeaderFooterOptions{OddFooter: "&L" + footer(s) + "&RPage &P of &N"})
	})
}

// footer is the identity with a short digest. An ampersand would start a code, and
// Excel refuses a footer longer than 255 characters.
func footer(s *sheet) string {
	var id strings.Builder
	for _, r := range s.content.Number {
		if r == '&' {
			id.WriteByte('&')
		}
		id.WriteRune(r)
		if id.Len() > 100 {
			break
		}
	}
	if s.version.Number > 0 {
		return id.String() + "  Version " + strconv.Itoa(s.version.Number) + "  " + engagement.Short(s.version.Digest)
	}
	return id.String() + "  " + document.DraftMark
}
