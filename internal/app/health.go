package app

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"demarc/internal/seal"
)

// Health is whether sealing works, as last looked at.
type Health struct {
	Checked     time.Time // zero: not yet
	Seal        string    // why nothing can be sealed; empty when it works
	Root        string    // fingerprint of the root that files lead to
	SealedBy    string
	Until       time.Time // end of the seal certificate
	Warning     string    // that its end is near
	Authorities []Clock

	by     *seal.Key // the key of the last test seal
	tested time.Time
}

// sealing takes up what a test seal came to; key is nil when there is none to seal with.
func (h *Health) sealing(key *seal.Key, err error, now time.Time) {
	h.by, h.tested, h.Seal = key, now, inWords(err)
	if key == nil {
		return
	}
	h.Root, h.SealedBy, h.Until = key.Fingerprint(), key.Certificate().Subject.CommonName, key.Certificate().NotAfter.UTC()
	h.Warning = nearEnd(h.Until, now)
}

// Clock is an outside authority as last asked.
type Clock struct {
	Name   string
	Reason string // why its time cannot be had; empty when it can
}

// Health is what the last look found.
func (s Seals) Health() Health { return s.health() }

func (k *core) health() Health {
	if h := k.looked.Load(); h != nil {
		return *h
	}
	return Health{}
}

// Check seals a page of its own and asks every authority for the time. It is done at
// start and every hour, so that it is known before anybody signs.
func (s Seals) Check(ctx context.Context) Health {
	h := Health{Checked: s.db.Now()}
	key, err := s.sealingKey(ctx)
	if err == nil {
		err = key.Test(h.Checked)
	}
	var imprint [32]byte
	rand.Read(imprint[:]) // never fails
	for _, a := range s.authorities {
		limited, cancel := context.WithTimeout(ctx, s.patience)
		_, asked := a.Stamp(limited, sha256.Sum256(imprint[:]), s.db.Now())
		cancel()
		c := Clock{Name: a.Name}
		if asked != nil {
			c.Reason = asked.Error()
		}
		if errors.Is(asked, seal.ErrClock) && err == nil {
			err = asked
		}
		h.Authorities = append(h.Authorities, c)
	}
	h.sealing(key, err, h.Checked)
	if err != nil {
		s.log.Error("the seal does not work", "error", err)
	}
	if h.Warning != "" {
		s.log.Warn(h.Warning)
	}
	s.looked.Store(&h)
	return h
}

// nearEnd warns at 90, 30 and 7 days before a certificate ends.
func nearEnd(until, now time.Time) string {
	day := until.Format("2 January 2006")
	if !now.Before(until) {
		return "the seal certificate ended on " + day
	}
	if days := daysLeft(until, now); days > 0 {
		return fmt.Sprintf("the seal certificate ends within %d days, on %s", days, day)
	}
	return ""
}

// Watch checks at once and then every hour until ctx ends. Every process does so for
// itself: one that lost its key must not say that all is well.
func (s Seals) Watch(ctx context.Context) {
	tick := time.NewTicker(time.Hour)
	defer tick.Stop()
	for {
		s.Check(ctx)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
