package app_test

import (
	"bytes"
	"strings"
	"testing"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/document"
	"demarc/internal/document/documenttest"
	"demarc/internal/document/pdf"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/seal"
	"demarc/internal/seal/sealtest"
	"demarc/internal/signing"
	"demarc/internal/verify"
)

// scan stands for what a scanner makes: a whole PDF that we did not seal.
func scan(t *testing.T) []byte {
	t.Helper()
	out, err := pdf.Write(document.Compose(documenttest.Version(), false))
	apptest.Must(t, err)
	return out
}

// outOnPaper has a version out that says that it is signed in ink.
func outOnPaper(t *testing.T) (*bundle, signing.Envelope) {
	t.Helper()
	b := newBundle(t)
	apptest.Must(t, b.Terms.Save(t.Context(), b.lead, b.Engagement.ID, map[string]string{"esign.method": "wet_ink_upload"}, b.stateOf(t).TermsRev))
	return b, b.send(t)
}

// A copy signed in ink is put in by one side and confirmed by the other. The record is
// still our sealed file: it carries the copy byte for byte, and says everywhere that
// nobody signed here.
func TestSignedOnPaper(t *testing.T) {
	t.Parallel()
	b, env := outOnPaper(t)
	ctx, id := t.Context(), b.Engagement.ID
	token := b.Token(t, apptest.Dana.Email, "asks you to read and sign")
	v := b.Read(t, token)
	if _, err := b.Ceremonies.Sign(ctx, apptest.From, token, apptest.Offer(v, apptest.Dana)); !fault.Is(err, fault.Conflict) {
		t.Fatalf("a text that says ink was signed by typing: %v", err)
	}
	copied := scan(t)
	in := app.PutPaper{Kind: signing.InInk, Statement: "Dana Cole and Nora Adeyemi signed on 3 March 2026 in Portland.", Data: copied}
	for _, who := range []access.Actor{b.viewer, b.contributor, b.signer} {
		if err := b.Envelopes.AttachPaper(ctx, who, id, env.ID, in); !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s put a copy in: %v", who.Name, err)
		}
	}
	if err := b.Envelopes.AttachPaper(ctx, b.Stranger, id, env.ID, in); !fault.Is(err, fault.NotFound) {
		t.Errorf("another MSP: %v", err)
	}
	if err := b.Envelopes.AttachPaper(ctx, b.lead, id, env.ID, app.PutPaper{Kind: signing.InInk, Statement: "x", Data: []byte("GIF89a")}); !fault.Is(err, fault.Invalid) {
		t.Errorf("a picture: %v", err)
	}
	changing := append(scan(t), "\n<< /S /JavaScript /JS (x) >>\nstartxref\n0\n%%EOF\n"...)
	refused, ok := fault.Of(b.Envelopes.AttachPaper(ctx, b.lead, id, env.ID, app.PutPaper{Kind: signing.InInk, Statement: "x", Data: changing}))
	if !ok || !strings.Contains(refused.Fields["file"], "carries a script, so it may show something else") {
		t.Errorf("a copy with a script: %+v", refused)
	}
	apptest.Must(t, b.Envelopes.AttachPaper(ctx, b.lead, id, env.ID, in))
	letter, err := b.Outbox.Wait(ctx, b.itLead.Email, "A signed copy to confirm")
	apptest.Must(t, err)
	if !strings.Contains(letter.Letter.URL, "/sign/"+string(env.ID)+"/paper") {
		t.Errorf("the letter leads to %s", letter.Letter.URL)
	}
	p := b.round(t).Papers[0]
	if err := b.Envelopes.ConfirmPaper(ctx, b.lead, id, env.ID, p.ID, p.SHA256, true); !fault.Is(err, fault.Forbidden) {
		t.Errorf("its own side confirmed it: %v", err)
	}
	if err := b.Envelopes.ConfirmPaper(ctx, b.itLead, id, env.ID, p.ID, p.SHA256, false); !fault.Is(err, fault.Invalid) {
		t.Errorf("confirmed unread: %v", err)
	}
	if err := b.Envelopes.RefusePaper(ctx, b.Stranger, id, env.ID, p.ID, "no"); !fault.Is(err, fault.NotFound) {
		t.Errorf("another MSP: %v", err)
	}
	d, err := b.Envelopes.PaperFile(ctx, b.itLead, id, env.ID)
	if err != nil || !bytes.Equal(d.Data, copied) {
		t.Fatalf("the other side gets %d bytes: %v", len(d.Data), err)
	}
	apptest.Must(t, b.Envelopes.ConfirmPaper(ctx, b.itLead, id, env.ID, p.ID, p.SHA256, true))
	if v, err := b.Ceremonies.Arrive(ctx, apptest.From, token); !fault.Is(err, fault.Gone) || v.Link.EndedAs != signing.Papered {
		t.Errorf("the link after that: %v, %q", err, v.Link.EndedAs)
	}

	if e := b.inForce(t); e.State != engagement.InForce || e.InForce != 1 {
		t.Fatalf("it is %s", e.State)
	}
	files, err := b.Files(ctx)
	apptest.Must(t, err)
	r := verify.File(files[0], b.Versions.Trusted())
	if r.Verdict != verify.Authentic {
		t.Fatalf("%s: %+v", r.Sentence, r.Checks)
	}
	if want := "signed outside Demarc and confirmed by both parties;"; !strings.Contains(r.Seal.Reason, want) {
		t.Errorf("the seal says %q", r.Seal.Reason)
	}
	inside, err := seal.Attachment(files[0], document.OutsideName)
	if err != nil || !bytes.Equal(inside, copied) {
		t.Errorf("the copy inside: %d bytes, %v", len(inside), err)
	}
	const looked = "no script, layer or film was found in it"
	if shown, ran := sealtest.Text(t, files[0]); ran && !strings.Contains(strings.Join(strings.Fields(shown), " "), "Looked for in it "+looked) {
		t.Error("the certificate does not say what was looked for in the copy")
	}
	if r, err := b.Envelopes.Paper(ctx, b.itLead, id, env.ID); err != nil || r.Inside != looked {
		t.Errorf("its page says %q: %v", r.Inside, err)
	}
	a, err := b.Verification.Check(ctx, apptest.From, files[0], "")
	apptest.Must(t, err)
	if a.Verdict != verify.InForce || !strings.Contains(a.Sentence, "signed outside this system") {
		t.Errorf("the check says: %s", a.Sentence)
	}
	word, err := b.Versions.Export(ctx, b.itLead, id, 1, "docx")
	if err != nil || len(word.Data) == 0 {
		t.Errorf("the text for Word: %v", err)
	}
	for verb, want := range map[audit.Verb]int{audit.PaperAttached: 1, audit.PaperConfirmed: 1, audit.SignatureApplied: 0, audit.EnvelopeSigned: 1, audit.DocumentSealed: 1} {
		if n := b.count(t, verb); n != want {
			t.Errorf("%s is in the record %d times", verb, n)
		}
	}
	b.until(t, audit.CopySent, 2)
}

// The other side may refuse a copy, and another can be put in; by the client as well.
func TestPaperRefused(t *testing.T) {
	t.Parallel()
	b, env := outOnPaper(t)
	ctx, id := t.Context(), b.Engagement.ID
	in := app.PutPaper{Kind: signing.ByProvider, Statement: "Signed by both with a signing service.", Data: scan(t)}
	apptest.Must(t, b.Envelopes.AttachPaper(ctx, b.itLead, id, env.ID, in))
	p := b.round(t).Papers[0]
	apptest.Must(t, b.Envelopes.RefusePaper(ctx, b.lead, id, env.ID, p.ID, "A page is missing."))
	letter, err := b.Outbox.Wait(ctx, b.itLead.Email, "The signed copy was refused")
	apptest.Must(t, err)
	if !strings.Contains(strings.Join(letter.Letter.Paragraphs, " "), "A page is missing.") {
		t.Errorf("the letter says %q", letter.Letter.Paragraphs)
	}
	if err := b.Envelopes.ConfirmPaper(ctx, b.lead, id, env.ID, p.ID, p.SHA256, true); !fault.Is(err, fault.Conflict) {
		t.Errorf("a refused copy was confirmed: %v", err)
	}
	apptest.Must(t, b.Envelopes.AttachPaper(ctx, b.itLead, id, env.ID, in))
	if err := b.Envelopes.Void(ctx, b.lead, id, env.ID, "Start over."); err != nil {
		t.Fatal(err)
	}
	if err := b.Envelopes.ConfirmPaper(ctx, b.lead, id, env.ID, b.round(t).Papers[0].ID, p.SHA256, true); !fault.Is(err, fault.Conflict) {
		t.Errorf("a copy of a withdrawn round was confirmed: %v", err)
	}
}

// A text that says that it is signed here takes no copy.
func TestPaperOfAnotherText(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	env := b.send(t)
	err := b.Envelopes.AttachPaper(t.Context(), b.lead, b.Engagement.ID, env.ID, app.PutPaper{Kind: signing.InInk, Statement: "Signed.", Data: scan(t)})
	if !fault.Is(err, fault.Conflict) {
		t.Errorf("%v", err)
	}
}
