package app_test

import (
	"slices"
	"strings"
	"testing"

	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/mail"
	"demarc/internal/party"
	"demarc/internal/signing"
	"demarc/internal/store"
)

// receipts are the letters about what people did, the newest first.
func (b *bundle) receipts(t *testing.T) []mail.Kept {
	t.Helper()
	all, err := b.Outbox.Letters()
	apptest.Must(t, err)
	return slices.DeleteFunc(all, func(k mail.Kept) bool { return !strings.HasPrefix(k.ID, "receipt-") })
}

// Whoever signs or acknowledges hears of it at once by letter, so that somebody in whose
// name another did it can object before all have signed. A second press, or a job that is
// done again, makes no second letter, and no link is in it.
func TestReceipts(t *testing.T) {
	t.Parallel()
	mailman := &strict{}
	p := newPost(t, func(c *app.Config) { mailman.Sender = c.Mail; c.Mail = mailman })
	ctx := t.Context()
	p.recipient(t, party.Client, signing.Acknowledges, "Ivo Rack", "ivo@alderfoods.example")
	p.send(t)
	p.work(t)
	does := func(email, asks string) (token string, o signing.Offer) {
		t.Helper()
		p.work(t)
		token = p.Token(t, email, asks)
		_, err := p.Ceremonies.Confirm(ctx, apptest.From, token)
		apptest.Must(t, err)
		id, err := p.Ceremonies.SendCode(ctx, apptest.From, token)
		apptest.Must(t, err)
		p.work(t)
		p.sql(t, `update app.signers set code_passed_at = now()`, `update app.signer_codes set used_at = now()`)
		v, err := p.Ceremonies.Present(ctx, apptest.From, token)
		apptest.Must(t, err)
		o = apptest.Offer(v, apptest.Dana)
		o.Code = id
		return token, o
	}
	token, o := does("ivo@alderfoods.example", "asks you to acknowledge")
	_, err := p.Ceremonies.Affirm(ctx, apptest.From, token, o)
	apptest.Must(t, err)
	p.work(t)
	if l := p.receipts(t); len(l) != 1 || l[0].To != "ivo@alderfoods.example" || !strings.HasPrefix(l[0].Subject, "You acknowledged agreement ") {
		t.Fatalf("%+v", l)
	}

	token, o = does(apptest.Dana.Email, "asks you to sign")
	for range 2 { // a double click
		_, err = p.Ceremonies.Sign(ctx, apptest.From, token, o)
		apptest.Must(t, err)
	}
	jobs := p.waitingJobs(t, store.MailReceipt)
	if len(jobs) != 1 {
		t.Fatalf("%d letters are to be written", len(jobs))
	}
	apptest.Must(t, p.Jobs.Do(ctx, jobs[0])) // and the run that was cut off after it
	p.work(t)
	l := p.receipts(t)
	if len(l) != 2 || l[0].To != apptest.Dana.Email {
		t.Fatalf("%+v", l)
	}
	text := l[0].Letter.Text()
	for _, want := range []string{"was signed with your link, version 1,", p.round(t).Digest, apptest.Dana.Name + ", " + apptest.Dana.Title, "If this was not you, tell " + p.round(t).SentBy} {
		if !strings.Contains(text, want) {
			t.Errorf("it does not say %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "/s/") || l[0].Letter.URL != "" {
		t.Errorf("a link is in it:\n%s", text)
	}

	mailman.refuse(apptest.Nora.Email)
	bounced := count(p.chain(t), audit.MailBounced)
	nora := by(t, p.round(t), apptest.Nora.Email)
	p.sql(t, `update app.signers set signed_at = now(), typed = name, signed_title = title, confirmed_at = now(), presented_at = now() where id = '`+string(nora.ID)+`'`)
	job := jobs[0]
	job.Subject = string(nora.ID)
	apptest.Must(t, p.Jobs.Do(ctx, job)) // refused for good, and given up
	if n := count(p.chain(t), audit.MailBounced); n != bounced+1 {
		t.Errorf("%d refusals on record, want one more than %d", n, bounced)
	}
}
