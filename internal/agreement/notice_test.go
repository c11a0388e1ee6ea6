package agreement

import (
	"testing"
	"time"

	"demarc/internal/fault"
)

func TestLastDay(t *testing.T) {
	t.Parallel()
	now := time.Date(2027, 3, 1, 3, 0, 0, 0, time.UTC) // 28 February in Los Angeles
	for _, tt := range []struct{ zone, day, want string }{
		{"America/Los_Angeles", "2027-03-01", "2027-03-02T08:00:00Z"},
		{"America/Los_Angeles", "2027-03-14", "2027-03-15T07:00:00Z"}, // a day of 23 hours
		{"Europe/Berlin", "2027-12-31", "2027-12-31T23:00:00Z"},
		{"", "2027-03-02", "2027-03-03T00:00:00Z"},
		{"America/Los_Angeles", "2027-02-28", ""}, // today, there
		{"", "2027-03-01", ""},
		{"", "2027-02-28", ""},
		{"", "2027-02-29", ""},
		{"", "2032-03-02", ""},
		{"", "12027-01-01", ""},
		{"", "", ""},
	} {
		got, err := Terms{"hours.timezone": tt.zone}.LastDay(tt.day, now)
		if problem, ok := fault.Of(err); ok != (tt.want == "") || ok && problem.Fields["on"] == "" {
			t.Errorf("%s in %q: %v", tt.day, tt.zone, err)
		}
		if tt.want != "" && got.UTC().Format(time.RFC3339) != tt.want {
			t.Errorf("%s in %q is over at %s, want %s", tt.day, tt.zone, got.UTC(), tt.want)
		}
	}
}

func TestUsualEnd(t *testing.T) {
	t.Parallel()
	now := time.Date(2027, 3, 1, 3, 0, 0, 0, time.UTC)
	terms := Terms{"hours.timezone": "America/Los_Angeles", "termination.convenience": "either_any_time", "termination.convenience_days": "60"}
	if day, days, ok := terms.UsualEnd(now); day != "2027-04-29" || days != 60 || !ok {
		t.Errorf("60 days from 28 February end on %s (%d, %v)", day, days, ok)
	}
	terms["termination.convenience"] = "none"
	if day, _, ok := terms.UsualEnd(now); ok {
		t.Errorf("without the right it ends on %s", day)
	}
}
