package xlsx

import (
	"encoding/xml"
	"path"
	"strings"

	"demarc/internal/intake"
	"demarc/internal/raci"

	"github.com/xuri/excelize/v2"
)

// merged gathers the merged cells of a workbook while its parts are inspected. The
// workbook library would load a whole sheet to tell them.
type merged struct {
	sheets []struct{ name, id string } // as the workbook lists them
	parts  map[string]string           // part of a sheet, by its id
	ranges map[string][]string         // "B2:B4", by part
}

// maxMerged is the most ranges of one sheet that are looked at.
const maxMerged = 4000

// part looks at an element of a part.
func (m *merged) part(name string, e xml.StartElement) {
	at := func(local string) string {
		for _, a := range e.Attr {
			if a.Name.Local == local {
				return a.Value
			}
		}
		return ""
	}
	switch {
	case e.Name.Local == "mergeCell" && len(m.ranges[name]) < maxMerged:
		m.ranges[name] = append(m.ranges[name], at("ref"))
	case e.Name.Local == "sheet" && name == "xl/workbook.xml" && len(m.sheets) < maxParts:
		m.sheets = append(m.sheets, struct{ name, id string }{at("name"), at("id")})
	case e.Name.Local == "Relationship" && name == "xl/_rels/workbook.xml.rels" && len(m.parts) < maxParts:
		part, whole := strings.CutPrefix(at("Target"), "/")
		if !whole {
			part = path.Join("xl", part)
		}
		m.parts[at("Id")] = strings.ToLower(part)
	}
}

// fill writes what stands in merged cells into each row that they reach over, as a
// person reads it. To the right only a letter is carried: a title or the heading of an
// area that spans the sheet is still one cell.
func (m *merged) fill(sheet string, rows [][]string) {
	id := ""
	for _, s := range m.sheets {
		if s.name == sheet {
			id = s.id
		}
	}
	budget := intake.MaxRows * intake.MaxColumns // no more is looked at than a sheet may have
	for _, ref := range m.ranges[m.parts[id]] {
		from, to, _ := strings.Cut(ref, ":")
		left, top, err := excelize.CellNameToCoordinates(from)
		if err != nil {
			continue
		}
		right, bottom, err := excelize.CellNameToCoordinates(to)
		if err != nil || top > len(rows) || left > len(rows[top-1]) {
			continue
		}
		text := rows[top-1][left-1]
		if a, ok := raci.ParseAssignment(text); !ok || a == raci.Undecided {
			right = left
		}
		for i := top - 1; i < min(bottom, len(rows)) && text != ""; i++ {
			for j := left - 1; j < min(right, intake.MaxColumns) && len(rows[i]) > 0; j++ {
				if budget--; budget < 0 {
					return
				}
				for len(rows[i]) <= j {
					rows[i] = append(rows[i], "")
				}
				if rows[i][j] == "" {
					rows[i][j] = text
				}
			}
		}
	}
}
