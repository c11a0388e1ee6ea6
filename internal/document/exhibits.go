package document

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/raci"
)

// exhibitA is the anchor of the matrix.
const exhibitA = "exhibit-a"

// exhibits are the matrix and the exhibits of the content, in the order of their
// letters. One that says nothing is left out.
func exhibits(c engagement.Content) []Section {
	out := []Section{matrix(c)}
	for _, e := range c.Exhibits {
		s := section(e)
		s.NewPage = true
		if s.ID == "exhibit-d" {
			s.Blocks = append(append(append(s.Blocks, contacts(c)...), directory(c)...), rowPeople(c)...)
		}
		if s.ID == "exhibit-e" {
			s.Blocks = append(s.Blocks, register(c)...)
		}
		if len(s.Blocks) > 0 {
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(a, b Section) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// RowNumber is the number of a function in the matrix, "A.3.12": the exhibit, the
// area's place and the function's place in it, both counted from 0 here.
func RowNumber(area, row int) string {
	return "A." + strconv.Itoa(area+1) + "." + strconv.Itoa(row+1)
}

// extent is how much the matrix covers, "149 functions in 24 functional areas".
func extent(c engagement.Content) string {
	functions, areas := 0, 0
	for _, a := range c.Areas {
		functions += len(a.Rows)
		if len(a.Rows) > 0 {
			areas++
		}
	}
	return count(functions, "function", "functions") + " in " + count(areas, "functional area", "functional areas")
}

func matrix(c engagement.Content) Section {
	s := Section{ID: exhibitA, Number: "Exhibit A", Title: "Responsibility Matrix", Landscape: true, NewPage: true}
	s.Blocks = append(s.Blocks,
		Paragraph{Style: Lead, Runs: Text(fmt.Sprintf(
			"This matrix says who does what: %s. %s", extent(c), oneAccountable(c)))},
		Heading{ID: "exhibit-a-legend", Level: 2, Text: "What the letters mean"},
		legend(c),
		Heading{ID: "exhibit-a-areas", Level: 2, Text: "Functional areas"},
		areas(c),
		Heading{ID: "exhibit-a-matrix", Level: 2, Text: "Functions"},
	)
	if c.AnyParked() {
		s.Blocks = append(s.Blocks, Paragraph{Runs: Text("A function marked as parked is decided later, by the day given. Until the parties change this matrix, the team that is Accountable for it here holds it.")})
	}
	s.Blocks = append(s.Blocks, functionTable(c))
	if len(c.Frameworks) > 0 {
		s.Blocks = append(s.Blocks, Paragraph{Style: Small, Runs: Text(FrameworkNotice)})
	}
	s.Blocks = append(s.Blocks, Heading{ID: "exhibit-a-excluded", Level: 2, Text: "Excluded areas and functions"})
	s.Blocks = append(s.Blocks, excluded(c)...)
	s.Blocks = append(s.Blocks, Heading{ID: "exhibit-a-stakeholders", Level: 2, Text: "Stakeholders and named people"}, people(c))
	if locks, any := overrides(c); any {
		s.Blocks = append(s.Blocks, Heading{ID: "exhibit-a-overrides", Level: 2, Text: "Locked functions that were overridden"},
			Paragraph{Runs: Text("The library reserves these functions for one team. The parties decided otherwise, for the reason given.")}, locks)
	}
	return s
}

// oneAccountable is what the whole matrix keeps to.
func oneAccountable(c engagement.Content) string {
	if c.Timed() {
		return "At every time each function has exactly one team that is Accountable for it."
	}
	return "Each function has exactly one team that is Accountable for it."
}

func legend(c engagement.Content) Table {
	t := Table{ID: "exhibit-a-letters", Caption: "The letters of the matrix", Columns: []Column{
		{Header: "Letter", Width: 1, Center: true}, {Header: "Name", Width: 3}, {Header: "Meaning", Width: 9},
	}}
	for _, a := range []raci.Assignment{raci.Responsible, raci.Accountable, raci.Consulted, raci.Informed, raci.AccountableAndDoing, raci.NotInvolved} {
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Mark: mark(a)}, head(a.Words()), cell(a.Helper())}})
	}
	if c.Timed() {
		t.Rows = append(t.Rows, Row{ID: "exhibit-a-hours", Cells: []Cell{{}, head("Business hours, after hours"), cell(hoursMeaning)}})
	}
	return t
}

// hoursMeaning says what a window under a letter means.
const hoursMeaning = "Under a letter: it holds in Business Hours only, or outside them only. At other times that stakeholder has no part in the function. A letter without either holds at all hours."

func areas(c engagement.Content) Table {
	t := Table{ID: "exhibit-a-area-modes", Caption: "How each functional area is divided", Columns: []Column{
		{Header: "No.", Width: 1},
		{Header: "Functional area", Width: 6},
		{Header: "Divided", Width: 2.5},
		{Header: "Functions", Width: 2, Center: true},
		{Header: "What it means", Width: 9},
	}}
	for i, a := range c.Areas {
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			cell("A." + strconv.Itoa(i+1)), head(a.Name), cell(or(a.Mode.Words(), notFilledIn)), cell(strconv.Itoa(len(a.Rows))), cell(a.Mode.Helper()),
		}})
	}
	return t
}

// functionTable is the matrix itself: a group row per area, a row per function.
func functionTable(c engagement.Content) Table {
	// "A.27.10" stays on one line however many stakeholders share the page.
	number := 0.06 * float64(21+3*len(c.Stakeholders))
	t := Table{ID: "exhibit-a-rows", Caption: "The Responsibility Matrix", Columns: []Column{
		{Header: "No.", Width: number}, {Header: "Function", Width: 6}, {Header: "What it covers", Width: 15},
	}}
	for _, s := range c.Stakeholders {
		t.Columns = append(t.Columns, Column{Header: s.Name, Width: 3, Center: true})
	}
	for i, a := range c.Areas {
		if len(a.Rows) == 0 {
			continue
		}
		t.Rows = append(t.Rows, Row{ID: "area-" + string(a.Key), Group: true, Cells: []Cell{{Blocks: []Paragraph{{Runs: []Run{
			{Text: "A." + strconv.Itoa(i+1) + "  " + a.Name, Bold: true}, {Text: " – " + a.Mode.Words()},
		}}}}}})
		for j, f := range a.Rows {
			t.Rows = append(t.Rows, functionRow(c, f, RowNumber(i, j)))
		}
	}
	return t
}

func functionRow(c engagement.Content, f engagement.Row, number string) Row {
	r := Row{ID: Anchor(f), Cells: []Cell{cell(number), head(f.Name), {}}}
	if f.Criticality == raci.Critical {
		r.Cells[1].Blocks = append(r.Cells[1].Blocks, Paragraph{Style: Small, Runs: Text("Critical Function")})
	}
	if f.Lock != raci.NoLock {
		r.Cells[1].Blocks = append(r.Cells[1].Blocks, Paragraph{Style: Small, Runs: Text("Locked Function: " + reserved(f.Lock))})
	}
	about := &r.Cells[2].Blocks
	if f.Description != "" {
		*about = append(*about, Paragraph{Runs: Text(f.Description)})
	}
	if f.Split != "" {
		*about = append(*about, Paragraph{Runs: []Run{{Text: "Split: ", Bold: true}, {Text: f.Split}}})
	}
	if text := f.Parked.Text(); text != "" {
		*about = append(*about, Paragraph{Runs: []Run{{Text: "Parked: ", Bold: true}, {Text: text}}})
	}
	if f.Condition != "" {
		*about = append(*about, Paragraph{Runs: []Run{{Text: "Only for: ", Bold: true}, {Text: f.Condition}}})
	}
	if len(f.Frameworks) > 0 {
		*about = append(*about, Paragraph{Style: Small, Runs: Text(HelpsTo + ": " + f.HelpsWith())})
	}
	for i := range c.Stakeholders {
		r.Cells = append(r.Cells, marked(f.Cell(i), f.Window(i)))
	}
	return r
}

// excluded lists what the matrix leaves out, so that silence means nothing.
func excluded(c engagement.Content) []Block {
	t := Table{ID: "exhibit-a-excluded-functions", Caption: "What is not part of the matrix", Columns: []Column{
		{Header: "Functional area", Width: 4}, {Header: "Function", Width: 5}, {Header: "Reason", Width: 6},
	}}
	for _, a := range c.Areas {
		if a.Mode == raci.OutOfScope {
			t.Rows = append(t.Rows, Row{ID: "out-" + string(a.Key), Cells: []Cell{head(a.Name), cell("The whole area"), cell(raci.OutOfScope.Helper())}})
		}
	}
	for _, f := range c.Excluded {
		t.Rows = append(t.Rows, Row{ID: Anchor(f), Cells: []Cell{head(f.Area), cell(f.Name), cell(f.Excluded)}})
	}
	if len(t.Rows) == 0 {
		return []Block{Paragraph{Runs: Text("No area and no function of the library is excluded.")}}
	}
	return []Block{t}
}

// people names who fills each stakeholder now, and who stands in.
func people(c engagement.Content) Table {
	t := Table{ID: "exhibit-a-people", Caption: "Who fills each stakeholder, and the deputy", Columns: []Column{
		{Header: "Stakeholder", Width: 4}, {Header: "Person", Width: 6}, {Header: "Deputy", Width: 6},
	}}
	for _, s := range c.Stakeholders {
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			head(s.Name), person(s.Holder, "", s.HolderPhone, s.HolderEmail), person(s.Deputy, "", s.DeputyPhone, s.DeputyEmail),
		}})
	}
	return t
}

func overrides(c engagement.Content) (Table, bool) {
	t := Table{ID: "exhibit-a-overridden-locks", Caption: "Overridden locks", Columns: []Column{
		{Header: "No.", Width: 2}, {Header: "Function", Width: 6}, {Header: "Reserved for", Width: 5}, {Header: "Reason", Width: 9},
	}}
	for i, a := range c.Areas {
		for j, f := range a.Rows {
			if f.Lock != raci.NoLock && f.LockReason != "" {
				t.Rows = append(t.Rows, Row{Cells: []Cell{
					cell(RowNumber(i, j)), {Header: true, Blocks: []Paragraph{{Runs: []Run{{Text: f.Name, Link: Anchor(f)}}}}}, cell(reserved(f.Lock)), cell(f.LockReason),
				}})
			}
		}
	}
	return t, len(t.Rows) > 0
}

// reserved is the team that a lock leaves the Accountable to.
func reserved(l raci.Lock) string {
	switch l {
	case raci.ManagementLock:
		return "Client management only"
	case raci.ClientLock:
		return "Internal IT or client management"
	case raci.MSPLock:
		return "MSP only"
	case raci.NoLock:
	}
	return ""
}

// contacts is whom to call on each level, side by side.
func contacts(c engagement.Content) []Block {
	if len(c.Contacts) == 0 {
		return nil
	}
	t := Table{ID: "exhibit-d-people", Columns: []Column{
		{Header: "Level", Width: 1.4}, {Header: or(c.MSP.ShortName, "MSP"), Width: 6}, {Header: or(c.Client.ShortName, "Client"), Width: 6},
	}}
	levels := map[int]map[party.Side][]Paragraph{}
	for _, p := range c.Contacts {
		if levels[p.Level] == nil {
			levels[p.Level] = map[party.Side][]Paragraph{}
		}
		blocks := person(p.Name, p.Role, p.Phone, p.Email).Blocks
		if p.Hours != "" {
			blocks = append(blocks, Paragraph{Runs: Text("Hours: " + p.Hours)})
		}
		if p.Deputy != "" {
			blocks = append(blocks, Paragraph{Runs: Text("Deputy: " + p.Deputy)})
			if p.DeputyPhone != "" { // on a line of its own, since a name may run from right to left
				blocks = append(blocks, Paragraph{Runs: Text(p.DeputyPhone)})
			}
		}
		levels[p.Level][p.Side] = append(levels[p.Level][p.Side], blocks...)
	}
	var order []int
	for l := range levels {
		order = append(order, l)
	}
	slices.Sort(order)
	for _, l := range order {
		r := Row{ID: "level-" + strconv.Itoa(l), Cells: []Cell{head("Level " + strconv.Itoa(l))}}
		for _, side := range []party.Side{party.MSP, party.Client} {
			blocks := levels[l][side]
			if len(blocks) == 0 {
				blocks = person("", "", "", "").Blocks
			}
			r.Cells = append(r.Cells, Cell{Blocks: blocks})
		}
		t.Rows = append(t.Rows, r)
	}
	return []Block{Heading{ID: "exhibit-d-contacts", Level: 2, Text: "Escalation contacts"}, t}
}

// person is a name, and below it how to reach it.
func person(name, role, phone, email string) Cell {
	if name == "" {
		return cell("Nobody is named")
	}
	first := []Run{{Text: name, Bold: true}}
	if role != "" {
		first = append(first, Run{Text: ", " + role})
	}
	out := Cell{Blocks: []Paragraph{{Runs: first}}}
	reach := slices.DeleteFunc([]string{phone, email}, func(s string) bool { return s == "" })
	if len(reach) > 0 {
		out.Blocks = append(out.Blocks, Paragraph{Runs: Text(strings.Join(reach, " · "))})
	}
	return out
}

// Anchor is how a clause, or a page beside the paper, refers to a function.
func Anchor(f engagement.Row) string { return f.Anchor() }

// mark is an assignment in a cell. What nobody decided shows, rather than looking
// like a decision.
func mark(a raci.Assignment) string {
	if a == raci.Undecided {
		return "?"
	}
	return string(a)
}

// marked is an assignment with the hours it holds in below it.
func marked(a raci.Assignment, w raci.Window) Cell {
	c := Cell{Mark: mark(a)}
	if w != raci.Always {
		c.Blocks = []Paragraph{{Style: Small, Runs: Text(w.Label())}}
	}
	return c
}

func cell(text string) Cell {
	if text == "" {
		return Cell{}
	}
	return Cell{Blocks: []Paragraph{{Runs: Text(text)}}}
}

func head(text string) Cell {
	c := cell(text)
	c.Header = true
	return c
}
