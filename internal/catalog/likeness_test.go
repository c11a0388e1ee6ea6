package catalog

import (
	"testing"

	"demarc/internal/raci"
)

// No two functions of the library and its packs look like one job: an untouched
// template shows no warning.
func TestNoTwoNamesAreClose(t *testing.T) {
	t.Parallel()
	all := Functions()
	for _, p := range Packs() {
		all = append(all, p.Functions...)
	}
	for i, f := range all {
		for _, g := range all[:i] {
			if raci.Close(f.Name, g.Name) {
				t.Errorf("%s %q and %s %q are close: %.2f", f.Key, f.Name, g.Key, g.Name, raci.Likeness(f.Name, g.Name))
			}
		}
	}
}
