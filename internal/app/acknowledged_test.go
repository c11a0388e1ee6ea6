package app_test

import (
	"strings"
	"testing"

	"demarc/internal/agreement"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/document/html"
	"demarc/internal/fault"
	"demarc/internal/party"
	"demarc/internal/signing"
)

// The text says that internal IT acknowledges Exhibit A exactly when the terms ask for it.
// It is not sent before somebody is named, and that person ticks the very words that the
// text quotes; the certificate prints them.
func TestAcknowledgedAsTheTextSays(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	quoted := func() bool {
		t.Helper()
		p, err := b.Envelopes.Prepare(ctx, b.lead, id)
		apptest.Must(t, err)
		var text strings.Builder
		apptest.Must(t, html.Article(p.Document, html.Options{}).Render(ctx, &text))
		return strings.Contains(text.String(), "“"+agreement.Acknowledgment+"”")
	}
	b.Fill(t, b.lead)
	if quoted() {
		t.Error("the text speaks of an acknowledgment that nobody asked for")
	}
	o, err := b.Engagements.Open(ctx, b.lead, id)
	apptest.Must(t, err)
	apptest.Must(t, b.Terms.Save(ctx, b.lead, id, map[string]string{"client.it_lead_acknowledges": "true"}, o.Draft.Engagement.TermsRev))
	if !quoted() {
		t.Error("the text does not quote the acknowledgment")
	}
	b.AgreeAll(t, b.lead, b.itLead)
	p, err := b.Envelopes.Prepare(ctx, b.lead, id)
	apptest.Must(t, err)
	if x := point(t, p, "Acknowledgment"); x.Clearance != signing.Halt {
		t.Errorf("nobody is named, and %+v", x)
	}
	in := app.Send{Digest: p.Digest, Reason: "We talked about it.", Warned: p.Warned()}
	if _, err := b.Envelopes.Send(ctx, b.lead, id, in); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "nobody is named to") {
		t.Fatalf("sent without anybody who acknowledges: %v", err)
	}
	b.recipient(t, party.Client, signing.Acknowledges, "Ivo Rack", "ivo@alderfoods.example")
	p, err = b.Envelopes.Prepare(ctx, b.lead, id)
	apptest.Must(t, err)
	if x := point(t, p, "Acknowledgment"); x.Clearance != signing.Clear || !strings.Contains(x.Says, "Ivo Rack acknowledges Exhibit A before Alder Foods, Inc. signs") {
		t.Errorf("%+v", x)
	}
	if p.Digest != in.Digest {
		t.Error("naming the person changed the text")
	}
	_, err = b.Envelopes.Send(ctx, b.lead, id, in)
	apptest.Must(t, err)

	token := b.Token(t, "ivo@alderfoods.example", "asks you to acknowledge")
	v := b.Read(t, token)
	offer := apptest.Offer(v, apptest.Dana)
	other := offer
	other.Rendition = strings.Repeat("0", 64)
	if _, err := b.Ceremonies.Affirm(ctx, apptest.From, token, other); !fault.Is(err, fault.Conflict) {
		t.Errorf("acknowledged what was not shown: %v", err)
	}
	_, err = b.Ceremonies.Affirm(ctx, apptest.From, token, offer)
	apptest.Must(t, err)
	b.SignAll(t)

	if s := by(t, b.round(t), "ivo@alderfoods.example"); s.Evidence.Consent != agreement.Acknowledgment {
		t.Errorf("kept %q", s.Evidence.Consent)
	}
	var refused, done int
	for _, e := range b.chain(t) {
		if e.Verb == audit.SignatureRefused {
			refused++
		}
		if e.Verb == audit.RowsAcknowledged {
			done++
			if e.Fact.Rendition != offer.Rendition || e.Fact.After != agreement.Acknowledgment {
				t.Errorf("recorded %+v", e.Fact)
			}
		}
	}
	if refused != 1 || done != 1 {
		t.Errorf("%d refused and %d acknowledged on record", refused, done)
	}
}
