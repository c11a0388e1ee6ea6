package app_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"demarc/internal/access"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/fault"
	"demarc/internal/signing"
)

// arrived is somebody's link, entered in a browser that knows the code.
func (p *post) arrived(t *testing.T, email string) string {
	t.Helper()
	token := p.Token(t, email, "asks you to sign")
	_, err := p.Ceremonies.Confirm(t.Context(), apptest.From, token)
	apptest.Must(t, err)
	p.sql(t, `update app.signers set code_passed_at = now()`)
	return token
}

// A question goes to whoever sends, muted or not, and to be answered to the person's own
// address. The record says that they asked and not what; the other company does not read
// it, and neither does whoever comes by a link. Nothing of the round changes.
func TestAQuestionIsPassedOn(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	ctx, id := t.Context(), p.Engagement.ID
	env := p.send(t)
	p.work(t)
	token := p.Token(t, apptest.Dana.Email, "asks you to sign")
	if _, err := p.Ceremonies.Ask(ctx, apptest.From, token, "Who are you?"); !fault.Is(err, fault.Conflict) {
		t.Errorf("asked by a browser that only has the link: %v", err)
	}
	p.arrived(t, apptest.Dana.Email)
	apptest.Must(t, p.Notices.Mute(ctx, p.Owner, id, true))
	before := p.round(t)
	const words = "Does clause 5 mean nights too?\n<b>Dana</b>"
	v, err := p.Ceremonies.Ask(ctx, apptest.From, token, words)
	apptest.Must(t, err)
	p.work(t)

	all, newest := p.letters(t)
	subject := ": " + apptest.Dana.Name + " asks a question: agreement " + p.stateOf(t).Number
	if diff := cmp.Diff([]string{nora + subject, p.lead.Email + subject}, all); diff != "" {
		t.Fatalf("who is told:\n%s", diff)
	}
	l := newest[nora]
	if l.ReplyTo != apptest.Dana.Email || !strings.Contains(l.Letter.Text(), "“"+words+"”") || strings.Contains(l.Letter.Text(), "/s/") || l.Letter.Mute != "" {
		t.Errorf("to be answered to %q:\n%s", l.ReplyTo, l.Letter.Text())
	}
	log := p.chain(t)
	last := log[len(log)-1]
	if last.Verb != audit.QuestionAsked || last.Fact.Actor.ID != string(v.Signer.ID) || strings.Contains(last.Payload, "clause 5") {
		t.Errorf("%s by %s: %s", last.Verb, last.Fact.Actor.ID, last.Payload)
	}
	after := p.round(t)
	if len(after.Questions) != 1 || after.Questions[0].Words != words || after.Questions[0].Signer != v.Signer.ID {
		t.Errorf("kept: %+v", after.Questions)
	}
	after.Questions = nil
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("the round changed: %s", diff)
	}
	seen, err := p.Ceremonies.Look(ctx, apptest.From, token)
	apptest.Must(t, err)
	if len(seen.Envelope.Questions) != 0 {
		t.Error("a link leads to the questions")
	}
	p.sql(t, `update app.questions set side = 'msp'`)
	if n := len(p.as(t, p.itLead).Questions); n != 0 {
		t.Errorf("the client reads %d questions of the MSP's own people", n)
	}
	p.sql(t, `update app.questions set side = 'client'`)

	for range signing.QuestionsADay - 1 {
		_, err = p.Ceremonies.Ask(ctx, apptest.From, token, "And another?")
		apptest.Must(t, err)
	}
	if _, err = p.Ceremonies.Ask(ctx, apptest.From, token, "And a sixth?"); !fault.Is(err, fault.TooMany) {
		t.Errorf("a sixth in a day: %v", err)
	}
	p.Clock.Advance(25 * time.Hour)
	_, err = p.Ceremonies.Ask(ctx, apptest.From, token, "And tomorrow?")
	apptest.Must(t, err)

	apptest.Must(t, p.Envelopes.Void(ctx, p.lead, id, env.ID, "We found a mistake."))
	if _, err = p.Ceremonies.Ask(ctx, apptest.From, token, "Why?"); !fault.Is(err, fault.Gone) {
		t.Errorf("asked about what was withdrawn: %v", err)
	}
	apptest.Must(t, p.Evidence.Erase(ctx, p.itLead, id, string(v.Signer.ID), "Article 17 GDPR"))
	for _, q := range p.round(t).Questions {
		if q.Words != "" {
			t.Errorf("%q is left after Dana's values were erased", q.Words)
		}
	}
	p.chain(t) // and the record holds
}

// as is the newest round as somebody reads it.
func (p *post) as(t *testing.T, who access.Actor) signing.Envelope {
	t.Helper()
	_, rounds, err := p.Envelopes.List(t.Context(), who, p.Engagement.ID)
	apptest.Must(t, err)
	return rounds[0]
}

// Where nobody is left who sent it, those who may send hear of a question.
func TestAQuestionReachesSomebody(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	p.send(t)
	p.work(t)
	token := p.arrived(t, apptest.Dana.Email)
	// Who worked on it may not send any more, and who may send did not work on it.
	p.sql(t, `update app.memberships set role = case role when 'viewer' then 'lead' else 'member' end where role in ('owner', 'lead', 'viewer')`)
	_, err := p.Ceremonies.Ask(t.Context(), apptest.From, token, "Is anybody there?")
	apptest.Must(t, err)
	p.work(t)
	if all, _ := p.letters(t); len(all) != 1 || !strings.HasPrefix(all[0], p.viewer.Email) {
		t.Errorf("who hears of it: %v", all)
	}
}

// Whoever comes too late asks for more time with one press, once a day; the sender is told
// to send it again. Nothing is told once a newer version is out.
func TestMoreTime(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	ctx := t.Context()
	env := p.send(t)
	p.work(t)
	token := p.Token(t, apptest.Dana.Email, "asks you to sign")
	if _, err := p.Ceremonies.AskTime(ctx, apptest.From, token); !fault.Is(err, fault.Conflict) {
		t.Errorf("asked while there is time: %v", err)
	}
	p.Clock.Advance(env.ExpiresAt.Sub(p.DB.Now()) + time.Hour)
	_, err := p.Ceremonies.AskTime(ctx, apptest.From, token)
	apptest.Must(t, err)
	p.work(t)
	all, newest := p.letters(t)
	all = slices.DeleteFunc(all, func(l string) bool { return strings.Contains(l, "changed: ") }) // the morning's
	subject := ": " + apptest.Dana.Name + " asks for more time: agreement " + p.stateOf(t).Number
	if diff := cmp.Diff([]string{nora + subject, p.lead.Email + subject}, all); diff != "" {
		t.Fatalf("who is told:\n%s", diff)
	}
	if l := newest[nora]; l.ReplyTo != apptest.Dana.Email || strings.Contains(l.Letter.Text(), "/s/") || !strings.HasSuffix(l.Letter.URL, "/sign") {
		t.Errorf("to be answered to %q:\n%s", l.ReplyTo, l.Letter.Text())
	}
	if _, err := p.Ceremonies.AskTime(ctx, apptest.From, token); !fault.Is(err, fault.TooMany) {
		t.Errorf("asked twice in a day: %v", err)
	}
	p.Clock.Advance(25 * time.Hour)
	p.sql(t, `update app.engagements set version = version + 1`)
	if _, err := p.Ceremonies.AskTime(ctx, apptest.From, token); !fault.Is(err, fault.Conflict) {
		t.Errorf("asked about an older version: %v", err)
	}
	p.chain(t)
}
