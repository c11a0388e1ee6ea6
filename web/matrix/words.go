package matrix

import (
	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/raci"
)

func one(n int, singular, plural string) string {
	if n == 1 {
		return singular
	}
	return plural
}

// moved tells that the A changed hands; empty when it did not.
func moved(r app.Row) string {
	if r.Moved == nil {
		return ""
	}
	from, _ := r.Matrix.Stakeholder(r.Moved.From)
	to, _ := r.Matrix.Stakeholder(r.Moved.To)
	name := from.Name
	if also, ok := r.Matrix.Stakeholder(r.Moved.Also); ok {
		name += " and " + also.Name
	}
	said := "Accountable moved from " + name + " to " + to.Name + r.Moved.When.Phrase() + "."
	if left := r.Function.Window(from.ID); r.Function.Cell(from.ID).Answers() {
		said += " " + from.Name + " still answers" + left.Phrase() + "."
	}
	return said
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
