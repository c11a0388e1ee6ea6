package envelope_test

import (
	"context"
	"sync"

	"demarc/internal/mail"
)

// switched sends through one sender, and through another from some moment on.
type switched struct {
	mail.Sender
	mu sync.Mutex
}

func (s *switched) swap(to mail.Sender) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Sender = to
}

func (s *switched) now() mail.Sender {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Sender
}

func (s *switched) Send(ctx context.Context, m mail.Message) error { return s.now().Send(ctx, m) }

func (s *switched) Check(ctx context.Context) error { return mail.Check(ctx, s.now()) }
