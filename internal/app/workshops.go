package app

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/notice"
	"demarc/internal/raci"
	"demarc/internal/store"
)

// Workshops is going through the matrix together: somebody drives, the others follow.
type Workshops struct{ *core }

// WorkshopPage is the room as everybody sees it.
type WorkshopPage struct {
	Draft    engagement.Draft
	Workshop raci.Workshop
	Ballots  []raci.Ballot // blind votes, the newest first
}

// Open shows the room.
func (s Workshops) Open(ctx context.Context, who access.Actor, id engagement.ID) (p WorkshopPage, err error) {
	if err := who.Require(access.ReadEngagement); err != nil {
		return p, err
	}
	err = s.db.ReadOnce(ctx, who, func(tx *store.Tx) error {
		p.Draft, p.Workshop, p.Ballots, err = tx.Workshop(ctx, id)
		return err
	})
	return p, err
}

// change is what acts on a room that is open do: a matrix that is out for signature is
// not gone through.
func (s Workshops) change(ctx context.Context, who access.Actor, id engagement.ID, decide func(*store.Tx, engagement.Draft, *raci.Workshop) (audit.Verb, audit.Fact, error)) error {
	return s.keep(ctx, who, id, func(tx *store.Tx, d engagement.Draft, w *raci.Workshop) (audit.Verb, audit.Fact, error) {
		if err := d.Engagement.RequireDraft(); err != nil {
			return "", audit.Fact{}, err
		}
		return decide(tx, d, w)
	})
}

// keep is what every act on the room does: load it locked, let decide change it, and
// keep it with what decide says about it. A verb of "" means that nothing changed.
func (s Workshops) keep(ctx context.Context, who access.Actor, id engagement.ID, decide func(*store.Tx, engagement.Draft, *raci.Workshop) (audit.Verb, audit.Fact, error)) error {
	if err := who.Require(access.Facilitate); err != nil {
		return err
	}
	return s.db.Change(ctx, who, func(tx *store.Tx) error {
		d, w, _, err := tx.Workshop(ctx, id)
		if err != nil {
			return err
		}
		verb, fact, err := decide(tx, d, &w)
		if err != nil || verb == "" {
			return err
		}
		if err := tx.SaveWorkshop(d.Engagement, w); err != nil {
			return err
		}
		tx.Record(d.Engagement, verb, fact)
		return nil
	})
}

// Start begins a workshop at the first open function of the agenda. Who starts it
// drives.
func (s Workshops) Start(ctx context.Context, who access.Actor, id engagement.ID) error {
	return s.change(ctx, who, id, func(_ *store.Tx, d engagement.Draft, w *raci.Workshop) (audit.Verb, audit.Fact, error) {
		if w.Running() {
			return "", audit.Fact{}, fault.New(fault.Conflict, w.Facilitator+" has started a workshop already. Join it.")
		}
		agenda := d.Matrix.Agenda()
		if len(agenda) == 0 {
			return "", audit.Fact{}, fault.New(fault.Invalid, "The matrix has no functions yet. Choose areas first.")
		}
		first := d.Matrix.After("")
		if first == "" { // all is agreed: they may still look
			first = agenda[0].ID
		}
		*w = raci.Workshop{Number: w.Number + 1, Driver: who.User, Facilitator: who.Name, Side: who.Side, StartedAt: s.db.Now(), Began: d.Matrix.Accountable()}
		w.Show(first)
		t := d.Matrix.Tally()
		return audit.WorkshopStarted, audit.Fact{Subject: strconv.Itoa(w.Number), Label: plural(t.Total, "function", "functions"), Data: map[string]string{"agreed": strconv.Itoa(t.Agreed), "first": string(first)}}, nil
	})
}

// Show puts another function before everybody. Only who drives can.
func (s Workshops) Show(ctx context.Context, who access.Actor, id engagement.ID, fn raci.FunctionID) error {
	return s.change(ctx, who, id, func(_ *store.Tx, d engagement.Draft, w *raci.Workshop) (audit.Verb, audit.Fact, error) {
		if err := w.RequireDriver(who.User); err != nil {
			return "", audit.Fact{}, err
		}
		f, ok := d.Matrix.Function(fn)
		if !ok || !f.In() {
			return "", audit.Fact{}, fault.New(fault.NotFound, "This function is not in the matrix any more.")
		}
		if w.Function == fn {
			return "", audit.Fact{}, nil
		}
		w.Show(fn)
		return audit.WorkshopMoved, audit.Fact{Subject: string(fn), Label: f.Name}, nil
	})
}

// Drive takes over from whoever drives.
func (s Workshops) Drive(ctx context.Context, who access.Actor, id engagement.ID) error {
	return s.change(ctx, who, id, func(_ *store.Tx, _ engagement.Draft, w *raci.Workshop) (audit.Verb, audit.Fact, error) {
		if err := w.RequireRunning(); err != nil {
			return "", audit.Fact{}, err
		}
		if w.Driver == who.User {
			return "", audit.Fact{}, nil
		}
		was := w.Facilitator
		w.Driver, w.Facilitator, w.Side = who.User, who.Name, who.Side
		return audit.WorkshopDriven, audit.Fact{Subject: strconv.Itoa(w.Number), Before: was, After: who.Name}, nil
	})
}

// longestTimer is an hour: a function that takes longer is to be parked.
const longestTimer = 60

// Time gives the function some minutes; none takes the timer away.
func (s Workshops) Time(ctx context.Context, who access.Actor, id engagement.ID, minutes int) error {
	if minutes < 0 || minutes > longestTimer {
		return fault.Field("minutes", fmt.Sprintf("Choose up to %d minutes.", longestTimer))
	}
	return s.change(ctx, who, id, func(_ *store.Tx, _ engagement.Draft, w *raci.Workshop) (audit.Verb, audit.Fact, error) {
		if err := w.RequireDriver(who.User); err != nil {
			return "", audit.Fact{}, err
		}
		if w.Until = (time.Time{}); minutes > 0 {
			w.Until = s.db.Now().Add(time.Duration(minutes) * time.Minute)
		}
		return audit.WorkshopTimed, audit.Fact{Subject: strconv.Itoa(w.Number), After: plural(minutes, "minute", "minutes")}, nil
	})
}

// End closes a workshop with what it came to, which both sides get by mail. It changes
// nothing that is signed, so a room that was open when the text went out can be closed.
func (s Workshops) End(ctx context.Context, who access.Actor, id engagement.ID) (raci.Summary, error) {
	var sum raci.Summary
	return sum, s.keep(ctx, who, id, func(tx *store.Tx, d engagement.Draft, w *raci.Workshop) (audit.Verb, audit.Fact, error) {
		if err := w.RequireRunning(); err != nil {
			return "", audit.Fact{}, err
		}
		w.Sum(d.Matrix, s.db.Now())
		sum = w.Summary
		err := s.news(ctx, tx, d.Engagement, notice.Workshop, strconv.Itoa(w.Number))
		return audit.WorkshopEnded, audit.Fact{Subject: strconv.Itoa(w.Number), Label: plural(sum.Shown, "function", "functions"), Data: map[string]string{
			"agreed": strconv.Itoa(sum.Agreed), "parked": strconv.Itoa(sum.Parked), "disputed": strconv.Itoa(sum.Disputed),
			"still open": strconv.Itoa(sum.Looked), "not reached": strconv.Itoa(sum.NotReached), "changed hands": strconv.Itoa(len(sum.Moved)),
		}}, err
	})
}
