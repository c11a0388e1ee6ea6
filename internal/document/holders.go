package document

import "demarc/internal/engagement"

// rowPeople are those named for one function alone, in place of the people of the whole
// column. Names change without a signature, so they stand with the contacts.
func rowPeople(c engagement.Content) []Block {
	t := Table{ID: "exhibit-d-function-people", Caption: "People named for single functions", Columns: []Column{
		{Header: "No.", Width: 1.4}, {Header: "Function", Width: 5}, {Header: "Stakeholder", Width: 3.4}, {Header: "Person", Width: 3.6}, {Header: "Deputy", Width: 3.6},
	}}
	for i, a := range c.Areas {
		for j, f := range a.Rows {
			for k, s := range c.Stakeholders {
				if !namesFor(f, s.Name) {
					continue
				}
				h := c.Holder(f, k)
				t.Rows = append(t.Rows, Row{Cells: []Cell{
					cell(RowNumber(i, j)),
					{Header: true, Blocks: []Paragraph{{Runs: []Run{{Text: f.Name, Link: Anchor(f)}}}}},
					cell(s.Name), cell(or(h.Person, "Nobody is named")), cell(or(h.Deputy, "Nobody is named")),
				}})
			}
		}
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return []Block{
		Heading{ID: "exhibit-d-functions", Level: 2, Text: "People for single functions"},
		Paragraph{Runs: Text("For these functions other people fill the stakeholder than for the rest of Exhibit A.")},
		t,
	}
}

func namesFor(f engagement.Row, stakeholder string) bool {
	for _, h := range f.Holders {
		if h.Stakeholder == stakeholder {
			return true
		}
	}
	return false
}
