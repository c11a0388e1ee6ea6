package app_test

import (
	"bytes"
	"slices"
	"testing"

	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/catalog"
	"demarc/internal/engagement"
	"demarc/internal/seal"
	"demarc/internal/seal/sealtest"
)

// A backup is a dump of the database and the master key, kept apart. Read into an empty
// database it is the instance: what was sealed verifies and stands in its record, a round
// that was half signed goes on by the link that was sent before, and the seal of it leads
// to the same root. With another master key nothing opens.
func TestBackup(t *testing.T) {
	t.Parallel()
	master := bytes.Repeat([]byte{7}, 32)
	vault := func(master []byte) app.Vault {
		return app.Vault{
			Open: func(b []byte) (*seal.Key, error) { return seal.ParseKey(b, master) },
			Wrap: func(k *seal.Key) ([]byte, error) { return k.Marshal(master) },
		}
	}
	var config app.Config
	b := &bundle{Scene: apptest.New(t, func(c *app.Config) {
		apptest.Must(t, app.KeepFirst(t.Context(), c.DB, vault(master), apptest.Key()))
		ring, err := app.OpenRing(t.Context(), c.DB, vault(master))
		apptest.Must(t, err)
		c.Keys, c.Vault = ring, vault(master)
		config = *c
	})}
	b.people(t)
	b.send(t)
	b.SignAll(t)
	first := b.inForce(t)
	sealed, err := b.Versions.Sealed(t.Context(), b.itLead, first.ID, 1)
	apptest.Must(t, err)
	b.Engagement, err = b.Engagements.Start(t.Context(), b.Owner, app.Start{Client: b.Client.ID, Title: "Warehouses", Preset: catalog.Presets()[0].Key})
	apptest.Must(t, err)
	b.send(t)
	b.Accepted(t, b.lead, apptest.Dana.Email)
	b.Sign(t, apptest.Dana)
	b.Accepted(t, b.lead, apptest.Nora.Email)

	after := *b.Scene
	after.Database = b.Restored(t)
	config.DB = after.DB
	if _, err := app.OpenRing(t.Context(), config.DB, vault(bytes.Repeat([]byte{8}, 32))); err == nil {
		t.Error("another master key opens the keys of the seal")
	}
	config.Keys, err = app.OpenRing(t.Context(), config.DB, config.Vault)
	apptest.Must(t, err)
	after.App = app.New(config)
	t.Cleanup(after.Work(t, "restored"))
	again, err := after.Versions.Sealed(t.Context(), b.itLead, first.ID, 1)
	apptest.Must(t, err)
	if !bytes.Equal(again.Data, sealed.Data) {
		t.Error("the sealed file is another one")
	}
	after.Sign(t, apptest.Nora)
	after.Rested(t)
	for _, id := range []engagement.ID{first.ID, b.Engagement.ID} {
		log, head, err := after.Engagements.Chain(t.Context(), b.itLead, id)
		apptest.Must(t, err)
		apptest.Must(t, audit.Check(log, head))
		if !slices.ContainsFunc(log, func(e audit.Entry) bool { return e.Verb == audit.DocumentSealed }) {
			t.Errorf("the record of %s knows no seal", id)
		}
	}
	files, err := after.Files(t.Context())
	apptest.Must(t, err)
	if len(files) != 2 {
		t.Fatalf("%d sealed files", len(files))
	}
	for _, pdf := range files {
		r := seal.Verify(pdf, after.Versions.Trusted())
		if r.Verdict != seal.Authentic || r.Fingerprint != apptest.Key().Fingerprint() {
			t.Errorf("%s, under %s", r.Sentence, r.Fingerprint)
		}
		sealtest.Once(t, pdf, after.Versions.Trust())
	}
}
