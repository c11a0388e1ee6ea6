package document

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/raci"
)

// register is the part of Exhibit E that is data: who holds which keys, whose tools
// run where, and what may not be isolated. A version from before there was a register
// has none.
func register(c engagement.Content) []Block {
	r := c.Register
	if len(r.Access)+len(r.Tools)+len(r.Protected) == 0 {
		return nil
	}
	out := []Block{
		Heading{ID: "exhibit-e-register", Level: 2, Text: "Access register"},
		Paragraph{Runs: Text("The level of each team is part of this agreement. Names, multi-factor authentication (MFA) and dates of review may change without a signature. A party that changes its own must tell the other at once.")},
	}
	if n := assumed(r); n > 0 {
		out = append(out, Paragraph{Runs: Text(fmt.Sprintf("%s not reviewed by a person yet. The levels there are the usual ones.", count(n, "line is", "lines are")))})
	}
	out = append(out, levels(), accessTable(c),
		Heading{ID: "exhibit-e-tools", Level: 2, Text: "Tools"})
	if len(r.Tools) > 0 {
		out = append(out, tools(c))
	} else {
		out = append(out, Paragraph{Runs: Text("No Tool is listed.")})
	}
	out = append(out, Heading{ID: "exhibit-e-protected", Level: 2, Text: "Do-not-isolate list"})
	if len(r.Protected) > 0 {
		return append(out, protected(r))
	}
	return append(out, Paragraph{Runs: Text("No system is listed.")})
}

func assumed(r engagement.Register) int {
	n := 0
	for _, a := range r.Access {
		if a.Reviewed == "" {
			n++
		}
	}
	return n
}

func levels() Table {
	t := Table{ID: "exhibit-e-levels", Caption: "What the levels mean", Columns: []Column{{Header: "Level", Width: 3}, {Header: "Meaning", Width: 12}}}
	for _, l := range raci.Levels {
		if l != raci.NotRecorded {
			t.Rows = append(t.Rows, Row{Cells: []Cell{head(l.Words()), cell(l.Helper())}})
		}
	}
	return t
}

// accessTable has a column for each stakeholder of whom something is recorded.
func accessTable(c engagement.Content) Table {
	var shown []int
	for i := range c.Stakeholders {
		if slices.ContainsFunc(c.Register.Access, func(a engagement.AccessLine) bool { return i < len(a.Holdings) && a.Holdings[i] != (raci.Holding{}) }) {
			shown = append(shown, i)
		}
	}
	t := Table{ID: "exhibit-e-access", Caption: "Who holds which kind of access", Columns: []Column{{Header: "Access", Width: 6}}}
	for _, i := range shown {
		t.Columns = append(t.Columns, Column{Header: c.Stakeholders[i].Name, Width: 4})
	}
	t.Columns = append(t.Columns, Column{Header: "Reviewed", Width: 3})
	group := ""
	for _, a := range c.Register.Access {
		if a.Group != group {
			group = a.Group
			t.Rows = append(t.Rows, Row{Group: true, Cells: []Cell{{Blocks: []Paragraph{{Runs: []Run{{Text: group, Bold: true}}}}}}})
		}
		first := head(a.Name)
		if a.Note != "" {
			first.Blocks = append(first.Blocks, Paragraph{Style: Small, Runs: Text(a.Note)})
		}
		row := Row{ID: "access-" + string(a.Key), Cells: []Cell{first}}
		for _, i := range shown {
			row.Cells = append(row.Cells, holding(a, i))
		}
		reviewed := "Not yet"
		if day, err := time.Parse(time.DateOnly, a.Reviewed); err == nil {
			reviewed = day.Format("2 January 2006")
		}
		row.Cells = append(row.Cells, cell(reviewed))
		t.Rows = append(t.Rows, row)
	}
	return t
}

func holding(a engagement.AccessLine, i int) Cell {
	var h raci.Holding
	if i < len(a.Holdings) {
		h = a.Holdings[i]
	}
	out := cell(h.Level.Words())
	if h.People != "" {
		out.Blocks = append(out.Blocks, Paragraph{Style: Small, Runs: Text(h.People)})
	}
	if h.MFA != raci.MFAUnknown {
		out.Blocks = append(out.Blocks, Paragraph{Style: Small, Runs: Text(h.MFA.Words())})
	}
	return out
}

func tools(c engagement.Content) Table {
	t := Table{ID: "exhibit-e-tool-list", Caption: "Tools, their owners and what happens to them at the end", Columns: []Column{
		{Header: "Tool", Width: 5}, {Header: "Owner and license", Width: 4}, {Header: "Client IT in it", Width: 2.6}, {Header: "When the agreement ends", Width: 5},
	}}
	for _, tool := range c.Register.Tools {
		first := head(tool.Category)
		for _, line := range []string{tool.Product, tool.Note} {
			if line != "" {
				first.Blocks = append(first.Blocks, Paragraph{Style: Small, Runs: Text(line)})
			}
		}
		owner := cell(shortName(c, tool.Owner))
		if tool.Licensee != "" {
			owner.Blocks = append(owner.Blocks, Paragraph{Style: Small, Runs: Text("License: " + tool.Licensee)})
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{first, owner, cell(tool.IT.Words()), cell(exit(c, tool.Exit))}})
	}
	return t
}

// exit is what happens to a tool at the end, with the days that the terms agree.
func exit(c engagement.Content, e raci.Exit) string {
	words := e.Words()
	if e == raci.ExitHanded && c.Client.ShortName != "" {
		words = "Handed over to " + c.Client.ShortName
	}
	if days := c.Terms["access.tool_exit_days"]; days != "" && e != raci.ExitStays {
		n := days + " days"
		if days == "1" {
			n = "1 day"
		}
		words += " within " + n
	}
	return words
}

func shortName(c engagement.Content, side party.Side) string {
	if side == party.MSP {
		return or(c.MSP.ShortName, "MSP")
	}
	return or(c.Client.ShortName, "Client")
}

func protected(r engagement.Register) Table {
	t := Table{ID: "exhibit-e-do-not-isolate", Caption: "Systems that may not be isolated without approval", Columns: []Column{
		{Header: "System", Width: 5}, {Header: "Why", Width: 5}, {Header: "Who may approve", Width: 5},
	}}
	for _, p := range r.Protected {
		t.Rows = append(t.Rows, Row{Cells: []Cell{head(p.System), cell(p.Reason), cell(strings.TrimSpace(p.Approvers))}})
	}
	return t
}
