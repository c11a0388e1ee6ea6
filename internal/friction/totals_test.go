package friction_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"demarc/internal/friction"
	"demarc/internal/raci"
)

// TestShare: nothing is shown that fewer than three engagements of three clients made.
func TestShare(t *testing.T) {
	t.Parallel()
	total := func(area raci.AreaKey, key raci.FunctionKey, rows, engagements, clients, disputed int) friction.Total {
		return friction.Total{Area: area, Key: key, Rows: rows, Engagements: engagements, Clients: clients, Tally: friction.Tally{Disputed: disputed}}
	}
	all := total("", "", 600, 9, 8, 90)
	calm, rough := total("calm", "", 100, 3, 3, 3), total("rough", "", 50, 5, 4, 20)
	test, run := total("rough", "bk-test", 20, 3, 3, 4), total("rough", "bk-run", 20, 3, 3, 9)
	got := friction.Share([]friction.Total{
		all, calm, rough, test, run,
		total("two-clients", "", 50, 9, 2, 20), total("two-engagements", "", 50, 2, 2, 20), total("quiet", "", 50, 0, 0, 0),
		total("rough", "own-1", 20, 9, 9, 9), total("rough", "bk-few", 20, 9, 2, 9),
	}, func(k raci.FunctionKey) bool { return k != "own-1" })
	want := friction.Totals{All: all, Areas: []friction.Total{rough, calm}, Functions: []friction.Total{run, test}, Hidden: 2}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if got := friction.Share([]friction.Total{total("", "", 600, 9, 2, 90)}, nil); got.All.Rows != 0 {
		t.Error("the sum of two clients is shown")
	}
}
