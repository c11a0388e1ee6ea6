package people

import (
	"testing"

	"demarc/internal/access"
	"demarc/internal/party"
)

// TestWords: a new action or role cannot be forgotten here. Nobody signs by a role,
// so that right has no sentence.
func TestWords(t *testing.T) {
	t.Parallel()
	for _, do := range access.Actions {
		if (sentences[do] == "") != (do == access.Sign) {
			t.Errorf("action %q: sentence %q", do, sentences[do])
		}
	}
	for _, side := range party.Sides {
		for _, role := range access.RolesOf(side) {
			if hints[role] == "" || len(Rights(role)) == 0 {
				t.Errorf("role %q: hint %q, rights %q", role, hints[role], Rights(role))
			}
		}
	}
}

func TestLikeliest(t *testing.T) {
	t.Parallel()
	lead := []Person{{Role: access.ITLead}}
	for _, tt := range []struct {
		name string
		team Team
		want access.Role
	}{
		{"msp", Team{Side: party.MSP}, access.Member},
		{"client without a lead", Team{Side: party.Client, People: []Person{{Role: access.Reader}}}, access.ITLead},
		{"client with a lead", Team{Side: party.Client, People: lead}, access.Contributor},
		{"lead invited", Team{Side: party.Client, Offers: []Offer{{Role: access.ITLead}}}, access.Contributor},
	} {
		if got := tt.team.likeliest(); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}
