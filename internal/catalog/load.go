package catalog

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"sync"

	"demarc/internal/raci"
)

var (
	//go:embed raci-library.csv
	libraryCSV []byte
	//go:embed raci-packs.csv
	packsCSV []byte
	//go:embed raci-notes.csv
	notesCSV []byte
	//go:embed references.csv
	referencesCSV []byte
)

type lib struct {
	areas []Area
	packs []Pack
	byKey map[raci.FunctionKey]Function
	// references to the frameworks that have a list, by function
	references map[raci.FunctionKey][]string
}

// library parses the embedded tables once. They are part of the program, so a broken
// one is a broken build.
var library = sync.OnceValue(func() lib {
	l, err := load(libraryCSV, packsCSV, notesCSV, referencesCSV)
	if err != nil {
		panic(fmt.Sprintf("catalog: %v", err))
	}
	return l
})

var (
	rowHeader = []string{
		"area_key", "area", "row_key", "function", "description",
		"msp_led_msp", "msp_led_it", "msp_led_mgmt", "shared_msp", "shared_it", "shared_mgmt",
		"internal_led_msp", "internal_led_it", "internal_led_mgmt", "frameworks",
	}
	noteHeader = []string{
		"row_key", "criticality", "cadence", "access_needed", "accountability_lock",
		"shared_split", "watch_out", "evidence", "search_terms",
	}
)

func load(rows, packs, notes, references []byte) (lib, error) {
	l := lib{byKey: map[raci.FunctionKey]Function{}}
	var err error
	if l.references, err = loadReferences(references); err != nil {
		return l, err
	}
	noteOf := map[string][]string{}
	table, err := read("raci-notes.csv", notes, noteHeader)
	if err != nil {
		return l, err
	}
	for _, n := range table {
		if noteOf[n[0]] != nil {
			return l, fmt.Errorf("raci-notes.csv: %s appears twice", n[0])
		}
		noteOf[n[0]] = n
	}
	if table, err = read("raci-library.csv", rows, rowHeader); err != nil {
		return l, err
	}
	for _, r := range table {
		f, err := l.add(r, noteOf)
		if err != nil {
			return l, err
		}
		i := slices.IndexFunc(l.areas, func(a Area) bool { return a.Key == f.AreaKey })
		if i < 0 {
			i = len(l.areas)
			l.areas = append(l.areas, Area{Key: f.AreaKey, Name: r[1], Collision: collisions[f.AreaKey]})
		}
		l.areas[i].Functions = append(l.areas[i].Functions, f)
	}
	if table, err = read("raci-packs.csv", packs, append([]string{"pack"}, rowHeader...)); err != nil {
		return l, err
	}
	for _, r := range table {
		f, err := l.add(r[1:], noteOf)
		if err != nil {
			return l, err
		}
		f.Pack = r[0]
		l.byKey[f.Key] = f
		i := slices.IndexFunc(l.packs, func(p Pack) bool { return p.Key == f.Pack })
		if i < 0 {
			i = len(l.packs)
			l.packs = append(l.packs, newPack(f.Pack, r[2]))
		}
		l.packs[i].Functions = append(l.packs[i].Functions, f)
	}
	if len(noteOf) != len(l.byKey) {
		return l, fmt.Errorf("raci-notes.csv: %d notes for %d functions", len(noteOf), len(l.byKey))
	}
	for key := range l.references {
		if _, ok := l.byKey[key]; !ok {
			return l, fmt.Errorf("references.csv: no function %s", key)
		}
	}
	return l, nil
}

func read(name string, data []byte, header []string) ([][]string, error) {
	r := csv.NewReader(bytes.NewReader(data))
	r.Comment = '#'
	table, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if len(table) == 0 || !slices.Equal(table[0], header) {
		return nil, fmt.Errorf("%s: unexpected header", name)
	}
	return table[1:], nil
}

// add makes a function of a row and its note.
func (l *lib) add(r []string, noteOf map[string][]string) (Function, error) {
	f := Function{
		Key: raci.FunctionKey(r[2]), AreaKey: raci.AreaKey(r[0]), Name: r[3], Description: r[4],
		Patterns: map[raci.Mode]raci.Pattern{
			raci.MSPLed:      pattern(r[5:8]),
			raci.Shared:      pattern(r[8:11]),
			raci.InternalLed: pattern(r[11:14]),
		},
	}
	for _, ref := range list(r[14]) {
		if _, _, ok := FrameworkOf(ref); ok {
			return f, fmt.Errorf("%s: %q belongs in references.csv", f.Key, ref)
		}
	}
	f.Frameworks = slices.Concat(l.references[f.Key], list(r[14]))
	n := noteOf[r[2]]
	if n == nil {
		return f, fmt.Errorf("%s has no notes", f.Key)
	}
	if _, dup := l.byKey[f.Key]; dup {
		return f, fmt.Errorf("%s appears twice", f.Key)
	}
	f.Criticality, f.Cadence, f.Lock = raci.Criticality(n[1]), n[2], raci.Lock(n[4])
	f.SharedSplit, f.WatchOut, f.Evidence = n[5], n[6], n[7]
	f.SearchWords = list(n[8])
	f.Access = slices.DeleteFunc(list(n[3]), func(code string) bool { return code == "none" })
	l.byKey[f.Key] = f
	return f, nil
}

func pattern(cells []string) raci.Pattern {
	return raci.Pattern{raci.Assignment(cells[0]), raci.Assignment(cells[1]), raci.Assignment(cells[2])}
}

// list splits a cell at its semicolons.
func list(s string) []string {
	var out []string
	for part := range strings.SplitSeq(s, ";") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}
