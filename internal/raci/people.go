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

func same(name, email, ofName, ofEmail string) bool {
	if email != "" && ofEmail != "" {
		return strings.EqualFold(email, ofEmail)
	}
	return name != "" && strings.EqualFold(strings.TrimSpace(name), strings.TrimSpace(ofName))
}
