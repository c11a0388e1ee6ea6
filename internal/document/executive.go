package document

import (
	"fmt"
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
	blocks = []Block{Paragraph{Style: Lead, Runs: Text(fmt.Sprintf(
		"Out of %s these come first: a failure stops the business, or they involve money, risk or a legal duty.", count(c.Functions(), "function", "functions")))}}
	t := Table{ID: "sheet-executive", Columns: []Column{
		{Header: "No.", Width: 1.1}, {Header: "Function", Width: 5.4}, {Header: "Who answers for it", Width: 2.8}, {Header: "Who does the work", Width: 2.8}, {Header: "Why it is here", Width: 4},
	}}
	for _, p := range picks {
		about := head(p.Row.Name)
		if p.Row.Description != "" && detail == 0 {
			about.Blocks = append(about.Blocks, Paragraph{Style: Small, Runs: Text(p.Row.Description)})
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			cell(RowNumber(p.Area, p.Place)), about, cell(answering(c, p.Row)), cell(doing(c, p.Row)), cell(why(c, p)),
		}})
	}
	return title, append(blocks, t)
}

func answering(c engagement.Content, f engagement.Row) string {
	i := c.Answering(f)
	if i < 0 {
		return "Nobody yet"
	}
	s := c.Stakeholders[i]
	if s.Holder == "" {
		return s.Name
	}
	return s.Name + ": " + s.Holder
}

func doing(c engagement.Content, f engagement.Row) string {
	var names []string
	for _, i := range c.Doing(f) {
		names = append(names, c.Stakeholders[i].Name)
	}
	return or(list(names), "Nobody yet")
}

// why says what made a function one of the ten, and where the agreement rests on it.
func why(c engagement.Content, p engagement.Pick) string {
	var s []string
	if p.Row.Criticality == raci.Critical {
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
	if len(s) == 0 {
		return "Next in the order of importance."
	}
	return strings.Join(s, " ")
}

// lower is s to stand within a sentence.
func lower(s string) string {
	if strings.HasPrefix(s, "MSP") {
		return "the " + s
	}
	return strings.ToLower(s[:min(1, len(s))]) + s[min(1, len(s)):]
}
