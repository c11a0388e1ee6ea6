package live_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/live"
	"demarc/internal/party"
	"demarc/internal/store"
	"demarc/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// room is a hub that listens, and an MSP whose own chain serves as the stream.
type room struct {
	*storetest.Database
	hub *live.Hub
	msp party.MSPID
}

func newRoom(t *testing.T) *room {
	t.Helper()
	r := &room{Database: storetest.Open(t), msp: party.MSPID(store.NewID())}
	r.hub = live.New(r.URL, slog.New(slog.DiscardHandler))
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { r.hub.Run(ctx); close(done) }()
	t.Cleanup(func() { stop(); <-done })
	wait(t, r.hub.Ready())
	must(t, r.DB.Change(t.Context(), access.SystemFor(r.msp), func(tx *store.Tx) error {
		tx.AddMSP(party.Organization{ID: r.msp, Name: "Northgate"}, "N")
		tx.RecordForMSP("", audit.MSPSignedUp, audit.Fact{})
		return nil
	}))
	return r
}

// act commits one entry about subject; fail rolls it back instead.
func (r *room) act(t *testing.T, subject string, fail error) {
	t.Helper()
	err := r.DB.Change(t.Context(), access.SystemFor(r.msp), func(tx *store.Tx) error {
		tx.RecordForMSP("", audit.ClientAdded, audit.Fact{Subject: subject})
		return fail
	})
	if fail == nil {
		must(t, err)
	}
}

func wait[T any](t *testing.T, c <-chan T) (v T, ok bool) {
	t.Helper()
	select {
	case v, ok = <-c:
		return v, ok
	case <-time.After(20 * time.Second):
		t.Fatal("nothing came")
		return v, false
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestTellsWhatWasCommitted(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	here, elsewhere := r.hub.Subscribe(string(r.msp)), r.hub.Subscribe(store.NewID())
	defer here.Close()
	r.act(t, "rolled-back", context.Canceled)
	r.act(t, "kept", nil)
	a, ok := wait(t, here.C)
	if a.Verb == audit.MSPSignedUp { // the notice of the room itself may still be on its way
		a, ok = wait(t, here.C)
	}
	if !ok || a.Subject != "kept" || a.Verb != audit.ClientAdded || a.Seq != 2 || a.Stream != string(r.msp) {
		t.Errorf("%+v", a)
	}
	select {
	case a := <-elsewhere.C:
		t.Errorf("another stream heard %+v", a)
	default:
	}
	elsewhere.Close()
	elsewhere.Close() // closing twice is harmless
	if _, ok := wait(t, elsewhere.C); ok {
		t.Error("a closed subscription goes on")
	}
}

// A watcher that does not read is let go rather than held in memory without end.
func TestLetsTheSlowGo(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	slow := r.hub.Subscribe(string(r.msp))
	fast := r.hub.Subscribe(string(r.msp))
	defer fast.Close()
	const more = 80
	for range more {
		r.act(t, "x", nil)
		if _, ok := wait(t, fast.C); !ok {
			t.Fatal("the watcher that reads was let go")
		}
	}
	heard := 0
	for range slow.C { // ends, because it was let go
		heard++
	}
	if heard >= more {
		t.Errorf("all %d announcements were kept for a watcher that did not read", heard)
	}
}

// When the listening connection is lost everybody is told to read anew, and the hub
// listens again.
func TestConnectionLost(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	sub := r.hub.Subscribe(string(r.msp))
	root, err := pgx.Connect(t.Context(), r.SuperURL)
	must(t, err)
	defer func() { _ = root.Close(context.Background()) }()
	_, err = root.Exec(t.Context(), `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'listen %'`)
	must(t, err)
	for {
		if _, ok := wait(t, sub.C); !ok {
			break
		}
	}
	again := r.hub.Subscribe(string(r.msp))
	defer again.Close()
	for deadline := time.Now().Add(20 * time.Second); ; {
		r.act(t, "after", nil) // what is committed before it listens again is caught up by the watcher, not by the hub
		select {
		case a, ok := <-again.C:
			if !ok {
				again = r.hub.Subscribe(string(r.msp))
				continue
			}
			if a.Subject != "after" {
				t.Errorf("%+v", a)
			}
			return
		case <-time.After(200 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			t.Fatal("the hub never listened again")
		}
	}
}
