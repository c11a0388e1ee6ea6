package envelope_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/signing"
)

func (b *bundle) signOff() string { return "/e/" + string(b.Engagement.ID) + "/sign" }

// send sends the agreement through the screen.
func (b *bundle) send(t *testing.T) {
	t.Helper()
	b.ready(t)
	lead := b.browser(t, "lead")
	p := lead.get(b.signOff()).has(t, http.StatusOK, "Nothing stands in the way", "Freeze and send", apptest.Dana.Email)
	lead.post(b.signOff(), url.Values{"digest": {p.value("digest")}, "message": {"As discussed."}, "warned": {p.value("warned")}, "reason": {"They read it on paper."}}).leadsTo(t, b.signOff())
}

// confirmed is a browser that has pressed Continue.
func (b *bundle) confirmed(t *testing.T, s engagement.Signatory) (w *browser, at string) {
	t.Helper()
	at = "/s/" + b.Token(t, s.Email, "asks you to sign")
	w = b.browser(t, "")
	before := b.Codes(t, s.Email)
	w.post(at, nil).leadsTo(t, at+"/code")
	w.post(at+"/code", url.Values{"code": {b.Code(t, s.Email, before)}}).leadsTo(t, at+"/read")
	return w, at
}

var continueLink = regexp.MustCompile(`href="(/s/[^"]*/sign\?shown=[0-9a-f]{64}&amp;as=[0-9a-f]{64})"`)

// atForm is a browser that has read the document and stands before the form.
func (b *bundle) atForm(t *testing.T, s engagement.Signatory) (w *browser, at string, form url.Values) {
	t.Helper()
	w, at = b.confirmed(t, s)
	m := continueLink.FindStringSubmatch(w.get(at + "/read").body)
	if m == nil {
		t.Fatal("the document has no way on to signing")
	}
	p := w.get(strings.ReplaceAll(m[1], "&amp;", "&")).has(t, http.StatusOK, signing.Consent)
	if strings.Contains(p.body, "checked") {
		t.Error("a box is ticked beforehand")
	}
	form = url.Values{"digest": {p.value("digest")}, "rendition": {p.value("rendition")}, "disclosure": {p.value("disclosure")}, "confirmed": {"yes"}, "consent": {"yes"}, "authority": {"yes"}, "typed": {s.Name}, "title": {p.value("title")}}
	for _, box := range boxes.FindAllStringSubmatch(p.body, -1) {
		form.Set(box[1], "yes")
	}
	return w, at, form
}

// boxes are those of the functions that are ticked one by one.
var boxes = regexp.MustCompile(`name="(initial\.[^"]+)" type="checkbox" value="yes"`)

func (b *bundle) verbs(t *testing.T) map[audit.Verb]int {
	t.Helper()
	log, _, err := b.Engagements.Chain(t.Context(), b.lead, b.Engagement.ID)
	apptest.Must(t, err)
	out := map[audit.Verb]int{}
	for _, e := range log {
		out[e.Verb]++
	}
	return out
}

func TestFromSendingToInForce(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	b.send(t)
	b.browser(t, "itLead").get(b.signOff()).has(t, http.StatusOK, "0 of 2 have signed. Waiting for "+apptest.Dana.Name+".", "Link opened", "As discussed.")

	w, at, form := b.atForm(t, apptest.Dana)
	w.post(at+"/sign", form).leadsTo(t, at+"/done")
	w.get(at+"/done").has(t, http.StatusOK, "Signed", "Nora Adeyemi (Northgate IT LLC) signs next.")
	w.post(at+"/sign", form).leadsTo(t, at+"/done") // a double click
	w.get(at+"/agreement.pdf").has(t, http.StatusNotFound)
	if n := b.verbs(t)[audit.SignatureApplied]; n != 1 {
		t.Errorf("signed %d times", n)
	}

	n, noraAt, form := b.atForm(t, apptest.Nora)
	n.post(noraAt+"/sign", form).leadsTo(t, noraAt+"/done")
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	_, err := b.Outbox.Wait(ctx, apptest.Dana.Email, "In force: agreement")
	apptest.Must(t, err)

	w.get(at+"/done").has(t, http.StatusOK, "the agreement is in force", at+"/agreement.pdf")
	pdf := w.get(at+"/agreement.pdf").has(t, http.StatusOK)
	if !strings.HasPrefix(pdf.body, "%PDF-") || !strings.HasPrefix(pdf.header.Get("Content-Disposition"), "attachment;") || pdf.header.Get("Cache-Control") != "no-store" {
		t.Errorf("the sealed file came with %v", pdf.header)
	}
	b.browser(t, "").get(at+"/agreement.pdf").leadsTo(t, at)
	b.browser(t, "").get(at).has(t, http.StatusOK, "You have signed this agreement")
	b.browser(t, "lead").get(b.signOff()).has(t, http.StatusOK, "Version 1 is in force.", "/e/"+string(b.Engagement.ID)+"/v/1")
}

func TestOpeningALinkProvesNothing(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	b.send(t)
	at := "/s/" + b.Token(t, apptest.Dana.Email, "asks you to sign")
	b.Accepted(t, b.lead, apptest.Dana.Email)
	before := b.verbs(t)
	for range 2 {
		p := b.browser(t, "").get(at).has(t, http.StatusOK, "Nothing is accepted by opening this page", "Alder Foods, Inc.", "Continue as "+apptest.Dana.Name)
		if got := p.header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("Cache-Control is %q", got)
		}
	}
	after := b.verbs(t)
	before[audit.LinkOpened]++
	for verb := range after {
		if before[verb] != after[verb] {
			t.Errorf("%s: %d entries, then %d", verb, before[verb], after[verb])
		}
	}
}

func TestOtherBrowserStartsAtTheBeginning(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	b.send(t)
	_, at, form := b.atForm(t, apptest.Dana)
	other := b.browser(t, "")
	for _, tail := range []string{"/read", "/sign", "/sign?shown=" + form.Get("digest"), "/done", "/decline", "/agreement.pdf"} {
		other.get(at+tail).leadsTo(t, at)
	}
	other.post(at+"/sign", form).leadsTo(t, at)
	other.post(at+"/decline", url.Values{"reason": {"Not me"}}).leadsTo(t, at)
	if v := b.verbs(t); v[audit.SignatureApplied]+v[audit.EnvelopeDeclined] != 0 {
		t.Error("a browser that never pressed Continue signed or declined")
	}
	for _, tail := range []string{"", "x"} {
		other.get("/s/nobody"+tail).has(t, http.StatusNotFound)
		other.get(at+"x").has(t, http.StatusNotFound)
	}
}

// TestOddLink: whatever stands where a token should, every page below it answers as
// for a link nobody was ever sent, or leads to the page that does.
func TestOddLink(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	w := b.browser(t, "")
	title := func(a answer) string { return regexp.MustCompile(`<title>[^<]*</title>`).FindString(a.body) }
	unknown := title(w.get("/s/nobody").has(t, http.StatusNotFound))
	for _, token := range []string{strings.Repeat("x", 5000), strings.Repeat("%C3%A4", 500), "%5C%5Chost", "%00", "%ff", "..%2F..", "a%0D%0Ab", "a b"} {
		at := "/s/" + strings.ReplaceAll(token, " ", "%20")
		for _, tail := range []string{"", "/read", "/sign", "/done", "/decline", "/agreement.pdf"} {
			a := w.get(at + tail)
			if a.status == http.StatusSeeOther {
				a = w.get(a.to)
			}
			if a.has(t, http.StatusNotFound); title(a) != unknown {
				t.Errorf("%.40q says %s", at+tail, title(a))
			}
		}
		for _, tail := range []string{"", "/sign", "/decline"} {
			if a := w.post(at+tail, url.Values{}); a.status != http.StatusNotFound && a.status != http.StatusSeeOther {
				t.Errorf("post to %.40q answers %d", at+tail, a.status)
			}
		}
	}
}

func TestSignRefused(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	b.send(t)
	w, at, form := b.atForm(t, apptest.Dana)
	good := form.Get("digest")

	w.get(at+"/sign").leadsTo(t, at+"/read") // without having come from the document
	other := strings.Repeat("0", 64)
	if p := w.get(at + "/sign?shown=" + other + "&as=" + other); p.value("digest") != other {
		t.Error("the form does not echo what was shown")
	}

	form.Del("consent")
	form.Set("typed", "D. Cole & Co")
	p := w.post(at+"/sign", form).has(t, http.StatusUnprocessableEntity, `href="#f-consent"`, "Type your name as it is written here: "+apptest.Dana.Name+".", "D. Cole &amp; Co")
	if p.value("digest") != good || !strings.Contains(p.body, "checked") {
		t.Error("the form lost what was in it")
	}

	form.Set("consent", "yes")
	form.Set("typed", "đặng  thị hồng")
	form.Set("digest", other)
	w.post(at+"/sign", form).has(t, http.StatusConflict, "Nothing was done. The document on your screen is not the one that is out for signature.", at+"/read")
	if v := b.verbs(t); v[audit.SignatureApplied] != 0 || v[audit.SignatureRefused] != 1 {
		t.Errorf("%d signatures, %d refusals", v[audit.SignatureApplied], v[audit.SignatureRefused])
	}
	form.Set("digest", good)
	shown := form.Get("rendition")
	form.Set("rendition", other)
	w.post(at+"/sign", form).has(t, http.StatusConflict, "Nothing was done.", "in another form now", at+"/read")
	form.Set("rendition", shown)

	form.Del("confirmed")
	p = w.post(at+"/sign", form).has(t, http.StatusOK, "Nothing is signed yet.", "functions in ", "Sign for Alder Foods, Inc.", "Go back and change it")
	if p.value("digest") != good || p.value("rendition") != shown || p.value("typed") != form.Get("typed") {
		t.Error("the last look lost what was entered")
	}
	if v := b.verbs(t); v[audit.SignatureApplied] != 0 {
		t.Error("signed by the last look")
	}
	form.Set("back", "yes")
	w.post(at+"/sign", form).has(t, http.StatusOK, "Look it over and sign", form.Get("typed"))
	form.Del("back")
	form.Set("confirmed", "yes")
	w.post(at+"/sign", form).leadsTo(t, at+"/done")
	if v := b.verbs(t); v[audit.DisclosureShown] != 1 || v[audit.DocumentPresented] != 1 {
		t.Errorf("recorded: %v", v)
	}
}

// TestDocumentIsLight keeps the whole document under 60 kB as it goes over the air.
func TestDocumentIsLight(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	b.send(t)
	w, at := b.confirmed(t, apptest.Dana)
	var packed bytes.Buffer
	z, err := gzip.NewWriterLevel(&packed, 5)
	apptest.Must(t, err)
	_, err = z.Write([]byte(w.get(at + "/read").body))
	apptest.Must(t, err)
	apptest.Must(t, z.Close())
	if packed.Len() > 60_000 {
		t.Errorf("the document takes %d bytes", packed.Len())
	}
}

func TestDecline(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	b.send(t)
	w, at, form := b.atForm(t, apptest.Dana)
	w.get(at+"/decline").has(t, http.StatusOK, "This does not end your negotiations.")
	w.post(at+"/decline", url.Values{"reason": {" "}}).has(t, http.StatusUnprocessableEntity, `href="#f-reason"`)
	w.post(at+"/decline", url.Values{"reason": {"The cap is <too> low."}}).leadsTo(t, at)
	w.get(at).has(t, http.StatusGone, "This agreement was declined", "The cap is &lt;too&gt; low.")
	for _, tail := range []string{"/read", "/sign?shown=" + form.Get("digest"), "/decline"} {
		w.get(at+tail).has(t, http.StatusGone, "This agreement was declined")
	}
	w.post(at+"/sign", form).has(t, http.StatusGone)
	b.browser(t, "itLead").get(b.signOff()).has(t, http.StatusOK, "Earlier rounds", "The cap is &lt;too&gt; low.")
}

func TestWithdraw(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	b.send(t)
	w, at, form := b.atForm(t, apptest.Dana)
	_, rounds, err := b.Envelopes.List(t.Context(), b.lead, b.Engagement.ID)
	apptest.Must(t, err)
	void := b.signOff() + "/" + string(rounds[0].ID) + "/void"
	lead := b.browser(t, "lead")
	lead.post(void, nil).has(t, http.StatusUnprocessableEntity, `href="#f-reason"`)
	b.browser(t, "member").post(void, url.Values{"reason": {"No"}}).has(t, http.StatusForbidden)
	b.browser(t, "stranger").post(void, url.Values{"reason": {"No"}}).has(t, http.StatusNotFound)
	remind := strings.TrimSuffix(void, "void") + "remind"
	lead.post(remind, url.Values{"signer": {string(rounds[0].Signers[0].ID)}}).has(t, http.StatusTooManyRequests, "got a letter a few minutes ago")
	w.post(at+"/sign", form).leadsTo(t, at+"/done")
	lead.post(void, url.Values{"reason": {"Wrong start date"}}).leadsTo(t, b.signOff())
	w.get(at+"/done").has(t, http.StatusGone, "This agreement was withdrawn", "That signature has no effect")
	b.browser(t, "").get(at).has(t, http.StatusGone, "This agreement was withdrawn", "Wrong start date")
	lead.post(void, url.Values{"reason": {"Again"}}).has(t, http.StatusConflict)

	lead.get(b.signOff()).has(t, http.StatusOK, "version 2", "Earlier rounds", "Wrong start date")
}

func TestExpired(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	b.send(t)
	w, at, form := b.atForm(t, apptest.Dana)
	b.Clock.Advance(40 * 24 * time.Hour)
	w.post(at, nil).has(t, http.StatusGone, "This link has ended", "nothing you read was lost")
	w.post(at+"/sign", form).has(t, http.StatusGone, "This link has ended")
	w.get(at).has(t, http.StatusGone, "Ask for more time", `action="`+at+`/more-time"`)
	w.post(at+"/more-time", nil).leadsTo(t, at)
	w.get(at).has(t, http.StatusGone, "Northgate IT is told that you ask for more time.")
	w.post(at+"/more-time", nil).leadsTo(t, at)
	w.get(at).has(t, http.StatusGone, "Northgate IT was told already.")
	if n := b.verbs(t)[audit.QuestionAsked]; n != 1 {
		t.Errorf("it is on record %d times", n)
	}
}

// More time is asked for where the round ended by its time alone, and by whoever still had
// something to do.
func TestMoreTimeIsNotForAll(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	b.send(t)
	w, at, form := b.atForm(t, apptest.Dana)
	w.post(at+"/more-time", nil).leadsTo(t, at) // it is not over yet
	w.post(at+"/sign", form).leadsTo(t, at+"/done")
	b.Clock.Advance(40 * 24 * time.Hour)
	w.post(at+"/more-time", nil).leadsTo(t, at)
	if p := w.get(at); strings.Contains(p.body, "more-time") {
		t.Error("somebody who signed is asked to ask for time")
	}
	if n := b.verbs(t)[audit.QuestionAsked]; n != 0 {
		t.Errorf("%d questions on record", n)
	}
}

func TestPrepare(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	lead := b.browser(t, "lead")
	p := lead.get(b.signOff()).has(t, http.StatusOK, "things to fix before signing", "/terms#field-", "Opens when nothing above is left to fix.", "Nobody is named to sign yet")
	if strings.Contains(p.body, "Freeze and send") {
		t.Error("the button is offered while it can only refuse")
	}
	counted := regexp.MustCompile(`[0-9]+ things to fix`).FindString(p.body)
	if want := strings.Fields(counted)[0] + " to fix"; !strings.Contains(lead.get(strings.TrimSuffix(b.signOff(), "/sign")).body, want) {
		t.Errorf("sign-off says %s, the overview another number", counted)
	}
	p = lead.post(b.signOff(), url.Values{"message": {"Keep <this>"}}).
		has(t, http.StatusUnprocessableEntity, "cannot be sent yet", "Keep &lt;this&gt;", "Freeze and send")
	m := b.browser(t, "member").get(b.signOff()).has(t, http.StatusOK, "A lead or an owner at Northgate IT sends it.")
	if strings.Contains(m.body, "Freeze and send") {
		t.Error("a member is offered the button")
	}
	b.browser(t, "member").post(b.signOff(), nil).has(t, http.StatusForbidden)
	b.browser(t, "stranger").get(b.signOff()).has(t, http.StatusNotFound)
	b.ready(t)
	lead.post(b.signOff(), url.Values{"digest": {p.value("digest")}, "message": {"Kept"}, "warned": {p.value("warned")}, "reason": {"They read it on paper."}}).has(t, http.StatusConflict, "Look it over again", "Kept")
}

func TestLivePart(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	b.send(t)
	lead := b.browser(t, "lead")
	ask := func(state string) answer {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, b.url+b.signOff()+"?state="+state, nil)
		apptest.Must(t, err)
		req.Header.Set("HX-Request", "true")
		return lead.do(req)
	}
	if a := ask("signing").has(t, http.StatusOK, `id="round"`); strings.Contains(a.body, "<html") {
		t.Error("a fragment came as a page")
	}
	if a := ask("draft").has(t, http.StatusNoContent); a.header.Get("HX-Refresh") != "true" {
		t.Error("a page of another state is not told to load anew")
	}
}
