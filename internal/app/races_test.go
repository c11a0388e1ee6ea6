package app_test

import (
	"testing"
	"time"

	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/raci"
	"demarc/internal/signing"
	"demarc/internal/store"
)

// Two people set cells of one row they both saw at the same revision: exactly one
// wins, the others get a conflict, and the log says exactly what happened.
func TestOneRowManyWriters(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	d, err := b.Matrices.Open(t.Context(), b.lead, b.Engagement.ID)
	apptest.Must(t, err)
	f := d.Matrix.Functions[0]
	var acts []func() error
	for i := range 8 {
		column := d.Matrix.Stakeholders[i%3].ID
		as := []raci.Assignment{raci.Consulted, raci.NotInvolved, raci.Undecided}[(i+1)%3]
		acts = append(acts, func() error {
			_, err := b.Matrices.Assign(t.Context(), b.lead, b.Engagement.ID, f.ID, column, as, f.Rev)
			return err
		})
	}
	errs := apptest.Together(acts...)
	for _, err := range errs {
		if err != nil && !fault.Is(err, fault.Conflict) {
			t.Errorf("a lost race: %v", err)
		}
	}
	log, head, err := b.Engagements.Chain(t.Context(), b.lead, b.Engagement.ID)
	apptest.Must(t, err)
	apptest.Must(t, audit.Check(log, head))
	row, err := b.Matrices.OpenRow(t.Context(), b.lead, b.Engagement.ID, f.ID)
	apptest.Must(t, err)
	if n := count(log, audit.AssignmentChanged); n != row.Function.Rev-f.Rev || n != 1 {
		t.Errorf("%d changes in the log, revision %d, %d acts succeeded", n, row.Function.Rev, apptest.Succeeded(errs))
	}
}

// Many people edit different rows at once: nothing is lost and the chain stays whole.
func TestManyRowsManyWriters(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	d, err := b.Matrices.Open(t.Context(), b.lead, b.Engagement.ID)
	apptest.Must(t, err)
	mgmt, _ := d.Matrix.Standard(raci.Management)
	var acts []func() error
	for _, f := range d.Matrix.Functions[:40] {
		as := raci.NotInvolved
		acts = append(acts, func() error {
			_, err := b.Matrices.Assign(t.Context(), b.itLead, b.Engagement.ID, f.ID, mgmt.ID, as, f.Rev)
			return err
		})
	}
	for _, err := range apptest.Together(acts...) {
		apptest.Must(t, err)
	}
	log, head, err := b.Engagements.Chain(t.Context(), b.lead, b.Engagement.ID)
	apptest.Must(t, err)
	apptest.Must(t, audit.Check(log, head))
	if n := count(log, audit.AssignmentChanged); n != 40 {
		t.Errorf("%d of 40 edits are in the log", n)
	}
}

// Signing, withdrawing, declining and signing twice at once: one outcome, and the
// state that the log names.
func TestOneOutcomeOfARound(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	env := b.send(t)
	b.Sign(t, apptest.Dana)
	token := b.Token(t, apptest.Nora.Email, "asks you to sign")
	v := b.Read(t, token)
	errs := apptest.Together(
		func() error {
			_, err := b.Ceremonies.Sign(t.Context(), apptest.From, token, apptest.Offer(v, apptest.Nora))
			return err
		},
		func() error {
			return b.Envelopes.Void(t.Context(), b.lead, b.Engagement.ID, env.ID, "changed our minds")
		},
		func() error {
			_, err := b.Ceremonies.Decline(t.Context(), apptest.From, token, v.Code, "no")
			return err
		},
		func() error {
			_, err := b.Ceremonies.Sign(t.Context(), apptest.From, token, apptest.Offer(v, apptest.Nora))
			return err
		},
	)
	for _, err := range errs {
		if err != nil && !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Gone) {
			t.Errorf("a lost race: %v", err)
		}
	}
	log, _, err := b.Engagements.Chain(t.Context(), b.lead, b.Engagement.ID)
	apptest.Must(t, err)
	outcomes := count(log, audit.EnvelopeSigned) + count(log, audit.EnvelopeVoided) + count(log, audit.EnvelopeDeclined)
	if outcomes != 1 {
		t.Errorf("%d outcomes: %v", outcomes, errs)
	}
	if n := count(log, audit.SignatureApplied); n > 2 {
		t.Errorf("%d signatures of two people", n)
	}
}

// Somebody edits while the lead sends: what was frozen is what the lead saw.
func TestEditAgainstSend(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	b.fill(t)
	b.agreeAll(t)
	p, err := b.Envelopes.Prepare(t.Context(), b.lead, b.Engagement.ID)
	apptest.Must(t, err)
	f := p.Draft.Matrix.Functions[3]
	mgmt, _ := p.Draft.Matrix.Standard(raci.Management)
	errs := apptest.Together(
		func() error {
			_, err := b.Envelopes.Send(t.Context(), b.lead, b.Engagement.ID, app.Send{Digest: p.Digest, Reason: "We talked about it.", Warned: p.Warned()})
			return err
		},
		func() error {
			_, err := b.Matrices.Assign(t.Context(), b.itLead, b.Engagement.ID, f.ID, mgmt.ID, raci.NotInvolved, f.Rev)
			return err
		},
	)
	if apptest.Succeeded(errs) != 1 {
		t.Fatalf("%v", errs)
	}
	e, rounds, err := b.Envelopes.List(t.Context(), b.lead, b.Engagement.ID)
	apptest.Must(t, err)
	switch {
	case errs[0] == nil && (e.State != engagement.Signing || rounds[0].Digest != p.Digest || !fault.Is(errs[1], fault.Locked)):
		t.Errorf("sent, but %s %v", e.State, errs[1])
	case errs[1] == nil && (e.State != engagement.InDraft || len(rounds) != 0):
		t.Errorf("edited, but %s with %d rounds", e.State, len(rounds))
	}
}

func TestARoundExpires(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	env := b.send(t)
	token := b.Token(t, apptest.Dana.Email, "asks you to sign")
	v := b.Read(t, token)
	b.Clock.Advance(31 * 24 * time.Hour)
	if _, err := b.Ceremonies.Sign(t.Context(), apptest.From, token, apptest.Offer(v, apptest.Dana)); !fault.Is(err, fault.Gone) {
		t.Errorf("signed after the end: %v", err)
	}
	job := expireJob(b, env)
	apptest.Must(t, b.Jobs.Do(t.Context(), job))
	apptest.Must(t, b.Jobs.Do(t.Context(), job)) // twice is once
	e, rounds, err := b.Envelopes.List(t.Context(), b.lead, b.Engagement.ID)
	apptest.Must(t, err)
	if e.State != engagement.InDraft || rounds[0].State != signing.Expired {
		t.Errorf("%s, %s", e.State, rounds[0].State)
	}
	if _, err := b.Ceremonies.Confirm(t.Context(), apptest.From, token); !fault.Is(err, fault.Gone) {
		t.Errorf("an expired link: %v", err)
	}
}

func TestDeclineOpensTheDraftAgain(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	b.send(t)
	token := b.Token(t, apptest.Dana.Email, "asks you to sign")
	_, err := b.Ceremonies.Decline(t.Context(), apptest.From, token, b.Read(t, token).Code, "The cap is too low.")
	apptest.Must(t, err)
	e, rounds, err := b.Envelopes.List(t.Context(), b.lead, b.Engagement.ID)
	apptest.Must(t, err)
	if e.State != engagement.InDraft || rounds[0].State != signing.Declined || rounds[0].Reason != "The cap is too low." {
		t.Errorf("%s, %+v", e.State, rounds[0])
	}
	p, err := b.Envelopes.Prepare(t.Context(), b.lead, b.Engagement.ID)
	apptest.Must(t, err)
	env, err := b.Envelopes.Send(t.Context(), b.lead, b.Engagement.ID, app.Send{Digest: p.Digest, Reason: "We talked about it.", Warned: p.Warned()})
	apptest.Must(t, err)
	if env.Version != 2 {
		t.Errorf("the next round is of version %d", env.Version)
	}
	if _, err := b.Ceremonies.Confirm(t.Context(), apptest.From, token); !fault.Is(err, fault.Gone) {
		t.Errorf("the link of the declined round: %v", err)
	}
}

// Opening a link by GET proves nothing and changes nothing but the note of it.
func TestOpeningALinkChangesNothing(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	b.send(t)
	token := b.Token(t, apptest.Dana.Email, "asks you to sign")
	b.Accepted(t, b.lead, apptest.Dana.Email)
	before, _, err := b.Engagements.Chain(t.Context(), b.lead, b.Engagement.ID)
	apptest.Must(t, err)
	for range 3 {
		v, err := b.Ceremonies.Arrive(t.Context(), apptest.From, token)
		apptest.Must(t, err)
		if !v.Signer.ConfirmedAt.IsZero() || !v.Signer.PresentedAt.IsZero() {
			t.Error("a GET confirmed")
		}
	}
	after, _, err := b.Engagements.Chain(t.Context(), b.lead, b.Engagement.ID)
	apptest.Must(t, err)
	if len(after) != len(before)+1 || after[len(after)-1].Verb != audit.LinkOpened {
		t.Errorf("%d new entries", len(after)-len(before))
	}
	if _, err := b.Ceremonies.Present(t.Context(), apptest.From, token); !fault.Is(err, fault.Conflict) {
		t.Errorf("the document was shown before Continue: %v", err)
	}
	if _, err := b.Ceremonies.Arrive(t.Context(), apptest.From, token[:len(token)-2]+"AA"); !fault.Is(err, fault.NotFound) {
		t.Errorf("an altered link: %v", err)
	}
}

func expireJob(b *bundle, env signing.Envelope) store.Job {
	return store.Job{Task: store.Expire, MSP: string(b.Owner.MSP), Client: string(b.Client.ID), Engagement: string(b.Engagement.ID), Subject: string(env.ID)}
}
