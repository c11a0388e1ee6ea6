package agreement

import (
	"bytes"
	"cmp"
	_ "embed"
	"encoding/csv"
	"fmt"
	"strings"
	"sync"
)

// Type says how a field's value is typed, stored and printed.
type Type string

const (
	String           Type = "string"
	Int              Type = "int"
	Decimal          Type = "decimal"
	Money            Type = "money" // "1250.00"; the currency is fees.currency
	Bool             Type = "bool"
	Enum             Type = "enum"
	Set              Type = "set"               // choices joined by "|"
	List             Type = "list"              // one item per line
	Prices           Type = "prices"            // one "item = 450.00" per line
	Date             Type = "date"              // 2026-11-22
	Time             Type = "time"              // 08:00; 24:00 is allowed
	Duration         Type = "duration"          // "30 min", "4 h", "8 bh", "3 bd", "on change"
	DurationHours    Type = "duration_hours"    // "30 min bh / 2 h after"
	DurationPriority Type = "duration_priority" // "P1 15 min, P2 1 bh, P3/P4 4 bh"
	Zone             Type = "tz"
	Email            Type = "email"
	Address          Type = "address"
	Currency         Type = "currency"  // ISO 4217
	Weekdays         Type = "weekdays"  // "Monday-Friday"
	MonthsOf         Type = "months_of" // "3 in any 6"
	Derived          Type = "derived"   // computed or supplied by the matrix; never typed
)

// Field is one merge field.
type Field struct {
	Key, Label string
	Type       Type
	Required   bool
	Default    string   // canonical
	Choices    []Choice // of an Enum or Set
	Min, Max   string   // inclusive; empty is no bound
	Group      string   // key of a Group
	Clauses    []string // ids of the clauses and exhibits that print it or depend on it
	Help       string
}

// Choice is one value of an enum or set.
type Choice struct {
	Value string
	Label string // for the form
	Text  string // for the contract; codes never print. May hold merge fields
}

// Choice finds a value's choice.
func (f Field) Choice(value string) (Choice, bool) {
	for _, c := range f.Choices {
		if c.Value == value {
			return c, true
		}
	}
	return Choice{}, false
}

// Group is a part of the terms form.
type Group struct{ Key, Title string }

// Groups in the order of the form.
func Groups() []Group { return groups }

var groups = []Group{
	{"parties", "Parties"},
	{"agreement", "Agreement"},
	{"term", "Term and renewal"},
	{"scope", "Scope"},
	{"hours", "Service hours"},
	{"service levels", "Service levels"},
	{"change", "Operational changes"},
	{"scope changes", "Scope changes"},
	{"departure", "Departure of internal IT"},
	{"escalation", "Escalation and disagreement"},
	{"security", "Security and incidents"},
	{"access", "Access and tools"},
	{"data", "Data and documentation"},
	{"fees", "Fees"},
	{"billing", "Invoicing and payment"},
	{"liability", "Liability and insurance"},
	{"people", "People"},
	{"termination", "Termination and exit"},
	{"law", "Law and disputes"},
	{"governance", "Governance"},
	{"signing", "Signing"},
	{"general", "General"},
}

// groupOf maps a key, or its first part, to its group.
var groupOf = map[string]string{
	"client.it_lead_acknowledges": "signing",

	"msp": "parties", "client": "parties", "agreement": "agreement", "term": "term",
	"scope": "scope", "hours": "hours", "sla": "service levels", "ola": "service levels",
	"incident": "service levels", "change": "change", "scopechange": "scope changes",
	"departure": "departure", "esc": "escalation", "disagree": "escalation",
	"security": "security", "access": "access", "tools": "access",
	"data": "data", "docs": "data", "ai": "data", "riders": "data", "compliance": "data",
	"fees": "fees", "billing": "billing", "liability": "liability", "insurance": "liability",
	"warranty": "liability", "nonsolicit": "people", "people": "people", "subcontract": "people",
	"termination": "termination", "exit": "termination", "force_majeure": "termination",
	"law": "law", "dispute": "law", "notices": "general", "gov": "governance", "esign": "signing", "misc": "general",
}

//go:embed fields.csv
var fieldsCSV []byte

//go:embed choices.txt
var choicesText string

// Fields are all merge fields in the order of the form's groups.
func Fields() []Field { return fields().list }

// FieldByKey finds a merge field.
func FieldByKey(key string) (Field, bool) {
	f, ok := fields().byKey[key]
	return f, ok
}

type fieldSet struct {
	list  []Field
	byKey map[string]Field
}

// fields parses the embedded tables once. They are part of the program, so a broken
// one is a broken build, and the package's tests read them all.
var fields = sync.OnceValue(func() fieldSet {
	set, err := loadFields(fieldsCSV, choicesText)
	if err != nil {
		panic(fmt.Sprintf("agreement: %v", err))
	}
	uses := fieldUses()
	for i := range set.list {
		set.list[i].Clauses = uses[set.list[i].Key]
		set.byKey[set.list[i].Key] = set.list[i]
	}
	return set
})

func loadFields(table []byte, texts string) (fieldSet, error) {
	choices, err := parseChoices(texts)
	if err != nil {
		return fieldSet{}, err
	}
	rows, err := csv.NewReader(bytes.NewReader(table)).ReadAll()
	if err != nil {
		return fieldSet{}, fmt.Errorf("read fields.csv: %w", err)
	}
	byGroup := map[string][]Field{}
	set := fieldSet{byKey: map[string]Field{}}
	for _, r := range rows[1:] {
		f := Field{Key: r[0], Label: r[1], Type: Type(r[2]), Required: r[3] == "yes", Default: r[4], Help: r[7]}
		f.Group = cmp.Or(groupOf[f.Key], groupOf[strings.SplitN(f.Key, ".", 2)[0]])
		if f.Group == "" {
			return fieldSet{}, fmt.Errorf("field %s belongs to no group", f.Key)
		}
		switch f.Type {
		case Enum, Set:
			f.Choices = choices[f.Key]
			if err := sameValues(r[5], f.Choices); err != nil {
				return fieldSet{}, fmt.Errorf("field %s: %w", f.Key, err)
			}
			delete(choices, f.Key)
		case Int, Decimal:
			f.Min, f.Max, _ = strings.Cut(r[5], "-")
		default: // the other types read their rules from the code
		}
		if _, dup := set.byKey[f.Key]; dup {
			return fieldSet{}, fmt.Errorf("field %s appears twice", f.Key)
		}
		set.byKey[f.Key] = f
		byGroup[f.Group] = append(byGroup[f.Group], f)
	}
	for key := range choices {
		return fieldSet{}, fmt.Errorf("choices.txt has texts for %s, which is no enum", key)
	}
	for _, g := range groups {
		set.list = append(set.list, byGroup[g.Key]...)
	}
	return set, nil
}

// parseChoices reads "[field]" headings followed by "value | label | text" lines.
func parseChoices(src string) (map[string][]Choice, error) {
	out := map[string][]Choice{}
	key := ""
	for n, line := range strings.Split(src, "\n") {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "["):
			key = strings.Trim(line, "[]")
		default:
			p := strings.SplitN(line, " | ", 3)
			if len(p) != 3 || key == "" || p[1] == "" || p[2] == "" {
				return nil, fmt.Errorf("choices.txt line %d: want value, label and text", n+1)
			}
			out[key] = append(out[key], Choice{Value: p[0], Label: p[1], Text: typographic(p[2])})
		}
	}
	return out, nil
}

func sameValues(allowed string, choices []Choice) error {
	var got []string
	for _, c := range choices {
		got = append(got, c.Value)
	}
	if have := strings.Join(got, "|"); have != allowed {
		return fmt.Errorf("values %q have texts for %q", allowed, have)
	}
	return nil
}

// Shown is the value of a field as a list of terms shows it: the label of a choice
// rather than its code, and nothing for a blank.
func (f Field) Shown(t Terms) string {
	v := t.value(f)
	switch f.Type {
	case Enum, Set:
		var out []string
		for part := range strings.SplitSeq(v, "|") {
			if c, ok := f.Choice(part); ok {
				out = append(out, c.Label)
			}
		}
		return strings.Join(out, "; ")
	case Bool:
		switch v {
		case "true":
			return "Yes"
		case "false":
			return "No"
		}
	default:
	}
	return t.words(f, v)
}
