package journey_test

import (
	"bytes"
	"crypto/x509"
	"time"

	"demarc/internal/app/apptest"
	"demarc/internal/seal"
)

// send: the client's IT lead reads the text, then the MSP freezes and sends it.
func (j *journey) send() {
	n, p := j.nora, j.priya
	p.press("Overview")
	p.press("Read the agreement")
	p.heading("Agreement")
	p.look("agreement")
	p.press("I have read this text")
	p.WaitText("#reviewed", "Priya Shah")
	n.press("Overview")
	n.WaitText("#next", "Ready to sign")
	n.look("hub-ready")
	n.press("Checks")
	n.look("checks")
	n.press("Leave it as it is")
	n.fill("Why may this stay as it is?", "Nora founded Northgate IT and signs for it.")
	n.look("checks-reason")
	n.press("Leave it, with this reason")
	n.WaitText("#checks", "Left as they are (1)")
	n.look("checks-left")
	n.press("Sign-off")
	n.WaitText("main", "Nothing stands in the way.")
	n.look("send")
	n.fill("Message to the signers", "As we agreed on Tuesday.")
	n.fill("Why can this be sent although checks warn?", "The desk stays shared: Alder hires for it in spring.")
	n.press("Freeze and send")
	n.WaitText("#round", "Dana Cole")
	n.look("sent")
}

// sign: Dana signs on a phone, from her letter and without an account; then Nora.
func (j *journey) sign() {
	d := newcomer(j.t, j.browser, "dana", j.two, 390, 844)
	j.dana = d
	link := j.path("dana@alderfoods.example", "asks you to sign")
	d.visit(link)
	d.heading("Northgate IT asks you to sign")
	d.look("sign-arrive")
	d.press("Continue as Dana Cole")
	d.heading("Enter the code we sent you")
	d.look("sign-code")
	j.code(d, "dana@alderfoods.example", 0)
	d.heading("Read before you sign")
	d.look("sign-read")
	d.press("Continue to sign")
	d.heading("Sign for Alder Foods, Inc.")
	d.look("sign-form")
	d.pressIn("form", "Look it over and sign")
	d.Wait("#problems")
	d.look("sign-problems")
	j.ceremony(d, "Dana Cole")
	d.look("sign-done")
	j.nora.WaitText("#round", "Signed")
	j.nora.look("sent-half")

	j.narrow(link)

	n := j.nora
	n.visit(j.path("nora@northgate.example", "asks you to sign"))
	n.press("Continue as Nora Adeyemi")
	j.code(n, "nora@northgate.example", 0)
	n.press("Continue to sign")
	j.ceremony(n, "Nora Adeyemi")
	n.WaitText("#next", "Download the sealed PDF")
	n.look("signed-all")
}

// ceremony fills in the form of a signer and signs.
func (j *journey) ceremony(p *someone, name string) {
	j.t.Helper()
	p.Eval(`document.querySelectorAll(".ceremony-initials input").forEach(e => e.click())`)
	p.Click("#f-consent")
	p.fill("Type your name as your signature", name)
	p.Click("#f-authority")
	p.pressIn("form", "Look it over and sign")
	p.heading("Is this what you sign?")
	p.look("sign-confirm")
	p.pressIn("form", "Sign for ")
	p.heading("Signed")
}

// code enters the code from the newest letter, once more than so many have come.
func (j *journey) code(p *someone, email string, more int) {
	j.t.Helper()
	p.fill("Six-digit code", j.digits(email, more))
	p.press("Continue")
}

// narrow opens a signer's pages in the smallest window there is.
func (j *journey) narrow(link string) {
	d := newcomer(j.t, j.browser, "dana320", j.two, 320, 640)
	d.visit(link)
	d.heading("You have signed this agreement")
	d.look("sign-arrive-320")
	d.press("Show my record")
	j.code(d, "dana@alderfoods.example", 1)
	d.look("sign-done-320")
	d.press("Read what you signed")
	d.heading("What you signed")
	d.fits()
}

// inForce: the sealed file is what it says it is, and answers who owns what.
func (j *journey) inForce() {
	n, p := j.nora, j.priya
	n.visit("/")
	n.look("home")
	n.press("Co-managed IT, Alder Foods")
	n.WaitText("#next", "This agreement is in force")
	n.look("hub-in-force")
	n.press("Open what is in force")
	n.WaitText(".version-status", "In force since")
	n.look("in-force")
	report := seal.Verify(n.download("Download signed PDF"), seal.Trust{Roots: []*x509.Certificate{apptest.Key().Root()}, Now: time.Now()})
	if report.Verdict != seal.Authentic {
		j.t.Errorf("the sealed file: %s: %+v", report.Verdict, report)
	}
	n.press("One-page sheets: who answers for what")
	n.heading("What Northgate answers for")
	n.look("sheet")
	n.press("Ten for executives")
	n.heading("The ten functions an executive should read")
	n.look("sheet-executive")
	if !bytes.HasPrefix(n.download("Download as PDF"), []byte("%PDF-")) {
		j.t.Error("the sheet is no PDF")
	}

	n.press("Access")
	n.heading("Access register")
	n.look("access-in-force")

	n.press("Overview")
	n.press("The whole history")
	n.WaitText("main", "put version 1 in force")
	n.look("history")
	n.press("Members")
	n.heading("Members")
	n.look("members")

	p.press("Home")
	p.WaitText("main", "Who owns this?")
	p.look("home-client-in-force")
	p.press("Find")
	p.look("find")
	p.press("See everything in force, area by area")
	p.WaitText("main", "145 functions")
	p.look("reference")
	p.press("Find")
	for _, ask := range [][2]string{{"patch", "Workstation operating system patching"}, {"wifi", "Guest Wi-Fi for suppliers"}} {
		p.Fill("#q", ask[0])
		p.WaitText("#answers", ask[1])
		p.look("find-" + ask[0])
	}
	p.WaitText("#answers", "Tom Berg")
}
