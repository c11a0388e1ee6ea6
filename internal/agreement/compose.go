package agreement

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Compose writes the agreement from the template. Problems name every blank and every
// reference that leads nowhere; the text then has a Span with Blank set, so that a
// preview can show where and no key is ever printed.
func Compose(t Terms, n Names) (Agreement, []Problem) {
	return ComposeClauses(n.clauses(), t, n)
}

// ComposeClauses is Compose with the clauses of one engagement, whose bodies may have
// been edited. A body that cannot be parsed is a Problem and prints nothing.
func ComposeClauses(list []Clause, t Terms, n Names) (Agreement, []Problem) {
	c := newComposer(t, n, list)
	var a Agreement
	for _, cl := range list {
		if !cl.Place.in(t.Value("agreement.mode")) {
			continue
		}
		a.Sections = append(a.Sections, c.section(cl, c.numbers[cl.ID]))
	}
	return a, c.problems
}

// composer writes one agreement or exhibit.
type composer struct {
	terms    Terms
	names    Names
	numbers  map[string]string // section id to number, for the printed ones
	hidden   map[string]bool   // sections that the master agreement replaces
	clause   string            // being written
	title    string            // of it
	problems []Problem
	seen     map[Problem]bool
}

func newComposer(t Terms, n Names, list []Clause) *composer {
	c := &composer{terms: t, names: n, numbers: map[string]string{}, hidden: map[string]bool{}, seen: map[Problem]bool{}}
	for _, cl := range list {
		if cl.Place.in(t.Value("agreement.mode")) {
			c.numbers[cl.ID] = strconv.Itoa(len(c.numbers) + 1)
		} else {
			c.hidden[cl.ID] = true
		}
	}
	return c
}

func (c *composer) problem(key, message string) {
	p := Problem{Key: key, Clause: c.clause, Message: message}
	if !c.seen[p] {
		c.seen[p] = true
		c.problems = append(c.problems, p)
	}
}

func (c *composer) section(cl Clause, number string) Section {
	c.clause, c.title = cl.ID, cl.Title
	s := Section{ID: cl.ID, Number: number, Title: cl.Title, Part: cl.Part}
	nodes, known := templateNodes()[cl.Body]
	var err error
	if !known {
		nodes, err = parseBody(cl.Body)
	}
	if err != nil {
		c.problem(cl.ID, fmt.Sprintf("The text of “%s” cannot be read. %s", cl.Title, err))
		return s
	}
	prefix := number + "."
	if letter, ok := strings.CutPrefix(cl.ID, "exhibit-"); ok {
		prefix = strings.ToUpper(letter) + "."
	}
	w := writer{composer: c, section: &s, prefix: prefix}
	w.nodes(nodes)
	return s
}

// writer numbers the paragraphs of one section.
type writer struct {
	*composer
	section *Section
	prefix  string
	counts  [4]int // per level
}

func (w *writer) nodes(nodes []node) {
	for _, n := range nodes {
		switch n.kind {
		case condNode:
			if n.cond.holds(w.terms) {
				w.nodes(n.then)
			} else {
				w.nodes(n.els)
			}
		case eachNode:
			w.each(n)
		case paraNode:
			w.add(Paragraph{ID: w.id(n), Level: n.level, Text: w.spans(n.inlines)})
		case headingNode:
			w.add(Paragraph{ID: w.id(n), Heading: true, Text: w.spans(n.inlines)})
		case tableNode:
			w.add(Paragraph{ID: w.id(n), Table: w.table(n)})
		case madeTableNode:
			w.add(Paragraph{ID: w.id(n), Table: w.madeTable(n.name)})
		}
	}
}

func (w *writer) id(n node) string { return w.section.ID + "-" + strconv.Itoa(n.ordinal) }

// each prints one paragraph per item of a list, set or price list.
func (w *writer) each(n node) {
	f, ok := FieldByKey(n.name)
	v := w.terms.Value(n.name)
	if !ok || v == "" {
		w.add(Paragraph{ID: w.id(n), Level: n.level, Text: w.field(inline{text: n.name})})
		return
	}
	sep := "\n"
	if f.Type == Set {
		sep = "|"
	}
	items := strings.Split(v, sep)
	for i, item := range items {
		text := []Span{{Text: item, Field: f.Key}}
		switch f.Type {
		case Set:
			text = w.expand(w.choice(f, item), f.Key)
		case Prices:
			name, price, _ := strings.Cut(item, " = ")
			text[0].Text = name + ": " + w.terms.money(price)
		default:
		}
		stop := ";"
		switch i {
		case len(items) - 1:
			stop = "."
		case len(items) - 2:
			stop = "; and"
		}
		text = append(text, Span{Text: stop})
		w.add(Paragraph{ID: w.id(n) + "-" + strconv.Itoa(i+1), Level: n.level, Text: text})
	}
}

func (w *writer) add(p Paragraph) {
	polish(p.Text)
	if p.Level > 0 {
		w.counts[p.Level]++
		for l := p.Level + 1; l < len(w.counts); l++ {
			w.counts[l] = 0
		}
		switch k := w.counts[p.Level]; p.Level {
		case 1:
			p.Number = w.prefix + strconv.Itoa(k)
		case 2:
			p.Number = "(" + letters(k) + ")"
		case 3:
			p.Number = "(" + roman(k) + ")"
		}
	}
	w.section.Paragraphs = append(w.section.Paragraphs, p)
}

// letters counts a to z, then aa.
func letters(n int) string {
	if n > 26 {
		return letters((n-1)/26) + letters((n-1)%26+1)
	}
	return string(rune('a' + n - 1))
}

func roman(n int) string {
	var b strings.Builder
	for _, r := range []struct {
		n int
		s string
	}{{10, "x"}, {9, "ix"}, {5, "v"}, {4, "iv"}, {1, "i"}} {
		for ; n >= r.n; n -= r.n {
			b.WriteString(r.s)
		}
	}
	return b.String()
}

func (w *writer) table(n node) *Table {
	t := &Table{}
	for _, cell := range n.rows[0] {
		t.Header = append(t.Header, Plain(w.spans(cell)))
	}
	for _, row := range n.rows[1:] {
		var cells []Cell
		for _, cell := range row {
			cells = append(cells, w.spans(cell))
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}

func (c *composer) spans(list []inline) []Span {
	var out []Span
	for _, in := range list {
		var s []Span
		switch in.kind {
		case textInline:
			s = []Span{{Text: in.text}}
		case fieldInline:
			s = c.field(in)
		case refInline:
			s = []Span{c.ref(in.text)}
		case rowInline:
			s = []Span{c.row(in.text)}
		}
		for i := range s {
			s[i].Bold = in.bold
		}
		out = append(out, s...)
	}
	return out
}

// polish mends what joining spans leaves behind: a reference or a choice that begins
// a sentence is written with a capital, and a value that ends with a period takes no second one.
func polish(spans []Span) {
	before := ""
	for i, s := range spans {
		begins := before == "" || strings.HasSuffix(before, ". ")
		if begins && (strings.HasPrefix(s.Text, "section ") || s.Text == masterAgreement || chosen(s.Field)) {
			spans[i].Text = capital(s.Text)
		}
		if strings.HasSuffix(before, ".") && strings.HasPrefix(s.Text, ".") {
			spans[i].Text = s.Text[1:]
		}
		before += spans[i].Text
	}
}

// chosen tells whether a field is printed by the text of a choice, which is written for
// the middle of a sentence.
func chosen(key string) bool {
	f, ok := FieldByKey(key)
	return ok && f.Type == Enum
}

// field prints a merge field, or a span that names the blank.
func (c *composer) field(in inline) []Span {
	f, ok := FieldByKey(in.text)
	if !ok {
		c.problem(in.text, fmt.Sprintf("The text uses “%s”, which is no merge field.", in.text))
		return []Span{{Blank: in.text}}
	}
	text := c.words(f)
	if text == "" && f.Type == Derived {
		c.problem(derivedFrom[f.Key], fmt.Sprintf("“%s” cannot be computed yet.", f.Label))
		return []Span{{Blank: f.Key}}
	}
	if text == "" {
		c.problem(f.Key, fmt.Sprintf("Fill in “%s”. The text needs it.", f.Label))
		return []Span{{Blank: f.Key}}
	}
	if in.unit != "" {
		text = withUnit(text, in.unit)
	}
	if f.Type == Enum || f.Type == Set || f.Type == Derived {
		return c.expand(text, f.Key)
	}
	return []Span{{Text: text, Field: f.Key}}
}

// words is the value of a field in the words that the agreement is written from.
func (c *composer) words(f Field) string {
	v := c.terms.value(f)
	switch {
	case f.Key == interimRule:
		if rule, ok := FieldByKey("disagree.interim_rule"); ok {
			return c.words(rule)
		}
	case v == "" || f.Type != Enum && f.Type != Set:
	case f.Type == Enum:
		return c.choice(f, v)
	default:
		var out []string
		for item := range strings.SplitSeq(v, "|") {
			out = append(out, c.choice(f, item))
		}
		return joinWords(out)
	}
	return c.terms.words(f, v)
}

// interimRule is computed from the choice of the rule.
const interimRule = "disagree.interim_rule_text"

// expand resolves the merge fields and references inside a choice's text.
func (c *composer) expand(text, key string) []Span {
	list, err := parseInlines(text)
	if err != nil {
		c.problem(key, fmt.Sprintf("The text of “%s” cannot be read.", key))
		return []Span{{Blank: key}}
	}
	out := c.spans(list)
	for i := range out {
		if out[i].Field == "" && out[i].Ref == "" && out[i].Blank == "" {
			out[i].Field = key
		}
	}
	return out
}

// masterAgreement stands for a section that is not printed because the master
// agreement has its own.
const masterAgreement = "the master agreement"

func (c *composer) ref(id string) Span {
	if number, ok := c.numbers[id]; ok {
		return Span{Text: "section " + number, Ref: id}
	}
	if c.hidden[id] {
		return Span{Text: masterAgreement}
	}
	if x, ok := strings.CutPrefix(id, "exhibit-"); ok && len(x) == 1 && x[0] >= 'a' && x[0] <= 'f' {
		return Span{Text: "Exhibit " + strings.ToUpper(x), Ref: id}
	}
	cited := "a section that is not in this agreement any more"
	if i := slices.IndexFunc(clauses(), func(cl Clause) bool { return cl.ID == id }); i >= 0 {
		cited = "the section “" + clauses()[i].Title + "”, which is not in this agreement any more"
	}
	c.problem(id, fmt.Sprintf("“%s” cites %s.", c.title, cited))
	return Span{Blank: id}
}

func (c *composer) row(key string) Span {
	if name := c.names.Functions[key]; name != "" {
		return Span{Text: "“" + name + "”", Ref: "fn-" + key}
	}
	c.problem(key, fmt.Sprintf("The text refers to the function “%s”, which is not in Exhibit A.", key))
	return Span{Blank: key}
}
