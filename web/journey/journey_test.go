// Package journey_test has people go through Demarc in real browsers, from nothing to
// signed. Each journey has a database and processes of its own. Start at TestJourney.
package journey_test

import (
	"testing"

	"demarc/internal/browsertest"
	"demarc/internal/sitetest"
	"demarc/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// journey is an engagement from nothing to signed and looked up, by people who know
// no more than their screens and letters tell them.
type journey struct {
	*sitetest.Site
	t        *testing.T
	browser  *browsertest.Browser
	one, two *sitetest.Process
	nora     *sitetest.Person // owns the MSP and signs for it
	priya    *sitetest.Person // leads the client's IT, on the second process
	dana     *sitetest.Person // signs for the client, on a phone
}

// TestJourney: two processes serve one database, so that what one side does on one
// reaches the other side through the database alone.
func TestJourney(t *testing.T) {
	t.Parallel()
	j := &journey{t: t, browser: browsertest.Start(t)}
	j.Site = sitetest.New(t)
	j.one, j.two = j.Process("one"), j.Process("two")
	j.nora = sitetest.Newcomer(t, j.browser, "nora", j.one, 1280, 900)
	j.priya = sitetest.Newcomer(t, j.browser, "priya", j.two, 1280, 900)
	for _, step := range []struct {
		name string
		do   func()
	}{
		{"begin", j.begin},
		{"set up", j.setUp},
		{"keyboard", j.keyboard},
		{"conflict", j.conflict},
		{"outage", j.outage},
		{"dispute", j.dispute},
		{"shape", j.shape},
		{"agree", j.agree},
		{"send", j.send},
		{"sign", j.sign},
		{"in force", j.inForce},
	} {
		step.do()
		if t.Failed() {
			t.Fatalf("the journey ends at %q", step.name)
		}
	}
}

// begin signs up, adds the client, invites its IT lead and starts the engagement.
func (j *journey) begin() {
	n, p := j.nora, j.priya
	n.Visit("/")
	n.Look("landing")
	n.Choose("Create an MSP account")
	n.Heading("Create an MSP account")
	n.Look("signup")
	n.Write("Name of your MSP", "Northgate IT")
	n.Write("Your name", "Nora Adeyemi")
	n.Write("Work email", "nora@northgate.example")
	n.Write("Password", "four walls and one door")
	n.Choose("Create the account")
	n.Heading("Enter the code")
	n.Look("signup-code")
	n.Write("Code", j.Letter("nora@northgate.example", "code").Code)
	n.Choose("Continue")
	n.WaitText("main", "No engagements yet")
	n.Look("home-empty")
	n.Choose("Start with a client")
	n.Heading("Clients")
	n.Look("clients-empty")
	n.Write("Name", "Alder Foods")
	n.Choose("Add the client")
	n.Heading("Alder Foods")
	n.Look("client-empty")
	n.Write("Email", "priya@alderfoods.example")
	n.Tick("Internal IT lead")
	n.Choose("Send the invitation")
	n.WaitText("#notices", "priya@alderfoods.example")
	n.Choose("New engagement")
	n.Heading("New engagement")
	n.Look("start")
	n.Tick("Infrastructure and security")
	n.Choose("Start the engagement")
	n.WaitText("#next", "Say who is in this")
	n.Look("hub-new")

	p.Visit(j.Path("priya@alderfoods.example", "invites you"))
	p.Heading("Join Alder Foods")
	p.Look("join")
	p.Write("Your name", "Priya Shah")
	p.Write("Choose a password", "seven ripe red apples")
	p.Choose("Join Alder Foods")
	p.WaitText("#notices", "You have joined Alder Foods.")
	p.Look("home-client")
	p.Choose("Co-managed IT, Alder Foods")
	p.Wait("#next")
	p.Look("hub-client")
}
