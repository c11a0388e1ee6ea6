package engagement

import (
	"slices"
	"strings"

	"demarc/internal/party"
	"demarc/internal/raci"
)

// Person is somebody whom a draft names, and how to reach them where it says so.
type Person struct {
	Name  string
	Side  party.Side
	Phone string
	Email string
}

// People are all whom a draft names, in the order of their names: each once per side,
// with what is known of them from every place.
func (d Draft) People() []Person {
	var out []Person
	add := func(side party.Side, name, phone, email string) {
		if name = strings.Join(strings.Fields(name), " "); name == "" {
			return
		}
		at := slices.IndexFunc(out, func(p Person) bool { return p.Side == side && strings.EqualFold(p.Name, name) })
		if at < 0 {
			at = len(out)
			out = append(out, Person{Name: name, Side: side})
		}
		if out[at].Phone == "" {
			out[at].Phone = phone
		}
		if out[at].Email == "" {
			out[at].Email = email
		}
	}
	for _, s := range d.Matrix.Stakeholders {
		add(s.Side(), s.Holder, s.HolderPhone, s.HolderEmail)
		add(s.Side(), s.Deputy, s.DeputyPhone, s.DeputyEmail)
	}
	for _, c := range d.Parties.Contacts {
		add(c.Side, c.Name, c.Phone, c.Email)
		add(c.Side, c.Deputy, c.DeputyPhone, "")
	}
	for _, s := range d.Parties.Signatories {
		add(s.Side, s.Name, "", s.Email)
	}
	for _, side := range party.Sides {
		r := d.Parties.Directory.Reach(side)
		add(side, r.Security, r.SecurityPhone, r.SecurityEmail)
		add(side, r.Deputy, r.DeputyPhone, "")
	}
	for _, f := range d.Matrix.Functions {
		for _, s := range d.Matrix.Stakeholders {
			h := f.Holders[s.ID]
			add(s.Side(), h.Person, "", "")
			add(s.Side(), h.Deputy, "", "")
		}
	}
	slices.SortStableFunc(out, func(a, b Person) int { return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })
	return out
}

// Reach is how somebody named for a column is reached: by what the column says of
// them, else by what any place of the draft does.
func (d Draft) Reach(name string, s raci.Stakeholder) Person {
	switch {
	case name == "":
		return Person{}
	case strings.EqualFold(name, s.Holder):
		return Person{Name: name, Side: s.Side(), Phone: s.HolderPhone, Email: s.HolderEmail}
	case strings.EqualFold(name, s.Deputy):
		return Person{Name: name, Side: s.Side(), Phone: s.DeputyPhone, Email: s.DeputyEmail}
	}
	for _, p := range d.People() {
		if p.Side == s.Side() && strings.EqualFold(p.Name, name) {
			return p
		}
	}
	return Person{Name: name, Side: s.Side()}
}

// Reach is how somebody named for a column is reached, as a version says it.
func (c Content) Reach(name string, s Column) Person {
	d := Draft{Parties: Parties{Contacts: c.Contacts, Signatories: c.Signatories, Directory: c.Directory}}
	for _, k := range c.Stakeholders {
		d.Matrix.Stakeholders = append(d.Matrix.Stakeholders, k.stakeholder())
	}
	return d.Reach(name, s.stakeholder())
}

func (c Column) stakeholder() raci.Stakeholder {
	return raci.Stakeholder{
		Kind: c.Kind, Name: c.Name, Holder: c.Holder, HolderEmail: c.HolderEmail, HolderPhone: c.HolderPhone,
		Deputy: c.Deputy, DeputyEmail: c.DeputyEmail, DeputyPhone: c.DeputyPhone,
	}
}
