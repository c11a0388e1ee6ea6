package agreement

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// exhibits composes all exhibits as one.
func exhibits(t Terms, n Names) ([]Section, []Problem) {
	var out []Section
	var problems []Problem
	for _, f := range []func(Terms, Names) (Section, []Problem){ExhibitB, ExhibitC, ExhibitD, ExhibitE, ExhibitF} {
		s, p := f(t, n)
		out, problems = append(out, s), append(problems, p...)
	}
	return out, problems
}

// whole is the agreement with its exhibits.
func whole(t Terms, n Names) ([]Section, []Problem) {
	a, problems := Compose(t, n)
	ex, more := exhibits(t, n)
	return append(a.Sections, ex...), append(problems, more...)
}

func text(sections []Section) string {
	var b strings.Builder
	for _, s := range sections {
		fmt.Fprintf(&b, "\n%s. %s\n\n", s.Number, s.Title)
		for _, p := range s.Paragraphs {
			switch {
			case p.Heading:
				fmt.Fprintf(&b, "[%s]\n", Plain(p.Text))
			case p.Table != nil:
				fmt.Fprintf(&b, "    | %s\n", strings.Join(p.Table.Header, " | "))
				for _, r := range p.Table.Rows {
					var cells []string
					for _, c := range r {
						cells = append(cells, Plain(c))
					}
					fmt.Fprintf(&b, "    | %s\n", strings.Join(cells, " | "))
				}
			default:
				indent := strings.Repeat("    ", max(0, p.Level-1))
				fmt.Fprintf(&b, "%s%s\n", indent, strings.TrimSpace(p.Number+" "+Plain(p.Text)))
			}
		}
	}
	return b.String()
}

func TestComposeGolden(t *testing.T) {
	t.Parallel()
	sections, problems := whole(sample(), names(t))
	if len(problems) > 0 {
		t.Fatalf("problems: %v", problems)
	}
	got := text(sections)
	golden(t, "testdata/agreement.txt", got)
}

// TestVariantsGolden keeps what each choice changes in the text, for reading: the
// paragraphs that the sample with its defaults does not have.
func TestVariantsGolden(t *testing.T) {
	t.Parallel()
	base := map[string]bool{}
	var b strings.Builder
	bare := func(text string) []string {
		var out []string
		for line := range strings.SplitSeq(text, "\n") {
			line = strings.TrimSpace(line)
			if first, rest, ok := strings.Cut(line, " "); ok && strings.ContainsAny(first, "0123456789(") && strings.ContainsAny(first, ".)") {
				line = rest
			}
			out = append(out, sectionNumber.ReplaceAllString(line, "ection #"))
		}
		return out
	}
	byName := map[string]string{}
	eachVariant(t, func(_ *testing.T, c composed) { byName[c.name] = c.text })
	for _, name := range []string{"defaults", "client.industry=general"} { // the second has all optional values
		for _, line := range bare(byName[name]) {
			base[line] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		fmt.Fprintf(&b, "\n%s\n", name)
		for _, line := range bare(byName[name]) {
			if !base[line] {
				fmt.Fprintf(&b, "+ %s\n", line)
			}
		}
	}
	golden(t, "testdata/variants.txt", b.String())
}

var sectionNumber = regexp.MustCompile(`ection \d+`)

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s reads differently (-want +got); run with -update and read it:\n%s", path, diff)
	}
}
