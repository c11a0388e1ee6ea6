package agreement

import (
	"fmt"
	"time"
)

// Consequences are values that each may stand but mean something together that people
// seldom intend. Each says, in the figures of these terms, what will happen. They block
// nothing: a draft in which they are meant can be sent.
func (t Terms) Consequences() []Problem {
	var out []Problem
	add := func(key, message string, args ...any) {
		out = append(out, Problem{Key: key, Message: fmt.Sprintf(message, args...)})
	}
	t.duty(add)
	t.order(add)
	t.lengths(add)
	t.amounts(add)
	return out
}

type adder func(key, message string, args ...any)

// duty plays the hours: what is promised when nobody is there.
func (t Terms) duty(add adder) {
	k, ok := t.clock()
	if !ok {
		return
	}
	msp, shut := t.Value("msp.short_name"), t.Value("hours.end")
	first := k.starts(exampleFriday, 0)
	if response, ok := parseQuantity(t.Value("sla.p1_response")); ok && !k.covered[0] && !first.Equal(exampleFriday) {
		at := k.add(first, response, 0)
		add("hours.after_hours", "A response in %s needs someone on duty. Hours end at %s and nothing is covered after that: a P1 at 19:10 on a Friday is looked at by %s on %s.",
			response.words(), shut, at.Format("15:04"), at.Format("Monday"))
	}
	if t.Value("hours.monitoring_247") == "true" && !k.covered[0] {
		add("hours.monitoring_247", "Monitoring runs at all hours, but nobody at %s works after %s: an alert on a Friday evening waits until %s at %s.",
			msp, shut, first.Format("Monday"), first.Format("15:04"))
	}
	if t.Value("hours.monitoring_247") == "false" && k.covered[0] {
		add("hours.monitoring_247", "P1 is covered at all hours, but alerts are read in business hours only: at night a P1 begins when somebody calls.")
	}
	ack, ok1 := parseHoursPair(t.Value("ola.it_p1_ack"))
	resolve, ok2 := parseQuantity(t.Value("sla.p1_resolve"))
	if ok1 && ok2 && k.length(ack.after) >= k.length(resolve) {
		add("ola.it_p1_ack", "Client IT may take %s to acknowledge a P1 after hours, and %s has %s to solve it: most of that time may pass in waiting.", ack.after.words(), msp, resolve.words())
	}
	if n := t.number("security.retainer_start_hours"); t.Value("security.ir_labor") == "retainer" && n > 0 {
		switch {
		case !k.covered[0]:
			add("security.ir_labor", "The retainer puts a responder to work within %s at any hour, but hours end at %s and nothing is covered after that: nobody would answer the call.", withUnit(t.Value("security.retainer_start_hours"), "hour"), shut)
		case ok2 && n*60 >= k.length(resolve):
			add("security.retainer_start_hours", "The retainer puts a responder to work within %s, but a P1 is to be solved in %s: the retainer would come too late.", withUnit(t.Value("security.retainer_start_hours"), "hour"), resolve.words())
		}
	}
	if step := t.number("esc.p1_step_min"); ok2 && step > 0 && step >= k.length(resolve) {
		add("esc.p1_step_min", "A P1 moves up one level after %s, but is to be solved in %s: nobody above level 1 would hear of it before.", withUnit(t.Value("esc.p1_step_min"), "minute"), resolve.words())
	}
}

// length is about how many minutes of work a quantity is, to compare two of them.
func (c clock) length(q quantity) int {
	switch q.unit {
	case "h", "bh":
		return q.n * 60
	case "bd":
		return q.n * (c.shut - c.open)
	case "d":
		return q.n * 24 * 60
	}
	return q.n
}

// order compares the times of a priority with one another and with the next priority.
func (t Terms) order(add adder) {
	k, ok := t.clock()
	if !ok {
		return
	}
	kinds := []struct{ key, words string }{{"response", "response"}, {"resolve", "resolution"}}
	for p := 1; p <= 4; p++ {
		at := func(priority int, kind string) (string, quantity, bool) {
			key := fmt.Sprintf("sla.p%d_%s", priority, kind)
			q, ok := parseQuantity(t.Value(key))
			return key, q, ok
		}
		for _, kind := range kinds {
			key, this, ok1 := at(p, kind.key)
			_, next, ok2 := at(p+1, kind.key)
			if ok1 && ok2 && k.length(this) > k.length(next) {
				add(key, "P%d has %s for %s and P%d only %s: the more urgent ticket would come second.", p, this.words(), kind.words, p+1, next.words())
			}
		}
		_, resolve, ok1 := at(p, "resolve")
		if key, response, ok := at(p, "response"); ok && ok1 && k.length(response) > k.length(resolve) {
			add(key, "P%d is to be solved in %s, but work on it need not begin for %s.", p, resolve.words(), response.words())
		}
		if key, update, ok := at(p, "update"); ok && ok1 && k.length(update) > k.length(resolve) {
			add(key, "P%d is updated every %s, but is to be solved in %s: nobody would hear anything on the way.", p, update.words(), resolve.words())
		}
	}
}

// lengths compares periods with the term that they lie in.
func (t Terms) lengths(add adder) {
	start, end := t.date("agreement.service_start_date"), t.initialEnd()
	if !end.IsZero() {
		days := int(end.Sub(start)/(24*time.Hour)) + 1
		if n := t.number("term.onboarding_days"); n >= days {
			add("term.onboarding_days", "Onboarding takes %d days and the initial term has %d: no service level would ever count.", n, days)
		}
		if last := t.NonRenewalDate(); !last.IsZero() {
			if remind := last.AddDate(0, 0, -t.number("term.renewal_reminder_days")); remind.Before(start) && last.After(start) {
				add("term.renewal_reminder_days", "The reminder of the last day for notice would be due on %s, before services start.", printDate(remind))
			}
		}
		if n := t.number("termination.convenience_days"); n > days && t.Value("termination.convenience") != "none" {
			add("termination.convenience_days", "Notice of %d days is longer than the initial term of %d days: ending without cause takes longer than letting the term run out.", n, days)
		}
	}
	if relief, cover := t.number("departure.sla_relief_days"), t.number("departure.cover_max_days"); relief > cover && t.Value("departure.cover_option") != "none" {
		add("departure.sla_relief_days", "Service levels are only targets for %d days, but cover ends after %d: covered functions would never have service levels.", relief, cover)
	}
	if assist, tools := t.number("exit.assist_days"), t.number("access.tool_exit_days"); tools > assist {
		add("access.tool_exit_days", "Tools may stay for %d days after the end, but help with the transition ends after %d: nobody would be there to remove them.", tools, assist)
	}
}

// amounts compares amounts with the monthly fee.
func (t Terms) amounts(add adder) {
	fee := MonthlyFee(t)
	if fee == 0 {
		return
	}
	month := t.money(decimalCents(fee))
	for _, c := range []struct{ kind, key string }{{"liability.cap_type", "liability.cap_amount"}, {"liability.super_cap", "liability.super_cap_amount"}} {
		if v := t.Value(c.key); t.Value(c.kind) == "fixed" && v != "" && times(v, "1") < fee {
			add(c.key, "%s is less than one month's fee, %s: a claim could not bring back even that month.", t.money(v), month)
		}
	}
	t.retainer(add)
	t.perClaim(add, fee)
	if v := t.Value("fees.onboarding"); v != "" && times(v, "1") > 12*fee {
		add("fees.onboarding", "The onboarding fee, %s, is more than a year of the monthly fee, %s. Look whether a digit is too many.", t.money(v), month)
	}
	if v := t.Value("fees.minimum"); v != "" && !zero(v) && times(v, "1") == fee && fee > sumOf(t.feeLines()) {
		add("fees.minimum", "The starting counts add up to %s, less than the minimum: the client pays %s from the first month.", t.money(decimalCents(sumOf(t.feeLines()))), month)
	}
}

// retainer compares what incident response costs with the retainer and without it.
func (t Terms) retainer(add adder) {
	tm := t.Value("fees.tm_rate")
	if t.Value("security.ir_labor") != "retainer" || tm == "" || zero(tm) {
		return
	}
	if rate := t.Value("security.retainer_rate"); compare(rate, tm) > 0 {
		add("security.retainer_rate", "An hour beyond the retainer costs %s, more than the T&M rate of %s: the client pays more because it has a retainer.", t.money(rate), t.money(tm))
	}
	year, hours := 12*times(t.Value("security.retainer_fee"), "1"), t.Value("security.retainer_hours")
	if most := times(tm, hours); most > 0 && year > 2*most {
		add("security.retainer_fee", "The retainer costs %s a year for %s, which would cost %s at the T&M rate. Look whether the fee is meant per year.",
			t.money(decimalCents(year)), withUnit(hours, "hour"), t.money(decimalCents(most)))
	}
}

// perClaim looks at a cap that every claim has anew.
func (t Terms) perClaim(add adder, fee int64) {
	if t.Value("liability.cap_basis") != "per_claim" || t.Value("liability.cap_type") == "uncapped" {
		return
	}
	policy, total := t.Value("insurance.msp_eo"), t.Value("liability.cap_year_total")
	claim := 12 * fee
	if t.Value("liability.cap_type") == "multiple_12m" {
		claim = times(decimalCents(claim), t.Value("liability.cap_multiple"))
	}
	switch kind := t.Value("liability.cap_type"); {
	case kind == "insurance_limit" && (total == "" || compare(total, policy) > 0):
		add("liability.cap_basis", "Each claim may reach %s, and so may the next one of the same year. A policy usually pays that sum once a year.", t.money(policy))
	case (kind == "fees_12m" || kind == "multiple_12m") && total != "" && times(total, "1") < claim:
		add("liability.cap_year_total", "All claims of a year together are limited to %s, less than the %s that a single claim may reach: the cap for each claim never counts.",
			t.money(total), t.money(decimalCents(claim)))
	}
}

func sumOf(lines []feeLine) int64 {
	var sum int64
	for _, l := range lines {
		sum += l.cents
	}
	return sum
}
