package catalog

import (
	"fmt"
	"slices"

	"demarc/internal/agreement"
	"demarc/internal/raci"
)

// Needed says who in the library leans on a thing, in words; nothing that is needed
// can be retired.
func (l Library) Needed(kind Kind, key string) []string {
	var by []string
	switch kind {
	case FunctionKind:
		if slices.Contains(governance, raci.FunctionKey(key)) {
			by = append(by, "every agreement: without it the matrix does not work")
		}
		by = append(by, l.citing(key, func(u agreement.Uses) []string { return u.Rows })...)
		for _, p := range l.Packs() {
			if u, err := agreement.UsesOf(p.Text); err == nil && slices.Contains(u.Rows, key) {
				by = append(by, "the rider of the pack “"+p.Name+"”")
			}
		}
		for _, t := range l.Templates() {
			if _, out := t.Without[raci.FunctionKey(key)]; out || slices.Contains(t.With, raci.FunctionKey(key)) {
				by = append(by, "the template “"+t.Name+"”")
			}
		}
	case ClauseKind:
		if slices.Contains(standing, key) {
			by = append(by, "every agreement: it does not stand without this clause")
		}
		by = append(by, l.citing(key, func(u agreement.Uses) []string { return u.Sections })...)
		for _, p := range l.Packs() {
			if u, err := agreement.UsesOf(p.Text); err == nil && slices.Contains(u.Sections, key) {
				by = append(by, "the rider of the pack “"+p.Name+"”")
			}
		}
		for _, c := range l.Wordings(key) {
			by = append(by, "“"+c.Title+"”, which is another wording of it")
		}
		for _, t := range l.Templates() {
			for _, choice := range t.Choices {
				if choice == key {
					by = append(by, "the template “"+t.Name+"”")
				}
			}
		}
	case AreaKind:
		for _, a := range l.Areas() {
			if string(a.Key) == key {
				by = l.neededOf(a.Functions)
			}
		}
	case PackKind:
		for _, p := range l.Packs() {
			if p.Key == key {
				by = l.neededOf(p.Functions)
			}
		}
		for _, t := range l.Templates() {
			if slices.Contains(t.Packs, key) {
				by = append(by, "the template “"+t.Name+"”")
			}
		}
	case PresetKind, TemplateKind:
	}
	return by
}

// neededOf says who leans on any of the functions, naming the first three.
func (l Library) neededOf(functions []Function) []string {
	var by []string
	more := 0
	for _, f := range functions {
		needed := l.Needed(FunctionKind, string(f.Key))
		switch {
		case len(needed) == 0:
		case len(by) < 3:
			by = append(by, needed[0]+" (“"+f.Name+"”)")
		default:
			more++
		}
	}
	if more > 0 {
		by = append(by, fmt.Sprintf("%d more of its functions", more))
	}
	return by
}

func (l Library) citing(key string, in func(agreement.Uses) []string) []string {
	var by []string
	for _, c := range l.Clauses() {
		u, err := agreement.UsesOf(c.Body)
		if err == nil && c.ID != key && slices.Contains(in(u), key) {
			by = append(by, "the clause “"+c.Title+"”")
		}
	}
	if slices.Contains(in(agreement.StandingUses()), key) {
		by = append(by, "the exhibits or the text of a term")
	}
	return by
}
