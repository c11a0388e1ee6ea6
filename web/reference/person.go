package reference

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/raci"
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
	when        raci.Window
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

// step is one level of the escalation path, or whom to call besides.
type step struct {
	title  string // "Level 1"
	people []contact
}

// contact is somebody to call.
type contact struct {
	engagement.Contact
	party string
}

// path is whom to call: after hours first, then the contacts by level, and at the end
// those for an attack. Within a step, the side that does the work is called first.
func path(contacts []engagement.Contact, d engagement.Directory, first party.Side, msp, client string) []step {
	var after, attack []engagement.Contact
	for _, side := range party.Sides {
		r := d.Reach(side)
		after = append(after, engagement.Contact{Side: side, Name: "After-hours number", Phone: r.AfterHours})
		attack = append(attack, engagement.Contact{Side: side, Name: r.Security, Phone: r.SecurityPhone, Email: r.SecurityEmail, Deputy: r.Deputy, DeputyPhone: r.DeputyPhone})
	}
	after = slices.DeleteFunc(after, func(c engagement.Contact) bool { return c.Phone == "" })
	levels := map[int][]engagement.Contact{}
	for _, c := range contacts {
		levels[c.Level] = append(levels[c.Level], c)
	}
	var steps []step
	add := func(title string, list []engagement.Contact) {
		slices.SortStableFunc(list, func(a, b engagement.Contact) int { return cmp.Compare(turn(a.Side, first), turn(b.Side, first)) })
		s := step{title: title}
		for _, c := range list {
			if c.Name == "" && c.Phone == "" && c.Email == "" {
				continue
			}
			name := client
			if c.Side == party.MSP {
				name = msp
			}
			s.people = append(s.people, contact{c, name})
		}
		if len(s.people) > 0 {
			steps = append(steps, s)
		}
	}
	add("After hours", after)
	for _, level := range slices.Sorted(maps.Keys(levels)) {
		add("Level "+strconv.Itoa(level), levels[level])
	}
	add("An attack", attack)
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
