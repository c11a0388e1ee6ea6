package raci

import "strings"

// Sentences say a row as one says it aloud: "The MSP team does this. Internal IT
// answers for it. Client management is told afterwards."
func (m Matrix) Sentences(f Function) []string {
	doing, answering := m.Doing(f), m.Answering(f)
	var out []string
	same := len(doing) == 1 && len(answering) == 1 && doing[0].ID == answering[0].ID
	switch {
	case same:
		out = append(out, spoken(doing)+" does this and answers for it.")
	case len(doing) == 0:
		out = append(out, "Nobody does this yet.")
	default:
		out = append(out, verbed(doing, "does", "do")+" this.")
	}
	switch {
	case same:
	case len(answering) == 0:
		out = append(out, "Nobody answers for it yet.")
	case len(answering) == 1:
		out = append(out, spoken(answering)+" answers for it.")
	default:
		out = append(out, spoken(answering)+" both answer for it, so neither does.")
	}
	if asked := m.With(f, Consulted); len(asked) > 0 {
		out = append(out, verbed(asked, "is", "are")+" asked first.")
	}
	if told := m.With(f, Informed); len(told) > 0 {
		out = append(out, verbed(told, "is", "are")+" told afterwards.")
	}
	if open := m.With(f, Undecided); len(open) > 0 {
		out = append(out, "Not decided yet: "+spoken(open)+".")
	}
	return out
}

func verbed(who []Stakeholder, singular, plural string) string {
	if len(who) == 1 {
		return spoken(who) + " " + singular
	}
	return spoken(who) + " " + plural
}

// spoken lists columns as prose; the standard name of the MSP's column needs an article.
func spoken(who []Stakeholder) string {
	var b strings.Builder
	for i, s := range who {
		switch {
		case i > 0 && i == len(who)-1:
			b.WriteString(" and ")
		case i > 0:
			b.WriteString(", ")
		}
		if s.Name == "MSP team" {
			if i == 0 {
				b.WriteString("The ")
			} else {
				b.WriteString("the ")
			}
		}
		b.WriteString(s.Name)
	}
	return b.String()
}
