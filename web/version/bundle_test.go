package version_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"path"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/catalog"
	"demarc/internal/engagement"
	"demarc/internal/jobs"
	"demarc/internal/mail"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/internal/seal"
	"demarc/internal/signing"
	"demarc/internal/store/storetest"
	"demarc/web/page"
	"demarc/web/version"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// bundle is an MSP with a client and one engagement, and this screen before them.
type bundle struct {
	*app.App
	db                   *storetest.Database
	outbox               *mail.Outbox
	lead, itLead, reader access.Actor
	stranger             access.Actor
	id                   engagement.ID
	screen               http.Handler
}

var from = access.Request{ID: "test", IP: "192.0.2.7", Agent: "test"}

func newBundle(t *testing.T) *bundle {
	t.Helper()
	b := &bundle{db: storetest.Open(t)}
	key, err := seal.NewKey(time.Now().Add(-time.Hour), "Demarc in a test")
	must(t, err)
	b.outbox, err = mail.NewOutbox("")
	must(t, err)
	b.App = app.New(app.Config{DB: b.db.DB, Mail: b.outbox, Key: key, Base: "http://demarc.test"})
	run, err := jobs.Start(t.Context(), jobs.Config{URL: b.db.URL, Name: t.Name(), Do: b.Jobs.Do})
	must(t, err)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		run.Stop(ctx)
	})
	b.lead = b.signUp(t, "Northgate IT", "Nora Adeyemi", "nora@northgate.example")
	b.stranger = b.signUp(t, "Southgate IT", "Sam Okafor", "sam@southgate.example")
	client, err := b.Clients.Add(t.Context(), b.lead, "Alder Foods")
	must(t, err)
	b.itLead = b.join(t, "Priya Shah", "priya@alderfoods.example", access.ITLead, client.ID)
	b.reader = b.join(t, "Rana Idris", "rana@alderfoods.example", access.Reader, client.ID)
	e, err := b.Engagements.Start(t.Context(), b.lead, app.Start{Client: client.ID, Title: "Co-managed IT", Preset: catalog.Presets()[0].Key})
	must(t, err)
	b.id = e.ID
	r := chi.NewRouter()
	version.Screen{App: b.App}.Routes(r)
	b.screen = r
	return b
}

func (b *bundle) signUp(t *testing.T, msp, name, email string) access.Actor {
	t.Helper()
	u, p, err := b.Accounts.SignUp(t.Context(), from, app.SignUp{MSP: msp, Name: name, Email: email, Password: "a long enough test password"})
	must(t, err)
	who, err := b.Accounts.Enter(t.Context(), u.ID, p.Membership)
	must(t, err)
	return who
}

func (b *bundle) join(t *testing.T, name, email string, role access.Role, client party.ClientID) access.Actor {
	t.Helper()
	must(t, b.Accounts.Invite(t.Context(), b.lead, app.Invite{Email: email, Role: role, Client: client}))
	u, p, err := b.Accounts.Join(t.Context(), from, b.link(t, email, "invites you"), "", app.Join{Name: name, Password: "a long enough test password"})
	must(t, err)
	who, err := b.Accounts.Enter(t.Context(), u.ID, p.Membership)
	must(t, err)
	return who
}

// link is the token in the newest letter to an address.
func (b *bundle) link(t *testing.T, email, subject string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	k, err := b.outbox.Wait(ctx, email, subject)
	must(t, err)
	return path.Base(k.Letter.URL)
}

var (
	nora = engagement.Signatory{Side: party.MSP, Name: "Nora Adeyemi", Title: "Managing Director", Email: "nora@northgate.example"}
	dana = engagement.Signatory{Side: party.Client, Name: "Dana <Cole>", Title: "Chief Operating Officer", Email: "dana@alderfoods.example"}
)

// send fills in, agrees and sends the draft.
func (b *bundle) send(t *testing.T) {
	t.Helper()
	ctx := t.Context()
	for _, s := range []engagement.Signatory{nora, dana} {
		legal := map[party.Side]string{party.MSP: "Northgate IT LLC", party.Client: "Alder Foods, Inc."}[s.Side]
		side := app.Side{
			Party:       party.Party{Side: s.Side, LegalName: legal, ShortName: legal, EntityType: "Corporation", FormedIn: "Oregon", Address: "12 Orchard Way, Portland", Notice: "legal@" + string(s.Side) + ".example", Rev: 1},
			Signatories: []engagement.Signatory{s},
		}
		for level := 1; level <= 4; level++ {
			side.Contacts = append(side.Contacts, engagement.Contact{Level: level, Name: "On call", Role: "Lead", Phone: "+1 503 555 0100"})
		}
		must(t, b.Parties.SaveSide(ctx, b.lead, b.id, side))
	}
	d, err := b.Matrices.Open(ctx, b.lead, b.id)
	must(t, err)
	for _, s := range d.Matrix.Stakeholders {
		s.Holder, s.Deputy = "Holder of "+s.Name, "Deputy of "+s.Name
		must(t, b.Parties.SaveStakeholder(ctx, b.lead, b.id, s))
	}
	must(t, b.Terms.Save(ctx, b.lead, b.id, map[string]string{
		"agreement.service_start_date": b.db.DB.Now().AddDate(0, 1, 0).Format(time.DateOnly),
		"scope.users":                  "140", "scope.endpoints": "155", "scope.servers": "12", "scope.network_devices": "34",
		"scope.sites": "Head office, Portland, Oregon", "hours.timezone": "America/Los_Angeles", "fees.per_user": "62.00", "fees.tm_rate": "145.00",
		"departure.cover_rate": "165.00", "departure.cover_unit": "hour", "law.governing": "Oregon", "law.venue": "Multnomah County, Oregon", "people.named_lead": "Tom Berg",
	}, d.Engagement.TermsRev))
	for _, who := range []access.Actor{b.lead, b.itLead} {
		_, rows, err := b.Matrices.Ready(ctx, who, b.id)
		must(t, err)
		shown := map[raci.FunctionID]int{}
		for _, f := range rows {
			shown[f.ID] = f.Rev
		}
		_, _, err = b.Matrices.AgreeAll(ctx, who, b.id, shown)
		must(t, err)
	}
	p, err := b.Envelopes.Prepare(ctx, b.lead, b.id)
	must(t, err)
	_, err = b.Envelopes.Send(ctx, b.lead, b.id, app.Send{Digest: p.Digest, Reason: "We talked about it.", Warned: p.Warned()})
	must(t, err)
}

func (b *bundle) sign(t *testing.T, s engagement.Signatory) {
	t.Helper()
	token := b.link(t, s.Email, "asks you to sign")
	_, err := b.Ceremonies.Arrive(t.Context(), from, token)
	must(t, err)
	_, err = b.Ceremonies.Confirm(t.Context(), from, token)
	must(t, err)
	v, err := b.Ceremonies.Present(t.Context(), from, token)
	must(t, err)
	_, err = b.Ceremonies.Sign(t.Context(), from, token, signing.Offer{Digest: v.Envelope.Digest, Typed: s.Name, Title: s.Title, Consent: true, Authority: true})
	must(t, err)
}

// signAll brings version 1 into force.
func (b *bundle) signAll(t *testing.T) {
	t.Helper()
	b.sign(t, dana)
	b.sign(t, nora)
	b.link(t, nora.Email, "Signed by everybody") // sent after the file is kept
}

func (b *bundle) ask(t *testing.T, who access.Actor, method, target string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, target, nil)
	w := httptest.NewRecorder()
	b.screen.ServeHTTP(w, page.WithActor(r, who))
	return w
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
