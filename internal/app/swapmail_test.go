package app_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"demarc/internal/app/apptest"
	"demarc/internal/mail"
	"demarc/internal/party"
	"demarc/internal/signing"
)

// The MSP may mend a signer's address, so it could put one of its own there and sign for the
// client: the client's IT lead and whoever was asked hear of it, also when somebody has
// signed by then. Nobody is told of the link.
func TestNobodySignsForTheClientUnseen(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	ctx, id := t.Context(), p.Engagement.ID
	env := p.send(t)
	p.work(t)
	swap := func(from string, to signing.Person, how func(signing.SignerID) error) {
		t.Helper()
		apptest.Must(t, how(by(t, p.round(t), from).ID))
		p.work(t)
		told, newest := p.letters(t)
		if n := len(slices.DeleteFunc(told, func(s string) bool { return !strings.HasPrefix(s, p.itLead.Email) })); n == 0 {
			t.Fatalf("the client does not hear that %s is asked instead of %s", to.Email, from)
		}
		text := newest[p.itLead.Email].Letter.Text()
		if !strings.Contains(text, "<"+from+">") || !strings.Contains(text, "<"+to.Email+">") || strings.Contains(text, "/s/") {
			t.Errorf("the letter to the client:\n%s", text)
		}
	}
	own := signing.Person{Name: apptest.Dana.Name, Title: apptest.Dana.Title, Email: "dana@northgate.example"}
	swap(apptest.Dana.Email, own, func(s signing.SignerID) error { return p.Envelopes.Correct(ctx, p.lead, id, env.ID, s, own) })
	mo := signing.Person{Name: "Mo Farrow", Title: "CFO", Email: "mo@alderfoods.example"}
	swap(own.Email, mo, func(s signing.SignerID) error {
		return p.Envelopes.Replace(ctx, p.lead, id, env.ID, s, mo, "The other one left.")
	})

	kept, err := p.Outbox.Letters()
	apptest.Must(t, err)
	last := map[string]mail.Kept{}
	for _, k := range kept {
		if strings.HasPrefix(k.Subject, "You are no longer asked") {
			last[k.To] = k
		}
	}
	for to, says := range map[string]string{apptest.Dana.Email: "d***@northgate.example", own.Email: "another person"} {
		if text := last[to].Letter.Text(); !strings.Contains(text, says) || strings.Contains(text, "/s/") {
			t.Errorf("%s was asked and reads:\n%s", to, text)
		}
	}
	if len(last) != 2 {
		t.Errorf("%d people are told that they are not asked any more", len(last))
	}

	// A corrected title goes to the same address, which gets a new link in any case; and the
	// MSP's own people are the MSP's business.
	before, _ := p.letters(t)
	nora := by(t, p.round(t), apptest.Nora.Email)
	if nora.Side != party.MSP {
		t.Fatal("Nora signs for the MSP")
	}
	apptest.Must(t, p.Envelopes.Correct(ctx, p.lead, id, env.ID, nora.ID, signing.Person{Name: nora.Name, Title: "President", Email: nora.Email}))
	p.work(t)
	if after, _ := p.letters(t); !cmp.Equal(before, after) {
		t.Errorf("told: %s", cmp.Diff(before, after))
	}
}
