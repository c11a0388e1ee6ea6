package document

import (
	"fmt"
	"slices"
	"strings"

	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/raci"
)

// executiveRows is how much somebody with five minutes reads.
const executiveRows = 10

// executive is the sheet of the functions that an executive should read.
func executive(c engagement.Content, detail int) (title string, blocks []Block) {
	picks := c.Executive(executiveRows)
	title = "The functions an executive should read"
	if len(picks) == executiveRows {
		title = "The ten functions an executive should read"
	}
	critical := !slices.ContainsFunc(picks, func(p engagement.Pick) bool { return p.Row.Criticality != raci.Critical })
	lead := fmt.Sprintf("Out of %s these come first: they are critical, or they involve money, risk or a legal duty.", count(c.Functions(), "function", "functions"))
	if critical {
		lead = fmt.Sprintf("Out of %s these come first. Each is critical: a failure stops the business.", count(c.Functions(), "function", "functions"))
	}
	blocks = []Block{Paragraph{Style: Lead, Runs: Text(lead)}}
	t := Table{ID: "sheet-executive", Columns: []Column{
		{Header: "No.", Width: 1.4}, {Header: "Function", Width: 5.4}, {Header: "Who answers for it", Width: 2.8}, {Header: "Who does the work", Width: 2.8}, {Header: "Why it is here", Width: 4},
	}}
	for _, p := range picks {
		about := head(p.Row.Name)
		if p.Row.Description != "" && detail == 0 {
			about.Blocks = append(about.Blocks, Paragraph{Style: Small, Runs: Text(p.Row.Description)})
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			cell(RowNumber(p.Area, p.Place)), about, answering(c, p.Row), cell(doing(c, p.Row)), cell(why(c, p, critical)),
		}})
	}
	return title, append(blocks, t)
}

// answering is the team that answers, with the person below it; two where they share
// the week.
func answering(c engagement.Content, f engagement.Row) Cell {
	all := c.Answerers(f)
	if len(all) == 0 {
		return cell("Nobody yet")
	}
	var out Cell
	for _, i := range all {
		out.Blocks = append(out.Blocks, Paragraph{Runs: Text(c.Called(f, i))})
		if person := c.Holder(f, i).Person; person != "" {
			out.Blocks = append(out.Blocks, Paragraph{Style: Small, Runs: Text(person)})
		}
	}
	return out
}

func doing(c engagement.Content, f engagement.Row) string {
	var names []string
	for _, i := range c.Doing(f) {
		names = append(names, c.Called(f, i))
	}
	return or(list(names), "Nobody yet")
}

// why says what made a function one of the ten, and where the agreement rests on it.
// known tells that the sheet has said already that all are critical.
func why(c engagement.Content, p engagement.Pick, known bool) string {
	var s []string
	if p.Row.Criticality == raci.Critical && !known {
		s = append(s, "Critical: a failure stops the business.")
	}
	switch {
	case p.Overridden:
		s = append(s, strings.TrimSpace("Reserved for "+strings.TrimSuffix(lower(reserved(p.Row.Lock)), " only")+", and decided otherwise. "+p.Row.LockReason))
	case p.Row.Lock == raci.ManagementLock:
		s = append(s, "Money, risk or a legal duty.")
	case p.Row.Lock == raci.ClientLock:
		s = append(s, "Must stay in the hands of "+name(c, party.Client)+".")
	case p.Row.Lock == raci.MSPLock:
		s = append(s, "Only "+name(c, party.MSP)+" can answer for it.")
	}
	switch n := len(p.Sections); {
	case n == 1:
		s = append(s, "See section "+p.Sections[0]+".")
	case n > 1:
		s = append(s, "See sections "+list(p.Sections)+".")
	}
	if len(s) == 0 && known {
		s = []string{"Critical."}
	}
	return or(strings.Join(s, " "), "Next in importance.")
}

// lower is s to stand within a sentence.
func lower(s string) string {
	if strings.HasPrefix(s, "MSP") {
		return "the " + s
	}
	return strings.ToLower(s[:min(1, len(s))]) + s[min(1, len(s)):]
}
