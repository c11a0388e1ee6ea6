package xlsx

import (
	"demarc/internal/raci"

	"github.com/xuri/excelize/v2"
)

// styles are the looks of cells, by their index in the workbook.
type styles struct {
	head, area, text, name, mark int
	fills                        map[raci.Assignment]int
}

func newStyles(f *excelize.File) (styles, error) {
	line := []excelize.Border{{Type: "bottom", Style: 1, Color: "DADEE6"}}
	top := &excelize.Alignment{Vertical: "top", WrapText: true}
	s := styles{fills: map[raci.Assignment]int{}}
	for _, d := range []struct {
		to    *int
		style excelize.Style
	}{
		{&s.head, excelize.Style{Font: font(true, 11), Alignment: &excelize.Alignment{Vertical: "center", WrapText: true}, Fill: fill("ECEEF2"), Border: []excelize.Border{{Type: "bottom", Style: 2, Color: "7D8596"}}}},
		{&s.area, excelize.Style{Font: font(true, 12), Alignment: &excelize.Alignment{Vertical: "center"}, Fill: fill("F5F6F8"), Border: line}},
		{&s.text, excelize.Style{Font: font(false, 11), Alignment: top, Border: line}},
		{&s.name, excelize.Style{Font: font(true, 11), Alignment: top, Border: line}},
		{&s.mark, excelize.Style{Font: font(true, 11), Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "top", WrapText: true}, Border: line}},
	} {
		id, err := f.NewStyle(&d.style)
		if err != nil {
			return s, err
		}
		*d.to = id
	}
	// The letter tells the assignment; the fill only helps the eye.
	for _, d := range []struct {
		of        raci.Assignment
		fill, ink string
	}{
		{raci.AccountableAndDoing, "BFC9EE", "141B3D"},
		{raci.Accountable, "BFC9EE", "141B3D"},
		{raci.Responsible, "DDEFFA", "0B3A57"},
		{raci.Consulted, "FFF6E5", "7A4300"},
	} {
		id, err := f.NewConditionalStyle(&excelize.Style{Font: &excelize.Font{Bold: true, Color: d.ink}, Fill: fill(d.fill)})
		if err != nil {
			return s, err
		}
		s.fills[d.of] = id
	}
	return s, nil
}

func fill(color string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}}
}

// font names its family, since a style that does not gets whichever the program has.
func font(bold bool, size float64) *excelize.Font {
	return &excelize.Font{Family: "Calibri", Bold: bold, Size: size}
}
