package app_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/fault"
)

// token waits for the letter of the round that is out now.
func (b *bundle) token(t *testing.T, email string) string {
	t.Helper()
	b.Accepted(t, b.lead, email)
	return b.Token(t, email, "asks you to sign")
}

// TestSince: whoever was sent a version before is told what differs from it, and nobody
// else is.
func TestSince(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	env := b.send(t)
	if v := b.Read(t, b.token(t, apptest.Dana.Email)); v.Before.Number != 0 || v.Since() != nil {
		t.Errorf("the first version is compared with %d", v.Before.Number)
	}
	apptest.Must(t, b.Envelopes.Void(t.Context(), b.lead, b.Engagement.ID, env.ID, "The rate was wrong."))
	d, err := b.Matrices.Open(t.Context(), b.lead, b.Engagement.ID)
	apptest.Must(t, err)
	apptest.Must(t, b.Terms.Save(t.Context(), b.lead, b.Engagement.ID, map[string]string{"fees.tm_rate": "199.00"}, d.Engagement.TermsRev))
	p, err := b.Envelopes.Prepare(t.Context(), b.lead, b.Engagement.ID)
	apptest.Must(t, err)
	_, err = b.Envelopes.Send(t.Context(), b.lead, b.Engagement.ID, app.Send{Digest: p.Digest, Reason: "We talked about it.", Warned: p.Warned()})
	apptest.Must(t, err)

	token := b.token(t, apptest.Dana.Email)
	_, err = b.Ceremonies.Changes(t.Context(), apptest.From, token)
	if !fault.Is(err, fault.Conflict) {
		t.Errorf("told before Continue was pressed: %v", err)
	}
	v := b.Read(t, token)
	rate := func(d engagement.Difference) bool {
		return d.ID == "fees.tm_rate" && d.Changes[0].Before == "$145.00" && d.Changes[0].After == "$199.00"
	}
	if list := v.Since(); v.Before.Number != 1 || len(list) == 0 || !rate(list[0]) {
		t.Errorf("since %d: %+v", v.Before.Number, list)
	}
	if again, err := b.Ceremonies.Changes(t.Context(), apptest.From, token); err != nil || again.Before.Number != 1 {
		t.Errorf("%v, since %d", err, again.Before.Number)
	}
	// The MSP signs second here: it was never asked about version 1.
	b.Sign(t, apptest.Dana)
	if v := b.Read(t, b.token(t, apptest.Nora.Email)); v.Before.Number != 0 {
		t.Errorf("somebody who never got version %d is told what changed since", v.Before.Number)
	}
}

// TestOpened: what a browser claims to have shown is kept as a claim, within bounds, and
// only of parts that there are.
func TestOpened(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	b.send(t)
	token := b.token(t, apptest.Dana.Email)
	claim := func(parts ...string) error { return b.Ceremonies.Opened(t.Context(), apptest.From, token, parts) }
	if err := claim("c-scope"); !fault.Is(err, fault.Conflict) {
		t.Errorf("claimed before Continue was pressed: %v", err)
	}
	b.Read(t, token)
	apptest.Must(t, claim("no such part", "<script>"))
	for range 25 {
		apptest.Must(t, claim("c-scope", "no such part", "exhibit-a", "c-scope"))
	}
	var got []audit.Entry
	for _, e := range b.chain(t) {
		if e.Verb == audit.SectionOpened {
			got = append(got, e)
		}
	}
	if len(got) != 20 {
		t.Fatalf("%d entries", len(got))
	}
	if f := got[0].Fact; f.Claimed["sections"] != "c-scope exhibit-a" || f.Claimed["opened"][:5] != "2 of " || f.Data != nil {
		t.Errorf("%+v", f)
	}
}

// TestTextBeforeSigning: the paper that is out can be taken, says so, and is as long as
// the round says; once it is sealed there is one file only.
func TestTextBeforeSigning(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	env := b.send(t)
	token := b.token(t, apptest.Dana.Email)
	if _, err := b.Ceremonies.Text(t.Context(), apptest.From, token); !fault.Is(err, fault.Conflict) {
		t.Errorf("handed out before Continue was pressed: %v", err)
	}
	b.Read(t, token)
	d, err := b.Ceremonies.Text(t.Context(), apptest.From, token)
	apptest.Must(t, err)
	if want := b.Engagement.Number + "-agreement-v1-to-read.pdf"; d.Name != want || !bytes.HasPrefix(d.Data, []byte("%PDF-")) {
		t.Errorf("%s of %d bytes", d.Name, len(d.Data))
	}
	shown := text(t, d.Data)
	if !bytes.Contains(shown, []byte("Out for signature")) {
		t.Error("the paper does not say that it is out for signature")
	}
	if pages := bytes.Count(shown, []byte("\f")); env.Pages != pages || b.round(t).Pages != pages {
		t.Errorf("%d pages, sent as %d, kept as %d", pages, env.Pages, b.round(t).Pages)
	}
	last := b.chain(t)
	if e := last[len(last)-1]; e.Verb != audit.CopyDownloaded || e.Fact.Rendition != engagement.Sum(d.Data) || e.Fact.About.Version != 1 {
		t.Errorf("recorded %s %+v", e.Verb, e.Fact)
	}
	b.SignAll(t)
	if _, err := b.Ceremonies.Text(t.Context(), apptest.From, token); !fault.Is(err, fault.Conflict) {
		t.Errorf("handed out beside the sealed file: %v", err)
	}
}

// text is what another program reads in a PDF, a form feed after each page.
func text(t *testing.T, file []byte) []byte {
	t.Helper()
	program, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not installed: the printed text was not read")
	}
	name := filepath.Join(t.TempDir(), "text.pdf")
	apptest.Must(t, os.WriteFile(name, file, 0o600))
	out, err := exec.CommandContext(t.Context(), program, name, "-").Output()
	apptest.Must(t, err)
	return out
}
