package agreement

import (
	"fmt"
	"slices"
	"time"
)

// madeTable is a table that the program makes because its rows depend on counts.
func (c *composer) madeTable(name string) *Table {
	switch name {
	case "areas":
		return c.areaTable()
	case "fees":
		return c.feeTable()
	case "example":
		return c.exampleTable()
	case "invoice":
		return c.invoiceTable()
	}
	c.problem(name, fmt.Sprintf("The text asks for the table “%s”, which does not exist.", name))
	return &Table{Header: []string{name}}
}

func row(cells ...string) []Cell {
	var out []Cell
	for _, text := range cells {
		out = append(out, Cell{{Text: text}})
	}
	return out
}

func (c *composer) areaTable() *Table {
	msp := c.terms.Value("msp.short_name")
	words := map[string]string{
		"msp_led":      "MSP-led: " + msp + " leads",
		"shared":       "Shared: both teams work in the area",
		"internal_led": "Internal-led: Client IT leads and " + msp + " supports",
		"out":          "Out of scope: " + msp + " is not engaged",
	}
	t := &Table{Header: []string{"Functional area", "How it is divided"}}
	for _, a := range c.names.Areas {
		mode, ok := words[a.Mode]
		if !ok {
			c.problem(a.Name, fmt.Sprintf("Choose how the area “%s” is divided.", a.Name))
		}
		t.Rows = append(t.Rows, row(a.Name, mode))
	}
	if len(t.Rows) == 0 {
		c.problem("scope.area_modes", "Exhibit A has no functional areas yet.")
	}
	return t
}

func (c *composer) feeTable() *Table {
	t := &Table{Header: []string{"Item", "Count at the start", "Price per month", "Monthly amount"}}
	for _, l := range c.terms.feeLines() {
		t.Rows = append(t.Rows, row(l.label, l.count, c.terms.money(l.price), c.terms.money(decimalCents(l.cents))))
	}
	total := MonthlyFee(c.terms)
	if total == 0 {
		c.problem("fees.model", "Exhibit C adds up to nothing. Enter prices and counts for the fee model.")
		return t
	}
	label := "Total per month"
	if total == times(c.terms.Value("fees.minimum"), "1") {
		label = "Total per month (the minimum)"
	}
	t.Rows = append(t.Rows, row(label, "", "", c.terms.money(decimalCents(total))))
	return t
}

// invoiceTable is the first invoice as these terms make it, with two hours of work that
// the monthly fee does not include, so that readers see where each kind of charge stands.
func (c *composer) invoiceTable() *Table {
	const hours = "2"
	t := &Table{Header: []string{"Line", "Count", "Price", "Amount"}}
	var sum int64
	line := func(label, count, price string, cents int64) {
		sum += cents
		t.Rows = append(t.Rows, row(label, count, c.terms.money(price), c.terms.money(decimalCents(cents))))
	}
	for _, l := range c.terms.feeLines() {
		line(l.label, l.count, l.price, l.cents)
	}
	if rest := MonthlyFee(c.terms) - sum; rest > 0 {
		line("Up to the monthly minimum", "1", decimalCents(rest), rest)
	}
	for _, l := range c.terms.standing() {
		line(l.label, l.count, l.price, l.cents)
	}
	if v := c.terms.Value("fees.onboarding"); v != "" && !zero(v) {
		line("One-time onboarding fee", "1", v, times(v, "1"))
	}
	if v := c.terms.Value("fees.tm_rate"); v != "" {
		line("Hours of Out-of-scope Work in Business Hours, with the log", hours, v, times(v, hours))
	}
	t.Rows = append(t.Rows, row("Total before taxes", "", "", c.terms.money(decimalCents(sum))))
	return t
}

// exampleFriday is any Friday; only its weekday is printed.
var exampleFriday = time.Date(2026, time.January, 9, 19, 10, 0, 0, time.UTC)

// exampleTable plays a P1 reported on a Friday at 19:10, as the terms have it.
func (c *composer) exampleTable() *Table {
	t := &Table{Header: []string{"Time", "What happens", "Why"}}
	k, ok := c.terms.clock()
	response, okR := parseQuantity(c.terms.Value("sla.p1_response"))
	resolve, okS := parseQuantity(c.terms.Value("sla.p1_resolve"))
	ack, okA := parseHoursPair(c.terms.Value("ola.it_p1_ack"))
	if !ok || !okR || !okS || !okA {
		c.problem("sla.p1_response", "The worked example needs business hours, P1 times and the Client IT acknowledgment time.")
		return t
	}
	msp := c.terms.Value("msp.short_name")
	type event struct {
		at        time.Time
		what, why string
	}
	var events []event
	add := func(at time.Time, what, why string) { events = append(events, event{at, what, why}) }
	defer func() {
		slices.SortStableFunc(events, func(a, b event) int { return a.at.Compare(b.at) })
		for _, e := range events {
			t.Rows = append(t.Rows, row(e.at.Format("Monday 15:04"), e.what, e.why))
		}
	}()

	reported := exampleFriday
	start := k.starts(reported, 0)
	why := "The clock starts at once, because P1 is covered at this hour."
	switch {
	case k.business(reported):
		why = "The clock starts at once, because this is within Business Hours."
	case !k.covered[0]:
		why = "This is outside Business Hours and P1 is not covered, so the clock waits."
	}
	add(reported, "A critical system stops and a P1 is reported.", why)
	if !start.Equal(reported) {
		add(start, "The clock starts.", "Business Hours begin.")
	}
	responded := k.add(start, response, 0)
	add(responded, "Latest moment for "+msp+" to respond.", capital(response.words())+" after the clock started.")
	if update, ok := parseQuantity(c.terms.Value("sla.p1_update")); ok {
		add(k.add(responded, update, 0), "Latest moment for the first update after that response.", "An update is due every "+update.words()+".")
	}
	due := k.add(start, resolve, 0)
	handed := handedOver(k, start, due)
	add(handed, msp+" hands a part of the work to Client IT.", "The clock of "+msp+" stops.")
	acked, limit := k.add(handed, ack.inside, 0), ack.inside
	if !k.business(handed) {
		acked, limit = k.addMinutes(handed, wallMinutes(ack.after), true), ack.after
	}
	add(acked, "Latest moment for Client IT to acknowledge.", capital(limit.words())+" after the hand-off.")
	if resolve.unit == "bd" || resolve.unit == "d" {
		add(due, "Resolution or workaround is due.", "The target counts in whole days, so a short wait does not move it.")
		return t
	}
	always := k.covered[0] && resolve.unit != "bh"
	left := int(due.Sub(handed) / time.Minute)
	if !always {
		left = k.businessMinutes(handed, due)
	}
	moved := k.addMinutes(acked, left, always)
	add(moved, "Resolution or workaround is due, if Client IT acknowledged at the last moment.",
		"Without the wait it was due on "+due.Format("Monday")+" at "+due.Format("15:04")+".")
	return t
}

// handedOver is one hour after the start, or halfway to a target that is nearer.
func handedOver(k clock, start, due time.Time) time.Time {
	n := 60
	if half := int(due.Sub(start)/time.Minute) / 2; half < n {
		n = half
	}
	return k.addMinutes(start, n, k.covered[0])
}

// wallMinutes is a quantity outside business hours.
func wallMinutes(q quantity) int {
	switch q.unit {
	case "h", "bh":
		return q.n * 60
	case "d", "bd":
		return q.n * 24 * 60
	}
	return q.n
}

func capital(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return string(s[0]-'a'+'A') + s[1:]
}
