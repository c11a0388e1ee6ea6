package journey_test

import (
	"strings"
	"time"
)

// setUp fills in what signing needs and nothing else: parties, columns, terms, and one
// area in another lane than the preset's.
func (j *journey) setUp() {
	n := j.nora
	n.Choose("Continue with parties")
	n.Heading("Parties")
	n.Look("parties-empty")
	j.company("msp", "Northgate IT", "Northgate IT LLC", "Northgate", "LLC", "Nora Adeyemi", "Managing Director")
	j.company("client", "Alder Foods", "Alder Foods, Inc.", "Alder Foods", "Corporation", "Dana Cole", "Chief Operating Officer")
	for _, c := range [][3]string{{"MSP team", "Tom Berg", "Ines Romero"}, {"Client IT", "Priya Shah", "Marek Nowak"}, {"Client management", "Dana Cole", "Ruth Alder"}} {
		within := n.Named(".column", c[0])
		n.WriteIn(within, "Person", c[1])
		n.WriteIn(within, "Deputy", c[2])
		n.ChooseIn(within, "Save")
		n.WaitText("#notices", "Saved")
	}
	n.Look("parties")
	n.Choose("Continue to terms")
	n.Heading("Terms")
	n.Look("terms-empty")
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
		n.Write(term[0], term[1])
	}
	n.Choose("Save and continue to areas")
	n.Heading("Areas")
	n.Look("areas")
	lane := n.Named("fieldset.lane", "Telephony")
	n.TickIn(lane, "Out of scope")
	n.Choose("Show what would change")
	n.WaitText("main", "Nothing has been changed yet.")
	n.Look("areas-plan")
	n.Choose("Change 1 area")
	n.WaitText("#notices", "The areas are set")
	n.Choose("Access")
	n.Heading("Access register")
	n.Look("access")
	n.Choose("Confirm 37 lines as they stand")
	n.WaitText("#notices", "Every line is reviewed now.")
	n.Choose("Overview")
	n.WaitText("#next", "Agree who does what")
	n.Look("hub")
}

// company fills in one side of the agreement.
func (j *journey) company(side, button, legal, short, kind, signer, title string) {
	j.t.Helper()
	n, within := j.nora, "#"+side
	mail := "@" + strings.ReplaceAll(strings.ToLower(short), " ", "") + ".example"
	n.WriteIn(within, "Legal name", legal)
	n.WriteIn(within, "Short name", short)
	n.WriteIn(within, "Kind of company", kind)
	n.WriteIn(within, "Formed in", "Oregon")
	n.WriteIn(within, "Address", "12 Harbor Street, Portland, Oregon")
	n.WriteIn(within, "Email for notices", "legal"+mail)
	row := n.Named(within+" .signer", "Signer 1")
	n.WriteIn(row, "Name", signer)
	n.WriteIn(row, "Title", title)
	n.WriteIn(row, "Email", strings.ToLower(strings.Fields(signer)[0])+mail)
	level := n.Named(within+" .person:not(.signer)", "Level 1")
	n.WriteIn(level, "Name", "On call at "+short)
	n.WriteIn(level, "Phone", "+1 503 555 0100")
	n.ChooseIn(within, "Save "+button)
	n.WaitText("#notices", "Saved")
}
