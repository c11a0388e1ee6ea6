package agreement

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestCheckSampleIsClean(t *testing.T) {
	t.Parallel()
	if got := sample().Check(time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)); len(got) > 0 {
		t.Errorf("problems: %v", got)
	}
}

func TestCheckDefaultsMissWhatOnlyPeopleKnow(t *testing.T) {
	t.Parallel()
	var keys []string
	for _, p := range Defaults().Check(time.Time{}) {
		if strings.HasPrefix(p.Message, "Fill in") {
			keys = append(keys, p.Key)
		}
	}
	for _, want := range []string{"msp.legal_name", "client.it_lead_name", "agreement.service_start_date", "scope.sites", "hours.timezone", "fees.tm_rate", "fees.per_user", "departure.cover_rate", "law.governing"} {
		if !slices.Contains(keys, want) {
			t.Errorf("%s is not asked for; got %v", want, keys)
		}
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		set  Terms
		key  string
		says string
	}{
		{"start before effect", Terms{"agreement.effective_date": "2027-02-01"}, "agreement.service_start_date", "before the agreement takes effect"},
		{"notice before start", Terms{"term.initial_months": "1"}, "term.nonrenewal_days", "before services start"},
		{"notice day past", Terms{"agreement.service_start_date": "2026-01-01"}, "term.nonrenewal_days", "1 November 2026, has already passed"},
		{"term over", Terms{"agreement.service_start_date": "2025-01-01"}, "term.initial_months", "ended, on 31 December 2025"},
		{"hours end first", Terms{"hours.end": "07:00"}, "hours.end", "end before they start"},
		{"no master agreement", Terms{"agreement.mode": "addendum_to_msa"}, "agreement.msa_title", "Fill in"},
		{"no flat fee", Terms{"fees.model": "flat"}, "fees.flat", "fee model needs it"},
		{"zero price", Terms{"fees.per_user": "0.00"}, "fees.per_user", "fee model needs it"},
		{"fees add up to nothing", Terms{"scope.users": "0", "scope.servers": "0"}, "fees.model", "adds up to nothing"},
		{"cover without rate", Terms{"departure.cover_rate": ""}, "departure.cover_rate", "agreed in advance"},
		{"cap without amount", Terms{"liability.cap_type": "fixed"}, "liability.cap_amount", "general cap"},
		{"higher cap lower", Terms{"liability.cap_type": "multiple_12m", "liability.cap_multiple": "3"}, "liability.super_cap_multiple", "below the general cap"},
		{"higher cap the same", Terms{"liability.super_cap_multiple": "1"}, "liability.super_cap_multiple", "the same as the general cap"},
		{"higher than no cap", Terms{"liability.cap_type": "uncapped"}, "liability.super_cap", "no general cap"},
		{"no hours included", Terms{"security.ir_included_hours": "0"}, "security.ir_included_hours", "say how many, or choose T&M"},
		{"retainer without a fee", Terms{"security.ir_labor": "retainer"}, "security.retainer_fee", "needs its fee"},
		{"retainer without hours", Terms{"security.ir_labor": "retainer", "security.retainer_hours": ""}, "security.retainer_hours", "needs its hours"},
		{"year below a claim", Terms{"liability.cap_basis": "per_claim", "liability.cap_type": "fixed", "liability.cap_amount": "500000.00", "liability.cap_year_total": "400000.00"}, "liability.cap_year_total", "more than all claims"},
		{"year below the policy", Terms{"liability.cap_basis": "per_claim", "liability.cap_type": "insurance_limit", "liability.cap_year_total": "400000.00"}, "liability.cap_year_total", "more than all claims"},
		{"second signature above nothing", Terms{"esign.second_signer": "above_value"}, "esign.second_value", "depends on it"},
		{"credits over their cap", Terms{"sla.remedy": "credits", "sla.credit_pct": "11"}, "sla.credit_cap_pct", "below a single credit"},
		{"fee for leaving", Terms{"termination.convenience": "client_any_time_with_fee", "termination.early_fee": "none"}, "termination.early_fee", "choose a fee"},
		{"no block", Terms{"scopechange.interim_rate": "from_block"}, "scopechange.interim_rate", "no prepaid block"},
		{"weekly by the hour", Terms{"departure.cover_option": "interim_fixed_week"}, "departure.cover_unit", "unit week"},
		{"uplift by the hour", Terms{"departure.cover_option": "step_in_uplift"}, "departure.cover_unit", "by the week or by the month"},
		{"interim without terms", Terms{"departure.default_owner": "msp_interim", "departure.cover_option": "none"}, "departure.cover_option", "interim terms"},
		{"same short name", Terms{"client.short_name": "northgate"}, "client.short_name", "same short name"},
		{"team named as client", Terms{"client.it_team_name": "Alder"}, "client.it_team_name", "same name"},
		{"not canonical", Terms{"sla.p1_response": "30 minutes"}, "sla.p1_response", "cannot be used"},
		{"out of range", Terms{"term.nonrenewal_days": "5"}, "term.nonrenewal_days", "between 30 and 120"},
		{"unknown field", Terms{"no.such": "x"}, "no.such", "does not know"},
		{"required blank", Terms{"change.window": ""}, "change.window", "Fill in"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			terms := sample()
			maps.Copy(terms, c.set)
			got := terms.Check(time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC))
			if !slices.ContainsFunc(got, func(p Problem) bool { return p.Key == c.key && strings.Contains(p.Message, c.says) }) {
				t.Errorf("no problem at %s that says %q; got %v", c.key, c.says, got)
			}
		})
	}
}

func TestDates(t *testing.T) {
	t.Parallel()
	terms := Terms{"agreement.service_start_date": "2027-08-31", "term.initial_months": "6", "term.nonrenewal_days": "30", "gov.review": "quarterly"}
	for name, got := range map[string]time.Time{
		"2028-02-28": terms.InitialEnd(), // six months from 31 August end on 29 February, exclusive
		"2028-01-29": terms.NonRenewalDate(),
		"2027-11-30": terms.FirstReviewDate(),
	} {
		if got.Format("2006-01-02") != name {
			t.Errorf("got %s, want %s", got.Format("2006-01-02"), name)
		}
	}
	terms["term.renewal"] = "mutual_written"
	if !terms.NonRenewalDate().IsZero() {
		t.Error("an agreement that does not renew by itself has no last day for notice")
	}
	if !(Terms{}).InitialEnd().IsZero() {
		t.Error("without a start there is no end")
	}
}

func TestCompleteWritesDefaultsOut(t *testing.T) {
	t.Parallel()
	got := Terms{"esc.l1_bd": "3", "people.named_lead": ""}.Complete()
	if got["esc.l1_bd"] != "3" || got["esc.l2_bd"] != "2" {
		t.Errorf("esc = %q, %q", got["esc.l1_bd"], got["esc.l2_bd"])
	}
	if v, ok := got["people.named_lead"]; !ok || v != "" {
		t.Error("a blank must stay blank")
	}
}

func TestMonthlyFee(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		set  Terms
		want int64
	}{
		"per user":        {Terms{"fees.model": "per_user", "scope.users": "120", "fees.per_user": "65.00"}, 780000},
		"cents":           {Terms{"fees.model": "per_user", "scope.users": "3", "fees.per_user": "0.33"}, 99},
		"with servers":    {Terms{"fees.model": "per_user", "scope.users": "1", "fees.per_user": "10.00", "scope.servers": "2", "fees.per_server": "5.50"}, 2100},
		"minimum":         {Terms{"fees.model": "flat", "fees.flat": "100.00", "fees.minimum": "250.00"}, 25000},
		"nothing":         {Terms{"fees.model": "flat", "fees.minimum": "250.00"}, 0},
		"areas":           {Terms{"fees.model": "tiered_by_area", "fees.area_prices": "A = 10.00\nB = 0.50"}, 1050},
		"block":           {Terms{"fees.model": "block_hours", "fees.block_price": "3200.00", "scope.servers": "2", "fees.per_server": "5.50"}, 320000},
		"hybrid":          {Terms{"fees.model": "hybrid", "fees.block_price": "100.00", "scope.endpoints": "2", "fees.per_device": "5.00"}, 11000},
		"user and device": {Terms{"fees.model": "per_user_plus_device", "scope.users": "2", "fees.per_user": "1.00", "scope.endpoints": "2", "fees.per_device": "5.00"}, 1200},
	} {
		if got := MonthlyFee(c.set); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}
