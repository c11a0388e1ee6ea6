package app_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"demarc/internal/access"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/document"
	"demarc/internal/fault"
	"demarc/internal/signing"
	"demarc/internal/store"
	"demarc/internal/verify"
)

// One side gives notice for a later day, withdraws it, and gives it again: until the day
// is over the agreement stays in force and says when it ends, then it ends once, and
// everybody who signed is told, with an account or without.
func TestNotice(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	env := b.send(t)
	b.SignAll(t)
	b.inForceIs(t, 1)
	file := b.file(t, 1)
	zone, err := time.LoadLocation("America/Los_Angeles")
	apptest.Must(t, err)
	day := func(in int) string { return b.DB.Now().In(zone).AddDate(0, 0, in).Format(time.DateOnly) }

	for _, who := range []access.Actor{b.contributor, b.viewer, b.signer, b.Stranger} {
		if b.Versions.GiveNotice(ctx, who, id, 1, day(40), "We part.") == nil || b.Versions.WithdrawNotice(ctx, who, id, 1) == nil {
			t.Errorf("%s gave notice or withdrew it", who.Name)
		}
	}
	for _, bad := range []string{"", "soon", day(-1), day(0), day(6 * 365), "2027-02-30"} {
		if err := b.Versions.GiveNotice(ctx, b.itLead, id, 1, bad, " "); !fault.Is(err, fault.Invalid) {
			t.Errorf("notice for %q: %v", bad, err)
		} else if problem, _ := fault.Of(err); problem.Fields["on"] == "" || problem.Fields["reason"] == "" {
			t.Errorf("notice for %q: %v", bad, problem.Fields)
		}
	}
	if err := b.Versions.GiveNotice(ctx, b.itLead, id, 2, day(40), "We part."); !fault.Is(err, fault.Conflict) {
		t.Errorf("of a version that is not in force: %v", err)
	}
	if err := b.Versions.WithdrawNotice(ctx, b.itLead, id, 1); !fault.Is(err, fault.Conflict) {
		t.Errorf("withdrawn before it was given: %v", err)
	}

	first, second := day(40), day(90)
	apptest.Must(t, b.Versions.GiveNotice(ctx, b.itLead, id, 1, first, "We part."))
	if err := b.Versions.GiveNotice(ctx, b.lead, id, 1, second, "No, we do."); !fault.Is(err, fault.Conflict) {
		t.Errorf("a second notice: %v", err)
	}
	b.says(t, file, env.Code, verify.InForce)
	if a, err := b.Verification.Look(ctx, network(7), env.Code); err != nil || a.EndsOn != first || !strings.Contains(a.Words(), "it ends on") {
		t.Errorf("the code says %q, %v", a.Words(), err)
	}
	if e := b.inForce(t); e.EndsOn != first {
		t.Errorf("the engagement ends on %q", e.EndsOn)
	}
	for _, to := range []string{b.Owner.Email, b.lead.Email, b.itLead.Email, apptest.Dana.Email, apptest.Nora.Email} {
		if l := b.letter(t, to, "Ends on"); !strings.Contains(strings.Join(l.Paragraphs, " "), "shorter than the notice of 60 days") {
			t.Errorf("to %s: %v", to, l.Paragraphs)
		}
	}
	if err := b.Versions.WithdrawNotice(ctx, b.lead, id, 1); !fault.Is(err, fault.Forbidden) {
		t.Errorf("withdrawn by the other side: %v", err)
	}
	apptest.Must(t, b.Versions.WithdrawNotice(ctx, b.itLead, id, 1))
	b.letter(t, apptest.Nora.Email, "Stays in force")
	end := store.Job{Task: store.EndByNotice, MSP: string(b.Owner.MSP), Client: string(b.Engagement.Client), Engagement: string(id), Subject: "1"}
	apptest.Must(t, b.Jobs.Do(ctx, end)) // the job of the notice that was withdrawn
	b.says(t, file, env.Code, verify.InForce)

	apptest.Must(t, b.Versions.GiveNotice(ctx, b.lead, id, 1, second, "Notice under section 14."))
	dana := signing.SignerID("")
	for _, s := range env.Signers {
		if s.Email == apptest.Dana.Email {
			dana = s.ID
		}
	}
	b.letter(t, apptest.Dana.Email, "Ends on "+dateOf(t, second))
	b.letter(t, apptest.Nora.Email, "Ends on "+dateOf(t, second))
	apptest.Must(t, b.Evidence.Erase(ctx, b.itLead, id, string(dana), "Article 17 GDPR"))
	b.Clock.Advance(89*24*time.Hour - time.Hour)
	if later, ok := errors.AsType[store.Later](b.Jobs.Do(ctx, end)); !ok || later.At.In(zone).Format(time.TimeOnly) != "00:00:00" {
		t.Errorf("before the day is over: %+v", later)
	}
	b.says(t, file, env.Code, verify.InForce)
	b.Clock.Advance(48 * time.Hour)
	if err := b.Versions.WithdrawNotice(ctx, b.lead, id, 1); !fault.Is(err, fault.Conflict) {
		t.Errorf("withdrawn when the day was over: %v", err)
	}
	for _, err := range apptest.Together(func() error { return b.Jobs.Do(ctx, end) }, func() error { return b.Jobs.Do(ctx, end) }) {
		apptest.Must(t, err)
	}
	apptest.Must(t, b.Jobs.Do(ctx, end))
	if n := b.count(t, audit.AgreementEnded); n != 1 {
		t.Errorf("ended %d times", n)
	}
	b.says(t, file, env.Code, verify.Ended)
	for _, to := range []string{b.Owner.Email, b.lead.Email, b.itLead.Email, apptest.Nora.Email} {
		b.letter(t, to, "Ended: agreement")
	}
	if n := b.letters(t, apptest.Dana.Email, "Ended: agreement"); n != 0 {
		t.Errorf("somebody whose values were erased got %d letters", n)
	}
	if proof, err := b.Evidence.Open(ctx, b.itLead, id); err != nil || proof.Broken != nil {
		t.Errorf("the record: %v, %v", proof.Broken, err)
	} else if _, err := document.Attested(proof.Rounds[0], proof.Log); err != nil {
		t.Errorf("the record of the round, after a signer's values were erased: %v", err)
	}
}

func dateOf(t *testing.T, day string) string {
	t.Helper()
	at, err := time.Parse(time.DateOnly, day)
	apptest.Must(t, err)
	return at.Format("2 January 2006")
}
