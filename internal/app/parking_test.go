package app_test

import (
	"strings"
	"testing"
	"time"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/fault"
	"demarc/internal/party"
	"demarc/internal/raci"
)

// saysOf is the message of a rule in what is missing before sending; empty without one.
func (b *bundle) saysOf(t *testing.T, rule string) string {
	t.Helper()
	o, err := b.Engagements.Open(t.Context(), b.lead, b.Engagement.ID)
	apptest.Must(t, err)
	for _, f := range o.Findings {
		if f.Rule == rule {
			return f.Message
		}
	}
	return ""
}

// A disputed row is parked by one side, agreed to as parked by both, signed so, and
// looked up so.
func TestParkedToTheEnd(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	b.agreeAll(t)
	d, err := b.Matrices.Open(ctx, b.lead, id)
	apptest.Must(t, err)
	f, it := d.Matrix.Functions[0], d.Matrix.Stakeholders[1]
	_, err = b.Matrices.Dispute(ctx, b.itLead, id, f.ID, "Our desk answers.")
	apptest.Must(t, err)

	until := b.DB.Now().AddDate(0, 3, 0).Format(time.DateOnly)
	in := app.Parking{Owner: it.ID, Until: until, Why: "Both desks want the first call."}
	_, err = b.Matrices.Park(ctx, b.contributor, id, f.ID, app.Parking{Owner: "gone", Until: "soon", Why: "x"}, f.Rev)
	if bad, ok := fault.Of(err); !ok || bad.Fields["owner"] == "" || bad.Fields["until"] == "" {
		t.Errorf("nobody and never: %v", err)
	}
	if _, err := b.Matrices.Park(ctx, b.viewer, id, f.ID, in, f.Rev); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a viewer parks: %v", err)
	}
	if _, err := b.Matrices.Park(ctx, b.Stranger, id, f.ID, in, f.Rev); !fault.Is(err, fault.NotFound) {
		t.Errorf("a stranger parks: %v", err)
	}
	row, err := b.Matrices.Park(ctx, b.itLead, id, f.ID, in, f.Rev)
	apptest.Must(t, err)
	if s, by := row.Function.State(); s != raci.Proposed || by != party.Client || row.Moved == nil || row.Function.Dispute.Reason != "" || !row.Function.Cells[it.ID].Answers() {
		t.Errorf("%s by %s, %+v", s, by, row.Function)
	}
	if _, err := b.Matrices.Park(ctx, b.lead, id, f.ID, in, f.Rev); !fault.Is(err, fault.Conflict) {
		t.Errorf("parked over somebody's change: %v", err)
	}
	if got := b.saysOf(t, "V09"); !strings.Contains(got, f.Name+" (to be parked, which both sides have to agree to)") {
		t.Errorf("V09: %q", got)
	}
	_, rows, err := b.Matrices.Ready(ctx, b.lead, id)
	apptest.Must(t, err)
	if len(rows) != 0 {
		t.Errorf("%d rows could be agreed to in one go", len(rows))
	}
	for _, who := range []access.Actor{b.lead, b.itLead} {
		_, err := b.Matrices.Agree(ctx, who, id, f.ID, true, row.Function.Rev)
		apptest.Must(t, err)
	}
	if got := b.saysOf(t, "V09"); got != "" {
		t.Errorf("both agreed to park it: %q", got)
	}
	o, err := b.Engagements.Open(ctx, b.lead, id)
	apptest.Must(t, err)
	if o.Parked != 1 || o.Disputed != 0 || !o.Settled() {
		t.Errorf("%+v", o.Tally)
	}
	verbs := map[audit.Verb]audit.Fact{}
	for _, e := range o.History {
		if e.Fact.Subject == string(f.ID) {
			verbs[e.Verb] = e.Fact
		}
	}
	says := raci.ParkedText(it.Name, until, in.Why)
	if fact := verbs[audit.RowParked]; fact.After != says || fact.Before != "Our desk answers." || fact.Actor.Name != "Priya Shah" {
		t.Errorf("recorded: %+v", fact)
	}

	b.send(t)
	if _, err := b.Matrices.Resume(ctx, b.lead, id, f.ID, row.Function.Rev); !fault.Is(err, fault.Locked) {
		t.Errorf("taken up while it is signed: %v", err)
	}
	b.SignAll(t)
	if e := b.inForce(t); e.InForce != 1 {
		t.Fatalf("%+v", e)
	}
	rec, err := b.Versions.Open(ctx, b.contributor, id, 1)
	apptest.Must(t, err)
	if got := rec.Version.Content.Areas[0].Rows[0].Parked.Text(); got != says {
		t.Errorf("signed: %q", got)
	}
	hits, err := b.Reference.Find(ctx, b.contributor, f.Name, "")
	apptest.Must(t, err)
	if len(hits.Hits) == 0 || hits.Hits[0].Parked != says || hits.Hits[0].Answers[0].Stakeholder != it.Name {
		t.Errorf("who owns this? %+v", hits.Hits)
	}
	file, err := b.Versions.Export(ctx, b.contributor, id, 1, "csv")
	apptest.Must(t, err)
	if !strings.Contains(string(file.Data), in.Why) {
		t.Error("the table does not say why it is parked")
	}
}

// A parked row falls due by the clock that the acts hand in, and is taken up again.
func TestParkedFallsDue(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	d, err := b.Matrices.Open(ctx, b.lead, id)
	apptest.Must(t, err)
	f := d.Matrix.Functions[0]
	until := b.DB.Now().AddDate(0, 0, 1)
	row, err := b.Matrices.Park(ctx, b.lead, id, f.ID, app.Parking{Owner: d.Matrix.Stakeholders[0].ID, Until: until.Format(time.DateOnly), Why: "Waits for the new desk."}, f.Rev)
	apptest.Must(t, err)
	if got := b.saysOf(t, "V52"); got != "" {
		t.Errorf("before its day: %q", got)
	}
	b.Clock.Advance(48 * time.Hour)
	if got, want := b.saysOf(t, "V52"), "Cover for "+f.Name+" ended on "+until.Format("2 January 2006")+". Who owns it now?"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	again, err := b.Matrices.Park(ctx, b.itLead, id, f.ID, app.Parking{Owner: row.Function.Parked.Owner, Until: until.AddDate(0, 1, 0).Format(time.DateOnly), Why: "Still waits."}, row.Function.Rev)
	apptest.Must(t, err)
	if got := b.saysOf(t, "V52"); got != "" || again.Function.Parked.Side != party.Client {
		t.Errorf("put off again: %q, %+v", got, again.Function.Parked)
	}
	done, err := b.Matrices.Resume(ctx, b.contributor, id, f.ID, again.Function.Rev)
	apptest.Must(t, err)
	if done.Function.IsParked() || done.Function.Rev != again.Function.Rev+1 {
		t.Errorf("%+v", done.Function)
	}
	if _, err := b.Matrices.Resume(ctx, b.contributor, id, f.ID, again.Function.Rev); !fault.Is(err, fault.Conflict) {
		t.Errorf("taken up twice: %v", err)
	}
}

// Removing the column that holds a parked row opens the row again.
func TestParkedLosesItsColumn(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	apptest.Must(t, b.Parties.AddStakeholder(ctx, b.lead, id, "Plant engineering"))
	d, err := b.Matrices.Open(ctx, b.lead, id)
	apptest.Must(t, err)
	f, plant := d.Matrix.Functions[0], d.Matrix.Stakeholders[3]
	_, err = b.Matrices.Park(ctx, b.lead, id, f.ID, app.Parking{Owner: plant.ID, Until: b.DB.Now().AddDate(0, 1, 0).Format(time.DateOnly), Why: "Later."}, f.Rev)
	apptest.Must(t, err)
	apptest.Must(t, b.Parties.RemoveStakeholder(ctx, b.lead, id, plant.ID))
	row, err := b.Matrices.OpenRow(ctx, b.lead, id, f.ID)
	apptest.Must(t, err)
	if _, has := row.Function.Cells[plant.ID]; has || row.Function.IsParked() {
		t.Errorf("%+v", row.Function)
	}
}

// Who may not agree for a side may propose to park, and ends no dispute by it.
func TestParkingEndsNoDisputeOfOthers(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	member := b.Colleague(t, access.Member, "Mia Chen")
	d, err := b.Matrices.Open(ctx, b.lead, id)
	apptest.Must(t, err)
	until := b.DB.Now().AddDate(0, 1, 0).Format(time.DateOnly)
	for i, c := range []struct {
		who  access.Actor
		ends bool
	}{{b.contributor, false}, {member, false}, {b.lead, true}, {b.itLead, true}} {
		f := d.Matrix.Functions[i]
		_, err := b.Matrices.Dispute(ctx, b.itLead, id, f.ID, "Our desk answers.")
		apptest.Must(t, err)
		row, err := b.Matrices.Park(ctx, c.who, id, f.ID, app.Parking{Owner: d.Matrix.Stakeholders[0].ID, Until: until, Why: "Both want it."}, f.Rev)
		apptest.Must(t, err)
		now, err := b.Matrices.OpenRow(ctx, b.lead, id, f.ID)
		apptest.Must(t, err)
		if state, _ := now.Function.State(); !now.Function.IsParked() || (state != raci.Disputed) != c.ends {
			t.Errorf("%s parks: %s, %+v", c.who.Name, state, now.Function.Dispute)
		}
		if c.ends {
			continue
		}
		if _, err := b.Matrices.Agree(ctx, b.lead, id, f.ID, true, row.Function.Rev); !fault.Is(err, fault.Invalid) {
			t.Errorf("a disputed row is agreed to: %v", err)
		}
		if _, err := b.Matrices.Settle(ctx, c.who, id, f.ID); !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s settles: %v", c.who.Name, err)
		}
		_, err = b.Matrices.Settle(ctx, b.itLead, id, f.ID)
		apptest.Must(t, err)
		_, err = b.Matrices.Agree(ctx, b.lead, id, f.ID, true, row.Function.Rev)
		apptest.Must(t, err)
	}
}
