package version_test

import (
	"strings"
	"testing"
	"time"

	"demarc/internal/app/apptest"
)

// TestNotice: an end that is chosen for a later day stands on the record of the version,
// and only the side that gave notice is offered to take it back.
func TestNotice(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	b.send(t)
	b.SignAll(t)
	at := "/e/" + string(b.Engagement.ID) + "/v/1"
	has := func(page string, want ...string) {
		t.Helper()
		for _, w := range want {
			if !strings.Contains(page, w) {
				t.Errorf("the page lacks %q", w)
			}
		}
	}
	has(b.ask(t, b.lead, "GET", at+"/end").Body.String(), `type="date"`, "60 days of notice", `value="notice" checked`, "America/Los_Angeles")

	day := b.DB.Now().AddDate(0, 0, 100)
	apptest.Must(t, b.Versions.GiveNotice(t.Context(), b.lead, b.Engagement.ID, 1, day.Format(time.DateOnly), "Notice under <section> 14."))
	ends := "Ends on " + day.Format("2 January 2006") + ". Northgate IT gave notice on"
	ours, theirs := b.ask(t, b.lead, "GET", at).Body.String(), b.ask(t, b.reader, "GET", at).Body.String()
	has(ours, "In force since", ends, "Notice under &lt;section&gt; 14.", at+"/notice/withdraw")
	has(theirs, "In force since", ends, "Notice under &lt;section&gt; 14.")
	if strings.Contains(theirs, "/notice/withdraw") {
		t.Error("whoever did not give notice is offered to withdraw it")
	}
	again := b.ask(t, b.lead, "GET", at+"/end").Body.String()
	has(again, ends, `name="when" value="now"`)
	if strings.Contains(again, `type="date"`) {
		t.Error("a second notice is offered")
	}
}
