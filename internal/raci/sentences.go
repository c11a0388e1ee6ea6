package raci

import "strings"

// Sentences say a row as one says it aloud: "The MSP team does this. Internal IT
// answers for it in business hours; the MSP team after hours. Client management is
// told afterwards."
func (m Matrix) Sentences(f Function) []string {
	doing, answering := m.Doing(f), m.Answering(f)
	var out []string
	if len(doing) > 0 && f.sameHands(doing, answering) {
		out = append(out, f.say(doing, "does this and answers for it", "do this and answer for it"))
	} else {
		if len(doing) == 0 {
			out = append(out, "Nobody does this yet.")
		} else {
			out = append(out, f.say(doing, "does this", "do this"))
		}
		out = append(out, m.answers(f, answering)...)
	}
	out = append(out, m.gaps(f, doing, answering)...)
	if asked := m.With(f, Consulted); len(asked) > 0 {
		out = append(out, f.say(asked, "is asked first", "are asked first"))
	}
	if told := m.With(f, Informed); len(told) > 0 {
		out = append(out, f.say(told, "is told afterwards", "are told afterwards"))
	}
	if open := m.With(f, Undecided); len(open) > 0 {
		out = append(out, "Not decided yet: "+spoken(open)+".")
	}
	return out
}

// sameHands tells whether who works also answers, one at every time, and nobody else.
func (f Function) sameHands(doing, answering []Stakeholder) bool {
	if len(doing) != len(answering) {
		return false
	}
	for i := range doing {
		if doing[i].ID != answering[i].ID {
			return false
		}
	}
	for _, part := range halves {
		if len(f.inPart(answering, part)) > 1 {
			return false
		}
	}
	return true
}

// answers are the sentences about who answers, where the hands are not the same.
func (m Matrix) answers(f Function, answering []Stakeholder) []string {
	if len(answering) == 0 {
		return []string{"Nobody answers for it yet."}
	}
	var clash []string
	for _, part := range halves {
		if both := f.inPart(answering, part); len(both) > 1 {
			clash = append(clash, spoken(both)+" both answer for it"+part.Phrase()+", so neither does.")
		}
	}
	switch {
	case len(clash) == len(halves):
		return []string{spoken(answering) + " both answer for it, so neither does."}
	case len(clash) > 0:
		return append([]string{f.say(answering, "answers for it", "answer for it")}, clash...)
	}
	return []string{f.say(answering, "answers for it", "answer for it")}
}

// gaps are the parts of the week in which nobody works or answers, where somebody does
// in the other.
func (m Matrix) gaps(f Function, doing, answering []Stakeholder) []string {
	var out []string
	for _, part := range halves {
		if len(doing) > 0 && len(f.inPart(doing, part)) == 0 {
			out = append(out, "Nobody does it"+part.Phrase()+".")
		}
		if len(answering) > 0 && len(f.inPart(answering, part)) == 0 {
			out = append(out, "Nobody answers for it"+part.Phrase()+".")
		}
	}
	return out
}

// inPart are those whose cell holds in a part of the week.
func (f Function) inPart(who []Stakeholder, part Window) []Stakeholder {
	var out []Stakeholder
	for _, s := range who {
		if f.Windows[s.ID].Covers(part) {
			out = append(out, s)
		}
	}
	return out
}

// say is a sentence about stakeholders, by the hours in which it is true: "Internal IT
// answers for it in business hours; the MSP team after hours."
func (f Function) say(who []Stakeholder, singular, plural string) string {
	var groups [3][]Stakeholder
	used := 0
	for i, w := range Windows {
		for _, s := range who {
			if f.Windows[s.ID] == w {
				groups[i] = append(groups[i], s)
			}
		}
		if len(groups[i]) > 0 {
			used++
		}
	}
	var b strings.Builder
	for i, g := range groups {
		if len(g) == 0 {
			continue
		}
		if b.Len() > 0 {
			b.WriteString("; " + join(g, false))
		} else {
			verb := plural
			if len(g) == 1 {
				verb = singular
			}
			b.WriteString(join(g, true) + " " + verb)
		}
		if phrase := Windows[i].Phrase(); phrase != "" || used == 1 {
			b.WriteString(phrase)
		} else {
			b.WriteString(" at all hours")
		}
	}
	return b.String() + "."
}

// spoken lists columns at the beginning of a sentence.
func spoken(who []Stakeholder) string { return join(who, true) }

// join lists columns as prose; the standard name of the MSP's column needs an article.
func join(who []Stakeholder, begins bool) string {
	var b strings.Builder
	for i, s := range who {
		switch {
		case i > 0 && i == len(who)-1:
			b.WriteString(" and ")
		case i > 0:
			b.WriteString(", ")
		}
		if s.Name == "MSP team" {
			if i == 0 && begins {
				b.WriteString("The ")
			} else {
				b.WriteString("the ")
			}
		}
		b.WriteString(s.Name)
	}
	return b.String()
}
