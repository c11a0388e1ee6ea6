package app_test

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"demarc/internal/access"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/store"
)

// A disk that is full while the sealed file is stored costs time, and nothing else: the
// agreement stays signed, the owner sees why and is told, and when there is room again
// it is sealed, once, even if its job was lost.
func TestNoRoomForTheFile(t *testing.T) {
	t.Parallel()
	b := quietBundle(t)
	stop := b.Work(t, "first")
	b.Start(t)
	b.people(t)
	b.send(t)
	b.Sign(t, apptest.Dana)
	b.Accepted(t, b.lead, apptest.Nora.Email)
	b.sql(t, `create function app.full_disk() returns trigger language plpgsql as $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$`,
		`create trigger full_disk before insert on app.files for each row execute function app.full_disk()`)
	b.Sign(t, apptest.Nora)
	stop()
	b.sql(t, `delete from river.river_job`, `update app.envelopes set ended_at = ended_at - interval '16 minutes'`)

	for range 2 {
		apptest.Must(t, b.Jobs.Do(t.Context(), store.Job{Task: store.SweepSeals}))
	}
	list, err := b.Sealings.List(t.Context(), b.Owner)
	apptest.Must(t, err)
	if len(list) != 1 || list[0].Attempts < 2 || !strings.Contains(list[0].Reason, "no room left") || list[0].AlarmedAt.IsZero() {
		t.Fatalf("what waits: %+v", list)
	}
	if n := b.count(t, audit.SealFailed); n != 1 {
		t.Errorf("one reason is in the record %d times", n)
	}
	if e := b.stateOf(t); e.State != engagement.Signed || e.InForce != 0 {
		t.Errorf("without a file it is %s, version %d in force", e.State, e.InForce)
	}
	for _, job := range b.waitingJobs(t, store.MailAlarm) {
		apptest.Must(t, b.Jobs.Do(t.Context(), job))
	}
	if line, err := b.Sealings.Waiting(t.Context()); err != nil || !strings.HasPrefix(line, "stuck: 1 signed and not sealed, the oldest since ") {
		t.Errorf("the operator reads %q: %v", line, err)
	}
	letters, err := b.Outbox.Letters()
	apptest.Must(t, err)
	told := 0
	for _, l := range letters {
		if strings.HasPrefix(l.Subject, "Signed but not sealed") {
			told++
		}
	}
	if told != 1 {
		t.Errorf("the owner was told %d times", told)
	}
	for _, who := range []access.Actor{b.lead, b.itLead, b.viewer} {
		if _, err := b.Sealings.List(t.Context(), who); !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s sees what waits: %v", who.Name, err)
		}
	}
	if list, err := b.Sealings.List(t.Context(), b.Stranger); err != nil || len(list) != 0 {
		t.Errorf("another MSP sees %d: %v", len(list), err)
	}

	b.sql(t, `drop trigger full_disk on app.files`)
	apptest.Must(t, b.Sealings.Retry(t.Context(), b.Owner, b.Engagement.ID))
	for range 2 {
		apptest.Must(t, b.Jobs.Do(t.Context(), store.Job{Task: store.SweepSeals}))
	}
	if e := b.stateOf(t); e.State != engagement.InForce || e.InForce != 1 {
		t.Errorf("with room again it is %s, version %d in force", e.State, e.InForce)
	}
	if line, err := b.Sealings.Waiting(t.Context()); err != nil || line != "" {
		t.Errorf("the operator reads %q: %v", line, err)
	}
	if n := b.count(t, audit.DocumentSealed); n != 1 {
		t.Errorf("sealed %d times", n)
	}
	if err := b.Sealings.Retry(t.Context(), b.Owner, b.Engagement.ID); !fault.Is(err, fault.Conflict) {
		t.Errorf("a sealed one is tried again: %v", err)
	}
}

func (b *bundle) stateOf(t testing.TB) engagement.Engagement {
	t.Helper()
	o, err := b.Engagements.Open(t.Context(), b.lead, b.Engagement.ID)
	apptest.Must(t, err)
	return o.Draft.Engagement
}

// sql does, as a superuser, what a bad day does.
func (b *bundle) sql(t testing.TB, lines ...string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), b.SuperURL)
	apptest.Must(t, err)
	defer func() { _ = conn.Close(t.Context()) }()
	for _, line := range lines {
		_, err := conn.Exec(t.Context(), line)
		apptest.Must(t, err)
	}
}
