package intake

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"demarc/internal/fault"
	"demarc/internal/raci"
)

func TestReadText(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		data string
		want [][]string
	}{
		"tabs with a break in a cell": {"a\t\"b\nc\"\td\r\ne\r\n\r\nf", [][]string{{"a", "b\nc", "d"}, {"e"}, nil, {"f"}}},
		"semicolons":                  {"\ufeffa;b,c;d\n1;2;3\n", [][]string{{"a", "b,c", "d"}, {"1", "2", "3"}}},
		"our own apostrophe":          {"a,'=1+1,'tis,-\n", [][]string{{"a", "=1+1", "'tis", "-"}}},
		"Excel's Unicode text":        {"\xff\xfea\x00\t\x00\xe9\x00", [][]string{{"a", "é"}}},
		"an old code page":            {"caf\xe9,\x93x\x94\n", [][]string{{"café", "“x”"}}},
		"open quotes inside":          {"a,12\" rack,b\n", [][]string{{"a", `12" rack`, "b"}}},
	} {
		b, err := ReadText("x.csv", []byte(c.data))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(c.want, b.Sheets[0].Rows); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]string{
		"":                                      "no cells",
		strings.Repeat("a,b\n", 2001):           "2,000 rows",
		strings.Repeat("a,", 50) + "a\n":        "column AY",
		"a," + strings.Repeat("é", 4001) + "\n": "cell B1",
		strings.Repeat(strings.Repeat("x", 4000)+",", 50)[:200000] + "\n" + strings.Repeat(strings.Repeat("y", 3999)+"\n", 300): "megabyte",
		"PK\x00\x03": "no spreadsheet",
	} {
		_, err := ReadText("x.csv", []byte(data))
		if f, ok := fault.Of(err); !ok || !strings.Contains(f.Fields["file"], want) {
			t.Errorf("%.20q: %v, want %q", data, err, want)
		}
	}
	b, err := ReadText("", []byte("Dear all,\nsee you on Monday\n"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err = alder().Guess(b); err == nil || !strings.Contains(err.Error(), "No row of headings") {
		t.Errorf("a letter is no matrix: %v", err)
	}
}

func TestLetter(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]raci.Assignment{
		"R": "R", "a/r": "A/R", "R,A": "A/R", "A R": "A/R", "RA": "A/R", " i ": "I", "Responsible": "R", "accountable & responsible": "A/R",
		"n/a": "-", "Not involved": "-", "–": "-", "": "", "R / Responsible": "R", "C\n": "C",
	} {
		if got, wrong := letter(clean(text)); got != want || wrong != "" {
			t.Errorf("%q is %q, %s", text, got, wrong)
		}
	}
	for _, text := range []string{"x", "C/I", "yes", "R (nights), C (days)", "lead", "🙂", "A/C"} {
		if got, wrong := letter(text); wrong == "" {
			t.Errorf("%q reads as %q", text, got)
		}
	}
}

// FuzzPlan holds that whatever is pasted, every row is told of once, and that taking in
// what a plan says never leaves two Accountable.
func FuzzPlan(f *testing.F) {
	f.Add("Function\tMSP\tIT\nTest restores\tA\tR\n")
	f.Add("Category;Activity;Responsible;Accountable;Consulted;Informed\nBackup;Run backups;both;MSP;;all\n")
	f.Add("Key,Function,MSP team\nbk-test,Test,A\nbk-test,Test restores,-\n")
	f.Fuzz(func(t *testing.T, text string) {
		k := alder()
		b, err := ReadText("", []byte(text))
		if err != nil {
			return
		}
		l, err := k.Guess(b)
		if err != nil {
			return
		}
		for _, c := range []Choices{k.Suggest(b, l), {Layout: l, Empty: EmptyIsNone, Area: "backup"}} {
			p := k.Plan(b, c)
			if len(p.Rows) != len(b.Sheets[0].Rows) {
				t.Fatalf("%d rows told of, the sheet has %d", len(p.Rows), len(b.Sheets[0].Rows))
			}
			total := 0
			for _, kind := range Kinds {
				total += p.Count(kind)
			}
			if total != len(p.Rows) {
				t.Fatalf("%d rows counted of %d", total, len(p.Rows))
			}
			var seen []raci.FunctionID
			for _, r := range p.Rows {
				if r.Kind == Change || r.Kind == New {
					if r.After.Clash() {
						t.Fatalf("two Accountable: %+v", r)
					}
				}
				if r.Kind == Change || r.Kind == Remove {
					if slices.Contains(seen, r.Was.ID) {
						t.Fatalf("%s is changed twice", r.Was.ID)
					}
					seen = append(seen, r.Was.ID)
				}
				if r.Kind == Unreadable && r.Wrong == "" {
					t.Fatalf("row %d cannot be read, and nothing says why", r.At)
				}
			}
		}
	})
}

// BenchmarkPlan is the largest sheet that is read, with no name known.
func BenchmarkPlan(b *testing.B) {
	k := alder()
	for i := range 150 {
		k.Matrix.Functions = append(k.Matrix.Functions, raci.Function{ID: raci.FunctionID(fmt.Sprint(i)), Area: "backup", Name: fmt.Sprintf("Review the quarterly report of vendor %d", i)})
	}
	var text strings.Builder
	text.WriteString("Function\tMSP\tIT\n")
	for i := range MaxRows - 1 {
		fmt.Fprintf(&text, "Check the incoming orders of branch %d for mistakes\tR\tA\n", i)
	}
	for b.Loop() {
		book, err := ReadText("", []byte(text.String()))
		if err != nil {
			b.Fatal(err)
		}
		l, err := k.Guess(book)
		if err != nil {
			b.Fatal(err)
		}
		k.Plan(book, k.Suggest(book, l))
	}
}

func TestTwoColumnsSayWhich(t *testing.T) {
	t.Parallel()
	k := alder()
	it, _ := k.Matrix.Standard(raci.InternalIT)
	b := Book{Sheets: []Table{{Rows: [][]string{{"Task", "équipe", "Überwachung"}, {k.Matrix.Functions[0].Name, "A", "R"}}}}}
	p := k.Plan(b, Choices{Layout: Layout{Header: 0, Columns: []Meaning{Name, To(it.ID), To(it.ID)}}, Empty: EmptyKeeps})
	for _, r := range p.Rows {
		for _, n := range r.Notes {
			if strings.HasPrefix(n, "Équipe has") {
				return
			}
		}
	}
	t.Errorf("no note begins with the heading: %+v", p.Rows)
}
