package journey_test

import "demarc/internal/sitetest"

// keyboard: the MSP edits without a mouse, and the client's IT lead, who looks at
// the same matrix through another process, sees each change where it happens.
func (j *journey) keyboard() {
	n, p := j.nora, j.priya
	p.Choose("Matrix")
	p.Heading("Matrix")
	n.Choose("Open the matrix")
	n.Heading("Matrix")
	n.Look("matrix")
	p.Look("matrix-client")
	p.Eval(`void (window.sameWindow = true)`)
	intake, tier1, tier2 := n.Row("Ticket intake and triage"), n.Row("Tier 1 user support"), n.Row("Tier 2 desktop")

	n.Enter()
	n.To(intake, sitetest.ClientIT)
	n.Press("c")
	p.Sees(intake, sitetest.ClientIT, "C")
	n.Sees(intake, sitetest.ClientIT, "C")
	n.Press("r")
	n.Sees(intake, sitetest.ClientIT, "R")
	p.Sees(intake, sitetest.ClientIT, "R")

	n.To(tier1, sitetest.MSPTeam) // the client's IT is Accountable there
	n.Press("a")
	n.WaitText("#mx-toast", "Accountable moved from Client IT to MSP team.")
	n.Look("matrix-moved")
	p.Sees(tier1, sitetest.MSPTeam, "A")
	p.Sees(tier1, sitetest.ClientIT, "R")
	n.Press("Shift+R")
	p.Sees(tier1, sitetest.MSPTeam, "A/R")

	n.To(tier2, sitetest.MSPTeam)
	n.Press("Delete")
	p.Sees(tier2, sitetest.MSPTeam, "")
	p.WaitText("#function-"+tier2, "to fix") // nobody is Accountable
	n.Press("A")
	p.Sees(tier2, sitetest.MSPTeam, "A")
	n.WaitText("#saved", "Saved")
	if p.Eval(`window.sameWindow`) != true {
		j.t.Error("the matrix was loaded again instead of being kept up to date")
	}
}

// conflict: both change one cell, one of them without having seen the other's change.
func (j *journey) conflict() {
	n, p := j.nora, j.priya
	tier3 := n.Row("Tier 3 escalation")
	p.Allow("net::ERR_")
	p.Allow("htmx:sse:error")
	p.Allow("Failed to fetch")
	p.Enter()
	p.To(tier3, sitetest.ClientIT)
	p.Sees(tier3, sitetest.ClientIT, "C")
	j.two.Mute(true)
	p.WaitText(".offline", "cannot be reached")
	n.To(tier3, sitetest.ClientIT)
	n.Press("i")
	n.Sees(tier3, sitetest.ClientIT, "I")
	p.Press("r")
	p.WaitText("#function-"+tier3, "Nora Adeyemi changed Client IT to “Informed” while you were looking.")
	p.Look("matrix-conflict")
	p.ChooseIn("#function-"+tier3, "Use mine (Responsible)")
	p.Gone(".mx-conflict")
	p.Sees(tier3, sitetest.ClientIT, "R")
	n.Sees(tier3, sitetest.ClientIT, "R")
	j.two.Mute(false)
}

// outage: the second process goes away and comes back knowing nothing; what was
// changed meanwhile arrives by itself.
func (j *journey) outage() {
	n, p := j.nora, j.priya
	intake := n.Row("Ticket intake and triage")
	j.two.Stop()
	p.WaitText(".offline", "cannot be reached")
	n.To(intake, sitetest.Management)
	n.Press("c")
	n.Sees(intake, sitetest.Management, "C")
	j.two.Start()
	p.Sees(intake, sitetest.Management, "C")
	p.Gone(".offline")
	if p.Eval(`window.sameWindow`) != true {
		j.t.Error("the matrix was loaded again instead of being kept up to date")
	}
}

// dispute: the client's IT lead says no with a reason, and the MSP settles it.
func (j *journey) dispute() {
	n, p := j.nora, j.priya
	major := n.Row("Major outage coordination")
	p.Choose("Major outage coordination")
	p.Heading("Major outage coordination")
	p.Look("card-client")
	p.Write("What would make this right?", "Nobody outside Alder Foods runs our bridge.")
	p.Choose("Raise a dispute")
	p.WaitText(".mx-objection", "Nobody outside Alder Foods runs our bridge.")
	n.WaitText("#function-"+major, "Disputed by Alder Foods: Nobody outside Alder Foods runs our bridge.")
	n.Choose("Major outage coordination")
	n.Look("card-disputed")
	n.Choose("Settle the dispute")
	n.WaitText("#notices", "Dispute settled.")
	n.Write("Split note", "Northgate IT runs the bridge; Client IT calls its own people to it.")
	n.Choose("Save the words")
	n.WaitText(".mx-card", "Who does which part: Northgate IT runs the bridge")
	n.Look("card")
}

// shape: a row of one's own comes in, another goes out with a reason.
func (j *journey) shape() {
	n, p := j.nora, j.priya
	n.Choose("Back to the matrix")
	n.Choose("Add a function")
	n.Heading("Add a function")
	n.Look("add")
	n.Write("Function", "Guest Wi-Fi for suppliers")
	n.Write("Description", "Keep the guest network for visiting suppliers working and apart from the office network.")
	n.Write("Area", "Network, internet & monitoring")
	n.Choose("Add the function")
	n.Heading("Guest Wi-Fi for suppliers")
	for _, who := range [][2]string{{"MSP team", "Accountable and does it"}, {"Client IT", "Consulted"}, {"Client management", "Informed"}} {
		n.TickIn(n.Named("form fieldset", who[0]), who[1])
	}
	n.Choose("Save who does what")
	n.WaitText(".mx-says", "does this and answers for it.")

	p.Choose("Back to the matrix")
	p.Choose("Meeting room")
	p.Wait(".mx-card")
	n.Choose("Back to the matrix")
	n.Choose("Meeting room")
	n.Write("Why is it not in scope?", "Facilities has its own contract for meeting rooms.")
	n.Choose("Exclude from the matrix")
	n.WaitText(".mx-excluded", "Facilities has its own contract for meeting rooms.")
	p.WaitText("#mx-changed", "This function was changed just now.")
	p.Choose("Back to the matrix")
	p.WaitText(".mx-excluded", "Facilities has its own contract for meeting rooms.")
}

// agree: what is left to fix is fixed, then each side agrees to what it was shown.
func (j *journey) agree() {
	n, p := j.nora, j.priya
	n.WaitText("#checks", "Tier 3 escalation engineering: both teams do the work.")
	n.ChooseIn("#checks", "Insert the usual split note")
	n.WaitText("#checks", "is called shared, but Northgate answers for 8 of 9 functions.") // which is true, and may stay with a reason
	intake := n.Row("Ticket intake and triage")
	n.Eval(`document.getElementById("name-` + intake + `").focus()`)
	n.Press("y")
	p.Wait("#function-" + intake + " .mx-tick.mx-on")
	n.Choose("Agree to all unflagged rows")
	n.Look("agree-all")
	n.Choose("Agree for Northgate IT")
	n.WaitText("#notices", "You agreed to")
	p.Choose("Agree to all unflagged rows")
	p.Choose("Agree for Alder Foods")
	p.WaitText("#notices", "You agreed to")
	n.WaitText("#mx-progress", "145 of 145 agreed")
	n.Look("matrix-agreed")
}
