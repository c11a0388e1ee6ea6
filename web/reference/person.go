package reference

import (
	"cmp"
	"slices"
	"strings"

	"demarc/internal/engagement"
	"demarc/internal/party"
)

// person is a stakeholder with the people who fill it in the signed version.
type person struct {
	stakeholder string
	side        party.Side
	name        string
	email       string
	phone       string
	deputy      string
	deputyPhone string
}

// who is the person where one is named, and else the stakeholder.
func (p person) who() string { return cmp.Or(p.name, p.stakeholder) }

// of is the stakeholder beside a person's name: "Priya Shah (Client IT)".
func (p person) of() string {
	if p.name == "" || p.name == p.stakeholder {
		return ""
	}
	return "(" + p.stakeholder + ")"
}

// stakeholders names several: "MSP team, Client IT and Client management".
func stakeholders(list []person) string {
	names := make([]string, len(list))
	for i, p := range list {
		names[i] = p.stakeholder
	}
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// subject begins a sentence: the standard name of the MSP's column needs an article.
func subject(list []person) string {
	list = slices.Clone(list)
	for i := range list {
		switch {
		case list[i].stakeholder != "MSP team":
		case i == 0:
			list[i].stakeholder = "The MSP team"
		default:
			list[i].stakeholder = "the MSP team"
		}
	}
	return stakeholders(list)
}

// step is one level of the escalation path.
type step struct {
	level  int
	people []contact
}

// contact is somebody to call.
type contact struct {
	engagement.Contact
	party string
}

// path orders the contacts by level; within one, the side that does the work is
// called first.
func path(contacts []engagement.Contact, first party.Side, msp, client string) []step {
	list := slices.Clone(contacts)
	slices.SortStableFunc(list, func(a, b engagement.Contact) int {
		return cmp.Or(cmp.Compare(a.Level, b.Level), cmp.Compare(turn(a.Side, first), turn(b.Side, first)))
	})
	var steps []step
	for _, c := range list {
		if c.Name == "" && c.Phone == "" && c.Email == "" {
			continue
		}
		if n := len(steps); n == 0 || steps[n-1].level != c.Level {
			steps = append(steps, step{level: c.Level})
		}
		name := client
		if c.Side == party.MSP {
			name = msp
		}
		last := &steps[len(steps)-1]
		last.people = append(last.people, contact{c, name})
	}
	return steps
}

func turn(side, first party.Side) int {
	if side == first {
		return 0
	}
	return 1
}

// working is the side of the first who does the work, or else answers for it.
func working(lists ...[]person) party.Side {
	for _, list := range lists {
		for _, p := range list {
			return p.side
		}
	}
	return ""
}

// tel is the address of a phone number as people write it, by RFC 3966; empty where
// there is nothing to dial.
func tel(phone string) string {
	number, extension, _ := strings.Cut(strings.ToLower(phone), "x") // "x12", "ext. 12"
	digits := dial(number)
	if len(strings.TrimPrefix(digits, "+")) < 3 {
		return ""
	}
	if e := strings.TrimPrefix(dial(extension), "+"); e != "" {
		return "tel:" + digits + ";ext=" + e
	}
	return "tel:" + digits
}

func dial(s string) string {
	var b strings.Builder
	for _, c := range s {
		if c >= '0' && c <= '9' || c == '+' && b.Len() == 0 {
			b.WriteRune(c)
		}
	}
	return b.String()
}

// role is what stands beside a contact's name: "Service desk lead, Northgate IT".
func (c contact) role() string {
	if c.Role == "" {
		return c.party
	}
	return c.Role + ", " + c.party
}
