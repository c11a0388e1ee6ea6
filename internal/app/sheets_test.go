package app_test

import (
	"bytes"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/document"
	"demarc/internal/document/documenttest"
	"demarc/internal/fault"
)

func TestSheets(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	b.fill(t)
	for _, who := range []struct {
		name string
		see  bool
	}{{"viewer", true}, {"signer", true}, {"stranger", false}} {
		actor := b.viewer
		switch who.name {
		case "signer":
			actor = b.signer
		case "stranger":
			actor = b.Stranger
		}
		src, err := b.Sheets.Open(ctx, actor, id, 0)
		if who.see != (err == nil) || !who.see && !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: %v", who.name, err)
		}
		if who.see && (src.Standing != "" || src.Version.Content.Functions() < 100) {
			t.Errorf("%s sees %q with %d functions", who.name, src.Standing, src.Version.Content.Functions())
		}
		for _, s := range document.Sheets {
			d, err := b.Sheets.PDF(ctx, actor, id, 0, s)
			if who.see != (err == nil) {
				t.Errorf("%s, %s: %v", who.name, s, err)
			}
			if who.see && !strings.HasSuffix(d.Name, "-sheet-"+string(s)+"-draft.pdf") {
				t.Errorf("the file is called %s", d.Name)
			}
			if who.see {
				onePage(t, d)
			}
		}
	}
	if _, err := b.Sheets.PDF(ctx, b.lead, id, 0, "vendor"); !fault.Is(err, fault.NotFound) {
		t.Errorf("an unknown sheet: %v", err)
	}
	if _, err := b.Sheets.Open(ctx, b.lead, id, 1); !fault.Is(err, fault.NotFound) {
		t.Errorf("a version that is not there: %v", err)
	}
	b.agreeAll(t)
	p, err := b.Envelopes.Prepare(ctx, b.lead, id)
	apptest.Must(t, err)
	_, err = b.Envelopes.Send(ctx, b.lead, id, app.Send{Digest: p.Digest, Reason: "We talked about it.", Warned: p.Warned()})
	apptest.Must(t, err)
	b.standing(t, "out for signature")
	b.Sign(t, apptest.Dana)
	b.Sign(t, apptest.Nora)
	b.inForce(t)
	b.standing(t, "in force")
}

// onePage has another program count the pages, where there is one.
func onePage(t *testing.T, d app.Download) {
	t.Helper()
	pdfinfo, err := exec.LookPath("pdfinfo")
	if err != nil {
		t.Log("pdfinfo is not installed: nobody counted the pages")
		return
	}
	count := exec.CommandContext(t.Context(), pdfinfo, "-")
	count.Stdin = bytes.NewReader(d.Data)
	out, err := count.Output()
	apptest.Must(t, err)
	if !regexp.MustCompile(`Pages: +1\n`).Match(out) {
		t.Errorf("%s:\n%s", d.Name, out)
	}
}

func (b *bundle) standing(t *testing.T, want string) {
	t.Helper()
	src, err := b.Sheets.Open(t.Context(), b.signer, b.Engagement.ID, 1)
	apptest.Must(t, err)
	d := document.ComposeSheet(src.Version, src.Standing, document.ClientSheet, 0)
	if src.Standing != want || !strings.HasSuffix(d.Subtitle, "version 1, "+want) || strings.Contains(documenttest.Words(d), document.DraftMark) {
		t.Errorf("standing %q, subtitle %q", src.Standing, d.Subtitle)
	}
}
