package app_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"demarc/internal/app/apptest"
	"demarc/internal/document/html"
	"demarc/internal/document/pdf"
	"demarc/internal/signing"
)

// What was sealed is made again from the database, byte by byte: the pages of the sealed
// file up to its seal, and the text on the signers' screens, whose digest each signed.
func TestMadeAgain(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	env := b.send(t)
	article := func() string {
		t.Helper()
		v := b.Read(t, b.Token(t, apptest.Dana.Email, "asks you to sign"))
		var out bytes.Buffer
		apptest.Must(t, html.Article(v.Document(), html.Options{Level: 4, Head: true}).Render(context.Background(), &out))
		if !bytes.Equal(out.Bytes(), v.Article()) {
			t.Error("the article of one visit differs from itself")
		}
		return v.Rendition()
	}
	first := article()
	if again := article(); again != first {
		t.Errorf("the same version is shown as %s and as %s", first, again)
	}
	b.SignAll(t)
	d, file, err := b.Versions.Conformed(ctx, b.lead, id, env.Version)
	apptest.Must(t, err)
	made, err := pdf.Write(d)
	apptest.Must(t, err)
	if len(made) < 100_000 || !bytes.HasPrefix(file.Data, made) {
		at := 0
		for at < min(len(made), len(file.Data)) && made[at] == file.Data[at] {
			at++
		}
		t.Errorf("made again, %d bytes of the file of %d, it differs at byte %d", len(made), len(file.Data), at)
	}
	_, rounds, err := b.Envelopes.List(ctx, b.lead, id)
	apptest.Must(t, err)
	for _, s := range rounds[0].Those(signing.Signer.Signs) {
		shown := false
		log, err := b.Evidence.Open(ctx, b.lead, id)
		apptest.Must(t, err)
		for _, e := range log.Log {
			shown = shown || e.Verb == "signature.applied" && e.Fact.About.Signer == string(s.ID) && e.Fact.Rendition == first
		}
		if !shown {
			t.Errorf("the signature of %s is not bound to what was shown", s.Name)
		}
	}
}

// Each party's letter holds the end of the record, so that no rewritten one fits it.
func TestHeadInLetters(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	b.send(t)
	b.SignAll(t)
	for _, who := range []string{apptest.Nora.Email, apptest.Dana.Email} {
		text := strings.Join(b.letter(t, who, "In force: agreement").Paragraphs, " ")
		proof, err := b.Evidence.Open(t.Context(), b.lead, b.Engagement.ID)
		apptest.Must(t, err)
		found := false
		for _, e := range proof.Log {
			found = found || strings.Contains(text, fmt.Sprintf("has %d entries", e.Seq)) && strings.Contains(text, hex.EncodeToString(e.Hash[:]))
		}
		if !found {
			t.Errorf("the letter to %s does not hold the end of the record: %s", who, text)
		}
	}
}
