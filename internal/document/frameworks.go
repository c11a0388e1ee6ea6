package document

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"demarc/internal/engagement"
)

// HelpsTo heads the references of a function, wherever they stand.
const HelpsTo = "Helps to satisfy"

// FrameworkNotice stands on every reading of a matrix against a framework.
const FrameworkNotice = "This is a map of responsibilities and no statement of compliance. A function that helps to satisfy a requirement does not meet it by itself. These references are an aid; they move no legal duty from one party to the other."

// Responsibility is the paper of a matrix read against a framework: for each
// requirement the functions that help to satisfy it, with who is Accountable and who
// does the work, and the requirements that have none.
func Responsibility(v engagement.Version, cov engagement.Coverage, draft bool) Document {
	d := Compose(engagement.Version{Number: v.Number, Digest: v.Digest, FrozenAt: v.FrozenAt, Content: engagement.Content{
		Number: v.Content.Number, MSP: v.Content.MSP, Client: v.Content.Client, Brand: v.Content.Brand,
	}}, draft)
	d.Title = cov.Framework.Name + ": responsibility matrix"
	if d.Status == Frozen {
		d.Status = "" // Standing says which version it is; this paper is never out for signature
	}
	d.Files = []File{{
		Name: "responsibility.csv", MediaType: "text/csv", Description: "The same as a table", Data: ResponsibilityCSV(v, cov),
	}}
	about := Section{ID: "about", Title: "What this shows", Blocks: []Block{
		Paragraph{Style: Lead, Runs: Text(Extent(cov))},
		Paragraph{Runs: Text(FrameworkNotice)},
	}}
	if means := Sides(v.Content, cov); means != "" {
		about.Blocks = append(about.Blocks, Paragraph{Runs: Text(means)})
	}
	about.Blocks = append(about.Blocks, glance(cov), Paragraph{Style: Small, Runs: Text(Standing(v, cov) + " " + cov.Framework.Credit())})
	d.Sections = []Section{about}
	if cov.Open() > 0 {
		d.Sections = append(d.Sections, Section{ID: "uncovered", Title: "Requirements without a function", Blocks: []Block{openTable(cov)}})
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

// Standing says of which version a reading is, and of which day.
func Standing(v engagement.Version, cov engagement.Coverage) string {
	day := v.FrozenAt.UTC().Format("January 2, 2006")
	if v.Number == 0 {
		return DraftMark + ". The matrix as it stood on " + day + "."
	}
	s := fmt.Sprintf("Version %d of the agreement, frozen on %s.", v.Number, day)
	if !slices.Contains(v.Content.Frameworks, cov.Framework.Key) {
		s += " The letters are those of the version. It names no requirements of this framework, so those are what the matrix names today."
	}
	return s
}

// Sides says what the framework's names for who does the work stand for here.
func Sides(c engagement.Content, cov engagement.Coverage) string {
	return strings.NewReplacer(
		"{msp}", or(c.MSP.LegalName, "the MSP"), "{client}", or(c.Client.LegalName, "the client"),
	).Replace(cov.Framework.Sides.Means)
}

// shares are those that at least one requirement has.
func shares(cov engagement.Coverage) []engagement.Share {
	var out []engagement.Share
	for _, s := range engagement.Shares {
		if cov.Counts[s] > 0 {
			out = append(out, s)
		}
	}
	return out
}

// glance counts the requirements of each family by who does the work.
func glance(cov engagement.Coverage) Table {
	t := Table{ID: "responsibility-glance", Caption: "Requirements by who does the work", Columns: []Column{{Header: "Family", Width: 9}}}
	some := shares(cov)
	for _, s := range some {
		t.Columns = append(t.Columns, Column{Header: cov.Words(s), Width: 3, Center: true})
	}
	t.Columns = append(t.Columns, Column{Header: "All", Width: 2, Center: true})
	line := func(name string, counts map[engagement.Share]int, all int) {
		cells := []Cell{head(name)}
		for _, s := range some {
			cells = append(cells, cell(strconv.Itoa(counts[s])))
		}
		t.Rows = append(t.Rows, Row{Cells: append(cells, cell(strconv.Itoa(all)))})
	}
	for _, fam := range cov.Families {
		line(fam.ID+"  "+fam.Title, fam.Counts, len(fam.Lines))
	}
	line("All families", cov.Counts, cov.Total)
	return t
}

func responsibilityTable(cov engagement.Coverage) Table {
	t := Table{ID: "responsibility-table", Caption: "Requirements of " + cov.Framework.Name + " and the functions that help to satisfy them"}
	t.Columns = []Column{
		{Header: "Requirement", Width: 10},
		{Header: cov.Framework.Sides.Head, Width: 4},
		{Header: "Function", Width: 9},
		{Header: "Accountable", Width: 5},
		{Header: "Responsible", Width: 6},
	}
	for _, fam := range cov.Families {
		t.Rows = append(t.Rows, Row{ID: "family-" + slug(fam.ID), Group: true, Cells: []Cell{{Blocks: []Paragraph{{Runs: []Run{
			{Text: fam.ID + "  " + fam.Title, Bold: true}, {Text: fmt.Sprintf(" – %d of %d", fam.Covered, len(fam.Lines))},
		}}}}}})
		for _, l := range fam.Lines {
			t.Rows = append(t.Rows, requirementRows(cov, l)...)
		}
	}
	return t
}

// requirementRows are a row per function; each names the requirement, so that no row
// depends on the one before it. The first says who does the work of all of them.
func requirementRows(cov engagement.Coverage, l engagement.RequirementCoverage) []Row {
	whole := Paragraph{Runs: []Run{{Text: l.Requirement.ID, Bold: true}, {Text: "  " + l.Requirement.Title}}}
	if len(l.Rows) == 0 {
		return []Row{{Cells: []Cell{{Header: true, Blocks: []Paragraph{whole}}, cell(cov.Words(l.Share)), cell(excludedNames(l)), {}, {}}}}
	}
	var out []Row
	for i, r := range l.Rows {
		name := Cell{Header: true, Blocks: []Paragraph{whole}}
		switch {
		case i > 0:
			name.Blocks = []Paragraph{{Runs: whole.Runs[:1]}}
		case len(l.Rows) > 1:
			name.Blocks = append(name.Blocks, Paragraph{Style: Small, Runs: Text("Altogether: " + cov.Words(l.Share))})
		}
		out = append(out, Row{Cells: []Cell{
			name, cell(cov.Words(r.Share)), cell(RowNumber(r.Area, r.Place) + "  " + r.Row.Name),
			cell(or(strings.Join(r.Answers, ", "), "Nobody yet")), cell(or(strings.Join(r.Does, ", "), "Nobody yet")),
		}})
	}
	return out
}

// excludedNames are the functions that would help, were they in the matrix.
func excludedNames(l engagement.RequirementCoverage) string {
	var names []string
	for _, r := range l.Excluded {
		names = append(names, r.Row.Name)
	}
	return strings.Join(names, "; ")
}

// openTable lists the requirements that no function of the matrix helps to satisfy,
// with the excluded functions that would.
func openTable(cov engagement.Coverage) Table {
	t := Table{ID: "responsibility-open", Caption: "Requirements of " + cov.Framework.Name + " that no function of the matrix helps to satisfy"}
	t.Columns = []Column{{Header: "Requirement", Width: 5}, {Header: "Title", Width: 16}, {Header: "Why", Width: 9}}
	for _, fam := range cov.Families {
		if fam.Covered == len(fam.Lines) {
			continue
		}
		t.Rows = append(t.Rows, Row{ID: "open-" + slug(fam.ID), Group: true, Cells: []Cell{{Blocks: []Paragraph{{Runs: []Run{
			{Text: fam.ID + "  " + fam.Title, Bold: true}, {Text: fmt.Sprintf(" – %d of %d", len(fam.Lines)-fam.Covered, len(fam.Lines))},
		}}}}}})
		for _, l := range fam.Lines {
			why := cov.Words(l.Share)
			if names := excludedNames(l); names != "" {
				why += ": " + names
			}
			if len(l.Rows) == 0 {
				t.Rows = append(t.Rows, Row{Cells: []Cell{head(l.Requirement.ID), cell(l.Requirement.Title), cell(why)}})
			}
		}
	}
	return t
}

func slug(id string) string { return strings.ToLower(strings.ReplaceAll(id, " ", "-")) }
