package internal_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestReadme: every path, command and variable that the README names is there.
func TestReadme(t *testing.T) {
	t.Parallel()
	readme := text(t, "../README.md")
	all := text(t, "../docker-compose.yml") + text(t, "../.ci/run")
	for _, root := range []string{"../cmd", "../internal", "../web"} {
		err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
			if err == nil && strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_templ.go") && d.Name() != "readme_test.go" {
				all += text(t, path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	commands := strings.ToLower(text(t, "../cmd/demarc/config.go") + text(t, "../cmd/demarc/tools.go") + text(t, "../cmd/demarc/seal.go"))
	exists := func(path string) bool {
		return slices.ContainsFunc([]string{"../", "../internal/", "../internal/catalog/", "../internal/agreement/"}, func(at string) bool {
			_, err := os.Stat(at + path)
			return err == nil
		})
	}
	variable := regexp.MustCompile(`DEMARC_[A-Z_]*[A-Z]`)
	paths, named := regexp.MustCompile(`^[\w./-]+\.(go|csv|txt|md|templ|png|yml|json)$|^\.?[\w-]+/[\w/.-]+$`), 0
	for _, quoted := range regexp.MustCompile("`[^`\n]+`|\\]\\([^)]+\\)").FindAllString(readme, -1) {
		quoted = strings.Trim(quoted, "`]()")
		word, rest, _ := strings.Cut(strings.TrimPrefix(quoted, "go run ./cmd/"), " ")
		if word == "demarc" {
			named++
			for command := range strings.FieldsSeq(rest) {
				if command[0] != '-' && command == strings.ToLower(command) && !strings.Contains(command, ".") && !regexp.MustCompile(`(?m)^\s*`+command+`\s+\w+command\s`).MatchString(commands) {
					t.Errorf("%q: there is no command %s", quoted, command)
				}
			}
		}
		for _, name := range variable.FindAllString(quoted, -1) {
			if named++; !strings.Contains(all, name) {
				t.Errorf("%s is read nowhere", name)
			}
		}
		if paths.MatchString(quoted) && !strings.Contains(quoted, "/x") {
			if named++; !exists(quoted) && !strings.Contains(all, `"`+quoted+`"`) {
				t.Errorf("there is no %s", quoted)
			}
		}
	}
	if named < 40 {
		t.Errorf("only %d things were looked for", named)
	}
}

func text(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
