package envelope_test

import (
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"demarc/internal/agreement"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/party"
	"demarc/internal/signing"
)

func ticks(form url.Values) []string {
	var names []string
	for name := range form {
		if strings.HasPrefix(name, "initial.") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Every critical function of the own side has an empty box; one that is missing is told
// at its box, nothing that was ticked is lost, and the last look tells how many.
func TestInitials(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	b.send(t)
	w, at, form := b.atForm(t, apptest.Dana)
	all := ticks(form)
	if len(all) < 3 {
		t.Fatalf("boxes: %v", all)
	}
	for _, name := range all[1:] {
		form.Del(name)
	}
	p := w.post(at+"/sign", form).has(t, http.StatusUnprocessableEntity, "functions that are still open, each by itself, or decline.", `id="f-`+strings.ReplaceAll(all[1], ".", "-")+`-error"`)
	if n := strings.Count(p.body, "field-bad"); n != len(all)-1 {
		t.Errorf("%d boxes are told to be open, want %d", n, len(all)-1)
	}
	if n := strings.Count(p.body, `type="checkbox" value="yes" checked`); n != 3 {
		t.Errorf("%d boxes are ticked, want the one, consent and authority", n)
	}
	if v := b.verbs(t); v[audit.SignatureApplied] != 0 {
		t.Fatal("signed without the initials")
	}
	for _, name := range all {
		form.Set(name, "yes")
	}
	form.Del("confirmed")
	p = w.post(at+"/sign", form).has(t, http.StatusOK, "You initial", "critical functions in ")
	for _, name := range all {
		if p.value(name) != "yes" {
			t.Errorf("the last look lost %s", name)
		}
	}
	form.Set("confirmed", "yes")
	w.post(at+"/sign", form).leadsTo(t, at+"/done")
	w.get(at+"/done").has(t, http.StatusOK, "You initialled", "critical functions, one by one")
	if v := b.verbs(t); v[audit.RowInitialled] != 1 || v[audit.SignatureApplied] != 1 {
		t.Errorf("recorded: %v", v)
	}
}

// Whoever acknowledges ticks row by row what their teams answer for, and the signer what
// is left.
func TestAcknowledgedRowByRow(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ivo := signing.Signer{Side: party.Client, Role: signing.Acknowledges, Name: "Ivo Rack", Email: "ivo@alderfoods.example"}
	apptest.Must(t, b.Envelopes.AddRecipient(t.Context(), b.lead, b.Engagement.ID, app.Recipient{Signer: ivo}))
	b.send(t)
	at := "/s/" + b.Token(t, ivo.Email, "asks you to acknowledge")
	w := b.browser(t, "")
	w.post(at, nil).leadsTo(t, at+"/code")
	w.post(at+"/code", url.Values{"code": {b.Code(t, ivo.Email, 0)}}).leadsTo(t, at+"/read")
	to := continueLink.FindStringSubmatch(w.get(at + "/read").body)
	if to == nil {
		t.Fatal("the document has no way on")
	}
	p := w.get(strings.ReplaceAll(to[1], "&amp;", "&")).has(t, http.StatusOK, "Acknowledge what is critical, one by one", "Your team does or answers for", agreement.Acknowledgment)
	d, err := b.Versions.Open(t.Context(), b.lead, b.Engagement.ID, 1)
	apptest.Must(t, err)
	for _, a := range d.Version.Content.ToKnow(party.Client) {
		for _, r := range a.Rows {
			p.has(t, http.StatusOK, html.EscapeString(r.Name))
		}
	}
	form := url.Values{"digest": {p.value("digest")}, "rendition": {p.value("rendition")}, "consent": {"yes"}}
	for _, box := range boxes.FindAllStringSubmatch(p.body, -1) {
		form.Set(box[1], "yes")
	}
	his := ticks(form)
	form.Del(his[0])
	p = w.post(at+"/sign", form).has(t, http.StatusUnprocessableEntity, `href="#f-`+strings.ReplaceAll(his[0], ".", "-")+`"`)
	if n := strings.Count(p.body, `type="checkbox" value="yes" checked`); n != len(his) {
		t.Errorf("%d boxes are ticked, want %d", n, len(his))
	}
	form.Set(his[0], "yes")
	shown := form.Get("rendition")
	form.Set("rendition", strings.Repeat("0", 64))
	w.post(at+"/sign", form).has(t, http.StatusConflict, "Read it once more", "It is the same agreement")
	form.Set("rendition", shown)
	w.post(at+"/sign", form).leadsTo(t, at+"/done")
	w.get(at+"/done").has(t, http.StatusOK, "You acknowledged", "critical functions, one by one")
	_, _, dana := b.atForm(t, apptest.Dana)
	hers := ticks(dana)
	for _, name := range hers {
		if slices.Contains(his, name) {
			t.Errorf("%s is ticked by both", name)
		}
	}
	if len(hers) == 0 || len(his) == 0 {
		t.Errorf("he ticks %d, she %d", len(his), len(hers))
	}
}
