package document

import (
	"fmt"
	"strconv"
	"strings"

	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/raci"
)

func (c certificate) matrix() []Block {
	content := c.Signing.Version.Content
	t := Table{ID: "certificate-counts", Caption: "Assignments by stakeholder", Columns: []Column{{Header: "Stakeholder", Width: 4.5}}}
	kinds := []raci.Assignment{raci.Accountable, raci.AccountableAndDoing, raci.Responsible, raci.Consulted, raci.Informed, raci.NotInvolved}
	for _, k := range kinds {
		t.Columns = append(t.Columns, Column{Header: k.Words(), Width: 2.6, Center: true})
	}
	critical, overridden := 0, 0
	counts := make([]map[raci.Assignment]int, len(content.Stakeholders))
	for i := range counts {
		counts[i] = map[raci.Assignment]int{}
	}
	for _, a := range content.Areas {
		for _, f := range a.Rows {
			if f.Criticality == raci.Critical {
				critical++
			}
			if f.LockReason != "" {
				overridden++
			}
			for i, as := range f.Cells {
				if i < len(counts) {
					counts[i][as]++
				}
			}
		}
	}
	for i, s := range content.Stakeholders {
		r := Row{Cells: []Cell{head(s.Name)}}
		for _, k := range kinds {
			r.Cells = append(r.Cells, cell(strconv.Itoa(counts[i][k])))
		}
		t.Rows = append(t.Rows, r)
	}
	out := []Block{
		Paragraph{Runs: Text(fmt.Sprintf("%s, %d of them critical; %s, %s; %s.", extent(content), critical,
			count(len(content.Stakeholders), "stakeholder", "stakeholders"), count(len(content.Excluded), "function excluded", "functions excluded"),
			count(overridden, "lock overridden with a reason", "locks overridden with a reason")))},
		t,
	}
	for _, t := range []Table{c.waived(), c.parked(), c.initialled()} {
		if len(t.Rows) > 0 {
			out = append(out, t)
		}
	}
	return out
}

// waived are the warnings that were left as they are, with the reason given. They are
// read from the record up to the freeze, since the version does not hold them.
func (c certificate) waived() Table {
	t := Table{ID: "certificate-waived", Caption: "Warnings left as they are", Columns: []Column{{Header: "Check", Width: 5}, {Header: "Reason given", Width: 5}, {Header: "By", Width: 3}}}
	type key struct{ rule, about string }
	var order []key
	said := map[key]audit.Entry{}
	for _, e := range c.Log[:c.frozen()] {
		k := key{e.Fact.Data["rule"], e.Fact.Subject}
		switch e.Verb {
		case audit.FindingWaived:
			if _, again := said[k]; !again {
				order = append(order, k)
			}
			said[k] = e
		case audit.WaiverWithdrawn:
			delete(said, k)
		default:
		}
	}
	for _, k := range order {
		if e, ok := said[k]; ok {
			t.Rows = append(t.Rows, Row{Cells: []Cell{head(k.rule + ": " + e.Fact.Label), cell(e.Fact.After), cell(By(e.Fact.Actor) + ", " + Moment(e.At))}})
			delete(said, k)
		}
	}
	return t
}

// parked are the functions that are decided later.
func (c certificate) parked() Table {
	t := Table{ID: "certificate-parked", Caption: "Decided later", Columns: []Column{{Header: "Function", Width: 5}, {Header: "Until then", Width: 3.5}, {Header: "By", Width: 2}, {Header: "Why", Width: 4}}}
	for _, a := range c.Signing.Version.Content.Areas {
		for _, r := range a.Rows {
			if r.Parked != (engagement.Parked{}) {
				t.Rows = append(t.Rows, Row{Cells: []Cell{head(r.Name), cell(r.Parked.Owner + " is accountable"), cell(r.Parked.Until), cell(r.Parked.Why)}})
			}
		}
	}
	return t
}

// initialled are the functions that somebody ticked one by one.
func (c certificate) initialled() Table {
	t := Table{ID: "certificate-initialled", Caption: "Functions ticked one by one", Columns: []Column{{Header: "Person", Width: 3}, {Header: "Functions", Width: 9}}}
	names := map[string]string{}
	for _, a := range c.Signing.Version.Content.Areas {
		for _, r := range a.Rows {
			names[string(r.Key)] = r.Name
		}
	}
	for _, s := range c.Envelope.Live() {
		var rows []string
		for _, key := range s.Initials {
			rows = append(rows, or(names[key], key))
		}
		if len(rows) > 0 {
			t.Rows = append(t.Rows, Row{Cells: []Cell{head(s.Name), cell(strings.Join(rows, "; "))}})
		}
	}
	return t
}
