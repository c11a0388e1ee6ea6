package app_test

import (
	"testing"
	"time"

	"demarc/internal/access"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/fault"
	"demarc/internal/signing"
)

// Whoever got hold of a link can neither guess codes for weeks nor fill the record, which
// is printed entry by entry in the certificate.
func TestALinkInWrongHands(t *testing.T) {
	t.Parallel()
	b := apptest.New(t)
	lead, itLead, ctx := b.Colleague(t, access.Lead, "Tom Berg"), b.Partner(t, access.ITLead, "Priya Shah"), t.Context()
	b.Send(t, lead, itLead)
	token := b.Token(t, apptest.Dana.Email, "asks you to sign")
	for range 40 {
		_, err := b.Ceremonies.Confirm(ctx, apptest.From, token)
		apptest.Must(t, err)
	}
	log, _, err := b.Engagements.Chain(ctx, lead, b.Engagement.ID)
	apptest.Must(t, err)
	if n := count(log, audit.LinkConfirmed); n == 0 || n > 20 {
		t.Errorf("%d entries of 40 presses", n)
	}
	codes := 0
	for range 12 {
		for range 3 {
			_, err := b.Ceremonies.SendCode(ctx, apptest.From, token)
			if err == nil {
				codes++
			} else if !fault.Is(err, fault.TooMany) {
				t.Fatal(err)
			}
		}
		b.Clock.Advance(11 * time.Minute)
	}
	if codes != signing.CodesADay {
		t.Errorf("%d codes within two hours, want %d", codes, signing.CodesADay)
	}
	b.Clock.Advance(24 * time.Hour)
	_, err = b.Ceremonies.SendCode(ctx, apptest.From, token)
	apptest.Must(t, err)
}
