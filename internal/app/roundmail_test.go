package app_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/mail"
	"demarc/internal/notice"
	"demarc/internal/signing"
	"demarc/internal/store"
)

// strict refuses letters to some addresses for good.
type strict struct {
	mail.Sender
	mu      sync.Mutex
	refused []string
}

func (p *strict) refuse(email string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.refused = append(p.refused, email)
}

func (p *strict) Send(ctx context.Context, m mail.Message) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if slices.Contains(p.refused, m.To) {
		return &mail.RefusalError{Code: 550, Reply: "550 5.1.1 no such user"}
	}
	return p.Sender.Send(ctx, m)
}

// Whoever sends hears of a refused letter and of a request that was handed on, at once:
// those of the MSP who may send and worked on it, unless they muted the engagement. A
// link is in none of these letters.
func TestSendersAreTold(t *testing.T) {
	t.Parallel()
	mailman := &strict{}
	p := newPost(t, func(c *app.Config) { mailman.Sender = c.Mail; c.Mail = mailman })
	ctx, id := t.Context(), p.Engagement.ID
	env := p.send(t)
	p.work(t)
	mo := signing.Person{Name: "Mo Farrow", Title: "CFO", Email: "mo@alderfoods.example"}
	token := p.Token(t, apptest.Dana.Email, "asks you to sign")
	_, err := p.Ceremonies.Arrive(ctx, apptest.From, token)
	apptest.Must(t, err)
	_, err = p.Ceremonies.Confirm(ctx, apptest.From, token)
	apptest.Must(t, err)
	code, err := p.Ceremonies.SendCode(ctx, apptest.From, token)
	apptest.Must(t, err)
	p.work(t)
	p.sql(t, `update app.signers set code_passed_at = now()`)
	p.sql(t, `update app.signer_codes set used_at = now()`)
	_, err = p.Ceremonies.Delegate(ctx, apptest.From, token, code, mo)
	apptest.Must(t, err)
	p.work(t)
	said := func(subject string) []string {
		return []string{nora + ": " + subject, p.itLead.Email + ": " + subject, p.lead.Email + ": " + subject}
	}
	all, newest := p.letters(t)
	handed := said(apptest.Dana.Name + " handed the request on to Mo Farrow: agreement " + p.stateOf(t).Number)
	if diff := cmp.Diff(handed, all); diff != "" {
		t.Fatalf("who is told:\n%s", diff)
	}
	if text := newest[p.lead.Email].Letter.Text(); !strings.Contains(text, "Mo Farrow, CFO <mo@alderfoods.example>") || strings.Contains(text, "/s/") {
		t.Errorf("the letter:\n%s", text)
	}

	// One of them mutes the engagement; then the mail server refuses a letter.
	apptest.Must(t, p.Notices.Mute(ctx, p.Owner, id, true))
	fresh := by(t, p.round(t), mo.Email)
	apptest.Must(t, p.Envelopes.Correct(ctx, p.lead, id, env.ID, fresh.ID, signing.Person{Name: mo.Name, Title: mo.Title, Email: "mo@alderfods.example"}))
	typo := by(t, p.round(t), "mo@alderfods.example")
	mailman.refuse(typo.Email)
	p.work(t)
	all, newest = p.letters(t)
	refused := p.lead.Email + ": A letter to Mo Farrow was refused: agreement " + p.stateOf(t).Number
	if want := slices.Sorted(slices.Values(append(handed, refused, p.itLead.Email+": "+"Northgate IT changed the details of Mo Farrow: agreement "+p.stateOf(t).Number))); !cmp.Equal(all, want) {
		t.Errorf("who is told: %s", cmp.Diff(want, all))
	}
	if l := newest[p.lead.Email].Letter; !strings.Contains(l.Text(), "no such user") || !strings.HasSuffix(l.URL, "/sign?correct="+string(typo.ID)+"#change") {
		t.Errorf("the letter:\n%s", l.Text())
	}
}

// A letter that was decided on is not sent once the address was mended.
func TestSettledIsNotTold(t *testing.T) {
	t.Parallel()
	mailman := &strict{}
	p := newPost(t, func(c *app.Config) { mailman.Sender = c.Mail; c.Mail = mailman })
	env := p.send(t)
	dana := by(t, p.round(t), apptest.Dana.Email)
	mailman.refuse(dana.Email)
	job := p.waitingJobs(t, store.MailSigner)[0]
	apptest.Must(t, p.Jobs.Do(t.Context(), job))
	p.sql(t, `delete from river.river_job where args ->> 'task' = 'mail signer'`)
	apptest.Must(t, p.Envelopes.Correct(t.Context(), p.lead, p.Engagement.ID, env.ID, dana.ID, signing.Person{Name: dana.Name, Title: dana.Title, Email: "dana.cole@alderfoods.example"}))
	p.work(t)
	if _, newest := p.letters(t); newest[p.lead.Email].Subject != "" {
		t.Errorf("told of what is mended: %v", newest[p.lead.Email].Subject)
	}
}

// An agreement that waits for its seal is told to whoever sends; owners have a letter of
// their own with the reason.
func TestSendersHearOfTheAlarm(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	if got := (notice.Person{Role: access.Lead}).Wants(notice.Round, notice.Now); !got {
		t.Error("nobody chooses about it")
	}
	p.send(t)
	p.sql(t, `update app.envelopes set state = 'signed', ended_at = now() - interval '16 minutes'`, `update app.engagements set state = 'signed'`)
	for range 2 {
		_ = p.Jobs.Do(t.Context(), store.Job{Task: store.SweepSeals}) // nobody signed in truth, so it cannot be sealed
	}
	p.work(t)
	all, _ := p.letters(t)
	if want := []string{p.lead.Email + ": Signed but not sealed: agreement " + p.stateOf(t).Number}; !cmp.Equal(all, want) {
		t.Errorf("%v", all)
	}
	letters, err := p.Outbox.Letters()
	apptest.Must(t, err)
	if n := len(slices.DeleteFunc(letters, func(k mail.Kept) bool { return k.To != nora || !strings.Contains(k.Subject, "not sealed") })); n != 1 {
		t.Errorf("the owner has %d letters", n)
	}
}
