package envelope_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"demarc/internal/app/apptest"
	"demarc/internal/browsertest"
	"demarc/internal/document"
	"demarc/internal/document/documenttest"
	"demarc/internal/document/pdf"
	"demarc/internal/signing"
)

// inked has a version out whose text says that it is signed in ink, and where its
// signed copy is put in.
func inked(t *testing.T) (b *bundle, at string) {
	t.Helper()
	b = newBundle(t)
	o, err := b.Engagements.Open(t.Context(), b.lead, b.Engagement.ID)
	apptest.Must(t, err)
	apptest.Must(t, b.Terms.Save(t.Context(), b.lead, b.Engagement.ID, map[string]string{"esign.method": "wet_ink_upload"}, o.Draft.Engagement.TermsRev))
	env := b.Send(t, b.lead, b.itLead)
	return b, "/e/" + string(b.Engagement.ID) + "/sign/" + string(env.ID) + "/paper"
}

func scanned(t *testing.T) []byte {
	t.Helper()
	out, err := pdf.Write(document.Compose(documenttest.Version(), false))
	apptest.Must(t, err)
	return out
}

// put sends the form with its file.
func (w *browser) put(path, statement string, file []byte) answer {
	w.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	apptest.Must(w.t, m.WriteField("kind", "ink"))
	apptest.Must(w.t, m.WriteField("statement", statement))
	part, err := m.CreateFormFile("file", "scan.pdf")
	apptest.Must(w.t, err)
	_, err = part.Write(file)
	apptest.Must(w.t, err)
	apptest.Must(w.t, m.Close())
	req, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, w.b.url+path, &body)
	apptest.Must(w.t, err)
	req.Header.Set("Content-Type", m.FormDataContentType())
	return w.do(req)
}

// TestPaperPages walks a copy signed in ink through both sides, by plain forms.
func TestPaperPages(t *testing.T) {
	t.Parallel()
	b, at := inked(t)
	lead, itLead := b.browser(t, "lead"), b.browser(t, "itLead")
	sign := "/e/" + string(b.Engagement.ID) + "/sign"
	lead.get(sign).has(t, http.StatusOK, "waits for the signed copy", at)
	lead.get(at).has(t, http.StatusOK, "Put in the signed copy", at+"/text.pdf")
	if a := lead.get(at+"/text.pdf").has(t, http.StatusOK); !strings.HasPrefix(a.body, "%PDF-") {
		t.Error("the text to sign is no PDF")
	}
	b.browser(t, "stranger").get(at).has(t, http.StatusNotFound)
	if a := b.browser(t, "member").get(at).has(t, http.StatusOK); strings.Contains(a.body, `type="file"`) {
		t.Error("a member is offered the form")
	}

	const words = "Dana Cole and Nora Adeyemi signed on 3 March 2026."
	lead.put(at, words, []byte("GIF89a")).has(t, http.StatusUnprocessableEntity, "This is not a PDF.", words)
	lead.put(at, " ", scanned(t)).has(t, http.StatusUnprocessableEntity, "Enter who signed it")
	lead.put(at, words, bytes.Repeat([]byte("x"), signing.PaperLimit+1)).has(t, http.StatusUnprocessableEntity, "larger than 20 MB")
	lead.put(at, words, scanned(t)).leadsTo(t, at)
	lead.put(at, words, scanned(t)).has(t, http.StatusConflict, "waits for an answer")
	if a := lead.get(at).has(t, http.StatusOK, "Waits for Alder Foods", words); strings.Contains(a.body, "Confirm the copy") {
		t.Error("its own side is offered to confirm it")
	}

	a := itLead.get(at).has(t, http.StatusOK, "Confirm the copy", words)
	if got := itLead.get(at+"/file").has(t, http.StatusOK); got.body != string(scanned(t)) || !strings.HasPrefix(got.header.Get("Content-Disposition"), "attachment") {
		t.Error("the copy does not come as it was put in, as a file")
	}
	form := url.Values{"paper": {a.value("paper")}, "digest": {a.value("digest")}}
	itLead.post(at+"/refuse", form).has(t, http.StatusUnprocessableEntity, "what is wrong with the copy")
	itLead.post(at+"/confirm", form).has(t, http.StatusUnprocessableEntity, "Tick the box")
	form.Set("opened", "yes")
	lead.post(at+"/confirm", form).has(t, http.StatusForbidden)
	itLead.post(at+"/confirm", url.Values{"paper": form["paper"], "opened": {"yes"}, "digest": {strings.Repeat("0", 64)}}).has(t, http.StatusConflict, "not the copy you looked at")
	itLead.post(at+"/confirm", form).leadsTo(t, at)
	b.Settled(t)
	itLead.get(at).has(t, http.StatusOK, "was signed outside Demarc", "Open the record of version 1")
	itLead.get(sign).has(t, http.StatusOK, "Signed outside Demarc, and sealed")
	token := b.Token(t, apptest.Dana.Email, "asks you to")
	b.browser(t, "").get("/s/"+token).has(t, http.StatusGone, "This was signed outside Demarc")
}

// TestPaperSigner reads a text that is signed outside, and is not asked to sign it here.
func TestPaperSigner(t *testing.T) {
	t.Parallel()
	b, _ := inked(t)
	token := b.Token(t, apptest.Dana.Email, "asks you to")
	b.Read(t, token)
	w := b.browser(t, "")
	w.get("/s/" + token)
	w.post("/s/"+token, nil)
	if a := w.get("/s/" + token + "/read"); a.status == http.StatusOK && (strings.Contains(a.body, "Continue to sign") || !strings.Contains(a.body, "Signed outside Demarc")) {
		t.Errorf("asked to sign here: %d", a.status)
	}
}

// TestPaperInBrowser looks at every state of the page, on a desk and on a phone.
func TestPaperInBrowser(t *testing.T) {
	t.Parallel()
	c := browsertest.Start(t)
	b, at := inked(t)
	name := filepath.Join(t.TempDir(), "scan.pdf")
	apptest.Must(t, os.WriteFile(name, scanned(t), 0o600))
	lead, itLead := c.Person(t, "lead", 1280, 900), c.Person(t, "itLead", 390, 844)
	lead.Open(b.url + "/as/lead")
	itLead.Open(b.url + "/as/itLead")
	itLead.SetDark(true)
	for window, p := range map[string]*browsertest.Page{"desk": lead, "dark": itLead} {
		p.Open(b.url + at)
		look(t, p, "paper-empty-"+window)
	}
	lead.Fill("#f-statement", "Dana Cole and Nora Adeyemi signed on 3 March 2026, in the client's office.")
	lead.Upload("#f-file", name)
	lead.Click(".sign-paper .button-primary")
	lead.WaitText(".sign-copy", "Waits for")
	look(t, lead, "paper-waits")
	itLead.Open(b.url + at)
	look(t, itLead, "paper-answer")
	itLead.Click("#f-opened")
	itLead.Click("form .button-primary")
	itLead.WaitText(".sign-copy", "Confirmed")
	look(t, itLead, "paper-confirmed")
	b.Settled(t)
	lead.Open(b.url + "/e/" + string(b.Engagement.ID) + "/sign")
	look(t, lead, "paper-track")
}
