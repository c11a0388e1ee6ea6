package licenses

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

var update = flag.Bool("update", false, "collect the license texts anew")

// ours are the works that are not Go modules, by the file of their license.
var ours = map[string]string{
	"Inter 4.1.1 (typeface)":     "../ui/vendor/inter-4.1.1/LICENSE",
	"htmx 4.0.1":                 "../ui/vendor/htmx-4.0.1/LICENSE",
	"Source Serif 4 (typeface)":  "../../internal/document/pdf/fonts/OFL-SourceSerif4.txt",
	"Source Sans 3 (typeface)":   "../../internal/document/pdf/fonts/OFL-SourceSans3.txt",
	"Source Code Pro (typeface)": "../../internal/document/pdf/fonts/OFL-SourceCodePro.txt",
}

var licenseFile = regexp.MustCompile(`(?i)^(licen[sc]e|copying|notice)([.-].*)?$`)

// TestEverythingIsNamed collects the texts of everything in the binary for Linux and
// holds the page against them.
func TestEverythingIsNamed(t *testing.T) {
	t.Parallel()
	texts := map[string]string{}
	for work, file := range ours {
		texts[work] = read(t, file)
	}
	texts["Go "+goVersion(t)] = read(t, filepath.Join(output(t, "env", "GOROOT"), "LICENSE"))
	for line := range strings.SplitSeq(output(t, "list", "-deps", "-f", `{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}|{{.Dir}}{{end}}{{end}}`, "demarc/cmd/demarc"), "\n") {
		work, dir, ok := strings.Cut(line, "|")
		if !ok || texts[work] != "" {
			continue
		}
		files, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, f := range files {
			if licenseFile.MatchString(f.Name()) && !f.IsDir() {
				all = append(all, read(t, filepath.Join(dir, f.Name())))
			}
		}
		if len(all) == 0 {
			t.Fatalf("%s has no license file", work)
		}
		texts[work] = strings.Join(all, "\n\n")
	}
	want := write(group(texts))
	if *update {
		if err := os.WriteFile("third-party.txt", []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
	} else if want != thirdParty {
		t.Error("third-party.txt is not what the binary contains: run go test ./web/licenses -update")
	}
	if again := write(parse(want)); again != want {
		t.Error("what was written reads back differently")
	}
}

// group puts works of one text together, in the order of their names.
func group(texts map[string]string) []notice {
	byText := map[string][]string{}
	for work, text := range texts {
		byText[text] = append(byText[text], work)
	}
	var all []notice
	for text, works := range byText {
		slices.Sort(works)
		all = append(all, notice{works, text})
	}
	slices.SortFunc(all, func(a, b notice) int { return strings.Compare(a.Works[0], b.Works[0]) })
	return all
}

func read(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !utf8.Valid(b) {
		t.Fatalf("%s is not UTF-8", file)
	}
	text := strings.Trim(strings.ReplaceAll(string(b), "\r\n", "\n"), "\n")
	return strings.ReplaceAll(text, "\n"+mark, "\n ")
}

func output(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH=amd64")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go %s: %v", strings.Join(args, " "), err)
	}
	return strings.TrimSpace(string(out))
}

// goVersion is the language version, since the patch differs between machines.
func goVersion(t *testing.T) string {
	t.Helper()
	v := output(t, "list", "-m", "-f", "{{.GoVersion}}")
	if parts := strings.SplitN(v, ".", 3); len(parts) > 1 {
		return parts[0] + "." + parts[1]
	}
	return v
}
