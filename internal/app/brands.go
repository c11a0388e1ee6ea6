package app

import (
	"context"
	"fmt"
	"maps"
	"sync"
	"time"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/document/pdf"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/party"
	"demarc/internal/store"
)

// Brands is how the MSP's papers, pages and letters look.
type Brands struct{ *core }

// Open shows the brand to who may set it.
func (b Brands) Open(ctx context.Context, who access.Actor) (brand party.Kept, err error) {
	if err := who.Require(access.SetBrand); err != nil {
		return brand, err
	}
	err = b.db.ReadOnce(ctx, who, func(tx *store.Tx) error {
		brand, err = tx.Brand(ctx)
		return err
	})
	return brand, err
}

// Check judges everything of a brand but the logo, and gives it back as it would be
// kept: an accent that cannot be read on paper becomes the nearest one that can.
func (b Brands) Check(in party.Kept) (party.Kept, error) {
	f := form{}
	in.Accent = ""
	if in.Asked != "" {
		asked, ok := party.ReadAccent(in.Asked)
		if ok {
			in.Asked, in.Accent = asked, party.Corrected(asked)
		} else {
			f["accent"] = "Enter the color as six digits after a #, such as #1f4fa8."
		}
	}
	maps.Copy(f, in.CheckLines())
	if missing := pdf.Drawable(in.Footer); f["footer"] == "" && len(missing) > 0 {
		f["footer"] = fmt.Sprintf("Our typefaces cannot print the character “%c” (U+%04X). Write it in another way.", missing[0], missing[0])
	}
	return in, fault.Fields(f)
}

// Save sets everything but the logo. in.Rev is the revision the person was looking at.
func (b Brands) Save(ctx context.Context, who access.Actor, in party.Kept) (party.Kept, error) {
	if err := who.Require(access.SetBrand); err != nil {
		return in, err
	}
	in, err := b.Check(in)
	if err != nil {
		return in, err
	}
	err = b.change(ctx, who, in.Rev, func(now *party.Kept) audit.Fact {
		was := *now
		now.Asked, now.Accent, now.Footer, now.Sender, now.Paper = in.Asked, in.Accent, in.Footer, in.Sender, in.Paper
		return audit.Fact{Subject: "brand", Before: lines(was), After: lines(*now)}
	})
	return in, err
}

// SetLogo keeps an uploaded picture as the logo, read and written anew.
func (b Brands) SetLogo(ctx context.Context, who access.Actor, file []byte, rev int) error {
	if err := who.Require(access.SetBrand); err != nil {
		return err
	}
	b.looks.reading.Lock() // a large picture takes some memory: one at a time
	logo, err := party.ReadLogo(file, who.MSPName)
	b.looks.reading.Unlock()
	if err != nil {
		return err
	}
	return b.change(ctx, who, rev, func(now *party.Kept) audit.Fact {
		now.Logo, now.Mark = logo, engagement.Sum(logo.PNG)[:16]
		return audit.Fact{Subject: "logo", Digest: engagement.Sum(logo.PNG), After: fmt.Sprintf("%d by %d pixels", logo.Width, logo.Height)}
	})
}

// RemoveLogo goes back to the name alone.
func (b Brands) RemoveLogo(ctx context.Context, who access.Actor, rev int) error {
	if err := who.Require(access.SetBrand); err != nil {
		return err
	}
	return b.change(ctx, who, rev, func(now *party.Kept) audit.Fact {
		was := engagement.Sum(now.Logo.PNG)
		now.Logo, now.Mark = party.Logo{}, ""
		return audit.Fact{Subject: "logo", Before: was, After: "removed"}
	})
}

// change is the step that the three share: load, compare, alter, save, record.
func (b Brands) change(ctx context.Context, who access.Actor, rev int, alter func(*party.Kept) audit.Fact) error {
	err := b.db.Change(ctx, who, func(tx *store.Tx) error {
		now, err := tx.Brand(ctx)
		if err != nil {
			return err
		}
		now.Rev = rev
		fact := alter(&now)
		if err := tx.SaveBrand(ctx, now); err != nil {
			return err
		}
		tx.RecordForMSP("", audit.BrandChanged, fact)
		return nil
	})
	b.looks.forget(who.MSP)
	return err
}

func lines(b party.Kept) string {
	return fmt.Sprintf("accent %q, footer %q, sender %q, paper %q", b.Accent, b.Footer, b.Sender, b.Paper)
}

// Logo is the picture under a mark. Everybody who sees the MSP's pages may see it; a
// mark of another MSP, or of a logo that was replaced, is not found.
func (b Brands) Logo(ctx context.Context, who access.Actor, mark string) (party.Logo, error) {
	if err := who.Require(access.ReadEngagement); err != nil {
		return party.Logo{}, err
	}
	var brand party.Kept
	err := b.db.ReadOnce(ctx, who, func(tx *store.Tx) (err error) {
		brand, err = tx.Brand(ctx)
		return err
	})
	if err == nil && (mark == "" || brand.Mark != mark) {
		err = fault.New(fault.NotFound, "This logo is not there any more.")
	}
	return brand.Logo, err
}

// Look is how pages for an MSP's people and clients look. It is asked with every page,
// so it is remembered for a little while; another process's change shows after that.
func (b Brands) Look(ctx context.Context, msp party.MSPID) (party.Look, error) {
	if l, ok := b.looks.of(msp, b.db.Now()); ok {
		return l, nil
	}
	var l party.Look
	err := b.db.ReadOnce(ctx, access.SystemFor(msp), func(tx *store.Tx) (err error) {
		l, err = tx.Look(ctx)
		return err
	})
	if err == nil {
		b.looks.remember(msp, l, b.db.Now())
	}
	return l, err
}

const (
	lookAge  = 20 * time.Second
	lookMost = 1000 // MSPs remembered at once
)

// looks is the short memory of brands in one process.
type looks struct {
	reading sync.Mutex
	mu      sync.Mutex
	seen    map[party.MSPID]seenLook
}

type seenLook struct {
	look party.Look
	at   time.Time
}

func (l *looks) of(msp party.MSPID, now time.Time) (party.Look, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s, ok := l.seen[msp]
	return s.look, ok && now.Sub(s.at) < lookAge
}

func (l *looks) remember(msp party.MSPID, look party.Look, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.seen == nil || len(l.seen) >= lookMost {
		l.seen = map[party.MSPID]seenLook{}
	}
	l.seen[msp] = seenLook{look, now}
}

func (l *looks) forget(msp party.MSPID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.seen, msp)
}
