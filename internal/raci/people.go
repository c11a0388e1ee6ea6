package raci

import "strings"

// Place is what a person is to a column.
type Place int

const (
	Nobody Place = iota
	Deputy
	HoldsIt
)

// PlaceOf tells whether the person with this address and name fills the column. An
// address decides where one is known; a name alone is only what people typed.
func (s Stakeholder) PlaceOf(email, name string) Place {
	switch {
	case same(s.Holder, s.HolderEmail, name, email):
		return HoldsIt
	case same(s.Deputy, s.DeputyEmail, name, email):
		return Deputy
	}
	return Nobody
}

// PlaceIn is PlaceOf in one row, where other people may be named than for the column.
func (f Function) PlaceIn(s Stakeholder, email, name string) Place {
	if h := f.Holders[s.ID]; h.Person != "" {
		s.Holder, s.HolderEmail = h.Person, ""
		s.Deputy, s.DeputyEmail = h.Deputy, ""
	} else if h.Deputy != "" {
		s.Deputy, s.DeputyEmail = h.Deputy, ""
	}
	return s.PlaceOf(email, name)
}

// Backed tells whether everybody who answers for the row has a deputy.
func (m Matrix) Backed(f Function) bool {
	for _, s := range m.Answering(f) {
		if s.Deputy == "" && f.Holders[s.ID].Deputy == "" {
			return false
		}
	}
	return true
}

func same(name, email, ofName, ofEmail string) bool {
	if email != "" && ofEmail != "" {
		return strings.EqualFold(email, ofEmail)
	}
	return name != "" && strings.EqualFold(strings.TrimSpace(name), strings.TrimSpace(ofName))
}

// PlaceOf tells whether the person with this address and name fills the column for
// this row. Who is named for the row alone stands before the column's own people.
func (f Function) PlaceOf(s Stakeholder, email, name string) Place {
	own := f.Holders[s.ID]
	switch {
	case own.Person != "" && sameName(own.Person, name):
		return HoldsIt
	case own.Deputy != "" && sameName(own.Deputy, name):
		return Deputy
	}
	switch place := s.PlaceOf(email, name); {
	case place == HoldsIt && own.Person != "", place == Deputy && own.Deputy != "":
		return Nobody
	default:
		return place
	}
}
