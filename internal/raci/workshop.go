package raci

import (
	"slices"
	"time"

	"demarc/internal/fault"
	"demarc/internal/party"
)

// Workshop is both teams going through a matrix together, one function after the
// other. There is one per engagement; the last one keeps what it came to.
type Workshop struct {
	Number      int        // 1 for the first, 0 while there was none
	Function    FunctionID // what all look at
	Driver      party.UserID
	Facilitator string // the driver's name
	Side        party.Side
	StartedAt   time.Time
	EndedAt     time.Time
	Until       time.Time                    // of the timer; zero while none runs
	Began       map[FunctionID]StakeholderID // who was Accountable when it started
	Shown       []FunctionID
	Summary     Summary // once it has ended
}

// Running tells whether a workshop is going on.
func (w Workshop) Running() bool { return w.Number > 0 && w.EndedAt.IsZero() }

// RequireRunning is the fault of who comes too late.
func (w Workshop) RequireRunning() error {
	if !w.Running() {
		return fault.New(fault.Conflict, "This workshop has ended. Start another to go on together.")
	}
	return nil
}

// RequireDriver is the fault of somebody else at the wheel.
func (w Workshop) RequireDriver(who party.UserID) error {
	if err := w.RequireRunning(); err != nil {
		return err
	}
	if w.Driver != who {
		return fault.New(fault.Conflict, w.Facilitator+" drives this workshop. Take over first, or look on your own.")
	}
	return nil
}

// Show puts a function before everybody. The timer is the function's, so it ends.
func (w *Workshop) Show(fn FunctionID) {
	w.Function, w.Until = fn, time.Time{}
	if fn != "" && !slices.Contains(w.Shown, fn) {
		w.Shown = append(w.Shown, fn)
	}
}

// waits tells whether a workshop still has something to do about a function.
func (f Function) waits() bool {
	state, _ := f.State()
	return state != AgreedByBoth && state != ParkedByBoth && state != Locked
}

// After is the next function on the agenda that is not agreed or parked, from one on
// and round the end; empty when there is no other. Before is the one behind it.
func (m Matrix) After(from FunctionID) FunctionID { return turn(m.Agenda(), from) }

// Before is After the other way round.
func (m Matrix) Before(from FunctionID) FunctionID {
	agenda := m.Agenda()
	slices.Reverse(agenda)
	return turn(agenda, from)
}

func turn(agenda []Function, from FunctionID) FunctionID {
	at := slices.IndexFunc(agenda, func(f Function) bool { return f.ID == from })
	for i := range agenda {
		f := agenda[(at+1+i)%len(agenda)]
		if f.ID != from && f.waits() {
			return f.ID
		}
	}
	return ""
}

// Summary is what a workshop came to.
type Summary struct {
	Tally
	Looked     int        `json:"looked"`      // functions looked at that are still open
	NotReached int        `json:"not_reached"` // functions that are open and nobody came to
	Shown      int        `json:"shown"`       // all that were looked at
	Minutes    int        `json:"minutes"`
	Moved      []Handover `json:"moved,omitempty"`
}

// Handover is a function for which somebody else answers now, by the names of then.
type Handover struct {
	Function string `json:"function"`
	From     string `json:"from"` // empty: nobody
	To       string `json:"to"`
}

// Accountable is who answers for each function, for the comparison at the end.
func (m Matrix) Accountable() map[FunctionID]StakeholderID {
	out := map[FunctionID]StakeholderID{}
	for _, f := range m.Functions {
		if a := m.Answering(f); f.In() && len(a) > 0 {
			out[f.ID] = a[0].ID
		}
	}
	return out
}

// Sum ends a workshop with what it came to.
func (w *Workshop) Sum(m Matrix, at time.Time) {
	w.EndedAt, w.Until = at, time.Time{}
	s := Summary{Tally: m.Tally(), Shown: len(w.Shown), Minutes: int(at.Sub(w.StartedAt).Round(time.Minute).Minutes())}
	name := func(id StakeholderID) string {
		c, _ := m.Stakeholder(id)
		return c.Name
	}
	now := m.Accountable()
	for _, f := range m.Agenda() {
		state, _ := f.State()
		if state == Drafted || state == Proposed {
			if slices.Contains(w.Shown, f.ID) {
				s.Looked++
			} else {
				s.NotReached++
			}
		}
		if from, to := w.Began[f.ID], now[f.ID]; from != to {
			s.Moved = append(s.Moved, Handover{Function: f.Name, From: name(from), To: name(to)})
		}
	}
	w.Summary = s
}

// Text is a handover in a sentence.
func (h Handover) Text() string {
	switch {
	case h.From == "":
		return h.Function + ": " + h.To + " answers for it now"
	case h.To == "":
		return h.Function + ": nobody answers for it now; it was " + h.From
	}
	return h.Function + ": from " + h.From + " to " + h.To
}
