package agreement

import (
	"slices"
	"strings"
	"testing"

	"demarc/internal/fault"
)

// one composes a single body as section 1.
func one(t *testing.T, body string, terms Terms) (Section, []Problem) {
	t.Helper()
	a, problems := ComposeClauses([]Clause{{ID: "c-one", Title: "One", Place: Everywhere, Body: body}}, terms,
		Names{Functions: map[string]string{"bk-test": "Restore testing"}})
	return a.Sections[0], problems
}

func numbered(s Section) []string {
	var out []string
	for _, p := range s.Paragraphs {
		out = append(out, strings.TrimSpace(p.ID+" "+p.Number+" "+Plain(p.Text)))
	}
	return out
}

func TestNumbering(t *testing.T) {
	t.Parallel()
	s, problems := one(t, `
First
line.

- one
- two, carried
  on
-- deep
-- deeper
- three

> Aside.

## Heading

{{#if esc.l1_bd=9}}
Never.
{{else}}
Second.
{{/if}}
- again
`, Terms{})
	want := []string{
		"c-one-1 1.1 First line.", "c-one-2 (a) one", "c-one-3 (b) two, carried on", "c-one-4 (i) deep", "c-one-5 (ii) deeper",
		"c-one-6 (c) three", "c-one-7  Aside.", "c-one-8  Heading", "c-one-10 1.2 Second.", "c-one-11 (a) again",
	}
	if got := numbered(s); !slices.Equal(got, want) || len(problems) > 0 {
		t.Errorf("got\n%s\nwant\n%s\n%v", strings.Join(got, "\n"), strings.Join(want, "\n"), problems)
	}
}

func TestSpansCarryTheirOrigin(t *testing.T) {
	t.Parallel()
	s, problems := one(t, `[[c-one]] and **[[row:bk-test]]** take {{esc.l1_bd|business day}}, {{departure.default_owner}} see [[exhibit-b]].`,
		Terms{"departure.default_owner": "msp_interim", "msp.short_name": "Northgate"})
	want := []Span{
		{Text: "Section 1", Ref: "c-one"},
		{Text: " and "},
		{Text: "“Restore testing”", Ref: "fn-bk-test", Bold: true},
		{Text: " take "},
		{Text: "1 business day", Field: "esc.l1_bd"},
		{Text: ", "},
		{Text: "Northgate", Field: "msp.short_name"},
		{Text: ", on the interim terms in ", Field: "departure.default_owner"},
		{Text: "Exhibit C", Ref: "exhibit-c"},
		{Text: ",", Field: "departure.default_owner"},
		{Text: " see "},
		{Text: "Exhibit B", Ref: "exhibit-b"},
		{Text: "."},
	}
	if got := s.Paragraphs[0].Text; !slices.Equal(got, want) || len(problems) > 0 {
		t.Errorf("got  %+v\nwant %+v\n%v", got, want, problems)
	}
}

func TestProblems(t *testing.T) {
	t.Parallel()
	s, problems := one(t, "Pay {{fees.tm_rate}} and {{fees.tm_rate}} under [[c-none]] for [[row:no-row]], {{no.field}}, by {{term.initial_end_date}}.\n\n{{each scope.sites}}\n\n{{table nothing}}", Terms{})
	var keys []string
	for _, p := range problems {
		if p.Clause != "c-one" || p.Message == "" {
			t.Errorf("problem without place or sentence: %+v", p)
		}
		keys = append(keys, p.Key)
	}
	want := []string{"fees.tm_rate", "c-none", "no-row", "no.field", "agreement.service_start_date", "scope.sites", "nothing"}
	if !slices.Equal(keys, want) {
		t.Errorf("problems at %v, want %v", keys, want)
	}
	if got := s.Paragraphs[0].Text[1]; got != (Span{Blank: "fees.tm_rate"}) {
		t.Errorf("a blank prints %+v", got)
	}
}

func TestBlankTermsNeverPrint(t *testing.T) {
	t.Parallel()
	a, problems := Compose(Terms{}, Names{})
	if len(problems) == 0 {
		t.Fatal("an empty agreement has no problems")
	}
	if got := text(a.Sections); strings.Contains(got, "{{") || strings.Contains(got, "[[") {
		t.Error("a merge field printed")
	}
}

// TestRemovedRow: a row that leaves the matrix shows in every clause that cites it.
func TestRemovedRow(t *testing.T) {
	t.Parallel()
	n := names(t)
	delete(n.Functions, "st-raci")
	_, problems := Compose(sample(), n)
	var clauses []string
	for _, p := range problems {
		if p.Key != "st-raci" {
			t.Errorf("unexpected problem %+v", p)
		}
		clauses = append(clauses, p.Clause)
	}
	var want []string
	for _, c := range Clauses() {
		if slices.Contains(c.Rows, "st-raci") {
			want = append(want, c.ID)
		}
	}
	if !slices.Equal(clauses, want) || len(want) < 3 {
		t.Errorf("problems in %v, cited in %v", clauses, want)
	}
}

func TestEditedClause(t *testing.T) {
	t.Parallel()
	list := Clauses()
	i := slices.IndexFunc(list, func(c Clause) bool { return c.ID == "c-notices" })
	list[i].Body = "Notices go to {{msp.notice_email}}. [[c-esign]] applies.\n"
	a, problems := ComposeClauses(list, sample(), names(t))
	if got := Plain(a.Sections[i].Paragraphs[0].Text); got != "Notices go to legal@northgate.example.com. Section 40 applies." || len(problems) > 0 {
		t.Errorf("%q, %v", got, problems)
	}
	list[i].Body = "{{#if x}}"
	if _, problems = ComposeClauses(list, sample(), names(t)); len(problems) != 1 || problems[0].Key != "c-notices" {
		t.Errorf("an unreadable clause gives %v", problems)
	}
	if Clauses()[i].Body == list[i].Body {
		t.Error("editing a copy changed the template")
	}
	list = slices.Delete(list, i, i+1)
	if _, problems = ComposeClauses(list, sample(), names(t)); !slices.ContainsFunc(problems, func(p Problem) bool { return p.Key == "c-notices" }) {
		t.Error("a reference to a removed section gives no problem")
	}
}

func TestModes(t *testing.T) {
	t.Parallel()
	count := map[string]int{}
	for _, mode := range []string{"standalone", "addendum_to_msa", "order_under_msa"} {
		terms := sample()
		terms["agreement.mode"], terms["agreement.msa_title"], terms["agreement.msa_date"] = mode, "Master Services Agreement", "2025-03-01"
		a, _ := Compose(terms, names(t))
		count[mode] = len(a.Sections)
		for i, s := range a.Sections {
			if s.Number != strings.TrimPrefix(s.Number, "0") || s.Number == "" || i > 0 && s.Number == a.Sections[i-1].Number {
				t.Errorf("%s: section %s has number %q", mode, s.ID, s.Number)
			}
		}
	}
	if count["standalone"] != 43 || count["addendum_to_msa"] != 32 || count["order_under_msa"] != 10 {
		t.Errorf("sections per mode: %v", count)
	}
}

func TestParseBodyRefuses(t *testing.T) {
	t.Parallel()
	for body, says := range map[string]string{
		"{{#if a=b}}\nx":                        "Line 2: {{#if}} has no {{/if}}",
		"x\n{{/if}}":                            "has no {{#if}} before it",
		"{{#if a=b}}\nx\n{{else}}\ny\n{{else}}": "{{else}} appears twice",
		"{{#if a == b}}\n{{/if}}":               "write a condition as",
		"Text {{Key}}":                          "not written as {{key}}",
		"Text [[row:]]":                         "not written as {{key}}",
		"Text {{a.b":                            "not written as {{key}}",
		"Some **bold":                           "opened and not closed",
		"| a | b |\n| c |":                      "another number of cells",
		strings.Repeat("{{#if a}}\n", 5):        "nested too deep",
	} {
		err := ParseBody(body)
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v, want %q", body, err, says)
		}
	}
}

func FuzzParseBody(f *testing.F) {
	for _, c := range Clauses() {
		f.Add(c.Body)
	}
	f.Add("{{#if a}}\n{{else}}\n{{/if}}\n| {{a|b}} |\n")
	f.Fuzz(func(t *testing.T, body string) {
		if ParseBody(body) != nil {
			return
		}
		a, _ := ComposeClauses([]Clause{{ID: "c-x", Title: "X", Place: Everywhere, Body: body}}, Terms{}, Names{})
		for _, s := range a.Sections {
			for _, p := range s.Paragraphs {
				if got := Plain(p.Text); strings.Contains(got, "{{") || strings.Contains(got, "[[") {
					t.Errorf("prints %q", got)
				}
			}
		}
	})
}
