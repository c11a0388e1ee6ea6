package envelope_test

import (
	"testing"
	"time"

	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/browsertest"
	"demarc/internal/mail"
	"demarc/internal/seal"
)

// TestPreflightInBrowser looks at sign-off while nothing can be sealed and the mail
// server is away, and once both work.
func TestPreflightInBrowser(t *testing.T) {
	t.Parallel()
	c := browsertest.Start(t)
	ended, err := seal.NewKey(time.Now().AddDate(-4, 0, 0), "Demarc of long ago")
	apptest.Must(t, err)
	smtp, err := mail.NewSMTP("smtp://127.0.0.1:1?from=demarc@example.org&tls=none")
	apptest.Must(t, err)
	ring, post := seal.One(ended), &switched{}
	b := newBundle(t, func(c *app.Config) { c.Keys = ring; post.Sender = c.Mail; c.Mail = post })
	b.ready(t)
	working := post.now()
	post.swap(smtp)
	desk := c.Person(t, "tom", 1280, 900)
	phone := c.Person(t, "tom's phone", 320, 640)
	phone.SetDark(true)
	for window, p := range map[string]*browsertest.Page{"desk": desk, "dark": phone} {
		p.Open(b.url + "/as/lead")
		p.Open(b.url + b.signOff())
		p.WaitText("#points", "A test seal failed")
		look(t, p, "preflight-1-stopped-"+window)
	}
	ring.Replace([]seal.Kept{{Key: apptest.Key()}})
	post.swap(working)
	for window, p := range map[string]*browsertest.Page{"desk": desk, "dark": phone} {
		p.Open(b.url + b.signOff())
		p.WaitText("#points", "A page was sealed as a test")
		look(t, p, "preflight-2-ready-"+window)
	}
}
