package home

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"demarc/internal/access"
	"demarc/internal/engagement"
	"demarc/internal/party"
)

func TestNext(t *testing.T) {
	t.Parallel()
	person := func(side party.Side, role access.Role) access.Actor {
		return access.Actor{Kind: access.Person, Side: side, Role: role}
	}
	lead, viewer := person(party.MSP, access.Lead), person(party.MSP, access.Viewer)
	it, reader := person(party.Client, access.ITLead), person(party.Client, access.Reader)
	draft := line{href: "/e/1", state: engagement.InDraft, functions: 10, agreed: 4}
	disputed, agreed, signing, signed, force := draft, draft, draft, draft, draft
	disputed.disputed = 2
	agreed.agreed = 10
	signing.state, signed.state = engagement.Signing, engagement.Signed
	force.state, force.inForce = engagement.InForce, 3
	tests := []struct {
		name  string
		line  line
		who   access.Actor
		text  string
		href  string
		yours bool
	}{
		{"draft, lead", draft, lead, "Work through the matrix: 4 of 10 agreed", "/e/1/matrix", true},
		{"draft, viewer", draft, viewer, "In negotiation: 4 of 10 agreed", "/e/1/matrix", false},
		{"draft, it lead", draft, it, "Work through the matrix: 4 of 10 agreed", "/e/1/matrix", true},
		{"disputed, it lead", disputed, it, "Settle 2 disputed functions", "/e/1/matrix?state=disputed", true},
		{"disputed, reader", disputed, reader, "In negotiation: look at 2 disputed functions", "/e/1/matrix?state=disputed", false},
		{"agreed, lead", agreed, lead, "Everything is agreed: check it and send it for signature", "/e/1/sign", true},
		{"agreed, it lead", agreed, it, "Read the agreement: every function is agreed", "/e/1/agreement", true},
		{"agreed, reader", agreed, reader, "Every function is agreed. It can be sent for signature", "/e/1", false},
		{"signing, lead", signing, lead, "Out for signature: see who has signed", "/e/1/sign", true},
		{"signing, it lead", signing, it, "Out for signature. Signers have a link by email", "/e/1/sign", false},
		{"signed, lead", signed, lead, "Signed by both sides. The sealed file is being made", "/e/1/sign", false},
		{"in force, reader", force, reader, "In force. Look up who owns what", "/e/1/v/3", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := next(tt.line, tt.who)
			if got.text != tt.text || got.href != tt.href || got.yours != tt.yours {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestNeeds(t *testing.T) {
	t.Parallel()
	var v view
	for i, rank := range []int{4, 4, 1, 4, 3, 4, 2} {
		v.waiting = append(v.waiting, line{number: string(rune('a' + i)), next: step{yours: true, rank: rank}})
	}
	v.waiting = append(v.waiting, line{number: "not yours", next: step{rank: 0}})
	first, rest := v.needs()
	var order []string
	for _, l := range first {
		order = append(order, l.number)
	}
	if diff := cmp.Diff([]string{"c", "g", "e", "a", "b"}, order); diff != "" || rest != 2 {
		t.Errorf("%d more\n%s", rest, diff)
	}
}
