package app_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/seal"
	"demarc/internal/seal/sealtest"
	"demarc/internal/store"
)

// clocked has outside authorities, in their order.
func clocked(t *testing.T, modes ...sealtest.Mode) (*bundle, []*sealtest.Authority) {
	t.Helper()
	var all []*sealtest.Authority
	b := &bundle{Scene: apptest.New(t, func(c *app.Config) {
		c.Patience = 2 * time.Second
		for i, mode := range modes {
			a := sealtest.New(t, mode, c.DB.Now)
			all = append(all, a)
			c.Authorities = append(c.Authorities, seal.Authority{Name: string(rune('A'+i)) + " time", Policy: sealtest.Policy, Roots: a.Roots, Do: a.Do, Fetch: a.Fetch})
		}
	})}
	b.people(t)
	b.send(t)
	return b, all
}

// sealedAs waits for a file of the level and gives it.
func (b *bundle) sealedAs(t *testing.T, level string) ([]byte, seal.Report) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	for {
		files, err := b.Files(ctx)
		apptest.Must(t, err)
		if len(files) == 1 {
			if r := seal.Verify(files[0], b.Versions.Trusted()); r.Level == level {
				return files[0], r
			}
		}
		select {
		case <-ctx.Done():
			t.Fatalf("no file of level %s", level)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (b *bundle) verbs(t *testing.T, of ...audit.Verb) []audit.Entry {
	t.Helper()
	log, head, err := b.Engagements.Chain(t.Context(), b.itLead, b.Engagement.ID)
	apptest.Must(t, err)
	apptest.Must(t, audit.Check(log, head))
	return slices.DeleteFunc(log, func(e audit.Entry) bool { return !slices.Contains(of, e.Verb) })
}

// The first authority lies, the second is right: the seal has its time, then what is
// needed to check it for decades, and the record says who said what.
func TestSealedWithOutsideTime(t *testing.T) {
	t.Parallel()
	b, all := clocked(t, sealtest.Lying, sealtest.Good)
	b.SignAll(t)
	pdf, r := b.sealedAs(t, "PAdES B-LT")
	if r.Verdict != seal.Authentic || r.TimeBy != "Example Time Service" || len(r.Revisions) != 1 {
		t.Errorf("%+v", r)
	}
	got := b.verbs(t, audit.TimestampObtained, audit.TimestampFailed, audit.SealAugmented, audit.DocumentSealed)
	if len(got) != 4 || got[0].Verb != audit.DocumentSealed || got[0].Fact.Data["level"] != "PAdES B-T" ||
		got[1].Verb != audit.TimestampFailed || got[1].Fact.Label != "A time" || !strings.Contains(got[1].Fact.After, "something else") ||
		got[2].Verb != audit.TimestampObtained || got[2].Fact.Label != "B time" || got[2].Fact.Occurred == "" || got[2].Fact.Source != "tsa" ||
		got[3].Verb != audit.SealAugmented || got[3].Fact.After != "PAdES B-LT" {
		t.Errorf("%+v", got)
	}
	d, err := b.Versions.Sealed(t.Context(), b.itLead, b.Engagement.ID, 1)
	apptest.Must(t, err)
	if !bytes.Equal(d.Data, pdf) {
		t.Error("what is downloaded is not the newest file")
	}
	if all[0].Asked() == 0 || all[1].Asked() == 0 {
		t.Error("an authority was not asked")
	}
	// A job that runs again finds nothing to do.
	for _, task := range []store.Task{store.Stamp, store.Augment} {
		apptest.Must(t, b.Jobs.Do(t.Context(), store.Job{Task: task, MSP: string(b.Engagement.MSP), Client: string(b.Engagement.Client), Engagement: string(b.Engagement.ID), Subject: "1"}))
	}
	if again, _ := b.sealedAs(t, "PAdES B-LT"); !bytes.Equal(again, pdf) {
		t.Error("a second run changed the file")
	}
}

// All authorities fail on the day of the seal. It is made without outside time and says
// so; the time comes later, behind the bytes that were sealed.
func TestOutsideTimeComesLater(t *testing.T) {
	t.Parallel()
	for _, mode := range []sealtest.Mode{sealtest.Failing, sealtest.Slow, sealtest.WrongNonce} {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			b, all := clocked(t, mode)
			b.SignAll(t)
			sealed, r := b.sealedAs(t, "PAdES B-B")
			if r.Verdict != seal.Authentic || !r.Time.IsZero() {
				t.Errorf("%+v", r)
			}
			if got := b.verbs(t, audit.TimestampFailed, audit.TimestampObtained); len(got) != 1 || got[0].Verb != audit.TimestampFailed {
				t.Errorf("%+v", got)
			}
			all[0].Set(sealtest.Good)
			job := store.Job{Task: store.Stamp, MSP: string(b.Engagement.MSP), Client: string(b.Engagement.Client), Engagement: string(b.Engagement.ID), Subject: "1"}
			apptest.Must(t, b.Jobs.Do(t.Context(), job)) // sooner than its turn comes
			whole, r := b.sealedAs(t, "PAdES B-LT")
			if !bytes.HasPrefix(whole, sealed) || len(r.Revisions) != 2 || r.Time.IsZero() {
				t.Errorf("%+v", r)
			}
			if got := b.verbs(t, audit.SealAugmented); len(got) != 2 || got[0].Fact.Before != "PAdES B-B" || got[0].Fact.After != "PAdES B-T" {
				t.Errorf("%+v", got)
			}
			lines, err := b.Versions.Open(t.Context(), b.itLead, b.Engagement.ID, 1)
			apptest.Must(t, err)
			if lines.Lines[0].Size != len(whole) || lines.Lines[0].SHA256 != r.SHA256 {
				t.Errorf("%+v", lines.Lines[0])
			}
		})
	}
}

// Two clocks that differ by more than five minutes seal nothing until one is put right.
func TestClocksDisagree(t *testing.T) {
	t.Parallel()
	b, all := clocked(t, sealtest.Good)
	all[0].Set(sealtest.WrongClock)
	b.Sign(t, apptest.Dana)
	b.Sign(t, apptest.Nora)
	if h := b.Seals.Check(t.Context()); !strings.Contains(h.Seal, "five minutes") {
		t.Errorf("health: %+v", h)
	}
	files, err := b.Files(t.Context())
	apptest.Must(t, err)
	if len(files) != 0 {
		t.Error("sealed with a clock in doubt")
	}
	all[0].Set(sealtest.Good)
	b.Settled(t)
	if h := b.Seals.Check(t.Context()); h.Seal != "" || len(h.Authorities) != 1 || h.Authorities[0].Reason != "" {
		t.Errorf("health: %+v", h)
	}
}

// Keys are renewed before they end and revoked with a date; files sealed before stay
// what they were, and another process learns of it by itself.
func TestKeys(t *testing.T) {
	t.Parallel()
	master := bytes.Repeat([]byte{7}, 32)
	vault := app.Vault{
		Open: func(b []byte) (*seal.Key, error) { return seal.ParseKey(b, master) },
		Wrap: func(k *seal.Key) ([]byte, error) { return k.Marshal(master) },
	}
	var other *app.App
	b := &bundle{Scene: apptest.New(t, func(c *app.Config) {
		first := apptest.Key()
		apptest.Must(t, app.KeepFirst(t.Context(), c.DB, vault, first))
		apptest.Must(t, app.KeepFirst(t.Context(), c.DB, vault, first)) // as at every start
		ring, err := app.OpenRing(t.Context(), c.DB, vault)
		apptest.Must(t, err)
		c.Keys, c.Vault, c.CRL = ring, vault, "http://demarc.test/.well-known/seal.crl"
		second := *c
		second.Keys, err = app.OpenRing(t.Context(), c.DB, vault)
		apptest.Must(t, err)
		other = app.New(second)
	})}
	ctx := t.Context()
	run := func(task store.Task) { t.Helper(); apptest.Must(t, b.Jobs.Do(ctx, store.Job{Task: task})) }
	keys := func(a *app.App) []seal.Kept {
		t.Helper()
		all, err := a.Seals.Keys(ctx)
		apptest.Must(t, err)
		return all
	}
	run(store.RenewKey)
	if n := len(keys(b.App)); n != 1 {
		t.Fatalf("%d keys: renewed too early", n)
	}
	b.people(t)
	b.send(t)
	b.SignAll(t)
	first := apptest.Key()
	b.Clock.Advance(time.Until(first.Certificate().NotAfter) - 59*24*time.Hour)
	if h := b.Seals.Check(ctx); h.Seal != "" || !strings.Contains(h.Warning, "within 90 days") {
		t.Errorf("%+v", h)
	}
	run(store.RenewKey)
	run(store.RenewKey)
	all := keys(b.App)
	if len(all) != 2 || all[1].Key.Fingerprint() != first.Fingerprint() || all[1].Key.Certificate().CRLDistributionPoints[0] != "http://demarc.test/.well-known/seal.crl" {
		t.Fatalf("%d keys", len(all))
	}
	if h := other.Seals.Check(ctx); h.Seal != "" || h.Warning != "" || h.Until != all[1].Key.Certificate().NotAfter.UTC() {
		t.Errorf("the other process: %+v", h)
	}
	pdf, r := b.sealedAs(t, "PAdES B-B")
	if r.Verdict != seal.Authentic || seal.Verify(pdf, other.Versions.Trusted()).Verdict != seal.Authentic {
		t.Errorf("after renewal: %s", r.Sentence)
	}
	if _, err := b.Versions.Export(ctx, b.itLead, b.Engagement.ID, 1, "docx"); err != nil {
		t.Errorf("the Word file after renewal: %v", err)
	}
	apptest.Must(t, b.Seals.Revoke(ctx, seal.Fingerprint(all[1].Key.Certificate()), b.DB.Now()))
	if all = keys(other); len(all) != 3 || all[1].Revoked.IsZero() || !all[2].Revoked.IsZero() {
		t.Errorf("revoking the key that seals must leave another: %+v", all)
	}
	raw, err := b.Seals.RevocationList(ctx)
	apptest.Must(t, err)
	serials := sealtest.Listed(t, raw, first.Root())
	if !slices.Equal(serials, []string{all[1].Key.Certificate().SerialNumber.String()}) {
		t.Errorf("listed: %v", serials)
	}
	if text, err := b.Seals.Certificates(ctx); err != nil || strings.Count(string(text), `"sha256"`) != 3 || strings.Count(string(text), `"seals_now": true`) != 1 || bytes.Contains(text, []byte("PRIVATE")) {
		t.Errorf("%v %s", err, text)
	}
	for which, want := range map[string]time.Time{"00": b.DB.Now(), seal.Fingerprint(first.Certificate()): b.DB.Now().Add(time.Hour)} {
		if err := b.Seals.Revoke(ctx, which, want); err == nil {
			t.Errorf("revoked %q from %s", which, want)
		}
	}
}
