package engagement_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"demarc/internal/access"
	"demarc/internal/app/apptest"
	"demarc/internal/raci"
)

// gets are the pages, each with a word only it has.
var gets = map[string]string{
	"": "Next for", "/parties": "Columns of the matrix", "/terms": "Service hours", "/areas": "Service desk",
	"/checks": "fields are still empty.", "/history": "started Co-managed IT with 149 functions",
}

func TestPages(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for path, word := range gets {
		wants(t, d.get(t, d.Owner, path), http.StatusOK, word, `<h1>`)
		wants(t, d.get(t, d.itLead, path), http.StatusOK, word)
		wants(t, d.get(t, d.Stranger, path), http.StatusNotFound)
	}
	id := d.Engagement.ID
	d.Engagement.ID = "no-uuid"
	for path := range gets {
		wants(t, d.get(t, d.Owner, path), http.StatusNotFound)
	}
	d.Engagement.ID = id
}

func TestPagesOfTheClient(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for path, form := range map[string]string{"/parties": d.path("/parties/msp"), "/terms": `id="terms-form"`, "/areas": d.path("/areas/plan")} {
		if body := d.get(t, d.Owner, path).Body.String(); !strings.Contains(body, form) {
			t.Errorf("%s: the MSP lacks %s", path, form)
		}
		if body := d.get(t, d.itLead, path).Body.String(); strings.Contains(body, form) {
			t.Errorf("%s: the client has %s", path, form)
		}
	}
	wants(t, d.get(t, d.itLead, "/parties"), http.StatusOK, d.path("/parties/client"))
	wants(t, d.post(t, d.itLead, "/parties/msp", url.Values{"legal_name": {"Ours"}, "short_name": {"O"}, "rev": {"1"}}), http.StatusForbidden)
	wants(t, d.post(t, d.itLead, "/terms", url.Values{"rev": {"1"}}), http.StatusForbidden)
}

func TestHubTellsWhatHappened(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	draft, err := d.Matrices.Open(t.Context(), d.itLead, d.Engagement.ID)
	apptest.Must(t, err)
	f := draft.Matrix.Functions[0]
	it, _ := draft.Matrix.Standard(raci.InternalIT)
	_, err = d.Matrices.Assign(t.Context(), d.itLead, d.Engagement.ID, f.ID, it.ID, raci.Informed, f.Rev)
	apptest.Must(t, err)
	_, err = d.Matrices.Agree(t.Context(), d.itLead, d.Engagement.ID, f.ID, true, f.Rev+1)
	apptest.Must(t, err)
	wants(t, d.get(t, d.Owner, ""), http.StatusOK,
		"Priya Shah set "+f.Name+", Client IT to Informed.", "Priya Shah agreed to "+f.Name+" for Alder Foods.", "0 of 149 agreed", "Cannot start yet")
}

// Who waits for the other side is shown whom to ask there.
func TestHubLeadsToTheInvitation(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, rows, err := d.Matrices.Ready(t.Context(), d.Owner, d.Engagement.ID)
	apptest.Must(t, err)
	shown := map[raci.FunctionID]int{}
	for _, f := range rows {
		shown[f.ID] = f.Rev
	}
	_, _, err = d.Matrices.AgreeAll(t.Context(), d.Owner, d.Engagement.ID, shown)
	apptest.Must(t, err)
	wants(t, d.get(t, d.Owner, ""), http.StatusOK, "See who is invited", `href="/clients/`+string(d.Engagement.Client)+`"`)
	if strings.Contains(d.get(t, d.itLead, "").Body.String(), "See who is invited") {
		t.Error("the client is sent to itself")
	}
}

func TestParties(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	typed := url.Values{
		"rev": {"1"}, "legal_name": {"Alder Foods, Inc."}, "short_name": {"Alder"}, "signer_0_name": {""}, "signer_0_title": {""}, "signer_0_email": {""},
		"signer_1_name": {"Dana Cole"}, "signer_1_title": {"CFO"}, "signer_1_email": {"dana"}, "contact_2_name": {"Priya Shah"}, "contact_2_phone": {"+1 555 0100"},
	}
	w := d.post(t, d.Owner, "/parties/client", typed)
	wants(t, w, http.StatusUnprocessableEntity, `href="#f-client-signer_1_email"`, `value="dana"`, `value="Alder Foods, Inc."`, "<title>Error: ")

	typed.Set("signer_1_email", "dana@alderfoods.example")
	wants(t, d.post(t, d.Owner, "/parties/client", typed), http.StatusSeeOther)
	p, err := d.Parties.Open(t.Context(), d.Owner, d.Engagement.ID)
	apptest.Must(t, err)
	if n := len(p.Parties.Signatories); n != 1 || p.Parties.Signatories[0].Name != "Dana Cole" {
		t.Errorf("signers: %+v", p.Parties.Signatories)
	}
	if n := len(p.Parties.Contacts); n != 1 || p.Parties.Contacts[0].Level != 2 {
		t.Errorf("contacts: %+v", p.Parties.Contacts)
	}

	typed.Set("legal_name", "Alder Foods LLC") // still at revision 1
	wants(t, d.post(t, d.Owner, "/parties/client", typed), http.StatusConflict, `value="Alder Foods LLC"`, "Alder Foods, Inc.", `name="rev" value="2"`)
}

func TestColumns(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	wants(t, d.post(t, d.Owner, "/stakeholders", url.Values{"name": {"MSP team"}}), http.StatusUnprocessableEntity, `href="#f-new-name"`, "Another column has this name")
	wants(t, d.post(t, d.Owner, "/stakeholders", url.Values{"name": {"Print vendor"}}), http.StatusSeeOther)
	p, err := d.Parties.Open(t.Context(), d.Owner, d.Engagement.ID)
	apptest.Must(t, err)
	it, _ := p.Matrix.Standard(raci.InternalIT)
	path := "/stakeholders/" + string(it.ID)
	wants(t, d.post(t, d.itLead, path, url.Values{"rev": {"1"}, "name": {"Internal IT"}, "holder": {"Priya Shah"}, "holder_email": {"priya"}}),
		http.StatusUnprocessableEntity, `href="#f-`+string(it.ID)+`-holder_email"`, `value="Internal IT"`)
	wants(t, d.post(t, d.itLead, path, url.Values{"rev": {"1"}, "name": {"Internal IT"}, "holder": {"Priya Shah"}}), http.StatusSeeOther)
	wants(t, d.post(t, d.Owner, path, url.Values{"rev": {"1"}, "name": {"IT"}, "holder": {""}}), http.StatusConflict, "Saved by somebody else", `">Priya Shah<`)
	added := p.Matrix.Stakeholders[len(p.Matrix.Stakeholders)-1]
	wants(t, d.post(t, d.Stranger, "/stakeholders/"+string(added.ID)+"/remove", nil), http.StatusNotFound)
	wants(t, d.post(t, d.Owner, "/stakeholders/"+string(added.ID)+"/remove", nil), http.StatusSeeOther)
}

func TestTerms(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	wants(t, d.get(t, d.Owner, "/terms"), http.StatusOK, `id="field-agreement.service_start_date"`, "required fields are still empty", "Signers type their name")
	typed := url.Values{"rev": {"1"}, "scope.users": {"many"}, "law.governing": {"the State of Ohio"}, "liability.carveouts": {"", "fraud"}}
	wants(t, d.post(t, d.Owner, "/terms", typed), http.StatusUnprocessableEntity, `href="#f-scope-users"`, `value="many"`, `value="the State of Ohio"`)

	typed.Set("scope.users", "85")
	wants(t, d.post(t, d.Owner, "/terms", typed), http.StatusSeeOther)
	p, err := d.Terms.Open(t.Context(), d.Owner, d.Engagement.ID)
	apptest.Must(t, err)
	for key, want := range map[string]string{"scope.users": "85", "law.governing": "the State of Ohio", "liability.carveouts": "fraud", "esign.method": "typed_or_drawn"} {
		if got := p.Terms.Value(key); got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}

	alone := url.Values{"rev": {"2"}, "hours.after_hours": {"none"}}
	wants(t, d.post(t, d.Owner, "/terms", alone), http.StatusSeeOther)
	wants(t, d.get(t, d.Owner, "/terms"), http.StatusOK, `id="means-hours.after_hours"`, "needs someone on duty. Hours end at 18:00", "is looked at by 08:30 on Monday")
	wants(t, d.get(t, d.Owner, "/checks"), http.StatusOK, "needs someone on duty")

	typed.Set("scope.users", "90")
	typed.Set("esign.method", "wet_ink")
	wants(t, d.post(t, d.Owner, "/terms", typed), http.StatusConflict, "Covered users", `value="90"`, "<td data-label=\"Saved by somebody else\">85</td>")
	typed.Set("rev", "3")
	typed.Set("then", "areas")
	w := d.post(t, d.Owner, "/terms", typed)
	wants(t, w, http.StatusSeeOther)
	if to := w.Header().Get("Location"); to != d.path("/areas") {
		t.Errorf("goes on to %s", to)
	}
	p, err = d.Terms.Open(t.Context(), d.Owner, d.Engagement.ID)
	apptest.Must(t, err)
	if got := p.Terms.Value("esign.method"); got != "typed_or_drawn" {
		t.Errorf("the signature method was changed to %s", got)
	}
}

func TestAreas(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	wants(t, d.get(t, d.Owner, "/areas?preset=helpdesk"), http.StatusOK, "is filled in below", "Now shared")
	wants(t, d.post(t, d.Owner, "/areas/plan", url.Values{"backup": {"msp_led"}}), http.StatusOK, "nothing would change")
	wants(t, d.post(t, d.Owner, "/areas/plan", url.Values{"backup": {"sideways"}}), http.StatusUnprocessableEntity, `href="#f-backup"`)
	w := d.post(t, d.Owner, "/areas/plan", url.Values{"backup": {"internal_led"}})
	wants(t, w, http.StatusOK, "1 area and", "Nothing has been changed yet", "is MSP-led, but Backup")
	_, rest, _ := strings.Cut(w.Body.String(), `name="seen" value="`)
	seen, _, _ := strings.Cut(rest, `"`)
	apply := url.Values{"backup": {"internal_led"}, "seen": {seen}}

	draft, err := d.Matrices.Open(t.Context(), d.Owner, d.Engagement.ID)
	apptest.Must(t, err)
	row := draft.Matrix.InArea("backup")[0]
	management, _ := draft.Matrix.Standard(raci.Management)
	_, err = d.Matrices.Assign(t.Context(), d.Owner, d.Engagement.ID, row.ID, management.ID, raci.Consulted, row.Rev)
	apptest.Must(t, err)
	w = d.post(t, d.Owner, "/areas/apply", apply)
	wants(t, w, http.StatusConflict, "The matrix changed since", "Edited by hand", "What about the 1 function")
	_, rest, _ = strings.Cut(w.Body.String(), `name="seen" value="`)
	seen, _, _ = strings.Cut(rest, `"`)
	apply.Set("seen", seen)
	wants(t, d.post(t, d.Owner, "/areas/apply", apply), http.StatusSeeOther)
	draft, err = d.Matrices.Open(t.Context(), d.Owner, d.Engagement.ID)
	apptest.Must(t, err)
	if got := draft.Matrix.InArea("backup")[0].Cell(management.ID); got != raci.Consulted {
		t.Errorf("the row edited by hand was not kept: %q", got)
	}
}

func TestHistoryIsChecked(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	apptest.Must(t, d.Terms.Save(t.Context(), d.Owner, d.Engagement.ID, map[string]string{"scope.users": "85"}, 1))
	wants(t, d.get(t, d.Owner, "/history?check=yes"), http.StatusOK, "2 entries checked", "changed Covered users")
	wants(t, d.get(t, d.Owner, "/history?after=1"), http.StatusOK, `id="entry-2"`)
	reader := d.itLead
	reader.Role = access.Reader
	wants(t, d.get(t, reader, "/history"), http.StatusForbidden)
}

func TestStale(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, rest, _ := strings.Cut(d.get(t, d.Owner, "/terms").Body.String(), `id="stale" hx-get="`)
	href, _, _ := strings.Cut(rest, `"`)
	path := strings.TrimPrefix(strings.ReplaceAll(href, "&amp;", "&"), d.path(""))
	wants(t, d.get(t, d.Owner, path), http.StatusNoContent)
	apptest.Must(t, d.Terms.Save(t.Context(), d.Owner, d.Engagement.ID, map[string]string{"scope.users": "85"}, 1))
	wants(t, d.get(t, d.Owner, path), http.StatusOK, "Somebody else changed this page")
	wants(t, d.get(t, d.Stranger, path), http.StatusNotFound)
}

func TestChecksOfferFixes(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	draft, err := d.Matrices.Open(t.Context(), d.Owner, d.Engagement.ID)
	apptest.Must(t, err)
	f := draft.Matrix.Functions[0]
	for _, s := range draft.Matrix.Stakeholders {
		as := raci.Informed
		if s.Kind == raci.MSPTeam {
			as = raci.Responsible
		}
		row, err := d.Matrices.Assign(t.Context(), d.Owner, d.Engagement.ID, f.ID, s.ID, as, f.Rev)
		apptest.Must(t, err)
		f = row.Function
	}
	wants(t, d.get(t, d.Owner, "/checks"), http.StatusOK,
		d.path("/matrix/functions/"+string(f.ID)+"/fix"), `name="rule" value="V01"`, "Make MSP team Accountable", d.path("/terms#field-law.governing"), d.path("/parties#f-msp-address"))
}

// The page is stale for the other side as soon as anything of Exhibit D changes.
func TestStaleDirectory(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	mark := func() string {
		_, rest, _ := strings.Cut(d.get(t, d.itLead, "/parties").Body.String(), `id="stale" hx-get="`)
		href, _, _ := strings.Cut(rest, `"`)
		return strings.TrimPrefix(strings.ReplaceAll(href, "&amp;", "&"), d.path(""))
	}
	changes := func(path string, values url.Values) {
		t.Helper()
		seen := mark()
		wants(t, d.get(t, d.itLead, seen), http.StatusNoContent)
		wants(t, d.post(t, d.Owner, path, values), http.StatusSeeOther)
		wants(t, d.get(t, d.itLead, seen), http.StatusOK, "Somebody else changed this page")
	}
	vendor := url.Values{"rev": {"0"}, "name": {"Copperline"}, "purpose": {"Internet"}, "phone": {"+1 555 0100"}}
	changes("/insurer", url.Values{"rev": {"0"}, "name": {"Fenwick Mutual"}})
	changes("/vendors", vendor)
	p, err := d.Parties.Open(t.Context(), d.Owner, d.Engagement.ID)
	apptest.Must(t, err)
	path := "/vendors/" + p.Parties.Directory.Vendors[0].ID
	vendor.Set("rev", "1")
	vendor.Set("phone", "+1 555 0101")
	changes(path, vendor)
	changes("/parties/client", url.Values{"rev": {"1"}, "legal_name": {"Alder Foods, Inc."}, "short_name": {"Alder"}, "after_hours": {"+1 555 0102"}})
	changes(path+"/remove", url.Values{})
}

// Where somebody else was faster, each form's fields are told by the words it uses.
func TestDirectoryWords(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	insurer := url.Values{"rev": {"0"}, "name": {"Fenwick Mutual"}}
	vendor := url.Values{"rev": {"0"}, "name": {"Copperline"}, "purpose": {"Internet"}, "phone": {"+1 555 0100"}}
	wants(t, d.post(t, d.Owner, "/insurer", insurer), http.StatusSeeOther)
	wants(t, d.post(t, d.Owner, "/vendors", vendor), http.StatusSeeOther)
	p, err := d.Parties.Open(t.Context(), d.Owner, d.Engagement.ID)
	apptest.Must(t, err)
	it, _ := p.Matrix.Standard(raci.InternalIT)
	insurer.Set("name", "Quill Mutual")
	vendor.Set("name", "Brightwire")
	for path, form := range map[string]struct {
		values url.Values
		word   string
	}{
		"/insurer": {insurer, "Insurer"}, "/vendors/" + p.Parties.Directory.Vendors[0].ID: {vendor, "Company"},
		"/stakeholders/" + string(it.ID): {url.Values{"rev": {"0"}, "name": {"IT"}}, "Column"},
	} {
		wants(t, d.post(t, d.Owner, path, form.values), http.StatusConflict, `<th scope="row">`+form.word+`</th>`)
	}
	vendor.Set("name", "")
	wants(t, d.post(t, d.Owner, "/vendors", vendor), http.StatusUnprocessableEntity, `href="#f-vendor-name">Company: `)
}

// A form of something that is gone has no place on the page to come back to.
func TestUnknownPart(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	wants(t, d.post(t, d.Owner, "/vendors/no-such", url.Values{"rev": {"1"}, "name": {""}}), http.StatusNotFound)
	wants(t, d.post(t, d.Owner, "/stakeholders/no-such", url.Values{"rev": {"1"}, "name": {""}}), http.StatusNotFound)
}
