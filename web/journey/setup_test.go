package journey_test

import (
	"strings"
	"time"
)

// setUp fills in what signing needs and nothing else: parties, columns, terms, and one
// area in another lane than the preset's.
func (j *journey) setUp() {
	n := j.nora
	n.press("Continue with parties")
	n.heading("Parties")
	n.look("parties-empty")
	j.company("msp", "Northgate IT", "Northgate IT LLC", "Northgate", "LLC", "Nora Adeyemi", "Managing Director")
	j.company("client", "Alder Foods", "Alder Foods, Inc.", "Alder Foods", "Corporation", "Dana Cole", "Chief Operating Officer")
	for _, c := range [][3]string{{"MSP team", "Tom Berg", "Ines Romero"}, {"Client IT", "Priya Shah", "Marek Nowak"}, {"Client management", "Dana Cole", "Ruth Alder"}} {
		within := n.find(".column", c[0])
		n.fillIn(within, "Person", c[1])
		n.fillIn(within, "Deputy", c[2])
		n.pressIn(within, "Save")
		n.WaitText("#notices", "Saved")
	}
	n.look("parties")
	n.press("Continue to terms")
	n.heading("Terms")
	n.look("terms-empty")
	for _, term := range [][2]string{
		{"Service start date", time.Now().AddDate(0, 1, 0).Format(time.DateOnly)},
		{"Covered users", "140"},
		{"Covered workstations", "155"},
		{"Covered servers", "12"},
		{"Covered network devices", "34"},
		{"Covered sites", "Head office, 12 Orchard Way, Portland, Oregon"},
		{"Time zone", "America/Los_Angeles"},
		{"Price per user per month", "62.00"},
		{"Time-and-materials rate per hour", "145.00"},
		{"Interim cover rate", "165.00"},
		{"Governing law", "Oregon"},
		{"Courts or seat", "Multnomah County, Oregon"},
		{"Named MSP service lead", "Tom Berg"},
	} {
		n.fill(term[0], term[1])
	}
	n.press("Save and continue to areas")
	n.heading("Areas")
	n.look("areas")
	lane := n.find("fieldset.lane", "Telephony")
	n.pickIn(lane, "Out of scope")
	n.press("Show what would change")
	n.WaitText("main", "Nothing has been changed yet.")
	n.look("areas-plan")
	n.press("Change 1 area")
	n.WaitText("#notices", "The areas are set")
	n.press("Access")
	n.heading("Access register")
	n.look("access")
	n.press("Confirm 37 lines as they stand")
	n.WaitText("#notices", "Every line is reviewed now.")
	n.press("Overview")
	n.WaitText("#next", "Agree who does what")
	n.look("hub")
}

// company fills in one side of the agreement.
func (j *journey) company(side, button, legal, short, kind, signer, title string) {
	j.t.Helper()
	n, within := j.nora, "#"+side
	mail := "@" + strings.ReplaceAll(strings.ToLower(short), " ", "") + ".example"
	n.fillIn(within, "Legal name", legal)
	n.fillIn(within, "Short name", short)
	n.fillIn(within, "Kind of company", kind)
	n.fillIn(within, "Formed in", "Oregon")
	n.fillIn(within, "Address", "12 Harbor Street, Portland, Oregon")
	n.fillIn(within, "Email for notices", "legal"+mail)
	row := n.find(within+" .signer", "Signer 1")
	n.fillIn(row, "Name", signer)
	n.fillIn(row, "Title", title)
	n.fillIn(row, "Email", strings.ToLower(strings.Fields(signer)[0])+mail)
	level := n.find(within+" .person:not(.signer)", "Level 1")
	n.fillIn(level, "Name", "On call at "+short)
	n.fillIn(level, "Phone", "+1 503 555 0100")
	n.pressIn(within, "Save "+button)
	n.WaitText("#notices", "Saved")
}
