package raci

import (
	"maps"
	"strings"
)

// Holder is who fills a stakeholder's letter in one row, and who stands in. Names are
// operational: they are no part of what the sides tick.
type Holder struct {
	Person string `json:"person,omitempty"`
	Deputy string `json:"deputy,omitempty"`
}

// Holder is who fills a column for this row: who is named for the row, else who is
// named for the column. Nobody is their own deputy.
func (f Function) Holder(s Stakeholder) Holder {
	h := f.Holders[s.ID]
	if h.Person == "" {
		h.Person = s.Holder
	}
	if h.Deputy == "" && !sameName(s.Deputy, h.Person) {
		h.Deputy = s.Deputy
	}
	return h
}

// Appoint gives the row its own person and deputy in a column; without either the
// column's count again. Names give nobody a duty, so ticks and revision stay.
func (f *Function) Appoint(s StakeholderID, h Holder) {
	holders := make(map[StakeholderID]Holder, len(f.Holders)+1)
	maps.Copy(holders, f.Holders)
	h.Person, h.Deputy = strings.Join(strings.Fields(h.Person), " "), strings.Join(strings.Fields(h.Deputy), " ")
	if holders[s] = h; h == (Holder{}) {
		delete(holders, s)
	}
	f.Holders = holders
}

// Words are the names on one line: "Sam Ortiz, deputy Lee Chan".
func (h Holder) Words() string {
	switch {
	case h.Person == "" && h.Deputy == "":
		return ""
	case h.Deputy == "":
		return h.Person
	case h.Person == "":
		return "deputy " + h.Deputy
	}
	return h.Person + ", deputy " + h.Deputy
}

// OwnDeputy is who would stand in for themselves in a column with these people; empty
// for nobody.
func OwnDeputy(s Stakeholder, h Holder) string {
	person := h.Person
	if person == "" {
		person = s.Holder
	}
	if h.Deputy != "" && sameName(person, h.Deputy) {
		return person
	}
	return ""
}
