package app_test

import (
	"strings"
	"testing"
	"time"

	"demarc/internal/app/apptest"
	"demarc/internal/engagement"
	"demarc/internal/seal"
	"demarc/internal/seal/sealtest"
	"demarc/internal/store"
)

// A clock that goes back between the last signature and the seal: before the seal's own
// certificate nothing is sealed and the reason is seen; back by less, it is, and the
// certificate says why its dates run backwards.
func TestClockGoesBackBeforeTheSeal(t *testing.T) {
	t.Parallel()
	b := quietBundle(t)
	stop := b.Work(t, "first")
	b.Start(t)
	b.people(t)
	b.send(t)
	b.Sign(t, apptest.Dana)
	b.Accepted(t, b.lead, apptest.Nora.Email)
	b.sql(t, `create function app.held() returns trigger language plpgsql as $$ begin raise exception 'held'; end $$`,
		`create trigger held before insert on app.files for each row execute function app.held()`)
	b.Sign(t, apptest.Nora)
	stop()
	b.sql(t, `drop trigger held on app.files`, `delete from river.river_job`)
	sweep := func() {
		t.Helper()
		apptest.Must(t, b.Jobs.Do(t.Context(), store.Job{Task: store.SweepSeals}))
	}

	b.Clock.Advance(-3 * time.Hour)
	sweep()
	list, err := b.Sealings.List(t.Context(), b.Owner)
	apptest.Must(t, err)
	if len(list) != 1 || !strings.Contains(list[0].Reason, "seal certificate is valid from") {
		t.Fatalf("what waits: %+v", list)
	}
	if e := b.stateOf(t); e.State != engagement.Signed || e.InForce != 0 {
		t.Errorf("without a file it is %s, version %d in force", e.State, e.InForce)
	}

	b.Clock.Advance(2*time.Hour + 30*time.Minute)
	sweep()
	if e := b.stateOf(t); e.State != engagement.InForce || e.InForce != 1 {
		t.Fatalf("%s, version %d in force", e.State, e.InForce)
	}
	files, err := b.Files(t.Context())
	apptest.Must(t, err)
	if len(files) != 1 {
		t.Fatalf("%d files", len(files))
	}
	if r := seal.Verify(files[0], b.Versions.Trusted()); r.Verdict != seal.Authentic {
		t.Error(r.Sentence)
	}
	if text, ran := sealtest.Text(t, files[0]); ran && !strings.Contains(strings.Join(strings.Fields(text), " "), "The clock of this instance was set back before that") {
		t.Error("the certificate does not say that the clock was set back")
	}
}
