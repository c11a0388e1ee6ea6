package document

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"

	"demarc/internal/engagement"
)

// HelpsTo heads the references of a function, wherever they stand.
const HelpsTo = "Helps to satisfy"

// FrameworkNotice stands on every reading of a matrix against a framework.
const FrameworkNotice = "A function that helps to satisfy a requirement does not meet it by itself. These references are an aid; they move no legal duty from one party to the other."

// Responsibility is the paper of a matrix read against a framework: for each
// requirement the functions that help to satisfy it, with who is Accountable and who
// is Responsible, and the requirements that have none.
func Responsibility(v engagement.Version, cov engagement.Coverage, draft bool) Document {
	d := Compose(engagement.Version{Number: v.Number, Digest: v.Digest, FrozenAt: v.FrozenAt, Content: engagement.Content{
		Number: v.Content.Number, MSP: v.Content.MSP, Client: v.Content.Client, Brand: v.Content.Brand,
	}}, draft)
	f := cov.Framework
	d.Title = "Responsibility matrix for " + f.Name
	d.Files = []File{{
		Name: "responsibility.csv", MediaType: "text/csv", Description: "The same as a table", Data: ResponsibilityCSV(cov),
	}}
	d.Sections = []Section{{ID: "about", Title: "What this shows", Blocks: []Block{
		Paragraph{Style: Lead, Runs: Text(Extent(cov))},
		Paragraph{Runs: Text(FrameworkNotice)},
		Paragraph{Style: Small, Runs: Text(f.Credit())},
	}}}
	if open := uncovered(cov); cov.Open() > 0 {
		d.Sections = append(d.Sections, Section{ID: "uncovered", Title: "Requirements without a function", Blocks: open})
	}
	d.Sections = append(d.Sections, Section{
		ID: "responsibility", Title: "Who helps to satisfy what", Landscape: true, NewPage: true, Blocks: []Block{responsibilityTable(cov)},
	})
	return d
}

// Extent says how much of a framework a matrix covers.
func Extent(cov engagement.Coverage) string {
	f := cov.Framework
	if cov.Open() == 0 {
		return fmt.Sprintf("For each of the %d %s of %s the matrix has at least one function that helps to satisfy it.", cov.Total, f.Counts, f.Name)
	}
	return fmt.Sprintf("For %d of the %d %s of %s the matrix has a function that helps to satisfy it. For %d it has none.", cov.Covered, cov.Total, f.Counts, f.Name, cov.Open())
}

func responsibilityTable(cov engagement.Coverage) Table {
	t := Table{ID: "responsibility-table", Caption: "Requirements of " + cov.Framework.Name + " and the functions that help to satisfy them"}
	t.Columns = []Column{{Header: "Requirement", Width: 10}, {Header: "Function", Width: 9}, {Header: "Accountable", Width: 5}, {Header: "Responsible", Width: 6}}
	for _, fam := range cov.Families {
		t.Rows = append(t.Rows, Row{ID: "family-" + slug(fam.ID), Group: true, Cells: []Cell{{Blocks: []Paragraph{{Runs: []Run{
			{Text: strings.TrimSpace(fam.ID + "  " + fam.Title), Bold: true}, {Text: fmt.Sprintf(" – %d of %d", fam.Covered, len(fam.Lines))},
		}}}}}})
		for _, l := range fam.Lines {
			t.Rows = append(t.Rows, requirementRows(l)...)
		}
	}
	return t
}

// requirementRows are a row per function; each names the requirement, so that no row
// depends on the one before it.
func requirementRows(l engagement.RequirementCoverage) []Row {
	name := []Run{{Text: l.Requirement.ID, Bold: true}}
	if l.Requirement.Title != "" {
		name = append(name, Run{Text: "  " + l.Requirement.Title})
	}
	if len(l.Rows) == 0 {
		return []Row{{Cells: []Cell{{Header: true, Blocks: []Paragraph{{Runs: name}}}, cell("No function"), {}, {}}}}
	}
	var out []Row
	for i, r := range l.Rows {
		if i > 0 {
			name = name[:1]
		}
		out = append(out, Row{Cells: []Cell{
			{Header: true, Blocks: []Paragraph{{Runs: name}}},
			cell(RowNumber(r.Area, r.Place) + "  " + r.Row.Name), cell(or(strings.Join(r.Answers, ", "), "Nobody yet")), cell(or(strings.Join(r.Does, ", "), "Nobody yet")),
		}})
	}
	return out
}

// uncovered lists what no function helps to satisfy, one paragraph per family.
func uncovered(cov engagement.Coverage) []Block {
	var out []Block
	for _, fam := range cov.Families {
		var ids []string
		for _, l := range fam.Lines {
			if len(l.Rows) == 0 {
				ids = append(ids, l.Requirement.ID)
			}
		}
		if len(ids) > 0 {
			out = append(out, Paragraph{Runs: []Run{{Text: strings.TrimSpace(fam.ID+" "+fam.Title) + ": ", Bold: true}, {Text: strings.Join(ids, ", ") + "."}}})
		}
	}
	return out
}

func slug(id string) string { return strings.ToLower(strings.ReplaceAll(id, " ", "-")) }

// ResponsibilityHead and ResponsibilityRows are the responsibility matrix as a table:
// a line per requirement and function.
var ResponsibilityHead = []string{"Family", "Requirement", "Title", "No.", "Function", "Accountable", "Responsible", "Split note"}

// ResponsibilityRows are the lines below the head.
func ResponsibilityRows(cov engagement.Coverage) [][]string {
	var out [][]string
	for _, fam := range cov.Families {
		family := strings.TrimSpace(fam.ID + " " + fam.Title)
		for _, l := range fam.Lines {
			if len(l.Rows) == 0 {
				out = append(out, []string{family, l.Requirement.ID, l.Requirement.Title, "", "No function", "", "", ""})
			}
			for _, r := range l.Rows {
				out = append(out, []string{
					family, l.Requirement.ID, l.Requirement.Title, RowNumber(r.Area, r.Place), r.Row.Name,
					strings.Join(r.Answers, ", "), strings.Join(r.Does, ", "), r.Row.Split,
				})
			}
		}
	}
	return out
}

// ResponsibilityCSV is the responsibility matrix for spreadsheets, written as MatrixCSV.
func ResponsibilityCSV(cov engagement.Coverage) []byte {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	write(w, append([]string{}, ResponsibilityHead...))
	for _, r := range ResponsibilityRows(cov) {
		write(w, r)
	}
	w.Flush() // a buffer takes every byte, so there is no error to look at
	return b.Bytes()
}
