package raci

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"demarc/internal/party"
)

// PersonLoad is what rests on one named person.
type PersonLoad struct {
	Person   string
	Side     party.Side
	Rows     int // functions the person answers for or does
	Answers  int
	Does     int
	Asked    int // first, of functions that are none of these
	Critical int // of Rows
	NoDeputy int // of Rows, where nobody else is named to stand in
}

// Load is what rests on each named person, the most loaded first. A function that two
// columns of one person are part of counts once.
func Load(m Matrix) []PersonLoad {
	var out []PersonLoad
	for i := range m.Functions {
		f := &m.Functions[i]
		if !f.In() {
			continue
		}
		seen := map[int]*duty{}
		for _, s := range m.Stakeholders {
			as := f.Cells[s.ID]
			h := f.Holder(s)
			if h.Person == "" || !as.Answers() && !as.Does() && as != Consulted {
				continue
			}
			at := slices.IndexFunc(out, func(l PersonLoad) bool { return l.Side == s.Side() && sameName(l.Person, h.Person) })
			if at < 0 {
				at = len(out)
				out = append(out, PersonLoad{Person: h.Person, Side: s.Side()})
			}
			if seen[at] == nil {
				seen[at] = &duty{}
			}
			seen[at].add(as, h)
		}
		for at, d := range seen {
			d.count(&out[at], f.Criticality)
		}
	}
	slices.SortStableFunc(out, func(a, b PersonLoad) int {
		return cmp.Or(cmp.Compare(b.Rows, a.Rows), cmp.Compare(b.Asked, a.Asked), cmp.Compare(a.Person, b.Person))
	})
	return out
}

// duty is what one person is to one function, in one column or several.
type duty struct{ answers, does, asked, bare bool }

func (d *duty) add(as Assignment, h Holder) {
	d.answers = d.answers || as.Answers()
	d.does = d.does || as.Does()
	d.asked = d.asked || as == Consulted
	if as.Answers() || as.Does() {
		d.bare = d.bare || h.Deputy == "" || sameName(h.Deputy, h.Person)
	}
}

func (d *duty) count(l *PersonLoad, c Criticality) {
	for _, n := range []struct {
		is bool
		of *int
	}{
		{d.answers || d.does, &l.Rows},
		{d.answers, &l.Answers},
		{d.does, &l.Does},
		{d.asked && !d.answers && !d.does, &l.Asked},
		{(d.answers || d.does) && c == Critical, &l.Critical},
		{d.bare, &l.NoDeputy},
	} {
		if n.is {
			*n.of++
		}
	}
}

// checkPeople is V30: too much rests on one person at the client. Somebody with a
// deputy leaves an owner behind; who has none at all is reported by V31.
func (s *sight) checkPeople() {
	all := 0 // rows in which the client's side answers or works
	var people []burden
	for i := range s.rows {
		r := &s.rows[i]
		client := false
		for j, as := range r.as {
			c := &s.columns[j]
			if c.Side() != party.Client || !as.Answers() && !as.Does() {
				continue
			}
			client = true
			h := r.Holder(*c)
			if h.Person = strings.TrimSpace(h.Person); h.Person != "" {
				people = burdened(people, r, c, h)
			}
		}
		if client {
			all++
		}
	}
	for i := range people {
		p := &people[i]
		rows, critical := p.rows, p.critical
		if !p.alone && !s.holdsTwo(p.name) {
			rows, critical = p.bare, p.bareCritical
		}
		if rows > 0 && (100*rows > 40*all || critical >= 10) {
			s.found = append(s.found, Finding{
				Rule: "V30", Severity: Warn, Page: "parties", Field: "stakeholder-" + string(p.column), Fix: "Name another person or deputy",
				Message: fmt.Sprintf("%s carries %s, %d of them critical. If %s leaves, these have no owner.", p.name, count(rows, "function", "functions"), critical, p.name),
			})
		}
	}
}

// burden is what one person at the client carries.
type burden struct {
	name   string
	column StakeholderID // the first one the person stands in
	last   *row          // the row counted last
	alone  bool          // the person is the column's own deputy

	rows, critical     int
	bare, bareCritical int // named for the row, with nobody else to stand in
}

func burdened(people []burden, r *row, c *Stakeholder, h Holder) []burden {
	at := slices.IndexFunc(people, func(b burden) bool { return sameName(b.name, h.Person) })
	if at < 0 {
		at = len(people)
		people = append(people, burden{name: h.Person, column: c.ID})
	}
	p := &people[at]
	if p.last == r {
		return people
	}
	p.last = r
	own := r.Holders[c.ID].Person != ""
	p.alone = p.alone || !own && sameName(c.Deputy, c.Holder)
	bare := own && (h.Deputy == "" || sameName(h.Deputy, h.Person))
	p.rows++
	if bare {
		p.bare++
	}
	if r.Criticality == Critical {
		p.critical++
		if bare {
			p.bareCritical++
		}
	}
	return people
}

// holdsTwo tells whether a person is named for two columns of the client's.
func (s *sight) holdsTwo(name string) bool {
	n := 0
	for _, c := range s.columns {
		if c.Side() == party.Client && sameName(c.Holder, name) {
			n++
		}
	}
	return n > 1
}

// checkHolders is V31, once per column rather than once per row: the person is mostly
// named per column, so one name mends every row. A row with names of its own needs
// none of the column's.
func (s *sight) checkHolders() {
	for i, c := range s.columns {
		if c.Holder != "" && c.Deputy != "" && !s.deputyHolds(i) {
			continue
		}
		n, critical := 0, 0
		var person, deputy bool // is missing somewhere
		for j := range s.rows {
			r := &s.rows[j]
			if !r.as[i].Answers() {
				continue
			}
			h := r.Holder(c)
			if h.Person != "" && h.Deputy != "" {
				continue
			}
			person, deputy = person || h.Person == "", deputy || h.Deputy == ""
			n++
			if r.Criticality == Critical {
				critical++
			}
		}
		if n == 0 {
			continue
		}
		missing := "neither a person nor a deputy is named"
		switch {
		case !person:
			missing = "no deputy is named"
		case !deputy:
			missing = "no person is named"
		}
		sev := Warn
		if critical > 0 {
			sev = Block
		}
		s.found = append(s.found, Finding{
			Rule: "V31", Severity: sev, Page: "parties", Field: "stakeholder-" + string(c.ID),
			Message: fmt.Sprintf("%s is Accountable for %s, %d of them critical, but %s.", c.Name, count(n, "function", "functions"), critical, missing),
			Fix:     "Name a person and a deputy",
		})
	}
}

// deputyHolds tells whether a row of the column is in the hands of the column's own
// deputy, with nobody else to stand in.
func (s *sight) deputyHolds(column int) bool {
	c := s.columns[column]
	return slices.ContainsFunc(s.rows, func(r row) bool {
		own := r.Holders[c.ID]
		return own.Person != "" && own.Deputy == "" && sameName(own.Person, c.Deputy)
	})
}
