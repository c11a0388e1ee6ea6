package signing_test

import (
	"strings"
	"testing"

	"demarc/internal/sitetest"

	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/browsertest"
	"demarc/internal/party"
	"demarc/internal/signing"
)

// guest is somebody who came by a link, in one window.
type guest struct {
	window
	s     *scene
	email string
}

// guests opens windows for one person: a phone, and a desk in the dark; with pictures
// also a desk in the light.
func (s *scene) guests(b *browsertest.Browser, email string) []guest {
	windows := []window{
		{Page: b.Person(s.t, email+" phone", 390, 844), Name: "phone", Phone: true, Judge: true},
		{Page: b.Person(s.t, email+" desk", 1280, 900), Name: "desk-dark", Judge: true},
	}
	windows[1].SetDark(true)
	out := make([]guest, len(windows))
	for i, w := range windows {
		out[i] = guest{w, s, email}
	}
	return out
}

func (s *scene) link(email string) string {
	s.t.Helper()
	s.Accepted(s.t, s.Owner, email)
	return s.base + "/s/" + s.Token(s.t, email, "asks you to")
}

// comes follows the link as far as the document.
func (g guest) comes(at string) {
	g.s.t.Helper()
	before := g.s.Codes(g.s.t, g.email)
	g.Open(at)
	g.Click(".ceremony form button")
	g.WaitText("h1", "Enter the code we sent you")
	g.Fill("#f-code", g.s.Code(g.s.t, g.email, before))
	g.Click(".ceremony .button-primary")
	g.WaitText("h1", "Read before you sign")
}

// sees opens a page in each window and judges it.
func sees(guests []guest, name, url, h1 string) {
	for _, g := range guests {
		g.s.t.Helper()
		g.Open(url)
		g.WaitText("h1", h1)
		g.Mind(g.s.t, "sign-"+name)
		if twice := stopped.FindString(g.Text("main")); twice != "" {
			g.s.t.Errorf("%s ends a sentence twice: %q", name, twice)
		}
	}
}

// reads judges a page with the whole document; the picture shows the beginning of it,
// since pictures have their limits.
func (g guest) reads(name string) {
	g.s.t.Helper()
	g.Axe(sitetest.Named{TB: g.s.t, Screen: name})
	g.Clean(sitetest.Named{TB: g.s.t, Screen: name})
	g.Fits(g.s.t, name)
	g.Eval(`document.querySelectorAll(".doc-section:nth-of-type(n + 4)").forEach(e => e.remove()); scrollTo(0, 0); 0`)
	g.Shot("sign-" + name + "-" + g.Name)
}

// resend has somebody withdraw what is out, change the price, and send it again.
func (s *scene) resend() signing.Envelope {
	s.t.Helper()
	_, rounds, err := s.Envelopes.List(s.t.Context(), s.Owner, s.Engagement.ID)
	apptest.Must(s.t, err)
	if rounds[0].State == signing.Sent {
		apptest.Must(s.t, s.Envelopes.Void(s.t.Context(), s.Owner, s.Engagement.ID, rounds[0].ID, "The rate is the one of last year."))
	}
	d, err := s.Matrices.Open(s.t.Context(), s.Owner, s.Engagement.ID)
	apptest.Must(s.t, err)
	apptest.Must(s.t, s.Terms.Save(s.t.Context(), s.Owner, s.Engagement.ID, map[string]string{"fees.tm_rate": "19" + string(rune('0'+len(rounds))) + ".00", "people.named_lead": "Ines Romero"}, d.Engagement.TermsRev))
	p, err := s.Envelopes.Prepare(s.t.Context(), s.Owner, s.Engagement.ID)
	apptest.Must(s.t, err)
	env, err := s.Envelopes.Send(s.t.Context(), s.Owner, s.Engagement.ID, app.Send{Digest: p.Digest, Message: "As we agreed on Tuesday.", Reason: "We talked about it.", Warned: p.Warned()})
	apptest.Must(s.t, err)
	return env
}

// TestCeremony looks at every page that a link can lead to: as a signer, as somebody who
// approves or acknowledges, and after each way in which a link ends.
func TestCeremony(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	s := open(t)
	s.Send(t, s.Owner, s.it)
	dana := s.guests(b, apptest.Dana.Email)
	first := s.link(apptest.Dana.Email)
	s.resend()
	sees(dana, "ended-withdrawn", first, "This agreement was withdrawn")

	at := s.link(apptest.Dana.Email)
	sees(dana, "arrive", at, "Northgate IT asks you to sign")
	for _, g := range dana {
		before := s.Codes(t, apptest.Dana.Email)
		g.Open(at)
		g.Click(".ceremony form button")
		g.WaitText("h1", "Enter the code we sent you")
		g.Mind(t, "sign-code")
		g.Fill("#f-code", s.Code(t, apptest.Dana.Email, before))
		g.Click(".ceremony .button-primary")
		g.WaitText("h1", "Read before you sign")
		g.Eval(`document.getElementById("c-scope").scrollIntoView(); 0`)
		g.WaitText("#shown", "parts shown")
		g.reads("read")
	}
	sees(dana, "changes", at+"/changes", "What changed since version 1")
	sees(dana, "phone", at+"/phone", "Continue on your phone")
	sees(dana, "question", at+"/question", "Ask a question")
	sees(dana, "delegate", at+"/delegate", "Hand this on to a colleague")
	sees(dana, "decline", at+"/decline", "Decline to sign")
	for _, g := range dana {
		g.Open(at + "/read")
		g.Click(".ceremony-bar .button-primary")
		g.WaitText("h1", "Sign for Alder Foods, Inc.")
		g.Mind(t, "sign-form")
		g.Fill("#f-typed", apptest.Dana.Name)
		g.Eval(`document.querySelectorAll(".ceremony form input[type=checkbox]").forEach(box => box.checked || box.click()); 0`)
		g.Click(".ceremony form .button-primary")
		g.WaitText("h1", "Is this what you sign?")
		g.Mind(t, "sign-confirm")
	}
	dana[0].Click(".ceremony .button-primary")
	dana[0].WaitText("h1", "Signed")
	sees(dana, "done-waits", at+"/done", "Signed")
	s.Sign(t, apptest.Nora)
	s.Settled(t)
	sees(dana, "done-sealed", at+"/done", "Signed")
	sees(dana, "back", at, "You have signed this agreement")
	for _, g := range dana {
		g.Open(at + "/read")
		g.WaitText("h1", "What you signed")
		g.reads("read-again")
	}
}

// TestOtherLinks looks at the pages of those who do not sign, and of links that ended.
func TestOtherLinks(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	s := open(t)
	ctx, id := t.Context(), s.Engagement.ID
	const approver, acknowledger = "ruth@alderfoods.example", "marek@alderfoods.example"
	for email, role := range map[string]signing.Role{approver: signing.Approves, acknowledger: signing.Acknowledges} {
		name, _, _ := strings.Cut(email, "@")
		apptest.Must(t, s.Envelopes.AddRecipient(ctx, s.Owner, id, app.Recipient{Signer: signing.Signer{Side: party.Client, Role: role, Name: strings.ToUpper(name[:1]) + name[1:] + " Alder", Title: "Head of " + string(role), Email: email}}))
	}
	env := s.Send(t, s.Owner, s.it)
	for _, who := range []struct{ email, name, asks, form, done string }{
		{approver, "approve", "Northgate IT asks you to approve", "Approve for signing", "Approved"},
		{acknowledger, "acknowledge", "Northgate IT asks you to acknowledge", "Acknowledge Exhibit A", "Acknowledged"},
	} {
		windows := s.guests(b, who.email)
		at := s.link(who.email)
		sees(windows, who.name+"-arrive", at, who.asks)
		for _, g := range windows {
			g.comes(at)
			g.Click(".ceremony-bar .button-primary")
			g.WaitText("h1", who.form)
			g.Mind(t, "sign-"+who.name+"-form")
		}
		windows[0].Eval(`document.querySelectorAll(".ceremony form input[type=checkbox]").forEach(box => box.click()); 0`)
		windows[0].Click(".ceremony form .button-primary")
		windows[0].WaitText("h1", who.done)
		sees(windows, who.name+"-done", at+"/done", who.done)
	}

	dana := s.guests(b, apptest.Dana.Email)
	ended := func(name, h1 string, as string) {
		t.Helper()
		at := s.link(apptest.Dana.Email)
		switch as {
		case signing.Reminded:
			s.Clock.Advance(20 * 60e9)
			apptest.Must(t, s.Envelopes.Remind(ctx, s.Owner, id, env.ID, s.signer(apptest.Dana.Email)))
			s.Accepted(t, s.Owner, apptest.Dana.Email)
		case signing.Corrected:
			apptest.Must(t, s.Envelopes.Correct(ctx, s.Owner, id, env.ID, s.signer(apptest.Dana.Email), signing.Person{Name: apptest.Dana.Name, Title: "Chief Executive", Email: apptest.Dana.Email}))
		}
		sees(dana, name, at, h1)
	}
	ended("ended-reminded", "There is a newer letter", signing.Reminded)
	ended("ended-corrected", "Your details were corrected", signing.Corrected)

	at := s.link(apptest.Dana.Email)
	for _, g := range dana[:1] {
		g.comes(at)
		g.Open(at + "/delegate")
		g.Click(".ceremony form .button-primary")
		g.Wait("#problems")
		g.Allow("422")
		g.Mind(t, "sign-delegate-refused")
		g.Fill("#f-name", "Olga Brandt")
		g.Fill("#f-title", "Managing Director")
		g.Fill("#f-email", "olga@alderfoods.example")
		g.Click(".ceremony form .button-primary")
		g.WaitText("h1", "You handed this on")
	}
	sees(dana, "ended-delegated", at, "You handed this on")

	olga := s.guests(b, "olga@alderfoods.example")
	at = s.link("olga@alderfoods.example")
	apptest.Must(t, s.Envelopes.Replace(ctx, s.Owner, id, env.ID, s.signer("olga@alderfoods.example"), signing.Person{Name: "Per Lund", Title: "Chairman", Email: "per@alderfoods.example"}, "She is away."))
	sees(olga, "ended-replaced", at, "Somebody else is asked instead")

	per := s.guests(b, "per@alderfoods.example")
	at = s.link("per@alderfoods.example")
	per[0].comes(at)
	per[0].Open(at + "/decline")
	per[0].Fill("#f-reason", "The cap on liability is too low for us.")
	per[0].Click(".ceremony form button")
	per[0].WaitText("h1", "This agreement was declined")
	sees(per, "ended-declined", at, "This agreement was declined")

	s.resend()
	at = s.link(approver)
	s.Clock.Advance(40 * 24 * 3600e9)
	sees(dana, "ended-expired", at, "This link has ended")
}

// signer is the id of who is asked at an address now.
func (s *scene) signer(email string) signing.SignerID {
	s.t.Helper()
	_, rounds, err := s.Envelopes.List(s.t.Context(), s.Owner, s.Engagement.ID)
	apptest.Must(s.t, err)
	for _, p := range rounds[0].Signers {
		if p.Email == email && p.EndedAt.IsZero() {
			return p.ID
		}
	}
	s.t.Fatalf("nobody is asked at %s", email)
	return ""
}
