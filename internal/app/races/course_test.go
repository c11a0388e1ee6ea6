package races_test

import (
	"testing"
	"time"

	"demarc/internal/access"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/signing"
	"demarc/internal/store"
)

// times is how often; -short is for a glance.
func times() int {
	if testing.Short() {
		return 40
	}
	return 1000
}

// course is a scene with people of both sides and, mostly, a round that is out.
type course struct {
	*apptest.Scene
	lead, itLead access.Actor
	env          signing.Envelope
	dana, nora   signing.Signer
	tokens       map[signing.SignerID]string
	offers       map[signing.SignerID]signing.Offer
	again        *again
	until        time.Time
	seen         int64 // entries that were looked at
}

// newScene has a draft of two teams, and no jobs once it is there.
func newScene(t *testing.T) *course {
	t.Helper()
	c := &course{Scene: apptest.Empty(t), tokens: map[signing.SignerID]string{}, offers: map[signing.SignerID]signing.Offer{}}
	stop := c.Work(t, "scene")
	defer stop()
	c.Start(t)
	c.lead = c.Colleague(t, access.Lead, "Tom Berg")
	c.itLead = c.Partner(t, access.ITLead, "Priya Shah")
	c.again = backdoor(t, c.Scene)
	return c
}

// newCourse sends a text and lets both signers read it.
func newCourse(t *testing.T, parallel bool) *course {
	t.Helper()
	c := newScene(t)
	stop := c.Work(t, "letters")
	defer stop()
	if parallel {
		c.again.exec(t, `update app.engagements set terms = terms || '{"esign.order": "parallel"}'`)
	}
	c.Send(t, c.lead, c.itLead)
	_, rounds, err := c.Envelopes.List(t.Context(), c.lead, c.Engagement.ID)
	apptest.Must(t, err)
	c.env = rounds[0]
	for _, s := range c.env.Signers {
		switch s.Email {
		case apptest.Dana.Email:
			c.dana = s
		case apptest.Nora.Email:
			c.nora = s
		}
	}
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
		errs := apptest.Together(acts()...)
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
	log, head, err := c.Engagements.Chain(t.Context(), c.lead, c.Engagement.ID)
	apptest.Must(t, err)
	apptest.Must(t, audit.Check(log, head)) // and it holds
	t.Logf("%d runs: %v, %d not counted", times(), wins, skipped)
	if skipped > times()/4 {
		t.Errorf("%d of %d runs say nothing", skipped, times())
	}
}

// lost tells whether an act lost in words that a person can use.
func lost(err error) bool {
	return fault.Is(err, fault.Conflict) || fault.Is(err, fault.Gone) || fault.Is(err, fault.Locked)
}

// seals counts the jobs that will seal.
func (c *course) seals(t *testing.T) int {
	t.Helper()
	return c.again.count(t, `select count(*) from `+store.JobSchema+`.river_job where args ->> 'task' = $1`, string(store.Seal))
}
