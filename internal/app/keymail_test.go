package app_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/seal"
	"demarc/internal/store"
)

// The owners of every MSP hear 90, 30 and 7 days before the seal certificate ends, and
// once it has, once each, however often the clock looks and whatever else it misses.
func TestKeyEndsIsTold(t *testing.T) {
	t.Parallel()
	ends := time.Now().AddDate(0, 0, 100)
	key, err := seal.NewKey(ends.AddDate(-3, 0, 0), "Demarc in a test")
	apptest.Must(t, err)
	ends = key.Certificate().NotAfter
	p := newPost(t, func(c *app.Config) { // it cannot be renewed
		c.Keys = seal.One(key)
		c.Vault.Wrap = func(*seal.Key) ([]byte, error) { return nil, errors.New("the master key is away") }
	})
	told := func() (to []string) {
		t.Helper()
		for range 2 {
			_ = p.Jobs.Do(t.Context(), store.Job{Task: store.RenewKey})
		}
		p.work(t)
		all, err := p.Outbox.Letters()
		apptest.Must(t, err)
		for _, k := range all {
			if strings.HasPrefix(k.ID, "key-") {
				to = append(to, k.To+" "+strings.Split(k.ID, "-")[2])
			}
		}
		slices.Sort(to)
		return to
	}
	var want []string
	for _, tt := range []struct {
		before int // days
		now    []string
	}{
		{95, nil}, {89, []string{"90"}}, {61, nil}, {29, []string{"30"}}, {8, nil}, {3, []string{"7"}}, {1, nil}, {-1, []string{"0"}}, {-20, nil},
	} {
		p.Clock.Advance(ends.AddDate(0, 0, -tt.before).Sub(p.DB.Now()))
		for _, days := range tt.now {
			want = append(want, "nora@northgate.example "+days, "sam@southgate.example "+days)
		}
		slices.Sort(want)
		if got := told(); !slices.Equal(got, want) {
			t.Fatalf("%d days before: %q, not %q", tt.before, got, want)
		}
	}
	all, err := p.Outbox.Letters()
	apptest.Must(t, err)
	if text := all[0].Letter.Text(); !strings.Contains(text, "demarc seal renew") || !strings.Contains(text, seal.Fingerprint(key.Certificate())) {
		t.Errorf("the last letter:\n%s", text)
	}
}
