package probe_test

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"demarc/internal/mail"
)

// letter waits for a letter that has not been read yet.
func (w *probeWorld) letter(to, subject string) mail.Letter {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), time.Minute)
	defer cancel()
	m, err := w.post.take(ctx, to, subject)
	must(w.t, err)
	return m.Letter
}

// link is the token of the link in a letter.
func (w *probeWorld) link(to, subject string) string {
	w.t.Helper()
	return path.Base(w.letter(to, subject).URL)
}

// probePost keeps letters until they are read, each once.
type probePost struct {
	mu     sync.Mutex
	unread []mail.Message
	all    []mail.Message
	more   chan struct{} // closed when a letter comes
}

func (p *probePost) Send(_ context.Context, m mail.Message) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.unread, p.all = append(p.unread, m), append(p.all, m)
	close(p.more)
	p.more = make(chan struct{})
	return nil
}

func (p *probePost) take(ctx context.Context, to, subject string) (mail.Message, error) {
	for {
		p.mu.Lock()
		for i, m := range p.unread {
			if m.To == to && strings.Contains(m.Subject, subject) {
				p.unread = slices.Delete(p.unread, i, i+1)
				p.mu.Unlock()
				return m, nil
			}
		}
		more := p.more
		p.mu.Unlock()
		select {
		case <-more:
		case <-ctx.Done():
			return mail.Message{}, fmt.Errorf("no letter to %s about %q: %w", to, subject, ctx.Err())
		}
	}
}
