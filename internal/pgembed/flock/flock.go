//go:build unix

// Package flock holds advisory locks on files, so that several processes can
// share a folder: one builds what is missing while the others wait. The
// kernel lets go of a lock when its process dies, however it dies, which is
// why these are used and not files that hold a process id.
package flock

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
)

// ErrHeld is returned by the Try functions when another process, or another
// File of this one, holds the lock.
var ErrHeld = errors.New("locked by another process")

// A File is a held lock. Children do not inherit it.
type File struct{ f *os.File }

// Lock makes the file where it is missing and waits until it alone holds the
// lock or ctx ends.
func Lock(ctx context.Context, path string) (*File, error) {
	return wait(ctx, path, syscall.LOCK_EX)
}

// Share waits for a lock that any number of processes may share, but not
// with one that has called Lock.
func Share(ctx context.Context, path string) (*File, error) {
	return wait(ctx, path, syscall.LOCK_SH)
}

// TryLock is Lock without the wait; it returns ErrHeld.
func TryLock(path string) (*File, error) { return try(path, syscall.LOCK_EX) }

// Upgrade turns a shared lock into one held alone, or returns ErrHeld. After
// an error the shared lock may be lost too, so call Close next.
func (l *File) Upgrade() error { return take(l.f, syscall.LOCK_EX) }

// Close lets go. The file stays, as removing it would let two processes lock
// two files of one name.
func (l *File) Close() error { return l.f.Close() }

func wait(ctx context.Context, path string, how int) (*File, error) {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		l, err := try(path, how)
		if !errors.Is(err, ErrHeld) {
			return l, err
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("wait for the lock %s: %w", path, ctx.Err())
		case <-tick.C:
		}
	}
}

func try(path string, how int) (*File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := take(f, how); err != nil {
		f.Close()
		return nil, err
	}
	return &File{f}, nil
}

func take(f *os.File, how int) error {
	for {
		err := syscall.Flock(int(f.Fd()), how|syscall.LOCK_NB)
		switch {
		case err == nil:
			return nil
		case errors.Is(err, syscall.EINTR):
		case errors.Is(err, syscall.EWOULDBLOCK):
			return ErrHeld
		default:
			return fmt.Errorf("lock %s: %w", f.Name(), err)
		}
	}
}
