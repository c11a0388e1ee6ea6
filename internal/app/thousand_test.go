package app_test

import (
	"strconv"
	"testing"
	"time"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/signing"
	"demarc/internal/store"
)

// The races of a round, each run a thousand times on one scene that is put back in
// between. What counts is what is kept, and that the chain tells the same.

// times is how often; -short is for a glance.
func times() int {
	if testing.Short() {
		return 40
	}
	return 1000
}

// course is a scene with a round that is out and whose signers have read it.
type course struct {
	*bundle
	env        signing.Envelope
	dana, nora signing.Signer
	tokens     map[signing.SignerID]string
	offers     map[signing.SignerID]signing.Offer
	again      *again
	until      time.Time
	seen       int64 // entries that were looked at
}

// newCourse sends a text and lets both signers read it. When it begins no jobs run.
func newCourse(t *testing.T, parallel bool) *course {
	t.Helper()
	c := &course{bundle: quietBundle(t), tokens: map[signing.SignerID]string{}, offers: map[signing.SignerID]signing.Offer{}}
	stop := c.Work(t, "first")
	defer stop()
	c.Start(t)
	c.people(t)
	c.again = c.backdoor(t)
	if parallel {
		c.again.exec(t, `update app.engagements set terms = terms || '{"esign.order": "parallel"}'`)
	}
	c.send(t)
	c.env = c.round(t)
	c.dana, c.nora = by(t, c.env, apptest.Dana.Email), by(t, c.env, apptest.Nora.Email)
	c.until = c.env.ExpiresAt
	c.read(t, c.dana, apptest.Dana)
	if !parallel {
		_, err := c.Ceremonies.Sign(t.Context(), apptest.From, c.tokens[c.dana.ID], c.offers[c.dana.ID])
		apptest.Must(t, err)
	}
	c.read(t, c.nora, apptest.Nora)
	return c
}

// read follows somebody's letter to the document.
func (c *course) read(t *testing.T, s signing.Signer, who engagement.Signatory) {
	t.Helper()
	token := c.Token(t, s.Email, "asks you to sign")
	c.tokens[s.ID], c.offers[s.ID] = token, apptest.Offer(c.Read(t, token), who)
}

func (c *course) sign(t *testing.T, s signing.Signer) func() error {
	return func() error {
		_, err := c.Ceremonies.Sign(t.Context(), apptest.From, c.tokens[s.ID], c.offers[s.ID])
		return err
	}
}

// busy tells that the machine gave up waiting for a lock: nothing was changed, and
// nothing is said about who won.
func busy(errs []error) bool {
	for _, err := range errs {
		if fault.Is(err, fault.Unavailable) {
			return true
		}
	}
	return false
}

// since counts what the record says of the round that was just run.
func (c *course) since(t *testing.T) map[audit.Verb]int {
	t.Helper()
	out := map[audit.Verb]int{}
	apptest.Must(t, c.DB.Read(t.Context(), access.SystemFor(c.Owner.MSP), func(tx *store.Tx) error {
		log, err := tx.Entries(t.Context(), string(c.Engagement.ID), c.seen, 1000)
		for _, e := range log {
			out[e.Verb]++
			c.seen = e.Seq
		}
		return err
	}))
	return out
}

// run races acts many times and judges each by what is kept.
func (c *course) run(t *testing.T, reset func(), acts func() []func() error, judge func(errs []error, said map[audit.Verb]int, env signing.Envelope, e engagement.Engagement) bool) {
	t.Helper()
	c.since(t)
	skipped, wins := 0, map[string]int{}
	for i := range times() {
		reset()
		errs := together(acts()...)
		if busy(errs) {
			skipped++
			c.since(t)
			continue
		}
		e, rounds, err := c.Envelopes.List(t.Context(), c.lead, c.Engagement.ID)
		apptest.Must(t, err)
		said := c.since(t)
		var env signing.Envelope
		if len(rounds) > 0 {
			env = rounds[0]
		}
		if wins[string(e.State)+"/"+string(env.State)]++; !judge(errs, said, env, e) {
			t.Fatalf("run %d: %v; the round is %s, the engagement %s; the record says %v", i, errs, env.State, e.State, said)
		}
	}
	c.chain(t) // and it holds
	t.Logf("%d runs: %v, %d not counted", times(), wins, skipped)
	if skipped > times()/4 {
		t.Errorf("%d of %d runs say nothing", skipped, times())
	}
}

// lost tells whether an act lost in words that a person can use.
func lost(err error) bool {
	return fault.Is(err, fault.Conflict) || fault.Is(err, fault.Gone) || fault.Is(err, fault.Locked)
}

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
	job := expireJob(c.bundle, c.env)
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
		return errs[2] == nil && signed != expired
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

// seals counts the jobs that will seal.
func (c *course) seals(t *testing.T) int {
	t.Helper()
	return c.again.count(t, `select count(*) from `+store.JobSchema+`.river_job where args ->> 'task' = $1`, string(store.Seal))
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
	c := &course{bundle: quietBundle(t)}
	stop := c.Work(t, "first")
	c.Start(t)
	c.people(t)
	stop()
	c.again = c.backdoor(t)
	c.fill(t)
	c.agreeAll(t)
	ctx, id := t.Context(), c.Engagement.ID
	var p app.Preview
	n := 100
	c.run(t, func() {
		c.again.exec(t, `update app.envelopes set state = 'voided' where state = 'sent'`)
		c.again.exec(t, `update app.engagements set state = 'draft' where engagement_id = $1`, string(id))
		c.again.exec(t, `delete from `+store.JobSchema+`.river_job`)
		var err error
		p, err = c.Envelopes.Prepare(ctx, c.lead, id)
		apptest.Must(t, err)
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
