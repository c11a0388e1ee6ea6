package journey_test

import (
	"bytes"
	"crypto/x509"
	"time"

	"demarc/internal/app/apptest"
	"demarc/internal/seal"
	"demarc/internal/sitetest"
)

// send: the client's IT lead reads the text, then the MSP freezes and sends it.
func (j *journey) send() {
	n, p := j.nora, j.priya
	p.Choose("Overview")
	p.Choose("Read the agreement")
	p.Heading("Agreement")
	p.Look("agreement")
	p.Choose("I have read this text")
	p.WaitText("#reviewed", "Priya Shah")
	n.Choose("Overview")
	n.WaitText("#next", "Ready to sign")
	n.Look("hub-ready")
	n.Choose("Checks")
	n.Look("checks")
	n.Choose("Leave it as it is")
	n.Write("Why may this stay as it is?", "Nora founded Northgate IT and signs for it.")
	n.Look("checks-reason")
	n.Choose("Leave it, with this reason")
	n.WaitText("#checks", "Left as they are (1)")
	n.Look("checks-left")
	n.Choose("Sign-off")
	n.WaitText("main", "Nothing stands in the way.")
	n.Look("send")
	n.Write("Message to the signers", "As we agreed on Tuesday.")
	n.Write("Why can this be sent although checks warn?", "The desk stays shared: Alder hires for it in spring.")
	n.Choose("Freeze and send")
	n.WaitText("#round", "Dana Cole")
	n.Look("sent")
}

// sign: Dana signs on a phone, from her letter and without an account; then Nora.
func (j *journey) sign() {
	d := sitetest.Newcomer(j.t, j.browser, "dana", j.two, 390, 844)
	j.dana = d
	link := j.Path("dana@alderfoods.example", "asks you to sign")
	d.Visit(link)
	d.Heading("Northgate IT asks you to sign")
	d.Look("sign-arrive")
	d.Choose("Continue as Dana Cole")
	d.Heading("Enter the code we sent you")
	d.Look("sign-code")
	j.code(d, "dana@alderfoods.example", 0)
	d.Heading("Read before you sign")
	d.Look("sign-read")
	d.Choose("Continue to sign")
	d.Heading("Sign for Alder Foods, Inc.")
	d.Look("sign-form")
	d.ChooseIn("form", "Look it over and sign")
	d.Wait("#problems")
	d.Look("sign-problems")
	j.ceremony(d, "Dana Cole")
	d.Look("sign-done")
	j.nora.WaitText("#round", "Signed")
	j.nora.Look("sent-half")

	j.narrow(link)

	n := j.nora
	n.Visit(j.Path("nora@northgate.example", "asks you to sign"))
	n.Choose("Continue as Nora Adeyemi")
	j.code(n, "nora@northgate.example", 0)
	n.Choose("Continue to sign")
	j.ceremony(n, "Nora Adeyemi")
	n.WaitText("#next", "Download the sealed PDF")
	n.Look("signed-all")
}

// ceremony fills in the form of a signer and signs.
func (j *journey) ceremony(p *sitetest.Person, name string) {
	j.t.Helper()
	p.Eval(`document.querySelectorAll(".ceremony-initials input").forEach(e => e.click())`)
	p.Click("#f-consent")
	p.Write("Type your name as your signature", name)
	p.Click("#f-authority")
	p.ChooseIn("form", "Look it over and sign")
	p.Heading("Is this what you sign?")
	p.Look("sign-confirm")
	p.ChooseIn("form", "Sign for ")
	p.Heading("Signed")
}

// code enters the code from the newest letter, once more than so many have come.
func (j *journey) code(p *sitetest.Person, email string, more int) {
	j.t.Helper()
	p.Write("Six-digit code", j.Digits(email, more))
	p.Choose("Continue")
}

// narrow opens a signer's pages in the smallest window there is.
func (j *journey) narrow(link string) {
	d := sitetest.Newcomer(j.t, j.browser, "dana320", j.two, 320, 640)
	d.Visit(link)
	d.Heading("You have signed this agreement")
	d.Look("sign-arrive-320")
	d.Choose("Show my record")
	j.code(d, "dana@alderfoods.example", 1)
	d.Look("sign-done-320")
	d.Choose("Read what you signed")
	d.Heading("What you signed")
	d.Fits()
}

// inForce: the sealed file is what it says it is, and answers who owns what.
func (j *journey) inForce() {
	n, p := j.nora, j.priya
	n.Visit("/")
	n.Look("home")
	n.Choose("Co-managed IT, Alder Foods")
	n.WaitText("#next", "This agreement is in force")
	n.Look("hub-in-force")
	n.Choose("Open what is in force")
	n.WaitText(".version-status", "In force since")
	n.Look("in-force")
	report := seal.Verify(n.Download("Download signed PDF"), seal.Trust{Roots: []*x509.Certificate{apptest.Key().Root()}, Now: time.Now()})
	if report.Verdict != seal.Authentic {
		j.t.Errorf("the sealed file: %s: %+v", report.Verdict, report)
	}
	n.Choose("One-page sheets: who answers for what")
	n.Heading("What Northgate answers for")
	n.Look("sheet")
	n.Choose("Ten for executives")
	n.Heading("The ten functions an executive should read")
	n.Look("sheet-executive")
	if !bytes.HasPrefix(n.Download("Download as PDF"), []byte("%PDF-")) {
		j.t.Error("the sheet is no PDF")
	}

	n.Choose("Access")
	n.Heading("Access register")
	n.Look("access-in-force")

	n.Choose("Overview")
	n.Choose("The whole history")
	n.WaitText("main", "put version 1 in force")
	n.Look("history")
	n.Choose("Members")
	n.Heading("Members")
	n.Look("members")

	p.Choose("Home")
	p.WaitText("main", "Who owns this?")
	p.Look("home-client-in-force")
	p.Choose("Find")
	p.Look("find")
	p.Choose("See everything in force, area by area")
	p.WaitText("main", "145 functions")
	p.Look("reference")
	p.Choose("Find")
	for _, ask := range [][2]string{{"patch", "Workstation operating system patching"}, {"wifi", "Guest Wi-Fi for suppliers"}} {
		p.Fill("#q", ask[0])
		p.WaitText("#answers", ask[1])
		p.Look("find-" + ask[0])
	}
	p.WaitText("#answers", "Tom Berg")
}
