package engagement_test

import (
	"slices"
	"testing"

	"demarc/internal/agreement"
	"demarc/internal/document/documenttest"
	"demarc/internal/engagement"
	"demarc/internal/raci"

	"github.com/google/go-cmp/cmp"
)

func keys(picks []engagement.Pick) []string {
	var out []string
	for _, p := range picks {
		out = append(out, string(p.Row.Key))
	}
	return out
}

// The ten of the starter library: what is critical and involves money, risk or a legal
// duty, then what is critical and must stay in the client's hands.
func TestExecutive(t *testing.T) {
	t.Parallel()
	c := documenttest.Version().Content
	got := keys(c.Executive(10))
	want := []string{"vm-exception", "ob-itleaver", "st-risk", "ir-insurer", "co-insurance", "ir-notify", "bk-scope", "bk-declare", "id-breakglass", "do-export"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, p := range c.Executive(10) {
		if c.Areas[p.Area].Rows[p.Place].Key != p.Row.Key {
			t.Errorf("%s is said to stand at %d.%d", p.Row.Key, p.Area, p.Place)
		}
	}
	if all := c.Executive(1000); len(all) != c.Functions() {
		t.Errorf("%d of %d functions", len(all), c.Functions())
	}
	if none := (engagement.Content{}).Executive(10); len(none) != 0 {
		t.Errorf("an empty matrix has %v", none)
	}
}

// Each rule decides where those before it are equal.
func TestExecutiveOrder(t *testing.T) {
	t.Parallel()
	const it, msp, mgmt = 0, 1, 2
	cells := func(answers int, does ...int) []raci.Assignment {
		out := []raci.Assignment{raci.NotInvolved, raci.NotInvolved, raci.NotInvolved}
		for _, d := range does {
			out[d] = raci.Responsible
		}
		out[answers] = raci.Accountable
		if slices.Contains(does, answers) {
			out[answers] = raci.AccountableAndDoing
		}
		return out
	}
	row := func(key raci.FunctionKey, crit raci.Criticality, lock raci.Lock, cells []raci.Assignment) engagement.Row {
		return engagement.Row{Key: key, Criticality: crit, Lock: lock, Cells: cells}
	}
	c := engagement.Content{
		Stakeholders: []engagement.Column{{Kind: raci.InternalIT}, {Kind: raci.MSPTeam}, {Kind: raci.Management}},
		Areas: []engagement.AreaRows{
			{Rows: []engagement.Row{
				row("normal-lock", raci.Normal, raci.ManagementLock, cells(mgmt)),
				row("plain", raci.Critical, raci.NoLock, cells(it, it)),
				row("last", raci.Critical, raci.NoLock, cells(it, it)),
				row("joint", raci.Critical, raci.NoLock, cells(it, it, msp)),
				row("cited", raci.Critical, raci.NoLock, cells(it, it)),
				row("managed", raci.Critical, raci.NoLock, cells(mgmt, it)),
			}},
			{Rows: []engagement.Row{
				row("msp-lock-broken", raci.Critical, raci.MSPLock, cells(it)),
				row("client-kept", raci.Critical, raci.ClientLock, cells(it)),
				row("client-broken", raci.Critical, raci.ClientLock, cells(msp)),
				row("kept", raci.Critical, raci.ManagementLock, cells(mgmt)),
				row("broken", raci.Critical, raci.ManagementLock, cells(it)),
				row("high-lock", raci.High, raci.ManagementLock, cells(mgmt)),
				row("open", raci.Critical, raci.NoLock, nil),
			}},
		},
		Agreement: agreement.Agreement{Sections: []agreement.Section{
			{Number: "4", Paragraphs: []agreement.Paragraph{{Text: []agreement.Span{{Ref: "fn-cited"}, {Ref: "fn-cited"}}}}},
			{Number: "7", Paragraphs: []agreement.Paragraph{{Text: []agreement.Span{{Ref: "fn-cited"}, {Ref: "c-fees"}}}}},
		}},
	}
	want := []string{
		"broken", "kept", "client-broken", "client-kept", "msp-lock-broken", "managed", "cited", "joint", "plain", "last", "open", "high-lock", "normal-lock",
	}
	picks := c.Executive(99)
	if diff := cmp.Diff(want, keys(picks)); diff != "" {
		t.Error(diff)
	}
	for _, p := range picks {
		if p.Row.Key == "cited" {
			if diff := cmp.Diff([]string{"4", "7"}, p.Sections); diff != "" {
				t.Error(diff)
			}
		}
	}
}
