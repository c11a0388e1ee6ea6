package document

import (
	"demarc/internal/engagement"
	"demarc/internal/party"
)

// directory is what Exhibit D holds after the escalation path: whom to call at night,
// when something looks like an attack, and outside the two companies. A table that
// would be empty is left out.
func directory(c engagement.Content) []Block {
	d := c.Directory
	var out []Block
	if d.MSP != (engagement.Reach{}) || d.Client != (engagement.Reach{}) {
		out = append(out, Heading{ID: "exhibit-d-reach", Level: 2, Text: "After hours and security"}, reach(c))
	}
	if i := d.Insurer; i.Name != "" || i.Broker != "" {
		t := Table{ID: "exhibit-d-insurer-table", Caption: "Whom to call before anybody is hired", Columns: []Column{{Header: "What", Width: 3}, {Header: "Entry", Width: 8}}}
		for _, f := range [][2]string{{"Insurer", i.Name}, {"Hotline", i.Hotline}, {"Policy number", i.Policy}, {"Broker", i.Broker}, {"Broker’s phone", i.BrokerPhone}} {
			if f[1] != "" {
				t.Rows = append(t.Rows, Row{Cells: []Cell{head(f[0]), cell(f[1])}})
			}
		}
		out = append(out, Heading{ID: "exhibit-d-insurer", Level: 2, Text: "Cyber insurer of " + or(c.Client.ShortName, "the client")}, t)
	}
	if len(d.Vendors) > 0 {
		out = append(out, Heading{ID: "exhibit-d-vendors", Level: 2, Text: "Carriers and key vendors"}, vendors(d.Vendors))
	}
	return out
}

func reach(c engagement.Content) Table {
	t := Table{ID: "exhibit-d-reach-table", Columns: []Column{
		{Header: "For", Width: 2.6}, {Header: or(c.MSP.ShortName, "MSP"), Width: 6}, {Header: or(c.Client.ShortName, "Client"), Width: 6},
	}}
	row := func(name string, of func(engagement.Reach) Cell) {
		r := Row{Cells: []Cell{head(name)}}
		for _, side := range []party.Side{party.MSP, party.Client} {
			one := of(c.Directory.Reach(side))
			if len(one.Blocks) == 0 {
				one = cell("As at level 1")
			}
			r.Cells = append(r.Cells, one)
		}
		t.Rows = append(t.Rows, r)
	}
	row("After hours", func(r engagement.Reach) Cell { return cell(r.AfterHours) })
	row("Security", func(r engagement.Reach) Cell {
		if r.Security == "" {
			return Cell{}
		}
		out := person(r.Security, "", r.SecurityPhone, r.SecurityEmail)
		if r.Deputy != "" {
			out.Blocks = append(out.Blocks, Paragraph{Runs: Text("Deputy: " + r.Deputy)})
			if r.DeputyPhone != "" { // on a line of its own, since a name may run from right to left
				out.Blocks = append(out.Blocks, Paragraph{Runs: Text(r.DeputyPhone)})
			}
		}
		return out
	})
	return t
}

func vendors(list []engagement.Vendor) Table {
	t := Table{ID: "exhibit-d-vendor-table", Columns: []Column{
		{Header: "Company", Width: 4}, {Header: "For", Width: 4.5}, {Header: "Phone", Width: 3.2}, {Header: "Account", Width: 3}, {Header: "Who may call", Width: 3.5},
	}}
	for _, v := range list {
		t.Rows = append(t.Rows, Row{Cells: []Cell{head(v.Name), cell(v.Purpose), cell(v.Phone), cell(v.Account), cell(v.Callers)}})
	}
	return t
}
