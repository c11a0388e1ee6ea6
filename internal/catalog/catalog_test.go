package catalog

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"demarc/internal/agreement"
	"demarc/internal/raci"
)

// everything is the library and the packs.
func everything() []Function {
	out := Functions()
	for _, p := range Packs() {
		out = append(out, p.Functions...)
	}
	return out
}

func TestSize(t *testing.T) {
	t.Parallel()
	if n := len(Areas()); n != 24 {
		t.Errorf("%d areas", n)
	}
	if n := len(Functions()); n != 149 {
		t.Errorf("%d functions", n)
	}
	total := 0
	for _, p := range Packs() {
		if n := len(p.Functions); n < 5 || n > 10 {
			t.Errorf("pack %s has %d functions", p.Key, n)
		}
		if p.Name == "" {
			t.Errorf("pack %s has no name", p.Key)
		}
		total += len(p.Functions)
		for _, f := range p.Functions {
			if f.Pack != p.Key || string(f.AreaKey) != "pack-"+p.Key {
				t.Errorf("%s of pack %s says pack %q, area %q", f.Key, p.Key, f.Pack, f.AreaKey)
			}
		}
	}
	if len(Packs()) != 7 || total != 68 {
		t.Errorf("%d packs with %d functions", len(Packs()), total)
	}
}

var (
	keyForm  = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)+$`)
	cadences = []string{"continuous", "daily", "weekly", "monthly", "quarterly", "annual", "event"}
)

func TestFunctions(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, f := range everything() {
		if !keyForm.MatchString(string(f.Key)) {
			t.Errorf("%s: not a key", f.Key)
		}
		if name := strings.ToLower(f.Name); names[name] || name == "" {
			t.Errorf("%s: name %q is empty or used twice", f.Key, f.Name)
		} else {
			names[name] = true
		}
		if d := f.Description; !strings.HasSuffix(d, ".") || strings.Contains(d, ". ") || len(d) > 200 {
			t.Errorf("%s: description is not one short sentence: %q", f.Key, d)
		}
		if !slices.Contains([]raci.Criticality{raci.Critical, raci.High, raci.Normal}, f.Criticality) {
			t.Errorf("%s: criticality %q", f.Key, f.Criticality)
		}
		if !slices.Contains(cadences, f.Cadence) {
			t.Errorf("%s: cadence %q", f.Key, f.Cadence)
		}
		if !slices.Contains([]raci.Lock{raci.NoLock, raci.ManagementLock, raci.ClientLock, raci.MSPLock}, f.Lock) {
			t.Errorf("%s: lock %q", f.Key, f.Lock)
		}
		if f.WatchOut == "" || f.Evidence == "" {
			t.Errorf("%s: empty note", f.Key)
		}
		if f.Pack == "" && len(f.SearchWords) == 0 {
			t.Errorf("%s: no search words", f.Key)
		}
		if got, ok := FunctionByKey(f.Key); !ok || got.Name != f.Name || got.Pack != f.Pack {
			t.Errorf("%s is not found by its key", f.Key)
		}
	}
}

func TestPatterns(t *testing.T) {
	t.Parallel()
	for _, f := range everything() {
		for _, mode := range []raci.Mode{raci.MSPLed, raci.Shared, raci.InternalLed} {
			p, ok := f.Patterns[mode]
			if !ok {
				t.Errorf("%s: no pattern for %s", f.Key, mode)
			}
			answers, does := -1, 0
			for i, a := range p {
				switch a {
				case raci.Responsible, raci.Accountable, raci.Consulted, raci.Informed, raci.AccountableAndDoing:
				default:
					t.Errorf("%s/%s: cell %q", f.Key, mode, a)
				}
				if a.Answers() {
					if answers >= 0 {
						t.Errorf("%s/%s: two are Accountable", f.Key, mode)
					}
					answers = i
				}
				if a.Does() {
					does++
				}
			}
			if answers < 0 || does == 0 {
				t.Errorf("%s/%s: nobody is Accountable or Responsible", f.Key, mode)
			}
			checkLock(t, f, mode, answers)
			if mode == raci.Shared && (does > 1) != (f.SharedSplit != "") {
				t.Errorf("%s: %d do the shared work, split note %q", f.Key, does, f.SharedSplit)
			}
		}
	}
}

// checkLock: columns are the MSP team, internal IT and client management.
func checkLock(t *testing.T, f Function, mode raci.Mode, answers int) {
	t.Helper()
	switch f.Lock {
	case raci.ManagementLock:
		if answers != 2 {
			t.Errorf("%s/%s: management must be Accountable", f.Key, mode)
		}
	case raci.ClientLock:
		if answers == 0 {
			t.Errorf("%s/%s: the MSP must not be Accountable", f.Key, mode)
		}
	case raci.MSPLock:
		if answers != 0 {
			t.Errorf("%s/%s: the MSP must be Accountable", f.Key, mode)
		}
	case raci.NoLock:
	}
}

// TestCounts pins the figures that the domain reference gives for the library.
func TestCounts(t *testing.T) {
	t.Parallel()
	accountable := map[raci.Mode][3]int{}
	criticality := map[raci.Criticality]int{}
	locks := map[raci.Lock]int{}
	for _, f := range Functions() {
		criticality[f.Criticality]++
		locks[f.Lock]++
		for mode, p := range f.Patterns {
			n := accountable[mode]
			for i, a := range p {
				if a.Answers() {
					n[i]++
				}
			}
			accountable[mode] = n
		}
	}
	if got := accountable; got[raci.MSPLed] != [3]int{115, 6, 28} || got[raci.Shared] != [3]int{57, 65, 27} || got[raci.InternalLed] != [3]int{2, 121, 26} {
		t.Errorf("accountable: %v", got)
	}
	if criticality[raci.Critical] != 41 || criticality[raci.High] != 57 || criticality[raci.Normal] != 51 {
		t.Errorf("criticality: %v", criticality)
	}
	if locks[raci.ManagementLock] != 26 || locks[raci.ClientLock] != 6 || locks[raci.MSPLock] != 2 {
		t.Errorf("locks: %v", locks)
	}
}

func TestAreasAndPresets(t *testing.T) {
	t.Parallel()
	for _, a := range Areas() {
		if a.Name == "" || a.Collision == "" || len(a.Functions) == 0 {
			t.Errorf("area %s is not whole", a.Key)
		}
	}
	if len(Presets()) != 3 {
		t.Errorf("%d presets", len(Presets()))
	}
	for _, p := range Presets() {
		if p.Name == "" || p.Description == "" || len(p.Modes) != len(Areas()) {
			t.Errorf("preset %s is not whole", p.Key)
		}
		for _, a := range Areas() {
			if !p.Modes[a.Key].Valid() {
				t.Errorf("preset %s: area %s has mode %q", p.Key, a.Key, p.Modes[a.Key])
			}
		}
		if p.Modes["threat"] == raci.MSPLed { // V42: security needs what it depends on
			for _, key := range []raci.AreaKey{"server", "network", "cloud", "backup"} {
				if m := p.Modes[key]; m == raci.InternalLed || m == raci.OutOfScope {
					t.Errorf("preset %s: threat is MSP-led but %s is %s", p.Key, key, m)
				}
			}
		}
	}
}

func TestGovernanceRowsExist(t *testing.T) {
	t.Parallel()
	for _, key := range Governance() {
		if f, ok := FunctionByKey(key); !ok || f.Pack != "" {
			t.Errorf("%s is not in the library", key)
		}
	}
}

// TestClausesCiteLibraryRows: an agreement on an untouched matrix has no dead reference.
func TestClausesCiteLibraryRows(t *testing.T) {
	t.Parallel()
	cited := 0
	for _, c := range agreement.Clauses() {
		for _, key := range c.Rows {
			cited++
			if f, ok := FunctionByKey(raci.FunctionKey(key)); !ok || f.Pack != "" {
				t.Errorf("%s cites %s, which is not in the library", c.ID, key)
			}
		}
	}
	if cited < 100 {
		t.Errorf("only %d citations", cited)
	}
}

func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	cut := func(b []byte, old, with string) []byte { return []byte(strings.Replace(string(b), old, with, 1)) }
	for name, in := range map[string][4][]byte{
		"header":      {cut(libraryCSV, "area_key", "area"), packsCSV, notesCSV, referencesCSV},
		"no note":     {libraryCSV, packsCSV, cut(notesCSV, "\nhd-intake,", "\nhd-outtake,"), referencesCSV},
		"twice":       {cut(libraryCSV, ",hd-tier1,", ",hd-intake,"), packsCSV, notesCSV, referencesCSV},
		"stray note":  {libraryCSV, packsCSV, append(slices.Clone(notesCSV), "x-y,high,daily,none,,,a,b,c\n"...), referencesCSV},
		"short row":   {append(slices.Clone(libraryCSV), "a,b\n"...), packsCSV, notesCSV, referencesCSV},
		"note twice":  {libraryCSV, packsCSV, append(slices.Clone(notesCSV), "hd-intake,high,daily,none,,,a,b,c\n"...), referencesCSV},
		"pack header": {libraryCSV, cut(packsCSV, "pack,", "packs,"), notesCSV, referencesCSV},
		"law twice":   {cut(libraryCSV, "47 CFR 9.16", "CIS 4.1"), packsCSV, notesCSV, referencesCSV},
		"no such row": {libraryCSV, packsCSV, notesCSV, cut(referencesCSV, "\nep-standard,cis", "\nep-none,cis")},
		"no such id":  {libraryCSV, packsCSV, notesCSV, cut(referencesCSV, "ep-ospatch,cis,7.3", "ep-ospatch,cis,7.30")},
		"id twice":    {libraryCSV, packsCSV, notesCSV, cut(referencesCSV, "ep-ospatch,cis,7.3", "ep-ospatch,cis,7.3;7.3")},
		"soc 2":       {libraryCSV, packsCSV, notesCSV, cut(referencesCSV, "ep-ospatch,cis", "ep-ospatch,soc-2")},
		"order":       {libraryCSV, packsCSV, notesCSV, append(slices.Clone(referencesCSV), "ep-ospatch,cis,7.4\n"...)},
	} {
		if _, err := load(in[0], in[1], in[2], in[3]); err == nil {
			t.Errorf("%s: loaded", name)
		}
	}
}
