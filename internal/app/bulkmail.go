package app

import (
	"fmt"

	"demarc/internal/engagement"
	"demarc/internal/mail"
	"demarc/internal/notice"
	"demarc/internal/party"
)

// writeAsked tells one person how many rows wait for the answer of their side; nothing
// where they were answered meanwhile.
func (j Jobs) writeAsked(d engagement.Draft, p notice.Person) (mail.Message, bool) {
	n := 0
	for _, f := range d.Matrix.Functions {
		if f.In() && f.Awaits(p.Side) {
			n++
		}
	}
	e, functions, wait := d.Engagement, fmt.Sprintf("%d functions", n), "wait"
	if n == 1 {
		functions, wait = "one function", "waits"
	}
	from := e.MSPName
	if p.Side == party.MSP {
		from = e.ClientName
	}
	said := from + " asks you to look at " + functions
	return mail.Message{Subject: said + ": who does what in IT at " + e.ClientName, Letter: mail.Letter{
		Heading:    said,
		Paragraphs: []string{"In " + e.Title + ", " + functions + " of the matrix " + wait + " for the answer of your side. For each you can agree, change it, or say what would make it right."},
		Button:     "See what waits for you", URL: j.base + "/e/" + string(e.ID) + "/matrix?view=mine&state=waiting",
		Footer: "You get this because you can agree for your side. Opening the link changes nothing.",
	}}, n > 0
}
