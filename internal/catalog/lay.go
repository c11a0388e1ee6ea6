package catalog

import (
	"cmp"
	"maps"
	"slices"
)

// Merge lays items over a library; of each kind and key at most one. The result is
// version number.
func Merge(base Library, number int, items []Item) Library {
	if len(items) == 0 {
		return Library{Number: number, own: base.own}
	}
	from := base.shelf()
	s := &shelf{
		lib:     lib{areas: slices.Clone(from.areas), packs: slices.Clone(from.packs), byKey: maps.Clone(from.byKey)},
		presets: slices.Clone(from.presets), clauses: slices.Clone(from.clauses), templates: slices.Clone(from.templates),
		texts: from.texts, release: from.release, body: from.body,
	}
	for i := range s.areas {
		s.areas[i].Functions = slices.Clone(s.areas[i].Functions)
	}
	for i := range s.packs {
		s.packs[i].Functions = slices.Clone(s.packs[i].Functions)
	}
	items = slices.Clone(items)
	slices.SortFunc(items, func(a, b Item) int {
		return cmp.Or(slices.Index(Kinds, a.Kind)-slices.Index(Kinds, b.Kind), cmp.Compare(a.Key, b.Key))
	})
	for _, it := range items {
		it.rename()
		switch it.Kind {
		case AreaKind:
			s.layArea(*it.Area)
		case PackKind:
			s.layPack(*it.Pack)
		case FunctionKind:
			s.layFunction(*it.Function)
		case ClauseKind:
			s.layClause(*it.Clause)
		case PresetKind:
			s.presets = lay(s.presets, *it.Preset, func(p Preset) string { return p.Key })
		case TemplateKind:
			s.templates = lay(s.templates, *it.Template, func(t Template) string { return t.Key })
		}
	}
	slices.SortStableFunc(s.templates, func(a, b Template) int { return cmp.Compare(a.Name, b.Name) })
	return Library{Number: number, own: s}
}

// lay replaces the one with the same key, or adds it at the end.
func lay[T any](list []T, v T, key func(T) string) []T {
	for i := range list {
		if key(list[i]) == key(v) {
			list[i] = v
			return list
		}
	}
	return append(list, v)
}

// layFunction puts a function into its area or pack: in its old place, or at the end.
func (s *shelf) layFunction(f Function) {
	if old, ok := s.byKey[f.Key]; ok && old.Pack != "" && !ownKey.MatchString(old.Pack) {
		f.Pack, f.AreaKey = old.Pack, old.AreaKey // a shipped pack's rows stay together
	}
	if f.Pack != "" {
		f.AreaKey = Pack{Key: f.Pack}.Area()
	}
	s.byKey[f.Key] = f
	same := func(g Function) bool { return g.Key == f.Key }
	for i := range s.areas {
		a := &s.areas[i]
		at := slices.IndexFunc(a.Functions, same)
		switch {
		case at >= 0 && a.Key == f.AreaKey && f.Pack == "":
			a.Functions[at] = f
		case at >= 0:
			a.Functions = slices.Delete(a.Functions, at, at+1)
		case a.Key == f.AreaKey && f.Pack == "":
			a.Functions = append(a.Functions, f)
		}
	}
	for i := range s.packs {
		if p := &s.packs[i]; p.Key == f.Pack {
			p.Functions = lay(p.Functions, f, func(g Function) string { return string(g.Key) })
		} else {
			p.Functions = slices.DeleteFunc(p.Functions, same)
		}
	}
}

// layArea puts an area where the one of its key stands, or after the one it names; its
// functions stay in it.
func (s *shelf) layArea(a Area) {
	at := slices.IndexFunc(s.areas, func(b Area) bool { return b.Key == a.Key })
	if at >= 0 {
		a.Functions = s.areas[at].Functions
		if s.areas[at].After == a.After {
			s.areas[at] = a
			return
		}
		s.areas = slices.Delete(s.areas, at, at+1)
	}
	at = slices.IndexFunc(s.areas, func(b Area) bool { return b.Key == a.After })
	if at < 0 {
		at = len(s.areas) - 1
	}
	for at++; at < len(s.areas) && a.After != "" && s.areas[at].After == a.After; at++ {
	}
	s.areas = slices.Insert(s.areas, at, a)
}

// layPack puts a pack where the one of its key stands, or at the end. What ties a
// shipped one to its rider stays.
func (s *shelf) layPack(p Pack) {
	at := slices.IndexFunc(s.packs, func(q Pack) bool { return q.Key == p.Key })
	if at < 0 {
		s.packs = append(s.packs, p)
		return
	}
	old := s.packs[at]
	p.Functions, p.Rider, p.Rests, p.Industry = old.Functions, old.Rider, old.Rests, old.Industry
	s.packs[at] = p
}

// layClause puts a clause where the one of its key stands, or after the one it names.
func (s *shelf) layClause(c Clause) {
	if at := slices.IndexFunc(s.clauses, func(d Clause) bool { return d.ID == c.ID }); at >= 0 && s.clauses[at].After == c.After && s.clauses[at].Instead == c.Instead {
		s.clauses[at] = c
		return
	} else if at >= 0 {
		s.clauses = slices.Delete(s.clauses, at, at+1)
	}
	after := cmp.Or(c.Instead, c.After)
	at := slices.IndexFunc(s.clauses, func(d Clause) bool { return d.ID == after })
	if at < 0 { // before the signatures
		s.clauses = slices.Insert(s.clauses, len(s.clauses)-1, c)
		return
	}
	for at++; at < len(s.clauses) && cmp.Or(s.clauses[at].Instead, s.clauses[at].After) == after; at++ {
	}
	s.clauses = slices.Insert(s.clauses, at, c)
}
