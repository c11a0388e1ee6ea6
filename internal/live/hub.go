// Package live tells open browsers that something was committed. One connection per
// process listens; the hub hands each announcement to whoever watches that
// engagement. Announcements carry ids only, never content: each browser fetches what
// it may see under its own rights. It also knows who is where now (presence.go), which
// is kept in memory alone.
package live

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"demarc/internal/store"
)

// room is how many announcements may wait for one watcher. A watcher that falls
// further behind is let go and catches up when it comes back.
const room = 64

// Hub fans announcements out.
type Hub struct {
	url  string
	log  *slog.Logger
	mu   sync.Mutex
	subs map[string]map[*Subscription]bool
	shut bool
	// ready is closed when the hub listens for the first time.
	ready chan struct{}
	once  sync.Once
	// name is this process among others; here is who is in which engagement, and moved
	// where something changed since it was last told.
	name  string
	here  map[string]map[string]*guest
	moved map[string]bool
}

// Subscription is one watcher of one stream. When C is closed the watcher must read
// again what it shows: announcements may have been missed.
type Subscription struct {
	C      <-chan store.Announcement
	Moved  <-chan struct{} // somebody came, went or moved: look at Here
	c      chan store.Announcement
	here   chan struct{}
	stream string
	hub    *Hub
}

// New makes a hub that listens at url, which must lead to Postgres itself and not to
// a transaction pooler.
func New(url string, log *slog.Logger) *Hub {
	return &Hub{url: url, log: log, subs: map[string]map[*Subscription]bool{}, ready: make(chan struct{}), name: newName(), here: map[string]map[string]*guest{}, moved: map[string]bool{}}
}

// Run listens until ctx ends, reconnecting when the connection is lost.
func (h *Hub) Run(ctx context.Context) {
	defer h.closeAll(true)
	var conversing sync.WaitGroup
	conversing.Go(func() { h.converse(ctx) })
	defer conversing.Wait()
	for wait := 100 * time.Millisecond; ctx.Err() == nil; wait = min(wait*2, 5*time.Second) {
		started := time.Now()
		err := h.listen(ctx)
		if ctx.Err() != nil {
			return
		}
		h.log.Warn("live updates lost their connection", "error", err)
		h.closeAll(false) // whoever watches may have missed something
		if time.Since(started) > time.Minute {
			wait = 100 * time.Millisecond
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
		}
	}
}

// Ready is closed once the hub listens.
func (h *Hub) Ready() <-chan struct{} { return h.ready }

func (h *Hub) listen(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, h.url)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if _, err := conn.Exec(ctx, "listen "+store.Channel+"; listen "+whispers); err != nil {
		return err
	}
	h.once.Do(func() { close(h.ready) })
	for {
		n, err := conn.WaitForNotification(ctx)
		if err != nil {
			return err
		}
		if n.Channel == whispers {
			h.heard(n.Payload)
		} else if a, ok := store.ParseAnnouncement(n.Payload); ok {
			h.tell(a)
		}
	}
}

// Subscribe watches a stream.
func (h *Hub) Subscribe(stream string) *Subscription {
	c := make(chan store.Announcement, room)
	here := make(chan struct{}, 1)
	s := &Subscription{C: c, c: c, Moved: here, here: here, stream: stream, hub: h}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.shut {
		close(c)
		return s
	}
	if h.subs[stream] == nil {
		h.subs[stream] = map[*Subscription]bool{}
	}
	h.subs[stream][s] = true
	return s
}

// Close stops watching.
func (s *Subscription) Close() {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	s.hub.drop(s)
}

func (h *Hub) tell(a store.Announcement) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for s := range h.subs[a.Stream] {
		select {
		case s.c <- a:
		default:
			h.drop(s) // too slow: it reads anew when it comes back
		}
	}
}

// drop forgets a watcher and closes its channel, once.
func (h *Hub) drop(s *Subscription) {
	if !h.subs[s.stream][s] {
		return
	}
	delete(h.subs[s.stream], s)
	if len(h.subs[s.stream]) == 0 {
		delete(h.subs, s.stream)
	}
	close(s.c)
}

func (h *Hub) closeAll(shut bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.shut = h.shut || shut
	for _, watchers := range h.subs {
		for s := range watchers {
			h.drop(s)
		}
	}
}
