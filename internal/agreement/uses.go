package agreement

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"demarc/internal/fault"
)

// Uses is what a text prints or depends on, each once, in order of first mention.
type Uses struct {
	Fields   []string // keys of merge fields, those of conditions and lists too
	Rows     []string // keys of functions
	Sections []string // ids of clauses and exhibits
	Tables   []string // made by the program
}

// madeTables are the tables that madeTable knows.
var madeTables = []string{"areas", "fees", "example", "invoice"}

// UsesOf reads a clause body and says what it uses. Its error is a sentence for the
// person who wrote it: what cannot be read, a merge field or table that does not
// exist, or a condition that can never hold.
func UsesOf(body string) (Uses, error) {
	nodes, known := templateNodes()[body]
	if !known {
		var err error
		if nodes, err = parseBody(body); err != nil {
			return Uses{}, err
		}
	}
	u := usesOf(nodes)
	for _, key := range u.Fields {
		if _, ok := FieldByKey(key); !ok {
			return u, fault.New(fault.Invalid, fmt.Sprintf("The text uses “%s”, which is no merge field.", key))
		}
	}
	for _, name := range u.Tables {
		if !slices.Contains(madeTables, name) {
			return u, fault.New(fault.Invalid, fmt.Sprintf("The text asks for the table “%s”. There are: %s.", name, strings.Join(madeTables, ", ")))
		}
	}
	return u, checkConditions(nodes)
}

func usesOf(nodes []node) Uses {
	var u Uses
	note := func(list *[]string, s string) {
		if !slices.Contains(*list, s) {
			*list = append(*list, s)
		}
	}
	walk(nodes, func(in inline) {
		switch in.kind {
		case fieldInline:
			note(&u.Fields, in.text)
		case refInline:
			note(&u.Sections, in.text)
		case rowInline:
			note(&u.Rows, in.text)
		case textInline:
		}
	}, func(key string) { note(&u.Fields, key) })
	tablesOf(nodes, func(name string) { note(&u.Tables, name) })
	return u
}

func tablesOf(nodes []node, visit func(string)) {
	for _, n := range nodes {
		if n.kind == madeTableNode {
			visit(n.name)
		}
		tablesOf(n.then, visit)
		tablesOf(n.els, visit)
	}
}

// checkConditions refuses a condition on a value that its field cannot have.
func checkConditions(nodes []node) error {
	for _, n := range nodes {
		if f, ok := FieldByKey(n.cond.key); ok && (f.Type == Enum || f.Type == Set) {
			for _, v := range n.cond.values {
				if _, ok := f.Choice(v); !ok {
					return fault.New(fault.Invalid, fmt.Sprintf("“%s” is never “%s”. It is one of: %s.", f.Label, v, joinOr(values(f.Choices))))
				}
			}
		}
		if err := checkConditions(n.then); err != nil {
			return err
		}
		if err := checkConditions(n.els); err != nil {
			return err
		}
	}
	return nil
}

func values(choices []Choice) []string {
	var out []string
	for _, c := range choices {
		out = append(out, c.Value)
	}
	return out
}

// StandingUses is what the exhibits and the texts of choices use, whatever the clauses
// say: what they cite cannot be taken away.
var StandingUses = sync.OnceValue(func() Uses {
	var u Uses
	add := func(body string) {
		nodes, err := parseBody(body)
		if err != nil {
			panic(fmt.Sprintf("agreement: %v", err))
		}
		v := usesOf(nodes)
		u.Rows, u.Sections = append(u.Rows, v.Rows...), append(u.Sections, v.Sections...)
	}
	for _, c := range exhibitSources() {
		add(c.Body)
	}
	for _, f := range Fields() {
		for _, c := range f.Choices {
			add(c.Text)
		}
	}
	slices.Sort(u.Rows)
	slices.Sort(u.Sections)
	u.Rows, u.Sections = slices.Compact(u.Rows), slices.Compact(u.Sections)
	return u
})

// Parts are the headings that group clauses, in order.
func Parts() []string {
	var out []string
	for _, c := range clauses() {
		if !slices.Contains(out, c.Part) {
			out = append(out, c.Part)
		}
	}
	return out
}
