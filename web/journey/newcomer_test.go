package journey_test

import (
	"testing"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/browsertest"
	"demarc/internal/catalog"
	"demarc/internal/engagement"
	"demarc/internal/sitetest"
)

// TestNewcomer fills the steps as somebody does who sees them for the first time: five
// forms of one page with one press, what is wrong shown with everything kept, and the
// terms that no template can guess in one place. What is left is to agree with the
// other side.
func TestNewcomer(t *testing.T) {
	t.Parallel()
	browser := browsertest.Start(t)
	at := sitetest.New(t).Process("one")
	u, place, err := at.App.Accounts.SignUp(t.Context(), access.Request{IP: "192.0.2.1"}, app.SignUp{MSP: "Northgate IT", Name: "Nora Adeyemi", Email: "nora@northgate.example", Password: apptest.Password})
	apptest.Must(t, err)
	apptest.Must(t, at.DB.Verify(t.Context(), u.ID, true))
	who, err := at.App.Accounts.Enter(t.Context(), u.ID, place.Membership)
	apptest.Must(t, err)
	client, err := at.App.Clients.Add(t.Context(), who, "Alder Foods")
	apptest.Must(t, err)
	e, err := at.App.Engagements.Start(t.Context(), who, app.Start{Client: client.ID, Title: "Co-managed IT", Preset: catalog.Presets()[0].Key})
	apptest.Must(t, err)
	n := sitetest.Newcomer(t, browser, "nora", at, 1280, 900)
	n.Allow("422") // a refused form is told in the console too
	n.Visit("/signin")
	n.Write("Email", "nora@northgate.example")
	n.Write("Password", apptest.Password)
	n.ChooseIn("main form", "Sign in")
	n.Visit("/e/" + string(e.ID) + "/parties")
	typed := 0
	fill := func(form, field, value string) {
		n.Fill(form+` [name="`+field+`"]`, value)
		typed++
	}
	for side, email := range map[string]string{"msp": "nora@northgate.example", "client": "dana@alderfoods"} {
		form := `form[action$="/parties/` + side + `"]`
		for field, value := range map[string]string{
			"formed_in": "Oregon", "address": "12 Orchard Way", "notice_email": "legal@" + side + ".example", "signer_0_name": "Signer of " + side,
			"signer_0_title": "Director", "signer_0_email": email, "contact_1_name": "On call", "contact_1_phone": "+1 503 555 0100",
		} {
			fill(form, field, value)
		}
		n.Eval(`document.querySelector('` + form + ` [name=entity_type]').value = "Corporation"`)
		typed++
	}
	for _, s := range draft(t, at, who, e.ID).Matrix.Stakeholders {
		form := `form[action$="/stakeholders/` + string(s.ID) + `"]`
		fill(form, "holder", "Holder of "+s.Name)
		fill(form, "deputy", "Deputy of "+s.Name)
	}
	n.Choose("Continue to terms")
	n.WaitText("#problems", "name@example.com") // the client's signer has no whole address
	n.Look("newcomer-refused")
	if d := draft(t, at, who, e.ID); d.Parties.MSP.FormedIn != "Oregon" {
		t.Error("what stood in the other forms is lost")
	}
	if got := n.Eval(`document.querySelector('form[action$="/parties/client"] [name=signer_0_email]').value`); got != "dana@alderfoods" {
		t.Errorf("typed again from nothing: %v", got)
	}
	fill(`form[action$="/parties/client"]`, "signer_0_email", "dana@alderfoods.example")
	n.Choose("Continue to terms")
	n.WaitText("#completeness", "11 required fields")
	n.Look("newcomer-terms")
	for field, value := range map[string]string{
		"agreement.service_start_date": "2031-01-01", "hours.timezone": "America/Los_Angeles", "scope.users": "60", "scope.endpoints": "65", "scope.sites": "Head office, Portland",
		"fees.per_user": "70", "fees.tm_rate": "150", "departure.cover_rate": "170", "law.governing": "Oregon", "law.venue": "Multnomah County, Oregon",
	} {
		if field == "agreement.service_start_date" { // a browser's own control
			n.Eval(`document.querySelector('[name="` + field + `"]').value = "` + value + `"`)
			typed++
			continue
		}
		fill("#group-start", field, value)
	}
	n.Choose("Save and continue to areas")
	n.Heading("Areas")
	n.Visit("/e/" + string(e.ID) + "/terms")
	n.WaitText("#completeness", "Every term that signing needs is filled in.")
	n.Visit("/e/" + string(e.ID) + "/checks")
	n.WaitText("main", "To fix before signing (1)") // the rows, which take two
	t.Logf("%d values typed", typed)
	n.Clean(t)
}

func draft(t *testing.T, at *sitetest.Process, who access.Actor, id engagement.ID) engagement.Draft {
	t.Helper()
	d, err := at.App.Parties.Open(t.Context(), who, id)
	apptest.Must(t, err)
	return d
}
