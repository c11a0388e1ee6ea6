package notice

import (
	"strings"

	"demarc/internal/access"
	"demarc/internal/raci"
)

// Mine tells whether a row is a person's to answer: they are named as holder or deputy
// of a column that does it or answers for it. Where nobody of their side is named, the
// row is that of everybody who agrees rows for it.
func (p Person) Mine(m raci.Matrix, f raci.Function) bool {
	named := false
	for _, s := range m.Stakeholders {
		as := f.Cells[s.ID]
		if s.Side() != p.Side || !as.Answers() && !as.Does() {
			continue
		}
		if p.is(s.Holder, s.HolderEmail) || p.is(s.Deputy, s.DeputyEmail) {
			return true
		}
		named = named || s.Holder != "" || s.HolderEmail != ""
	}
	return !named && access.Actor{Kind: access.Person, Role: p.Role}.Can(access.AgreeRows)
}

// is compares addresses, and names only where no address is given.
func (p Person) is(name, email string) bool {
	if email != "" {
		return strings.EqualFold(strings.TrimSpace(email), p.Email)
	}
	return name != "" && strings.EqualFold(strings.TrimSpace(name), p.Name)
}
