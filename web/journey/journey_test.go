package journey_test

import (
	"testing"

	"demarc/internal/browsertest"
)

// journey is an engagement from nothing to signed and looked up, by people who know
// no more than their screens and letters tell them.
type journey struct {
	*journeySite
	t        *testing.T
	browser  *browsertest.Browser
	one, two *process
	nora     *someone // owns the MSP and signs for it
	priya    *someone // leads the client's IT, on the second process
	dana     *someone // signs for the client, on a phone
}

// TestJourney: two processes serve one database, so that what one side does on one
// reaches the other side through the database alone.
func TestJourney(t *testing.T) {
	t.Parallel()
	j := &journey{t: t, browser: browsertest.Start(t)}
	j.journeySite = newJourneySite(t)
	j.one, j.two = j.process("one"), j.process("two")
	j.nora = newcomer(t, j.browser, "nora", j.one, 1280, 900)
	j.priya = newcomer(t, j.browser, "priya", j.two, 1280, 900)
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
	n.visit("/")
	n.look("landing")
	n.press("Create an MSP account")
	n.heading("Create an MSP account")
	n.look("signup")
	n.fill("Name of your MSP", "Northgate IT")
	n.fill("Your name", "Nora Adeyemi")
	n.fill("Work email", "nora@northgate.example")
	n.fill("Password", "four walls and one door")
	n.press("Create the account")
	n.heading("Enter the code")
	n.look("signup-code")
	n.fill("Code", j.letter("nora@northgate.example", "code").Code)
	n.press("Continue")
	n.WaitText("main", "No engagements yet")
	n.look("home-empty")
	n.press("Start with a client")
	n.heading("Clients")
	n.look("clients-empty")
	n.fill("Name", "Alder Foods")
	n.press("Add the client")
	n.heading("Alder Foods")
	n.look("client-empty")
	n.fill("Email", "priya@alderfoods.example")
	n.pick("Internal IT lead")
	n.press("Send the invitation")
	n.WaitText("#notices", "priya@alderfoods.example")
	n.press("New engagement")
	n.heading("New engagement")
	n.look("start")
	n.pick("Infrastructure and security")
	n.press("Start the engagement")
	n.WaitText("#next", "Say who is in this")
	n.look("hub-new")

	p.visit(j.path("priya@alderfoods.example", "invites you"))
	p.heading("Join Alder Foods")
	p.look("join")
	p.fill("Your name", "Priya Shah")
	p.fill("Choose a password", "seven ripe red apples")
	p.press("Join Alder Foods")
	p.WaitText("#notices", "You have joined Alder Foods.")
	p.look("home-client")
	p.press("Co-managed IT, Alder Foods")
	p.Wait("#next")
	p.look("hub-client")
}
