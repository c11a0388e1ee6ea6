package engagement

import "demarc/internal/raci"

// Share says whose people do the work that helps to satisfy a requirement, as the
// present matrix has it.
type Share string

const (
	ByMSP     Share = "msp"
	ByBoth    Share = "shared" // people of two or more of them
	ByClient  Share = "client"
	ByOther   Share = "other"     // a stakeholder of neither: a supplier, a cloud provider
	ByNobody  Share = "undecided" // there is a row, and nobody in it is Responsible
	RowOut    Share = "excluded"  // the only rows that would help are excluded
	WithNoRow Share = "none"
)

// Shares lists all, in the order in which they are counted.
var Shares = []Share{ByMSP, ByBoth, ByClient, ByOther, ByNobody, RowOut, WithNoRow}

// with adds the work of b to that of a. Nobody's work changes nothing.
func (a Share) with(b Share) Share {
	switch {
	case a == b || b == ByNobody:
		return a
	case a == ByNobody:
		return b
	}
	return ByBoth
}

// coveringRow says who answers for a row of c and who does it.
func coveringRow(c Content, r Row, area, place int) CoveringRow {
	out := CoveringRow{Area: area, Place: place, Row: r, Share: ByNobody}
	for k, s := range c.Stakeholders {
		if k >= len(r.Cells) {
			break
		}
		if r.Cells[k].Answers() {
			out.Answers = append(out.Answers, c.Called(r, k))
		}
		if r.Cells[k].Does() {
			out.Does = append(out.Does, c.Called(r, k))
			out.Share = out.Share.with(shareOf(s.Kind))
		}
	}
	return out
}

func shareOf(k raci.Kind) Share {
	switch k {
	case raci.MSPTeam:
		return ByMSP
	case raci.InternalIT, raci.Management:
		return ByClient
	case raci.OtherKind:
	}
	return ByOther
}

// share sums up the rows of a requirement.
func (l *RequirementCoverage) share() {
	switch {
	case len(l.Rows) > 0:
		l.Share = ByNobody
		for _, r := range l.Rows {
			l.Share = l.Share.with(r.Share)
		}
	case len(l.Excluded) > 0:
		l.Share = RowOut
	default:
		l.Share = WithNoRow
	}
}

// Words names a share as the framework's assessors do.
func (c Coverage) Words(s Share) string {
	switch s {
	case ByMSP:
		return c.Framework.Sides.MSP
	case ByBoth:
		return "Shared"
	case ByClient:
		return c.Framework.Sides.Client
	case ByOther:
		return "Another provider"
	case ByNobody:
		return "Not decided"
	case RowOut:
		return "Function excluded"
	case WithNoRow:
	}
	return "No function"
}
