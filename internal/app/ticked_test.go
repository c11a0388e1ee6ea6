package app_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/document"
	"demarc/internal/fault"
	"demarc/internal/party"
	"demarc/internal/signing"
)

// What was ticked one by one is kept with the signature, on record, and printed in the
// certificate; who acknowledges and who signs share their side's critical functions.
func TestTickedOneByOne(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	b.recipient(t, party.Client, signing.Acknowledges, "Ivo Rack", "ivo@alderfoods.example")
	b.send(t)
	ctx := t.Context()
	token := b.Token(t, "ivo@alderfoods.example", "asks you to acknowledge")
	v := b.Read(t, token)
	o := apptest.Offer(v, apptest.Dana)
	his := o.Initials
	o.Initials = his[1:]
	_, err := b.Ceremonies.Affirm(ctx, apptest.From, token, o)
	if f, _ := fault.Of(err); f == nil || f.Fields[signing.InitialField(his[0])] == "" || len(f.Fields) != 1 {
		t.Errorf("acknowledged without a tick: %v", err)
	}
	o.Initials = his
	_, err = b.Ceremonies.Affirm(ctx, apptest.From, token, o)
	apptest.Must(t, err)

	token = b.Token(t, apptest.Dana.Email, "asks you to sign")
	v = b.Read(t, token)
	o = apptest.Offer(v, apptest.Dana)
	hers := o.Initials
	o.Initials = nil
	_, err = b.Ceremonies.Sign(ctx, apptest.From, token, o)
	if f, _ := fault.Of(err); f == nil || len(f.Fields) != len(hers) {
		t.Errorf("signed without initials: %v", err)
	}
	o.Initials = append(slices.Clone(hers), his[0])
	_, err = b.Ceremonies.Sign(ctx, apptest.From, token, o)
	apptest.Must(t, err)
	b.Sign(t, apptest.Nora)
	b.Settled(t)

	round := b.round(t)
	sorted := func(keys []string) []string { return slices.Sorted(slices.Values(keys)) }
	if diff := cmp.Diff(sorted(hers), by(t, round, apptest.Dana.Email).Initials); diff != "" {
		t.Errorf("kept of Dana: %s", diff)
	}
	if diff := cmp.Diff(sorted(his), by(t, round, "ivo@alderfoods.example").Initials); diff != "" {
		t.Errorf("kept of Ivo: %s", diff)
	}
	log := b.chain(t)
	if n := count(log, audit.RowInitialled); n != 2 {
		t.Errorf("%d entries of initials, want one for each signer who has some", n)
	}
	for _, e := range log {
		if e.Verb == audit.RowsAcknowledged && e.Fact.Data["rows"] != strings.Join(his, " ") {
			t.Errorf("recorded of Ivo: %v", e.Fact.Data)
		}
	}
	if _, err := document.Attested(round, log); err != nil {
		t.Error(err)
	}
	round.Signers[0].Initials = append(round.Signers[0].Initials, "bk-other")
	if _, err := document.Attested(round, log); err == nil {
		t.Error("a tick that is in no entry makes a certificate")
	}
}
