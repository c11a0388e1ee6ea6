package raci

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestWhy: every rule of the matrix says why it matters, in one sentence.
func TestWhy(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	rule := regexp.MustCompile(`"(V\d\d)"`)
	n := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") || name == "why.go" {
			continue
		}
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range rule.FindAllSubmatch(source, -1) {
			n++
			if s := (Finding{Rule: string(m[1])}).Why(); !strings.HasSuffix(s, ".") || strings.Count(s, ". ") > 0 {
				t.Errorf("%s in %s: %q", m[1], name, s)
			}
		}
	}
	if n < 30 {
		t.Errorf("%d rules are found", n)
	}
}
