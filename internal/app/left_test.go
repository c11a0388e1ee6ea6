package app_test

import (
	"strings"
	"testing"

	"demarc/internal/access"
	"demarc/internal/app/apptest"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/raci"
)

// Somebody whose place ended is told of where they are named; one press puts the deputy
// in. Who has another place here has not left.
func TestWhoeverLeftIsReplaced(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	rae := b.Partner(t, access.Contributor, "Rae Kim")
	column := func() raci.Stakeholder {
		d, err := b.Matrices.Open(ctx, b.lead, id)
		apptest.Must(t, err)
		s, _ := d.Matrix.Standard(raci.InternalIT)
		return s
	}
	s := column()
	s.Holder, s.HolderEmail, s.Deputy, s.DeputyEmail, s.DeputyPhone = "Rae Kim", "rae@alderfoods.example", "Priya Shah", "priya@alderfoods.example", "+1 503 555 0151"
	apptest.Must(t, b.Parties.SaveStakeholder(ctx, b.itLead, id, s))
	told := func(who access.Actor) string {
		d, err := b.Parties.Open(ctx, who, id)
		apptest.Must(t, err)
		for _, f := range d.Check() {
			if f.Rule == "V32" {
				return f.Message
			}
		}
		return ""
	}
	if got := told(b.lead); got != "" {
		t.Errorf("before anybody left: %s", got)
	}
	if err := b.Parties.StandIn(ctx, b.itLead, id, s.ID, column().Rev); !fault.Is(err, fault.Conflict) {
		t.Errorf("nobody left: %v", err)
	}
	apptest.Must(t, b.Accounts.EndMembership(ctx, b.itLead, b.Client.ID, rae.Membership))
	for _, who := range []access.Actor{b.lead, b.itLead} {
		if got := told(who); !strings.HasPrefix(got, "Rae Kim no longer works here but is named in ") {
			t.Errorf("%s is told %q", who.Role, got)
		}
	}
	for name, err := range map[string]error{
		"a contributor": b.Parties.StandIn(ctx, b.contributor, id, s.ID, column().Rev),
		"another MSP":   b.Parties.StandIn(ctx, b.Stranger, id, s.ID, column().Rev),
		"an old page":   b.Parties.StandIn(ctx, b.itLead, id, s.ID, 0),
	} {
		want := map[string]fault.Kind{"a contributor": fault.Forbidden, "another MSP": fault.NotFound, "an old page": fault.Conflict}[name]
		if !fault.Is(err, want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	apptest.Must(t, b.Parties.StandIn(ctx, b.itLead, id, s.ID, column().Rev))
	if now := column(); now.Holder != "Priya Shah" || now.HolderPhone != "+1 503 555 0151" || now.Deputy+now.DeputyPhone != "" || told(b.lead) != "" {
		t.Errorf("%+v, %q", now, told(b.lead))
	}
	if engagement.CanStandIn(engagement.Draft{}, column()) {
		t.Error("the deputy of nobody stands in")
	}
}
