package app_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/fault"
	"demarc/internal/raci"
)

// TestWorkshop is a workshop from its start to the letters after it.
func TestWorkshop(t *testing.T) {
	t.Parallel()
	b := newBlind(t)
	ctx, e := t.Context(), b.Engagement.ID
	open := func() app.WorkshopPage {
		t.Helper()
		p, err := b.Workshops.Open(ctx, b.viewer, e)
		apptest.Must(t, err)
		return p
	}
	if open().Workshop.Running() {
		t.Error("a workshop runs that nobody started")
	}
	if err := b.Workshops.Show(ctx, b.lead, e, b.fns[0].ID); !fault.Is(err, fault.Conflict) {
		t.Errorf("moved before the start: %v", err)
	}
	apptest.Must(t, b.Workshops.Start(ctx, b.lead, e))
	if err := b.Workshops.Start(ctx, b.itLead, e); !fault.Is(err, fault.Conflict) {
		t.Errorf("started twice: %v", err)
	}
	p := open()
	agenda := p.Draft.Matrix.Agenda()
	if p.Workshop.Function != agenda[0].ID || agenda[0].Criticality != raci.Critical {
		t.Errorf("it begins with %s", p.Workshop.Function)
	}

	// Only who drives moves; taking over makes somebody else drive.
	if err := b.Workshops.Show(ctx, b.itLead, e, agenda[1].ID); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "Tom Berg drives") {
		t.Errorf("moved by who follows: %v", err)
	}
	apptest.Must(t, b.Workshops.Drive(ctx, b.itLead, e))
	apptest.Must(t, b.Workshops.Show(ctx, b.itLead, e, agenda[1].ID))
	apptest.Must(t, b.Workshops.Show(ctx, b.itLead, e, agenda[1].ID))
	if err := b.Workshops.Show(ctx, b.itLead, e, "00000000-0000-7000-8000-000000000000"); !fault.Is(err, fault.NotFound) {
		t.Errorf("moved to nothing: %v", err)
	}
	apptest.Must(t, b.Workshops.Time(ctx, b.itLead, e, 5))
	if until := open().Workshop.Until; until.Before(b.Clock.Now().Add(4*time.Minute)) || until.After(b.Clock.Now().Add(6*time.Minute)) {
		t.Errorf("the timer ends at %s", until)
	}
	if err := b.Workshops.Time(ctx, b.itLead, e, 61); !fault.Is(err, fault.Invalid) {
		t.Errorf("a timer of 61 minutes: %v", err)
	}

	// What is agreed, parked and handed over is in the summary.
	for _, who := range []access.Actor{b.lead, b.itLead} {
		_, err := b.Matrices.Agree(ctx, who, e, agenda[0].ID, true, agenda[0].Rev)
		apptest.Must(t, err)
	}
	_, err := b.Matrices.Dispute(ctx, b.itLead, e, agenda[1].ID, "Not with our people.")
	apptest.Must(t, err)
	other := b.it
	if agenda[2].Cells[b.it].Answers() {
		other = b.msp
	}
	_, err = b.Matrices.Assign(ctx, b.lead, e, agenda[2].ID, other, raci.Accountable, agenda[2].Rev)
	apptest.Must(t, err)
	apptest.Must(t, b.Notices.Mute(ctx, b.contributor, e, true))
	b.Clock.Advance(80 * time.Minute)
	sum, err := b.Workshops.End(ctx, b.lead, e)
	apptest.Must(t, err)
	if sum.Agreed != 1 || sum.Disputed != 1 || sum.Shown != 2 || sum.NotReached != len(agenda)-2 || len(sum.Moved) != 1 || sum.Moved[0].Function != agenda[2].Name || sum.Minutes != 80 {
		t.Errorf("summary %+v", sum)
	}
	if w := open().Workshop; w.Running() || w.Summary.Agreed != 1 {
		t.Errorf("after the end: %+v", w)
	}
	if _, err := b.Workshops.End(ctx, b.lead, e); !fault.Is(err, fault.Conflict) {
		t.Errorf("ended twice: %v", err)
	}
	wait, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for _, to := range []string{b.lead.Email, b.itLead.Email} {
		k, err := b.Outbox.Wait(wait, to, "After the workshop: 1 of")
		apptest.Must(t, err)
		if k.Letter.Heading == "" || k.Letter.Mute == "" || k.Letter.Settings == "" || len(k.Letter.Parts) < 2 || !strings.Contains(strings.Join(k.Letter.Parts[1].Lines, "\n"), agenda[2].Name) {
			t.Errorf("the letter to %s: %+v", to, k.Letter)
		}
	}
	letters, err := b.Outbox.Letters()
	apptest.Must(t, err)
	for _, k := range letters {
		if k.To == b.contributor.Email && strings.Contains(k.Subject, "workshop") {
			t.Error("somebody who muted the engagement got the letter")
		}
	}
	apptest.Must(t, b.Workshops.Start(ctx, b.itLead, e))
	if w := open().Workshop; w.Number != 2 || len(w.Shown) != 1 || w.Function != agenda[1].ID {
		t.Errorf("the second workshop: %+v", w)
	}
	log := b.log(t)
	for verb, want := range map[audit.Verb]int{audit.WorkshopStarted: 2, audit.WorkshopMoved: 1, audit.WorkshopDriven: 1, audit.WorkshopTimed: 1, audit.WorkshopEnded: 1} {
		if n := count(log, verb); n != want {
			t.Errorf("%d entries %s, want %d", n, verb, want)
		}
	}
}

func TestWorkshopRights(t *testing.T) {
	t.Parallel()
	b := newBlind(t)
	ctx, e := t.Context(), b.Engagement.ID
	apptest.Must(t, b.Workshops.Start(ctx, b.lead, e))
	for _, who := range []access.Actor{b.viewer, b.contributor, b.signer} {
		for name, err := range map[string]error{
			"start": b.Workshops.Start(ctx, who, e), "show": b.Workshops.Show(ctx, who, e, b.fns[0].ID), "drive": b.Workshops.Drive(ctx, who, e),
			"time": b.Workshops.Time(ctx, who, e, 5), "end": second(b.Workshops.End(ctx, who, e)),
		} {
			if !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s: %s: %v", who.Role, name, err)
			}
		}
	}
	if _, err := b.Workshops.Open(ctx, b.Stranger, e); !fault.Is(err, fault.NotFound) {
		t.Errorf("a stranger looks: %v", err)
	}
	if err := b.Workshops.Drive(ctx, b.Stranger, e); !fault.Is(err, fault.NotFound) {
		t.Errorf("a stranger drives: %v", err)
	}
}

// Two people start at once, drive at once and end at once: one of each.
func TestWorkshopRaces(t *testing.T) {
	t.Parallel()
	b := newBlind(t)
	ctx, e := t.Context(), b.Engagement.ID
	for round := range 50 {
		if errs := apptest.Together(func() error { return b.Workshops.Start(ctx, b.lead, e) }, func() error { return b.Workshops.Start(ctx, b.itLead, e) }); apptest.Succeeded(errs) != 1 {
			t.Fatalf("round %d: two starts: %v", round, errs)
		}
		for _, err := range apptest.Together(func() error { return b.Workshops.Drive(ctx, b.lead, e) }, func() error { return b.Workshops.Show(ctx, b.itLead, e, b.fns[round].ID) }) {
			if err != nil && !fault.Is(err, fault.Conflict) {
				t.Fatalf("round %d: %v", round, err)
			}
		}
		if errs := apptest.Together(func() error { return second(b.Workshops.End(ctx, b.lead, e)) }, func() error { return second(b.Workshops.End(ctx, b.itLead, e)) }); apptest.Succeeded(errs) != 1 {
			t.Fatalf("round %d: two ends: %v", round, errs)
		}
	}
	if log := b.log(t); count(log, audit.WorkshopEnded) != 50 || count(log, audit.WorkshopStarted) != 50 {
		t.Errorf("%d starts, %d ends are recorded", count(log, audit.WorkshopStarted), count(log, audit.WorkshopEnded))
	}
}
