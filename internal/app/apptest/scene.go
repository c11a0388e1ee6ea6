// Package apptest sets the scene of tests above the desk: an MSP with a client and an
// engagement, people who joined through their letters, and the way from draft to in
// force. Everything in it is done by the acts of the app, on a database of its own.
package apptest

import (
	"cmp"
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
	"demarc/internal/jobs"
	"demarc/internal/mail"
	"demarc/internal/party"
	"demarc/internal/seal"
	"demarc/internal/store/storetest"
)

// Password is everybody's.
const Password = "a long enough test password"

// From is where everybody's requests come from.
var From = access.Request{ID: "test", IP: "192.0.2.7", Agent: "test"}

// Key seals in tests. It is made once a process: RSA keys are slow to make.
var Key = sync.OnceValue(func() *seal.Key {
	k, err := seal.NewKey(time.Now().Add(-time.Hour), "Demarc in a test")
	if err != nil {
		panic(err)
	}
	return k
})

// Scene is an MSP with a client and one engagement in draft, and another MSP that must
// never see them.
type Scene struct {
	*storetest.Database
	*app.App
	Outbox     *mail.Outbox
	Named      string       // what the client is called, where a test wants another name
	Owner      access.Actor // of Northgate IT
	Stranger   access.Actor // owner of Southgate IT
	Client     party.Customer
	Engagement engagement.Engagement
}

// New sets the whole scene, with jobs running until the test ends.
func New(t testing.TB, change ...func(*app.Config)) *Scene {
	t.Helper()
	s := Empty(t, change...)
	t.Cleanup(s.Work(t, "test"))
	s.Start(t)
	return s
}

// Empty has the acts on an empty database; no jobs run and nobody has signed up.
// Whatever is sealed in it is judged at its end.
func Empty(t testing.TB, change ...func(*app.Config)) *Scene {
	t.Helper()
	s := &Scene{Database: storetest.Open(t)}
	var err error
	s.Outbox, err = mail.NewOutbox("")
	Must(t, err)
	c := app.Config{DB: s.DB, Mail: s.Outbox, Keys: seal.One(Key()), Base: "http://demarc.test", Log: slog.New(slog.DiscardHandler)}
	for _, edit := range change {
		edit(&c)
	}
	s.App = app.New(c)
	t.Cleanup(func() { s.judge(t) })
	return s
}

// Start signs up both owners, and adds the client and the engagement.
func (s *Scene) Start(t testing.TB) {
	t.Helper()
	s.Owner = s.SignUp(t, "Northgate IT", Nora.Name, Nora.Email)
	s.Stranger = s.SignUp(t, "Southgate IT", "Sam Okafor", "sam@southgate.example")
	var err error
	s.Client, err = s.Clients.Add(t.Context(), s.Owner, cmp.Or(s.Named, "Alder Foods"))
	Must(t, err)
	s.Engagement, err = s.Engagements.Start(t.Context(), s.Owner, app.Start{Client: s.Client.ID, Title: "Co-managed IT", Preset: catalog.Presets()[0].Key})
	Must(t, err)
}

// Work runs jobs under a name until the returned function is called.
func (s *Scene) Work(t testing.TB, name string) (stop func()) {
	t.Helper()
	r, err := jobs.Start(context.Background(), jobs.Config{URL: s.URL, Name: name, Do: s.Jobs.Do, Log: slog.New(slog.DiscardHandler)})
	Must(t, err)
	return func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		r.Stop(ctx)
	}
}

// SignUp is the owner of a new MSP.
func (s *Scene) SignUp(t testing.TB, msp, name, email string) access.Actor {
	t.Helper()
	u, p, err := s.Accounts.SignUp(t.Context(), From, app.SignUp{MSP: msp, Name: name, Email: email, Password: Password})
	Must(t, err)
	who, err := s.Accounts.Enter(t.Context(), u.ID, p.Membership)
	Must(t, err)
	return who
}

// Colleague joins the MSP, and Partner the client; both are invited by the owner.
func (s *Scene) Colleague(t testing.TB, role access.Role, name string) access.Actor {
	t.Helper()
	return s.Join(t, s.Owner, name, address(name, "northgate.example"), role, "")
}

// Partner is a person of the client.
func (s *Scene) Partner(t testing.TB, role access.Role, name string) access.Actor {
	t.Helper()
	return s.Join(t, s.Owner, name, address(name, "alderfoods.example"), role, s.Client.ID)
}

// Join invites somebody and follows the letter's link; a client makes it a place there.
func (s *Scene) Join(t testing.TB, by access.Actor, name, email string, role access.Role, client party.ClientID) access.Actor {
	t.Helper()
	Must(t, s.Accounts.Invite(t.Context(), by, app.Invite{Email: email, Role: role, Client: client}))
	u, p, err := s.Accounts.Join(t.Context(), From, s.Token(t, email, "invites you"), "", app.Join{Name: name, Password: Password})
	Must(t, err)
	who, err := s.Accounts.Enter(t.Context(), u.ID, p.Membership)
	Must(t, err)
	return who
}

// Token is that of the link in the newest letter to an address.
func (s *Scene) Token(t testing.TB, email, subject string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	k, err := s.Outbox.Wait(ctx, email, subject)
	Must(t, err)
	return path.Base(k.Letter.URL)
}

// Must ends the test where an error would make the rest meaningless.
func Must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
