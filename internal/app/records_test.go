package app_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/document"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/seal"

	"github.com/jackc/pgx/v5"
)

// TestEvidence follows the record of an engagement from signing to the bundle that both
// sides take away, and to the day on which somebody asks to be erased.
func TestEvidence(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	b.send(t)
	if err := b.Evidence.Erase(ctx, b.Owner, id, string(b.Owner.User), "Article 17"); !fault.Is(err, fault.Conflict) {
		t.Errorf("values were erased while a round was out: %v", err)
	}
	b.Sign(t, apptest.Dana)
	b.Sign(t, apptest.Nora)
	b.inForce(t)

	var held []map[string][]byte
	for _, who := range []access.Actor{b.Owner, b.itLead} {
		proof, err := b.Evidence.Open(ctx, who, id)
		apptest.Must(t, err)
		if proof.Broken != nil || len(proof.Log) == 0 || proof.Log[0].Fact.V != audit.Hidden || len(proof.People) == 0 {
			t.Fatalf("%s: %v, %d entries, %d people", who.Role, proof.Broken, len(proof.Log), len(proof.People))
		}
		d, err := b.Evidence.Bundle(ctx, who, id, 1)
		apptest.Must(t, err)
		held = append(held, unpacked(t, d))
	}
	for _, files := range held {
		for _, name := range []string{"README.txt", "agreement.pdf", "agreement.docx", "agreement.json", "raci.csv", "matrix.xlsx", "events.jsonl", "evidence.json", "seal-chain.pem", "seal-root.pem"} {
			if len(files[name]) == 0 {
				t.Errorf("the bundle lacks %s", name)
			}
		}
		roots, err := seal.ParseRoots(files["seal-root.pem"])
		apptest.Must(t, err)
		if r := seal.Verify(files["agreement.pdf"], seal.Trust{Roots: roots}); r.Verdict != seal.Authentic {
			t.Error(r.Sentence)
		}
		events, err := document.ReadEvents(files["events.jsonl"])
		apptest.Must(t, err)
		last := events[len(events)-1]
		apptest.Must(t, audit.Check(events, audit.Head{Stream: string(id), Seq: last.Seq, Hash: last.Hash, At: last.At}))
		if last.Verb != audit.EnvelopeSigned {
			t.Errorf("the record in the file ends with %s", last.Verb)
		}
		version, err := engagement.Thaw(1, files["agreement.json"], engagement.Sum(files["agreement.json"]), last.At)
		if err != nil || version.Content.Number != b.Engagement.Number {
			t.Errorf("agreement.json: %v", err)
		}
	}
	if !bytes.Equal(held[0]["agreement.docx"], held[1]["agreement.docx"]) {
		t.Error("the two sides have different files")
	}

	if err := b.Evidence.Erase(ctx, b.itLead, id, string(b.Owner.User), "Article 17"); !fault.Is(err, fault.NotFound) {
		t.Errorf("the client erased the provider: %v", err)
	}
	if err := b.Evidence.Erase(ctx, b.lead, id, string(b.lead.User), "Article 17"); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a lead erased: %v", err)
	}
	if err := b.Evidence.Erase(ctx, b.Owner, id, string(b.lead.User), " "); !fault.Is(err, fault.Invalid) {
		t.Errorf("erased without a ground: %v", err)
	}
	apptest.Must(t, b.Evidence.Erase(ctx, b.Owner, id, string(b.lead.User), "Article 17 GDPR"))
	proof, err := b.Evidence.Open(ctx, b.itLead, id)
	apptest.Must(t, err)
	if proof.Broken != nil {
		t.Fatal(proof.Broken)
	}
	erased := 0
	for _, e := range proof.Log {
		if e.Fact.Actor.ID != string(b.lead.User) {
			continue
		}
		if erased++; e.Fact.Actor.Name != audit.Erased || strings.Contains(e.Payload, b.lead.Email) {
			t.Errorf("entry %d, %s, still names %q: %s", e.Seq, e.Verb, e.Fact.Actor.Name, e.Payload)
		}
	}
	if last := proof.Log[len(proof.Log)-1]; erased == 0 || last.Verb != audit.PersonalErased {
		t.Errorf("%d entries of theirs; the last is %s", erased, last.Verb)
	}
	conn, err := pgx.Connect(ctx, b.SuperURL)
	apptest.Must(t, err)
	defer func() { _ = conn.Close(context.Background()) }()
	var left int
	apptest.Must(t, conn.QueryRow(ctx, `select count(*) from app.personal where stream_id = $1 and about = $2 and (key is not null or value is not null)`, string(id), string(b.lead.User)).Scan(&left))
	if left > 0 {
		t.Errorf("%d values are left", left)
	}
}

func unpacked(t *testing.T, d app.Download) map[string][]byte {
	t.Helper()
	zr, err := zip.NewReader(bytes.NewReader(d.Data), int64(len(d.Data)))
	apptest.Must(t, err)
	out := map[string][]byte{}
	for _, f := range zr.File {
		r, err := f.Open()
		apptest.Must(t, err)
		out[f.Name], err = io.ReadAll(r)
		apptest.Must(t, err)
		apptest.Must(t, r.Close())
	}
	return out
}
