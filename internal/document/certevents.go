package document

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"demarc/internal/audit"
)

// events lists the signing round line by line. What came before it is counted: every
// entry is in events.jsonl.
func (c certificate) events() []Block {
	from := c.frozen()
	var out []Block
	if from > 0 {
		before := c.Log[:from]
		counts := map[audit.Verb]int{}
		var order []audit.Verb
		for _, e := range before {
			if counts[e.Verb]++; counts[e.Verb] == 1 {
				order = append(order, e.Verb)
			}
		}
		t := Table{ID: "certificate-before", Caption: "Before the version was frozen", Columns: []Column{{Header: "What was done", Width: 8}, {Header: "Times", Width: 1.5, Center: true}}}
		for _, v := range order {
			t.Rows = append(t.Rows, Row{Cells: []Cell{head(or(done[v], string(v))), cell(strconv.Itoa(counts[v]))}})
		}
		out = append(out, Paragraph{Runs: Text(fmt.Sprintf("Entries %d to %d, from %s to %s, record how the agreement was prepared. All of them are attached in events.jsonl.",
			before[0].Seq, before[from-1].Seq, Moment(before[0].At), Moment(before[from-1].At)))}, t)
	}
	t := Table{ID: "certificate-round", Caption: "The signing round, entry by entry", Columns: []Column{
		{Header: "No.", Width: 1.1}, {Header: "Time (UTC)", Width: 4.4}, {Header: "Who", Width: 2.8}, {Header: "What was done", Width: 6.9}, {Header: "Hash", Width: 2},
	}}
	for _, e := range c.Log[from:] {
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			cell(strconv.FormatInt(e.Seq, 10)), cell(strings.TrimSuffix(Moment(e.At), " UTC")), cell(Doer(e)), cell(Told(e)),
			{Blocks: []Paragraph{{Style: Code, Runs: Text(hex.EncodeToString(e.Hash[:4]))}}},
		}})
	}
	return append(out, t)
}

// frozen is the place in the record where the version was frozen.
func (c certificate) frozen() int {
	from := 0
	for i, e := range c.Log {
		if e.Verb == audit.VersionFrozen && e.Fact.Digest == c.Signing.Version.Digest {
			from = i
		}
	}
	return from
}
