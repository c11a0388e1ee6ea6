package catalog

import (
	"fmt"
	"slices"
	"strings"

	"demarc/internal/fault"
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

// References puts into order what a person typed of what a function helps to satisfy: a
// reference to a framework whose list we have must be in it, and is written as the
// framework writes it; any other law or standard is taken as it is.
func References(typed []string) ([]string, error) {
	const most, longest = 30, 60
	var out []string
	for _, ref := range typed {
		ref = strings.Join(strings.Fields(ref), " ")
		if ref == "" {
			continue
		}
		if len(ref) > longest {
			return nil, fault.New(fault.Invalid, fmt.Sprintf("Write each reference with at most %d characters; “%.20s…” has more.", longest, ref))
		}
		for _, fw := range Frameworks() {
			rest, ok := cutFold(ref, fw.Prefix+" ")
			if !ok {
				continue
			}
			id, known := fw.Find(rest)
			if !known {
				return nil, fault.New(fault.Invalid, fmt.Sprintf("%s has no requirement “%s”. Look it up on the page of the framework.", fw.Name, rest))
			}
			ref = fw.Prefix + " " + id
		}
		if !slices.Contains(out, ref) {
			out = append(out, ref)
		}
	}
	if len(out) > most {
		return nil, fault.New(fault.Invalid, fmt.Sprintf("Name at most %d references for one function.", most))
	}
	return out, nil
}

func cutFold(s, prefix string) (string, bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return "", false
	}
	return s[len(prefix):], true
}
