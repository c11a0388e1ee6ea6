package engagement

import (
	"slices"

	"demarc/internal/raci"
	"demarc/internal/signing"
)

// ToInitial lists the functions that somebody of a round ticks one by one, by area: the
// critical ones that their own side answers for. Where somebody of that side is asked to
// acknowledge, they tick what its teams and vendors answer for, and a signer ticks what
// is left, which is what management answers for itself. Nobody who approves or gets a
// copy ticks any.
func (c Content) ToInitial(round signing.Envelope, who signing.Signer) []AreaRows {
	shared := slices.ContainsFunc(round.Live(), func(s signing.Signer) bool { return s.Role == signing.Acknowledges && s.Side == who.Side })
	mine := func(col Column) bool {
		switch {
		case col.Side() != who.Side:
			return false
		case who.Role == signing.Acknowledges:
			return col.Kind != raci.Management
		}
		return who.Signs() && (!shared || col.Kind == raci.Management)
	}
	var out []AreaRows
	for _, a := range c.Areas {
		of := AreaRows{Key: a.Key, Name: a.Name, Mode: a.Mode}
		for _, r := range a.Rows {
			for i, col := range c.Stakeholders {
				if r.Criticality == raci.Critical && r.Cell(i).Answers() && mine(col) {
					of.Rows = append(of.Rows, r)
					break
				}
			}
		}
		if len(of.Rows) > 0 {
			out = append(out, of)
		}
	}
	return out
}
