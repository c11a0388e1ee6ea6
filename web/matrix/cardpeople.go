package matrix

import (
	"cmp"
	"slices"

	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/raci"
)

// part is one stakeholder of a function with the people who fill it.
type part struct {
	column raci.Stakeholder
	as     raci.Assignment
	when   raci.Window
	holder raci.Holder // for this function
	place  raci.Place  // of the viewer
}

// people names who fills the column in this function: "Priya Shah, deputy Marek Nowak".
func (p part) people() string {
	switch {
	case p.holder.Person == "":
		return ""
	case p.holder.Deputy == "":
		return p.holder.Person
	}
	return p.holder.Person + ", deputy " + p.holder.Deputy
}

// parts are the stakeholders who have something to do with the function: who answers
// first, then who does it, is asked, is told.
func (c sheet) parts() []part {
	var out []part
	for _, s := range c.r.Matrix.Stakeholders {
		as := c.fn().Cells[s.ID]
		if as == raci.NotInvolved || as == raci.Undecided {
			continue
		}
		out = append(out, part{column: s, as: as, when: c.fn().Window(s.ID), holder: c.fn().Holder(s), place: c.fn().PlaceOf(s, c.who.Email, c.who.Name)})
	}
	slices.SortStableFunc(out, func(a, b part) int { return cmp.Compare(weight(a.as), weight(b.as)) })
	return out
}

func weight(as raci.Assignment) int {
	return slices.Index([]raci.Assignment{raci.AccountableAndDoing, raci.Accountable, raci.Responsible, raci.Consulted, raci.Informed}, as)
}

// rung is one level of the escalation path: whom each side names there.
type rung struct {
	level  int
	people []engagement.Contact
}

// ladder is the escalation path of Exhibit D, both sides on every level; on each, the
// side that answers for the function comes first.
func (c sheet) ladder() []rung {
	first := party.MSP
	if who := c.r.Matrix.Answering(c.fn()); len(who) > 0 {
		first = who[0].Side()
	}
	var out []rung
	for level := 1; level <= 4; level++ {
		r := rung{level: level}
		for _, side := range []party.Side{first, first.Other()} {
			for _, p := range c.parties.Contacts {
				if p.Level == level && p.Side == side && p.Name != "" {
					r.people = append(r.people, p)
				}
			}
		}
		if len(r.people) > 0 {
			out = append(out, r)
		}
	}
	return out
}

// night is how each side is reached after hours, where it says so.
func (c sheet) night() []engagement.Contact {
	var out []engagement.Contact
	for _, side := range party.Sides {
		if phone := c.parties.Directory.Reach(side).AfterHours; phone != "" {
			out = append(out, engagement.Contact{Side: side, Phone: phone})
		}
	}
	return out
}

// dial is a phone number as a link calls it: digits, and a plus in front.
func dial(phone string) string {
	var b []rune
	for _, r := range phone {
		switch {
		case r >= '0' && r <= '9', r == '+' && len(b) == 0:
			b = append(b, r)
		case r == 'x' || r == 'X' || r == ';' || r == ',':
			return "tel:" + string(b) // an extension is dialed by hand
		}
	}
	return "tel:" + string(b)
}
