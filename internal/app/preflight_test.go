package app_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/mail"
	"demarc/internal/seal"
	"demarc/internal/signing"
	"demarc/internal/store"
)

// unreachable is a mail server where nobody answers, in front of an outbox.
type unreachable struct {
	*mail.Outbox
	*mail.SMTP
}

func (u unreachable) Send(ctx context.Context, m mail.Message) error { return u.Outbox.Send(ctx, m) }

func (u unreachable) Deliver(ctx context.Context, m mail.Message) (string, error) {
	return "", u.Outbox.Send(ctx, m)
}

func point(t *testing.T, p app.Prepared, title string) signing.Point {
	t.Helper()
	at := slices.IndexFunc(p.Preflight, func(x signing.Point) bool { return x.Title == title })
	if at < 0 {
		t.Fatalf("no word of %s: %+v", title, p.Preflight)
	}
	return p.Preflight[at]
}

// Nothing is sent while nothing can be sealed: signatures would wait for a seal that
// never comes. It goes out once the seal works.
func TestNothingIsSentWithoutASeal(t *testing.T) {
	t.Parallel()
	ended, err := seal.NewKey(time.Now().AddDate(-4, 0, 0), "Demarc of long ago")
	apptest.Must(t, err)
	ring := seal.One(ended)
	b := &bundle{Scene: apptest.New(t, func(c *app.Config) { c.Keys = ring })}
	b.people(t)
	b.Fill(t, b.lead)
	b.AgreeAll(t, b.lead, b.itLead)
	ctx, id := t.Context(), b.Engagement.ID
	p, err := b.Envelopes.Prepare(ctx, b.lead, id)
	apptest.Must(t, err)
	if x := point(t, p, "Seal"); x.Clearance != signing.Halt {
		t.Errorf("%+v", x)
	}
	in := app.Send{Digest: p.Digest, Reason: "We talked about it.", Warned: p.Warned()}
	if _, err := b.Envelopes.Send(ctx, b.lead, id, in); !fault.Is(err, fault.Unavailable) {
		t.Fatalf("sent with a seal that ended: %v", err)
	}
	if e, rounds, err := b.Envelopes.List(ctx, b.lead, id); err != nil || e.State != engagement.InDraft || len(rounds) != 0 {
		t.Errorf("%s, %d rounds, %v", e.State, len(rounds), err)
	}
	ring.Replace([]seal.Kept{{Key: apptest.Key()}})
	if p, err = b.Envelopes.Prepare(ctx, b.lead, id); err != nil || point(t, p, "Seal").Clearance != signing.Clear {
		t.Errorf("%+v %v", p.Preflight, err)
	}
	if _, err := b.Envelopes.Send(ctx, b.lead, id, in); err != nil {
		t.Errorf("the seal works again: %v", err)
	}
}

// A test seal that worked is believed for a minute and no longer.
func TestSealIsTestedAgain(t *testing.T) {
	t.Parallel()
	ending, err := seal.NewKey(time.Now().AddDate(-3, 0, 0).Add(20*time.Minute), "Demarc of three years ago")
	apptest.Must(t, err)
	b := &bundle{Scene: apptest.New(t, func(c *app.Config) { c.Keys = seal.One(ending) })}
	b.people(t)
	for _, tt := range []struct {
		later time.Duration
		want  signing.Clearance
	}{{0, signing.Heed}, {time.Hour, signing.Halt}} {
		b.Clock.Advance(tt.later)
		p, err := b.Envelopes.Prepare(t.Context(), b.lead, b.Engagement.ID)
		apptest.Must(t, err)
		if x := point(t, p, "Seal"); x.Clearance != tt.want {
			t.Errorf("after %v: %+v", tt.later, x)
		}
	}
}

// A mail server that is away stops nothing, and is told.
func TestMailServerAway(t *testing.T) {
	t.Parallel()
	smtp, err := mail.NewSMTP("smtp://127.0.0.1:1?from=demarc@example.org&tls=none")
	apptest.Must(t, err)
	b := &bundle{Scene: apptest.New(t, func(c *app.Config) { c.Mail = unreachable{c.Mail.(*mail.Outbox), smtp} })}
	b.people(t)
	b.Fill(t, b.lead)
	b.AgreeAll(t, b.lead, b.itLead)
	p, err := b.Envelopes.Prepare(t.Context(), b.lead, b.Engagement.ID)
	apptest.Must(t, err)
	if x := point(t, p, "Mail"); x.Clearance != signing.Heed || signing.Halts(p.Preflight) != 0 {
		t.Errorf("%+v", p.Preflight)
	}
	if _, err := b.Envelopes.Send(t.Context(), b.lead, b.Engagement.ID, app.Send{Digest: p.Digest, Reason: "We talked about it.", Warned: p.Warned()}); err != nil {
		t.Errorf("letters can wait: %v", err)
	}
	for _, e := range b.chain(t) {
		if e.Verb == audit.EnvelopeSent && !strings.HasPrefix(e.Fact.Data["letters"], "wait: ") {
			t.Errorf("the record does not say that the mail server was away: %v", e.Fact.Data)
		}
	}
}

// Reminders go out on the days that the sender chose, or not at all.
func TestChosenReminders(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ chosen, want []int }{"the usual": {nil, []int{3, 7, 14}}, "own": {[]int{2, 5}, []int{2, 5}}, "none": {[]int{}, []int{}}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBundle(t)
			b.Fill(t, b.lead)
			b.AgreeAll(t, b.lead, b.itLead)
			p, err := b.Envelopes.Prepare(t.Context(), b.lead, b.Engagement.ID)
			apptest.Must(t, err)
			_, err = b.Envelopes.Send(t.Context(), b.lead, b.Engagement.ID, app.Send{Digest: p.Digest, Reason: "We talked about it.", Warned: p.Warned(), Reminders: tt.chosen})
			apptest.Must(t, err)
			b.Accepted(t, b.lead, apptest.Dana.Email)
			var on []int
			for day := 1; day <= 20; day++ {
				b.Clock.Advance(24 * time.Hour)
				had := by(t, b.round(t), apptest.Dana.Email).Reminded
				apptest.Must(t, b.Jobs.Do(t.Context(), store.Job{Task: store.Remind}))
				if by(t, b.round(t), apptest.Dana.Email).Reminded > had {
					on = append(on, day)
					b.Accepted(t, b.lead, apptest.Dana.Email)
				}
			}
			if !slices.Equal(on, tt.want) {
				t.Errorf("reminded on %v, not %v", on, tt.want)
			}
		})
	}
}

// A clock that goes back lets nothing expire early or twice, and what was put off then
// expires all the same.
func TestExpiryWhenTheClockGoesBack(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	env := b.send(t)
	job := expireJob(b, env)
	ctx := t.Context()
	b.Clock.Advance(env.ExpiresAt.Sub(b.DB.Now()) - time.Hour)
	if later, ok := errors.AsType[store.Later](b.Jobs.Do(ctx, job)); !ok || !later.At.Equal(env.ExpiresAt) {
		t.Errorf("an hour early: %v", later)
	}
	b.Clock.Advance(2 * time.Hour)
	apptest.Must(t, b.Jobs.Do(ctx, job))
	was := b.round(t)
	if was.State != signing.Expired {
		t.Fatal(was.State)
	}
	b.Clock.Advance(-3 * time.Hour)
	apptest.Must(t, b.Jobs.Do(ctx, job))
	apptest.Must(t, b.Jobs.Do(ctx, store.Job{Task: store.Remind}))
	if now := b.round(t); now.State != signing.Expired || !now.EndedAt.Equal(was.EndedAt) {
		t.Errorf("%s, ended %v, then %v", now.State, was.EndedAt, now.EndedAt)
	}
}
