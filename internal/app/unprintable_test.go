package app_test

import (
	"strings"
	"testing"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/fault"
	"demarc/internal/party"
	"demarc/internal/signing"
)

// Who is named for a round after its text was looked over, or signs with another title, is
// printed on the certificate. What it could not print is refused while it can be mended;
// what nobody can mend, as the name of a browser, is spelled out and holds up no seal.
func TestNothingOfARoundHoldsUpItsSeal(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	refused := func(what, field string, err error) {
		t.Helper()
		if f, ok := fault.Of(err); !ok || !strings.Contains(f.Fields[field], "cannot print the character “李” (U+674E)") {
			t.Errorf("%s: %v", what, err)
		}
	}
	refused("a copy", "name", b.Envelopes.AddRecipient(ctx, b.lead, id, app.Recipient{Signer: signing.Signer{Side: party.Client, Role: signing.Copied, Name: "李明", Email: "li@alderfoods.example"}}))
	env := b.send(t)
	dana := by(t, b.round(t), apptest.Dana.Email)
	refused("a replacement", "title", b.Envelopes.Replace(ctx, b.lead, id, env.ID, dana.ID, signing.Person{Name: "Li Ming", Title: "李", Email: "li@alderfoods.example"}, "why"))

	token := b.Token(t, apptest.Dana.Email, "asks you to sign")
	v := b.Read(t, token)
	_, err := b.Ceremonies.Delegate(ctx, apptest.From, token, v.Code, signing.Person{Name: "李明", Title: "CEO", Email: "li@alderfoods.example"})
	refused("a colleague", "name", err)
	o := apptest.Offer(v, apptest.Dana)
	o.Title = "李"
	_, err = b.Ceremonies.Review(ctx, apptest.From, token, o)
	refused("a title", "title", err)
	_, err = b.Ceremonies.Sign(ctx, apptest.From, token, o)
	refused("a title", "title", err)

	odd := access.Request{ID: "req", IP: apptest.From.IP, Agent: "浏览器 \u202e Mobile"}
	_, err = b.Ceremonies.Sign(ctx, odd, token, apptest.Offer(v, apptest.Dana))
	apptest.Must(t, err)
	b.Sign(t, apptest.Nora)
	b.Settled(t)
}
