package envelope_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/mail"
	"demarc/internal/seal"
)

// The pre-flight says what was looked at. While nothing can be sealed nothing is sent,
// and what was typed stays.
func TestPreflightWithoutASeal(t *testing.T) {
	t.Parallel()
	ended, err := seal.NewKey(time.Now().AddDate(-4, 0, 0), "Demarc of long ago")
	apptest.Must(t, err)
	ring := seal.One(ended)
	b := newBundle(t, func(c *app.Config) { c.Keys = ring })
	b.ready(t)
	lead := b.browser(t, "lead")
	p := lead.get(b.signOff()).has(t, http.StatusOK, "This cannot be sent now.", "A test seal failed", "Stops it", "Whoever runs this server finds out more")
	form := url.Values{"digest": {p.value("digest")}, "message": {"As discussed."}, "warned": {p.value("warned")}, "reason": {"They read it on paper."}, "reminders": {"none"}}
	lead.post(b.signOff(), form).has(t, http.StatusServiceUnavailable, "Nothing was sent. A test seal failed", "As discussed.", "They read it on paper.")
	ring.Replace([]seal.Kept{{Key: apptest.Key()}})
	lead.get(b.signOff()).has(t, http.StatusOK, "Nothing stands in the way. This can be sent.", "A page was sealed as a test just now")
	lead.post(b.signOff(), form).leadsTo(t, b.signOff())
	lead.get(b.signOff()).has(t, http.StatusOK, "No reminders go out by themselves", "0 of 2 have signed")
}

// A mail server that is away is told before sending, and on the page that follows the
// round as long as letters wait.
func TestPreflightWithoutMail(t *testing.T) {
	t.Parallel()
	smtp, err := mail.NewSMTP("smtp://127.0.0.1:1?from=demarc@example.org&tls=none")
	apptest.Must(t, err)
	post := &switched{}
	b := newBundle(t, func(c *app.Config) { post.Sender = c.Mail; c.Mail = post })
	b.ready(t)
	post.swap(smtp)
	lead := b.browser(t, "lead")
	p := lead.get(b.signOff()).has(t, http.StatusOK, "The mail server does not take letters now", "Know this", "This can be sent.")
	lead.post(b.signOff(), url.Values{"digest": {p.value("digest")}, "warned": {p.value("warned")}, "reason": {"They read it on paper."}}).leadsTo(t, b.signOff())
	lead.get(b.signOff()).has(t, http.StatusOK, "Being asked", "The letter waits for the mail server since", "3, 7 and 14 days after being asked")
}

// The reminders that somebody wrote themselves are mended at the field.
func TestOwnReminders(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	b.ready(t)
	lead := b.browser(t, "lead")
	p := lead.get(b.signOff()).has(t, http.StatusOK, "No mail server is set up")
	form := url.Values{"digest": {p.value("digest")}, "message": {"As discussed."}, "warned": {p.value("warned")}, "reason": {"They read it on paper."}, "reminders": {"own"}}
	for days, says := range map[string]string{"": "or choose no reminders", "2, soon": "Write days from 1 to 89", "1,2,3,4,5,6": "5 reminders are the most"} {
		form.Set("reminder_days", days)
		lead.post(b.signOff(), form).has(t, http.StatusUnprocessableEntity, says, "As discussed.", `value="`+days+`"`)
	}
	form.Set("reminder_days", "10, 2")
	lead.post(b.signOff(), form).leadsTo(t, b.signOff())
	b.Accepted(t, b.lead, apptest.Dana.Email)
	lead.get(b.signOff()).has(t, http.StatusOK, "2 and 10 days after being asked", "Reminder 1 of 2 goes out on")
}
