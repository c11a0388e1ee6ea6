package catalog

import (
	"fmt"
	"slices"
	"strings"

	"demarc/internal/raci"
)

var referenceHeader = []string{"row_key", "framework", "identifiers"}

// loadReferences reads what each function directly helps to satisfy, in the order of
// the frameworks and their lists, so that a row names them alike wherever it stands.
func loadReferences(data []byte) (map[raci.FunctionKey][]string, error) {
	table, err := read("references.csv", data, referenceHeader)
	if err != nil {
		return nil, err
	}
	out := map[raci.FunctionKey][]string{}
	last := map[raci.FunctionKey]int{} // the place of the framework before it
	for _, r := range table {
		key := raci.FunctionKey(r[0])
		at := slices.IndexFunc(frameworks(), func(f Framework) bool { return f.Key == r[1] })
		if at < 0 || at < last[key] {
			return nil, fmt.Errorf("references.csv: %s: no framework %q, or out of order", key, r[1])
		}
		last[key] = at + 1
		f, ids := frameworks()[at], list(r[2])
		if len(ids) == 0 || !slices.Equal(ids, f.sorted(ids)) {
			return nil, fmt.Errorf("references.csv: %s: write each identifier of %s once, as and where its list has it: %s", key, f.Name, strings.Join(f.sorted(ids), ";"))
		}
		for _, id := range ids {
			out[key] = append(out[key], f.Prefix+" "+id)
		}
	}
	return out, nil
}

// sorted are the requirements of f among ids, in the order of its list.
func (f Framework) sorted(ids []string) []string {
	var out []string
	for _, fam := range f.Families {
		for _, r := range fam.Requirements {
			if slices.Contains(ids, r.ID) {
				out = append(out, r.ID)
			}
		}
	}
	return out
}
