// Package races_test runs the races of a round of signatures, each a thousand times on one
// scene that is put back in between. What counts is what is kept, and that the record tells
// the same. Go tests packages one beside the other, and these take as long as all other
// acts together.
package races_test

import (
	"errors"
	"strconv"
	"testing"
	"time"

	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/signing"
	"demarc/internal/store"
	"demarc/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

func TestThousandSignAgainstVoid(t *testing.T) {
	t.Parallel()
	c := newCourse(t, false)
	c.run(t, func() { c.again.send(t, c.env.ID, c.until, c.nora.ID) }, func() []func() error {
		return []func() error{c.sign(t, c.nora), func() error {
			return c.Envelopes.Void(t.Context(), c.lead, c.Engagement.ID, c.env.ID, "changed our minds")
		}}
	}, func(errs []error, said map[audit.Verb]int, env signing.Envelope, e engagement.Engagement) bool {
		signed := env.State == signing.Signed && e.State == engagement.Signed && errs[0] == nil && lost(errs[1]) && said[audit.SignatureApplied] == 1 && said[audit.EnvelopeSigned] == 1 && said[audit.EnvelopeVoided] == 0
		voided := env.State == signing.Voided && e.State == engagement.InDraft && lost(errs[0]) && errs[1] == nil && said[audit.SignatureApplied] == 0 && said[audit.EnvelopeVoided] == 1
		return signed != voided
	})
}

func TestThousandSignAgainstExpire(t *testing.T) {
	t.Parallel()
	c := newCourse(t, false)
	job := store.Job{Task: store.Expire, MSP: string(c.Owner.MSP), Client: string(c.Client.ID), Engagement: string(c.Engagement.ID), Subject: string(c.env.ID)}
	const step = time.Hour
	n := 0
	c.run(t, func() { n++; c.again.send(t, c.env.ID, c.DB.Now().Add(step), c.nora.ID) }, func() []func() error {
		return []func() error{
			c.sign(t, c.nora),
			func() error { // the end passes meanwhile, now sooner, now later
				for range n % 40 {
					c.again.count(t, `select 1`)
				}
				c.Clock.Advance(step)
				return nil
			},
			func() error { return c.Jobs.Do(t.Context(), job) },
		}
	}, func(errs []error, said map[audit.Verb]int, env signing.Envelope, e engagement.Engagement) bool {
		if env.State == signing.Sent { // the job came before the end: the runner would do it again
			apptest.Must(t, c.Jobs.Do(t.Context(), job))
			_, rounds, err := c.Envelopes.List(t.Context(), c.lead, c.Engagement.ID)
			apptest.Must(t, err)
			return lost(errs[0]) && said[audit.SignatureApplied] == 0 && rounds[0].State == signing.Expired && c.since(t)[audit.EnvelopeExpired] == 1
		}
		signed := env.State == signing.Signed && errs[0] == nil && said[audit.EnvelopeSigned] == 1 && said[audit.EnvelopeExpired] == 0 && e.State == engagement.Signed
		expired := env.State == signing.Expired && lost(errs[0]) && said[audit.SignatureApplied] == 0 && said[audit.EnvelopeExpired] == 1 && e.State == engagement.InDraft
		_, early := errors.AsType[store.Later](errs[2]) // the job came before the end; the signature too
		return (errs[2] == nil || early && signed) && signed != expired
	})
}

func TestThousandSignTwice(t *testing.T) {
	t.Parallel()
	c := newCourse(t, false)
	c.run(t, func() { c.again.send(t, c.env.ID, c.until, c.nora.ID) }, func() []func() error {
		return []func() error{c.sign(t, c.nora), c.sign(t, c.nora)}
	}, func(errs []error, said map[audit.Verb]int, env signing.Envelope, _ engagement.Engagement) bool {
		return errs[0] == nil && errs[1] == nil && env.State == signing.Signed && said[audit.SignatureApplied] == 1 && said[audit.ConsentGiven] == 1 && said[audit.EnvelopeSigned] == 1 && c.seals(t) == 1
	})
}

func TestThousandLastTwoSigners(t *testing.T) {
	t.Parallel()
	c := newCourse(t, true)
	c.run(t, func() { c.again.send(t, c.env.ID, c.until, c.nora.ID, c.dana.ID) }, func() []func() error {
		return []func() error{c.sign(t, c.nora), c.sign(t, c.dana)}
	}, func(errs []error, said map[audit.Verb]int, env signing.Envelope, e engagement.Engagement) bool {
		return errs[0] == nil && errs[1] == nil && env.State == signing.Signed && e.State == engagement.Signed && said[audit.SignatureApplied] == 2 && said[audit.EnvelopeSigned] == 1 && c.seals(t) == 1
	})
}

func TestThousandReplaceAgainstSign(t *testing.T) {
	t.Parallel()
	c := newCourse(t, false)
	lena := signing.Person{Name: "Lena Park", Title: "CFO", Email: "lena@northgate.example"}
	c.run(t, func() { c.again.send(t, c.env.ID, c.until, c.nora.ID) }, func() []func() error {
		return []func() error{c.sign(t, c.nora), func() error {
			return c.Envelopes.Replace(t.Context(), c.lead, c.Engagement.ID, c.env.ID, c.nora.ID, lena, "Nora is away.")
		}}
	}, func(errs []error, said map[audit.Verb]int, env signing.Envelope, _ engagement.Engagement) bool {
		nora, _ := env.Signer(c.nora.ID)
		signed := env.State == signing.Signed && errs[0] == nil && lost(errs[1]) && said[audit.SignatureApplied] == 1 && said[audit.SignerReplaced] == 0 && nora.Live()
		replaced := env.State == signing.Sent && lost(errs[0]) && errs[1] == nil && said[audit.SignatureApplied] == 0 && said[audit.SignerReplaced] == 1 && !nora.Live() && len(env.Waiting()) == 1 && env.Waiting()[0].Email == lena.Email
		return signed != replaced
	})
}

// What was sent is what the lead saw, or nothing was sent.
func TestThousandEditAgainstFreeze(t *testing.T) {
	t.Parallel()
	c := newScene(t)
	c.Fill(t, c.lead)
	c.AgreeAll(t, c.lead, c.itLead)
	ctx, id := t.Context(), c.Engagement.ID
	var p app.Preview
	n := 100
	c.run(t, func() {
		c.again.exec(t, `update app.envelopes set state = 'voided' where state = 'sent'`)
		c.again.exec(t, `update app.engagements set state = 'draft' where engagement_id = $1`, string(id))
		c.again.exec(t, `delete from `+store.JobSchema+`.river_job`)
		ready, err := c.Envelopes.Prepare(ctx, c.lead, id)
		apptest.Must(t, err)
		p = ready.Preview
		n++
	}, func() []func() error {
		return []func() error{
			func() error {
				_, err := c.Envelopes.Send(ctx, c.lead, id, app.Send{Digest: p.Digest, Reason: "We talked about it.", Warned: p.Warned()})
				return err
			},
			func() error {
				return c.Terms.Save(ctx, c.lead, id, map[string]string{"fees.tm_rate": strconv.Itoa(n) + ".00"}, p.Draft.Engagement.TermsRev)
			},
		}
	}, func(errs []error, said map[audit.Verb]int, env signing.Envelope, e engagement.Engagement) bool {
		sent := errs[0] == nil && e.State == engagement.Signing && env.State == signing.Sent && env.Digest == p.Digest && lost(errs[1]) && said[audit.VersionFrozen] == 1 && said[audit.TermsChanged] == 0
		edited := errs[1] == nil && e.State == engagement.InDraft && lost(errs[0]) && said[audit.VersionFrozen] == 0 && said[audit.TermsChanged] == 1
		return sent != edited
	})
}
