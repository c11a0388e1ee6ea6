package matrix

import "demarc/internal/raci"

// paper is what Exhibit A says of a row besides its name and letters. It is there for
// print only: on the screen the row's card has it.
func (g grid) paper(b []byte, f *raci.Function) []byte {
	note := func(label, words string) {
		if words != "" {
			b = text(append(append(append(b, `<span class="mx-paper"><b>`...), label...), `</b> `...), words)
			b = append(b, `</span>`...)
		}
	}
	if f.Description != "" {
		b = text(append(b, `<span class="mx-paper">`...), f.Description)
		b = append(b, `</span>`...)
	}
	note("Split:", f.Split)
	if f.IsParked() {
		note("Parked:", raci.ParkedText(g.nameOf(f.Parked.Owner), f.Parked.Until, f.Parked.Why))
	}
	return b
}

func (g grid) nameOf(id raci.StakeholderID) string {
	for i := range g.columns {
		if g.columns[i].ID == id {
			return g.columns[i].Name
		}
	}
	return ""
}
