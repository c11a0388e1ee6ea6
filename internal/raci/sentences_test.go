package raci

import (
	"strings"
	"testing"
)

// TestSentences: a row is said as a director says it, whatever is missing or doubled.
func TestSentences(t *testing.T) {
	t.Parallel()
	m := Matrix{Stakeholders: []Stakeholder{
		{ID: "m", Kind: MSPTeam, Name: "MSP team"},
		{ID: "i", Kind: InternalIT, Name: "Internal IT"},
		{ID: "g", Kind: Management, Name: "Client management"},
		{ID: "v", Kind: OtherKind, Name: "ERP vendor"},
	}}
	for _, c := range []struct{ name, cells, want string }{
		{"two teams", "R A I -", "The MSP team does this. Internal IT answers for it. Client management is told afterwards."},
		{"one team", "A/R - - -", "The MSP team does this and answers for it."},
		{"both do it", "R A/R C -", "The MSP team and Internal IT do this. Internal IT answers for it. Client management is asked first."},
		{"three do it", "R R A R", "The MSP team, Internal IT and ERP vendor do this. Client management answers for it."},
		{"the article inside", "I I A/R C", "Client management does this and answers for it. ERP vendor is asked first. The MSP team and Internal IT are told afterwards."},
		{"nobody", "- - - ?", "Nobody does this yet. Nobody answers for it yet. Not decided yet: ERP vendor."},
		{"two answer", "A A R -", "Client management does this. The MSP team and Internal IT both answer for it, so neither does."},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := Function{Cells: map[StakeholderID]Assignment{}}
			for i, letter := range strings.Fields(c.cells) {
				as, ok := ParseAssignment(letter)
				if !ok {
					t.Fatalf("%q is no letter", letter)
				}
				f.Cells[m.Stakeholders[i].ID] = as
			}
			if got := strings.Join(m.Sentences(f), " "); got != c.want {
				t.Errorf("%s\n got %s\nwant %s", c.cells, got, c.want)
			}
		})
	}
}
