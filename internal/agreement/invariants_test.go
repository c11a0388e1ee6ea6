package agreement

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"strings"
	"sync"
	"testing"
)

var modes = []string{"standalone", "addendum_to_msa", "order_under_msa"}

var (
	codeForm  = regexp.MustCompile(`\b[a-z0-9]+_[a-z0-9_]+\b`)
	zoneForm  = regexp.MustCompile(`\([A-Z][A-Za-z]+/[A-Za-z_/]+\)`)
	nothing   = regexp.MustCompile(`\b0 (?:minute|hour|day|month|year|business|percent|time)`)
	single    = regexp.MustCompile(`\b1 (?:business )?(?:minutes|hours|days|months|years|times|Covered Users|covered \w+s)\b`)
	british   = regexp.MustCompile(`(?i)\b(?:licence|colours?|behaviour|centre|fulfil|whilst|favour|honour|cheque|labour|defence|judgement|catalogue|fulfils)\b|\b(?:organis|authoris|recognis|minimis|prioritis|utilis)(?:e|ed|es|ing|ation)`)
	sectionIs = regexp.MustCompile(`[Ss]ection (\d+)\b`)
	someName  = regexp.MustCompile(`“[^”]*”`)
)

// judged are the paragraphs that were read before, as they stood: most of them are the
// same under any terms.
var judged sync.Map

func judgedBefore(sections []Section, s Section, i int) bool {
	p := s.Paragraphs[i]
	next := ""
	if i+1 < len(s.Paragraphs) {
		next = fmt.Sprint(s.Paragraphs[i+1].Level, s.Paragraphs[i+1].Table != nil)
	}
	key := fmt.Sprint(len(sections), p.ID, next, Plain(p.Text))
	if p.Table != nil {
		key += text([]Section{{Paragraphs: []Paragraph{p}}})
	}
	_, known := judged.LoadOrStore(key, true)
	return known
}

// faults is what no agreement may read like, whatever its terms.
func faults(sections []Section) []string {
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	numbers := map[string]bool{}
	for _, s := range sections {
		numbers[s.Number] = true
	}
	sentence := func(id, words string) {
		bare := zoneForm.ReplaceAllString(words, "")
		for _, bad := range []string{"{{", "}}", "[[", "]]", "**", "..", " ,", " .", "  ", "; ;", ": .", "%!"} {
			if strings.Contains(words, bad) {
				say("%s has %q: %s", id, bad, words)
			}
		}
		for name, form := range map[string]*regexp.Regexp{"a code": codeForm, "a zero": nothing, "one of many": single, "a British spelling": british, "a banned word": banned} {
			if m := form.FindString(bare); m != "" {
				say("%s has %s, %q: %s", id, name, m, words)
			}
		}
		for _, m := range sectionIs.FindAllStringSubmatch(words, -1) {
			if !numbers[m[1]] {
				say("%s cites section %s, which does not exist: %s", id, m[1], words)
			}
		}
	}
	known := known(sections)
	for _, s := range sections {
		for i, p := range s.Paragraphs {
			if judgedBefore(sections, s, i) {
				continue
			}
			out = append(out, undefined(known, s.ID, p)...)
			words := Plain(p.Text)
			sentence(p.ID, words)
			if p.Table != nil {
				for _, row := range p.Table.Rows {
					for _, cell := range row {
						sentence(p.ID, Plain(cell))
					}
				}
				continue
			}
			if p.Heading {
				continue
			}
			for _, one := range sentenceEnd.Split(words, -1) {
				if n := len(strings.Fields(someName.ReplaceAllString(one, "x"))); n > longest {
					say("%s has a sentence of %d words: %s", p.ID, n, one)
				}
				if one != "" && one[0] >= 'a' && one[0] <= 'z' && p.Level < 2 {
					say("%s has a sentence without a capital: %s", p.ID, one)
				}
			}
			last := i+1 == len(s.Paragraphs)
			switch {
			case strings.HasSuffix(words, ":") && (last || s.Paragraphs[i+1].Level <= p.Level && s.Paragraphs[i+1].Table == nil):
				say("%s announces nothing: %s", p.ID, words)
			case strings.HasSuffix(words, "; and") && (last || s.Paragraphs[i+1].Level != p.Level):
				say("%s: nothing follows its “and”: %s", p.ID, words)
			case strings.HasSuffix(words, ";") && (last || s.Paragraphs[i+1].Level != p.Level):
				say("%s ends a list with a semicolon: %s", p.ID, words)
			}
		}
	}
	return out
}

// defined are the terms that the definitions explain, as they write them.
func defined(sections []Section) []string {
	var out []string
	for _, s := range sections {
		if s.ID != "c-definitions" {
			continue
		}
		for _, p := range s.Paragraphs {
			for _, span := range p.Text {
				if span.Bold {
					out = append(out, strings.TrimPrefix(span.Text, "This "))
				}
			}
		}
	}
	return out
}

// capitals are words with a capital that no definition explains, because they name
// something: parts of the document, parties' people, laws, days.
var capitals = regexp.MustCompile(`^(?:Exhibits?|Level|Part|MSP|MSP-led|Shared|Internal-led|RACI|IT|T&M|[A-FIR]|P[1-4]|HIPAA|PCI|DSS|FTC|CUI|OT|SaaS|DNS|DHCP|MFA|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Tue|Thu|January|February|March|April|May|June|July|August|September|October|November|December|Coordinated|Universal|Time|English|United|States|USD|On|Business|CIS|Controls|IG1|E-rate|Master|Services|Agreement|Responsibility|Department|Defense|Secretary|Health|Human|Security|Privacy|Rule|Qualified|Individual|Controlled|Unclassified|Information|Systems|Scope|Card|Customer|Education|Records|Plant|Matter|Personal|Data)$`)

// known are the words of the terms that these sections define.
func known(sections []Section) map[string]bool {
	out := map[string]bool{}
	for _, term := range defined(sections) {
		for w := range strings.FieldsSeq(term) {
			one := strings.TrimSuffix(w, "s")
			out[w], out[one], out[one+"s"], out[strings.TrimSuffix(w, "y")+"ies"] = true, true, true, true
		}
	}
	return out
}

// undefined finds words of a paragraph that look like defined terms and are not. The
// parties write their own exclusions, standards and names.
func undefined(known map[string]bool, section string, p Paragraph) []string {
	if section == "c-definitions" || section == "c-structure" || section == "c-signatures" || p.Heading || p.Table != nil {
		return nil
	}
	var own strings.Builder // what the template itself says
	for _, span := range p.Text {
		f, _ := FieldByKey(span.Field)
		if span.Field != "" && f.Type != Enum && f.Type != Set {
			own.WriteString("it")
			continue
		}
		own.WriteString(span.Text)
	}
	var out []string
	for _, one := range sentenceEnd.Split(someName.ReplaceAllString(own.String(), "it"), -1) {
		for i, w := range strings.Fields(one) {
			w = strings.TrimSuffix(strings.Trim(w, ".,;:()“”"), "’s")
			if i == 0 || w == "" || w[0] < 'A' || w[0] > 'Z' || known[w] || capitals.MatchString(w) {
				continue
			}
			out = append(out, fmt.Sprintf("%s uses %q, which nothing defines: %s", p.ID, w, one))
		}
	}
	return out
}

// ample are terms with every optional value, so that any choice finds what it needs.
func ample() Terms {
	t := sample()
	maps.Copy(t, needed)
	return t
}

// Every value of every choice, one at a time, in all three modes.
func TestEveryChoiceReadsWell(t *testing.T) {
	t.Parallel()
	n, read := names(t), 0
	for _, mode := range modes {
		for _, f := range Fields() {
			for _, v := range allowed(f) {
				terms := ample()
				terms[f.Key] = v
				if f.Key != "agreement.mode" {
					terms["agreement.mode"] = mode
				}
				sections, problems := whole(terms, n)
				read++
				for _, p := range problems {
					t.Errorf("%s, %s=%s: %s: %s", mode, f.Key, v, p.Clause, p.Message)
				}
				for _, fault := range faults(sections) {
					t.Errorf("%s, %s=%s: %s", mode, f.Key, v, fault)
				}
			}
		}
	}
	if read < 600 {
		t.Errorf("only %d agreements were read", read)
	}
}

// allowed are the values of a choice; the least number that a field may have counts.
func allowed(f Field) []string {
	switch f.Type {
	case Enum:
		return values(f.Choices)
	case Set:
		all := strings.Join(values(f.Choices), "|")
		return append(values(f.Choices), "", all)
	case Bool:
		return []string{"true", "false"}
	case Int, Decimal:
		if f.Min != "" {
			return []string{f.Min}
		}
	default:
	}
	return nil
}

// Choices together, drawn so that nearly every pair of two values meets, in all three
// modes: a clause that reads well by one choice may contradict itself by two.
func TestPairsOfChoicesReadWell(t *testing.T) {
	t.Parallel()
	const draws = 120
	n := names(t)
	var choices []Field
	for _, f := range Fields() {
		if f.Key != "agreement.mode" && (f.Type == Enum || f.Type == Bool) {
			choices = append(choices, f)
		}
	}
	met, pairs := map[[2]string]bool{}, 0
	for i, f := range choices {
		for _, g := range choices[:i] {
			pairs += len(allowed(f)) * len(allowed(g))
		}
	}
	random := rand.New(rand.NewPCG(3, 5))
	for _, mode := range modes {
		for range draws {
			terms := ample()
			terms["agreement.mode"] = mode
			var drawn []string
			for _, f := range choices {
				list := allowed(f)
				v := list[random.IntN(len(list))]
				terms[f.Key] = v
				for _, before := range drawn {
					met[[2]string{before, f.Key + "=" + v}] = true
				}
				drawn = append(drawn, f.Key+"="+v)
			}
			sections, problems := whole(terms, n)
			if got := faults(sections); len(got)+len(problems) > 0 {
				t.Errorf("%s: %v\n%s", mode, problems, strings.Join(got, "\n"))
			}
		}
	}
	if share := float64(len(met)) / float64(pairs); share < 0.99 {
		t.Errorf("only %.1f percent of %d pairs met", 100*share, pairs)
	}
}

// A term that is defined is used somewhere, in an agreement of the same mode.
func TestDefinedTermsAreUsed(t *testing.T) {
	t.Parallel()
	n, all := names(t), map[string]bool{}
	for _, mode := range modes {
		var terms []string
		// Exhibit A marks the rows that are critical or locked.
		said := strings.Builder{}
		said.WriteString("critical function, locked function, ")
		for _, f := range Fields() {
			for _, v := range allowed(f) {
				if f.Type != Enum || f.Key == "agreement.mode" {
					continue
				}
				set := ample()
				set["agreement.mode"], set[f.Key] = mode, v
				sections, _ := whole(set, n)
				terms = defined(sections)
				for _, s := range sections {
					if s.ID != "c-definitions" || said.Len() < 60_000 {
						said.WriteString(text([]Section{s}))
					}
				}
				if f.Key != "fees.model" && f.Key != "security.ir_labor" && f.Key != "departure.default_owner" {
					break // the clauses that choices change by these use words that others do not
				}
			}
		}
		used := strings.ToLower(said.String())
		for _, term := range terms {
			all[term] = true
			if strings.Count(used, strings.ToLower(term)) < 2 {
				t.Errorf("%s: %q is defined and never used", mode, term)
			}
		}
	}
	if len(all) < 35 {
		t.Errorf("only %d terms are defined", len(all))
	}
}
