package envelope_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
)

// TestBrief: what a decision-maker should know stands before the first clause, and the
// ways on are there.
func TestBrief(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	b.send(t)
	w, at := b.confirmed(t, apptest.Dana)
	p := w.get(at+"/read").has(t, http.StatusOK, "In two minutes", "Alder Foods answers for", "People of both work on",
		"Whom you call at Northgate", "Northgate IT LLC level 2, Manager, +1 503 555 0101", at+"/text.pdf", at+"/phone", `data-opened="`+at+`/opened"`)
	if strings.Contains(p.body, "What changed since") {
		t.Error("the first version is compared with nothing")
	}
	brief, _, _ := strings.Cut(p.body, `id="whole"`)
	if strings.Contains(brief, "Alder Foods, Inc. level 1") {
		t.Error("the brief tells somebody to call themselves")
	}
	pages := regexp.MustCompile(`Take it as a PDF, (\d+) pages`).FindStringSubmatch(p.body)
	if pages == nil {
		t.Fatal("it is not said how long the paper is")
	}
	b.browser(t, "").get(at).has(t, http.StatusOK, pages[1]+" pages as printed.")
	w.get(at+"/changes").has(t, http.StatusOK, "is the first that was sent to your side")

	pdf := w.get(at+"/text.pdf").has(t, http.StatusOK)
	if got := pdf.header.Get("Content-Disposition"); got != `attachment; filename="`+b.Engagement.Number+`-agreement-v1-to-read.pdf"` || !strings.HasPrefix(pdf.body, "%PDF-") {
		t.Errorf("the paper came as %s", got)
	}
	other := b.browser(t, "")
	for _, tail := range []string{"/text.pdf", "/changes", "/phone"} {
		other.get(at+tail).leadsTo(t, at)
	}
	other.post(at+"/opened", url.Values{"part": {"c-scope"}}).leadsTo(t, at)
	w.post(at+"/opened", url.Values{"part": {"c-scope", "nothing"}}).has(t, http.StatusNoContent)
	w.post(at+"/opened", nil).has(t, http.StatusNoContent)
	if n := b.verbs(t)[audit.SectionOpened]; n != 1 {
		t.Errorf("%d reports are kept", n)
	}
}

// TestPhoneCode: the link goes on by a picture and by text, to the signer alone.
func TestPhoneCode(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	b.send(t)
	w, at := b.confirmed(t, apptest.Dana)
	p := w.get(at+"/phone").has(t, http.StatusOK, `<svg`, `aria-label="Code that opens your link on a phone"`, b.Ceremonies.Address(strings.TrimPrefix(at, "/s/")), "Enter the code of the new letter")
	if got := p.header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("the page with the link may be kept: %q", got)
	}
	lead := b.browser(t, "lead")
	lead.get(at+"/phone").leadsTo(t, at) // somebody at the MSP who got hold of the link has nothing else either
	if strings.Contains(lead.get(b.signOff()).body, strings.TrimPrefix(at, "/s/")) {
		t.Error("the sender sees the link")
	}
}

// TestChanges: the second time around the brief begins with what differs.
func TestChanges(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	b.send(t)
	_, rounds, err := b.Envelopes.List(t.Context(), b.lead, b.Engagement.ID)
	apptest.Must(t, err)
	b.Accepted(t, b.lead, apptest.Dana.Email)
	apptest.Must(t, b.Envelopes.Void(t.Context(), b.lead, b.Engagement.ID, rounds[0].ID, "Wrong rate."))
	b.again(t, map[string]string{"fees.tm_rate": "199.00", "people.named_lead": "Ines <Romero>"})
	b.Accepted(t, b.lead, apptest.Dana.Email)
	w, at := b.confirmed(t, apptest.Dana)
	w.get(at+"/read").has(t, http.StatusOK, "What changed since version 1", "did not come into force", "Different now: 2 terms and 1 section with other words.", "$199.00, before $145.00", at+"/changes", "See all 3 differences")
	w.get(at+"/changes").has(t, http.StatusOK, "<h1>What changed since version 1</h1>", "<del>$145.00</del>", "<ins>$199.00</ins>", "<ins>Ines &lt;Romero&gt;</ins>")
}

// again changes some terms and sends the next version.
func (b *bundle) again(t *testing.T, terms map[string]string) {
	t.Helper()
	d, err := b.Matrices.Open(t.Context(), b.lead, b.Engagement.ID)
	apptest.Must(t, err)
	apptest.Must(t, b.Terms.Save(t.Context(), b.lead, b.Engagement.ID, terms, d.Engagement.TermsRev))
	p, err := b.Envelopes.Prepare(t.Context(), b.lead, b.Engagement.ID)
	apptest.Must(t, err)
	_, err = b.Envelopes.Send(t.Context(), b.lead, b.Engagement.ID, app.Send{Digest: p.Digest, Reason: "We talked about it.", Warned: p.Warned()})
	apptest.Must(t, err)
}
