package agreement

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Clause is one section of the template.
type Clause struct {
	ID    string // "c-scope"
	Title string
	Part  string
	// Plain is one line "in plain words". It binds nobody and is not part of the text.
	Plain string
	// Place says in which agreement modes the clause is printed.
	Place Place
	Rows  []string // keys of the functions it cites, in order of first mention
	Body  string   // in the format of body.go
}

// Place is where a clause is printed.
type Place string

const (
	Everywhere Place = "everywhere"  // in an order too
	CoManaged  Place = "co-managed"  // not in an order under a master agreement
	WithoutMSA Place = "without-msa" // only in a standalone agreement: the master agreement has its own
)

// in tells whether a clause is printed in an agreement of this mode.
func (p Place) in(mode string) bool {
	switch mode {
	case "addendum_to_msa":
		return p != WithoutMSA
	case "order_under_msa":
		return p == Everywhere
	}
	return true
}

// order of the clauses. Numbers follow from it.
var order = []string{
	"c-structure", "c-definitions", "c-precedence", "c-term",
	"c-scope", "c-raci", "c-split", "c-unlisted", "c-incident-own", "c-hours", "c-sla", "c-change",
	"c-scope-change", "c-departure", "c-people", "c-escalation", "c-disagree",
	"c-client-duties", "c-access", "c-tools", "c-docs", "c-procurement", "c-security", "c-sec-incident",
	"c-confidentiality", "c-compliance",
	"c-fees", "c-billing", "c-governance",
	"c-warranty", "c-indemnity", "c-liability", "c-insurance", "c-nonsolicit", "c-termination", "c-offboarding",
	"c-force-majeure", "c-disputes", "c-notices", "c-esign", "c-amendment", "c-general", "c-signatures",
}

//go:embed clauses/*.md exhibits/*.md
var texts embed.FS

// Clauses are the template's clauses in order.
func Clauses() []Clause { return slices.Clone(clauses()) }

var clauses = sync.OnceValue(func() []Clause {
	var out []Clause
	for _, id := range order {
		c, err := readClause("clauses/"+id+".md", id)
		if err != nil {
			panic(fmt.Sprintf("agreement: %v", err))
		}
		out = append(out, c)
	}
	return out
})

// readClause reads a clause file: "name: value" lines, a line of dashes, the body.
func readClause(path, id string) (Clause, error) {
	src, err := texts.ReadFile(path)
	if err != nil {
		return Clause{}, err
	}
	head, body, ok := strings.Cut(string(src), "\n---\n")
	if !ok {
		return Clause{}, fmt.Errorf("%s: no line of dashes after the heading", path)
	}
	c := Clause{ID: id, Place: CoManaged, Body: strings.TrimSpace(body) + "\n"}
	for line := range strings.SplitSeq(head, "\n") {
		name, value, _ := strings.Cut(line, ": ")
		switch name {
		case "title":
			c.Title = value
		case "part":
			c.Part = value
		case "plain":
			c.Plain = typographic(value)
		case "place":
			c.Place = Place(value)
		default:
			return Clause{}, fmt.Errorf("%s: unknown heading %q", path, name)
		}
	}
	nodes, err := parseBody(c.Body)
	if err != nil {
		return Clause{}, fmt.Errorf("%s: %w", path, err)
	}
	c.Rows = rowsOf(nodes)
	return c, nil
}

// templateNodes are the parsed bodies of the template, by source text: most clauses of
// most engagements are unedited.
var templateNodes = sync.OnceValue(func() map[string][]node {
	out := map[string][]node{}
	for _, c := range slices.Concat(clauses(), exhibitSources()) {
		out[c.Body], _ = parseBody(c.Body) // readClause has checked it
	}
	return out
})

// RowsOf lists the functions that a body cites, in order of first mention.
func RowsOf(body string) ([]string, error) {
	nodes, err := parseBody(body)
	if err != nil {
		return nil, err
	}
	return rowsOf(nodes), nil
}

func rowsOf(nodes []node) []string {
	var out []string
	walk(nodes, func(in inline) {
		if in.kind == rowInline && !slices.Contains(out, in.text) {
			out = append(out, in.text)
		}
	}, func(string) {})
	return out
}

// walk visits every inline, and every field that a condition or list reads.
func walk(nodes []node, visit func(inline), reads func(key string)) {
	for _, n := range nodes {
		for _, in := range n.inlines {
			visit(in)
		}
		for _, row := range n.rows {
			for _, cell := range row {
				for _, in := range cell {
					visit(in)
				}
			}
		}
		switch n.kind {
		case condNode:
			reads(n.cond.key)
		case eachNode:
			reads(n.name)
		case paraNode, headingNode, tableNode, madeTableNode:
		}
		walk(n.then, visit, reads)
		walk(n.els, visit, reads)
	}
}

// fieldUses lists, per field, the clauses and exhibits that print it or depend on it.
func fieldUses() map[string][]string {
	out := map[string][]string{}
	use := func(key, id string) {
		if !slices.Contains(out[key], id) {
			out[key] = append(out[key], id)
		}
	}
	for _, c := range slices.Concat(clauses(), exhibitSources()) {
		nodes, err := parseBody(c.Body)
		if err != nil {
			panic(fmt.Sprintf("agreement: %s: %v", c.ID, err))
		}
		read := func(key string) {
			use(key, c.ID)
			if key == "disagree.interim_rule_text" {
				use("disagree.interim_rule", c.ID)
				use("disagree.management_bh", c.ID) // one of its texts has it
			}
		}
		walk(nodes, func(in inline) {
			if in.kind == fieldInline {
				read(in.text)
			}
		}, read)
	}
	for _, key := range feeKeys {
		use(key, "exhibit-c")
	}
	return out
}
