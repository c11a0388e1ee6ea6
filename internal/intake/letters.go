package intake

import (
	"strings"

	"demarc/internal/raci"
)

// letter reads what people write into a cell of a matrix: "R", "a/r", "R,A", "A R",
// "Responsible", "n/a". It says in half a sentence why it cannot.
func letter(text string) (raci.Assignment, string) {
	if len(text) > 200 {
		return "", "“" + short(text) + "” is none of R, A, C, I, A/R"
	}
	if a, ok := raci.ParseAssignment(text); ok {
		return a, ""
	}
	var found raci.Assignment
	for word := range strings.FieldsFuncSeq(plain(text), func(r rune) bool { return r == ' ' }) {
		a, ok := spelled[word]
		switch {
		case !ok && word == "x":
			return "", "“" + short(text) + "” does not say which part it is; use R, A, C or I"
		case !ok:
			return "", "“" + short(text) + "” is none of R, A, C, I, A/R"
		case found == "" || found == a:
			found = a
		default:
			if found = both(found, a); found == "" {
				return "", "“" + short(text) + "” is more than one letter; only A and R go together"
			}
		}
	}
	if found == "" {
		return "", "“" + short(text) + "” is none of R, A, C, I, A/R"
	}
	return found, ""
}

// duty is what a cell of a matrix says: a letter, and when it holds.
type duty struct {
	as   raci.Assignment
	when raci.Window
}

// held reads a cell with its hours: "A (after hours)", "R business hours".
func held(text string) (duty, string) {
	a, wrong := letter(text)
	if wrong == "" {
		return duty{as: a}, ""
	}
	rest, when := raci.CutWindow(text)
	if rest == text || strings.TrimSpace(rest) == "" {
		return duty{}, wrong
	}
	if a, wrong = letter(rest); wrong != "" {
		return duty{}, wrong
	}
	if raci.CellText(a, when) == string(a) {
		when = raci.Always
	}
	return duty{a, when}, ""
}

// spelled are the words for letters, one at a time; filler words stand for nothing.
var spelled = map[string]raci.Assignment{
	"r": raci.Responsible, "resp": raci.Responsible, "responsible": raci.Responsible,
	"a": raci.Accountable, "acc": raci.Accountable, "accountable": raci.Accountable,
	"ar": raci.AccountableAndDoing, "ra": raci.AccountableAndDoing,
	"c": raci.Consulted, "cons": raci.Consulted, "consulted": raci.Consulted, "consult": raci.Consulted,
	"i": raci.Informed, "inf": raci.Informed, "informed": raci.Informed, "inform": raci.Informed,
	"na": raci.NotInvolved, "none": raci.NotInvolved, "nil": raci.NotInvolved, "uninvolved": raci.NotInvolved,
}

// both joins two letters in one hand: A and R go together, nothing else does.
func both(a, b raci.Assignment) raci.Assignment {
	if a == b {
		return a
	}
	if (a.Answers() || a.Does()) && (b.Answers() || b.Does()) {
		return raci.AccountableAndDoing
	}
	return ""
}

// strongest joins the letters of several people of one team. Where they do not go
// together, the one that asks most of the team stands.
func strongest(a, b raci.Assignment) raci.Assignment {
	if a != "" && b != "" && a != raci.NotInvolved && b != raci.NotInvolved {
		if both := both(a, b); both != "" {
			return both
		}
	}
	for _, m := range []raci.Assignment{raci.AccountableAndDoing, raci.Accountable, raci.Responsible, raci.Consulted, raci.Informed, raci.NotInvolved} {
		if a == m || b == m {
			return m
		}
	}
	return raci.Undecided
}

// union joins what several columns of one team have: the strongest letter, and the hours
// of all who have it.
func union(a, b duty) duty {
	out := duty{as: strongest(a.as, b.as)}
	switch {
	case a.when == b.when, out.as == a.as && out.as != b.as:
		out.when = a.when
	case out.as == b.as && out.as != a.as:
		out.when = b.when
	}
	return out
}

// plain is a text for comparing: lower case, letters and digits, single spaces. "n/a"
// and "not involved" become one word first.
func plain(s string) string {
	s = oneWord.Replace(strings.ToLower(s))
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return !isWord(r) }), " ")
}

var oneWord = strings.NewReplacer("n/a", "na", "n.a.", "na", "not applicable", "na", "not involved", "na", " and ", " ", "&", " ")

// short cuts a text that is quoted in a sentence.
func short(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 40 {
		return string(r[:39]) + "…"
	}
	return s
}
