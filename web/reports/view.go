package reports

import (
	"strconv"

	"demarc/internal/document/plot"
	"demarc/internal/friction"
	"demarc/web/ui"
)

func counted(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + one + "s"
}

// hidden speaks of what is known and not shown.
func (v view) hidden() string {
	switch v.Hidden {
	case 0:
		return ""
	case 1:
		return "1 area is not shown: too few engagements had friction there."
	}
	return strconv.Itoa(v.Hidden) + " areas are not shown: too few engagements had friction there."
}

// columns are the heads of a table: names, then figures.
func columns(t friction.Table) []ui.Column {
	var out []ui.Column
	for i, h := range t.Head {
		out = append(out, ui.Column{Label: h, Number: i > 0 && h != "Area"})
	}
	return out
}

func draw(h plot.Heat) [2]plot.SVG { return plot.All(h.Draw) }

func score(t friction.Total) string { return plot.Figured(t.Score(t.Rows)) }
