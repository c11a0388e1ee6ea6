package app_test

import (
	"testing"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/engagement"
	"demarc/internal/signing"
)

// bundle is a scene with people of both sides.
type bundle struct {
	*apptest.Scene
	lead, viewer        access.Actor
	itLead, contributor access.Actor
	signer              access.Actor
}

func newBundle(t testing.TB) *bundle {
	t.Helper()
	b := &bundle{Scene: apptest.New(t)}
	b.people(t)
	return b
}

// quietBundle has the acts but no jobs and nobody signed up.
func quietBundle(t testing.TB, change ...func(*app.Config)) *bundle {
	t.Helper()
	return &bundle{Scene: apptest.Empty(t, change...)}
}

func (b *bundle) people(t testing.TB) {
	t.Helper()
	b.lead = b.Colleague(t, access.Lead, "Tom Berg")
	b.viewer = b.Colleague(t, access.Viewer, "Vera Lind")
	b.itLead = b.Partner(t, access.ITLead, "Priya Shah")
	b.contributor = b.Partner(t, access.Contributor, "Marek Nowak")
	b.signer = b.Partner(t, access.SignerRole, "Dana Cole")
}

func (b *bundle) fill(t testing.TB) { t.Helper(); b.Fill(t, b.lead) }

func (b *bundle) agreeAll(t testing.TB) { t.Helper(); b.AgreeAll(t, b.lead, b.itLead) }

func (b *bundle) send(t testing.TB) signing.Envelope { t.Helper(); return b.Send(t, b.lead, b.itLead) }

// inForce waits for the job that seals.
func (b *bundle) inForce(t testing.TB) engagement.Engagement {
	t.Helper()
	b.Settled(t)
	o, err := b.Engagements.Open(t.Context(), b.lead, b.Engagement.ID)
	apptest.Must(t, err)
	return o.Draft.Engagement
}
