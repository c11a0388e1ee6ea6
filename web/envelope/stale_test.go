package envelope_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"demarc/internal/app/apptest"
	"demarc/internal/audit"
)

// A quarter of an hour after the code, everything that ends something asks for a new one,
// on the page itself: a letter goes out by itself, what was typed stays, a wrong code is
// said at its field, and with the right one it is done.
func TestTheCodeIsAskedForAgain(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		form   url.Values
		keeps  string
		done   string
		writes audit.Verb
	}{
		"decline":  {url.Values{"reason": {"The cap <b>is</b> too low."}}, "The cap &lt;b&gt;is&lt;/b&gt; too low.", "", audit.EnvelopeDeclined},
		"delegate": {url.Values{"name": {"Mo Farrow"}, "title": {"CFO"}, "email": {"mo@alderfoods.example"}}, `value="mo@alderfoods.example"`, "", audit.SignerDelegated},
		"sign":     {nil, `value="` + apptest.Dana.Name + `"`, "/done", audit.SignatureApplied},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBundle(t)
			b.send(t)
			w, at, form := b.atForm(t, apptest.Dana)
			if tt.form != nil {
				form = tt.form
			}
			b.Clock.Advance(16 * time.Minute)
			before := b.Codes(t, apptest.Dana.Email)
			w.post(at+"/"+name, form).has(t, http.StatusUnprocessableEntity, "More than 15 minutes have passed", `name="code"`, tt.keeps)
			code := b.Code(t, apptest.Dana.Email, before)
			form.Set("code", strings.Repeat(string('0'+(code[0]-'0'+1)%10), 6))
			w.post(at+"/"+name, form).has(t, http.StatusUnprocessableEntity, "This is not the code we sent.", tt.keeps)
			if n := b.Codes(t, apptest.Dana.Email); n != before+1 {
				t.Errorf("%d letters with codes after one wrong try", n-before)
			}
			if b.verbs(t)[tt.writes] != 0 {
				t.Errorf("%s without a fresh code", tt.writes)
			}
			form.Set("code", code)
			w.post(at+"/"+name, form).leadsTo(t, at+tt.done)
			if b.verbs(t)[tt.writes] != 1 {
				t.Errorf("no %s on record: %v", tt.writes, b.verbs(t))
			}
		})
	}
}
