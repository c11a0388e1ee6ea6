package raci

import (
	"math/rand/v2"
	"strings"
	"testing"
)

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

// What is skipped because it cannot reach the floor would not have reached it.
func TestLikenessAboveTheFloorIsExact(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	words := strings.Fields("backup restore server firewall account review patching monitor tenant switch printer recovery änderung plant vendor lan")
	spoil := func(w string) string {
		b := []byte(w)
		for range r.IntN(3) {
			switch i := r.IntN(len(b)); r.IntN(4) {
			case 0:
				b[i] = byte('a' + r.IntN(26))
			case 1:
				b = append(b[:i:i], append([]byte{byte('a' + r.IntN(26))}, b[i:]...)...)
			case 2:
				j := r.IntN(len(b))
				b[i], b[j] = b[j], b[i]
			case 3:
				if len(b) > 1 {
					b = append(b[:i:i], b[i+1:]...)
				}
			}
		}
		return string(b)
	}
	close := 0
	for range 100_000 {
		a := make([]string, 1+r.IntN(5))
		for i := range a {
			a[i] = words[r.IntN(len(words))]
		}
		b := make([]string, 1+r.IntN(5))
		for i := range b {
			b[i] = spoil(words[r.IntN(len(words))])
			if i < len(a) && r.IntN(4) > 0 {
				b[i] = spoil(a[i])
			}
			if n := strangers(a[i%len(a)], b[i]); n > distance(a[i%len(a)], b[i]) {
				t.Fatalf("%q and %q: %d letters are strange, yet %d edits do", a[i%len(a)], b[i], n, distance(a[i%len(a)], b[i]))
			}
		}
		all := likeness(a, b, 0)
		for _, floor := range []float64{nearly, related} {
			if got := likeness(a, b, floor); (got >= floor) != (all >= floor) || got >= floor && got != all {
				t.Fatalf("%q and %q: %v above %v, %v in full", a, b, got, floor, all)
			}
		}
		if all >= nearly {
			close++
		}
	}
	if close < 2_000 {
		t.Errorf("only %d pairs were close", close)
	}
}
