// Package agreement writes the co-managed IT agreement from its terms. It knows
// the merge fields and their values (field.go, terms.go, value.go, words.go), the
// standing clauses (clauses/*.md in the small text format of body.go), and how the
// two become numbered sections (compose.go) and exhibits (exhibits.go). It does not
// know the matrix: the caller supplies function and area names. Start reading at
// Compose.
package agreement

import "strings"

// Agreement is the composed text: numbers are computed, merge fields are printed and
// references are resolved.
type Agreement struct {
	Sections []Section
}

// Section is one clause of the agreement, or one exhibit.
type Section struct {
	ID         string // the clause's id, "c-scope", or "exhibit-b"
	Number     string // "5", or "Exhibit B"
	Title      string
	Part       string // "Scope and responsibilities"; empty for an exhibit
	Paragraphs []Paragraph
}

// Paragraph is one paragraph, subheading or table of a section.
type Paragraph struct {
	// ID is made from the place in the clause's source, "c-scope-3", so that choosing
	// another variant does not rename the paragraphs around it.
	ID      string
	Number  string `json:",omitempty"` // "5.2" at level 1, "(a)" at level 2, "(i)" at level 3, else empty
	Level   int    `json:",omitempty"` // 0 is unnumbered running text
	Heading bool   `json:",omitempty"` // a subheading; Level is 0
	Text    []Span
	Table   *Table `json:",omitempty"` // set for a table; Text is then its caption
}

// Table is a table with one header row. Cells hold spans, since a cell may print a
// merge field.
type Table struct {
	Header []string
	Rows   [][]Cell
}

// Cell is one table cell.
type Cell []Span

// Span is a stretch of text with one origin.
type Span struct {
	Text  string `json:",omitempty"`
	Ref   string `json:",omitempty"` // what the text refers to: "c-escalation", "exhibit-b", "fn-st-raci"
	Field string `json:",omitempty"` // key of the merge field that supplied the text
	Blank string `json:",omitempty"` // key of a merge field that has no value; Text is then empty
	Bold  bool   `json:",omitempty"`
}

// Names is what the matrix lends to the text.
type Names struct {
	Functions map[string]string // name by function key; a missing key is a removed row
	Areas     []AreaMode        // in the order of the matrix
	// Clauses are the agreement's own, where they are not the template's.
	Clauses []Clause
	// Texts are the exhibits and the words of choices, where they are not the shipped ones.
	Texts *Texts
	// Riders are those that Exhibit F has besides the shipped ones.
	Riders []Rider
}

// Rider is a text of Exhibit F that is not a shipped one.
type Rider struct {
	Key, Title string
	Body       string // in the format of body.go
}

// clauses are the ones that the agreement is written from.
func (n Names) clauses() []Clause {
	if n.Clauses != nil {
		return n.Clauses
	}
	return clauses()
}

// AreaMode says how one functional area is divided. Mode is "msp_led", "shared",
// "internal_led" or "out".
type AreaMode struct{ Name, Mode string }

// Problem is something a person must mend before the agreement can be sent.
type Problem struct {
	Key     string // merge field, function key or section id; may be empty
	Clause  string // where it shows; empty when it concerns the terms as a whole
	Message string // a sentence for the person
}

// Plain is the words of spans.
func Plain(spans []Span) string {
	var s strings.Builder
	for _, p := range spans {
		s.WriteString(p.Text)
	}
	return s.String()
}
