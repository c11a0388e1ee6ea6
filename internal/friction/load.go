package friction

import (
	"demarc/internal/party"
	"demarc/internal/raci"
)

// Load is what rests on one named person. It says nothing of how they do it.
type Load struct {
	raci.PersonLoad
	Share int // of the functions that the person's side answers for or does, in percent
}

// Concentrated tells whether much of a side rests on one person with nobody to stand
// in (V30).
func (l Load) Concentrated() bool { return l.NoDeputy > 0 && (l.Share > 40 || l.Critical >= 10) }

// Loads is what rests on whom, the most first.
func Loads(m raci.Matrix) []Load {
	of := map[party.Side]int{}
	for _, f := range m.Functions {
		if !f.In() {
			continue
		}
		sides := map[party.Side]bool{}
		for _, s := range m.Stakeholders {
			if as := f.Cells[s.ID]; as.Answers() || as.Does() {
				sides[s.Side()] = true
			}
		}
		for side := range sides {
			of[side]++
		}
	}
	var out []Load
	for _, p := range raci.Load(m) {
		l := Load{PersonLoad: p}
		if n := of[p.Side]; n > 0 {
			l.Share = 100 * p.Rows / n
		}
		out = append(out, l)
	}
	return out
}

// ByPerson is what rests on whom as a table.
func ByPerson(m raci.Matrix) Table {
	t := Table{Name: "people", Title: "What rests on whom", Head: []string{"Person", "Side", "Functions", "Accountable", "Responsible", "Consulted only", "Critical", "Without a deputy", "Share of their side, %"}}
	for _, l := range Loads(m) {
		side := "Client"
		if l.Side == party.MSP {
			side = "MSP"
		}
		t.Rows = append(t.Rows, []string{l.Person, side, itoa(l.Rows), itoa(l.Answers), itoa(l.Does), itoa(l.Asked), itoa(l.Critical), itoa(l.NoDeputy), itoa(l.Share)})
	}
	return t
}
