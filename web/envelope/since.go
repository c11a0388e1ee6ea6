package envelope

import (
	"fmt"
	"strconv"
	"strings"

	"demarc/internal/engagement"
	"demarc/internal/signing"
	"demarc/web/ui"
)

// toldOf is how many differences the brief names before it leads to the whole list.
const toldOf = 5

// since is what differs from the version that the signer's side knows already.
type since struct {
	before engagement.Version
	force  bool // that version is in force
	list   []engagement.Difference
}

func newSince(c ceremony) since {
	return since{c.v.Before, c.v.Before.Number > 0 && c.v.Before.Number == c.v.Engagement.InForce, c.v.Since()}
}

func (s since) any() bool { return s.before.Number > 0 }

func (s since) title() string { return fmt.Sprintf("What changed since version %d", s.before.Number) }

// standing says which version it is compared with.
func (s since) standing() string {
	if s.force {
		return fmt.Sprintf("Version %d is in force now.", s.before.Number)
	}
	return fmt.Sprintf("Version %d was sent to your side on %s and did not come into force.", s.before.Number, ui.Day(s.before.FrozenAt.UTC()))
}

// counts is "2 functions that somebody else answers for, 1 new function and 3 terms."
func (s since) counts() string {
	n := map[engagement.DifferenceKind]int{}
	for _, d := range s.list {
		n[d.Kind]++
	}
	var parts []string
	for _, kind := range engagement.DifferenceKinds {
		words := kindWords[kind]
		switch n[kind] {
		case 0:
		case 1:
			parts = append(parts, "1 "+words.one)
		default:
			parts = append(parts, strconv.Itoa(n[kind])+" "+words.many)
		}
	}
	if len(parts) == 0 {
		return "Nothing in it reads differently."
	}
	return "Different now: " + join(parts) + "."
}

// riskiest are those of which a decision-maker should know, as lines.
func (s since) riskiest() []criticalEntry {
	var out []criticalEntry
	for _, d := range engagement.Riskiest(s.list, toldOf) {
		out = append(out, criticalEntry{name: d.Name, column: inShort(d)})
	}
	return out
}

func (s since) all() string {
	if len(s.list) == 1 {
		return "See the difference in full"
	}
	return fmt.Sprintf("See all %d differences", len(s.list))
}

// changeGroup are the differences of one kind.
type changeGroup struct {
	title string
	list  []engagement.Difference
}

// groups part the list by kind, in its order.
func (s since) groups() []changeGroup {
	var out []changeGroup
	for _, d := range s.list {
		if title := kindWords[d.Kind].title; len(out) == 0 || out[len(out)-1].title != title {
			out = append(out, changeGroup{title: title})
		}
		g := &out[len(out)-1]
		g.list = append(g.list, d)
	}
	return out
}

var kindWords = map[engagement.DifferenceKind]struct{ one, many, title string }{
	engagement.RowMoved:    {"function that somebody else answers for", "functions that somebody else answers for", "Somebody else answers for"},
	engagement.RowRemoved:  {"function taken out", "functions taken out", "Functions taken out"},
	engagement.RowAdded:    {"new function", "new functions", "New functions"},
	engagement.RowChanged:  {"function changed in part", "functions changed in part", "Functions changed in part"},
	engagement.LaneChanged: {"area led by somebody else", "areas led by somebody else", "Areas"},
	engagement.TermChanged: {"term", "terms", "Terms"},
	engagement.TextChanged: {"section with other words", "sections with other words", "Sections with other words"},
	engagement.TextAdded:   {"new section", "new sections", "New sections"},
	engagement.TextRemoved: {"section taken out", "sections taken out", "Sections taken out"},
	engagement.PeopleMoved: {"change of people or contacts", "changes of people or contacts", "People and contacts"},
	engagement.TableEdited: {"list", "lists", "Lists"},
}

// inShort is a difference in a line.
func inShort(d engagement.Difference) string {
	first := engagement.Change{}
	if len(d.Changes) > 0 {
		first = d.Changes[0]
	}
	switch d.Kind {
	case engagement.RowMoved:
		return orNobody(first.After) + " answers for it now, before " + orNobody(first.Before) + " did."
	case engagement.RowRemoved:
		if last := d.Changes[len(d.Changes)-1]; last.Before == "" && last.After != "" {
			return "No longer in the matrix: " + last.After
		}
		return "No longer in the matrix."
	case engagement.RowAdded:
		for _, c := range d.Changes {
			if strings.HasPrefix(c.After, "Accountable") {
				return "New. " + c.What + " answers for it."
			}
		}
		return "New in the matrix."
	case engagement.TextChanged:
		return "The words differ."
	case engagement.TextAdded:
		return "A new section."
	case engagement.TextRemoved:
		return "No longer in the text."
	case engagement.TableEdited:
		return "The list differs."
	case engagement.RowChanged, engagement.LaneChanged, engagement.TermChanged, engagement.PeopleMoved:
	}
	line := or(first.After, "none") + ", before " + or(first.Before, "none")
	if len(line) > 160 {
		line = "reads differently"
	}
	if first.What != "" {
		line = first.What + ": " + line
	}
	if more := len(d.Changes) - 1; more > 0 {
		line += fmt.Sprintf(" (and %d more)", more)
	}
	return line
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func orNobody(s string) string { return or(s, "nobody") }

// place is where a difference stands in the document, if it does.
func (c ceremony) place(d engagement.Difference) string {
	if d.ID == "" || d.Kind == engagement.TermChanged {
		return ""
	}
	return c.path("/read#" + d.ID)
}

// textAtHand tells whether the paper can be taken before it is signed.
func (c ceremony) textAtHand() bool {
	return c.v.Envelope.State == signing.Sent || c.v.Envelope.State == signing.Signed
}
