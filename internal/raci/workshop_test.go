package raci_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"demarc/internal/fault"
	"demarc/internal/party"
	. "demarc/internal/raci"
)

func TestWorkshop(t *testing.T) {
	t.Parallel()
	m := many(6)
	start := time.Date(2026, 11, 22, 14, 0, 0, 0, time.UTC)
	w := Workshop{Number: 1, Driver: "tom", Facilitator: "Tom Berg", Side: party.MSP, StartedAt: start, Began: m.Accountable()}
	for _, fn := range []FunctionID{"f00", "f01", "f01", "f02"} {
		w.Until = start.Add(time.Hour)
		w.Show(fn)
	}
	if w.Function != "f02" || len(w.Shown) != 3 || !w.Until.IsZero() {
		t.Errorf("shown %+v", w)
	}
	if err := w.RequireDriver("priya"); !fault.Is(err, fault.Conflict) {
		t.Errorf("somebody else drives: %v", err)
	}
	f := func(i int) *Function { return &m.Functions[i] }
	f(0).AgreedMSP, f(0).AgreedClient = 1, 1
	f(1).Dispute = Dispute{Side: party.Client, Reason: "No."}
	f(2).AgreedMSP = 1
	f(3).Cells = cells("R", "A", "-")
	f(4).Parked, f(4).AgreedMSP, f(4).AgreedClient = Parked{Owner: "1", Until: "2027-01-01", Why: "Later"}, 1, 1
	w.Sum(m, start.Add(80*time.Minute+20*time.Second))
	want := Summary{
		Tally: Tally{Total: 6, Agreed: 1, Open: 3, Parked: 1, Disputed: 1}, Looked: 1, NotReached: 2, Shown: 3, Minutes: 80,
		Moved: []Handover{{Function: "Function 3", From: "MSP team", To: "Client IT"}},
	}
	if diff := cmp.Diff(want, w.Summary); diff != "" {
		t.Error(diff)
	}
	if w.Running() || w.RequireRunning() == nil {
		t.Error("it runs after its end")
	}
	for _, tt := range []struct{ from, after, before FunctionID }{
		{"f00", "f01", "f05"}, {"f01", "f02", "f05"}, {"f03", "f05", "f02"}, {"f05", "f01", "f03"}, {"", "f01", "f05"},
	} {
		if a, b := m.After(tt.from), m.Before(tt.from); a != tt.after || b != tt.before {
			t.Errorf("after %q comes %q, before it %q; want %q and %q", tt.from, a, b, tt.after, tt.before)
		}
	}
	for i := range m.Functions {
		f(i).Dispute, f(i).AgreedMSP, f(i).AgreedClient = Dispute{}, 1, 1
	}
	if got := m.After("f00"); got != "" {
		t.Errorf("with all agreed %q is next", got)
	}
}
