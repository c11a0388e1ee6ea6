package catalog

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"demarc/internal/raci"
)

var update = flag.Bool("update", false, "write golden files anew")

// citing are the functions that stand at each requirement of f.
func citing(f Framework, functions []Function) map[string][]raci.FunctionKey {
	out := map[string][]raci.FunctionKey{}
	for _, fn := range functions {
		for _, ref := range fn.Frameworks {
			if id, ok := f.Identifier(ref); ok {
				out[id] = append(out[id], fn.Key)
			}
		}
	}
	return out
}

// TestCoverage shows what a change of the references does to each framework: how many
// requirements have a function in the library and with all packs, and which have none.
// Have none is the honest answer for much of it: buildings, own software, keys of
// stored card data, what only a provider owes.
func TestCoverage(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, f := range Frameworks() {
		base, all := citing(f, Functions()), citing(f, everything())
		references := 0
		for _, keys := range all {
			references += len(keys)
		}
		fmt.Fprintf(&b, "%s: %d requirements, %d with a function of the library, %d with one of the packs besides, %d references\n", f.Name, f.Size(), len(base), len(all), references)
		for _, fam := range f.Families {
			var none []string
			for _, r := range fam.Requirements {
				if len(all[r.ID]) == 0 {
					none = append(none, r.ID)
				}
			}
			if len(none) > 0 {
				fmt.Fprintf(&b, "  %s, no function: %s\n", fam.ID, strings.Join(none, " "))
			}
		}
	}
	path := filepath.Join("testdata", "coverage.txt")
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("coverage changed; if it is meant, run the test with -update:\n%s", diff)
	}
}

// TestNoRequirementIsEverywhere: what half the matrix helps with says nothing.
func TestNoRequirementIsEverywhere(t *testing.T) {
	t.Parallel()
	for _, f := range Frameworks() {
		for id, keys := range citing(f, everything()) {
			if len(keys) > 15 {
				t.Errorf("%s %s has %d functions: %v", f.Name, id, len(keys), keys)
			}
		}
	}
	for _, fn := range everything() {
		if len(fn.Frameworks) > 30 {
			t.Errorf("%s names %d requirements", fn.Key, len(fn.Frameworks))
		}
	}
}

// TestSecurityFunctionsAreMapped: a function of the security areas without a reference
// to a general framework is an oversight, unless the framework asks for nothing like it.
func TestSecurityFunctionsAreMapped(t *testing.T) {
	t.Parallel()
	nothingLikeIt := []string{
		"cis bk-declare", "cis id-breakglass", "cis ir-evidence", "cis ir-insurer", "cis ir-notify", "cis ir-recover", "cis sa-aup", "cis sa-policy", "cis th-contain",
		"iso-27001 ir-insurer", "nist-csf bk-restore",
	}
	var bare []string
	for _, area := range []raci.AreaKey{"identity", "threat", "vuln", "incident", "awareness", "backup"} {
		a, ok := AreaByKey(area)
		if !ok {
			t.Fatalf("no area %s", area)
		}
		for _, key := range []string{"cis", "nist-csf", "iso-27001"} {
			f, _ := FrameworkByKey(key)
			for _, fn := range a.Functions {
				if !slices.ContainsFunc(fn.Frameworks, func(ref string) bool { _, ok := f.Identifier(ref); return ok }) {
					bare = append(bare, key+" "+string(fn.Key))
				}
			}
		}
	}
	slices.Sort(bare)
	if diff := cmp.Diff(nothingLikeIt, bare); diff != "" {
		t.Errorf("functions without a reference:\n%s", diff)
	}
}

// TestPacksKeepToTheirIndustry: a function of a pack stands at the general frameworks
// and at its own industry's, so that the payment pack does not answer for HIPAA.
func TestPacksKeepToTheirIndustry(t *testing.T) {
	t.Parallel()
	own := map[string]string{"healthcare-hipaa": "hipaa", "payment-pci": "pci-dss", "defense-cmmc": "cmmc"}
	for _, p := range Packs() {
		for _, fn := range p.Functions {
			for _, ref := range fn.Frameworks {
				if f, _, ok := FrameworkOf(ref); ok && slices.Contains([]string{"hipaa", "pci-dss", "cmmc"}, f.Key) && f.Key != own[p.Key] {
					t.Errorf("%s of the pack %s names %s", fn.Key, p.Key, ref)
				}
			}
		}
	}
}

// TestReferencesInOrder: references.csv follows the library, so that a change is small
// to read.
func TestReferencesInOrder(t *testing.T) {
	t.Parallel()
	table, err := read("references.csv", referencesCSV, referenceHeader)
	if err != nil {
		t.Fatal(err)
	}
	order := map[string]int{}
	for i, fn := range everything() {
		order[string(fn.Key)] = i
	}
	for i := 1; i < len(table); i++ {
		if order[table[i-1][0]] > order[table[i][0]] {
			t.Errorf("%s stands before %s", table[i-1][0], table[i][0])
		}
	}
}
