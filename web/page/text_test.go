package page

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func TestClean(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, typed string
		lines       bool
		want        string
		wrong       string // part of the sentence
	}{
		{name: "trimmed", typed: "  Alder \n", want: "Alder"},
		{name: "composed", typed: "Cafe\u0301", want: "Café"},
		{name: "windows lines", typed: "a\r\nb\rc", lines: true, want: "a\nb\nc"},
		{name: "lines in a line", typed: "a\nb", want: "a\nb", wrong: "one line"},
		{name: "tab in a line", typed: "a\tb", want: "a\tb", wrong: "one line"},
		{name: "nul", typed: "a\x00b", want: "a\x00b", wrong: "U+0000"},
		{name: "vertical tab", typed: "a\vb", lines: true, want: "a\vb", wrong: "U+000B"},
		{name: "c1 control", typed: "a\u0085b", lines: true, want: "a\u0085b", wrong: "U+0085"},
		{name: "bidi override", typed: "a\u202eb", want: "a\u202eb", wrong: "reading direction (U+202E)"},
		{name: "bidi isolate", typed: "a\u2066b", want: "a\u2066b", wrong: "U+2066"},
		{name: "line separator", typed: "a\u2028b", lines: true, want: "a\u2028b", wrong: "U+2028"},
		{name: "noncharacter", typed: "a\uffffb", want: "a\uffffb", wrong: "U+FFFF"},
		{name: "not utf-8", typed: "a\xffb", want: "a\ufffdb", wrong: "could not be read"},
		{name: "right to left text", typed: "שלום", want: "שלום"},
		{name: "joined emoji", typed: "👩\u200d💻", want: "👩\u200d💻"},
		{name: "longest", typed: strings.Repeat("é", 10), want: strings.Repeat("é", 10)},
		{name: "too long", typed: strings.Repeat("é", 11), want: strings.Repeat("é", 11), wrong: "11 characters long. Use 10 or fewer."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, problem := clean(tt.typed, tt.lines, 10)
			if got != tt.want {
				t.Errorf("text %q, want %q", got, tt.want)
			}
			if (problem == "") != (tt.wrong == "") || !strings.Contains(problem, tt.wrong) {
				t.Errorf("problem %q, want one with %q", problem, tt.wrong)
			}
		})
	}
}

// FuzzClean: whatever passes can be stored, and passes again unchanged.
func FuzzClean(f *testing.F) {
	for _, seed := range []string{"", "a", "e\u0301\u0323", "\u202e", "\xff", " \u00a0x\r\n"} {
		f.Add(seed, true)
	}
	f.Fuzz(func(t *testing.T, typed string, lines bool) {
		text, problem := clean(typed, lines, 100)
		if !utf8.ValidString(text) {
			t.Fatalf("%q is not UTF-8", text)
		}
		if problem != "" {
			return
		}
		if !norm.NFC.IsNormalString(text) || strings.ContainsAny(text, "\x00\v\u202e\u2066") {
			t.Fatalf("%q passed", text)
		}
		if again, problem := clean(text, lines, 100); again != text || problem != "" {
			t.Fatalf("%q became %q (%s)", text, again, problem)
		}
	})
}
