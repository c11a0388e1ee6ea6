package account_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"demarc/internal/access"
	"demarc/internal/app"
)

func TestSignUp(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.browser(t)
	b.get("/signup").shows(t, 200, "15 characters")
	again := b.post("/signup", "msp=Northgate IT", "name=Nora", "email=nora@northgate.test", "password=short one")
	again.shows(t, 422, `value="Northgate IT"`, `value="Nora"`, `value="nora@northgate.test"`, "Use at least 15 characters", `href="#f-password"`)
	again.hides(t, "short one")
	b.confirm(s, b.post("/signup", "msp=Northgate IT", "name=Nora", "email=nora@northgate.test", "password="+password)).leads(t, "/")
	b.get("/settings/members").shows(t, 200, "nora@northgate.test", "Only you are here")
	s.browser(t).post("/signin", "email=nora@northgate.test", "password="+password).leads(t, "/")
}

// confirm types the code from the newest letter on the page that signing up leads to.
func (b browser) confirm(s *site, sent answer) answer {
	b.t.Helper()
	to, err := url.Parse(sent.to)
	must(b.t, err)
	if to.Path != "/signin/code" {
		b.t.Fatalf("sent to %q\n%s", sent.to, sent.body)
	}
	ctx, cancel := context.WithTimeout(b.t.Context(), 20*time.Second)
	defer cancel()
	letter, err := s.outbox.Wait(ctx, "nora@northgate.test", "code")
	must(b.t, err)
	return b.post("/signin/code/check", "id="+to.Query().Get("id"), "code="+letter.Letter.Code)
}

// Nobody can prepare an account for somebody else's address: the password of a sign-up
// counts only in the browser that also has the code from the mailbox.
func TestAnAccountPreparedByAnother(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	thief, nora := s.browser(t), s.browser(t)
	const theirs = "a password the thief knows"
	prepared := thief.post("/signup", "msp=Trap", "name=Nora", "email=nora@northgate.test", "password="+theirs)
	thief.post("/signin", "email=nora@northgate.test", "password="+theirs).shows(t, 422, "never confirmed")
	sent := nora.post("/signin/code", "email=nora@northgate.test")
	if prepared.status != 303 {
		t.Fatalf("signing up answered %d", prepared.status)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	to, err := url.Parse(sent.to)
	must(t, err)
	for {
		letter, err := s.outbox.Wait(ctx, "nora@northgate.test", "code")
		must(t, err)
		if letter.ID == "code-"+to.Query().Get("id") {
			nora.post("/signin/code/check", "id="+to.Query().Get("id"), "code="+letter.Letter.Code)
			break
		}
	}
	thief.post("/signin", "email=nora@northgate.test", "password="+theirs).shows(t, 422, "do not go together")
	known := thief.post("/signup", "msp=Trap", "name=Nora", "email=nora@northgate.test", "password="+theirs)
	if known.status != 303 || !strings.HasPrefix(known.to, "/signin/code?id=") {
		t.Errorf("a known address is told from an unknown one: %d %s", known.status, known.to)
	}
	thief.post("/signin", "email=nora@northgate.test", "password="+theirs).shows(t, 422, "do not go together")
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.owner(t, "Northgate IT", "nora@northgate.test")
	b := s.browser(t)
	b.get("/settings/members").leads(t, "/signin?next=%2Fsettings%2Fmembers")
	wrong := b.post("/signin", "email=nora@northgate.test", "password=not the password", "next=/settings/members")
	wrong.shows(t, 422, `value="nora@northgate.test"`, `value="/settings/members"`, "do not go together")
	wrong.hides(t, "not the password")
	stranger := b.post("/signin", "email=nobody@northgate.test", "password=not the password", "next=/settings/members")
	if a, c := wrong.body, strings.ReplaceAll(stranger.body, "nobody@", "nora@"); a != c || stranger.status != 422 {
		t.Errorf("an unknown address is told from a known one:\n%s\n%s", a, c)
	}
	b.post("/signout").leads(t, "/signin") // leaves a notice, so there is a session
	before := b.session()
	b.post("/signin", "email=Nora@Northgate.test ", "password="+password, "next=/settings/members").leads(t, "/settings/members")
	if b.session() == before || before == "" {
		t.Error("the session's token is the one from before signing in")
	}
	b.get("/settings/members").shows(t, 200, "nora@northgate.test")
	b.post("/signout").leads(t, "/signin")
	b.get("/settings/members").leads(t, "/signin?next=%2Fsettings%2Fmembers")
	b.post("/signin", "email=nora@northgate.test", "password="+password, "next=//evil.example").leads(t, "/")
}

// TestCode signs in with a mailed code. That no account exists is not told by what a
// wrong code is answered with.
func TestCode(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.owner(t, "Northgate IT", "nora@northgate.test")
	b := s.browser(t)
	b.post("/signin/code", "email=").shows(t, 422, "Enter your email address")
	var wrong [2]answer
	var ids [2]string
	for i, email := range []string{"nora@northgate.test", "nobody@northgate.test"} {
		sent := b.post("/signin/code", "email="+email, "next=/settings/members")
		if sent.status != 303 || !strings.HasPrefix(sent.to, "/signin/code?id=") {
			t.Fatalf("code for %s: %d %s\n%s", email, sent.status, sent.to, sent.body)
		}
		b.get(sent.to).shows(t, 200, `autocomplete="one-time-code"`, `inputmode="numeric"`, `value="/settings/members"`)
		to, err := url.Parse(sent.to)
		must(t, err)
		ids[i] = to.Query().Get("id")
		wrong[i] = b.post("/signin/code/check", "id="+ids[i], "code=not digits", "next=/settings/members")
		wrong[i].shows(t, 422, "This code does not work", `value="not digits"`)
	}
	if a, c := wrong[0].body, strings.ReplaceAll(wrong[1].body, ids[1], ids[0]); a != c {
		t.Errorf("an unknown address is told from a known one:\n%s\n%s", a, c)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	letter, err := s.outbox.Wait(ctx, "nora@northgate.test", "code")
	must(t, err)
	code := letter.Letter.Code[:3] + " " + letter.Letter.Code[3:]
	b.post("/signin/code/check", "id="+ids[0], "code="+code, "next=/settings/members").leads(t, "/settings/members")
	b.post("/signin/code/check", "id="+ids[0], "code="+code).shows(t, 422, "This code does not work")
}

func TestJoin(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	nora := s.owner(t, "Northgate IT", "nora@northgate.test")
	alder, err := s.Clients.Add(t.Context(), nora, "Alder Foods")
	must(t, err)
	link := s.invite(t, nora, app.Invite{Email: "priya@alder.test", Role: access.ITLead, Client: alder.ID})
	b := s.browser(t)
	b.get("/join/nonsense").shows(t, 404)
	b.get(link).shows(t, 200, "Nora Lindqvist invites you", "Join Alder Foods", "Internal IT lead", "Agree functions for your side", "priya@alder.test")
	b.post(link, "name=Priya Shah", "password=short").shows(t, 422, `value="Priya Shah"`, "Use at least 15 characters")
	b.post(link, "name=Priya Shah", "password="+password).leads(t, "/")
	b.get("/settings/members").shows(t, 200, "You have joined Alder Foods", "priya@alder.test", "Internal IT lead")
	b.get("/settings/members").hides(t, "nora@northgate.test")
	b.get(link).shows(t, 410, "used already")

	// The same person is invited elsewhere: they join with the account they have.
	olga := s.owner(t, "Southgate IT", "olga@southgate.test")
	second := s.invite(t, olga, app.Invite{Email: "priya@alder.test", Role: access.Viewer})
	stranger := s.browser(t)
	stranger.get(second).shows(t, 200, "Sign in to join")
	stranger.post("/signin", "email=nora@northgate.test", "password="+password).leads(t, "/")
	stranger.get(second).shows(t, 200, "You are signed in as nora@northgate.test", "Sign out and use priya@alder.test")
	stranger.post(second).shows(t, 403, "The invitation is for priya@alder.test", "Sign out and use priya@alder.test")
	b.post(second).leads(t, "/")
	b.get("/settings/members").shows(t, 200, "olga@southgate.test")
	b.post("/signout", "next="+second).leads(t, second)
	b.post("/signin", "email=priya@alder.test", "password="+password, "next=/settings/members").leads(t, "/places?next=%2Fsettings%2Fmembers")
	b.post("/signout").leads(t, "/signin")
	b.post("/signin", "email=priya@alder.test", "password="+password, "next="+second).leads(t, second)
	b.get("/places").shows(t, 200, "Alder Foods", "client of Northgate IT", "Southgate IT", "Viewer")
}

// TestPlaces follows a person whose places change under their feet.
func TestPlaces(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	nora := s.owner(t, "Northgate IT", "nora@northgate.test")
	link := s.invite(t, nora, app.Invite{Email: "tom@northgate.test", Role: access.Lead})
	b := s.browser(t)
	b.get("/places").leads(t, "/signin?next=%2Fplaces")
	b.post(link, "name=Tom Reyes", "password="+password).leads(t, "/")
	people, _, err := s.Accounts.Members(t.Context(), nora, "")
	must(t, err)
	var tom string
	for _, p := range people {
		if p.Email == "tom@northgate.test" {
			tom = p.Membership
		}
	}
	b.post("/places", "membership="+nora.Membership).leads(t, "/places") // somebody else's
	b.post("/places", "membership="+tom, "next=/settings/members").leads(t, "/settings/members")
	must(t, s.Accounts.EndMembership(t.Context(), nora, "", tom))
	b.get("/settings/members").leads(t, "/signin?next=%2Fsettings%2Fmembers")
	b.get("/signin?next=%2Fsettings%2Fmembers").leads(t, "/places?next=%2Fsettings%2Fmembers")
	b.get("/places").shows(t, 200, "Your place at Northgate IT has ended", "You have no place yet")
	b.get("/settings/members").leads(t, "/signin?next=%2Fsettings%2Fmembers")
	b.get("/signin?next=%2Fsettings%2Fmembers").leads(t, "/places?next=%2Fsettings%2Fmembers")
	b.get("/places").hides(t, "has ended") // told once, then forgotten
}

func TestMembers(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	nora := s.owner(t, "Northgate IT", "nora@northgate.test")
	olga := s.owner(t, "Southgate IT", "olga@southgate.test")
	b := s.browser(t)
	b.post("/signin", "email=nora@northgate.test", "password="+password).leads(t, "/")
	b.post("/settings/members/invite", "email=tom@", "role=viewer").shows(t, 422, `value="tom@"`, "Enter an email address like", `value="viewer" checked`)
	b.post("/settings/members/invite", "email=tom@northgate.test", "role=king").shows(t, 422, "Choose a role", `value="tom@northgate.test"`)
	b.post("/settings/members/invite", "email=nora@northgate.test", "role=viewer").shows(t, 422, "already has a place here")
	b.post("/settings/members/invite", "email=tom@northgate.test", "role=viewer").leads(t, "/settings/members")
	b.get("/settings/members").shows(t, 200, "invitation to tom@northgate.test", "Invited")
	b.post("/settings/members/"+olga.Membership+"/end").shows(t, 404)
	b.post("/settings/members/"+nora.Membership+"/end").shows(t, 422, "your own place")

	link := s.invite(t, nora, app.Invite{Email: "vera@northgate.test", Role: access.Viewer})
	v := s.browser(t)
	v.post(link, "name=Vera", "password="+password).leads(t, "/")
	v.get("/settings/members").hides(t, "Invite a colleague", "End this place")
	v.post("/settings/members/invite", "email=x@y.test", "role=viewer").shows(t, 403)
}

func TestSampleLink(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	nora := s.owner(t, "Northgate IT", "nora@northgate.test")
	must(t, s.db.DB.AddSampleLink(t.Context(), nora.User, "a-sample-token", time.Hour))
	b := s.browser(t)
	b.get("/in/a-sample-token").shows(t, 200, "Sign in as Nora Lindqvist", `method="post"`)
	if b.session() != "" {
		t.Error("looking at the link began a session")
	}
	b.post("/in/a-sample-token").leads(t, "/")
	b.get("/settings/members").shows(t, 200, "nora@northgate.test")
	b.get("/in/another").shows(t, 404)
}

// TestOutbox: other people's links are shown to this machine only.
func TestOutbox(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	nora := s.owner(t, "Northgate IT", "nora@northgate.test")
	s.invite(t, nora, app.Invite{Email: "tom@northgate.test", Role: access.Lead})
	for address, want := range map[string]int{"127.0.0.1:999": 200, "[::1]:999": 200, "192.0.2.7:999": 404, "[2001:db8::1]:999": 404, "": 404} {
		r := httptest.NewRequest(http.MethodGet, "/dev/outbox", nil)
		r.RemoteAddr = address
		w := httptest.NewRecorder()
		s.router.ServeHTTP(w, r)
		if w.Code != want || strings.Contains(w.Body.String(), "/join/") != (want == 200) {
			t.Errorf("from %q: %d", address, w.Code)
		}
	}
}
