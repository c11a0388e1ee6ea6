package envelope_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"demarc/internal/app/apptest"
	"demarc/internal/signing"
)

// Somebody who is asked to sign finds where to ask first, keeps what they typed when it
// cannot be sent, and goes on where they were; the sender reads it on the track page, and
// the other company's people do not.
func TestQuestion(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	b.send(t)
	w, at, _ := b.atForm(t, apptest.Dana)
	w.get(at+"/read").has(t, http.StatusOK, `href="`+at+`/question"`)
	w.get(at+"/decline").has(t, http.StatusOK, `href="`+at+`/question"`)
	w.get(at+"/question").has(t, http.StatusOK, "What do you want to know?", "They answer to <strong>"+apptest.Dana.Email)
	w.post(at+"/question", url.Values{"question": {"  "}}).has(t, http.StatusUnprocessableEntity, "Enter what you want to know.")
	long := strings.Repeat("Why? ", 300)
	w.post(at+"/question", url.Values{"question": {long}}).has(t, http.StatusUnprocessableEntity, "Why? Why?")
	for range signing.QuestionsADay {
		w.post(at+"/question", url.Values{"question": {"Do nights count in <5.2>?"}}).leadsTo(t, at+"/question")
	}
	w.get(at+"/question").has(t, http.StatusOK, "on its way to Northgate IT", "The answer comes to "+apptest.Dana.Email)
	w.post(at+"/question", url.Values{"question": {"And a sixth?"}}).has(t, http.StatusTooManyRequests, "And a sixth?", "five questions within a day")

	track := "/e/" + string(b.Engagement.ID) + "/sign"
	b.browser(t, "lead").get(track).has(t, http.StatusOK, "Do nights count in &lt;5.2&gt;?", "mailto:"+apptest.Dana.Email)
	if p := b.browser(t, "itLead").get(track).has(t, http.StatusOK); strings.Contains(p.body, "Do nights count") {
		t.Error("the client's page has what their signer asked the provider")
	}
	other := b.browser(t, "")
	other.get(at+"/question").leadsTo(t, at)
	other.post(at+"/question", url.Values{"question": {"Who am I?"}}).leadsTo(t, at)
	_, rounds, err := b.Envelopes.List(t.Context(), b.lead, b.Engagement.ID)
	apptest.Must(t, err)
	apptest.Must(t, b.Envelopes.Void(t.Context(), b.lead, b.Engagement.ID, rounds[0].ID, "A mistake."))
	w.get(at+"/question").has(t, http.StatusGone, "withdrawn")
	w.post(at+"/question", url.Values{"question": {"Why?"}}).has(t, http.StatusGone, "withdrawn")
}
