package matrix

import (
	"demarc/internal/party"
	"demarc/internal/raci"
)

// proposal is what a row says now against what a side had agreed to.
type proposal struct {
	open  bool
	by    string // the company that made the change
	asked string // the company that is asked to agree again
	stood raci.Standing
}

func (g grid) proposal(f *raci.Function) proposal {
	if g.locked || len(f.Stood) == 0 {
		return proposal{}
	}
	asked, stood, ok := f.Asked()
	if !ok {
		return proposal{}
	}
	return proposal{open: true, by: g.company(f.EditedBy), asked: g.company(asked), stood: stood}
}

// company is the name of a side's company.
func (g grid) company(of party.Side) string {
	for i, side := range party.Sides {
		if side == of {
			return g.sides[i]
		}
	}
	return ""
}

// was is the letter that a proposal changes in a cell, and when it held.
func (p *proposal) was(s raci.StakeholderID, is raci.Assignment, when raci.Window) (as raci.Assignment, then raci.Window, changed bool) {
	if !p.open {
		return is, when, false
	}
	as, then = p.stood.Cells[s], p.stood.Windows[s]
	return as, then, as != is || then != when
}

// spoken is the letter before a proposal, in words for readers.
func (p *proposal) spoken(b []byte, was raci.Assignment, then raci.Window) []byte {
	b = append(append(b, `, was `...), was.Words()...)
	b = text(append(append(b, spokenHours(then)...), ` when `...), p.asked)
	return append(b, ` agreed`...)
}

// beside names what a proposal changes besides letters: "split note, name".
func (p *proposal) beside(b []byte, f *raci.Function) []byte {
	first := true
	for _, w := range [...]struct {
		changed bool
		what    string
	}{
		{f.Name != p.stood.Name, "name"},
		{f.Description != p.stood.Description, "description"},
		{f.Split != p.stood.Split, "split note"},
		{f.Condition != p.stood.Condition, "what it is limited to"},
	} {
		if !w.changed {
			continue
		}
		if first {
			b = append(b, `: `...)
		} else {
			b = append(b, `, `...)
		}
		first = false
		b = append(b, w.what...)
	}
	return b
}

// standing tells of a row's state what its ticks do not: that it is locked, parked, or
// proposed anew.
func (g grid) standing(b []byte, f *raci.Function, state raci.State, p *proposal) []byte {
	if state == raci.Locked {
		b = append(b, `<span class="mx-lock" aria-hidden="true"></span><span class="unseen">Locked</span>`...)
	}
	if f.IsParked() {
		b = append(b, `<span class="mx-flag mx-parked"><span class="mx-pause" aria-hidden="true"></span> `...)
		if state == raci.Proposed {
			b = append(b, `To be parked: `...)
		} else {
			b = append(b, `Parked: `...)
		}
		for i := range g.columns {
			if g.columns[i].ID == f.Parked.Owner {
				b = text(b, g.columns[i].Name)
			}
		}
		b = text(append(b, ` holds it until `...), raci.Day(f.Parked.Until))
		b = append(b, `</span>`...)
	}
	switch {
	case p.open:
		b = text(append(b, `<span class="mx-flag mx-proposed">Changed by `...), p.by)
		b = text(append(b, ` since `...), p.asked)
		b = append(p.beside(append(b, ` agreed`...), f), `</span>`...)
	case state == raci.Proposed && f.EditedBy != "" && !f.Agreed(party.MSP) && !f.Agreed(party.Client) && !f.IsParked():
		b = text(append(b, `<span class="mx-note">Proposed by `...), g.company(f.EditedBy))
		b = append(b, `</span>`...)
	}
	return b
}
