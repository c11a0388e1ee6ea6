package journey_test

import (
	"fmt"
	"strings"
)

// The columns of the matrix, by number.
const (
	mspTeam = iota
	clientIT
	management
)

// row is the id of a function that a person sees in the matrix.
func (p *someone) row(name string) string {
	p.tb.Helper()
	return strings.TrimPrefix(p.find(".mx-name", name), "#name-")
}

// sees waits until a cell of a row shows a letter, from the server and not only typed.
func (p *someone) sees(row string, column int, letter string) {
	p.tb.Helper()
	p.Wait(fmt.Sprintf("#c%d-%s[data-as='%s']:not([data-now])", column, row, letter))
}

// enter goes into the grid with the Tab key, to where its one tab stop is.
func (p *someone) enter() {
	p.tb.Helper()
	for range 60 {
		if p.Eval(`!!document.activeElement.closest("#grid")`) == true {
			return
		}
		p.Press("Tab")
	}
	p.tb.Fatal("the grid cannot be reached with the Tab key")
}

// to moves with the arrows from the cell with the focus to another one.
func (p *someone) to(row string, column int) {
	p.tb.Helper()
	target := fmt.Sprintf("c%d-%s", column, row)
	for range 400 {
		way, _ := p.Eval(`((id) => {
			const at = document.activeElement.closest("td, .mx-name"), to = document.getElementById(id)
			const rows = [...document.querySelectorAll(".mx-row")], up = rows.indexOf(at.closest("tr")) - rows.indexOf(to.closest("tr"))
			const left = (at.closest("td")?.cellIndex ?? 0) - to.cellIndex
			return up > 0 ? "ArrowUp" : up < 0 ? "ArrowDown" : left > 0 ? "ArrowLeft" : left < 0 ? "ArrowRight" : ""
		})("` + target + `")`).(string)
		if way == "" {
			return
		}
		p.Press(way)
	}
	p.tb.Fatalf("the arrows do not lead to %s", target)
}

// keyboard: the MSP edits without a mouse, and the client's IT lead, who looks at
// the same matrix through another process, sees each change where it happens.
func (j *journey) keyboard() {
	n, p := j.nora, j.priya
	p.press("Matrix")
	p.heading("Matrix")
	n.press("Open the matrix")
	n.heading("Matrix")
	n.look("matrix")
	p.look("matrix-client")
	p.Eval(`void (window.sameWindow = true)`)
	intake, tier1, tier2 := n.row("Ticket intake and triage"), n.row("Tier 1 user support"), n.row("Tier 2 desktop")

	n.enter()
	n.to(intake, clientIT)
	n.Press("c")
	p.sees(intake, clientIT, "C")
	n.sees(intake, clientIT, "C")
	n.Press("r")
	n.sees(intake, clientIT, "R")
	p.sees(intake, clientIT, "R")

	n.to(tier1, mspTeam) // the client's IT is Accountable there
	n.Press("a")
	n.WaitText("#mx-toast", "Accountable moved from Client IT to MSP team.")
	n.look("matrix-moved")
	p.sees(tier1, mspTeam, "A")
	p.sees(tier1, clientIT, "R")
	n.Press("Shift+R")
	p.sees(tier1, mspTeam, "A/R")

	n.to(tier2, mspTeam)
	n.Press("Delete")
	p.sees(tier2, mspTeam, "")
	p.WaitText("#function-"+tier2, "to fix") // nobody is Accountable
	n.Press("A")
	p.sees(tier2, mspTeam, "A")
	n.WaitText("#saved", "Saved")
	if p.Eval(`window.sameWindow`) != true {
		j.t.Error("the matrix was loaded again instead of being kept up to date")
	}
}

// conflict: both change one cell, one of them without having seen the other's change.
func (j *journey) conflict() {
	n, p := j.nora, j.priya
	tier3 := n.row("Tier 3 escalation")
	p.Allow("net::ERR_")
	p.Allow("htmx:sse:error")
	p.Allow("Failed to fetch")
	p.enter()
	p.to(tier3, clientIT)
	p.sees(tier3, clientIT, "C")
	j.two.mute(true)
	p.WaitText(".offline", "cannot be reached")
	n.to(tier3, clientIT)
	n.Press("i")
	n.sees(tier3, clientIT, "I")
	p.Press("r")
	p.WaitText("#function-"+tier3, "Nora Adeyemi changed Client IT to “Informed” while you were looking.")
	p.look("matrix-conflict")
	p.pressIn("#function-"+tier3, "Use mine (Responsible)")
	p.Gone(".mx-conflict")
	p.sees(tier3, clientIT, "R")
	n.sees(tier3, clientIT, "R")
	j.two.mute(false)
}

// outage: the second process goes away and comes back knowing nothing; what was
// changed meanwhile arrives by itself.
func (j *journey) outage() {
	n, p := j.nora, j.priya
	intake := n.row("Ticket intake and triage")
	j.two.stop()
	p.WaitText(".offline", "cannot be reached")
	n.to(intake, management)
	n.Press("c")
	n.sees(intake, management, "C")
	j.two.start()
	p.sees(intake, management, "C")
	p.Gone(".offline")
	if p.Eval(`window.sameWindow`) != true {
		j.t.Error("the matrix was loaded again instead of being kept up to date")
	}
}

// dispute: the client's IT lead says no with a reason, and the MSP settles it.
func (j *journey) dispute() {
	n, p := j.nora, j.priya
	major := n.row("Major outage coordination")
	p.press("Major outage coordination")
	p.heading("Major outage coordination")
	p.look("card-client")
	p.fill("What would make this right?", "Nobody outside Alder Foods runs our bridge.")
	p.press("Raise a dispute")
	p.WaitText(".mx-objection", "Nobody outside Alder Foods runs our bridge.")
	n.WaitText("#function-"+major, "Disputed by Alder Foods: Nobody outside Alder Foods runs our bridge.")
	n.press("Major outage coordination")
	n.look("card-disputed")
	n.press("Settle the dispute")
	n.WaitText("#notices", "Dispute settled.")
	n.fill("Split note", "Northgate IT runs the bridge; Client IT calls its own people to it.")
	n.press("Save the words")
	n.WaitText(".mx-card", "Who does which part: Northgate IT runs the bridge")
	n.look("card")
}

// shape: a row of one's own comes in, another goes out with a reason.
func (j *journey) shape() {
	n, p := j.nora, j.priya
	n.press("Back to the matrix")
	n.press("Add a function")
	n.heading("Add a function")
	n.look("add")
	n.fill("Function", "Guest Wi-Fi for suppliers")
	n.fill("Description", "Keep the guest network for visiting suppliers working and apart from the office network.")
	n.fill("Area", "Network, internet & monitoring")
	n.press("Add the function")
	n.heading("Guest Wi-Fi for suppliers")
	for _, who := range [][2]string{{"MSP team", "Accountable and does it"}, {"Client IT", "Consulted"}, {"Client management", "Informed"}} {
		n.pickIn(n.find("form fieldset", who[0]), who[1])
	}
	n.press("Save who does what")
	n.WaitText(".mx-says", "does this and answers for it.")

	p.press("Back to the matrix")
	p.press("Meeting room")
	p.Wait(".mx-card")
	n.press("Back to the matrix")
	n.press("Meeting room")
	n.fill("Why is it not in scope?", "Facilities has its own contract for meeting rooms.")
	n.press("Exclude from the matrix")
	n.WaitText(".mx-excluded", "Facilities has its own contract for meeting rooms.")
	p.WaitText("#mx-changed", "This function was changed just now.")
	p.press("Back to the matrix")
	p.WaitText(".mx-excluded", "Facilities has its own contract for meeting rooms.")
}

// agree: what is left to fix is fixed, then each side agrees to what it was shown.
func (j *journey) agree() {
	n, p := j.nora, j.priya
	n.WaitText("#checks", "Tier 3 escalation engineering: both teams do the work.")
	n.pressIn("#checks", "Insert the usual split note")
	n.WaitText("#checks", "is called shared, but Northgate answers for 8 of 9 functions.") // which is true, and may stay with a reason
	intake := n.row("Ticket intake and triage")
	n.Eval(`document.getElementById("name-` + intake + `").focus()`)
	n.Press("y")
	p.Wait("#function-" + intake + " .mx-tick.mx-on")
	n.press("Agree to all unflagged rows")
	n.look("agree-all")
	n.press("Agree for Northgate IT")
	n.WaitText("#notices", "You agreed to")
	p.press("Agree to all unflagged rows")
	p.press("Agree for Alder Foods")
	p.WaitText("#notices", "You agreed to")
	n.WaitText("#mx-progress", "145 of 145 agreed")
	n.look("matrix-agreed")
}
