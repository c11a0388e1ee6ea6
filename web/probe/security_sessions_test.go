package probe_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/audit"
	"demarc/internal/party"
	"demarc/internal/signing"
	"demarc/internal/store"
)

// TestSessions follows a session through signing in, changing places, losing one, and
// signing out.
func TestSessions(t *testing.T) {
	t.Parallel()
	p := newProbe(t, "http://demarc.test", nil)
	dies := func(what, old string) {
		t.Helper()
		if a := p.ask(&probePerson{cookie: old}, "GET", "/places", nil); a.status != http.StatusSeeOther || !strings.HasPrefix(a.to, "/signin") {
			t.Errorf("%s: the old session still lives: %s", what, a)
		}
	}
	planted := "demarc=" + strings.Repeat("A", 43)
	victim := &probePerson{cookie: planted}
	p.ask(victim, "POST", "/signin", values("email", p.email("owner"), "password", probePassword))
	if victim.cookie == planted {
		t.Error("a planted session was signed in")
	}
	dies("planted", planted)

	// Somebody with two places.
	sam := p.people["stranger"]
	our := p.people["owner"].Actor
	second := store.NewID()
	must(t, p.DB.Change(t.Context(), access.SystemFor(our.MSP), func(tx *store.Tx) error {
		tx.AddMembership(sam.User, store.Place{Membership: second, MSP: our.MSP, MSPName: our.MSPName, Side: party.MSP, Role: access.Viewer})
		tx.RecordForMSP("", audit.MemberJoined, audit.Fact{Subject: string(sam.User), Label: sam.Name})
		return nil
	}))
	old := sam.cookie
	if a := p.ask(sam, "POST", "/places", values("membership", second)); a.to != "/" || sam.cookie == old {
		t.Fatalf("changing places: %s, a new session: %v", a, sam.cookie != old)
	}
	dies("the place before", old)
	at := "/e/" + string(p.draft.ID)
	if a := p.ask(sam, "GET", at, nil); a.status != http.StatusOK {
		t.Errorf("in the new place: %s", a)
	}
	if a := p.ask(sam, "GET", "/e/"+string(p.elsewhere.ID), nil); a.status != http.StatusNotFound {
		t.Errorf("the old place's things from the new one: %s", a)
	}
	if a := p.ask(sam, "POST", "/places", values("membership", our.Membership)); a.to != "/places" {
		t.Errorf("into somebody else's place: %s", a)
	}

	// The place ends: the very next request is refused, whatever it is.
	must(t, p.Accounts.EndMembership(t.Context(), our, "", second))
	before := p.digest()
	for _, path := range []string{at, at + "/matrix", at + "/live", at + "/draft/matrix.csv", "/clients", "/find?q=x"} {
		if a := p.ask(sam, "GET", path, nil); a.status != http.StatusSeeOther || !strings.HasPrefix(a.to, "/signin") {
			t.Errorf("after the place ended, GET %s: %s", path, a)
		}
	}
	if a := p.ask(sam, "POST", "/clients", values("name", "x")); a.status == http.StatusSeeOther && strings.HasPrefix(a.to, "/clients") || p.digest() != before {
		t.Errorf("after the place ended something was done: %s", a)
	}
	if a := p.ask(sam, "GET", "/signin", nil); !strings.HasPrefix(a.to, "/places") {
		t.Errorf("and then: %s", a)
	}

	// A role that changed counts at once, in both directions.
	lead := p.people["lead"]
	_, err := p.superExec(`update app.memberships set role = 'viewer' where id = $1`, lead.Membership)
	must(t, err)
	if a := p.ask(lead, "POST", "/clients", values("name", "x")); a.status != http.StatusSeeOther || !strings.HasPrefix(a.to, "/signin") {
		t.Errorf("with the role of before: %s", a)
	}
	p.ask(lead, "GET", "/signin", nil)
	if a := p.ask(lead, "POST", "/clients", values("name", "x")); a.status != http.StatusForbidden {
		t.Errorf("with the role of now: %s", a)
	}

	old = p.people["owner"].cookie
	p.ask(p.people["owner"], "POST", "/signout", nil)
	dies("signed out", old)
}

func (p *probe) superExec(sql string, args ...any) (int64, error) {
	p.digest() // opens the connection
	tag, err := p.super.Exec(p.t.Context(), sql, args...)
	return tag.RowsAffected(), err
}

// TestGuessing: passwords and codes can be tried a few times, from anywhere and at
// once, and no answer tells who has an account.
func TestGuessing(t *testing.T) {
	t.Parallel()
	p := newProbe(t, "http://demarc.test", nil)
	p.work()
	wrong := values("email", p.email("owner"), "password", "not my password at all")
	var mu sync.Mutex
	count := map[int]int{}
	var tries sync.WaitGroup
	for i := range 14 {
		tries.Go(func() {
			r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://demarc.test/signin", strings.NewReader(wrong.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.RemoteAddr = fmt.Sprintf("203.0.113.%d:1", i)
			a := p.send(nil, r, func() {})
			mu.Lock()
			defer mu.Unlock()
			count[a.status]++
		})
	}
	tries.Wait()
	if count[422] != 10 || count[429] != 4 {
		t.Errorf("14 guesses at once: %v, want 10 of 422 and 4 of 429", count)
	}
	right := values("email", p.email("owner"), "password", probePassword)
	if a := p.ask(nil, "POST", "/signin", right); a.status != 429 || a.header.Get("Retry-After") != "900" || !strings.Contains(a.body, "Wait 15 minutes") {
		t.Errorf("the right password after too many: %s %s", a, probeText(a.body))
	}
	p.Clock.Advance(16 * time.Minute)
	if a := p.ask(nil, "POST", "/signin", right); a.status != 303 {
		t.Errorf("after the wait: %s", a)
	}
	for i := range 51 { // one network, many accounts
		a := p.ask(nil, "POST", "/signin/code", values("email", fmt.Sprintf("n%d@nowhere.example", i)), "ip", "203.0.113.77")
		if want := map[bool]int{true: 303, false: 429}[i < 50]; a.status != want {
			t.Fatalf("try %d from one network: %s", i+1, a)
		}
	}

	sent := p.ask(nil, "POST", "/signin/code", values("email", p.email("stranger")))
	id := sent.to[strings.Index(sent.to, "id=")+3:]
	code := p.letter(p.email("stranger"), "Your sign-in code").Code
	for range 5 {
		if a := p.ask(nil, "POST", "/signin/code/check", values("id", id, "code", "000000")); a.status != 422 {
			t.Errorf("a wrong code: %s", a)
		}
	}
	if a := p.ask(nil, "POST", "/signin/code/check", values("id", id, "code", code)); a.status != 422 {
		t.Errorf("the right code after five wrong ones: %s", a)
	}
	again := func(advance time.Duration) int {
		sent := p.ask(nil, "POST", "/signin/code", values("email", p.email("stranger")))
		form := values("id", sent.to[strings.Index(sent.to, "id=")+3:], "code", p.letter(p.email("stranger"), "Your sign-in code").Code)
		p.Clock.Advance(advance)
		first := p.ask(nil, "POST", "/signin/code/check", form).status
		if second := p.ask(nil, "POST", "/signin/code/check", form).status; second != 422 {
			t.Errorf("a code used twice: %d", second)
		}
		return first
	}
	if got := again(0); got != 303 {
		t.Errorf("a right code: %d", got)
	}
	if got := again(11 * time.Minute); got != 422 {
		t.Errorf("a code of 11 minutes ago: %d", got)
	}

	p.Clock.Advance(16 * time.Minute)
	for _, form := range []struct {
		path string
		with func(email string) url.Values
	}{
		{"/signin", func(email string) url.Values { return values("email", email, "password", "not my password at all") }},
		{"/signin/code", func(email string) url.Values { return values("email", email) }},
		{"/signup", func(email string) url.Values {
			return values("msp", "M", "name", "N", "email", email, "password", probePassword)
		}},
	} {
		known, unknown := p.ask(nil, "POST", form.path, form.with(p.email("stranger"))), p.ask(nil, "POST", form.path, form.with("stranger@nowhere.example"))
		same := func(a probeAnswer) string {
			names := slices.Sorted(keysOf(a.header))
			return strings.NewReplacer("stranger@nowhere.example", "E", p.email("stranger"), "E").Replace(fmt.Sprint(a.status, probeIDs.ReplaceAllString(a.to, ""), a.same(), names))
		}
		if same(known) != same(unknown) {
			t.Errorf("%s tells who has an account:\n%s\n%s", form.path, same(known), same(unknown))
		}
	}
}

// TestLinks: a link that is not good any more says which way it ended.
func TestLinks(t *testing.T) {
	t.Parallel()
	p := newProbe(t, "http://demarc.test", nil)
	p.work()
	owner, ctx := p.people["owner"].Actor, t.Context()
	says := func(what, path string, status int, words string) {
		t.Helper()
		for _, method := range []string{"GET", "POST"} {
			a := p.ask(&probePerson{}, method, path, nil)
			if a.status != status || !strings.Contains(a.body, words) {
				t.Errorf("%s, %s: %s %s", what, method, a, probeText(a.body))
			}
		}
	}
	says("no token", "/join/nonsense", 404, "leads nowhere")
	says("no token", "/s/nonsense", 404, "leads nowhere")
	says("no token", "/in/nonsense", 404, "leads nowhere")
	says("a token of another kind", "/join/"+p.token, 404, "leads nowhere")
	other, err := store.NewSecret(owner.MSP)
	must(t, err)
	says("a token never given", "/s/"+other.Token, 404, "leads nowhere")
	says("a token never given", "/join/"+other.Token, 404, "leads nowhere")

	invited := func(email string) string {
		must(t, p.Accounts.Invite(ctx, owner, app.Invite{Email: email, Role: access.Viewer}))
		return "/join/" + p.link(email, "invites you")
	}
	used := invited("used@quillfeather.example")
	if a := p.ask(&probePerson{}, "POST", used, values("name", "New", "password", probePassword)); a.status != 303 {
		t.Fatalf("join: %s %s", a, probeText(a.body))
	}
	says("used", used, 410, "used already")
	late := invited("late@quillfeather.example")
	p.Clock.Advance(15 * 24 * time.Hour)
	says("expired", late, 410, "has ended")

	link := "/s/" + p.token
	lead := p.people["lead"].Actor
	must(t, p.Envelopes.Remind(ctx, lead, p.out.ID, p.round.ID, p.round.Waiting()[0].ID))
	token := p.link(p.round.Waiting()[0].Email, "asks you to sign")
	for _, rounds, err := p.Envelopes.List(ctx, lead, p.out.ID); ; _, rounds, err = p.Envelopes.List(ctx, lead, p.out.ID) {
		must(t, err) // the older link is good until the mail server took the newer letter
		if s, _ := rounds[0].Signer(p.round.Waiting()[0].ID); !s.AcceptedAt.Before(s.RemindedAt) {
			break
		}
		<-time.After(20 * time.Millisecond)
	}
	says("replaced by a reminder", link, 410, "There is a newer letter")
	link = "/s/" + token
	if a := p.ask(nil, "GET", link, nil); a.status != 200 {
		t.Errorf("the reminder's link: %s", a)
	}
	p.Clock.Advance(15 * 24 * time.Hour) // the round lasts 30 days
	says("expired", link, 410, "")
	must(t, p.Envelopes.Void(ctx, lead, p.out.ID, p.round.ID, "Not now"))
	says("voided", link, 410, "withdrawn")

	round := p.send2(lead)
	token = p.link(round.Waiting()[0].Email, "asks you to sign")
	_, err = p.Ceremonies.Decline(ctx, access.Request{}, token, p.pass(round.Waiting()[0].Email, token), "Not like this")
	must(t, err)
	says("declined", "/s/"+token, 410, "declined")
}

// send2 sends out once more, as it stands.
func (p *probe) send2(lead access.Actor) signing.Envelope {
	p.t.Helper()
	v, err := p.Envelopes.Prepare(p.t.Context(), lead, p.out.ID)
	must(p.t, err)
	env, err := p.Envelopes.Send(p.t.Context(), lead, p.out.ID, app.Send{Digest: v.Digest, Reason: "We talked about it.", Warned: v.Warned()})
	must(p.t, err)
	return env
}
