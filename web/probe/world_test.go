package probe_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/catalog"
	"demarc/internal/engagement"
	"demarc/internal/jobs"
	"demarc/internal/live"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/internal/seal"
	"demarc/internal/signing"
	"demarc/internal/store"
	"demarc/internal/store/storetest"
	"demarc/web"
)

func TestMain(m *testing.M) { storetest.Main(m) }

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// Words that each tenant's texts hold and nobody else's do: a page that shows one to
// a stranger has leaked.
const (
	ourMSP        = "Quillfeather"
	ourClient     = "Alderwick"
	otherClient   = "Wolverhampt" // of the same MSP
	otherMSP      = "Zanzibarr"
	othersClient  = "Cedarholme"
	probePassword = "seven lamps on a long wall"
)

// probeWorld is the whole site over one database: two MSPs, two clients of the
// first, every role, and engagements in draft, out for signature and in force. Jobs
// run while it is made and have ended when a test begins.
type probeWorld struct {
	*storetest.Database
	*app.App
	t      *testing.T
	post   *probePost
	log    *probeLog
	hub    *live.Hub
	config web.Config
	people map[string]*probePerson

	client, neighbours, strangers party.Customer
	draft, out, force             engagement.Engagement
	theirs, elsewhere             engagement.Engagement // the other client's, the other MSP's
	round                         signing.Envelope      // of out
	signers                       []engagement.Signatory
	token                         string // of a signing link of out
	logo                          string // mark of our MSP's logo
	day                           string // of the checkpoint
}

// probePerson is somebody with a browser.
type probePerson struct {
	access.Actor
	sample string // a sign-in link that works again and again
	cookie string
}

// probeLog keeps all that is logged.
type probeLog struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *probeLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *probeLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// newProbeWorld makes the world under a base address such as "http://demarc.test".
func newProbeWorld(t *testing.T, base string, tracer pgx.QueryTracer) *probeWorld {
	t.Helper()
	w := &probeWorld{Database: storetest.OpenTraced(t, tracer), t: t, post: &probePost{more: make(chan struct{})}, log: &probeLog{}, people: map[string]*probePerson{}}
	log := slog.New(slog.NewJSONHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	at, err := url.Parse(base)
	must(t, err)
	w.App = app.New(app.Config{DB: w.DB, Mail: w.post, Keys: seal.One(apptest.Key()), Base: base, Log: log})
	w.hub = live.New(w.OwnerURL, log)
	w.config = web.Config{App: w.App, Sessions: w.DB.Sessions(), Live: w.hub, Base: at, Log: log, Ready: w.DB.Ping}
	stop := w.work()
	w.populate()
	w.library()
	w.agreements()
	stop()
	return w
}

// work runs jobs until the returned function is called.
func (w *probeWorld) work() (stop func()) {
	w.t.Helper()
	run, err := jobs.Start(context.Background(), jobs.Config{URL: w.URL, Name: "probe", Do: w.Jobs.Do, Log: w.config.Log})
	must(w.t, err)
	stop = sync.OnceFunc(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		run.Stop(ctx)
	})
	w.t.Cleanup(stop)
	return stop
}

func (w *probeWorld) populate() {
	w.t.Helper()
	ctx := w.t.Context()
	w.signUp("owner", ourMSP+" IT", "Nora "+ourMSP)
	w.signUp("stranger", otherMSP+" Systems", "Sam "+otherMSP)
	w.logo = w.dress("owner")
	w.dress("stranger")
	var err error
	w.client, err = w.Clients.Add(ctx, w.people["owner"].Actor, ourClient+" Foods")
	must(w.t, err)
	w.neighbours, err = w.Clients.Add(ctx, w.people["owner"].Actor, otherClient+" Mills")
	must(w.t, err)
	w.strangers, err = w.Clients.Add(ctx, w.people["stranger"].Actor, othersClient+" Bank")
	must(w.t, err)
	for _, role := range []access.Role{access.Lead, access.Member, access.Viewer} {
		w.join(string(role), party.Customer{}, role)
	}
	for _, role := range access.RolesOf(party.Client) {
		w.join(string(role), w.client, role)
	}
	w.join("neighbour", w.neighbours, access.ITLead)
}

// dress gives somebody's MSP a brand with a logo of its own, and names the logo.
func (w *probeWorld) dress(name string) (mark string) {
	w.t.Helper()
	who := w.people[name].Actor
	m := image.NewNRGBA(image.Rect(0, 0, 120, 40))
	draw.Draw(m, m.Rect, image.NewUniform(color.NRGBA{uint8(len(name)), 80, 160, 255}), image.Point{}, draw.Src)
	var b bytes.Buffer
	must(w.t, png.Encode(&b, m))
	must(w.t, w.Brands.SetLogo(w.t.Context(), who, b.Bytes(), 0))
	_, err := w.Brands.Save(w.t.Context(), who, party.Kept{Asked: "#0b6e4f", Brand: party.Brand{Footer: who.MSPName + ", 12 Orchard Way"}, Rev: 1})
	must(w.t, err)
	brand, err := w.Brands.Open(w.t.Context(), who)
	must(w.t, err)
	return brand.Mark
}

// library gives our MSP a version of its own, which its engagements then pin.
func (w *probeWorld) library() {
	w.t.Helper()
	ctx, owner := w.t.Context(), w.people["owner"].Actor
	_, err := w.Library.Save(ctx, owner, app.Edit{Item: catalog.Of(catalog.Function{
		Name: ourMSP + " survey", AreaKey: "network", Description: "Measure coverage.", Criticality: raci.Normal, Cadence: "annual", SharedSplit: "Each a half.",
		Patterns: map[raci.Mode]raci.Pattern{raci.MSPLed: {"A/R", "C", "I"}, raci.Shared: {"A/R", "R", "I"}, raci.InternalLed: {"C", "A/R", "I"}},
	})})
	must(w.t, err)
	v, err := w.Library.Open(ctx, owner)
	must(w.t, err)
	_, err = w.Library.Publish(ctx, owner, "Surveys", v.Seen)
	must(w.t, err)
}

func (w *probeWorld) signUp(name, msp, person string) {
	w.t.Helper()
	u, p, err := w.Accounts.SignUp(w.t.Context(), access.Request{IP: "192.0.2.1"}, app.SignUp{MSP: msp, Name: person, Email: w.email(name), Password: probePassword})
	must(w.t, err)
	must(w.t, w.DB.Verify(w.t.Context(), u.ID, true))
	w.admit(name, u, p.Membership)
}

// email is the address of somebody by their name in this world.
func (w *probeWorld) email(name string) string {
	domain := map[string]string{"stranger": otherMSP, "neighbour": otherClient, "owner": ourMSP, "lead": ourMSP, "member": ourMSP, "viewer": ourMSP}[name]
	if domain == "" {
		domain = ourClient
	}
	return strings.ToLower(strings.ReplaceAll(name, "_", ".") + "@" + domain + ".example")
}

// join gives somebody a place as taking up an invitation does.
func (w *probeWorld) join(name string, at party.Customer, role access.Role) *probePerson {
	w.t.Helper()
	owner := w.people["owner"].Actor
	u := store.User{ID: party.UserID(store.NewID()), Email: w.email(name), Name: strings.ToUpper(name[:1]) + name[1:] + " " + strings.Fields(at.Name + " " + ourMSP)[0], PasswordHash: "none", Verified: true}
	p := store.Place{Membership: store.NewID(), MSP: owner.MSP, MSPName: owner.MSPName, Side: party.MSP, Role: role}
	if at.ID != "" {
		p.Side, p.Client, p.ClientName = party.Client, at.ID, at.Name
	}
	must(w.t, w.DB.Change(w.t.Context(), access.SystemFor(owner.MSP), func(tx *store.Tx) error {
		tx.AddUser(u)
		tx.AddMembership(u.ID, p)
		tx.RecordForMSP(at.ID, audit.MemberJoined, audit.Fact{Subject: string(u.ID), Label: u.Name})
		return nil
	}))
	return w.admit(name, u, p.Membership)
}

func (w *probeWorld) admit(name string, u store.User, membership string) *probePerson {
	w.t.Helper()
	who, err := w.Accounts.Enter(w.t.Context(), u.ID, membership)
	must(w.t, err)
	link, err := store.NewSecret(who.MSP)
	must(w.t, err)
	must(w.t, w.DB.AddSampleLink(w.t.Context(), u.ID, link.Token, 24*time.Hour))
	w.people[name] = &probePerson{Actor: who, sample: "/in/" + link.Token}
	return w.people[name]
}

func (w *probeWorld) agreements() {
	w.t.Helper()
	lead := w.people["lead"].Actor
	w.signers = []engagement.Signatory{
		{Side: party.MSP, Name: "Nora " + ourMSP, Title: "Managing Director", Email: w.email("owner")},
		{Side: party.Client, Name: "Dana " + ourClient, Title: "Chief Operating Officer", Email: "dana@alderwick.example"},
	}
	w.draft = w.start(lead, w.client, ourClient+" draft")
	w.theirs = w.start(lead, w.neighbours, otherClient+" draft")
	w.elsewhere = w.start(w.people["stranger"].Actor, w.strangers, othersClient+" draft of "+otherMSP)
	w.force = w.start(lead, w.client, ourClient+" in force")
	w.send(w.force.ID)
	for range w.signers {
		_, rounds, err := w.Envelopes.List(w.t.Context(), lead, w.force.ID)
		must(w.t, err)
		w.sign(rounds[0].Waiting()[0])
	}
	w.letter(w.signers[0].Email, "In force: agreement")
	w.out = w.start(lead, w.client, ourClient+" out")
	w.round = w.send(w.out.ID)
	w.token = w.link(w.round.Waiting()[0].Email, "asks you to sign")
	must(w.t, w.Jobs.Do(w.t.Context(), store.Job{Task: store.Checkpoint}))
	days, err := w.Evidence.Days(w.t.Context(), lead)
	must(w.t, err)
	w.day = days[0].Day
	for _, owner := range []string{"owner", "stranger"} {
		w.letter(w.email(owner), "Checkpoint of")
	}
}

func (w *probeWorld) start(who access.Actor, at party.Customer, title string) engagement.Engagement {
	w.t.Helper()
	e, err := w.Engagements.Start(w.t.Context(), who, app.Start{Client: at.ID, Title: title, Preset: catalog.Presets()[0].Key})
	must(w.t, err)
	return e
}
