package engagement

import (
	"fmt"
	"slices"
	"strings"

	"demarc/internal/catalog"
	"demarc/internal/raci"
)

// refer writes into c which frameworks matter, and into each row what it helps to
// satisfy of them. Where none matters nothing is written.
func (c *Content) refer(d Draft) {
	var chosen []catalog.Framework
	for _, f := range catalog.Frameworks() { // in the order they are offered, whoever chose first
		if slices.Contains(d.Engagement.Frameworks, f.Key) {
			chosen = append(chosen, f)
			c.Frameworks = append(c.Frameworks, f.Key)
		}
	}
	if len(chosen) == 0 {
		return
	}
	of := map[raci.FunctionID][]string{}
	for _, fn := range d.Matrix.Functions {
		for _, f := range chosen {
			for _, ref := range fn.Frameworks {
				if _, ok := f.Identifier(ref); ok {
					of[fn.ID] = append(of[fn.ID], ref)
				}
			}
		}
	}
	for i := range c.Areas {
		for j := range c.Areas[i].Rows {
			c.Areas[i].Rows[j].Frameworks = of[c.Areas[i].Rows[j].ID]
		}
	}
	for i := range c.Excluded {
		c.Excluded[i].Frameworks = of[c.Excluded[i].ID]
	}
}

// Against is the content of a version with what its rows help to satisfy of all
// frameworks. A version holds that only of those that mattered when it was frozen, so
// that nobody signs more than was asked for; the rest is what m says of the same rows
// today.
func (c Content) Against(m raci.Matrix) Content {
	today := map[raci.FunctionID][]string{}
	for _, fn := range m.Functions {
		for _, ref := range fn.Frameworks {
			if f, _, ok := catalog.FrameworkOf(ref); ok && !slices.Contains(c.Frameworks, f.Key) {
				today[fn.ID] = append(today[fn.ID], ref)
			}
		}
	}
	with := func(rows []Row) []Row {
		rows = slices.Clone(rows)
		for i, r := range rows {
			rows[i].Frameworks = slices.Concat(r.Frameworks, today[r.ID])
		}
		return rows
	}
	c.Areas, c.Excluded = slices.Clone(c.Areas), with(c.Excluded)
	for i, a := range c.Areas {
		c.Areas[i].Rows = with(a.Rows)
	}
	return c
}

// HelpsWith is what a row helps to satisfy as people read it, "CIS 4.1, 4.2; HIPAA …".
func (r Row) HelpsWith() string { return strings.Join(catalog.Grouped(r.Frameworks), "; ") }

// Coverage is a matrix read against a framework: which rows help to satisfy which
// requirement, and which requirements have no row. It says nothing about whether any
// of them is satisfied.
type Coverage struct {
	Framework catalog.Framework
	Families  []FamilyCoverage
	Total     int
	Covered   int           // requirements with at least one row
	Counts    map[Share]int // requirements by who does the work
}

// FamilyCoverage is one family of a framework.
type FamilyCoverage struct {
	ID, Title string
	Lines     []RequirementCoverage
	Covered   int
	Counts    map[Share]int
}

// RequirementCoverage is one requirement with the rows that help to satisfy it.
type RequirementCoverage struct {
	Requirement catalog.Requirement
	Rows        []CoveringRow
	Excluded    []CoveringRow // rows that would help and that the matrix excludes
	Share       Share         // who does the work of all Rows
}

// CoveringRow is a row that helps to satisfy a requirement.
type CoveringRow struct {
	Area, Place int // where it stands in the content, counted from 0
	Row         Row
	Answers     []string // stakeholders who are Accountable: one in a good matrix
	Does        []string // stakeholders who are Responsible
	Share       Share    // whose they are
}

// Cover reads c against a framework. c must name the references to it: a draft is
// drawn with the framework chosen, a version says in Frameworks which were.
func Cover(c Content, f catalog.Framework) Coverage {
	in, excluded := map[string][]CoveringRow{}, map[string][]CoveringRow{} // by what their references name
	put := func(into map[string][]CoveringRow, row CoveringRow) {
		for _, ref := range row.Row.Frameworks {
			if id, ok := f.Identifier(ref); ok {
				into[id] = append(into[id], row)
			}
		}
	}
	for i, a := range c.Areas {
		for j, r := range a.Rows {
			put(in, coveringRow(c, r, i, j))
		}
	}
	for i, r := range c.Excluded {
		put(excluded, coveringRow(c, r, len(c.Areas), i))
	}
	out := Coverage{Framework: f, Counts: map[Share]int{}}
	for _, fam := range f.Families {
		fc := FamilyCoverage{ID: fam.ID, Title: fam.Title, Counts: map[Share]int{}}
		for _, r := range fam.Requirements {
			line := RequirementCoverage{Requirement: r, Rows: covering(r, in), Excluded: covering(r, excluded)}
			line.share()
			if len(line.Rows) > 0 {
				fc.Covered++
			}
			fc.Counts[line.Share]++
			out.Counts[line.Share]++
			fc.Lines = append(fc.Lines, line)
		}
		out.Total += len(fc.Lines)
		out.Covered += fc.Covered
		out.Families = append(out.Families, fc)
	}
	return out
}

// covering lists the rows whose references r is under, each once, in reading order.
func covering(r catalog.Requirement, rows map[string][]CoveringRow) []CoveringRow {
	var out []CoveringRow
	for id, list := range rows {
		if r.Under(id) {
			out = append(out, list...)
		}
	}
	slices.SortFunc(out, func(a, b CoveringRow) int {
		if a.Area != b.Area {
			return a.Area - b.Area
		}
		return a.Place - b.Place
	})
	return slices.CompactFunc(out, func(a, b CoveringRow) bool { return a.Row.ID == b.Row.ID })
}

// Open is the number of requirements that no row helps to satisfy.
func (c Coverage) Open() int { return c.Total - c.Covered }

// uncovered is V55: a framework that matters has requirements without a row.
func uncovered(c Content) []raci.Finding {
	var out []raci.Finding
	for _, key := range c.Frameworks {
		f, ok := catalog.FrameworkByKey(key)
		if !ok {
			continue
		}
		if n := Cover(c, f).Open(); n > 0 {
			out = append(out, raci.Finding{
				Rule: "V55", Severity: raci.Warn, Page: "frameworks", Field: f.Key,
				Message: fmt.Sprintf("%s of %s %s not covered by any function.", requirements(n), f.Name, are(n)),
				Fix:     "See which",
			})
		}
	}
	return out
}

func requirements(n int) string {
	if n == 1 {
		return "1 requirement"
	}
	return fmt.Sprintf("%d requirements", n)
}

func are(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}
