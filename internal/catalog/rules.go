package catalog

import "demarc/internal/raci"

// Rules is the library as the rules of the matrix ask it, packs included. A retired
// function is still known, and missed by nobody. Do not change it.
func (l Library) Rules() *raci.Library {
	s := l.shelf()
	s.once.Do(func() {
		var rows []raci.LibraryRow
		add := func(functions []Function) {
			for _, f := range functions {
				rows = append(rows, raci.LibraryRow{
					Key: f.Key, Area: f.AreaKey, Name: f.Name, Description: f.Description, Criticality: f.Criticality,
					Patterns: f.Patterns, Split: f.SharedSplit, Optional: f.Pack != "" || f.Optional || f.Retired,
				})
			}
		}
		for _, a := range s.areas {
			add(a.Functions)
		}
		for _, p := range s.packs {
			add(p.Functions)
		}
		s.rules = raci.NewLibrary(rows)
	})
	return s.rules
}
