package app_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/fault"
	"demarc/internal/party"
	"demarc/internal/signing"
	"demarc/internal/store"
)

// recipient names somebody of the next round who does not sign.
func (b *bundle) recipient(t *testing.T, side party.Side, role signing.Role, name, email string) {
	t.Helper()
	apptest.Must(t, b.Envelopes.AddRecipient(t.Context(), b.lead, b.Engagement.ID, app.Recipient{Signer: signing.Signer{Side: side, Role: role, Name: name, Title: "Title of " + name, Email: email}}))
}

func (b *bundle) round(t *testing.T) signing.Envelope {
	t.Helper()
	_, rounds, err := b.Envelopes.List(t.Context(), b.lead, b.Engagement.ID)
	apptest.Must(t, err)
	return rounds[0]
}

// by finds somebody of a round who is asked now.
func by(t *testing.T, env signing.Envelope, email string) signing.Signer {
	t.Helper()
	for _, s := range env.Signers {
		if s.Email == email && s.EndedAt.IsZero() {
			return s
		}
	}
	t.Fatalf("nobody at %s in the round", email)
	return signing.Signer{}
}

func (b *bundle) chain(t *testing.T) []audit.Entry {
	t.Helper()
	log, head, err := b.Engagements.Chain(t.Context(), b.lead, b.Engagement.ID)
	apptest.Must(t, err)
	apptest.Must(t, audit.Check(log, head))
	return log
}

// A round goes through approval, acknowledgement and signatures of both sides, each
// asked when it is their turn, and everybody gets the sealed file.
func TestRoundOfEveryRole(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	b.recipient(t, party.Client, signing.Approves, "Ada Boss", "ada@alderfoods.example")
	b.recipient(t, party.Client, signing.Acknowledges, "Ivo Rack", "ivo@alderfoods.example")
	b.recipient(t, party.MSP, signing.Copied, "Cara File", "cara@northgate.example")
	if err := b.Envelopes.AddRecipient(t.Context(), b.lead, b.Engagement.ID, app.Recipient{Signer: signing.Signer{Side: party.MSP, Role: signing.Copied, Name: "Again", Email: "ADA@alderfoods.example"}}); !fault.Is(err, fault.Invalid) {
		t.Errorf("one address twice: %v", err)
	}
	if err := b.Envelopes.AddRecipient(t.Context(), b.itLead, b.Engagement.ID, app.Recipient{Signer: signing.Signer{Side: party.MSP, Role: signing.Copied, Name: "Other", Email: "other@northgate.example"}}); !fault.Is(err, fault.Forbidden) {
		t.Errorf("the client named somebody of the MSP: %v", err)
	}
	b.send(t)
	if env := b.round(t); len(env.Waiting()) != 1 || env.Waiting()[0].Name != "Ada Boss" || env.Signers[len(env.Signers)-1].Turn < 1 {
		t.Fatalf("asked first: %+v", env.Waiting())
	}
	for _, step := range []struct{ email, subject string }{{"ada@alderfoods.example", "asks you to approve"}, {"ivo@alderfoods.example", "asks you to acknowledge"}} {
		token := b.Token(t, step.email, step.subject)
		v := b.Read(t, token)
		if _, err := b.Ceremonies.Sign(t.Context(), apptest.From, token, apptest.Offer(v, apptest.Dana)); !fault.Is(err, fault.Conflict) {
			t.Errorf("%s signed: %v", step.email, err)
		}
		if _, err := b.Ceremonies.Affirm(t.Context(), apptest.From, token, signing.Offer{Digest: v.Envelope.Digest, Initials: v.Ask().Keys(), Code: v.Code}); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s without a tick: %v", step.email, err)
		}
		for range 2 { // a second press is no error and nothing more
			_, err := b.Ceremonies.Affirm(t.Context(), apptest.From, token, apptest.Offer(v, apptest.Dana))
			apptest.Must(t, err)
		}
	}
	b.SignAll(t)
	for _, email := range []string{"ada@alderfoods.example", "ivo@alderfoods.example", "cara@northgate.example", apptest.Dana.Email} {
		b.Token(t, email, "In force: agreement")
	}
	log := b.chain(t)
	for verb, want := range map[audit.Verb]int{audit.ApprovalGiven: 1, audit.RowsAcknowledged: 1, audit.SignatureApplied: 2, audit.EnvelopeSigned: 1, audit.RecipientAdded: 3} {
		if n := count(log, verb); n != want {
			t.Errorf("%s: %d entries, want %d", verb, n, want)
		}
	}
}

func TestApprovalRefused(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	b.recipient(t, party.Client, signing.Approves, "Ada Boss", "ada@alderfoods.example")
	b.send(t)
	token := b.Token(t, "ada@alderfoods.example", "asks you to approve")
	_, err := b.Ceremonies.Decline(t.Context(), apptest.From, token, b.Read(t, token).Code, "The cap is too low.")
	apptest.Must(t, err)
	if env := b.round(t); env.State != signing.Declined || count(b.chain(t), audit.ApprovalRefused) != 1 {
		t.Errorf("%s", env.State)
	}
}

// Corrected, replaced and delegated: each ends the earlier link, which then says so and
// opens nothing, and asks the new person.
func TestChangesOfPeople(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	env := b.send(t)
	ctx := t.Context()
	// pressed counts what people did; letters are on their way meanwhile.
	pressed := func() int {
		return len(slices.DeleteFunc(b.chain(t), func(e audit.Entry) bool { return strings.HasPrefix(string(e.Verb), "mail.") }))
	}
	gone := func(token, as string) {
		t.Helper()
		v, err := b.Ceremonies.Arrive(ctx, apptest.From, token)
		if !fault.Is(err, fault.Gone) || v.Link.EndedAs != as {
			t.Errorf("the link of somebody %s: %v, ended as %q", as, err, v.Link.EndedAs)
		}
		before := pressed()
		for what, err := range map[string]error{
			"confirm": failure(b.Ceremonies.Confirm(ctx, apptest.From, token)), "present": failure(b.Ceremonies.Present(ctx, apptest.From, token)),
			"look": failure(b.Ceremonies.Look(ctx, apptest.From, token)), "decline": failure(b.Ceremonies.Decline(ctx, apptest.From, token, "", "no")),
			"sign": failure(b.Ceremonies.Sign(ctx, apptest.From, token, apptest.Offer(v, apptest.Dana))),
		} {
			if !fault.Is(err, fault.Gone) {
				t.Errorf("somebody %s can %s: %v", as, what, err)
			}
		}
		if after := pressed(); after != before {
			t.Errorf("an ended link left %d entries", after-before)
		}
	}
	first := b.Token(t, apptest.Dana.Email, "asks you to sign")
	dana := by(t, b.round(t), apptest.Dana.Email)
	apptest.Must(t, b.Envelopes.Correct(ctx, b.lead, b.Engagement.ID, env.ID, dana.ID, signing.Person{Name: dana.Name, Title: "Chief of Operations", Email: "dana.hong@alderfoods.example"}))
	secondToken := b.Token(t, "dana.hong@alderfoods.example", "asks you to sign")
	gone(first, signing.Corrected)

	dana = by(t, b.round(t), "dana.hong@alderfoods.example")
	if err := b.Envelopes.Replace(ctx, b.lead, b.Engagement.ID, env.ID, dana.ID, signing.Person{Name: "Lena Park", Title: "CFO", Email: "lena@alderfoods.example"}, ""); !fault.Is(err, fault.Invalid) {
		t.Errorf("replaced without a reason: %v", err)
	}
	for _, who := range []access.Actor{b.viewer, b.itLead} {
		if err := b.Envelopes.Replace(ctx, who, b.Engagement.ID, env.ID, dana.ID, signing.Person{Name: "Lena Park", Title: "CFO", Email: "lena@alderfoods.example"}, "why"); !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s replaced a signer: %v", who.Role, err)
		}
	}
	apptest.Must(t, b.Envelopes.Replace(ctx, b.lead, b.Engagement.ID, env.ID, dana.ID, signing.Person{Name: "Lena Park", Title: "CFO", Email: "lena@alderfoods.example"}, "Dana left the company."))
	third := b.Token(t, "lena@alderfoods.example", "asks you to sign")
	gone(secondToken, signing.Replaced)

	_, err := b.Ceremonies.Arrive(ctx, apptest.From, third)
	apptest.Must(t, err)
	mo := signing.Person{Name: "Mo Diallo", Title: "CEO", Email: "mo@alderfoods.example"}
	if _, err := b.Ceremonies.Delegate(ctx, apptest.From, third, "", mo); !fault.Is(err, fault.Conflict) {
		t.Errorf("delegated before Continue: %v", err)
	}
	_, err = b.Ceremonies.Delegate(ctx, apptest.From, third, b.Read(t, third).Code, mo)
	apptest.Must(t, err)
	last := b.Token(t, mo.Email, "asks you to sign")
	gone(third, signing.Delegated)
	v := b.Read(t, last)
	o := apptest.Offer(v, apptest.Dana)
	o.Typed, o.Title = mo.Name, mo.Title
	_, err = b.Ceremonies.Sign(ctx, apptest.From, last, o)
	apptest.Must(t, err)
	if err := b.Envelopes.Replace(ctx, b.lead, b.Engagement.ID, env.ID, by(t, b.round(t), mo.Email).ID, signing.Person{Name: "Eve", Title: "CEO", Email: "eve@alderfoods.example"}, "why"); !fault.Is(err, fault.Conflict) {
		t.Errorf("somebody who signed was replaced: %v", err)
	}
	b.Sign(t, apptest.Nora)
	b.Settled(t)
	b.Token(t, mo.Email, "In force: agreement")
	log := b.chain(t)
	if count(log, audit.SignerCorrected) != 1 || count(log, audit.SignerReplaced) != 1 || count(log, audit.SignerDelegated) != 1 {
		t.Error("the record does not tell of all three changes")
	}
	all, err := b.Outbox.Letters()
	apptest.Must(t, err)
	for _, l := range all {
		if strings.Contains(l.Subject, "In force: agreement") && (l.To == apptest.Dana.Email || l.To == "lena@alderfoods.example") {
			t.Errorf("%s got a copy, though their part ended", l.To)
		}
	}
}

func failure(_ app.Visit, err error) error { return err }

func TestExtendAndExpire(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	env := b.send(t)
	ctx := t.Context()
	until := env.ExpiresAt.AddDate(0, 0, 10)
	if err := b.Envelopes.Extend(ctx, b.lead, b.Engagement.ID, env.ID, until, ""); !fault.Is(err, fault.Invalid) {
		t.Errorf("extended without a reason: %v", err)
	}
	if err := b.Envelopes.Extend(ctx, b.viewer, b.Engagement.ID, env.ID, until, "why"); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a viewer extended: %v", err)
	}
	apptest.Must(t, b.Envelopes.Extend(ctx, b.lead, b.Engagement.ID, env.ID, until, "Their board meets later."))
	b.Clock.Advance(31 * 24 * time.Hour)
	if later, ok := errors.AsType[store.Later](b.Jobs.Do(ctx, expireJob(b, env))); !ok || !later.At.Equal(until) { // the job of the earlier end
		t.Errorf("the earlier end: %v", later)
	}
	if env := b.round(t); env.State != signing.Sent || !env.ExpiresAt.Equal(until) {
		t.Fatalf("%s until %s", env.State, env.ExpiresAt)
	}
	b.Clock.Advance(10 * 24 * time.Hour)
	if err := b.Envelopes.Extend(ctx, b.lead, b.Engagement.ID, env.ID, until.AddDate(0, 0, 10), "why"); !fault.Is(err, fault.Conflict) {
		t.Errorf("a round was brought back after its time: %v", err)
	}
	apptest.Must(t, b.Jobs.Do(ctx, expireJob(b, env)))
	if env := b.round(t); env.State != signing.Expired {
		t.Errorf("%s", env.State)
	}
}

// The clock reminds on days 3, 7 and 14; each reminder has a link of its own, and the
// earlier one says that there is a newer letter.
func TestRemindersBySchedule(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	b.send(t)
	tokens := []string{b.Token(t, apptest.Dana.Email, "asks you to sign")}
	b.Accepted(t, b.lead, apptest.Dana.Email)
	for day := 1; day <= 20; day++ {
		b.Clock.Advance(24 * time.Hour)
		had := by(t, b.round(t), apptest.Dana.Email).Reminded
		for range 2 { // started twice is once
			apptest.Must(t, b.Jobs.Do(t.Context(), store.Job{Task: store.Remind}))
		}
		s := by(t, b.round(t), apptest.Dana.Email)
		if due := day == 3 || day == 7 || day == 14; due != (s.Reminded == had+1) || s.Reminded > had+1 {
			t.Fatalf("day %d: %d reminders, then %d", day, had, s.Reminded)
		}
		if s.Reminded > had {
			b.Accepted(t, b.lead, apptest.Dana.Email)
			tokens = append(tokens, b.Token(t, apptest.Dana.Email, "asks you to sign"))
		}
	}
	for i, token := range tokens {
		v, err := b.Ceremonies.Arrive(t.Context(), apptest.From, token)
		if last := i == len(tokens)-1; last != (err == nil) || !last && v.Link.EndedAs != signing.Reminded {
			t.Errorf("link %d of %d: %v %q", i+1, len(tokens), err, v.Link.EndedAs)
		}
	}
	if n := count(b.chain(t), audit.ReminderSent); n != 3 {
		t.Errorf("%d reminders in the record", n)
	}
}
