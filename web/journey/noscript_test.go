package journey_test

import (
	"crypto/x509"
	"strings"
	"testing"
	"time"

	"demarc/internal/app/apptest"
	"demarc/internal/seal"
	"demarc/internal/sitetest"
)

// TestNoScript goes the whole way from sign-up to the sealed file with links and forms
// alone.
func TestNoScript(t *testing.T) {
	t.Parallel()
	site := sitetest.New(t)
	one := site.Process("one")
	nora, priya, dana := newPlain(t, one), newPlain(t, one), newPlain(t, one)

	nora.open("/signup")
	nora.send("Create the account", entry{"", "Name of your MSP", "Northgate IT"}, entry{"", "Your name", "Nora Adeyemi"},
		entry{"", "Work email", "nora@northgate.example"}, entry{"", "Password", "four walls and one door"})
	nora.send("Continue", entry{"", "Code", site.Letter("nora@northgate.example", "code").Code})
	nora.follow("Clients")
	nora.send("Add the client", entry{"", "Name", "Alder Foods"})
	nora.send("Send the invitation", entry{"", "Email", "priya@alderfoods.example"}, entry{"Role", "Internal IT lead", ""})
	nora.follow("New engagement")
	nora.send("Start the engagement", entry{"", "Infrastructure and security", ""})
	nora.reads(200, "Say who is in this")

	priya.open(site.Path("priya@alderfoods.example", "invites you"))
	priya.send("Join Alder Foods", entry{"", "Your name", "Priya Shah"}, entry{"", "Choose a password", "seven ripe red apples"})
	priya.follow("Co-managed IT, Alder Foods")

	plainSetUp(t, nora)
	plainMatrix(nora, priya)

	priya.follow("Agreement")
	priya.send("I have read this text")
	nora.follow("Sign-off")
	nora.reads(200, "Nothing stands in the way.")
	nora.send("Freeze and send", entry{"", "Message to the signers", "As we agreed on Tuesday."}, entry{"", "Why can this be sent although checks warn?", "Both teams looked at it on Tuesday and want it so."})
	nora.reads(200, "Out for signature", "Dana Cole")

	plainSign(site, dana, "dana@alderfoods.example", "Dana Cole")
	plainSign(site, nora, "nora@northgate.example", "Nora Adeyemi")
	site.Letter("dana@alderfoods.example", "In force: agreement")
	dana.open("") // what a reload does
	sealed := dana.fetch("Download the sealed PDF")
	if r := seal.Verify(sealed, seal.Trust{Roots: []*x509.Certificate{apptest.Key().Root()}}); r.Verdict != seal.Authentic {
		t.Errorf("the sealed file: %+v", r)
	}
	priya.open("/find?q=patch")
	priya.reads(200, "Workstation operating system patching", "Tom Berg")
}

// plainSetUp fills in parties, columns, terms and one lane.
func plainSetUp(t *testing.T, nora *plain) {
	t.Helper()
	nora.follow("Continue with parties")
	for _, c := range [][5]string{
		{"Northgate IT", "Northgate IT LLC", "Northgate", "LLC", "Nora Adeyemi"},
		{"Alder Foods", "Alder Foods, Inc.", "Alder Foods", "Corporation", "Dana Cole"},
	} {
		mail := "@" + strings.ReplaceAll(strings.ToLower(c[2]), " ", "") + ".example"
		nora.send("Save "+c[0],
			entry{"Company", "Legal name", c[1]}, entry{"Company", "Short name", c[2]}, entry{"Company", "Kind of company", c[3]},
			entry{"Company", "Formed in", "Oregon"}, entry{"Company", "Address", "12 Harbor Street, Portland, Oregon"}, entry{"Company", "Email for notices", "legal" + mail},
			entry{"Signer 1", "Name", c[4]}, entry{"Signer 1", "Title", "Managing Director"}, entry{"Signer 1", "Email", strings.ToLower(strings.Fields(c[4])[0]) + mail},
			entry{"Level 1", "Name", "On call"}, entry{"Level 1", "Phone", "+1 503 555 0100"})
		nora.reads(200, "Saved")
	}
	for _, c := range [][3]string{{"MSP team", "Tom Berg", "Ines Romero"}, {"Client IT", "Priya Shah", "Marek Nowak"}, {"Client management", "Dana Cole", "Ruth Alder"}} {
		nora.send("Save "+c[0], entry{"", "Person", c[1]}, entry{"", "Deputy", c[2]})
		nora.reads(200, "Saved")
	}
	nora.follow("Terms")
	nora.send("Save and continue to areas",
		entry{"", "Service start date", time.Now().AddDate(0, 1, 0).Format(time.DateOnly)},
		entry{"", "Covered users", "140"}, entry{"", "Covered workstations", "155"}, entry{"", "Covered sites", "Head office, Portland, Oregon"},
		entry{"", "Time zone", "America/Los_Angeles"}, entry{"", "Price per user per month", "62.00"}, entry{"", "Time-and-materials rate per hour", "145.00"},
		entry{"", "Interim cover rate", "165.00"}, entry{"", "Governing law", "Oregon"}, entry{"", "Courts or seat", "Multnomah County, Oregon"},
		entry{"", "Named MSP service lead", "Tom Berg"})
	nora.reads(200, "Saved the terms.")
	nora.send("Show what would change", entry{"Telephony", "Out of scope", ""})
	nora.reads(200, "Nothing has been changed yet.")
	nora.send("Change 1 area")
}

// plainMatrix edits a row, loses a race, disputes, settles, and agrees to everything.
func plainMatrix(nora, priya *plain) {
	nora.tb.Helper()
	nora.follow("Matrix")
	nora.follow("On-site and deskside support")
	priya.follow("Matrix")
	priya.follow("On-site and deskside support")
	nora.send("Save who does what", entry{"Client management", "Consulted", ""})
	nora.reads(200, "Saved.", "Client management is asked first.")
	priya.send("Save who does what", entry{"Client management", "Not involved", ""})
	priya.reads(409, "Nora Adeyemi changed this function while you were looking.", "Now: Consulted")
	priya.send("Save who does what")
	priya.reads(200, "Saved.")
	if strings.Contains(plainText(priya.doc), "Client management is asked first.") {
		priya.tb.Error("what was typed did not win")
	}
	priya.send("Raise a dispute", entry{"", "What would make this right?", ""})
	priya.reads(422)
	priya.send("Raise a dispute", entry{"", "What would make this right?", "We have our own people on site."})
	priya.reads(200, "Disputed by Alder Foods: We have our own people on site.")
	priya.send("Settle the dispute")
	priya.reads(200, "Dispute settled.")
	plainTogether(nora, priya)
	plainPropose(nora, priya)
	plainBulk(nora)
	plainBlind(nora, priya)
	plainLetters(nora)
	for who, side := range map[*plain]string{nora: "Northgate IT", priya: "Alder Foods"} {
		for _, row := range []string{"On-site and deskside support", "Tier 1 user support"} {
			who.follow("Matrix")
			who.follow(row)
			who.send("Agree for " + side)
			who.reads(200, "You agreed to "+row+".")
		}
		who.follow("Back to the matrix")
		who.follow("Agree to all unflagged rows")
		who.send("Agree for " + side)
		who.reads(200, "You agreed to 143 rows.")
	}
}

// plainTogether notes, names, parks and finds: what the two teams do around a row.
func plainTogether(nora, priya *plain) {
	nora.tb.Helper()
	nora.follow("Matrix")
	nora.send("Filter", entry{"", "Words in the function", "deskside"})
	nora.reads(200, "Showing 1 of 145.")
	nora.follow("On-site and deskside support")
	nora.send("Keep the note", entry{"", "Note", "We would give this away."})
	nora.reads(200, "Only Northgate IT sees it.", "We would give this away.")
	nora.send("Save the names", entry{"MSP team", "Person", "Ana Lopez"})
	nora.reads(200, "Names need no new agreement.", "Ana Lopez")
	nora.send("Save who does what", entry{"Client management", "Informed", ""}, entry{"", "Client management: when", "After hours"})
	nora.reads(200, "Saved.")
	nora.send("Park it", entry{"", "Who holds it meanwhile", "MSP team"}, entry{"", "Decided by", "soon"}, entry{"", "What does each side want?", "Each wants it."})
	nora.reads(422, "Each wants it.")
	nora.send("Park it", entry{"", "Decided by", time.Now().AddDate(0, 1, 0).Format(time.DateOnly)})
	nora.reads(200, "To be parked.")
	priya.follow("Matrix")
	priya.reads(200, "To be parked: MSP team holds it until")
	priya.follow("On-site and deskside support")
	priya.reads(200, "Ana Lopez", "Each wants it.")
	if strings.Contains(plainText(priya.doc), "give this away") {
		priya.tb.Error("a note of the other side is shown")
	}
	priya.send("Take it up again")
	priya.reads(200, "is taken up again")
	priya.follow("Matrix")
	priya.follow("Where the two teams differ")
	priya.reads(200, "Friction")
	priya.follow("Matrix")
	priya.follow("Mine")
	priya.reads(200, "You answer for")
	plainTalk(nora, priya)
	priya.follow("Matrix")
}

// plainTalk comments, sends a review, answers blind, and goes through a workshop.
func plainTalk(nora, priya *plain) {
	nora.tb.Helper()
	nora.follow("Matrix")
	nora.follow("On-site and deskside support")
	nora.send("Comment now", entry{"", "Your comment", "Who drives there?"})
	nora.reads(200, "Who drives there?")
	priya.follow("Matrix")
	priya.reads(200, "1 open thread")
	priya.follow("On-site and deskside support")
	priya.send("Add to my review", entry{"", "Your reply", "Our own people."})
	nora.follow("Matrix")
	nora.follow("On-site and deskside support")
	if strings.Contains(plainText(nora.doc), "Our own people.") {
		nora.tb.Error("a pending comment is shown to others")
	}
	priya.follow("Review")
	priya.send("Send my review", entry{"", "Not yet", ""})
	nora.follow("Review")
	nora.reads(200, "Our own people.")

	nora.follow("Matrix")
	nora.follow("Blind vote")
	nora.send("Open the vote")
	nora.reads(200, "The blind vote is open. Both sides can answer now.")
	nora.send("Keep this answer")
	priya.follow("Matrix")
	priya.follow("Blind vote")
	priya.follow("Answer for Alder Foods")
	priya.reads(200, "Keep this answer")
	nora.follow("Matrix")
	nora.follow("Blind vote")
	nora.follow("Answer for Northgate IT")
	nora.send("Close without a result")
	nora.reads(200, "Nobody saw the answers.")

	nora.follow("Matrix")
	nora.follow("Workshop")
	nora.send("Start a workshop")
	priya.follow("Matrix")
	priya.follow("Workshop")
	priya.reads(200, "Agree for Alder Foods")
	nora.send("End it and send the summary")
	nora.reads(200, "Start another workshop")
}

// plainPropose has each side change what the other agreed to, and read what it was.
func plainPropose(nora, priya *plain) {
	nora.tb.Helper()
	for _, step := range []struct {
		first, then     *plain
		side, was, made string
	}{
		{nora, priya, "Northgate IT", "Client management: Informed", "Consulted"},
		{priya, nora, "Alder Foods", "Client management: Consulted", "Informed"},
	} {
		step.first.follow("Matrix")
		step.first.follow("Tier 1 user support")
		if step.side == "Northgate IT" {
			step.first.send("Save who does what", entry{"Client management", "Informed", ""})
		}
		step.first.send("Agree for " + step.side)
		step.first.reads(200, "You agreed to Tier 1 user support.")
		step.then.follow("Matrix")
		step.then.follow("Tier 1 user support")
		step.then.reads(200, "Your change will ask")
		step.then.send("Save who does what", entry{"Client management", step.made, ""})
		step.first.follow("Matrix")
		step.first.reads(200, "Changed by")
		step.first.follow("Tier 1 user support")
		step.first.reads(200, "Changed since "+step.side+" agreed", step.made)
	}
}

// plainBulk ticks two rows, reads what would become of them, changes both, and gives them
// their starting point again.
func plainBulk(nora *plain) {
	nora.tb.Helper()
	nora.follow("Matrix")
	one, two := entry{"", "Tick Tier 1 user support", ""}, entry{"", "Tick Ticket intake and triage", ""}
	nora.send("Set", one, two, entry{"", "Set the letter of", "Client management"}, entry{"", "to", "Not involved"})
	nora.reads(200, "Nothing has been changed yet.", "Ticket intake and triage")
	nora.send("Change 2 functions")
	nora.reads(200, "2 functions changed.")
	nora.send("Starting point", one, two)
	nora.reads(200, "Fill with the starting point of the area", "Nothing has been changed yet.")
	nora.send("Change 2 functions")
	nora.reads(200, "2 functions changed.")
}

// plainBlind answers blind for both sides, reveals, and takes an answer.
func plainBlind(nora, priya *plain) {
	nora.tb.Helper()
	nora.follow("Matrix")
	nora.follow("Blind vote")
	nora.send("Open the vote")
	priya.follow("Matrix")
	priya.follow("Blind vote")
	priya.follow("Answer for Alder Foods")
	const questions = 12
	for i := range questions {
		who := "MSP team"
		if i == 0 {
			who = "Client IT"
		}
		nora.send("Keep this answer", entry{"MSP team", "A R Accountable and responsible", ""})
		priya.send("Keep this answer", entry{who, "A R Accountable and responsible", ""})
	}
	priya.reads(200, "Both sides are done")
	if said := plainText(priya.doc); strings.Contains(said, "Northgate IT says") {
		priya.tb.Error("an answer is shown before the reveal")
	}
	priya.send("Reveal to both sides")
	priya.reads(200, "You match on 11 of 12.", "Northgate IT says")
	nora.follow("Matrix")
	nora.follow("Blind vote")
	nora.follow("Vote of")
	nora.send("Discuss")
	nora.reads(200, "You match on 11 of 12.", "To discuss")
}

// plainLetters chooses which letters come.
func plainLetters(nora *plain) {
	nora.tb.Helper()
	nora.follow("Letters you get")
	nora.send("Save", entry{"Somebody names you", "In the daily letter", ""})
	nora.reads(200, "Saved.")
	nora.follow("Clients")
	nora.follow("Alder Foods")
	nora.follow("Co-managed IT")
}

// plainSign signs from a letter's link.
func plainSign(site *sitetest.Site, who *plain, email, name string) {
	who.tb.Helper()
	who.open(site.Path(email, "asks you to sign"))
	who.send("Continue as " + name)
	who.reads(200, "We sent six digits to")
	who.send("Continue", entry{"", "Six-digit code", site.Digits(email, 0)})
	who.reads(200, "In two minutes")
	who.follow("Continue to sign")
	who.send("Look it over and sign")
	who.reads(422)
	who.send("Look it over and sign", append(who.ticks(), entry{"", "I agree to use electronic records", ""}, entry{"", "I am authorized to sign", ""}, entry{"", "Type your name as your signature", name})...)
	who.reads(200, "Nothing is signed yet.")
	who.send("Sign for ")
	who.reads(200, "Signed", "Fingerprint of what you signed")
}
