package app_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"demarc/internal/access"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/fault"
	"demarc/internal/party"
	"demarc/internal/signing"
)

// TestSignerCode: a signer's code comes in a letter of its own, is taken once, within
// ten minutes and five tries, and only of the browser that asked; all of it is on record.
func TestSignerCode(t *testing.T) {
	t.Parallel()
	b := apptest.New(t)
	lead, itLead, ctx, email := b.Colleague(t, access.Lead, "Tom Berg"), b.Partner(t, access.ITLead, "Priya Shah"), t.Context(), apptest.Dana.Email
	b.Send(t, lead, itLead)
	token := b.Token(t, email, "asks you to sign")
	if _, err := b.Ceremonies.SendCode(ctx, apptest.From, token); !fault.Is(err, fault.Conflict) {
		t.Errorf("a code before Continue: %v", err)
	}
	_, err := b.Ceremonies.Confirm(ctx, apptest.From, token)
	apptest.Must(t, err)
	if _, err := b.Ceremonies.Present(ctx, apptest.From, token); !fault.Is(err, fault.Conflict) {
		t.Fatalf("the document without a code: %v", err)
	}
	use := func(id, digits string) error {
		_, err := b.Ceremonies.UseCode(ctx, apptest.From, token, id, digits)
		return err
	}
	send := func() (id, digits string) {
		t.Helper()
		before := b.Codes(t, email)
		id, err := b.Ceremonies.SendCode(ctx, apptest.From, token)
		apptest.Must(t, err)
		return id, b.Code(t, email, before)
	}
	first, one := send()
	second, two := send()
	for i := range 5 {
		if err := use(first, fmt.Sprintf("%06d", (atoi(one)+i+1)%1_000_000)); !fault.Is(err, fault.Invalid) {
			t.Fatalf("wrong digits: %v", err)
		}
	}
	if err := use(first, one); !fault.Is(err, fault.Invalid) {
		t.Errorf("taken after five wrong tries: %v", err)
	}
	if one != two {
		if err := use(second, one); !fault.Is(err, fault.Invalid) {
			t.Errorf("another browser's code was taken: %v", err)
		}
	}
	b.Clock.Advance(10 * time.Minute)
	if err := use(second, two); !fault.Is(err, fault.Invalid) {
		t.Errorf("taken after ten minutes: %v", err)
	}
	third, three := send()
	apptest.Must(t, use(third, three))
	if err := use(third, three); !fault.Is(err, fault.Invalid) {
		t.Errorf("taken twice: %v", err)
	}
	if err := use("", three); !fault.Is(err, fault.Invalid) {
		t.Errorf("taken without having been asked for: %v", err)
	}
	v, err := b.Ceremonies.Present(ctx, apptest.From, token)
	apptest.Must(t, err)
	v.Code = third
	b.Clock.Advance(16 * time.Minute)
	_, err = b.Ceremonies.Sign(ctx, apptest.From, token, apptest.Offer(v, apptest.Dana))
	if f, _ := fault.Of(err); f == nil || f.Fields["code"] == "" {
		t.Errorf("signed with a code of 16 minutes ago: %v", err)
	}
	v.Code = b.PassCode(t, v.Signer, token)
	_, err = b.Ceremonies.Sign(ctx, apptest.From, token, apptest.Offer(v, apptest.Dana))
	apptest.Must(t, err)

	log, _, err := b.Engagements.Chain(ctx, lead, b.Engagement.ID)
	apptest.Must(t, err)
	said := map[audit.Verb]int{}
	for _, e := range log {
		said[e.Verb]++
		if strings.Contains(e.Payload, `"`+one+`"`) || strings.Contains(e.Payload, `"`+three+`"`) {
			t.Errorf("%s holds a code: %s", e.Verb, e.Payload)
		}
	}
	if said[audit.CodeFailed] < 5 || said[audit.CodeLocked] != 1 || said[audit.CodePassed] != 2 || said[audit.CodeSent] < 3 {
		t.Errorf("recorded: %v", said)
	}
	letters, err := b.Outbox.Letters()
	apptest.Must(t, err)
	for _, k := range letters {
		if strings.Contains(k.Subject, "asks you to sign") && k.Letter.Code != "" || k.Letter.Code != "" && k.Letter.URL != "" {
			t.Errorf("a letter holds a link and a code: %s", k.Subject)
		}
	}
	for range 2 {
		if _, err := b.Ceremonies.SendCode(ctx, apptest.From, token); err != nil && !fault.Is(err, fault.TooMany) {
			t.Fatal(err)
		}
	}
	if _, err := b.Ceremonies.SendCode(ctx, apptest.From, token); !fault.Is(err, fault.TooMany) {
		t.Errorf("any number of letters can be had: %v", err)
	}
}

func atoi(s string) (n int) {
	for _, r := range s {
		n = n*10 + int(r-'0')
	}
	return n
}

// TestCodeOfThisBrowser: a code that was entered elsewhere, by somebody else or too long
// ago lets nobody sign, approve, decline or hand on, whatever asks for it.
func TestCodeOfThisBrowser(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	b.recipient(t, party.Client, signing.Approves, "Ada Boss", "ada@alderfoods.example")
	b.send(t)
	ctx := t.Context()
	mo := signing.Person{Name: "Mo Diallo", Title: "CEO", Email: "mo@alderfoods.example"}
	ada := b.Token(t, "ada@alderfoods.example", "asks you to approve")
	seen := b.Read(t, ada)
	refused := func(why, token, code string, o signing.Offer, do func(o signing.Offer) error) {
		t.Helper()
		o.Code = code
		for what, err := range map[string]error{
			"do their part": do(o), "decline": failure(b.Ceremonies.Decline(ctx, apptest.From, token, code, "No")), "hand it on": failure(b.Ceremonies.Delegate(ctx, apptest.From, token, code, mo)),
		} {
			if f, _ := fault.Of(err); f == nil || f.Fields["code"] == "" {
				t.Errorf("%s, somebody could %s: %v", why, what, err)
			}
		}
	}
	approve := func(o signing.Offer) error { return failure(b.Ceremonies.Affirm(ctx, apptest.From, ada, o)) }
	refused("without a code of their browser", ada, "", apptest.Offer(seen, apptest.Dana), approve)
	id, err := b.Ceremonies.SendCode(ctx, apptest.From, ada)
	apptest.Must(t, err)
	refused("with a code that nobody entered", ada, id, apptest.Offer(seen, apptest.Dana), approve)
	apptest.Must(t, approve(apptest.Offer(seen, apptest.Dana)))

	token := b.Token(t, apptest.Dana.Email, "asks you to sign")
	v := b.Read(t, token)
	sign := func(o signing.Offer) error { return failure(b.Ceremonies.Sign(ctx, apptest.From, token, o)) }
	refused("without a code of their browser", token, "", apptest.Offer(v, apptest.Dana), sign)
	refused("with the code of somebody else", token, seen.Code, apptest.Offer(v, apptest.Dana), sign)
	b.Clock.Advance(16 * time.Minute)
	refused("with a code of 16 minutes ago", token, v.Code, apptest.Offer(v, apptest.Dana), sign)
	o := apptest.Offer(v, apptest.Dana)
	o.Code = b.PassCode(t, v.Signer, token)
	apptest.Must(t, sign(o))
}
