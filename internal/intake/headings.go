package intake

import (
	"slices"
	"strings"
	"unicode"

	"demarc/internal/raci"
)

// titles are the headings people use, the surest first.
var titles = []struct {
	of    Meaning
	texts []string
}{
	{Name, []string{
		"function", "functions", "task", "tasks", "activity", "activities", "task activity", "activity task", "function task", "function name", "task name", "task description", "activity description",
		"responsibility", "responsibilities", "deliverable", "deliverables", "work item", "item", "scope item", "control", "process", "process step", "service", "services", "what", "duty", "duties", "work", "area of responsibility",
	}},
	{Area, []string{"functional area", "area", "category", "categories", "domain", "group", "section", "workstream", "tower", "phase", "service area", "process area", "service", "process", "topic", "department"}},
	{Description, []string{"description", "details", "detail", "definition", "scope", "explanation"}},
	{Split, []string{"split note", "split", "who does which part", "notes", "note", "remarks", "remark", "comments", "comment"}},
	{Condition, []string{"only for", "condition", "conditions", "limited to", "limits", "site", "sites", "location", "locations"}},
	{Criticality, []string{"criticality", "critical", "priority", "importance"}},
	{Excluded, []string{"excluded because", "excluded", "reason for exclusion"}},
	{Key, []string{"key", "function key", "id", "function id"}},
	{Computed, []string{"no", "nr", "number", "exactly one a", "check", "divided", "parked"}},
}

// letterTitles are the headings of columns that hold names.
var letterTitles = map[string]raci.Assignment{"r": raci.Responsible, "a": raci.Accountable, "c": raci.Consulted, "i": raci.Informed, "responsible": raci.Responsible, "accountable": raci.Accountable, "consulted": raci.Consulted, "informed": raci.Informed}

// headings says what each cell of a row would mean as a heading. A meaning goes to
// the heading that says it best, and to one column only.
func (k Known) headings(row []string) []Meaning {
	out, names := titled(row)
	if names {
		return out
	}
	type claim struct {
		column int
		who    raci.StakeholderID
		sure   int
	}
	var claims []claim
	for j, text := range row {
		if out[j] == Unused {
			for _, s := range k.Matrix.Stakeholders {
				if n := k.sure(s, text); n > 0 {
					claims = append(claims, claim{j, s.ID, n})
				}
			}
		}
	}
	slices.SortStableFunc(claims, func(a, b claim) int { return b.sure - a.sure })
	for _, c := range claims {
		if out[c.column] == Unused && !slices.Contains(out, To(c.who)) {
			out[c.column] = To(c.who)
		}
	}
	return out
}

// titled finds the columns of a row of headings that are not a stakeholder's, and
// tells whether those with names are among them.
func titled(row []string) (out []Meaning, names bool) {
	out = make([]Meaning, len(row))
	letters := map[raci.Assignment]int{}
	for j, text := range row {
		if a, ok := letterTitle(text); ok {
			if _, twice := letters[a]; !twice {
				letters[a] = j
			}
		}
	}
	names = len(letters) >= 2
	if names {
		for a, j := range letters {
			out[j] = As(a)
		}
	}
	for _, t := range titles {
		best, rank := -1, len(t.texts)
		for j, text := range row {
			if n := slices.Index(t.texts, plain(text)); out[j] == Unused && n >= 0 && (n < rank || t.of == Computed) {
				best, rank = j, n
				if t.of == Computed {
					out[j] = Computed
				}
			}
		}
		if best >= 0 {
			out[best] = t.of
		}
	}
	return out, names
}

// letterTitle reads a heading such as "R", "Responsible" or "Accountable (A)".
func letterTitle(text string) (raci.Assignment, bool) {
	words := strings.Fields(plain(text))
	if len(words) == 0 || len(words) > 2 {
		return "", false
	}
	a, ok := letterTitles[words[0]]
	if len(words) == 2 && letterTitles[words[1]] != a {
		return "", false
	}
	return a, ok
}

// callings are what people call the standard columns when they do not name them.
var callings = map[raci.Kind][]string{
	raci.MSPTeam:    {"msp", "msp team", "provider", "service provider", "managed service provider", "managed services provider", "it provider", "supplier", "partner", "outsourcer", "contractor", "external it", "outsourced it", "vendor"},
	raci.InternalIT: {"internal it", "it", "it team", "it department", "it dept", "in house it", "inhouse it", "client it", "customer it", "company it", "local it", "it staff", "internal", "client", "customer"},
	raci.Management: {"management", "client management", "mgmt", "leadership", "executives", "executive", "business", "business owner", "sponsor", "board", "directors", "ceo", "cfo", "coo", "owner"},
}

// sure says how sure it is that text names s: 0 is not at all.
func (k Known) sure(s raci.Stakeholder, text string) int {
	best := 0
	for part := range parts(text) {
		best = max(best, k.sureOf(s, part))
	}
	if whole := k.sureOf(s, text); whole > 0 {
		best = max(best, whole+1)
	}
	return best
}

func (k Known) sureOf(s raci.Stakeholder, text string) int {
	said := plain(text)
	if said == "" {
		return 0
	}
	if said == plain(s.Name) {
		return 100
	}
	if said == plain(s.Holder) {
		return 90
	}
	if n := slices.Index(callings[s.Kind], said); n >= 0 {
		return 80 - n // "Internal IT" is surer than "Client"
	}
	ours, theirs := named(said, k.MSP), named(said, k.Client)
	manages := strings.Contains(said, "manage") || strings.Contains(said, "leader") || strings.Contains(said, "exec")
	switch s.Kind {
	case raci.MSPTeam:
		if ours {
			return 60
		}
	case raci.InternalIT:
		if theirs && !manages {
			return 60
		}
	case raci.Management:
		if theirs && manages {
			return 60
		}
	case raci.OtherKind:
	}
	for _, c := range callings[s.Kind] {
		if len(c) > 2 && strings.Contains(" "+said+" ", " "+c+" ") {
			return 30 + len(c)
		}
	}
	if s.Kind == raci.InternalIT && strings.HasSuffix(said, " it") {
		return 30
	}
	if raci.Close(text, s.Name) {
		return 20
	}
	return 0
}

// named tells whether a text says one of these names.
func named(said string, names []string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		n := plain(name)
		return n != "" && strings.Contains(" "+said+" ", " "+n+" ")
	})
}

// parts are the pieces of "Northgate (MSP)" and "MSP – Northgate".
func parts(text string) func(func(string) bool) {
	return strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune("()[]/|–—:\n", r) })
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }
