//go:build unix

package flock_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"demarc/internal/pgembed/flock"
)

func TestLocks(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lock")
	a, err := flock.Share(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	b, err := flock.Share(t.Context(), path)
	if err != nil {
		t.Fatal("shared locks exclude each other:", err)
	}
	if _, err := flock.TryLock(path); !errors.Is(err, flock.ErrHeld) {
		t.Errorf("locked a shared lock: %v", err)
	}
	if err := a.Upgrade(); !errors.Is(err, flock.ErrHeld) {
		t.Errorf("upgraded beside another: %v", err)
	}
	a.Close()
	if err := b.Upgrade(); err != nil {
		t.Errorf("the last one cannot upgrade: %v", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := flock.Lock(ended, path); !errors.Is(err, context.Canceled) {
		t.Errorf("waiting does not end with the context: %v", err)
	}
	b.Close()
	c, err := flock.Lock(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	c.Close()
}
