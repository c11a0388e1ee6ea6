package app_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/jobs"
	"demarc/internal/mail"
	"demarc/internal/seal"
	"demarc/internal/seal/sealtest"
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
	a := app.New(app.Config{DB: db, Mail: outbox, Keys: seal.One(key), Base: "http://demarc.test", Authorities: mortalClock()})
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

// laterClock is an outside authority, at an address that another process reaches too. It
// fails at the first question after fail was set, so that the seal is made without it, the time comes
// later, and what is needed to check it comes after that.
func laterClock(t *testing.T) (url, roots string, a seal.Authority, fail *atomic.Bool) {
	t.Helper()
	clock := sealtest.New(t, sealtest.Good, time.Now)
	fail = &atomic.Bool{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch list := r.URL.Query().Get("list"); {
		case list != "":
			raw, err := clock.Fetch(r.Context(), list)
			if err != nil {
				http.Error(w, err.Error(), http.StatusNotFound)
				return
			}
			_, _ = w.Write(raw)
		case fail.CompareAndSwap(true, false):
			http.Error(w, "not yet", http.StatusServiceUnavailable)
		default:
			clock.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(server.Close)
	roots = filepath.Join(t.TempDir(), "time.pem")
	apptest.Must(t, os.WriteFile(roots, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: clock.Roots[0].Raw}), 0o600))
	return server.URL, roots, clockAt(server.URL, clock.Roots), fail
}

// clockAt asks an authority over HTTP.
func clockAt(at string, roots []*x509.Certificate) seal.Authority {
	ask := func(ctx context.Context, method, where string, body []byte) ([]byte, error) {
		r, err := http.NewRequestWithContext(ctx, method, where, bytes.NewReader(body))
		if err != nil {
			return nil, err
		}
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			return nil, err
		}
		defer func() { _ = res.Body.Close() }()
		if res.StatusCode != http.StatusOK {
			return nil, errors.New(res.Status)
		}
		return io.ReadAll(res.Body)
	}
	return seal.Authority{
		Name: "Later time", URL: at, Policy: sealtest.Policy, Roots: roots,
		Do: func(ctx context.Context, where string, body []byte) ([]byte, error) {
			return ask(ctx, http.MethodPost, where, body)
		},
		Fetch: func(ctx context.Context, list string) ([]byte, error) {
			return ask(ctx, http.MethodGet, at+"?list="+url.QueryEscape(list), nil)
		},
	}
}

// mortalClock is the authority of the process that is killed, if it was given one.
func mortalClock() []seal.Authority {
	at := os.Getenv("DEMARC_TEST_TSA")
	if at == "" {
		return nil
	}
	raw, err := os.ReadFile(os.Getenv("DEMARC_TEST_TSA_ROOTS"))
	check(err)
	block, _ := pem.Decode(raw)
	root, err := x509.ParseCertificate(block.Bytes)
	check(err)
	return []seal.Authority{clockAt(at, []*x509.Certificate{root})}
}

// Killed at any step from the last signature to the last thing that follows from it, and
// started again: one sealed file, one version in force, one letter to each person.
func TestKilledWhileSealing(t *testing.T) {
	t.Parallel()
	for _, step := range app.SealSteps {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			outbox, err := mail.NewOutbox(folder)
			apptest.Must(t, err)
			at, roots, clock, fail := laterClock(t)
			b := &bundle{Scene: apptest.Empty(t, func(c *app.Config) {
				c.Mail, c.Authorities = outbox, []seal.Authority{clock}
			})}
			b.Outbox = outbox
			stop := b.Work(t, "first")
			b.Start(t)
			b.people(t)
			b.send(t)
			b.Sign(t, apptest.Dana)
			token := b.Token(t, apptest.Nora.Email, "asks you to sign")
			v := b.Read(t, token)
			stop() // nobody works when the last signature comes in
			fail.Store(true)
			_, err = b.Ceremonies.Sign(t.Context(), apptest.From, token, apptest.Offer(v, apptest.Nora))
			apptest.Must(t, err)

			keyFile := filepath.Join(t.TempDir(), "key.pem")
			wrapped, err := apptest.Key().Marshal(testMaster)
			apptest.Must(t, err)
			apptest.Must(t, os.WriteFile(keyFile, wrapped, 0o600))
			child := exec.Command(os.Args[0])
			child.Env = append(os.Environ(), "DEMARC_TEST_KILL_AT="+step, "DEMARC_TEST_URL="+b.URL, "DEMARC_TEST_KEY="+keyFile,
				"DEMARC_TEST_OUTBOX="+folder, "DEMARC_TEST_TSA="+at, "DEMARC_TEST_TSA_ROOTS="+roots)
			out, err := child.CombinedOutput()
			if status, ok := child.ProcessState.Sys().(syscall.WaitStatus); err == nil || !ok || status.Signal() != syscall.SIGKILL {
				t.Fatalf("the child was not killed: %v\n%s", err, out)
			}

			defer b.Work(t, "mortal")()
			b.sealedAs(t, "PAdES B-LT")
			b.until(t, audit.CopySent, 2)
			if e := b.stateOf(t); e.State != engagement.InForce || e.InForce != 1 {
				t.Fatalf("after the crash the engagement is %s, version %d in force", e.State, e.InForce)
			}
			lines, err := b.Versions.Open(t.Context(), b.itLead, b.Engagement.ID, 1)
			apptest.Must(t, err)
			if len(lines.Lines) != 1 || lines.Lines[0].Size == 0 {
				t.Errorf("versions: %+v", lines.Lines)
			}
			log := b.chain(t)
			for verb, want := range map[audit.Verb]int{audit.DocumentSealed: 1, audit.AgreementInForce: 1, audit.CopySent: 2, audit.AgreementSuperseded: 0} {
				if n := count(log, verb); n != want {
					t.Errorf("%s is in the record %d times, want %d", verb, n, want)
				}
			}
			b.oneLetterEach(t, "In force: agreement", apptest.Dana.Email, apptest.Nora.Email)
		})
	}
}

// until waits for the record to say something a number of times.
func (b *bundle) until(t *testing.T, verb audit.Verb, times int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	for b.count(t, verb) < times {
		select {
		case <-ctx.Done():
			t.Fatalf("%s is in the record %d times, want %d", verb, b.count(t, verb), times)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// oneLetterEach counts letters as mail programs do: one that was sent twice under the
// same Message-ID is one.
func (b *bundle) oneLetterEach(t *testing.T, subject string, people ...string) {
	t.Helper()
	letters, err := b.Outbox.Letters()
	apptest.Must(t, err)
	ids := map[string]map[string]bool{}
	for _, l := range letters {
		if strings.HasPrefix(l.Subject, subject) {
			if ids[l.To] == nil {
				ids[l.To] = map[string]bool{}
			}
			ids[l.To][l.ID] = true
		}
	}
	for _, p := range people {
		if len(ids[p]) != 1 {
			t.Errorf("%s got %d letters", p, len(ids[p]))
		}
	}
	if len(ids) != len(people) {
		t.Errorf("letters to %d people, want %d", len(ids), len(people))
	}
}
