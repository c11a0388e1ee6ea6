// Package teams_test has both teams bring one matrix to ready to sign, in real browsers:
// with the keyboard alone, on phones, and by what is read out to them.
package teams_test

import (
	"slices"
	"strings"
	"testing"

	"demarc/internal/access"
	"demarc/internal/app/apptest"
	"demarc/internal/browsertest"
	"demarc/internal/raci"
	"demarc/internal/sitetest"
	"demarc/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// teams are two people, one of each side, with the same matrix before them, each
// through a process of their own. Everything but agreement is filled in.
type teams struct {
	t    *testing.T
	nora *sitetest.Person // of the MSP
	page string           // of the engagement
	two  *sitetest.Person // Priya, of the client's IT
}

func newTeams(t *testing.T, width, height int) *teams {
	t.Helper()
	browser := browsertest.Start(t)
	site := sitetest.New(t)
	one, two := site.Process("one"), site.Process("two")
	s := &apptest.Scene{Database: site.DB, App: one.App, Outbox: site.Outbox}
	s.Start(t)
	apptest.Must(t, one.DB.Verify(t.Context(), s.Owner.User, true))
	s.Partner(t, access.ITLead, "Priya Shah")
	s.Fill(t, s.Owner)
	j := &teams{t: t, page: "/e/" + string(s.Engagement.ID)}
	j.nora = sitetest.Newcomer(t, browser, "nora", one, width, height)
	j.two = sitetest.Newcomer(t, browser, "priya", two, width, height)
	for p, email := range map[*sitetest.Person]string{j.nora: apptest.Nora.Email, j.two: "priya@alderfoods.example"} {
		p.Hear()
		p.Visit("/signin")
		p.KeyTo("Email")
		p.Press(email)
		p.KeyTo("Password")
		p.Press(apptest.Password, "Enter")
		p.Visit(j.page + "/matrix")
		p.Heading("Matrix")
	}
	return j
}

// TestTeamsByKeyboard: both teams go through every area to ready to sign without
// touching a mouse. In the first area one moves the A, the other says no, and they
// settle it.
func TestTeamsByKeyboard(t *testing.T) {
	t.Parallel()
	j := newTeams(t, 1280, 900)
	n, p := j.nora, j.two
	areas := n.Areas()
	if len(areas) != 24 {
		t.Fatalf("%d areas", len(areas))
	}
	j.disagree(areas[0][1])
	for _, who := range []*sitetest.Person{n, p} {
		who.Enter()
		who.Press("Ctrl+Home")
	}
	for _, rows := range areas {
		for _, who := range []*sitetest.Person{n, p} {
			for range rows {
				who.Press("y", "ArrowDown")
			}
		}
		for _, id := range rows {
			for _, who := range []*sitetest.Person{n, p} {
				who.Wait("#function-" + id + ":has(.mx-tick.mx-on + .mx-tick.mx-on)")
			}
		}
	}
	n.WaitText("#mx-progress", "149 of 149 agreed")
	n.Look("teams-agreed")
	j.ready()
}

// disagree: the MSP takes the A of a function, the client disputes it, the MSP settles.
func (j *teams) disagree(row string) {
	j.t.Helper()
	n, p := j.nora, j.two
	n.Enter()
	n.To(row, sitetest.MSPTeam)
	n.Press("a")
	n.WaitHeard("Accountable: MSP team. Removed from Client IT.")
	p.Sees(row, sitetest.MSPTeam, "A")
	p.Enter()
	p.To(row, sitetest.ClientIT)
	p.Press("n")
	p.Fill("#mx-why", "Our desk answers the phone.")
	p.Press("Tab", "Enter")
	p.WaitText("#function-"+row, "Our desk answers the phone.")
	n.WaitText("#function-"+row, "Our desk answers the phone.")
	n.Look("teams-disputed")
	n.Press("Home", "Enter") // the name is a link
	n.Heading("Tier 1 user support")
	n.Follow("Settle the dispute")
	n.Follow("Matrix")
	n.Heading("Matrix")
	n.Enter()
	n.To(row, sitetest.ClientIT)
	n.Press("a", "Shift+R") // a alone takes the A back, Shift R adds the work
	p.Sees(row, sitetest.ClientIT, "A/R")
}

// ready: the MSP says who holds which keys, the client's lead reads the text, and the
// overview tells what is next.
func (j *teams) ready() {
	j.t.Helper()
	j.nora.Follow("Access")
	j.nora.Heading("Access register")
	j.nora.Follow("Confirm 37 lines")
	j.nora.WaitText("#notices", "Every line is reviewed now.")
	j.two.Follow("Agreement")
	j.two.Heading("Agreement")
	j.two.Follow("I have read this text")
	j.two.WaitText("#reviewed", "Priya Shah")
	j.nora.Follow("Overview")
	j.nora.WaitText("#next", "Ready to sign")
	j.nora.Look("teams-ready")
}

// agreeToTheRest agrees to what is left, after it was listed.
func agreeToTheRest(p *sitetest.Person) {
	p.Follow("Agree to all unflagged rows")
	p.Heading("Agree to")
	p.Follow("Agree for ")
	p.WaitText("#notices", "You agreed to")
}

// TestTeamsOnPhones: the same on two phones, where the matrix is a list and a function
// is a page with its buttons at the thumb. One function of each area is agreed to on
// its page, the rest together.
func TestTeamsOnPhones(t *testing.T) {
	t.Parallel()
	j := newTeams(t, 390, 844)
	var firsts []string
	for _, rows := range j.nora.Areas() {
		firsts = append(firsts, rows[0])
	}
	for _, p := range []*sitetest.Person{j.nora, j.two} {
		p.Look("teams-phone-list")
		p.Choose("Ticket intake and triage")
		p.Heading("Ticket intake and triage")
		p.Look("teams-phone-card")
		for i, id := range firsts {
			if i > 0 {
				p.Click("#name-" + id)
			}
			p.Click(".mx-thumb button[value=yes]")
			p.Wait(".mx-thumb button[value=no]")
			if i == 0 {
				p.Look("teams-phone-agreed")
			}
			p.Choose("Back to the matrix")
			p.Heading("Matrix")
		}
		agreeToTheRest(p)
	}
	j.two.WaitText("#mx-progress", "149 of 149 agreed")
	j.ready()
}

// TestTeamsByReader: the same for two people who see nothing and go by what is read
// out: the name, the letter and the state of each cell, and what each act announces.
// The first function of each area is read cell by cell, the rest is agreed together.
func TestTeamsByReader(t *testing.T) {
	t.Parallel()
	j := newTeams(t, 1280, 900)
	for _, p := range []*sitetest.Person{j.nora, j.two} {
		p.KeyTo("Ticket intake and triage")
		p.Press("Ctrl+Home")
		for range 24 {
			name := p.Focused().Name
			hearsRow(t, p, name)
			p.Press("y")
			p.WaitHeard("You agreed to " + name + ".")
			p.Press("Home", "PageDown")
		}
		agreeToTheRest(p)
	}
	j.two.WaitText("#mx-progress", "149 of 149 agreed")
	if !slices.ContainsFunc(j.two.Tree(), func(n browsertest.Node) bool {
		return n.Role == "progressbar" && n.Name == "149 of 149 agreed"
	}) {
		t.Error("how far both are is not read out")
	}
	j.ready()
	if !slices.ContainsFunc(j.nora.Tree(), func(n browsertest.Node) bool {
		return strings.HasPrefix(n.Name, "Ready to sign")
	}) {
		t.Error("what is next is not read out")
	}
}

// hearsRow goes through the cells of a function and has each read out.
func hearsRow(t *testing.T, p *sitetest.Person, name string) {
	t.Helper()
	for _, column := range []string{"MSP team", "Client IT", "Client management"} {
		p.Press("ArrowRight")
		at := p.Focused()
		if at.Role != "gridcell" || !strings.HasPrefix(at.Name, name+", "+column) || !slices.ContainsFunc(raci.Assignments, func(a raci.Assignment) bool {
			return strings.Contains(at.Name, ", "+a.Words())
		}) {
			t.Fatalf("what %s is to %q is read out as %q", column, name, at)
		}
	}
}
