package catalog

import (
	"slices"
	"strings"

	"demarc/internal/agreement"
	"demarc/internal/raci"
)

// How says what happened to a thing between two libraries.
type How string

const (
	Added   How = "added"
	Changed How = "changed"
	Retired How = "retired"
)

// Change is one thing that differs between two libraries.
type Change struct {
	Kind   Kind
	Key    string
	Name   string // as the later one calls it
	How    How
	Fields []FieldChange // what differs; of a thing added, all that it says
}

// FieldChange is one property in words, before and after.
type FieldChange struct{ Name, Before, After string }

// Diff lists what b has added to a, changed in it and retired, by kind and in b's order.
func Diff(a, b Library) []Change {
	var out []Change
	for _, kind := range Kinds {
		for _, after := range b.Items(kind) {
			before, known := a.Item(kind, after.Key)
			c := Change{Kind: kind, Key: after.Key, Name: after.Name(), How: Changed}
			switch was := known && !before.Retired; {
			case !was && after.Retired:
				continue
			case !was:
				c.How, c.Fields = Added, compare(nil, b.facts(after))
			case after.Retired:
				c.How = Retired
			default:
				c.Fields = compare(a.facts(before), b.facts(after))
				if len(c.Fields) == 0 {
					continue
				}
			}
			out = append(out, c)
		}
	}
	return out
}

type fact struct{ name, value string }

func compare(a, b []fact) []FieldChange {
	var out []FieldChange
	seen := map[string]bool{}
	for _, after := range b {
		before := ""
		if i := slices.IndexFunc(a, func(f fact) bool { return f.name == after.name }); i >= 0 {
			before = a[i].value
		}
		seen[after.name] = true
		if before != after.value {
			out = append(out, FieldChange{after.name, before, after.value})
		}
	}
	for _, before := range a {
		if !seen[before.name] && before.value != "" { // a lane of an area that is there no longer
			out = append(out, FieldChange{before.name, before.value, ""})
		}
	}
	return out
}

// facts are the properties of an item in words.
func (l Library) facts(it Item) []fact {
	switch it.Kind {
	case AreaKind:
		a := it.Area
		out := []fact{{"Name", a.Name}, {"Where the teams collide", a.Collision}}
		if a.Mode != "" {
			after, _ := l.Area(a.After)
			out = append(out, fact{"Comes after", after.Name}, fact{"Who leads it to begin with", a.Mode.Words()})
		}
		return out
	case PackKind:
		p := it.Pack
		return []fact{{"Name", p.Name}, {"Columns it suggests", strings.Join(p.Columns, "; ")}, {"What the agreement needs", p.Needs}, {"What is often got wrong", p.Remember}, {"Rider", p.Text}}
	case FunctionKind:
		f := it.Function
		out := []fact{{"Name", f.Name}, {"Area", l.Home(*f)}, {"Description", f.Description}}
		for _, m := range raci.Modes[:3] {
			out = append(out, fact{m.Words(), f.Patterns[m].Words()})
		}
		return append(out, fact{"Who does which part", f.SharedSplit}, fact{"Criticality", capital(string(f.Criticality))}, fact{"How often", CadenceWords(f.Cadence)},
			fact{"Who may be Accountable", LockWords(f.Lock)}, fact{"Typical dispute", f.WatchOut}, fact{"Evidence", f.Evidence},
			fact{"Helps to satisfy", strings.Join(f.Frameworks, "; ")}, fact{"Access", accessWords(f.Access)}, fact{"Search words", strings.Join(f.SearchWords, "; ")},
			fact{"Begins with it", beginWords(*f)})
	case ClauseKind:
		c := it.Clause
		lock := ""
		if c.Locked() {
			lock = c.Lock.By + ", " + c.Lock.On
		}
		return []fact{
			{"Title", c.Title},
			{"Part", c.Part},
			{"In plain words", c.Plain},
			{"Printed", PlaceWords(c.Place)},
			{"Comes after", l.clauseTitle(c.After)},
			{"Another wording of", l.clauseTitle(c.Instead)},
			{"Locked, reviewed by", lock},
			{"Text", c.Body},
			{"Notes", c.Notes},
		}
	case PresetKind:
		return append([]fact{{"Name", it.Preset.Name}, {"Description", it.Preset.Description}}, l.lanes(it.Preset.Modes)...)
	case TemplateKind:
		t := it.Template
		out := append([]fact{{"Name", t.Name}, {"Description", t.Description}}, l.lanes(t.Modes)...)
		var packs []string
		for _, p := range l.shelf().packs {
			if slices.Contains(t.Packs, p.Key) {
				packs = append(packs, p.Name)
			}
		}
		out = append(out, fact{"Packs", strings.Join(packs, "; ")})
		for _, f := range agreement.Fields() {
			if Templated(f) {
				out = append(out, fact{f.Label, t.Terms[f.Key]})
			}
		}
		return append(out, fact{"Wordings", l.choiceWords(t.Choices)}, fact{"Leaves out", l.withoutWords(t.Without)}, fact{"Begins with as well", l.names(t.With)})
	}
	return nil
}

func (l Library) lanes(modes map[raci.AreaKey]raci.Mode) []fact {
	var out []fact
	for _, a := range l.shelf().areas {
		if !a.Retired {
			out = append(out, fact{a.Name, a.Lane(modes).Words()})
		}
	}
	return out
}

// beginWords says which engagements begin with a function of an area.
func beginWords(f Function) string {
	switch {
	case f.Pack != "":
		return "Engagements that take the pack"
	case f.Optional:
		return "Only templates that ask for it"
	}
	return "Every engagement"
}

func (l Library) withoutWords(without map[raci.FunctionKey]string) string {
	var out []string
	for _, it := range l.Items(FunctionKind) {
		if reason, ok := without[it.Function.Key]; ok {
			out = append(out, it.Name()+": "+reason)
		}
	}
	return strings.Join(out, "; ")
}

func (l Library) names(keys []raci.FunctionKey) string {
	var out []string
	for _, it := range l.Items(FunctionKind) {
		if slices.Contains(keys, it.Function.Key) {
			out = append(out, it.Name())
		}
	}
	return strings.Join(out, "; ")
}

func (l Library) clauseTitle(key string) string {
	if c, ok := l.Clause(key); ok {
		return c.Title
	}
	return key
}

func (l Library) choiceWords(choices map[string]string) string {
	var out []string
	for _, c := range l.shelf().clauses {
		if key := choices[c.ID]; key != "" {
			out = append(out, c.Title+": "+l.clauseTitle(key))
		}
	}
	return strings.Join(out, "; ")
}

// LockWords says who alone may be Accountable.
func LockWords(lock raci.Lock) string {
	switch lock {
	case raci.ManagementLock:
		return "Client management only"
	case raci.ClientLock:
		return "The client only"
	case raci.MSPLock:
		return "The MSP only"
	case raci.NoLock:
	}
	return "Anybody"
}

// PlaceWords says in which agreements a clause is printed.
func PlaceWords(p agreement.Place) string {
	switch p {
	case agreement.Everywhere:
		return "Always"
	case agreement.CoManaged:
		return "Always, but not in an order under a master agreement"
	case agreement.WithoutMSA:
		return "Only without a master agreement"
	}
	return string(p)
}

// Says is all that an item says, property by property.
func (l Library) Says(it Item) []FieldChange { return compare(nil, l.facts(it)) }
