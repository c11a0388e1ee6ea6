package engagement

import (
	"cmp"
	"slices"

	"demarc/internal/agreement"
	"demarc/internal/party"
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

// Affirmation is the exact sentence that somebody of a round ticks who does not sign: of
// an acknowledgment the words that the version itself quotes.
func (c Content) Affirmation(r signing.Role) string {
	switch r {
	case signing.Approves:
		return signing.Approval
	case signing.Acknowledges:
		return cmp.Or(c.Terms["esign.acknowledgment"], agreement.Acknowledgment)
	case signing.Signs, signing.Copied:
	}
	return ""
}

// ToKnow lists what a side's own teams and vendors do by the matrix, by area: all that
// they answer for or work on. It is what somebody of that side acknowledges.
func (c Content) ToKnow(side party.Side) []AreaRows {
	var out []AreaRows
	for _, a := range c.Areas {
		of := AreaRows{Key: a.Key, Name: a.Name, Mode: a.Mode}
		for _, r := range a.Rows {
			for i, col := range c.Stakeholders {
				if as := r.Cell(i); col.Side() == side && col.Kind != raci.Management && (as.Answers() || as.Does()) {
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
