package app_test

import (
	"context"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/jobs"
	"demarc/internal/mail"
	"demarc/internal/seal"
	"demarc/internal/store"
	"demarc/internal/store/storetest"
)

// testMaster wraps the seal key for the process that is killed.
var testMaster = []byte("0123456789abcdef0123456789abcdef")

// TestMain also plays the process that is killed while it seals.
func TestMain(m *testing.M) {
	if step := os.Getenv("DEMARC_TEST_KILL_AT"); step != "" {
		sealUntil(step)
	}
	storetest.Main(m)
}

// sealUntil runs jobs until sealing reaches the step, and kills its own process there,
// as a crash would: no deferred function runs.
func sealUntil(step string) {
	wrapped, err := os.ReadFile(os.Getenv("DEMARC_TEST_KEY"))
	check(err)
	key, err := seal.ParseKey(wrapped, testMaster)
	check(err)
	ahead, _ := time.ParseDuration(os.Getenv("DEMARC_TEST_AHEAD"))
	db, err := store.Open(context.Background(), store.Config{URL: os.Getenv("DEMARC_TEST_URL"), Now: func() time.Time { return time.Now().Add(ahead) }})
	check(err)
	outbox, err := mail.NewOutbox(os.Getenv("DEMARC_TEST_OUTBOX"))
	check(err)
	a := app.New(app.Config{DB: db, Mail: outbox, Keys: seal.One(key), Base: "http://demarc.test"})
	a.Pause(func(at string) {
		if at == step {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
	})
	_, err = jobs.Start(context.Background(), jobs.Config{URL: os.Getenv("DEMARC_TEST_URL"), Name: "mortal", Do: a.Jobs.Do, Log: slog.New(slog.DiscardHandler)})
	check(err)
	time.Sleep(time.Minute)
	os.Exit(3) // the step was never reached
}

func check(err error) {
	if err != nil {
		os.Stderr.WriteString(err.Error() + "\n")
		os.Exit(4)
	}
}

func TestKilledWhileSealing(t *testing.T) {
	t.Parallel()
	for _, step := range app.SealSteps {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			b := quietBundle(t)
			stop := b.Work(t, "first")
			b.Start(t)
			b.people(t)
			b.send(t)
			b.Sign(t, apptest.Dana)
			token := b.Token(t, apptest.Nora.Email, "asks you to sign")
			v := b.Read(t, token)
			stop() // nobody works when the last signature comes in
			_, err := b.Ceremonies.Sign(t.Context(), apptest.From, token, apptest.Offer(v, apptest.Nora))
			apptest.Must(t, err)

			keyFile := filepath.Join(t.TempDir(), "key.pem")
			wrapped, err := apptest.Key().Marshal(testMaster)
			apptest.Must(t, err)
			apptest.Must(t, os.WriteFile(keyFile, wrapped, 0o600))
			child := exec.Command(os.Args[0])
			child.Env = append(os.Environ(), "DEMARC_TEST_KILL_AT="+step, "DEMARC_TEST_URL="+b.URL, "DEMARC_TEST_KEY="+keyFile)
			out, err := child.CombinedOutput()
			if status, ok := child.ProcessState.Sys().(syscall.WaitStatus); err == nil || !ok || status.Signal() != syscall.SIGKILL {
				t.Fatalf("the child was not killed: %v\n%s", err, out)
			}

			defer b.Work(t, "mortal")()
			if e := b.inForce(t); e.State != engagement.InForce {
				t.Fatalf("after the crash the engagement is %s", e.State)
			}
			who := access.SystemFor(b.Owner.MSP)
			apptest.Must(t, b.DB.Read(t.Context(), who, func(tx *store.Tx) error {
				lines, err := tx.Versions(t.Context(), b.Engagement.ID)
				if err != nil {
					return err
				}
				if len(lines) != 1 || lines[0].Size == 0 {
					t.Errorf("versions: %+v", lines)
				}
				log, head, err := tx.Chain(t.Context(), string(b.Engagement.ID))
				if err != nil {
					return err
				}
				if n := count(log, audit.DocumentSealed); n != 1 {
					t.Errorf("sealed %d times", n)
				}
				return audit.Check(log, head)
			}))
		})
	}
}
