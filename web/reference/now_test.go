package reference

import (
	"testing"
	"time"

	"demarc/internal/agreement"
	"demarc/internal/raci"
)

// TestShift: the answer goes by the agreed hours in the agreed zone, at the moment it is
// asked; what holds always is answered as ever.
func TestShift(t *testing.T) {
	t.Parallel()
	berlin := agreement.Terms{"hours.timezone": "Europe/Berlin", "hours.days": "Monday-Friday", "hours.start": "08:00", "hours.end": "18:00", "hours.holidays": "none"}
	kolkata := agreement.Terms{"hours.timezone": "Asia/Kolkata", "hours.days": "Monday-Friday", "hours.start": "09:30", "hours.end": "18:30", "hours.holidays": "client_list"}
	msp := person{stakeholder: "MSP team", when: raci.AfterHours}
	it := person{stakeholder: "Client IT", name: "Priya Shah", when: raci.BusinessHours}
	tests := []struct {
		name  string
		terms agreement.Terms
		at    string
		want  []string
	}{
		{"at night", berlin, "2026-11-23T20:40:00Z", []string{"Now (after hours, 21:40 Berlin): MSP team answers for this. The MSP team does the work too.", "From 08:00 (business hours): Priya Shah (Client IT) answers for this. Client IT does the work too."}},
		{"a minute before", berlin, "2026-11-23T06:59:00Z", []string{"Now (after hours, 07:59 Berlin): MSP team answers for this. The MSP team does the work too.", "From 08:00 (business hours): Priya Shah (Client IT) answers for this. Client IT does the work too."}},
		{"by day", berlin, "2026-11-23T07:00:00Z", []string{"Now (business hours, 08:00 Berlin): Priya Shah (Client IT) answers for this. Client IT does the work too.", "From 18:00 (after hours): MSP team answers for this. The MSP team does the work too."}},
		{"Friday evening", berlin, "2026-11-20T20:00:00Z", []string{"Now (after hours, 21:00 Berlin): MSP team answers for this. The MSP team does the work too.", "From Monday, 08:00 (business hours): Priya Shah (Client IT) answers for this. Client IT does the work too."}},
		{"clocks went forward", berlin, "2026-03-30T06:00:00Z", []string{"Now (business hours, 08:00 Berlin): Priya Shah (Client IT) answers for this. Client IT does the work too.", "From 18:00 (after hours): MSP team answers for this. The MSP team does the work too."}},
		{"half an hour off", kolkata, "2026-11-23T04:00:00Z", []string{"Now (business hours, 09:30 Kolkata): Priya Shah (Client IT) answers for this. Client IT does the work too. holidays", "From 18:30 (after hours): MSP team answers for this. The MSP team does the work too."}},
		{"no hours known", agreement.Terms{"hours.timezone": ""}, "2026-11-23T04:00:00Z", []string{"In business hours: Priya Shah (Client IT) answers for this. Client IT does the work too.", "After hours: MSP team answers for this. The MSP team does the work too."}},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			at, err := time.Parse(time.RFC3339, tc.at)
			if err != nil {
				t.Fatal(err)
			}
			c := card{answers: []person{msp, it}, does: []person{msp, it}}
			c.shift(tc.terms, at)
			if len(c.turns) != len(tc.want) {
				t.Fatalf("%d turns: %+v", len(c.turns), c.turns)
			}
			for i, turn := range c.turns {
				got := turn.label + ": " + turn.says()
				if turn.listed {
					got += " holidays"
				}
				if got != tc.want[i] {
					t.Errorf("%s\nwant %s", got, tc.want[i])
				}
			}
		})
	}
	always := card{answers: []person{{stakeholder: "MSP team"}}}
	if always.shift(berlin, time.Now()); len(always.turns) != 0 {
		t.Errorf("what holds always has turns: %+v", always.turns)
	}
}
