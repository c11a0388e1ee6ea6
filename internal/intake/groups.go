package intake

import (
	"slices"
	"strings"

	"demarc/internal/party"
	"demarc/internal/raci"
)

// Headings in two rows: "MSP | | Client |" above "Help desk | Engineer | IT lead | CFO".
// A heading of the upper row reaches to the right until the next one.

// grouped says what the columns under two rows of headings mean. A heading that only
// the upper row has counts as if it stood below. It is nil where the upper row heads no
// group or the lower one is no row of headings.
func (k Known) grouped(over, row []string) []Meaning {
	both := over2(over, row)
	if slices.ContainsFunc(row, isLetter) {
		return nil
	}
	out, names := titled(both)
	if names {
		return out
	}
	groups := 0
	group := ""
	for j, text := range both {
		if top := cell(over, j); top != "" {
			group = top
		}
		switch {
		case out[j] != Unused, text == "":
		case group == "" || text == group && cell(row, j) == "":
			if id := k.inGroup("", text); id != "" && !slices.Contains(out, To(id)) {
				out[j] = To(id)
			}
		default:
			if id := k.inGroup(group, text); id != "" {
				out[j] = To(id)
				groups++
			}
		}
	}
	if groups == 0 {
		return nil
	}
	return out
}

// over2 is the lower of two rows of headings, with what only the upper one says.
func over2(over, row []string) []string {
	out := make([]string, max(len(over), len(row)))
	for j := range out {
		if out[j] = cell(row, j); out[j] == "" {
			out[j] = cell(over, j)
		}
	}
	return out
}

func isLetter(text string) bool {
	_, wrong := held(text)
	return text != "" && wrong == ""
}

// inGroup finds who a heading names under the heading of its group. "Engineer" names
// nobody, but under "MSP" it is the MSP's; "CFO" under "Client" is its management.
func (k Known) inGroup(group, text string) raci.StakeholderID {
	of, least := k.whose(group), 0
	var best raci.StakeholderID
	for _, s := range k.Matrix.Stakeholders {
		n := k.sure(s, text)
		if n < 60 && of.ID != "" && (s.Side() != of.Side() || of.Kind == raci.OtherKind && s.ID != of.ID) {
			continue // the group knows better than a likeness
		}
		if n > least {
			best, least = s.ID, n
		}
	}
	if best != "" || of.ID == "" {
		return best
	}
	if of.Side() == party.Client && of.Kind != raci.OtherKind {
		kind := raci.InternalIT
		if manages(text) {
			kind = raci.Management
		}
		if s, ok := k.Matrix.Standard(kind); ok {
			return s.ID
		}
	}
	return of.ID
}

// whose is the stakeholder that the heading of a group names best.
func (k Known) whose(group string) raci.Stakeholder {
	var best raci.Stakeholder
	least := 0
	for _, s := range k.Matrix.Stakeholders {
		if n := k.sure(s, group); n > least {
			best, least = s, n
		}
	}
	return best
}

// managers are words in the titles of those who decide and do not run the machines.
var managers = []string{"cfo", "ceo", "coo", "md", "chief", "director", "directors", "president", "owner", "executive", "executives", "finance", "leadership", "board", "management", "head", "sponsor", "principal", "partner", "legal", "hr"}

func manages(text string) bool {
	words := strings.Fields(plain(text))
	if slices.Contains(words, "it") || slices.Contains(words, "technology") || slices.Contains(words, "security") {
		return false
	}
	return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(managers, w) })
}

// over is the row above the headings where it belongs to them, else nil.
func (k Known) over(t Table, header int) []string {
	if header < 1 || header >= len(t.Rows) {
		return nil
	}
	row, over := t.Rows[header], t.Rows[header-1]
	if columns := k.grouped(over, row); meant(columns) > meant(k.headings(row)) {
		return over
	}
	return nil
}

// Headings are the headings of the columns, with the heading of its group before each.
func (k Known) Headings(t Table, header int) []string {
	if header < 0 || header >= len(t.Rows) {
		return nil
	}
	over := k.over(t, header)
	if over == nil {
		return t.Rows[header]
	}
	row := t.Rows[header]
	out := over2(over, row)
	group := ""
	for j := range out {
		if cell(over, j) != "" {
			group = over[j]
		}
		if below := cell(row, j); below != "" && group != "" && group != below && cell(over, j) != below {
			out[j] = group + ": " + below
		}
	}
	return out
}

// meant counts what a row of headings says; who does what counts most.
func meant(columns []Meaning) int {
	n := 0
	for _, m := range columns {
		_, to := m.to()
		_, as := m.as()
		switch {
		case m == Name, to, as:
			n += 3
		case m != Unused:
			n++
		}
	}
	return n
}

// legend tells a row that explains the letters from a function: "R = Responsible", or
// "R" beside "does the work".
func legend(row []string) bool {
	filled, first := 0, ""
	for _, text := range row {
		if text == "" {
			continue
		}
		if filled++; first == "" {
			first = text
		}
	}
	if filled == 0 {
		return false
	}
	if word, rest, _ := strings.Cut(plain(first), " "); word == "legend" || word == "key" || word == "raci" {
		return filled == 1 && rest == "" || strings.Contains(strings.Join(row, " "), "=") || explains(first[len(word):])
	}
	return isLetter(first) && len([]rune(first)) <= 3 || explains(first)
}

// explains tells whether a text says what a letter means.
func explains(text string) bool {
	text = strings.TrimLeft(text, " :-–—()")
	mark, rest, ok := strings.Cut(text, "=")
	if !ok {
		if mark, rest, ok = strings.Cut(text, ":"); !ok {
			mark, rest, ok = strings.Cut(text, " – ")
		}
	}
	if !ok {
		mark, rest, ok = strings.Cut(text, " - ")
	}
	return ok && strings.TrimSpace(rest) != "" && len([]rune(strings.TrimSpace(mark))) <= 3 && isLetter(strings.TrimSpace(mark))
}
