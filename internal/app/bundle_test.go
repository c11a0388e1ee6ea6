package app_test

import (
	"context"
	"log/slog"
	"path"
	"sync"
	"testing"
	"time"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/catalog"
	"demarc/internal/engagement"
	"demarc/internal/mail"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/internal/seal"
	"demarc/internal/signing"
	"demarc/internal/store/storetest"
)

// sealKey is made once: RSA keys are slow to make.
var sealKey = sync.OnceValue(func() *seal.Key {
	k, err := seal.NewKey(time.Now().Add(-time.Hour), "Demarc in a test")
	if err != nil {
		panic(err)
	}
	return k
})

// bundle is an MSP with a client and an engagement in draft, people of both sides, and
// jobs running. Every test has its own database.
type bundle struct {
	*storetest.Database
	*app.App
	outbox              *mail.Outbox
	owner, lead, viewer access.Actor
	itLead, contributor access.Actor
	signer, stranger    access.Actor
	client              party.Customer
	engagement          engagement.Engagement
}

var from = access.Request{ID: "test", IP: "192.0.2.7", Agent: "test"}

const password = "a long enough test password"

func newBundle(t testing.TB) *bundle {
	t.Helper()
	b := quietBundle(t)
	t.Cleanup(b.work(t, "test"))
	b.people(t)
	return b
}

// quietBundle has the acts but no jobs and nobody signed up.
func quietBundle(t testing.TB) *bundle {
	t.Helper()
	b := &bundle{Database: storetest.Open(t)}
	var err error
	b.outbox, err = mail.NewOutbox("")
	must(t, err)
	b.App = app.New(app.Config{DB: b.DB, Mail: b.outbox, Key: sealKey(), Base: "http://demarc.test", Log: slog.New(slog.DiscardHandler)})
	return b
}

func (b *bundle) people(t testing.TB) {
	t.Helper()
	ctx := t.Context()
	b.owner = b.signUp(t, "Northgate IT", "Nora Adeyemi", "nora@northgate.example")
	b.stranger = b.signUp(t, "Southgate IT", "Sam Okafor", "sam@southgate.example")
	var err error
	b.client, err = b.Clients.Add(ctx, b.owner, "Alder Foods")
	must(t, err)
	b.lead = b.join(t, b.owner, "Tom Berg", "tom@northgate.example", access.Lead, "")
	b.viewer = b.join(t, b.owner, "Vera Lind", "vera@northgate.example", access.Viewer, "")
	b.itLead = b.join(t, b.owner, "Priya Shah", "priya@alderfoods.example", access.ITLead, b.client.ID)
	b.contributor = b.join(t, b.itLead, "Marek Nowak", "marek@alderfoods.example", access.Contributor, b.client.ID)
	b.signer = b.join(t, b.itLead, "Dana Cole", "dana@alderfoods.example", access.SignerRole, b.client.ID)
	b.engagement, err = b.Engagements.Start(ctx, b.lead, app.Start{Client: b.client.ID, Title: "Co-managed IT", Preset: catalog.Presets()[0].Key})
	must(t, err)
}

func (b *bundle) signUp(t testing.TB, msp, name, email string) access.Actor {
	t.Helper()
	u, p, err := b.Accounts.SignUp(t.Context(), from, app.SignUp{MSP: msp, Name: name, Email: email, Password: password})
	must(t, err)
	who, err := b.Accounts.Enter(t.Context(), u.ID, p.Membership)
	must(t, err)
	return who
}

func (b *bundle) join(t testing.TB, by access.Actor, name, email string, role access.Role, client party.ClientID) access.Actor {
	t.Helper()
	must(t, b.Accounts.Invite(t.Context(), by, app.Invite{Email: email, Role: role, Client: client}))
	token := b.link(t, email, "invites you")
	u, p, err := b.Accounts.Join(t.Context(), from, token, "", app.Join{Name: name, Password: password})
	must(t, err)
	who, err := b.Accounts.Enter(t.Context(), u.ID, p.Membership)
	must(t, err)
	return who
}

// link is the token in the newest letter to an address.
func (b *bundle) link(t testing.TB, email, subject string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	k, err := b.outbox.Wait(ctx, email, subject)
	must(t, err)
	return path.Base(k.Letter.URL)
}

// fill fills in parties, holders and terms, so that only agreement is missing.
func (b *bundle) fill(t testing.TB) {
	t.Helper()
	ctx, id := t.Context(), b.engagement.ID
	for _, s := range []app.Side{b.side(party.MSP, "Northgate IT LLC", "Northgate", nora), b.side(party.Client, "Alder Foods, Inc.", "Alder Foods", dana)} {
		must(t, b.Parties.SaveSide(ctx, b.lead, id, s))
	}
	d, err := b.Matrices.Open(ctx, b.lead, id)
	must(t, err)
	for _, s := range d.Matrix.Stakeholders {
		s.Holder, s.Deputy = "Holder of "+s.Name, "Deputy of "+s.Name
		must(t, b.Parties.SaveStakeholder(ctx, b.lead, id, s))
	}
	must(t, b.Terms.Save(ctx, b.lead, id, map[string]string{
		"agreement.service_start_date": b.DB.Now().AddDate(0, 1, 0).Format(time.DateOnly),
		"scope.users":                  "140", "scope.endpoints": "155", "scope.servers": "12", "scope.network_devices": "34",
		"scope.sites": "Head office, Portland, Oregon", "hours.timezone": "America/Los_Angeles", "fees.per_user": "62.00", "fees.tm_rate": "145.00",
		"departure.cover_rate": "165.00", "departure.cover_unit": "hour", "law.governing": "Oregon", "law.venue": "Multnomah County, Oregon", "people.named_lead": "Tom Berg",
	}, d.Engagement.TermsRev))
}

var (
	nora = engagement.Signatory{Side: party.MSP, Name: "Nora Adeyemi", Title: "Managing Director", Email: "nora@northgate.example"}
	dana = engagement.Signatory{Side: party.Client, Name: "Đặng Thị Hồng", Title: "Chief Operating Officer", Email: "dana@alderfoods.example"}
)

func (b *bundle) side(side party.Side, legal, short string, signer engagement.Signatory) app.Side {
	return app.Side{
		Party: party.Party{
			Side: side, LegalName: legal, ShortName: short, EntityType: "Corporation", FormedIn: "Oregon",
			Address: "12 Orchard Way, Portland", Notice: "legal@" + string(side) + ".example", Rev: 1,
		},
		Signatories: []engagement.Signatory{signer},
		Contacts: []engagement.Contact{
			{Level: 1, Name: "On call", Role: "Lead", Phone: "+1 503 555 0100"},
			{Level: 2, Name: "Manager", Role: "Manager", Phone: "+1 503 555 0101"},
			{Level: 3, Name: "Executive", Role: "Executive", Phone: "+1 503 555 0102"},
			{Level: 4, Name: "Chief", Role: "Chief", Phone: "+1 503 555 0103"},
		},
	}
}

// agreeAll ticks every row for both sides.
func (b *bundle) agreeAll(t testing.TB) {
	t.Helper()
	for _, who := range []access.Actor{b.lead, b.itLead} {
		_, rows, err := b.Matrices.Ready(t.Context(), who, b.engagement.ID)
		must(t, err)
		shown := map[raci.FunctionID]int{}
		for _, f := range rows {
			shown[f.ID] = f.Rev
		}
		_, _, err = b.Matrices.AgreeAll(t.Context(), who, b.engagement.ID, shown)
		must(t, err)
	}
}

// send freezes and sends the filled and agreed draft.
func (b *bundle) send(t testing.TB) signing.Envelope {
	t.Helper()
	b.fill(t)
	b.agreeAll(t)
	p, err := b.Envelopes.Prepare(t.Context(), b.lead, b.engagement.ID)
	must(t, err)
	for _, f := range p.Findings {
		if f.Severity == raci.Block {
			t.Errorf("blocked: %s %s", f.Rule, f.Message)
		}
	}
	env, err := b.Envelopes.Send(t.Context(), b.lead, b.engagement.ID, app.Send{Digest: p.Digest, Reason: "We talked about it.", Warned: p.Warned()})
	must(t, err)
	return env
}

// read opens a signer's link as far as the document.
func (b *bundle) read(t testing.TB, token string) app.Visit {
	t.Helper()
	_, err := b.Ceremonies.Arrive(t.Context(), from, token)
	must(t, err)
	_, err = b.Ceremonies.Confirm(t.Context(), from, token)
	must(t, err)
	v, err := b.Ceremonies.Present(t.Context(), from, token)
	must(t, err)
	return v
}

func (b *bundle) sign(t testing.TB, s engagement.Signatory) {
	t.Helper()
	token := b.link(t, s.Email, "asks you to sign")
	v := b.read(t, token)
	_, err := b.Ceremonies.Sign(t.Context(), from, token, offer(v, s))
	must(t, err)
}

func offer(v app.Visit, s engagement.Signatory) signing.Offer {
	return signing.Offer{Digest: v.Envelope.Digest, Typed: s.Name, Title: s.Title, Consent: true, Authority: true}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
