package app_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/fault"
	"demarc/internal/mail"
	"demarc/internal/signing"
	"demarc/internal/store"
)

// postman fails, refuses or delivers, as it is told.
type postman struct {
	mu  sync.Mutex
	err error
	got []mail.Message
}

func (p *postman) Send(_ context.Context, m mail.Message) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err != nil {
		p.got = append(p.got, m)
		return p.err
	}
	p.got = append(p.got, m)
	return nil
}

// Of a letter nothing is claimed that did not happen: while the mail server is away it
// is queued and no more; accepted once it was; refused when it was refused for good.
func TestMailTruth(t *testing.T) {
	t.Parallel()
	b := quietBundle(t)
	stop := b.Work(t, "first")
	b.Start(t)
	b.people(t)
	stop()
	env := b.send(t)
	ctx, dana := t.Context(), by(t, b.round(t), apptest.Dana.Email)
	p := &postman{err: errors.New("the mail server is away")}
	desk := app.New(app.Config{DB: b.DB, Mail: p, Base: "http://demarc.test", Log: slog.New(slog.DiscardHandler)})
	job := func(id signing.SignerID) store.Job {
		return store.Job{Task: store.MailSigner, MSP: string(b.Owner.MSP), Client: string(b.Client.ID), Engagement: string(b.Engagement.ID), Subject: string(id)}
	}
	truth := func(when string, queued, accepted, bounced int) {
		t.Helper()
		log := b.chain(t)
		if q, a, x := count(log, audit.MailQueued), count(log, audit.MailAccepted), count(log, audit.MailBounced); q != queued || a != accepted || x != bounced || count(log, audit.SignerNotified) != 0 {
			t.Errorf("%s: %d queued, %d accepted, %d refused", when, q, a, x)
		}
	}
	tokenOf := func(i int) string {
		u := p.got[i].Letter.URL
		return u[strings.LastIndex(u, "/")+1:]
	}
	truth("sent", 1, 0, 0)
	for range 2 {
		if err := desk.Jobs.Do(ctx, job(dana.ID)); err == nil {
			t.Error("a letter that was not sent is not tried again")
		}
	}
	truth("mail down", 1, 0, 0)
	if s := by(t, b.round(t), apptest.Dana.Email); s.NotifiedAt.IsZero() || !s.AcceptedAt.IsZero() {
		t.Errorf("%+v", s)
	}
	// Either try may have arrived in spite of the error: its link is good.
	for i := range 2 {
		if _, err := b.Ceremonies.Arrive(ctx, apptest.From, tokenOf(i)); err != nil {
			t.Errorf("the link of try %d: %v", i+1, err)
		}
	}
	p.err = nil
	apptest.Must(t, desk.Jobs.Do(ctx, job(dana.ID)))
	truth("accepted", 1, 1, 0)
	if s := by(t, b.round(t), apptest.Dana.Email); s.AcceptedAt.IsZero() {
		t.Error("nobody knows that the letter was accepted")
	}
	if v, err := b.Ceremonies.Arrive(ctx, apptest.From, tokenOf(0)); !fault.Is(err, fault.Gone) || v.Link.EndedAs != signing.Reminded {
		t.Errorf("the link of the first try: %v %q", err, v.Link.EndedAs)
	}
	apptest.Must(t, b.Envelopes.Correct(ctx, b.lead, b.Engagement.ID, env.ID, dana.ID, signing.Person{Name: dana.Name, Title: dana.Title, Email: "typo@alderfoods.example"}))
	typo := by(t, b.round(t), "typo@alderfoods.example")
	p.err = &mail.RefusalError{Code: 550, Reply: "550 5.1.1 no such user"}
	apptest.Must(t, desk.Jobs.Do(ctx, job(typo.ID))) // trying again would be refused again
	truth("refused", 2, 1, 1)
	if s := by(t, b.round(t), "typo@alderfoods.example"); s.Bounced == "" || !s.AcceptedAt.IsZero() {
		t.Errorf("%+v", s)
	}
	// The address is mended, and the round goes on.
	apptest.Must(t, b.Envelopes.Correct(ctx, b.lead, b.Engagement.ID, env.ID, typo.ID, signing.Person{Name: dana.Name, Title: dana.Title, Email: apptest.Dana.Email}))
	p.err = nil
	apptest.Must(t, desk.Jobs.Do(ctx, job(by(t, b.round(t), apptest.Dana.Email).ID)))
	truth("mended", 3, 2, 1)
}
