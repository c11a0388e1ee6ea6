package document

import (
	"fmt"
	"slices"
	"strings"

	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/raci"
)

// Sheet names a paper of one page that is made from a version beside the agreement.
type Sheet string

// What each company answers for, and what an executive should read.
const (
	MSPSheet       Sheet = "msp"
	ClientSheet    Sheet = "client"
	ExecutiveSheet Sheet = "executive"
)

// Sheets lists all, in the order in which they are offered.
var Sheets = []Sheet{MSPSheet, ClientSheet, ExecutiveSheet}

// SheetEnd is the anchor of a sheet's last line. A paged writer that puts it on page 1
// has the sheet on one page.
const SheetEnd = "sheet-end"

// Briefest is the last detail of a sheet, which counts functions instead of naming them.
const Briefest = 3

// ComposeSheet makes one sheet of a version. standing says how far the version has come,
// "in force"; a draft needs none. detail is how much is said, from 0, everything, to
// Briefest, so that a writer can try again until a sheet fits its page.
//
// A sheet is a summary, says so, and is made from what is signed and nothing else.
func ComposeSheet(v engagement.Version, standing string, sheet Sheet, detail int) Document {
	c := v.Content
	d := Document{
		Author: c.MSP.LegalName, Reference: c.Number, Version: v.Number, Digest: v.Digest, Date: v.FrozenAt.UTC(),
		Language: "en-US", Brand: c.Brand, OnePage: true,
	}
	of := "Agreement " + c.Number + " between " + name(c, party.MSP) + " and " + name(c, party.Client)
	if v.Number == 0 {
		d.Status, d.Digest = Draft, ""
		d.Subtitle = of + ", as drafted"
	} else {
		d.Subtitle = fmt.Sprintf("%s, version %d, %s", of, v.Number, or(standing, "frozen"))
	}
	s := Section{ID: "sheet-" + string(sheet)}
	switch sheet {
	case ExecutiveSheet:
		d.Title, s.Blocks = executive(c, detail)
	case MSPSheet:
		d.Title, s.Blocks = duties(c, party.MSP, detail)
	case ClientSheet:
		d.Title, s.Blocks = duties(c, party.Client, detail)
	}
	s.Blocks = append(s.Blocks, Paragraph{ID: SheetEnd, Style: Small, Runs: Text(
		"This sheet is a summary and binds nobody. Exhibit A of the agreement says what each function covers, how its work is split, and who is consulted and informed.")})
	d.Sections = []Section{s}
	return d
}

// name is how a company is called in short.
func name(c engagement.Content, side party.Side) string {
	e := entity(c, side)
	other := "the client"
	if side == party.MSP {
		other = "the MSP"
	}
	return or(e.ShortName, or(e.LegalName, other))
}

// columns are the places of a side's columns. A column beside the three standard ones is
// the client's supplier and shows where it answers for something.
func columns(c engagement.Content, side party.Side) []int {
	var out []int
	for i, s := range c.Stakeholders {
		if s.Side() == side && (s.Kind != raci.OtherKind || len(answers(c, i)) > 0) {
			out = append(out, i)
		}
	}
	return out
}

// answers are the functions that column i answers for.
func answers(c engagement.Content, i int) []engagement.Row {
	var out []engagement.Row
	for _, a := range c.Areas {
		out = append(out, answersIn(c, a, i)...)
	}
	return out
}

func answersIn(c engagement.Content, a engagement.AreaRows, i int) []engagement.Row {
	return slices.DeleteFunc(slices.Clone(a.Rows), func(f engagement.Row) bool { return !slices.Contains(c.Answerers(f), i) })
}

// duties is the sheet of one company.
func duties(c engagement.Content, side party.Side, detail int) (title string, blocks []Block) {
	own := columns(c, side)
	blocks = []Block{Paragraph{Style: Lead, Runs: Text(dutiesInNumbers(c, side, own, detail))}}
	t := Table{ID: "sheet-areas", Columns: []Column{{Header: "Functional area", Width: 3.4}}}
	for _, i := range own { // who answers for more gets more room
		t.Columns = append(t.Columns, Column{Header: c.Stakeholders[i].Name + " answers for", Width: 2 + 6*float64(len(answers(c, i)))/float64(max(1, c.Functions()))})
	}
	if len(own) == 1 {
		t.Columns[1].Width = 9
	}
	for _, a := range c.Areas {
		row := Row{Cells: []Cell{head(a.Name)}}
		any := false
		for _, i := range own {
			rows := answersIn(c, a, i)
			any = any || len(rows) > 0
			row.Cells = append(row.Cells, Cell{Blocks: []Paragraph{{Runs: named(rows, len(a.Rows), detail, func(f engagement.Row) raci.Window { return f.Window(i) })}}})
		}
		if any {
			t.Rows = append(t.Rows, row)
		}
	}
	blocks = append(blocks, t)
	if calls := calls(c, detail); len(calls.Rows) > 0 {
		blocks = append(blocks, calls)
	}
	return "What " + name(c, side) + " answers for", blocks
}

// dutiesInNumbers is the sentence over the table.
func dutiesInNumbers(c engagement.Content, side party.Side, own []int, detail int) string {
	total, critical, also, open := 0, 0, 0, 0
	var parts []string
	seen := map[raci.FunctionID]bool{}
	for _, i := range own {
		rows := answers(c, i)
		for _, f := range rows {
			if seen[f.ID] { // two columns of the side share the week
				continue
			}
			seen[f.ID] = true
			total++
			if f.Criticality == raci.Critical {
				critical++
			}
		}
		parts = append(parts, fmt.Sprintf("%s for %d", c.Stakeholders[i].Name, len(rows)))
	}
	for _, a := range c.Areas {
		also += worksOn(c, a, side)
		for _, f := range a.Rows {
			if c.Answering(f) < 0 {
				open++
			}
		}
	}
	s := fmt.Sprintf("%s answers for %d of %s", name(c, side), total, count(c.Functions(), "function", "functions"))
	if len(parts) > 1 {
		s += ": " + list(parts)
	}
	s += fmt.Sprintf(". %s critical and printed in bold. It also works on %s that others answer for.", are(critical), count(also, "function", "functions"))
	if detail >= Briefest {
		s = strings.Replace(s, " and printed in bold", "", 1)
	}
	if open > 0 {
		s += fmt.Sprintf(" Nobody answers for %s yet.", count(open, "function", "functions"))
	}
	return s
}

// are is "3 of them are".
func are(n int) string {
	if n == 1 {
		return "1 of them is"
	}
	return fmt.Sprintf("%d of them are", n)
}

// worksOn counts the functions of an area that a side works on and others answer for.
func worksOn(c engagement.Content, a engagement.AreaRows, side party.Side) int {
	n := 0
	for _, f := range a.Rows {
		if slices.ContainsFunc(c.Answerers(f), func(i int) bool { return c.Stakeholders[i].Side() == side }) {
			continue
		}
		if slices.ContainsFunc(c.Doing(f), func(i int) bool { return c.Stakeholders[i].Side() == side }) {
			n++
		}
	}
	return n
}

// named are the names of rows, the critical ones in bold, out of an area of total. What
// a detail leaves out is counted.
func named(rows []engagement.Row, total, detail int, when func(engagement.Row) raci.Window) []Run {
	if len(rows) == 0 {
		return Text("–")
	}
	timed := func(f engagement.Row) bool { return when(f) != raci.Always }
	all := len(rows) == total && total > 1 && !slices.ContainsFunc(rows, timed)
	if detail >= Briefest {
		return counted(rows, all)
	}
	shown := slices.DeleteFunc(slices.Clone(rows), func(f engagement.Row) bool {
		return f.Criticality != raci.Critical && (all || detail == 2 || detail == 1 && f.Criticality != raci.High)
	})
	var out []Run
	if all {
		out = Text(fmt.Sprintf("All %d", total))
	}
	for i, f := range shown {
		switch {
		case i > 0:
			out = append(out, Run{Text: "; "})
		case all:
			out = append(out, Run{Text: ", with "})
		}
		out = append(out, Run{Text: f.Name, Bold: f.Criticality == raci.Critical})
		if timed(f) {
			out = append(out, Run{Text: " (" + when(f).Label() + ")"})
		}
	}
	switch rest := len(rows) - len(shown); {
	case rest == 0 || all:
	case len(shown) == 0:
		out = Text(count(rest, "function", "functions"))
	default:
		out = append(out, Run{Text: fmt.Sprintf("; and %d more", rest)})
	}
	return out
}

// counted is "7, of them 3 critical".
func counted(rows []engagement.Row, all bool) []Run {
	critical := 0
	for _, f := range rows {
		if f.Criticality == raci.Critical {
			critical++
		}
	}
	out := Text(fmt.Sprint(len(rows)))
	if all {
		out = Text(fmt.Sprintf("All %d", len(rows)))
	}
	switch {
	case critical == len(rows):
		out = append(out, Run{Text: ", critical", Bold: true})
	case critical > 0:
		out = append(out, Run{Text: fmt.Sprintf(", of them %d critical", critical), Bold: true})
	}
	return out
}

// calls is whom to call on each side, one line a person; in brief, whom to call first.
func calls(c engagement.Content, detail int) Table {
	t := Table{ID: "sheet-calls", Columns: []Column{
		{Header: "Whom to call", Width: 1.2}, {Header: name(c, party.MSP), Width: 5}, {Header: name(c, party.Client), Width: 5},
	}}
	last := 4
	if detail >= Briefest {
		last = 1
	}
	for level := 1; level <= last; level++ {
		row, any := Row{Cells: []Cell{head(fmt.Sprintf("Level %d", level))}}, false
		for _, side := range []party.Side{party.MSP, party.Client} {
			var who []string
			for _, p := range c.Contacts {
				if p.Level == level && p.Side == side && p.Name != "" {
					who = append(who, p.Name+phone(p.Phone))
				}
			}
			any = any || len(who) > 0
			row.Cells = append(row.Cells, cell(or(strings.Join(who, "; "), "–")))
		}
		if any {
			t.Rows = append(t.Rows, row)
		}
	}
	return t
}

func phone(s string) string {
	if s == "" {
		return ""
	}
	return ", " + s
}

// list is "a, b and c".
func list(parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:len(parts)-1], ", ") + " and " + parts[len(parts)-1]
}
