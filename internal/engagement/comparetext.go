package engagement

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"demarc/internal/agreement"
	"demarc/internal/party"
)

// compareText compares clauses and exhibits by their ids, in the order of the document.
func compareText(before, after []agreement.Section) []Difference {
	old := map[string]agreement.Section{}
	for _, s := range before {
		old[s.ID] = s
	}
	var out []Difference
	for _, s := range after {
		o, known := old[s.ID]
		delete(old, s.ID)
		d := Difference{Kind: TextChanged, ID: s.ID, Name: s.Title}
		switch {
		case !known:
			d.Kind = TextAdded
		case o.Title != s.Title:
			d.Changes = append(d.Changes, Change{"Title", o.Title, s.Title})
		}
		if known {
			d.Changes = append(d.Changes, compareParagraphs(o.Paragraphs, s.Paragraphs)...)
		}
		if !known && len(s.Paragraphs) > 0 || len(d.Changes) > 0 {
			out = append(out, d)
		}
	}
	for _, s := range before {
		if _, gone := old[s.ID]; gone && len(s.Paragraphs) > 0 {
			out = append(out, Difference{Kind: TextRemoved, Name: s.Title})
		}
	}
	return out
}

// compareParagraphs tells which paragraphs read differently besides what the terms fill
// in, which is told by itself.
func compareParagraphs(before, after []agreement.Paragraph) []Change {
	old := map[string]agreement.Paragraph{}
	for _, p := range before {
		old[p.ID] = p
	}
	var out []Change
	for _, p := range after {
		o, known := old[p.ID]
		delete(old, p.ID)
		switch {
		case known && frameOf(o) == frameOf(p):
		case known && o.Table != nil && p.Table != nil:
			out = append(out, compareLines(o.Table, p.Table)...)
		default:
			out = append(out, Change{p.Number, prose(o), prose(p)})
		}
	}
	for _, p := range before {
		if _, gone := old[p.ID]; gone {
			out = append(out, Change{p.Number, prose(p), ""})
		}
	}
	return out
}

// compareLines compares the lines of two tables, each known by its first cell.
func compareLines(before, after *agreement.Table) []Change {
	old := map[string]string{}
	for _, r := range before.Rows {
		name, rest := line(r)
		old[name] = rest
	}
	var out []Change
	for _, r := range after.Rows {
		name, rest := line(r)
		if was, known := old[name]; !known || was != rest {
			out = append(out, Change{name, was, rest})
		}
		delete(old, name)
	}
	for _, r := range before.Rows {
		if name, rest := line(r); old[name] != "" {
			out = append(out, Change{name, rest, ""})
		}
	}
	if len(out) == 0 { // other headings, or lines in another order
		out = append(out, Change{"", strings.Join(before.Header, ", "), strings.Join(after.Header, ", ")})
	}
	return out
}

// line is a line of a table: its first cell, and the others in a row.
func line(r []agreement.Cell) (name, rest string) {
	var cells []string
	for _, c := range r {
		cells = append(cells, prose(agreement.Paragraph{Text: c}))
	}
	if len(cells) == 0 {
		return "", ""
	}
	return cells[0], strings.Join(slices.DeleteFunc(cells[1:], func(s string) bool { return s == "" }), ", ")
}

// frameOf is a paragraph with the places of what others supply instead of their words:
// terms, and the numbers of clauses it refers to.
func frameOf(p agreement.Paragraph) string {
	var b strings.Builder
	write := func(spans []agreement.Span) {
		for _, s := range spans {
			switch {
			case s.Field != "" || s.Blank != "":
				b.WriteString("\x00")
			case s.Ref != "":
				b.WriteString("\x01" + s.Ref)
			default:
				b.WriteString(s.Text)
			}
		}
		b.WriteString("\x02")
	}
	fmt.Fprint(&b, p.Level, p.Heading)
	write(p.Text)
	if p.Table != nil {
		fmt.Fprint(&b, p.Table.Header)
		for _, r := range p.Table.Rows {
			for _, c := range r {
				write(c)
			}
		}
	}
	return b.String()
}

// prose is a paragraph as it reads; of a table, its caption.
func prose(p agreement.Paragraph) string {
	var b strings.Builder
	for _, s := range p.Text {
		b.WriteString(s.Text)
	}
	if b.Len() == 0 && p.Table != nil {
		return "A table of " + strings.ToLower(strings.Join(p.Table.Header, ", "))
	}
	return b.String()
}

// comparePeople compares who is named: for the columns, to sign, to be called.
func comparePeople(before, after Content) []Difference {
	var out []Difference
	add := func(name, id string, list ...Change) {
		list = slices.DeleteFunc(list, func(c Change) bool { return c.Before == c.After })
		if len(list) > 0 {
			out = append(out, Difference{Kind: PeopleMoved, ID: id, Name: name, Changes: list})
		}
	}
	for _, s := range after.Stakeholders {
		var o Column
		if k := before.column(s); k >= 0 {
			o = before.Stakeholders[k]
		}
		add(s.Name, "exhibit-a-stakeholders", Change{"Called", o.Name, s.Name}, Change{"Held by", o.Holder, s.Holder}, Change{"Deputy", o.Deputy, s.Deputy})
	}
	for _, o := range before.Stakeholders {
		if after.column(o) < 0 {
			add(o.Name, "exhibit-a-stakeholders", Change{"Stakeholder", o.Name, ""})
		}
	}
	for _, side := range party.Sides {
		company := after.MSP.ShortName
		if side == party.Client {
			company = after.Client.ShortName
		}
		add("Who signs for "+company, "signatures", Change{"", signatoriesOf(before, side), signatoriesOf(after, side)})
		for level := 1; level <= 4; level++ {
			add(fmt.Sprintf("Escalation to %s, level %d", company, level), "exhibit-d", Change{"", before.Call(side, level), after.Call(side, level)})
		}
	}
	return out
}

func signatoriesOf(c Content, side party.Side) string {
	var out []string
	for _, s := range c.Signatories {
		if s.Side == side {
			out = append(out, s.Name+", "+s.Title)
		}
	}
	return strings.Join(out, "; ")
}

// Call is who is called at a level of a side's escalation: name, role and phone.
func (c Content) Call(side party.Side, level int) string {
	for _, p := range c.Contacts {
		if p.Side == side && p.Level == level {
			return strings.Join(slices.DeleteFunc([]string{p.Name, p.Role, p.Phone}, func(s string) bool { return s == "" }), ", ")
		}
	}
	return ""
}

// compareTables says of what is looked up and not read that it differs, as a whole.
func compareTables(before, after Content) []Difference {
	var out []Difference
	for _, t := range []struct {
		name, id string
		was, is  any
	}{
		{"Access, tools and protected systems", "exhibit-e", before.Register, after.Register},
		{"Directory of contacts, insurer and vendors", "exhibit-d", before.Directory, after.Directory},
		{"Frameworks that the matrix refers to", "exhibit-a", before.Frameworks, after.Frameworks},
		{"Reasons why functions are out", "exhibit-a-excluded", excludedOf(before, after), excludedOf(after, before)},
	} {
		was, _ := json.Marshal(t.was) // plain values of ours are always written
		is, _ := json.Marshal(t.is)
		if string(was) != string(is) {
			out = append(out, Difference{Kind: TableEdited, ID: t.id, Name: t.name})
		}
	}
	return out
}

// excludedOf are the reasons for what is out in both; what went in or out is told as a
// function.
func excludedOf(c, too Content) map[string]string {
	out := map[string]string{}
	for _, r := range c.Excluded {
		if slices.ContainsFunc(too.Excluded, func(o Row) bool { return o.Key == r.Key }) {
			out[string(r.Key)] = r.Excluded
		}
	}
	return out
}
