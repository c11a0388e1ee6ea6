package reference

import (
	"strings"
	"time"

	"demarc/internal/agreement"
	"demarc/internal/raci"
)

// turns is who answers for a function and does it in one part of the week.
type turns struct {
	label   string // "Now (after hours, 21:40 Berlin)", "From 08:00 (business hours)"
	answers []person
	does    []person
	listed  bool // a party announces holidays, which nobody here knows
}

// shift says who has the function at a moment and from when on somebody else, where the
// hour makes a difference; the card's own lists keep everybody.
func (c *card) shift(terms agreement.Terms, at time.Time) {
	if !timed(c.answers) && !timed(c.does) {
		return
	}
	h, known := terms.Hours()
	if !known {
		c.turns = []turns{c.turn("In business hours", raci.BusinessHours), c.turn("After hours", raci.AfterHours)}
		return
	}
	now, later := raci.AfterHours, raci.BusinessHours
	if h.Open(at) {
		now, later = later, now
	}
	c.now = now.Label() + ", " + h.In(at).Format("15:04") + " " + h.Place()
	c.turns = []turns{c.turn("Now ("+c.now+")", now)}
	c.turns[0].listed = now == raci.BusinessHours && h.Listed()
	if next := h.Next(at); !next.IsZero() {
		c.turns = append(c.turns, c.turn("From "+from(h.In(at), h.In(next))+" ("+later.Label()+")", later))
	}
}

func (c *card) turn(label string, part raci.Window) turns {
	return turns{label: label, answers: during(c.answers, part), does: during(c.does, part)}
}

func timed(list []person) bool {
	for _, p := range list {
		if p.when != raci.Always {
			return true
		}
	}
	return false
}

func during(list []person, part raci.Window) []person {
	var out []person
	for _, p := range list {
		if p.when.Covers(part) {
			out = append(out, p)
		}
	}
	return out
}

// from is when something begins, with its day where that is not today or tomorrow
// morning: "08:00", "Monday, 08:00".
func from(now, next time.Time) string {
	if next.Sub(now) < 24*time.Hour {
		return next.Format("15:04")
	}
	return next.Format("Monday, 15:04")
}

// says is the turn in a sentence or two.
func (t turns) says() string {
	one := card{answers: t.answers, does: t.does}
	if len(t.answers) == 0 {
		return "Nobody answers for this. " + one.doing()
	}
	var out strings.Builder
	for _, p := range t.answers {
		out.WriteString(p.who())
		if of := p.of(); of != "" {
			out.WriteString(" " + of)
		}
		out.WriteString(" answers for this. ")
	}
	return out.String() + one.doing()
}
