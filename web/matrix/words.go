package matrix

import (
	"strings"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/raci"
)

// sentences say a row as one says it aloud: "The MSP team does this. Internal IT
// answers for it. Client management is told afterwards."
func sentences(m raci.Matrix, f raci.Function) []string {
	doing, answering := m.Doing(f), m.Answering(f)
	var out []string
	same := len(doing) == 1 && len(answering) == 1 && doing[0].ID == answering[0].ID
	switch {
	case same:
		out = append(out, join(doing)+" does this and answers for it.")
	case len(doing) == 0:
		out = append(out, "Nobody does this yet.")
	default:
		out = append(out, verb(doing, "does", "do")+" this.")
	}
	switch {
	case same:
	case len(answering) == 0:
		out = append(out, "Nobody answers for it yet.")
	case len(answering) == 1:
		out = append(out, join(answering)+" answers for it.")
	default:
		out = append(out, join(answering)+" both answer for it, so neither does.")
	}
	if asked := m.With(f, raci.Consulted); len(asked) > 0 {
		out = append(out, verb(asked, "is", "are")+" asked first.")
	}
	if told := m.With(f, raci.Informed); len(told) > 0 {
		out = append(out, verb(told, "is", "are")+" told afterwards.")
	}
	if open := m.With(f, raci.Undecided); len(open) > 0 {
		out = append(out, "Not decided yet: "+join(open)+".")
	}
	return out
}

func verb(who []raci.Stakeholder, singular, plural string) string {
	return join(who) + " " + one(len(who), singular, plural)
}

func one(n int, singular, plural string) string {
	if n == 1 {
		return singular
	}
	return plural
}

// join lists columns as prose; the standard name of the MSP's column needs an article.
func join(who []raci.Stakeholder) string {
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

// moved tells that the A changed hands; empty when it did not.
func moved(r app.Row) string {
	if r.Moved == nil {
		return ""
	}
	from, _ := r.Matrix.Stakeholder(r.Moved.From)
	to, _ := r.Matrix.Stakeholder(r.Moved.To)
	return "Accountable moved from " + from.Name + " to " + to.Name + "."
}

// askedAgain tells whose tick an edit of who took away; empty when nobody else's.
func askedAgain(r app.Row, who access.Actor) string {
	for _, side := range r.Dropped {
		if side != who.Side {
			return sideName(r.Engagement, side) + " will be asked to agree again."
		}
	}
	return ""
}

// effects are the sentences about what an edit did besides what was asked for.
func effects(r app.Row, who access.Actor) []string {
	var out []string
	for _, s := range []string{moved(r), askedAgain(r, who)} {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

// locked says why a function may not be Accountable elsewhere.
func locked(f raci.Function, msp, client string) string {
	switch f.Lock {
	case raci.ManagementLock:
		return "Only " + client + " management can answer for this: it involves money, risk or a legal duty."
	case raci.ClientLock:
		return "Only " + client + " can answer for this, so that it keeps control of its own systems."
	case raci.MSPLock:
		return "Only " + msp + " can answer for its own tools and papers."
	case raci.NoLock:
	}
	return ""
}
