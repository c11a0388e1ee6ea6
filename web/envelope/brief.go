package envelope

import (
	"strconv"
	"strings"

	"demarc/internal/agreement"
	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/web/ui"
)

// brief is what a decision-maker should know before page 1: what their own company
// answers for, what it costs and how it ends. It is taken from the frozen version
// and is no part of it.
type brief struct {
	mine, total int
	theirs      int             // what the other side answers for
	both        int             // what people of both sides work on
	calls       []call          // whom the own side calls at the other
	columns     []column        // of the own side, those that answer for something
	critical    []criticalEntry // the own side's
	parked      []criticalEntry // both sides': decided later, with who holds it until then
	money, term []ui.Fact
}

// column is a stakeholder with how much it answers for.
type column struct {
	name     string
	answers  int
	critical int
}

// call is a level of escalation.
type call struct {
	level int
	who   string
}

type criticalEntry struct{ name, area, column string }

func newBrief(c engagement.Content, side party.Side) brief {
	b := brief{columns: nil}
	columns := make([]column, len(c.Stakeholders))
	for i, s := range c.Stakeholders {
		columns[i].name = s.Name
	}
	for _, a := range c.Areas {
		for _, row := range a.Rows {
			b.total++
			if text := row.Parked.Text(); text != "" {
				b.parked = append(b.parked, criticalEntry{row.Name, a.Name, text})
			}
			mine, theirs, works := false, false, map[party.Side]bool{}
			for i, cell := range row.Cells {
				if i < len(columns) {
					at := c.Stakeholders[i].Side()
					theirs = theirs || cell.Answers() && at != side
					works[at] = works[at] || cell.Does()
				}
			}
			if theirs {
				b.theirs++
			}
			if works[party.MSP] && works[party.Client] {
				b.both++
			}
			for i, cell := range row.Cells {
				if i >= len(columns) || !cell.Answers() || c.Stakeholders[i].Side() != side {
					continue
				}
				if !mine { // two columns of a side may share the week
					mine = true
					b.mine++
				}
				columns[i].answers++
				if row.Criticality == raci.Critical {
					columns[i].critical++
					b.critical = append(b.critical, criticalEntry{row.Name, a.Name, columns[i].name})
				}
			}
		}
	}
	for _, col := range columns {
		if col.answers > 0 {
			b.columns = append(b.columns, col)
		}
	}
	for level := 1; level <= 4; level++ {
		if who := c.Call(side.Other(), level); who != "" {
			b.calls = append(b.calls, call{level, who})
		}
	}
	t := agreement.Terms(c.Terms)
	b.money, b.term = money(t), term(t)
	return b
}

func money(t agreement.Terms) []ui.Fact {
	var f facts
	f.add("Fee model", label(t, "fees.model"))
	f.add("Monthly total at the starting counts", t.Words("fees.monthly_total"))
	if rate := t.Words("fees.tm_rate"); rate != "" {
		f.add("Work outside the fee", rate+" per hour")
	}
	if days := t.Words("billing.due_days"); days != "" {
		f.add("Invoices are due within", count(days, "day"))
	}
	uplift := label(t, "term.uplift_type")
	if v := t.Value("term.uplift_type"); v == "fixed_pct" || v == "cpi_capped" || v == "fixed_cap" {
		uplift += " (" + t.Words("term.uplift_cap_pct") + "%)"
	}
	f.add("Price change at renewal", uplift)
	return f
}

func term(t agreement.Terms) []ui.Fact {
	var f facts
	f.add("Services start", t.Words("agreement.service_start_date"))
	if end := t.Words("term.initial_end_date"); end != "" {
		f.add("Initial term", count(t.Words("term.initial_months"), "month")+", until "+end)
	}
	f.add("Then", label(t, "term.renewal"))
	f.add("Last day to give notice of non-renewal", t.Words("term.nonrenewal_date"))
	f.add("Ending it without a cause", label(t, "termination.convenience"))
	f.add("Early termination fee", label(t, "termination.early_fee"))
	if days := t.Words("termination.cure_days"); days != "" {
		f.add("Time to mend a breach", count(days, "day"))
	}
	if days := t.Words("exit.assist_days"); days != "" {
		f.add("Help with the transition at the end", count(days, "day"))
	}
	return f
}

// facts leaves out what the agreement does not say.
type facts []ui.Fact

func (f *facts) add(name, value string) {
	if value != "" {
		*f = append(*f, ui.Fact{Term: name, Value: value})
	}
}

// label is a choice as the terms step shows it: the text of the contract is longer
// and may refer to other clauses.
func label(t agreement.Terms, key string) string {
	f, ok := agreement.FieldByKey(key)
	if !ok {
		return ""
	}
	c, _ := f.Choice(t.Value(key))
	return c.Label
}

func count(n, unit string) string {
	if n == "1" {
		return n + " " + unit
	}
	return n + " " + unit + "s"
}

// answersLine is "Alder Foods, Inc. answers for 70 of 149 functions: Client IT for 58
// and Client management for 12."
func (b brief) answersLine(company string) string {
	if b.mine == 0 {
		return company + " answers for none of the " + strconv.Itoa(b.total) + " functions."
	}
	var parts []string
	for _, c := range b.columns {
		parts = append(parts, c.name+" for "+strconv.Itoa(c.answers))
	}
	line := company + " answers for " + strconv.Itoa(b.mine) + " of " + strconv.Itoa(b.total) + " functions"
	if len(parts) > 1 {
		line += ": " + join(parts)
	}
	return strings.TrimSuffix(line, ".") + "."
}

func (b brief) criticalLine() string {
	if len(b.critical) == 1 {
		return "One of them is critical:"
	}
	return strconv.Itoa(len(b.critical)) + " of them are critical:"
}
