package engagement

import (
	"fmt"
	"slices"
	"strings"

	"demarc/internal/party"
	"demarc/internal/raci"
)

// Context is what the rules of the matrix know beside it.
func (d Draft) Context() raci.Context {
	return raci.Context{Names: d.Parties.Names(d.Matrix), Library: d.Library.Rules(), Today: d.Today}
}

// Check is what the rules say of a draft as it is being worked: the matrix by itself,
// then the matrix against the terms and the people.
func (d Draft) Check() []raci.Finding {
	ctx := d.Context()
	c := check{Draft: d, ctx: ctx, names: ctx.Names, found: d.Matrix.Check(ctx)}
	if s, ok := d.Matrix.Standard(raci.MSPTeam); ok {
		c.msp = s.ID
	}
	c.price()
	c.hours()
	c.containment()
	c.night()
	c.left()
	return append(c.found, d.Access()...)
}

// Access is what the rules say of the matrix against the access register.
func (d Draft) Access() []raci.Finding {
	return d.Register.Check(d.Matrix, d.Context(), d.Library.AccessOf)
}

// Waive marks which findings one of the sides gave a reason for, or dismissed.
func (d Draft) Waive(findings []raci.Finding) []raci.Finding {
	d.Matrix.Waive(findings, d.Waivers)
	return findings
}

type check struct {
	Draft
	ctx   raci.Context
	names raci.Names
	msp   raci.StakeholderID
	found []raci.Finding
}

func (c *check) add(f raci.Finding, format string, args ...any) {
	f.Message = fmt.Sprintf(format, args...)
	c.found = append(c.found, f)
}

// works tells whether the MSP answers for a function or does it.
func (c *check) works(f raci.Function) bool {
	as := f.Cells[c.msp]
	return as.Answers() || as.Does()
}

// price is V26 for a fee per area: the MSP works in an area that has no price. What it
// does in an internal-led area is support, charged by the hour.
func (c *check) price() {
	if c.Terms.Value("fees.model") != "tiered_by_area" {
		return
	}
	priced := map[string]bool{}
	for line := range strings.Lines(c.Terms.Value("fees.area_prices")) {
		name, _, _ := strings.Cut(line, "=")
		priced[strings.ToLower(strings.TrimSpace(name))] = true
	}
	if len(priced) == 0 {
		return // the terms ask for prices as a whole
	}
	for _, a := range c.Matrix.Areas {
		if a.Mode != raci.MSPLed && a.Mode != raci.Shared || priced[strings.ToLower(a.Name)] {
			continue
		}
		n := 0
		for _, f := range c.Matrix.InArea(a.Key) {
			if c.works(f) {
				n++
			}
		}
		if n > 0 {
			c.add(raci.Finding{Rule: "V26", Severity: raci.Warn, Area: a.Key, Page: "terms", Field: "fees.area_prices", Fix: "Add a price or change the lane"},
				"%s: %s works in %d functions of this area, but the price does not include it.", a.Name, c.names.MSP, n)
		}
	}
}

// watched are the library's functions that somebody must be awake for.
var watched = []raci.FunctionKey{"hd-afterhours", "th-triage", "net-monitor", "srv-monitor"}

// hours is V34, and V43: Exhibit B gives times only to functions of the MSP, so what
// it can promise beyond them is the call at night. Where the MSP's part holds in
// business hours only, it promises nothing at night.
func (c *check) hours() {
	none := c.Terms.Value("hours.after_hours") == "none"
	silent := none && c.Terms.Value("hours.monitoring_247") == "false"
	for _, f := range c.Matrix.Functions {
		if !f.In() {
			continue
		}
		night := f.During(raci.AfterHours)
		nightly := f.Window(c.msp) == raci.AfterHours
		if silent && night.Cells[c.msp].Does() && (nightly || slices.Contains(watched, f.Key) || allHours(f)) {
			needs := "cover at all hours"
			if nightly {
				needs = "cover after hours"
			}
			c.add(raci.Finding{Rule: "V34", Severity: raci.Block, Function: f.ID, Area: f.Area, Page: "terms", Field: "hours.after_hours", Fix: "Change the hours or the row"},
				"%s needs %s; the agreement gives none.", f.Name, needs)
		}
		if !none && f.Key == "hd-afterhours" && !c.works(night) && !c.shipped(f) {
			c.add(raci.Finding{Rule: "V43", Severity: raci.Warn, Function: f.ID, Area: f.Area, Page: "terms", Field: "hours.after_hours", Fix: "Change the hours or the row"},
				"Exhibit B promises times outside Business Hours for %s, which %s does not do.", f.Name, c.names.MSP)
		}
	}
}

// allHours tells whether a row of one's own says that it never sleeps.
func allHours(f raci.Function) bool {
	text := strings.ToLower(f.Name + " " + f.Description + " " + f.Condition)
	for _, words := range []string{"24x7", "24/7", "around the clock", "around-the-clock", "at all hours"} {
		if strings.Contains(text, words) {
			return true
		}
	}
	return false
}

// shipped tells whether a row still is as the library has it for the lane of its area.
func (c *check) shipped(f raci.Function) bool {
	lib, ok := c.ctx.Library.Row(f.Key)
	if !ok || f.Timed() {
		return false
	}
	for _, a := range c.Matrix.Areas {
		if a.Key != f.Area {
			continue
		}
		for s, as := range lib.Patterns[a.Mode].Fill(c.Matrix.Stakeholders) {
			if f.Cells[s] != as {
				return false
			}
		}
		return true
	}
	return false
}

// containment is V41: who contains must ask somebody who may be asleep.
func (c *check) containment() {
	if c.Terms.Value("security.containment_authority") != "approval_required" || len(c.Register.Protected) > 0 {
		return // the list of what may not be isolated names who approves
	}
	for _, f := range c.Matrix.Functions {
		if f.Key == "th-contain" && f.In() && f.During(raci.AfterHours).Cells[c.msp].Does() {
			c.add(raci.Finding{Rule: "V41", Severity: raci.Warn, Function: f.ID, Area: f.Area, Page: "access", Field: "protected", Fix: "Name who approves, or change who may contain"},
				"%s: containment waits for approval. Say who approves at 02:00.", f.Name)
		}
	}
}

// reached tells whether somebody named for a row alone has a number.
func (c *check) reached(h raci.Holder, s raci.Stakeholder) bool {
	return c.Reach(h.Person, s).Phone != "" || c.Reach(h.Deputy, s).Phone != ""
}

// night is V33: a P1 is taken at all hours, Client IT answers for a critical row then,
// and no number is known.
// Before the parties step has begun, its own findings say that everybody is missing.
func (c *check) night() {
	it, ok := c.Matrix.Standard(raci.InternalIT)
	if !ok || c.Terms.Value("hours.after_hours") == "none" || it.HolderPhone != "" || it.DeputyPhone != "" || c.Parties.Directory.Client.AfterHours != "" {
		return
	}
	known := it.Holder != ""
	for _, p := range c.Parties.Contacts {
		if p.Side != party.Client {
			continue
		}
		known = true
		if p.Level <= 2 && (p.Phone != "" || p.DeputyPhone != "") {
			return
		}
	}
	var names []string
	for _, f := range c.Matrix.Functions {
		night := f.During(raci.AfterHours)
		if f.In() && f.Criticality == raci.Critical && night.Cells[it.ID].Answers() && !c.reached(f.Holders[it.ID], it) {
			names = append(names, f.Name)
		}
	}
	if !known || len(names) == 0 {
		return
	}
	list := names[0]
	if n := len(names) - 1; n > 0 {
		list += fmt.Sprintf(" and %d more critical functions", n)
	}
	c.add(raci.Finding{Rule: "V33", Severity: raci.Warn, Page: "parties", Field: "contacts", Fix: "Add a phone number"},
		"P1 support runs at night, but nobody at %s can be reached for %s.", c.names.InternalIT, list)
}
