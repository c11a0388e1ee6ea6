package agreement

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"demarc/internal/fault"
)

// The text format of a clause body. Paragraphs are separated by empty lines; a line
// break inside a paragraph is a space.
//
//	Plain text starts a numbered paragraph: "5.1".
//	- is an item "(a)" under it, -- an item "(i)" under that.
//	> is running text without a number, ## a subheading.
//	| a | b | is a table row; the first row of a table is its header.
//	{{key}} prints a merge field; {{key|business day}} prints it with that unit.
//	{{each key}} as a whole paragraph prints one paragraph per item of a list.
//	{{table name}} as a whole paragraph is a table made by the program.
//	[[c-scope]] prints "section 5", [[exhibit-b]] "Exhibit B", [[row:bk-test]] the function's name.
//	**bold** is bold.
//	{{#if key=a|b}} … {{else}} … {{/if}}, each on its own line, chooses between paragraphs.
//	Conditions: key (filled, and neither false nor zero), !key, key=a|b, key!=a|b.

type nodeKind int

const (
	paraNode nodeKind = iota
	headingNode
	tableNode
	madeTableNode
	eachNode
	condNode
)

type node struct {
	kind      nodeKind
	ordinal   int // place in the source, counting every variant
	level     int
	inlines   []inline
	name      string // table or list field
	rows      [][][]inline
	cond      condition
	then, els []node
}

type condition struct {
	key    string
	negate bool
	values []string // empty: filled
}

func (c condition) holds(t Terms) bool {
	v := t.Value(c.key)
	if len(c.values) == 0 {
		return (v != "" && v != "false" && !zeroNumber(v)) != c.negate
	}
	hit := false
	for _, want := range c.values {
		for have := range strings.SplitSeq(v, "|") {
			hit = hit || have == want
		}
	}
	return hit != c.negate
}

func zeroNumber(v string) bool { return strings.Trim(v, "0.") == "" }

// ParseBody checks a clause body. Its error is a sentence for the person who edited
// the text.
func ParseBody(src string) error {
	_, err := parseBody(src)
	return err
}

func parseBody(src string) ([]node, error) {
	p := bodyParser{lines: strings.Split(strings.ReplaceAll(src, "\r\n", "\n"), "\n")}
	nodes, err := p.until("")
	if err != nil {
		return nil, fault.New(fault.Invalid, fmt.Sprintf("Line %d: %s.", p.at, err))
	}
	return nodes, nil
}

type bodyParser struct {
	lines []string
	at    int // lines consumed
	count int
	depth int
}

var (
	ifLine    = regexp.MustCompile(`^\{\{#if (!?)([a-z0-9_.]+)(?:(!?=)([A-Za-z0-9_.| -]+))?\}\}$`)
	eachLine  = regexp.MustCompile(`^\{\{each ([a-z0-9_.]+)\}\}$`)
	tableLine = regexp.MustCompile(`^\{\{table ([a-z]+)\}\}$`)
)

const maxDepth = 4

// until reads nodes up to {{else}} or {{/if}}; end is empty at the top. The line that
// ended it is left unread.
func (p *bodyParser) until(end string) ([]node, error) {
	var out []node
	for p.at < len(p.lines) {
		line := strings.TrimSpace(p.lines[p.at])
		if line == "{{else}}" || line == "{{/if}}" {
			if end == "" {
				return nil, fmt.Errorf("%s has no {{#if}} before it", line)
			}
			return out, nil
		}
		p.at++
		switch {
		case line == "":
		case strings.HasPrefix(line, "{{#if"):
			n, err := p.cond(line)
			if err != nil {
				return nil, err
			}
			out = append(out, n)
		default:
			n, err := p.paragraph(line)
			if err != nil {
				return nil, err
			}
			out = append(out, n)
		}
	}
	if end != "" {
		return nil, errors.New("{{#if}} has no {{/if}} after it")
	}
	return out, nil
}

func (p *bodyParser) cond(line string) (node, error) {
	m := ifLine.FindStringSubmatch(line)
	if m == nil {
		return node{}, errors.New("write a condition as {{#if key=value}}")
	}
	if p.depth++; p.depth > maxDepth {
		return node{}, errors.New("conditions are nested too deep")
	}
	defer func() { p.depth-- }()
	n := node{kind: condNode, cond: condition{key: m[2], negate: m[1] == "!" || m[3] == "!="}}
	if m[4] != "" {
		n.cond.values = strings.Split(m[4], "|")
	}
	var err error
	if n.then, err = p.until("if"); err != nil {
		return n, err
	}
	if strings.TrimSpace(p.lines[p.at]) == "{{else}}" {
		p.at++
		if n.els, err = p.until("if"); err != nil {
			return n, err
		}
	}
	if strings.TrimSpace(p.lines[p.at]) != "{{/if}}" {
		return n, errors.New("{{else}} appears twice")
	}
	p.at++
	return n, nil
}

func (p *bodyParser) paragraph(line string) (node, error) {
	p.count++
	n := node{ordinal: p.count, level: 1}
	if strings.HasPrefix(line, "|") {
		return p.table(n, line)
	}
	for _, mark := range []struct {
		prefix string
		kind   nodeKind
		level  int
	}{{"## ", headingNode, 0}, {"> ", paraNode, 0}, {"-- ", paraNode, 3}, {"- ", paraNode, 2}} {
		if rest, ok := strings.CutPrefix(line, mark.prefix); ok {
			n.kind, n.level, line = mark.kind, mark.level, strings.TrimSpace(rest)
			break
		}
	}
	if m := eachLine.FindStringSubmatch(line); m != nil {
		n.kind, n.name = eachNode, m[1]
		return n, nil
	}
	if m := tableLine.FindStringSubmatch(line); m != nil {
		n.kind, n.name = madeTableNode, m[1]
		return n, nil
	}
	for p.at < len(p.lines) && continues(p.lines[p.at]) {
		line += " " + strings.TrimSpace(p.lines[p.at])
		p.at++
	}
	var err error
	n.inlines, err = parseInlines(line)
	return n, err
}

// continues tells whether a line carries on the paragraph before it.
func continues(line string) bool {
	line = strings.TrimSpace(line)
	if line == "" || line == "{{else}}" || line == "{{/if}}" || strings.HasPrefix(line, "{{#if") {
		return false
	}
	for _, prefix := range []string{"- ", "-- ", "> ", "## ", "|"} {
		if strings.HasPrefix(line, prefix) {
			return false
		}
	}
	return true
}

func (p *bodyParser) table(n node, line string) (node, error) {
	n.kind, n.level = tableNode, 0
	for {
		var row [][]inline
		for _, cell := range splitCells(line) {
			in, err := parseInlines(strings.TrimSpace(cell))
			if err != nil {
				return n, err
			}
			row = append(row, in)
		}
		if len(n.rows) > 0 && len(row) != len(n.rows[0]) {
			return n, errors.New("this table row has another number of cells than its header")
		}
		n.rows = append(n.rows, row)
		if p.at >= len(p.lines) || !strings.HasPrefix(strings.TrimSpace(p.lines[p.at]), "|") {
			return n, nil
		}
		line = strings.TrimSpace(p.lines[p.at])
		p.at++
	}
}

// splitCells cuts "| a | b |" at the bars that are not inside a merge field.
func splitCells(line string) []string {
	line = strings.TrimSuffix(strings.TrimPrefix(line, "|"), "|")
	var out []string
	depth, from := 0, 0
	for i := 0; i < len(line); i++ {
		switch {
		case strings.HasPrefix(line[i:], "{{"):
			depth++
		case strings.HasPrefix(line[i:], "}}"):
			depth--
		case line[i] == '|' && depth == 0:
			out = append(out, line[from:i])
			from = i + 1
		}
	}
	return append(out, line[from:])
}
