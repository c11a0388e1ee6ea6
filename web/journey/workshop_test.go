package journey_test

import (
	"testing"
	"time"

	"demarc/internal/access"
	"demarc/internal/app/apptest"
	"demarc/internal/browsertest"
	"demarc/internal/sitetest"
	"demarc/internal/store"
)

// TestWorkshopJourney is two teams in one workshop, each at its own process: Tom drives
// by keyboard, Priya follows, looks on her own and follows again; they vote blind, agree,
// park and end it.
func TestWorkshopJourney(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	s := apptest.New(t)
	lead, it := s.Colleague(t, access.Lead, "Tom Berg"), s.Partner(t, access.ITLead, "Priya Shah")
	site := sitetest.Of(t, s)
	one, two := site.Process("one"), site.Process("two")
	enter := func(who access.Actor, name string, at *sitetest.Process, width, height int) *sitetest.Person {
		t.Helper()
		link, err := store.NewSecret(who.MSP)
		apptest.Must(t, err)
		apptest.Must(t, s.DB.AddSampleLink(t.Context(), who.User, link.Token, time.Hour))
		p := sitetest.Newcomer(t, b, name, at, width, height)
		p.Visit("/in/" + link.Token)
		p.Click("main form button")
		p.Wait(".topbar")
		return p
	}
	tom, priya := enter(lead, "tom", one, 1280, 900), enter(it, "priya", two, 1280, 900)
	phone, wall := enter(it, "priya-phone", two, 390, 844), enter(lead, "wall", one, 1920, 1080)
	small := enter(it, "priya-small", two, 320, 640)
	d, err := s.Matrices.Open(t.Context(), lead, s.Engagement.ID)
	apptest.Must(t, err)
	agenda := d.Matrix.Agenda()
	room := "/e/" + string(s.Engagement.ID) + "/workshop"

	tom.Visit(room)
	tom.WaitText("main", "No workshop yet")
	tom.Look("workshop-none")
	tom.Choose("Start a workshop")
	tom.WaitText("#ws-name", agenda[0].Name)
	tom.Look("workshop-drives")
	for _, p := range []*sitetest.Person{priya, phone, small} {
		p.Visit(room)
		p.WaitText(".ws-who", "You follow Tom Berg.")
		p.Look("workshop-follows")
	}
	wall.Visit(room + "/present")
	wall.WaitText("h1", agenda[0].Name)
	wall.Look("workshop-wall")
	// The room moves by one key, on every screen and from process to process.
	tom.Press("j")
	for _, p := range []*sitetest.Person{tom, priya, phone} {
		p.WaitText("#ws-name", agenda[1].Name)
	}
	wall.WaitText("h1", agenda[1].Name)
	tom.Press("j", "k")
	priya.WaitText("#ws-name", agenda[1].Name)

	// Priya looks on her own; the room moves on without her, until she follows again.
	priya.Press("j")
	priya.WaitText(".ws-who", "You look on your own.")
	priya.WaitText("#ws-name", agenda[2].Name)
	priya.Look("workshop-alone")
	tom.Press("k")
	phone.WaitText("#ws-name", agenda[0].Name)
	if got := priya.Text("#ws-name"); got != agenda[2].Name {
		t.Errorf("who looks on her own was moved to %q", got)
	}
	priya.Choose("Follow again")
	priya.WaitText("#ws-name", agenda[0].Name)

	// Letters go into the column that has the focus, and to everybody.
	const column = "#ws-letters .letters:nth-of-type(2) "
	tom.Eval(`document.querySelector('` + column + `input:checked').focus()`)
	tom.Press("c")
	priya.Wait(column + `.letter:has([data-letter="C"]:checked)`)
	tom.Eval(`document.querySelector('` + column + `input:checked').focus()`)
	tom.Press("a")
	priya.Wait(column + `.letter:has([data-letter="A"]:checked)`)
	priya.Gone(`#ws-letters .letters:nth-of-type(1) .letter:has([data-letter*="A"]:checked)`)

	// Each side ticks for itself.
	tom.Eval(`document.activeElement.blur()`)
	tom.Press("y")
	priya.WaitText(".ws-tick-on", "Northgate IT")
	priya.Press("y")
	for _, p := range []*sitetest.Person{tom, priya, phone} {
		p.WaitText(".ws-head", "Agreed by both")
	}
	tom.Look("workshop-agreed")

	// A blind vote on the next function.
	tom.Press("j")
	priya.WaitText("#ws-name", agenda[1].Name)
	tom.Press("v")
	tom.Heading("Blind vote")
	priya.WaitText(".ws-vote", "A blind vote on this function is open.")
	priya.Look("workshop-vote-waits")
	priya.Choose("Answer for Alder Foods")
	priya.WaitText("#question", agenda[1].Name)
	priya.Look("vote-question")
	small.Visit(room)
	small.Choose("Answer for Alder Foods")
	small.WaitText("#question", agenda[1].Name)
	small.Look("vote-question-small")
	answer := func(p *sitetest.Person, letters ...string) {
		t.Helper()
		for i, l := range letters {
			p.Click(`.vote-form .letters:nth-of-type(` + string(rune('1'+i)) + `) [data-letter="` + l + `"]`)
		}
		p.Choose("Keep this answer")
	}
	answer(tom, "A", "R", "I")
	tom.WaitText("#waiting", "Your side is done")
	tom.Look("vote-waits")
	priya.WaitText(".vote-progress", "done")
	answer(priya, "R", "A", "I")
	tom.WaitText("#waiting", "Both sides are done")
	tom.Choose("Reveal to both sides")
	for _, p := range []*sitetest.Person{tom, priya, small} {
		p.WaitText(".vote-verdict", "You differ on this one. It is worth five minutes.")
		p.Look("vote-revealed")
	}
	priya.Choose("Take Northgate IT’s")
	tom.WaitText(".vote-head", "Taken: Northgate IT’s answer")
	tom.Choose("The workshop")
	tom.Wait(`#ws-letters .letters:nth-of-type(1) .letter:has([data-letter="A"]:checked)`)

	// What cannot be decided now is parked; both agree to that too.
	tom.Press("p")
	tom.Write("What each side wants", "Both want to approve; the board decides in January.")
	tom.Look("workshop-parks")
	tom.Click("#ws-park form .button")
	tom.WaitText(".ws-parked", "the board decides in January")
	tom.Press("y")
	priya.Visit(room)
	priya.WaitText(".ws-head", "as Northgate IT proposes")
	priya.Press("y")
	tom.WaitText(".ws-words", "1 parked")

	tom.Click("#ws-finish summary")
	tom.Choose("End it and send the summary")
	for _, p := range []*sitetest.Person{tom, phone} {
		p.WaitText("#ws-sum", "1 of 149 functions are agreed")
		p.Look("workshop-ended")
	}
	wall.WaitText("main", "This screen follows when a workshop begins.")
	site.Letter(it.Email, "After the workshop: 1 of 149 agreed")
}
