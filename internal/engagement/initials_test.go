package engagement_test

import (
	"strings"
	"testing"

	"demarc/internal/agreement"
	"demarc/internal/document/documenttest"
	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/internal/signing"
)

// Each ticks what their own side answers for and is critical; where somebody
// acknowledges, the two lists of a side have nothing twice and leave nothing out.
func TestToInitial(t *testing.T) {
	t.Parallel()
	cells := func(at int) []raci.Assignment {
		out := []raci.Assignment{raci.NotInvolved, raci.NotInvolved, raci.NotInvolved, raci.NotInvolved}
		out[at] = raci.Accountable
		return out
	}
	shared := cells(0)
	shared[1] = raci.Accountable // at other hours
	row := func(key raci.FunctionKey, crit raci.Criticality, c []raci.Assignment) engagement.Row {
		return engagement.Row{Key: key, Criticality: crit, Cells: c}
	}
	c := engagement.Content{
		Stakeholders: []engagement.Column{{Kind: raci.MSPTeam}, {Kind: raci.InternalIT}, {Kind: raci.Management}, {Kind: raci.OtherKind}},
		Areas: []engagement.AreaRows{
			{Name: "Quiet", Rows: []engagement.Row{row("normal", raci.Normal, cells(1))}},
			{Name: "Backup", Rows: []engagement.Row{row("msp", raci.Critical, cells(0)), row("it", raci.Critical, cells(1)), row("both", raci.Critical, shared)}},
			{Name: "Risk", Rows: []engagement.Row{row("mgmt", raci.Critical, cells(2)), row("vendor", raci.Critical, cells(3)), row("nobody", raci.Critical, nil)}},
		},
	}
	asked := func(side party.Side, role signing.Role) signing.Signer {
		return signing.Signer{ID: signing.SignerID(string(side) + string(role)), Side: side, Role: role}
	}
	alone := signing.Envelope{Signers: []signing.Signer{asked(party.MSP, ""), asked(party.Client, signing.Signs), asked(party.Client, signing.Approves), asked(party.Client, signing.Copied)}}
	with := signing.Envelope{Signers: append([]signing.Signer{asked(party.Client, signing.Acknowledges)}, alone.Signers...)}
	gone := with.Signers[0]
	gone.EndedAt, gone.EndedAs = documenttest.Frozen, signing.Replaced
	without := signing.Envelope{Signers: append([]signing.Signer{gone}, alone.Signers...)}
	for name, tt := range map[string]struct {
		round signing.Envelope
		who   signing.Signer
		want  string
	}{
		"the MSP":                       {alone, asked(party.MSP, ""), "Backup: msp both"},
		"the client":                    {alone, asked(party.Client, signing.Signs), "Backup: it both, Risk: mgmt vendor"},
		"who approves":                  {alone, asked(party.Client, signing.Approves), ""},
		"who gets a copy":               {alone, asked(party.Client, signing.Copied), ""},
		"who acknowledges":              {with, asked(party.Client, signing.Acknowledges), "Backup: it both, Risk: vendor"},
		"the client beside them":        {with, asked(party.Client, signing.Signs), "Risk: mgmt"},
		"the MSP beside the client's":   {with, asked(party.MSP, ""), "Backup: msp both"},
		"the client when they are gone": {without, asked(party.Client, signing.Signs), "Backup: it both, Risk: mgmt vendor"},
	} {
		var areas []string
		for _, a := range c.ToInitial(tt.round, tt.who) {
			line := a.Name + ":"
			for _, r := range a.Rows {
				line += " " + string(r.Key)
			}
			areas = append(areas, line)
		}
		if got := strings.Join(areas, ", "); got != tt.want {
			t.Errorf("%s initials %q, want %q", name, got, tt.want)
		}
	}
}

// In the starter library each critical function is initialled by exactly one side.
func TestToInitialOfTheLibrary(t *testing.T) {
	t.Parallel()
	c := documenttest.Version().Content
	round := signing.Envelope{Signers: []signing.Signer{{ID: "m", Side: party.MSP}, {ID: "c", Side: party.Client}, {ID: "i", Side: party.Client, Role: signing.Acknowledges}}}
	times := map[raci.FunctionKey]int{}
	for _, s := range round.Signers {
		n := 0
		for _, a := range c.ToInitial(round, s) {
			for _, r := range a.Rows {
				times[r.Key]++
				n++
			}
		}
		t.Logf("%s ticks %d", s.ID, n)
	}
	for _, a := range c.Areas {
		for _, r := range a.Rows {
			if want := map[bool]int{true: 1}[r.Criticality == raci.Critical]; times[r.Key] != want {
				t.Errorf("%s is ticked by %d, not %d", r.Key, times[r.Key], want)
			}
		}
	}
}

// Who acknowledges reads all that their side's teams and vendors do or answer for, critical
// or not, and nothing that is left to management or to the other side.
func TestToKnow(t *testing.T) {
	t.Parallel()
	c := engagement.Content{
		Stakeholders: []engagement.Column{{Kind: raci.MSPTeam}, {Kind: raci.InternalIT}, {Kind: raci.Management}, {Kind: raci.OtherKind}},
		Areas: []engagement.AreaRows{
			{Name: "Helpdesk", Rows: []engagement.Row{
				{Key: "answers", Cells: []raci.Assignment{raci.Responsible, raci.Accountable}},
				{Key: "does", Cells: []raci.Assignment{raci.Accountable, raci.Responsible}},
				{Key: "both", Cells: []raci.Assignment{raci.Informed, raci.AccountableAndDoing}},
				{Key: "asked", Cells: []raci.Assignment{raci.AccountableAndDoing, raci.Consulted}},
			}},
			{Name: "Budget", Rows: []engagement.Row{{Key: "pays", Cells: []raci.Assignment{raci.Informed, raci.Informed, raci.AccountableAndDoing}}}},
			{Name: "Telecom", Rows: []engagement.Row{{Key: "carrier", Cells: []raci.Assignment{raci.Accountable, raci.Informed, raci.NotInvolved, raci.Responsible}}}},
		},
	}
	for side, want := range map[party.Side]string{party.Client: "Helpdesk: answers does both, Telecom: carrier", party.MSP: "Helpdesk: answers does asked, Telecom: carrier"} {
		var areas []string
		for _, a := range c.ToKnow(side) {
			line := a.Name + ":"
			for _, r := range a.Rows {
				line += " " + string(r.Key)
			}
			areas = append(areas, line)
		}
		if got := strings.Join(areas, ", "); got != want {
			t.Errorf("%s is given %q, want %q", side, got, want)
		}
	}
}

// What somebody affirms who acknowledges is what their version quotes, word for word, also
// when a later program has other words; a version that quotes none has today's.
func TestAffirmation(t *testing.T) {
	t.Parallel()
	c := engagement.Content{Terms: agreement.Terms{"esign.acknowledgment": "I have read it as it was."}}
	if got := c.Affirmation(signing.Acknowledges); got != "I have read it as it was." {
		t.Error(got)
	}
	if got := (engagement.Content{}).Affirmation(signing.Acknowledges); got != agreement.Acknowledgment {
		t.Error(got)
	}
	if got := c.Affirmation(signing.Approves); got != signing.Approval {
		t.Error(got)
	}
}
