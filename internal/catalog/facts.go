package catalog

import (
	"cmp"
	"slices"
	"strings"

	"demarc/internal/agreement"
	"demarc/internal/raci"
)

// fact is one property of an item in words.
type fact struct {
	name, value string
	key         string // tells facts apart whose names may change; empty: the name does
	means       string // what the value stands for, where its words may change; empty: the words do
}

func (f fact) id() string { return cmp.Or(f.key, f.name) }

func (f fact) differs(g fact) bool { return cmp.Or(f.means, f.value) != cmp.Or(g.means, g.value) }

// facts makes facts of names and values in turn.
func facts(pairs ...string) []fact {
	var out []fact
	for i := 0; i+1 < len(pairs); i += 2 {
		out = append(out, fact{name: pairs[i], value: pairs[i+1]})
	}
	return out
}

// facts are the properties of an item in words.
func (l Library) facts(it Item) []fact {
	switch it.Kind {
	case AreaKind:
		a := it.Area
		out := facts("Name", a.Name, "Where the teams collide", a.Collision)
		if a.Mode != "" {
			after, _ := l.Area(a.After)
			out = append(out, fact{name: "Comes after", value: after.Name, means: string(a.After)}, fact{name: "Who leads it to begin with", value: a.Mode.Words()})
		}
		return out
	case PackKind:
		p := it.Pack
		return facts("Name", p.Name, "Columns it suggests", strings.Join(p.Columns, "; "), "What the agreement needs", p.Needs,
			"What is often got wrong", p.Remember, "Rider", p.Text)
	case FunctionKind:
		return l.functionFacts(*it.Function)
	case ClauseKind:
		c := it.Clause
		lock := ""
		if c.Locked() {
			lock = c.Lock.By + ", " + c.Lock.On
		}
		return facts("Title", c.Title, "Part", c.Part, "In plain words", c.Plain, "Printed", PlaceWords(c.Place), "Comes after", l.clauseTitle(c.After),
			"Another wording of", l.clauseTitle(c.Instead), "Locked, reviewed by", lock, "Text", c.Body, "Notes", c.Notes)
	case PresetKind:
		return append(facts("Name", it.Preset.Name, "Description", it.Preset.Description), l.lanes(it.Preset.Modes)...)
	case TemplateKind:
		return l.templateFacts(*it.Template)
	}
	return nil
}

func (l Library) functionFacts(f Function) []fact {
	out := append(facts("Name", f.Name), fact{name: "Area", value: l.Home(f), means: cmp.Or(f.Pack, string(f.AreaKey))})
	out = append(out, facts("Description", f.Description)...)
	for _, m := range raci.Modes[:3] {
		out = append(out, fact{name: m.Words(), value: f.Patterns[m].Words()})
	}
	return append(out, facts("Who does which part", f.SharedSplit, "Criticality", capital(string(f.Criticality)), "How often", CadenceWords(f.Cadence),
		"Who may be Accountable", LockWords(f.Lock), "Typical dispute", f.WatchOut, "Evidence", f.Evidence,
		"Helps to satisfy", strings.Join(f.Frameworks, "; "), "Access", accessWords(f.Access), "Search words", strings.Join(f.SearchWords, "; "),
		"Begins with it", beginWords(f))...)
}

func (l Library) templateFacts(t Template) []fact {
	out := append(facts("Name", t.Name, "Description", t.Description), l.lanes(t.Modes)...)
	var packs []string
	for _, p := range l.shelf().packs {
		if slices.Contains(t.Packs, p.Key) {
			packs = append(packs, p.Name)
		}
	}
	out = append(out, facts("Packs", strings.Join(packs, "; "))...)
	for _, f := range agreement.Fields() {
		if !Templated(f) {
			continue
		}
		said := ""
		if _, ok := t.Terms[f.Key]; ok {
			said = f.Shown(t.Terms)
		}
		out = append(out, fact{name: f.Label, value: said, key: f.Key})
	}
	return append(out, facts("Wordings", l.choiceWords(t.Choices), "Leaves out", l.withoutWords(t.Without), "Begins with as well", l.names(t.With))...)
}

func (l Library) lanes(modes map[raci.AreaKey]raci.Mode) []fact {
	var out []fact
	for _, a := range l.shelf().areas {
		if _, said := modes[a.Key]; said && !a.Retired { // of an own area it may say nothing
			out = append(out, fact{name: a.Name, value: modes[a.Key].Words(), key: "area " + string(a.Key)})
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
