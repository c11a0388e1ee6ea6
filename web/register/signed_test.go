package register_test

import (
	"net/http"
	"net/url"
	"testing"

	"demarc/internal/access"
	"demarc/internal/app/apptest"
)

// While an agreement is out for signature the page asks for people and MFA and for
// nothing that was agreed; a level that is sent all the same is refused.
func TestSignedRegister(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	d := &desk{Database: s.Database, App: s.App, owner: s.Owner, e: s.Engagement, itLead: s.Partner(t, access.ITLead, "Priya Shah"), reader: s.Partner(t, access.Reader, "Ruth Alder")}
	s.Send(t, d.owner, d.itLead)
	msp, it := d.columns(t)
	page := d.send(t, d.itLead, "/access", nil, false)
	wants(t, page, http.StatusOK, "as they went out for signature", "People and MFA", `name="people-`+string(it)+`"`, "Confirm 37 lines")
	lacks(t, page, `name="level-`, `name="note"`, "List a tool", "Add the line", "Continue to agreement")
	lacks(t, d.send(t, d.reader, "/access", nil, false), `name="people-`, "Confirm 37")

	wants(t, d.send(t, d.itLead, "/access/rmm", url.Values{"rev": {"1"}, "people-" + string(it): {"Ann Lee"}, "mfa-" + string(it): {"yes"}, "people-" + string(msp): {""}}, false), http.StatusSeeOther)
	wants(t, d.send(t, d.owner, "/access", nil, false), http.StatusOK, "Client IT: Ann Lee, with MFA", "36 lines are assumed")
	if w := d.send(t, d.owner, "/access/rmm", url.Values{"rev": {"2"}, "level-" + string(msp): {"emergency"}}, false); w.Code != http.StatusLocked {
		t.Errorf("a level is changed with status %d", w.Code)
	}
}
