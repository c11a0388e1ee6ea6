package engagement

import (
	"slices"
	"strconv"
	"strings"

	"demarc/internal/party"
	"demarc/internal/raci"
)

// Left is somebody whose place at the MSP or the client ended, and who has none there
// now.
type Left struct{ Name, Email string }

// gone tells whether an address, or where there is none a name, is of somebody who left.
// A name alone counts only where no address says otherwise: two people may share one.
func (d Draft) gone(name, email string) bool {
	return slices.ContainsFunc(d.Left, func(l Left) bool {
		if email != "" {
			return strings.EqualFold(l.Email, email)
		}
		return name != "" && strings.EqualFold(l.Name, name)
	})
}

// left is V32: people who are named and do not work here any more. Where the column has
// a deputy who is still here, one press puts the deputy in.
func (c *check) left() {
	for _, s := range c.Matrix.Stakeholders {
		holder := c.gone(s.Holder, s.HolderEmail)
		deputy := c.gone(s.Deputy, s.DeputyEmail)
		at := raci.Finding{Rule: "V32", Severity: raci.Warn, Page: "parties", Field: "stakeholder-" + string(s.ID), Fix: "Name somebody else"}
		n := 0
		for _, f := range c.Matrix.Functions {
			if own := f.Holders[s.ID].Person; works(f, s) && (own == "" || strings.EqualFold(own, s.Holder)) {
				n++
			}
		}
		functions := strconv.Itoa(n) + " functions"
		if n == 1 {
			functions = "1 function"
		}
		if holder {
			if CanStandIn(c.Draft, s) {
				at.Fix = "Put " + s.Deputy + " in"
			}
			c.add(at, "%s no longer works here but is named in %s, as the person of %s.", s.Holder, functions, s.Name)
		}
		if deputy {
			at.Fix = "Name another deputy"
			c.add(at, "%s no longer works here but is the deputy of %s, in %s.", s.Deputy, s.Name, functions)
		}
	}
	c.leftRows()
	parties := func(field, format string, args ...any) {
		c.add(raci.Finding{Rule: "V32", Severity: raci.Warn, Page: "parties", Field: field, Fix: "Name somebody else"}, format, args...)
	}
	for _, p := range c.Parties.Contacts {
		if c.gone(p.Name, p.Email) {
			parties("contacts", "%s no longer works here but is to be called at level %d.", p.Name, p.Level)
		}
	}
	for _, s := range c.Parties.Signatories {
		if c.gone(s.Name, s.Email) {
			parties("signers", "%s no longer works here but is named to sign.", s.Name)
		}
	}
	for _, side := range party.Sides {
		if r := c.Parties.Directory.Reach(side); c.gone(r.Security, r.SecurityEmail) {
			parties("reach-"+string(side), "%s no longer works here but is a security contact.", r.Security)
		}
	}
	c.stillHolds()
}

// works tells whether a column does a function or answers for it.
func works(f raci.Function, s raci.Stakeholder) bool {
	as := f.Cells[s.ID]
	return f.In() && (as.Does() || as.Answers())
}

// leftRows looks for people who left and are named for functions by themselves: one
// finding for each column they are named in.
func (c *check) leftRows() {
	for _, s := range c.Matrix.Stakeholders {
		told := map[string]bool{}
		for _, f := range c.Matrix.Functions {
			h := f.Holders[s.ID]
			for _, p := range [...]struct{ name, as, field string }{{h.Person, "the person", "person-"}, {h.Deputy, "the deputy", "deputy-"}} {
				key := strings.ToLower(p.name)
				if p.name == "" || told[key] || !f.In() || !c.gone(p.name, c.Reach(p.name, s).Email) {
					continue
				}
				told[key] = true
				where := f.Name
				if n := c.named(p.name, s); n > 1 {
					where += " and " + strconv.Itoa(n-1) + " more"
				}
				c.add(raci.Finding{Rule: "V32", Severity: raci.Warn, Function: f.ID, Area: f.Area, Page: "matrix", Field: p.field + string(s.ID), Fix: "Name somebody else"},
					"%s no longer works here but is named for %s, as %s of %s.", p.name, where, p.as, s.Name)
			}
		}
	}
}

// named counts the functions for which somebody is named by themselves in a column.
func (c *check) named(name string, s raci.Stakeholder) int {
	n := 0
	for _, f := range c.Matrix.Functions {
		if h := f.Holders[s.ID]; f.In() && (strings.EqualFold(h.Person, name) || strings.EqualFold(h.Deputy, name)) {
			n++
		}
	}
	return n
}

// stillHolds looks for people who left and hold access in the register.
func (c *check) stillHolds() {
	for _, a := range c.Register.Access {
		for _, s := range c.Matrix.Stakeholders {
			for name := range strings.FieldsFuncSeq(a.Holdings[s.ID].People, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
				if name = strings.TrimSpace(name); c.gone(name, "") {
					c.add(raci.Finding{Rule: "V32", Severity: raci.Warn, Page: "access", Field: raci.AccessField(a.Key), Fix: "Take the access away and name who has it"},
						"%s no longer works here but holds %s for %s.", name, a.Name, s.Name)
				}
			}
		}
	}
}

// CanStandIn tells whether a column's deputy can take the place of its holder who left.
func CanStandIn(d Draft, s raci.Stakeholder) bool {
	return s.Holder != "" && s.Deputy != "" && d.gone(s.Holder, s.HolderEmail) && !d.gone(s.Deputy, s.DeputyEmail)
}
