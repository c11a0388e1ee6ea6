package raci

import "testing"

func TestClose(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b  string
		close bool
	}{
		{"Patch servers", "patching of the servers", true},
		{"Restore test", "Test restores", true},
		{"Manage firewall rules", "Manage fierwall rules", true},
		{"Manage firewall rules", "Firewall rule management", false},
		{"Back up servers", "Back up workstations", false},
		{"LAN switches", "WAN switches", false},
		{"Onboard users", "Offboard users", false},
		{"", "", false},
		{"  –  ", "…", false},
	} {
		if got := Close(c.a, c.b); got != c.close || Close(c.b, c.a) != got {
			t.Errorf("Close(%q, %q) is %v (%.2f)", c.a, c.b, got, Likeness(c.a, c.b))
		}
	}
}
