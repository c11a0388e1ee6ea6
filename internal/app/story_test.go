package app_test

import (
	"strings"
	"testing"

	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/catalog"
	"demarc/internal/engagement"
	"demarc/internal/seal"
	"demarc/internal/store"
)

func TestFromDraftToInForce(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	b.send(t)
	b.Sign(t, apptest.Dana)
	b.Sign(t, apptest.Nora)
	e := b.inForce(t)
	if e.State != engagement.InForce || e.InForce != 1 {
		t.Fatalf("engagement is %s, version %d", e.State, e.InForce)
	}
	d, err := b.Versions.Sealed(t.Context(), b.itLead, e.ID, 1)
	apptest.Must(t, err)
	roots, err := seal.ParseRoots(b.Versions.Trust())
	apptest.Must(t, err)
	if r := seal.Verify(d.Data, seal.Trust{Roots: roots}); r.Verdict != seal.Authentic {
		t.Errorf("sealed file: %s %s", r.Verdict, r.Sentence)
	}
	d.Data[len(d.Data)/2] ^= 1
	if r := seal.Verify(d.Data, seal.Trust{Roots: roots}); r.Verdict == seal.Authentic {
		t.Error("a flipped bit went unnoticed")
	}
	for _, q := range []string{"patch", "wifi", "firewall rule"} {
		found, err := b.Reference.Find(t.Context(), b.contributor, q, "")
		apptest.Must(t, err)
		if len(found.Hits) == 0 || len(found.Hits[0].Answers) != 1 || found.Hits[0].Version != 1 || len(found.Escalations[e.ID].Contacts) == 0 {
			t.Errorf("%q: %+v", q, found)
		}
	}
	_, read, err := b.Frameworks.Open(t.Context(), b.itLead, e.ID)
	apptest.Must(t, err)
	cmmc, _ := catalog.FrameworkByKey("cmmc")
	if cov := engagement.Cover(read.Content, cmmc); read.Number != 1 || cov.Covered < 70 || len(read.Content.Frameworks) != 0 {
		t.Errorf("version %d read against CMMC: %d covered, with %v signed", read.Number, cov.Covered, read.Content.Frameworks)
	}
	file, err := b.Frameworks.Export(t.Context(), b.itLead, e.ID, "cmmc", 0, "csv")
	apptest.Must(t, err)
	if text := string(file.Data); !strings.HasSuffix(file.Name, "-responsibility-cmmc-v1.csv") || !strings.Contains(text, "Version 1 of the agreement, frozen on") || !strings.Contains(text, "what the matrix names today") {
		t.Errorf("%s does not say which version it is", file.Name)
	}
	found, err := b.Reference.Find(t.Context(), b.Stranger, "patch", "")
	apptest.Must(t, err)
	if len(found.Hits) != 0 {
		t.Error("another MSP sees the reference")
	}
	log, head, err := b.Engagements.Chain(t.Context(), b.itLead, e.ID)
	apptest.Must(t, err)
	apptest.Must(t, audit.Check(log, head))
	if n := count(log, audit.DocumentSealed); n != 1 {
		t.Errorf("sealed %d times", n)
	}
	if _, n, err := store.CheckChains(t.Context(), b.OwnerURL, ""); err != nil || n < len(log) {
		t.Errorf("chains: %d entries, %v", n, err)
	}
	letters, err := b.Outbox.Letters()
	apptest.Must(t, err)
	for _, l := range letters {
		if strings.Contains(l.Letter.URL, "localhost") || l.Letter.URL != "" && !strings.HasPrefix(l.Letter.URL, "http://demarc.test/") {
			t.Errorf("a letter links to %s", l.Letter.URL)
		}
	}
}

func count(log []audit.Entry, v audit.Verb) int {
	n := 0
	for _, e := range log {
		if e.Verb == v {
			n++
		}
	}
	return n
}
