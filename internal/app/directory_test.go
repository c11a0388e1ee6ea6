package app_test

import (
	"context"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"demarc/internal/access"
	"demarc/internal/app/apptest"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/party"
)

// The insurer's numbers are read by few, printed only where the terms say so, and never
// in the record.
func TestInsurerIsReadByFew(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	member, reader := b.Colleague(t, access.Member, "Mia Member"), b.Partner(t, access.Reader, "Rob Reader")
	in := engagement.Insurer{Name: "Harborline Mutual", Hotline: "+1 800 555 0117", Policy: "HL-CY-204417"}
	for _, who := range []access.Actor{member, reader} {
		if err := b.Parties.SaveInsurer(ctx, who, id, in); !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s saves the insurer: %v", who.Role, err)
		}
	}
	if err := b.Parties.SaveInsurer(ctx, b.Stranger, id, in); !fault.Is(err, fault.NotFound) {
		t.Errorf("another MSP: %v", err)
	}
	if err := b.Parties.SaveInsurer(ctx, b.itLead, id, engagement.Insurer{Hotline: "+1 800 555 0117"}); !fault.Is(err, fault.Invalid) {
		t.Errorf("a number of nobody: %v", err)
	}
	apptest.Must(t, b.Parties.SaveInsurer(ctx, b.itLead, id, in))
	if err := b.Parties.SaveInsurer(ctx, b.lead, id, in); !fault.Is(err, fault.Conflict) {
		t.Errorf("the second to save: %v", err)
	}
	sees := func(who access.Actor) bool {
		d, err := b.Parties.Open(ctx, who, id)
		apptest.Must(t, err)
		i := d.Parties.Directory.Insurer
		if i.Name != in.Name || (i.Hotline == "") != (i.Policy == "") {
			t.Errorf("%s sees %+v", who.Role, i)
		}
		return i.Policy == in.Policy
	}
	paper := func() string {
		p, err := b.Envelopes.Prepare(ctx, b.lead, id)
		apptest.Must(t, err)
		content, _ := engagement.Draw(p.Draft)
		bytes, err := content.Canonical()
		apptest.Must(t, err)
		return string(bytes)
	}
	if !sees(b.lead) || !sees(b.itLead) || sees(member) || sees(reader) {
		t.Error("the numbers are shown to the wrong people")
	}
	if said := paper(); strings.Contains(said, in.Policy) || strings.Contains(said, in.Hotline) || !strings.Contains(said, in.Name) {
		t.Error("what is kept apart is in what is signed, or the insurer is not")
	}
	d, err := b.Terms.Open(ctx, b.lead, id)
	apptest.Must(t, err)
	apptest.Must(t, b.Terms.Save(ctx, b.lead, id, map[string]string{"insurance.details": "printed"}, d.Engagement.TermsRev))
	if !sees(reader) || !sees(member) || !strings.Contains(paper(), in.Policy) {
		t.Error("what the terms print is hidden on screen or missing in print")
	}
	var recorded string
	conn, err := pgx.Connect(ctx, b.SuperURL)
	apptest.Must(t, err)
	defer func() { _ = conn.Close(context.Background()) }()
	apptest.Must(t, conn.QueryRow(ctx, `select string_agg(payload, ' ') from app.entries where msp_id = $1`, b.Owner.MSP).Scan(&recorded))
	if strings.Contains(recorded, in.Policy) || strings.Contains(recorded, in.Hotline) || !strings.Contains(recorded, in.Name) {
		t.Error("the record tells the numbers, or not that they changed")
	}
}

// Carriers and vendors come, change and go; how a side is reached stands beside them.
func TestWhomToCall(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	open := func() engagement.Draft {
		d, err := b.Parties.Open(ctx, b.itLead, id)
		apptest.Must(t, err)
		return d
	}
	fiber := engagement.Vendor{Name: "Orchard Fiber", Purpose: "Internet", Phone: "+1 800 555 0131", Account: "OF-1", Callers: "Client IT"}
	apptest.Must(t, b.Parties.SaveVendor(ctx, b.itLead, id, fiber))
	apptest.Must(t, b.Parties.SaveVendor(ctx, b.lead, id, engagement.Vendor{Name: "ERP maker", Purpose: "ERP", Phone: "+1 800 555 0132"}))
	list := open().Parties.Directory.Vendors
	if len(list) != 2 || list[0].Name != "Orchard Fiber" || list[0].Callers != "Client IT" || list[1].Position != 2 {
		t.Fatalf("%+v", list)
	}
	changed := list[0]
	changed.Phone = "+1 800 555 0199"
	apptest.Must(t, b.Parties.SaveVendor(ctx, b.lead, id, changed))
	for name, err := range map[string]error{
		"a lost race":   b.Parties.SaveVendor(ctx, b.itLead, id, changed),
		"no number":     b.Parties.SaveVendor(ctx, b.itLead, id, engagement.Vendor{Name: "X", Purpose: "Y"}),
		"another MSP":   b.Parties.RemoveVendor(ctx, b.Stranger, id, changed.ID),
		"nobody's":      b.Parties.RemoveVendor(ctx, b.lead, id, "no-such"),
		"a stranger to": b.Parties.SaveVendor(ctx, b.lead, id, engagement.Vendor{ID: "no-such", Name: "X", Purpose: "Y", Phone: "1"}),
	} {
		want := map[string]fault.Kind{"a lost race": fault.Conflict, "no number": fault.Invalid}[name]
		if want == "" {
			want = fault.NotFound
		}
		if !fault.Is(err, want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	apptest.Must(t, b.Parties.RemoveVendor(ctx, b.lead, id, list[1].ID))
	side := apptest.Side(party.MSP, "Northgate IT LLC", "Northgate", apptest.Nora)
	side.Party.Rev = open().Parties.MSP.Rev
	side.Contacts[0].Hours = "at all hours"
	side.Reach = engagement.Reach{AfterHours: "+1 503 555 0177", Security: "Sol Reyes", SecurityPhone: "+1 503 555 0178"}
	apptest.Must(t, b.Parties.SaveSide(ctx, b.lead, id, side))
	d := open()
	if got := d.Parties.Directory; len(got.Vendors) != 1 || got.Vendors[0].Phone != "+1 800 555 0199" || got.MSP != side.Reach || d.Parties.Contacts[0].Hours+d.Parties.Contacts[1].Hours != "at all hours" {
		t.Errorf("%+v %+v", got, d.Parties.Contacts)
	}
	side.Party.Rev++
	side.Reach = engagement.Reach{Security: "Sol Reyes"}
	if err := b.Parties.SaveSide(ctx, b.lead, id, side); !fault.Is(err, fault.Invalid) {
		t.Errorf("a security contact without a number: %v", err)
	}
}
