package catalog

import (
	"sync"

	"demarc/internal/agreement"
	"demarc/internal/raci"
)

// Library is what engagements of one MSP start from, at one version. The zero value
// is the shipped library.
type Library struct {
	Number int // 0: as shipped
	own    *shelf
}

// shelf is what a library holds. Nobody changes one after it is made.
type shelf struct {
	lib
	presets   []Preset
	clauses   []Clause
	templates []Template
	texts     *agreement.Texts // nil: of this program
	release   string           // digest of the shipped text below; empty: of this program
	body      []byte           // that text, where release is set
	once      sync.Once        // makes rules
	rules     *raci.Library
}

var shipped = sync.OnceValue(func() *shelf {
	s := &shelf{lib: library(), presets: presets}
	for _, c := range agreement.Clauses() {
		s.clauses = append(s.clauses, Clause{Clause: c})
	}
	return s
})

// Shipped is the library that comes with the program.
func Shipped() Library { return Library{} }

func (l Library) shelf() *shelf {
	if l.own == nil {
		return shipped()
	}
	return l.own
}

func kept[T any](list []T, retired func(T) bool) []T {
	out := make([]T, 0, len(list))
	for _, v := range list {
		if !retired(v) {
			out = append(out, v)
		}
	}
	return out
}

// Areas are the areas that can be chosen with the functions that can, in order.
func (l Library) Areas() []Area {
	areas := kept(l.shelf().areas, func(a Area) bool { return a.Retired })
	for i := range areas {
		areas[i].Functions = kept(areas[i].Functions, func(f Function) bool { return f.Retired })
	}
	return areas
}

// Packs are the packs that can be chosen, with the functions that can.
func (l Library) Packs() []Pack {
	packs := kept(l.shelf().packs, func(p Pack) bool { return p.Retired })
	for i := range packs {
		packs[i].Functions = kept(packs[i].Functions, func(f Function) bool { return f.Retired })
	}
	return packs
}

// Pack finds a pack with all its functions, retired ones too.
func (l Library) Pack(key string) (Pack, bool) {
	for _, p := range l.shelf().packs {
		if p.Key == key {
			return p, true
		}
	}
	return Pack{}, false
}

// Function finds a function of the library or of a pack, a retired one too: matrices
// that have it go on asking for it.
func (l Library) Function(key raci.FunctionKey) (Function, bool) {
	f, ok := l.shelf().byKey[key]
	return f, ok
}

// Area finds an area, a retired one too.
func (l Library) Area(key raci.AreaKey) (Area, bool) {
	for _, a := range l.shelf().areas {
		if a.Key == key {
			return a, true
		}
	}
	return Area{}, false
}

// Presets are those that can be chosen.
func (l Library) Presets() []Preset {
	return kept(l.shelf().presets, func(p Preset) bool { return p.Retired })
}

// Templates are those that can be chosen.
func (l Library) Templates() []Template {
	return kept(l.shelf().templates, func(t Template) bool { return t.Retired })
}

// Template finds a template by its key, a retired one too. A preset is a template
// that says nothing but the lanes.
func (l Library) Template(key string) (Template, bool) {
	for _, t := range l.shelf().templates {
		if t.Key == key {
			return t, true
		}
	}
	for _, p := range l.shelf().presets {
		if p.Key == key {
			return Template{Key: p.Key, Name: p.Name, Description: p.Description, Modes: p.Modes, Retired: p.Retired}, true
		}
	}
	return Template{}, false
}

// Clauses are those that can be printed, in order, with their other wordings.
func (l Library) Clauses() []Clause {
	return kept(l.shelf().clauses, func(c Clause) bool { return c.Retired })
}

// Clause finds a clause by its key, a retired one too.
func (l Library) Clause(key string) (Clause, bool) {
	for _, c := range l.shelf().clauses {
		if c.ID == key {
			return c, true
		}
	}
	return Clause{}, false
}

// Wordings are the other wordings of a clause.
func (l Library) Wordings(of string) []Clause {
	return kept(l.Clauses(), func(c Clause) bool { return c.Instead != of })
}

// Agreement is the clauses of one agreement in order. choices names, per clause, the
// wording it takes instead; that wording then stands under the clause's own key, so
// that references to it hold.
func (l Library) Agreement(choices map[string]string) []agreement.Clause {
	var out []agreement.Clause
	for _, c := range l.Clauses() {
		if c.Instead != "" {
			continue
		}
		text := c.Clause
		if other, ok := l.Clause(choices[c.ID]); ok && !other.Retired && other.Instead == c.ID {
			text = other.Clause
			text.ID = c.ID
		}
		out = append(out, text)
	}
	return out
}

// Item finds a thing by kind and key, a retired one too.
func (l Library) Item(kind Kind, key string) (Item, bool) {
	switch kind {
	case AreaKind:
		if a, ok := l.Area(raci.AreaKey(key)); ok {
			return Of(a), true
		}
	case PackKind:
		if p, ok := l.Pack(key); ok {
			return Of(p), true
		}
	case FunctionKind:
		if f, ok := l.Function(raci.FunctionKey(key)); ok {
			return Of(f), true
		}
	case ClauseKind:
		if c, ok := l.Clause(key); ok {
			return Of(c), true
		}
	case PresetKind:
		for _, p := range l.shelf().presets {
			if p.Key == key {
				return Of(p), true
			}
		}
	case TemplateKind:
		for _, t := range l.shelf().templates {
			if t.Key == key {
				return Of(t), true
			}
		}
	}
	return Item{}, false
}

// Items are all things of one kind in order, retired ones too.
func (l Library) Items(kind Kind) []Item {
	s := l.shelf()
	var out []Item
	switch kind {
	case AreaKind:
		for _, a := range s.areas {
			out = append(out, Of(a))
		}
	case PackKind:
		for _, p := range s.packs {
			out = append(out, Of(p))
		}
	case FunctionKind:
		for _, a := range s.areas {
			for _, f := range a.Functions {
				out = append(out, Of(f))
			}
		}
		for _, p := range s.packs {
			for _, f := range p.Functions {
				out = append(out, Of(f))
			}
		}
	case ClauseKind:
		for _, c := range s.clauses {
			out = append(out, Of(c))
		}
	case PresetKind:
		for _, p := range s.presets {
			out = append(out, Of(p))
		}
	case TemplateKind:
		for _, t := range s.templates {
			out = append(out, Of(t))
		}
	}
	return out
}
