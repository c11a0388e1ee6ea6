package app_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/mail"
	"demarc/internal/store"
)

// refusing is a mail server that refuses one address for good and takes the others.
type refusing struct {
	mu      sync.Mutex
	address string
	got     []mail.Message
}

func (r *refusing) Send(_ context.Context, m mail.Message) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if m.To == r.address {
		return &mail.RefusalError{Code: 550, Reply: "no such mailbox"}
	}
	r.got = append(r.got, m)
	return nil
}

// A round that ends tells each who was asked, by a letter of its own: an address that is
// refused for good is recorded, and neither holds up nor repeats a letter to another.
func TestOneLetterEachAtTheEnd(t *testing.T) {
	t.Parallel()
	b := quietBundle(t)
	stop := b.Work(t, "first")
	b.Start(t)
	b.people(t)
	env := b.send(t)
	b.Sign(t, apptest.Dana)
	b.Accepted(t, b.lead, apptest.Nora.Email)
	stop()
	apptest.Must(t, b.Envelopes.Void(t.Context(), b.lead, b.Engagement.ID, env.ID, "The fees change."))

	p := &refusing{address: apptest.Dana.Email}
	desk := app.New(app.Config{DB: b.DB, Mail: p, Base: "http://demarc.test", Log: slog.New(slog.DiscardHandler)})
	jobs := b.waitingJobs(t, store.MailEnded)
	if len(jobs) != 2 {
		t.Fatalf("%d letters wait, want one for each who was asked", len(jobs))
	}
	for _, job := range jobs {
		apptest.Must(t, desk.Jobs.Do(t.Context(), job))
	}
	if len(p.got) != 1 || p.got[0].To != apptest.Nora.Email || !strings.Contains(strings.Join(p.got[0].Letter.Paragraphs, " "), "The fees change.") {
		t.Errorf("delivered: %+v", p.got)
	}
	if n := b.count(t, audit.MailBounced); n != 1 {
		t.Errorf("%d refusals in the record", n)
	}
}

// An address that takes no letters does not keep it from the other side that a record does
// not hold.
func TestBrokenIsToldToEach(t *testing.T) {
	t.Parallel()
	b := quietBundle(t)
	stop := b.Work(t, "first")
	b.Start(t)
	b.people(t)
	b.fill(t)
	stop()
	conn, err := pgx.Connect(t.Context(), b.SuperURL)
	apptest.Must(t, err)
	defer func() { _ = conn.Close(context.Background()) }()
	_, err = conn.Exec(t.Context(), `update app.entries set hash = sha256(hash) where stream_id = $1 and seq = 2`, string(b.Engagement.ID))
	apptest.Must(t, err)
	p := &refusing{address: b.Owner.Email}
	desk := app.New(app.Config{DB: b.DB, Mail: p, Base: "http://demarc.test", Log: slog.New(slog.DiscardHandler)})
	for _, job := range b.waitingJobs(t, store.MailBroken) {
		t.Fatalf("told before anything is known: %+v", job)
	}
	b.Clock.Advance(24 * time.Hour)
	apptest.Must(t, b.Jobs.Do(t.Context(), store.Job{Task: store.NightCheck}))
	done := map[store.Job]bool{}
	for range 2 { // for the record, then for each person
		for _, job := range b.waitingJobs(t, store.MailBroken) {
			if !done[job] {
				done[job] = true
				apptest.Must(t, desk.Jobs.Do(t.Context(), job))
			}
		}
	}
	if len(p.got) != 1 || p.got[0].To != b.itLead.Email {
		t.Errorf("told: %+v", p.got)
	}
}

// A letter that concerns one person alone, and is refused for good, is given up; while
// the server is away it is tried again.
func TestRefusedForGood(t *testing.T) {
	t.Parallel()
	b, p := quietBundle(t), &postman{}
	stop := b.Work(t, "first")
	b.Start(t)
	stop()
	desk := app.New(app.Config{DB: b.DB, Mail: p, Base: "http://demarc.test", Log: slog.New(slog.DiscardHandler)})
	apptest.Must(t, b.Accounts.Invite(t.Context(), b.Owner, app.Invite{Email: "new@northgate.example", Role: access.Viewer}))
	jobs := b.waitingJobs(t, store.MailInvitation)
	if len(jobs) != 1 {
		t.Fatalf("%d letters wait", len(jobs))
	}
	for what, tt := range map[string]struct {
		err   error
		again bool
	}{
		"refused": {&mail.RefusalError{Code: 550, Reply: "no such mailbox"}, false},
		"away":    {errors.New("connection refused"), true},
	} {
		p.err = tt.err
		if err := desk.Jobs.Do(t.Context(), jobs[0]); (err != nil) != tt.again {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// picky is an outbox whose mail server takes no copies for one address.
type picky struct {
	*mail.Outbox
	address string
}

func (p *picky) Send(ctx context.Context, m mail.Message) error {
	if m.To == p.address && strings.HasPrefix(m.ID, "copy-") {
		return &mail.RefusalError{Code: 550, Reply: "no such mailbox"}
	}
	return p.Outbox.Send(ctx, m)
}

// The sealed file goes to each by a letter of its own as well.
func TestACopyIsRefused(t *testing.T) {
	t.Parallel()
	outbox, err := mail.NewOutbox("")
	apptest.Must(t, err)
	b := &bundle{Scene: apptest.New(t, func(c *app.Config) { c.Mail = &picky{outbox, apptest.Dana.Email} })}
	b.Outbox = outbox
	b.people(t)
	b.send(t)
	b.SignAll(t)
	b.until(t, audit.MailBounced, 1)
	b.until(t, audit.CopySent, 1)
	if e := b.inForce(t); e.State != engagement.InForce {
		t.Errorf("a refused letter left the agreement %s", e.State)
	}
	b.oneLetterEach(t, "In force: agreement", apptest.Nora.Email)
}

// waitingJobs are those of a task that wait, while nobody works.
func (b *bundle) waitingJobs(t testing.TB, task store.Task) (list []store.Job) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), b.SuperURL)
	apptest.Must(t, err)
	defer func() { _ = conn.Close(t.Context()) }()
	rows, err := conn.Query(t.Context(), `select args from `+store.JobSchema+`.river_job where args ->> 'task' = $1 and state = 'available' order by id`, string(task))
	apptest.Must(t, err)
	list, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (j store.Job, err error) { return j, row.Scan(&j) })
	apptest.Must(t, err)
	return list
}
