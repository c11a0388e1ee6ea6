package agreement

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Check finds what keeps the terms from being sent: blanks that must be filled,
// values that contradict each other, and, when today is not zero, dates already past.
func (t Terms) Check(today time.Time) []Problem {
	var out []Problem
	add := func(key, message string) { out = append(out, Problem{Key: key, Message: message}) }
	for _, f := range Fields() {
		switch v := t.value(f); {
		case f.Required && v == "":
			add(f.Key, fmt.Sprintf("Fill in “%s”.", f.Label))
		case v != "" && f.Type != Derived:
			if c, mend := f.parse(v); mend != "" || c != v {
				add(f.Key, strings.TrimSpace(fmt.Sprintf("“%s” has a value that cannot be used. %s", f.Label, mend)))
			}
		}
	}
	for _, n := range needs {
		f, _ := FieldByKey(n.key)
		if n.when(t) && (t.Value(n.key) == "" || n.positive && zero(t.Value(n.key))) {
			add(n.key, fmt.Sprintf("Fill in “%s”. %s", f.Label, n.why))
		}
	}
	for key := range t {
		if _, ok := FieldByKey(key); !ok {
			add(key, "These terms hold a field that this agreement does not know.")
		}
	}
	t.checkDates(today, add)
	for _, c := range contradictions {
		if c.when(t) {
			add(c.key, c.message)
		}
	}
	return out
}

// need is a field that another field's value makes necessary.
type need struct {
	key      string
	when     func(Terms) bool
	why      string
	positive bool // zero does not count
}

func is(key string, values ...string) func(Terms) bool {
	return func(t Terms) bool { return slices.Contains(values, t.Value(key)) }
}

func isNot(key string, values ...string) func(Terms) bool {
	return func(t Terms) bool { return !slices.Contains(values, t.Value(key)) }
}

var needs = []need{
	{"agreement.msa_title", isNot("agreement.mode", "standalone"), "The agreement refers to the master agreement.", false},
	{"agreement.msa_date", isNot("agreement.mode", "standalone"), "The agreement refers to the master agreement.", false},
	{"fees.per_user", is("fees.model", "per_user", "per_user_plus_device"), "The fee model needs it.", true},
	{"fees.per_device", is("fees.model", "per_device", "per_user_plus_device", "hybrid"), "The fee model needs it.", true},
	{"fees.flat", is("fees.model", "flat"), "The fee model needs it.", true},
	{"fees.block_hours", is("fees.model", "block_hours", "hybrid"), "The fee model needs it.", true},
	{"fees.block_price", is("fees.model", "block_hours", "hybrid"), "The fee model needs it.", true},
	{"fees.area_prices", is("fees.model", "tiered_by_area"), "The fee model needs it.", false},
	{"departure.cover_rate", isNot("departure.cover_option", "none"), "Cover was agreed in advance, so its rate must be too.", true},
	{"departure.cover_unit", isNot("departure.cover_option", "none"), "The cover rate needs its unit.", false},
	{"departure.cover_rate", is("departure.default_owner", "msp_interim"), "The MSP can hold orphaned functions only at a price agreed in advance.", true},
	{"liability.cap_multiple", is("liability.cap_type", "multiple_12m"), "The general cap needs it.", true},
	{"liability.cap_amount", is("liability.cap_type", "fixed", "greater_of_fixed_and_fees"), "The general cap needs it.", true},
	{"liability.super_cap_multiple", is("liability.super_cap", "multiple_12m"), "The higher cap needs it.", true},
	{"liability.super_cap_amount", is("liability.super_cap", "fixed"), "The higher cap needs it.", true},
	{"sla.credit_pct", is("sla.remedy", "credits", "credits_and_terminate"), "Service credits need it.", true},
	{"sla.credit_cap_pct", is("sla.remedy", "credits", "credits_and_terminate"), "Service credits need it.", true},
	{"sla.termination_trigger", is("sla.remedy", "improve_then_terminate", "credits_and_terminate"), "The right to terminate needs it.", false},
	{"nonsolicit.fee_pct", is("nonsolicit.fee", "pct_salary"), "The placement fee needs it.", true},
	{"nonsolicit.fee_amount", is("nonsolicit.fee", "fixed"), "The placement fee needs it.", true},
	{"termination.convenience_days", isNot("termination.convenience", "none"), "Termination for convenience needs it.", true},
	{"termination.early_fee_pct", is("termination.early_fee", "pct_remaining"), "The early termination fee needs it.", true},
	{"fees.discounted_rate", is("scopechange.interim_rate", "discounted"), "Interim work is charged at it.", true},
	{"scope.affiliate_names", is("scope.affiliates", "listed"), "The agreement lists the affiliates that receive the services.", false},
	{"term.review_age_days", is("term.renewal_condition", "reviewed_matrix"), "Renewal depends on it.", true},
	{"ola.note_bd", is("scope.shared_without_note", "strict"), "Nobody works on a shared function until its note is agreed.", true},
	{"disagree.management_bh", is("disagree.interim_rule", "client_management_decides"), "Client management decides within it.", true},
	{"termination.partial_days", is("termination.partial", "any_time_60_days"), "An area can be taken back on that notice.", true},
	{"misc.update_days", is("misc.standard_updates", "notice_with_exit"), "Updates need notice.", true},
	{"security.ir_included_hours", is("security.ir_labor", "included"), "Hours of incident response are included, so say how many, or choose T&M.", true},
	{"security.retainer_fee", is("security.ir_labor", "retainer"), "The retainer needs its fee.", true},
	{"security.retainer_hours", is("security.ir_labor", "retainer"), "The retainer needs its hours.", true},
	{"security.retainer_start_hours", is("security.ir_labor", "retainer"), "The retainer promises when a responder starts.", true},
	{"security.retainer_unused", is("security.ir_labor", "retainer"), "The retainer needs a rule for hours that nobody used.", false},
	{"esign.second_value", is("esign.second_signer", "above_value"), "A second signature depends on it.", true},
	{"term.uplift_cap_pct", is("term.uplift_type", "fixed_pct", "cpi_capped", "fixed_cap"), "The price change at renewal needs it.", false},
}

func zero(v string) bool { return strings.Trim(v, "0.") == "" }

func (t Terms) checkDates(today time.Time, add func(key, message string)) {
	start, effective := t.date("agreement.service_start_date"), t.date("agreement.effective_date")
	if !start.IsZero() && !effective.IsZero() && start.Before(effective) {
		add("agreement.service_start_date", "Services start before the agreement takes effect. Move one of the two dates.")
	}
	if last := t.NonRenewalDate(); !last.IsZero() {
		switch {
		case last.Before(start):
			add("term.nonrenewal_days", "The last day for notice of non-renewal falls before services start. Shorten the notice or lengthen the term.")
		case !today.IsZero() && last.Before(today):
			add("term.nonrenewal_days", fmt.Sprintf("The last day for notice of non-renewal, %s, has already passed.", printDate(last)))
		}
	}
	if end := t.initialEnd(); !today.IsZero() && !end.IsZero() && end.Before(today) {
		add("term.initial_months", fmt.Sprintf("The initial term has already ended, on %s.", printDate(end)))
	}
	if open, shut := t.Value("hours.start"), t.Value("hours.end"); open != "" && shut != "" && shut <= open {
		add("hours.end", "Business hours end before they start.")
	}
}

// contradictions are pairs of values that cannot both be meant.
var contradictions = []struct {
	key     string
	when    func(Terms) bool
	message string
}{
	{"client.short_name", sameText("msp.short_name", "client.short_name"), "Both parties have the same short name. Give each its own."},
	{"client.it_team_name", sameText("client.it_team_name", "client.short_name"), "The client and its IT team have the same name. Give the team its own."},
	{
		"fees.model", func(t Terms) bool { return MonthlyFee(t) == 0 },
		"Exhibit C adds up to nothing. Enter prices and counts for the fee model.",
	},
	{
		"sla.credit_cap_pct", all(is("sla.remedy", "credits", "credits_and_terminate"), below("sla.credit_cap_pct", "sla.credit_pct")),
		"The cap on credits is below a single credit.",
	},
	{
		"liability.super_cap_multiple",
		all(is("liability.cap_type", "multiple_12m"), is("liability.super_cap", "multiple_12m"), below("liability.super_cap_multiple", "liability.cap_multiple")),
		"The higher cap is below the general cap.",
	},
	{
		"liability.super_cap_multiple",
		all(is("liability.cap_type", "fees_12m"), is("liability.super_cap", "multiple_12m"), is("liability.super_cap_multiple", "1")),
		"The higher cap is the same as the general cap. Raise it, or choose none.",
	},
	{
		"liability.super_cap_amount",
		all(is("liability.cap_type", "fixed"), is("liability.super_cap", "fixed"), below("liability.super_cap_amount", "liability.cap_amount")),
		"The higher cap is below the general cap.",
	},
	{
		"liability.cap_year_total",
		all(is("liability.cap_basis", "per_claim"), is("liability.cap_type", "fixed", "greater_of_fixed_and_fees"), filled("liability.cap_year_total"), below("liability.cap_year_total", "liability.cap_amount")),
		"One claim may reach more than all claims of a Contract Year together. Raise the sum for the year or lower the cap.",
	},
	{
		"liability.cap_year_total",
		all(is("liability.cap_basis", "per_claim"), is("liability.cap_type", "insurance_limit"), filled("liability.cap_year_total"), below("liability.cap_year_total", "insurance.msp_eo")),
		"One claim may reach more than all claims of a Contract Year together. Raise the sum for the year or lower the cap.",
	},
	{
		"liability.super_cap", all(is("liability.cap_type", "uncapped"), isNot("liability.super_cap", "none")),
		"There is no general cap, so a higher cap has no meaning. Choose none.",
	},
	{
		"termination.early_fee", all(is("termination.convenience", "client_any_time_with_fee"), is("termination.early_fee", "none")),
		"The client may end at any time against a fee, so choose a fee.",
	},
	{
		"scopechange.interim_rate", all(is("scopechange.interim_rate", "from_block"), isNot("fees.model", "block_hours", "hybrid")),
		"The fee model has no prepaid block that interim work could be taken from.",
	},
	{
		"departure.cover_unit", all(is("departure.cover_option", "interim_fixed_week"), isNot("departure.cover_unit", "week")),
		"Cover at a weekly price needs the unit week.",
	},
	{
		"departure.cover_unit", all(is("departure.cover_option", "step_in_uplift"), is("departure.cover_unit", "hour", "day")),
		"A price uplift is added by the week or by the month, so choose one of these units.",
	},
	{
		"departure.cover_option", all(is("departure.default_owner", "msp_interim"), is("departure.cover_option", "none")),
		"The MSP holds orphaned functions on interim terms, so choose a cover option.",
	},
}

func sameText(a, b string) func(Terms) bool {
	return func(t Terms) bool { return t.Value(a) != "" && strings.EqualFold(t.Value(a), t.Value(b)) }
}

func filled(key string) func(Terms) bool {
	return func(t Terms) bool { return t.Value(key) != "" }
}

func below(a, b string) func(Terms) bool {
	return func(t Terms) bool { return compare(t.Value(a), t.Value(b)) < 0 }
}

func all(conditions ...func(Terms) bool) func(Terms) bool {
	return func(t Terms) bool {
		for _, holds := range conditions {
			if !holds(t) {
				return false
			}
		}
		return true
	}
}
