package agreement

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// needed are optional values that one choice or another depends on.
var needed = Terms{
	"agreement.msa_title": "Master Services Agreement", "agreement.msa_date": "2025-03-01",
	"fees.per_device": "45.00", "fees.per_network_device": "15.00", "fees.flat": "9000.00", "fees.block_price": "3200.00",
	"fees.area_prices":     "Backup & disaster recovery = 1200.00\nService desk = 4300.00",
	"fees.catalog":         "One more covered user = 65.00\nOne more covered server = 120.00",
	"liability.cap_amount": "500000.00", "liability.super_cap_amount": "1000000.00", "nonsolicit.fee_amount": "25000.00",
	"agreement.effective_date": "2026-12-15", "fees.tool_license_it": "12.00", "data.location": "the United States",
	"people.named_lead": "", "fees.discounted_rate": "150.00", "scope.affiliate_names": "Alder Bakeries, Inc.\nAlder Cold Storage LLC", "departure.standby_fee": "400.00",
	"client.second_signatory_name": "Kim Alder", "client.second_signatory_title": "President", "esign.second_value": "50000.00",
	"security.retainer_fee": "600.00", "security.retainer_rate": "170.00", "liability.cap_year_total": "2000000.00",
}

// variants are the sample with each enum value, set and switch in turn, and with the
// values that their own variants need.
func variants() map[string]Terms {
	out := map[string]Terms{"defaults": sample()}
	add := func(name, key, value string) {
		t := sample()
		maps.Copy(t, needed)
		t[key] = value
		out[name] = t
	}
	for _, f := range Fields() {
		switch f.Type {
		case Enum, Set:
			for _, c := range f.Choices {
				add(f.Key+"="+c.Value, f.Key, c.Value)
			}
			if f.Type == Set {
				add(f.Key+"=", f.Key, "")
			}
		case Bool:
			add(f.Key+"=true", f.Key, "true")
			add(f.Key+"=false", f.Key, "false")
		case Int, Decimal:
			if f.Min != "" {
				add(f.Key+"="+f.Min, f.Key, f.Min)
			}
		default:
		}
	}
	for name, set := range map[string]Terms{
		"retainer at the T&M rate":     {"security.ir_labor": "retainer", "security.retainer_rate": ""},
		"retainer, unused next year":   {"security.ir_labor": "retainer", "security.retainer_unused": "next_year"},
		"retainer, unused lapse":       {"security.ir_labor": "retainer", "security.retainer_unused": "lapse"},
		"second signer, value not met": {"esign.second_signer": "above_value", "esign.second_value": "900000.00"},
		"second signer, any order":     {"esign.second_signer": "always", "esign.order": "parallel"},
		"per claim, no total":          {"liability.cap_basis": "per_claim", "liability.cap_year_total": ""},
		"per claim, MSP only":          {"liability.cap_basis": "per_claim", "liability.mutual": "false"},
	} {
		add(name, "", "")
		delete(out[name], "")
		maps.Copy(out[name], set)
	}
	for _, cap := range []string{"multiple_12m", "fixed", "insurance_limit", "greater_of_fixed_and_fees", "uncapped"} {
		name := "per claim, " + cap
		add(name, "liability.cap_type", cap)
		out[name]["liability.cap_basis"] = "per_claim"
	}
	for _, f := range Fields() { // optional values left out
		if !f.Required && f.Type != Derived && f.Type != Enum && f.Type != Set && f.Type != Bool && !neededKey(f.Key) {
			add(f.Key+" blank", f.Key, "")
		}
	}
	return out
}

// neededKey tells whether a field is asked for by another field's default.
func neededKey(key string) bool {
	for _, n := range needs {
		if n.key == key {
			return true
		}
	}
	return false
}

type composed struct {
	name     string
	sections []Section
	problems []Problem
	text     string
}

// allComposed is made once for all tests.
var (
	composeOnce sync.Once
	allComposed []composed
)

// eachVariant runs a check over every variant.
func eachVariant(t *testing.T, check func(t *testing.T, c composed)) {
	t.Helper()
	composeOnce.Do(func() {
		n := names(t)
		for name, terms := range variants() {
			sections, problems := whole(terms, n)
			allComposed = append(allComposed, composed{name, sections, problems, text(sections)})
		}
	})
	for _, c := range allComposed {
		t.Run(c.name, func(t *testing.T) { check(t, c) })
	}
}

func TestVariantsComposeWhole(t *testing.T) {
	t.Parallel()
	eachVariant(t, func(t *testing.T, c composed) {
		for _, p := range c.problems {
			t.Errorf("%s: %s: %s", p.Clause, p.Key, p.Message)
		}
		got := c.text
		for _, bad := range []string{"{{", "}}", "[[", "]]", "**", "..", " ,", " .", "  ", "; ;", "<nil>", "%!", ": .", "within  "} {
			for line := range strings.SplitSeq(got, "\n") {
				if strings.Contains(strings.TrimLeft(line, " "), bad) && !strings.HasPrefix(strings.TrimSpace(line), "| Total") {
					t.Errorf("%q in %q", bad, line)
				}
			}
		}
		for _, s := range c.sections {
			if len(s.Paragraphs) == 0 || s.Title == "" || s.Number == "" {
				t.Errorf("%s is empty", s.ID)
			}
		}
	})
}

func TestVariantsAreComplete(t *testing.T) {
	t.Parallel()
	eachVariant(t, func(t *testing.T, c composed) {
		for _, s := range c.sections {
			for i, p := range s.Paragraphs {
				if p.Table != nil || p.Heading {
					continue
				}
				words := Plain(p.Text)
				if end := words[len(words)-1:]; !strings.Contains(".:;", end) && !strings.HasSuffix(words, "; and") && !strings.HasSuffix(words, "; or") && !strings.HasSuffix(words, ".”") {
					t.Errorf("%s does not end: %q", p.ID, words)
				}
				last := i+1 == len(s.Paragraphs)
				if strings.HasSuffix(words, ":") && (last || s.Paragraphs[i+1].Level <= p.Level && s.Paragraphs[i+1].Table == nil) {
					t.Errorf("%s announces nothing: %q", p.ID, words)
				}
				if strings.HasSuffix(words, "; and") && (last || s.Paragraphs[i+1].Level != p.Level) {
					t.Errorf("%s: nothing follows its “and”: %q", p.ID, words)
				}
			}
		}
	})
}

// codes must never print.
func TestCodesNeverPrint(t *testing.T) {
	t.Parallel()
	code := regexp.MustCompile(`\b[a-z0-9]+_[a-z0-9_]+\b`)
	eachVariant(t, func(t *testing.T, c composed) {
		got := strings.ReplaceAll(c.text, "America/New_York", "")
		if m := code.FindString(got); m != "" {
			t.Errorf("prints %q", m)
		}
	})
}

var banned = regexp.MustCompile(`(?i)\b(best efforts|reasonable efforts|shall|herein|hereof|hereby|hereto|thereof|aforementioned|forthwith|pursuant|notwithstanding|in the event that|prior to|and/or|etc|microsoft|office 365|m365|entra|connectwise|autotask|datto|okta|google|docusign|demarc)\b`)

func TestNoBannedWords(t *testing.T) {
	t.Parallel()
	for _, c := range slices.Concat(Clauses(), exhibitSources()) {
		if m := banned.FindString(c.Body + c.Plain + c.Title); m != "" {
			t.Errorf("%s says %q", c.ID, m)
		}
	}
	for _, f := range Fields() {
		for _, ch := range f.Choices {
			if m := banned.FindString(ch.Text); m != "" {
				t.Errorf("%s=%s says %q", f.Key, ch.Value, m)
			}
		}
	}
}

// longest is the most words a sentence may have.
const longest = 25

var sentenceEnd = regexp.MustCompile(`[.?][”)]? +`)

func TestSentencesAreShort(t *testing.T) {
	t.Parallel()
	quoted := regexp.MustCompile(`“[^”]*”`) // a function's name counts as one word
	seen := map[string]bool{}
	eachVariant(t, func(t *testing.T, c composed) {
		for _, s := range c.sections {
			for _, p := range s.Paragraphs {
				if p.Table != nil {
					continue
				}
				for _, sentence := range sentenceEnd.Split(Plain(p.Text), -1) {
					n := len(strings.Fields(quoted.ReplaceAllString(sentence, "x")))
					if n > longest && !seen[sentence] {
						seen[sentence] = true
						t.Errorf("%s: %d words: %s", p.ID, n, sentence)
					}
				}
			}
		}
	})
}

func TestEveryFieldUsedExists(t *testing.T) {
	t.Parallel()
	check := func(id, body string) {
		nodes, err := parseBody(body)
		if err != nil {
			t.Fatal(err)
		}
		known := func(key string) {
			if _, ok := FieldByKey(key); !ok {
				t.Errorf("%s uses %s, which is no field", id, key)
			}
		}
		walk(nodes, func(in inline) {
			if in.kind == fieldInline {
				known(in.text)
			}
		}, known)
		for _, n := range conditions(nodes) {
			f, _ := FieldByKey(n.key)
			for _, v := range n.values {
				_, ok := f.Choice(v)
				if !ok && f.Type != Bool && v != f.Default {
					t.Errorf("%s asks whether %s is %q, which it cannot be", id, n.key, v)
				}
			}
		}
	}
	for _, c := range slices.Concat(Clauses(), exhibitSources()) {
		check(c.ID, c.Body)
	}
	for _, f := range Fields() {
		for _, ch := range f.Choices {
			check(fmt.Sprintf("%s=%s", f.Key, ch.Value), ch.Text)
		}
	}
}

func conditions(nodes []node) []condition {
	var out []condition
	for _, n := range nodes {
		if n.kind == condNode {
			out = append(out, n.cond)
		}
		out = append(out, conditions(n.then)...)
		out = append(out, conditions(n.els)...)
	}
	return out
}

// Every variant that a clause chooses by is covered: a new choice without a text of
// its own shows as an unchanged agreement.
func TestClausesAreWhole(t *testing.T) {
	t.Parallel()
	for _, c := range Clauses() {
		if c.Title == "" || c.Part == "" || c.Plain == "" || !strings.HasSuffix(c.Plain, ".") {
			t.Errorf("%s lacks a title, part or plain line", c.ID)
		}
		if len(strings.Fields(c.Body)) < 25 {
			t.Errorf("%s is too short to be a clause", c.ID)
		}
	}
}

// digits are numbers that a clause may write itself: levels of the escalation path, the
// months of a year, and the places of rows and priorities.
var digits = regexp.MustCompile(`\b(?:P[1-4]|(?:L|l)evels? \d(?:,? and \d)?|12 months|12 published months)\b`)

// Every number that somebody may want to change is a merge field.
func TestNumbersAreTerms(t *testing.T) {
	t.Parallel()
	marks := regexp.MustCompile(`\{\{[^}]*\}\}|\[\[[^\]]*\]\]`)
	written := regexp.MustCompile(`\b(?:\d+|(?:two|three|four|five|six|seven|eight|nine|ten|fifteen|twenty|thirty|sixty|ninety) (?:business )?(?:minutes?|hours?|days?|weeks?|months?|years?|percent))\b`)
	for _, c := range Clauses() {
		body := digits.ReplaceAllString(marks.ReplaceAllString(c.Body, ""), "")
		if m := written.FindString(body); m != "" {
			t.Errorf("%s says %q, which nobody can change", c.ID, m)
		}
	}
}
