package journey_test

import (
	"slices"
	"strings"
	"testing"

	"demarc/internal/access"
	"demarc/internal/app/apptest"
	"demarc/internal/browsertest"
	"demarc/internal/raci"
)

// teams are two people, one of each side, with the same matrix before them, each
// through a process of their own. Everything but agreement is filled in.
type teams struct {
	t    *testing.T
	nora *someone // of the MSP
	page string   // of the engagement
	two  *someone // Priya, of the client's IT
}

func newTeams(t *testing.T, width, height int) *teams {
	t.Helper()
	browser := browsertest.Start(t)
	site := newJourneySite(t)
	one, two := site.process("one"), site.process("two")
	s := &apptest.Scene{Database: site.db, App: one.app, Outbox: site.outbox}
	s.Start(t)
	must(t, one.db.Verify(t.Context(), s.Owner.User, true))
	s.Partner(t, access.ITLead, "Priya Shah")
	s.Fill(t, s.Owner)
	j := &teams{t: t, page: "/e/" + string(s.Engagement.ID)}
	j.nora = newcomer(t, browser, "nora", one, width, height)
	j.two = newcomer(t, browser, "priya", two, width, height)
	for p, email := range map[*someone]string{j.nora: apptest.Nora.Email, j.two: "priya@alderfoods.example"} {
		p.Hear()
		p.visit("/signin")
		p.keyTo("Email")
		p.Press(email)
		p.keyTo("Password")
		p.Press(apptest.Password, "Enter")
		p.visit(j.page + "/matrix")
		p.heading("Matrix")
	}
	return j
}

// keyTo goes with the Tab key to what is called words by whoever reads it out, the
// whole name rather than a part of it, round the page once at most.
func (p *someone) keyTo(words string) {
	p.tb.Helper()
	var passed []string
	for range 400 {
		p.Press("Tab")
		name := p.Focused().Name
		if strings.HasPrefix(name, words) {
			return
		}
		if passed = append(passed, name); len(passed) > 60 && passed[0] == name && passed[1] == passed[len(passed)-1] {
			break
		}
	}
	p.tb.Fatalf("the Tab key does not lead to %q but to %q", words, passed[max(0, len(passed)-40):])
}

// follow goes to a link or button with the keyboard and presses it.
func (p *someone) follow(words string) {
	p.tb.Helper()
	p.keyTo(words)
	p.Press("Enter")
}

// areas are the ids of the rows of each area, in order.
func (p *someone) areas() (areas [][]string) {
	p.tb.Helper()
	for _, body := range p.Eval(`[...document.querySelectorAll("#grid tbody")].map(b => [...b.querySelectorAll(".mx-row")].map(r => r.id.slice("function-".length))).filter(a => a.length)`).([]any) {
		var rows []string
		for _, id := range body.([]any) {
			rows = append(rows, id.(string))
		}
		areas = append(areas, rows)
	}
	return areas
}

// TestTeamsByKeyboard: both teams go through every area to ready to sign without
// touching a mouse. In the first area one moves the A, the other says no, and they
// settle it.
func TestTeamsByKeyboard(t *testing.T) {
	t.Parallel()
	j := newTeams(t, 1280, 900)
	n, p := j.nora, j.two
	areas := n.areas()
	if len(areas) != 24 {
		t.Fatalf("%d areas", len(areas))
	}
	j.disagree(areas[0][1])
	for _, who := range []*someone{n, p} {
		who.enter()
		who.Press("Ctrl+Home")
	}
	for _, rows := range areas {
		for _, who := range []*someone{n, p} {
			for range rows {
				who.Press("y", "ArrowDown")
			}
		}
		for _, id := range rows {
			for _, who := range []*someone{n, p} {
				who.Wait("#function-" + id + ":has(.mx-tick.mx-on + .mx-tick.mx-on)")
			}
		}
	}
	n.WaitText("#mx-progress", "149 of 149 agreed")
	n.look("teams-agreed")
	j.ready()
}

// disagree: the MSP takes the A of a function, the client disputes it, the MSP settles.
func (j *teams) disagree(row string) {
	j.t.Helper()
	n, p := j.nora, j.two
	n.enter()
	n.to(row, mspTeam)
	n.Press("a")
	n.WaitHeard("Accountable: MSP team. Removed from Client IT.")
	p.sees(row, mspTeam, "A")
	p.enter()
	p.to(row, clientIT)
	p.Press("n")
	p.Fill("#mx-why", "Our desk answers the phone.")
	p.Press("Tab", "Enter")
	p.WaitText("#function-"+row, "Our desk answers the phone.")
	n.WaitText("#function-"+row, "Our desk answers the phone.")
	n.look("teams-disputed")
	n.Press("Home", "Enter") // the name is a link
	n.heading("Tier 1 user support")
	n.follow("Settle the dispute")
	n.follow("Matrix")
	n.heading("Matrix")
	n.enter()
	n.to(row, clientIT)
	n.Press("a", "Shift+R") // a alone takes the A back, Shift R adds the work
	p.sees(row, clientIT, "A/R")
}

// ready: the MSP says who holds which keys, the client's lead reads the text, and the
// overview tells what is next.
func (j *teams) ready() {
	j.t.Helper()
	j.nora.follow("Access")
	j.nora.heading("Access register")
	j.nora.follow("Confirm 37 lines")
	j.nora.WaitText("#notices", "Every line is reviewed now.")
	j.two.follow("Agreement")
	j.two.heading("Agreement")
	j.two.follow("I have read this text")
	j.two.WaitText("#reviewed", "Priya Shah")
	j.nora.follow("Overview")
	j.nora.WaitText("#next", "Ready to sign")
	j.nora.look("teams-ready")
}

// agreeToTheRest agrees to what is left, after it was listed.
func (p *someone) agreeToTheRest() {
	p.tb.Helper()
	p.follow("Agree to all unflagged rows")
	p.heading("Agree to")
	p.follow("Agree for ")
	p.WaitText("#notices", "You agreed to")
}

// TestTeamsOnPhones: the same on two phones, where the matrix is a list and a function
// is a page with its buttons at the thumb. One function of each area is agreed to on
// its page, the rest together.
func TestTeamsOnPhones(t *testing.T) {
	t.Parallel()
	j := newTeams(t, 390, 844)
	var firsts []string
	for _, rows := range j.nora.areas() {
		firsts = append(firsts, rows[0])
	}
	for _, p := range []*someone{j.nora, j.two} {
		p.look("teams-phone-list")
		p.press("Ticket intake and triage")
		p.heading("Ticket intake and triage")
		p.look("teams-phone-card")
		for i, id := range firsts {
			if i > 0 {
				p.Click("#name-" + id)
			}
			p.Click(".mx-thumb button[value=yes]")
			p.Wait(".mx-thumb button[value=no]")
			if i == 0 {
				p.look("teams-phone-agreed")
			}
			p.press("Back to the matrix")
			p.heading("Matrix")
		}
		p.agreeToTheRest()
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
	for _, p := range []*someone{j.nora, j.two} {
		p.keyTo("Ticket intake and triage")
		p.Press("Ctrl+Home")
		for range 24 {
			name := p.Focused().Name
			p.hearsRow(name)
			p.Press("y")
			p.WaitHeard("You agreed to " + name + ".")
			p.Press("Home", "PageDown")
		}
		p.agreeToTheRest()
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
func (p *someone) hearsRow(name string) {
	p.tb.Helper()
	for _, column := range []string{"MSP team", "Client IT", "Client management"} {
		p.Press("ArrowRight")
		at := p.Focused()
		if at.Role != "gridcell" || !strings.HasPrefix(at.Name, name+", "+column) || !slices.ContainsFunc(raci.Assignments, func(a raci.Assignment) bool {
			return strings.Contains(at.Name, ", "+a.Words())
		}) {
			p.tb.Fatalf("what %s is to %q is read out as %q", column, name, at)
		}
	}
}
