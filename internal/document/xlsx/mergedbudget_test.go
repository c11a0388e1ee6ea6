package xlsx

import (
	"fmt"
	"testing"

	"demarc/internal/intake"
)

// Ranges that lie over one another are looked at only as far as a sheet can be large.
func TestMergedOverAndOver(t *testing.T) {
	t.Parallel()
	m := merged{
		sheets: []struct{ name, id string }{{"S", "r1"}}, parts: map[string]string{"r1": "s.xml"},
		ranges: map[string][]string{},
	}
	rows := [][]string{{"R"}, {"x"}}
	for range 2 * intake.MaxRows * intake.MaxColumns / 10 {
		m.ranges["s.xml"] = append(m.ranges["s.xml"], "A1:J1")
	}
	m.ranges["s.xml"] = append(m.ranges["s.xml"], fmt.Sprintf("A1:K%d", 1))
	m.fill("S", rows)
	if len(rows[0]) != 10 {
		t.Errorf("the row has %d cells: the last range was looked at", len(rows[0]))
	}
}
