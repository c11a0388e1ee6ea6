package document

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"

	"demarc/internal/engagement"
)

// ResponsibilityHead heads the responsibility matrix as a table: a line per
// requirement and function. The two columns that say who does the work carry the
// framework's own name for it.
func ResponsibilityHead(cov engagement.Coverage) []string {
	by := cov.Framework.Sides.Head
	return []string{"Family", "Requirement", "Title", by, "No.", "Function", by + " (function)", "Accountable", "Responsible", "Split note"}
}

// ResponsibilityRows are the lines below the head.
func ResponsibilityRows(cov engagement.Coverage) [][]string {
	var out [][]string
	for _, fam := range cov.Families {
		for _, l := range fam.Lines {
			start := []string{fam.ID + " " + fam.Title, l.Requirement.ID, l.Requirement.Title, cov.Words(l.Share)}
			if len(l.Rows) == 0 {
				out = append(out, append(start, "", excludedNames(l), "", "", "", ""))
			}
			for _, r := range l.Rows {
				out = append(out, append(start[:4:4],
					RowNumber(r.Area, r.Place), r.Row.Name, cov.Words(r.Share), strings.Join(r.Answers, ", "), strings.Join(r.Does, ", "), r.Row.Split,
				))
			}
		}
	}
	return out
}

// ResponsibilityFacts say what a table of responsibilities is, for a reader who has
// nothing else.
func ResponsibilityFacts(v engagement.Version, cov engagement.Coverage) [][2]string {
	id := v.Content.Number + ". " + Standing(v, cov)
	if v.Number > 0 {
		id += " SHA-256 " + v.Digest
	}
	facts := [][2]string{
		{"Framework", cov.Framework.Name},
		{"Agreement", id},
		{"Between", v.Content.MSP.LegalName + " and " + v.Content.Client.LegalName},
		{"How much", Extent(cov)},
	}
	var counts []string
	for _, s := range shares(cov) {
		counts = append(counts, fmt.Sprintf("%s %d", cov.Words(s), cov.Counts[s]))
	}
	facts = append(facts, [2]string{cov.Framework.Sides.Head, strings.Join(counts, ", ")})
	if means := Sides(v.Content, cov); means != "" {
		facts = append(facts, [2]string{"Names", means})
	}
	return append(facts, [2]string{"What it means", FrameworkNotice}, [2]string{"Source", cov.Framework.Credit()})
}

// ResponsibilityCSV is the responsibility matrix for spreadsheets, written as
// MatrixCSV. The facts stand below the table, so that its head stays the first line.
func ResponsibilityCSV(v engagement.Version, cov engagement.Coverage) []byte {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	head := ResponsibilityHead(cov)
	write(w, head)
	for _, r := range ResponsibilityRows(cov) {
		write(w, r)
	}
	write(w, make([]string, len(head)))
	for _, fact := range ResponsibilityFacts(v, cov) {
		line := make([]string, len(head))
		line[0], line[1] = fact[0], fact[1]
		write(w, line)
	}
	w.Flush() // a buffer takes every byte, so there is no error to look at
	return b.Bytes()
}
