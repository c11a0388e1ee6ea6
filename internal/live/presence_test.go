package live_test

import (
	"context"
	"log/slog"
	"testing"

	"github.com/google/go-cmp/cmp"

	"demarc/internal/live"
	"demarc/internal/store"
)

// second is another process on the same database.
func second(t *testing.T, url string) *live.Hub {
	t.Helper()
	hub := live.New(url, slog.New(slog.DiscardHandler))
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { hub.Run(ctx); close(done) }()
	t.Cleanup(func() { stop(); <-done })
	wait(t, hub.Ready())
	return hub
}

// until waits for who is here to be as wanted, looking whenever something moved.
func until(t *testing.T, hub *live.Hub, sub *live.Subscription, stream string, want []live.Here) {
	t.Helper()
	for {
		diff := cmp.Diff(want, hub.Here(stream))
		if diff == "" {
			return
		}
		if _, ok := wait(t, sub.Moved); !ok {
			t.Fatal(diff)
		}
	}
}

// Two processes agree on who is where, whichever of them heard of it.
func TestPresence(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	one, two := r.hub, second(t, r.URL)
	e, other := store.NewID(), store.NewID()
	at1, at2, elsewhere := one.Subscribe(e), two.Subscribe(e), two.Subscribe(other)
	row, column := store.NewID(), store.NewID()

	leave := one.Enter(e, "a")
	until(t, two, at2, e, []live.Here{{User: "a"}})
	defer two.Enter(e, "b")()
	until(t, one, at1, e, []live.Here{{User: "a"}, {User: "b"}})

	// What a person does may come to the process that does not hold their stream.
	here := live.Here{User: "a", Spot: live.Spot{Function: row, Stakeholder: column, Typing: true}}
	if !two.Move(e, "a", here.Spot) {
		t.Fatal("one move is too many")
	}
	until(t, one, at1, e, []live.Here{here, {User: "b"}})
	until(t, two, at2, e, []live.Here{here, {User: "b"}})

	// A second page of the same person: the first one closed, they are still here.
	again := one.Enter(e, "a")
	leave()
	if got := len(one.Here(e)); got != 2 {
		t.Errorf("%d are here", got)
	}
	again()
	until(t, two, at2, e, []live.Here{{User: "b"}})

	if got := two.Here(other); len(got) != 0 {
		t.Errorf("in another engagement there are %v", got)
	}
	select {
	case <-elsewhere.Moved:
		t.Error("another engagement's watchers were told")
	default:
	}
}

func TestPresenceIsBounded(t *testing.T) {
	t.Parallel()
	hub := live.New("", slog.New(slog.DiscardHandler))
	taken := 0
	for range 1000 {
		if hub.Move("e", "a", live.Spot{Function: store.NewID()}) {
			taken++
		}
	}
	if taken == 0 || taken > 20 {
		t.Errorf("%d of 1000 moves of one moment were taken", taken)
	}
	if !hub.Move("e", "b", live.Spot{}) {
		t.Error("somebody else has to wait for that")
	}
	if hub.Admits("e", "c") {
		t.Error("somebody whose right nobody looked at is let in")
	}
}
