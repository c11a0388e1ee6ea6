package app_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/fault"
	"demarc/internal/mail"
	"demarc/internal/notice"
	"demarc/internal/raci"
	"demarc/internal/store"
)

// post is a bundle whose jobs run only when the test says so.
type post struct {
	*bundle
	conn *pgx.Conn
}

func newPost(t *testing.T, change ...func(*app.Config)) *post {
	t.Helper()
	b := quietBundle(t, change...)
	stop := b.Work(t, "first")
	b.Start(t)
	b.people(t)
	stop()
	conn, err := pgx.Connect(t.Context(), b.SuperURL)
	apptest.Must(t, err)
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return &post{b, conn}
}

// work does every job that is there, and those they make, until what is left waits for
// its time.
func (p *post) work(t *testing.T) {
	t.Helper()
	later := []int64{}
	for {
		var id int64
		var args []byte
		err := p.conn.QueryRow(t.Context(), `select id, args from river.river_job where state in ('available', 'scheduled', 'retryable', 'running') and id <> all ($1) order by id limit 1`, later).Scan(&id, &args)
		if errors.Is(err, pgx.ErrNoRows) {
			return
		}
		apptest.Must(t, err)
		var job store.Job
		apptest.Must(t, json.Unmarshal(args, &job))
		switch err := p.Jobs.Do(t.Context(), job); err {
		case nil:
			_, err := p.conn.Exec(t.Context(), `delete from river.river_job where id = $1`, id)
			apptest.Must(t, err)
		default:
			if _, ok := errors.AsType[store.Later](err); !ok {
				t.Fatal(err)
			}
			later = append(later, id)
		}
	}
}

// letters are those of news, as "to: subject", and the newest to somebody.
func (p *post) letters(t *testing.T) (all []string, newest map[string]mail.Kept) {
	t.Helper()
	kept, err := p.Outbox.Letters()
	apptest.Must(t, err)
	newest = map[string]mail.Kept{}
	for _, k := range slices.Backward(kept) {
		if strings.HasPrefix(k.ID, "news-") {
			all = append(all, k.To+": "+k.Subject)
			newest[k.To] = k
		}
	}
	slices.Sort(all)
	return all, newest
}

func (p *post) row(t *testing.T, n int) raci.Function {
	t.Helper()
	d, err := p.Matrices.Open(t.Context(), p.lead, p.Engagement.ID)
	apptest.Must(t, err)
	return d.Matrix.Functions[n]
}

func (p *post) set(t *testing.T, n int, as raci.Assignment) raci.Function {
	t.Helper()
	d, err := p.Matrices.Open(t.Context(), p.lead, p.Engagement.ID)
	apptest.Must(t, err)
	boss, _ := d.Matrix.Standard(raci.Management)
	f := d.Matrix.Functions[n]
	if f.Cells[boss.ID].Answers() {
		t.Fatalf("%s is answered for by the management: choose another row", f.Name)
	}
	r, err := p.Matrices.Assign(t.Context(), p.lead, p.Engagement.ID, f.ID, boss.ID, as, f.Rev)
	apptest.Must(t, err)
	return r.Function
}

const nora, priya, marek = "nora@northgate.example", "priya@alderfoods.example", "marek@alderfoods.example"

func TestDisputesAreToldAtOnce(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	ctx, id := t.Context(), p.Engagement.ID
	a, b := p.row(t, 0), p.row(t, 1)
	_, err := p.Matrices.Dispute(ctx, p.itLead, id, a.ID, "We hold the keys.")
	apptest.Must(t, err)
	p.work(t)
	all, newest := p.letters(t)
	if diff := cmp.Diff([]string{nora + ": Priya Shah disputes " + a.Name}, all); diff != "" {
		t.Fatalf("told are those of the other side who worked here and agree rows:\n%s", diff)
	}
	letter := newest[nora].Letter
	if !strings.Contains(letter.Text(), "We hold the keys.") || !strings.HasSuffix(letter.URL, "/matrix/functions/"+string(a.ID)) || letter.Settings != "http://demarc.test/me/notifications" {
		t.Errorf("the letter:\n%s", letter.Text())
	}

	// Several at one go are one letter; what was settled meanwhile is not in it.
	_, err = p.Matrices.Settle(ctx, p.Owner, id, a.ID)
	apptest.Must(t, err)
	for _, f := range []raci.Function{a, b, p.row(t, 2)} {
		_, err = p.Matrices.Dispute(ctx, p.itLead, id, f.ID, "Not ours: "+f.Name)
		apptest.Must(t, err)
	}
	_, err = p.Matrices.Settle(ctx, p.Owner, id, b.ID)
	apptest.Must(t, err)
	p.work(t)
	all, newest = p.letters(t)
	if len(all) != 2 || newest[nora].Subject != "Alder Foods disputes 2 functions: Co-managed IT" || strings.Contains(newest[nora].Letter.Text(), b.Name) {
		t.Errorf("letters %v\n%s", all, newest[nora].Letter.Text())
	}

	// Who muted it, or wants it once a day, is not written to now.
	apptest.Must(t, p.Notices.Mute(ctx, p.Owner, id, true))
	_, err = p.Matrices.Dispute(ctx, p.itLead, id, p.row(t, 3).ID, "Why?")
	apptest.Must(t, err)
	p.work(t)
	apptest.Must(t, p.Notices.Mute(ctx, p.Owner, id, false))
	chosen := notice.Begins(access.Owner)
	chosen[notice.Dispute] = notice.Daily
	apptest.Must(t, p.Notices.Save(ctx, p.Owner, chosen))
	_, err = p.Matrices.Dispute(ctx, p.itLead, id, p.row(t, 4).ID, "Why?")
	apptest.Must(t, err)
	p.work(t)
	if again, _ := p.letters(t); len(again) != 2 {
		t.Errorf("letters to somebody who wants none now: %v", again)
	}
}

// What is disputed while a letter of earlier disputes is on its way to the mail server is
// told in a letter of its own: the first one was written without it.
func TestDisputeWhileALetterIsSent(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	ctx, id := t.Context(), p.Engagement.ID
	a, b := p.row(t, 0), p.row(t, 1)
	once := false
	p.Pause(func(step string) {
		if step != "letter written" || once {
			return
		}
		once = true
		_, err := p.Matrices.Dispute(ctx, p.itLead, id, b.ID, "Nor that one.")
		apptest.Must(t, err)
		var args []byte
		apptest.Must(t, p.conn.QueryRow(ctx, `delete from river.river_job where args ->> 'task' = $1 returning args`, store.Tell).Scan(&args))
		var job store.Job
		apptest.Must(t, json.Unmarshal(args, &job))
		apptest.Must(t, p.Jobs.Do(ctx, job))
	})
	_, err := p.Matrices.Dispute(ctx, p.itLead, id, a.ID, "Not this one.")
	apptest.Must(t, err)
	p.work(t)
	all, _ := p.letters(t)
	if diff := cmp.Diff([]string{nora + ": Priya Shah disputes " + a.Name, nora + ": Priya Shah disputes " + b.Name}, all); !once || diff != "" {
		t.Errorf("told are:\n%s", diff)
	}
}

func TestDailyLetter(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	ctx := t.Context()
	p.work(t)
	p.Clock.Advance(25 * time.Hour)
	p.work(t)
	if all, _ := p.letters(t); len(all) != 0 {
		t.Fatalf("starting an engagement is no news: %v", all)
	}

	f := p.set(t, 0, raci.Consulted)
	_, err := p.Matrices.Agree(ctx, p.lead, p.Engagement.ID, f.ID, true, f.Rev)
	apptest.Must(t, err)
	p.work(t)
	if all, _ := p.letters(t); len(all) != 0 {
		t.Fatalf("a daily letter went out at once: %v", all)
	}
	apptest.Must(t, p.Notices.Mute(ctx, p.contributor, p.Engagement.ID, true))
	p.Clock.Advance(25 * time.Hour)
	p.work(t)
	all, newest := p.letters(t)
	if diff := cmp.Diff([]string{priya + ": What Northgate IT changed: Co-managed IT"}, all); diff != "" {
		t.Fatalf("who gets the daily letter:\n%s", diff)
	}
	text := newest[priya].Letter.Text()
	for _, want := range []string{f.Name + ": Client management, Informed → Consulted; agreed (Tom Berg)", "1 function that only your side has still to agree: " + f.Name, "/me/notifications"} {
		if !strings.Contains(text, want) {
			t.Errorf("the letter does not say %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "Southgate") {
		t.Error("the letter names another MSP")
	}

	// Nothing happened since: no letter, however long something waits.
	p.Clock.Advance(72 * time.Hour)
	p.work(t)
	if again, _ := p.letters(t); len(again) != 1 {
		t.Errorf("letters about nothing: %v", again)
	}

	// What was done and undone is nothing.
	p.set(t, 1, raci.Consulted)
	p.set(t, 1, raci.Informed)
	p.Clock.Advance(25 * time.Hour)
	p.work(t)
	if again, _ := p.letters(t); len(again) != 1 {
		t.Errorf("letters about what was undone: %v", again)
	}

	// Who left before it is sent gets none.
	p.set(t, 2, raci.Consulted)
	apptest.Must(t, p.Accounts.EndMembership(ctx, p.itLead, p.Client.ID, p.contributor.Membership))
	apptest.Must(t, p.Notices.Mute(ctx, p.itLead, p.Engagement.ID, true))
	p.Clock.Advance(25 * time.Hour)
	p.work(t)
	if again, _ := p.letters(t); len(again) != 1 {
		t.Errorf("letters to who left or muted: %v", again)
	}
}

// Two processes that do the same job at the same time decide once.
func TestDailyLetterIsDecidedOnce(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	p.set(t, 0, raci.Consulted)
	p.Clock.Advance(25 * time.Hour)
	job := store.Job{Task: store.Digest, MSP: string(p.Owner.MSP), Client: string(p.Client.ID), Engagement: string(p.Engagement.ID)}
	var both sync.WaitGroup
	for range 4 {
		both.Go(func() {
			if err := p.Jobs.Do(t.Context(), job); err != nil {
				t.Error(err)
			}
		})
	}
	both.Wait()
	var n int
	apptest.Must(t, p.conn.QueryRow(t.Context(), `select count(*) from app.letters`).Scan(&n))
	if n != 2 {
		t.Errorf("%d letters were decided on, want one for Priya and one for Marek", n)
	}
	p.work(t)
	if all, _ := p.letters(t); len(all) != 2 {
		t.Errorf("letters %v", all)
	}
}

// A process that is killed anywhere on the way loses no letter. One that dies after the
// mail server had it sends it again, as the same letter.
func TestKilledWhileWriting(t *testing.T) {
	t.Parallel()
	for _, step := range []string{"letters planned", "letter written", "letter sent"} {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			p := newPost(t)
			p.set(t, 0, raci.Consulted)
			p.Clock.Advance(25 * time.Hour)
			// The runner's clock is not the test's: the morning comes by hand.
			_, err := p.conn.Exec(t.Context(), `update river.river_job set state = 'available', scheduled_at = now() where state = 'scheduled'`)
			apptest.Must(t, err)
			keyFile, folder := filepath.Join(t.TempDir(), "key.pem"), t.TempDir()
			wrapped, err := apptest.Key().Marshal(testMaster)
			apptest.Must(t, err)
			apptest.Must(t, os.WriteFile(keyFile, wrapped, 0o600))
			child := exec.Command(os.Args[0])
			child.Env = append(os.Environ(), "DEMARC_TEST_KILL_AT="+step, "DEMARC_TEST_URL="+p.URL, "DEMARC_TEST_KEY="+keyFile, "DEMARC_TEST_OUTBOX="+folder, "DEMARC_TEST_AHEAD=25h")
			out, err := child.CombinedOutput()
			if status, ok := child.ProcessState.Sys().(syscall.WaitStatus); err == nil || !ok || status.Signal() != syscall.SIGKILL {
				t.Fatalf("the child was not killed: %v\n%s", err, out)
			}
			p.work(t)
			before, err := mail.NewOutbox(folder)
			apptest.Must(t, err)
			kept, err := before.Letters()
			apptest.Must(t, err)
			after, err := p.Outbox.Letters()
			apptest.Must(t, err)
			sent := map[string][]string{} // addresses to the ids of their letters
			for _, k := range append(kept, after...) {
				if strings.HasPrefix(k.ID, "news-") && !slices.Contains(sent[k.To], k.ID) {
					sent[k.To] = append(sent[k.To], k.ID)
				}
			}
			if len(sent) != 2 || len(sent[priya]) != 1 || len(sent[marek]) != 1 {
				t.Errorf("letters after the crash: %v", sent)
			}
		})
	}
}

func TestMuteByLink(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	ctx := t.Context()
	p.set(t, 0, raci.Consulted)
	p.Clock.Advance(25 * time.Hour)
	p.work(t)
	_, newest := p.letters(t)
	token := filepath.Base(newest[priya].Letter.Mute)
	e, err := p.Notices.Linked(ctx, token)
	apptest.Must(t, err)
	if e.ID != p.Engagement.ID {
		t.Errorf("the link is about %s", e.ID)
	}
	if _, muted, err := p.Notices.Muted(ctx, p.itLead, e.ID); err != nil || muted {
		t.Errorf("looking muted it, or %v", err)
	}
	apptest.Must(t, p.Notices.MuteByLink(ctx, token))
	apptest.Must(t, p.Notices.MuteByLink(ctx, token))
	for who, want := range map[*access.Actor]bool{&p.itLead: true, &p.contributor: false} {
		if _, muted, err := p.Notices.Muted(ctx, *who, e.ID); err != nil || muted != want {
			t.Errorf("%s: muted %t, %v", who.Name, muted, err)
		}
	}
	if _, err := p.Notices.Linked(ctx, token[:len(token)-2]+"AA"); !fault.Is(err, fault.NotFound) {
		t.Errorf("another token: %v", err)
	}
	if err := p.Notices.Mute(ctx, p.Stranger, e.ID, true); !fault.Is(err, fault.NotFound) {
		t.Errorf("a stranger mutes it: %v", err)
	}
}

func TestNoticeSettings(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx := t.Context()
	s, muted, err := b.Notices.Open(ctx, b.contributor)
	apptest.Must(t, err)
	if diff := cmp.Diff(notice.Begins(access.Contributor), s); diff != "" || len(muted) != 0 {
		t.Errorf("to begin with %v\n%s", muted, diff)
	}
	s[notice.Comment] = notice.Never
	apptest.Must(t, b.Notices.Save(ctx, b.contributor, s))
	apptest.Must(t, b.Notices.Mute(ctx, b.contributor, b.Engagement.ID, true))
	got, muted, err := b.Notices.Open(ctx, b.contributor)
	apptest.Must(t, err)
	if diff := cmp.Diff(s, got); diff != "" || len(muted) != 1 || muted[0].Client != "Alder Foods" {
		t.Errorf("kept is %v\n%s", muted, diff)
	}
	if other, muted, err := b.Notices.Open(ctx, b.itLead); err != nil || other[notice.Comment] != notice.Daily || len(muted) != 0 {
		t.Errorf("a colleague has %v %v %v", other, muted, err)
	}
	s[notice.Change] = notice.Now
	if err := b.Notices.Save(ctx, b.contributor, s); !fault.Is(err, fault.Invalid) {
		t.Errorf("a letter for every change: %v", err)
	}
}
