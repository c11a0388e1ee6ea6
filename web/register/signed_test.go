package register_test

import (
	"net/http"
	"net/url"
	"testing"
)

// While an agreement is out for signature the page asks for people and MFA and for
// nothing that was agreed; a level that is sent all the same is refused.
func TestSignedRegister(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.Send(t, d.Owner, d.itLead)
	msp, it := d.columns(t)
	page := d.send(t, d.itLead, "/access", nil, false)
	wants(t, page, http.StatusOK, "as they went out for signature", "People and MFA", `name="people-`+string(it)+`"`, "Confirm 37 lines")
	lacks(t, page, `name="level-`, `name="note"`, "List a tool", "Add the line", "Continue to agreement")
	lacks(t, d.send(t, d.reader, "/access", nil, false), `name="people-`, "Confirm 37")

	wants(t, d.send(t, d.itLead, "/access/rmm", url.Values{"rev": {"1"}, "people-" + string(it): {"Ann Lee"}, "mfa-" + string(it): {"yes"}, "people-" + string(msp): {""}}, false), http.StatusSeeOther)
	wants(t, d.send(t, d.Owner, "/access", nil, false), http.StatusOK, "Client IT: Ann Lee, with MFA", "36 lines are assumed")
	if w := d.send(t, d.Owner, "/access/rmm", url.Values{"rev": {"2"}, "level-" + string(msp): {"emergency"}}, false); w.Code != http.StatusLocked {
		t.Errorf("a level is changed with status %d", w.Code)
	}
}
