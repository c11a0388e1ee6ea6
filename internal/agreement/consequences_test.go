package agreement

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// The untouched template and the sample say nothing: a warning that is always there is
// read by nobody.
func TestNoConsequencesByDefault(t *testing.T) {
	t.Parallel()
	for name, terms := range map[string]Terms{"defaults": Defaults(), "sample": sample()} {
		if got := terms.Consequences(); len(got) > 0 {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestConsequences(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		set  Terms
		key  string
		says string
	}{
		{"nobody on duty", Terms{"hours.after_hours": "none", "hours.monitoring_247": "false"}, "hours.after_hours", "A response in 30 minutes needs someone on duty. Hours end at 18:00 and nothing is covered after that: a P1 at 19:10 on a Friday is looked at by 08:30 on Monday."},
		{"alerts nobody reads", Terms{"hours.after_hours": "none"}, "hours.monitoring_247", "an alert on a Friday evening waits until Monday at 08:00"},
		{"covered but not watched", Terms{"hours.monitoring_247": "false"}, "hours.monitoring_247", "a P1 begins when somebody calls"},
		{"slow acknowledgment", Terms{"ola.it_p1_ack": "30 min bh / 6 h after"}, "ola.it_p1_ack", "6 hours to acknowledge a P1 after hours, and Northgate has 4 hours"},
		{"late step up", Terms{"esc.p1_step_min": "120", "sla.p1_resolve": "2 h"}, "esc.p1_step_min", "nobody above level 1"},
		{"p1 slower than p2", Terms{"sla.p1_response": "2 h"}, "sla.p1_response", "P1 has 2 hours for response and P2 only 1 hour"},
		{"p2 resolved after p3", Terms{"sla.p2_resolve": "4 bd"}, "sla.p2_resolve", "P2 has 4 business days for resolution and P3 only 3 business days"},
		{"answer after the end", Terms{"sla.p3_response": "4 bd", "sla.p4_response": "5 bd"}, "sla.p3_response", "work on it need not begin for 4 business days"},
		{"update after the end", Terms{"sla.p1_update": "8 h"}, "sla.p1_update", "P1 is updated every 8 hours, but is to be solved in 4 hours"},
		{"only onboarding", Terms{"term.initial_months": "1", "term.nonrenewal_days": "30", "term.onboarding_days": "45"}, "term.onboarding_days", "Onboarding takes 45 days and the initial term has 31"},
		{"reminder before start", Terms{"term.initial_months": "3", "term.renewal_reminder_days": "60"}, "term.renewal_reminder_days", "before services start"},
		{"long notice", Terms{"term.initial_months": "3", "term.renewal_reminder_days": "15", "termination.convenience_days": "120"}, "termination.convenience_days", "longer than the initial term of 90 days"},
		{"relief outlives cover", Terms{"departure.sla_relief_days": "60", "departure.cover_max_days": "30"}, "departure.sla_relief_days", "cover ends after 30"},
		{"tools outlive help", Terms{"exit.assist_days": "15", "access.tool_exit_days": "30"}, "access.tool_exit_days", "nobody would be there"},
		{"cap below a month", Terms{"liability.cap_type": "fixed", "liability.cap_amount": "5000.00"}, "liability.cap_amount", "$5,000.00 is less than one month's fee"},
		{"retainer nobody answers", Terms{"security.ir_labor": "retainer", "security.retainer_fee": "900.00", "hours.after_hours": "none"}, "security.ir_labor", "within 2 hours at any hour, but hours end at 18:00"},
		{"retainer too late", Terms{"security.ir_labor": "retainer", "security.retainer_fee": "900.00", "security.retainer_start_hours": "4"}, "security.retainer_start_hours", "a P1 is to be solved in 4 hours"},
		{"retainer dearer", Terms{"security.ir_labor": "retainer", "security.retainer_fee": "900.00", "security.retainer_rate": "250.00"}, "security.retainer_rate", "costs $250.00, more than the T&M rate of $185.00"},
		{"retainer per year", Terms{"security.ir_labor": "retainer", "security.retainer_fee": "9000.00"}, "security.retainer_fee", "$108,000.00 a year for 40 hours, which would cost $7,400.00"},
		{"policy twice", Terms{"liability.cap_basis": "per_claim", "liability.cap_type": "insurance_limit"}, "liability.cap_basis", "pays that sum once a year"},
		{"claim above the year", Terms{"liability.cap_basis": "per_claim", "liability.cap_type": "multiple_12m", "liability.cap_multiple": "2", "liability.super_cap_multiple": "3", "liability.cap_year_total": "150000.00"}, "liability.cap_year_total", "less than the $210,240.00 that a single claim may reach"},
		{"huge onboarding", Terms{"fees.onboarding": "450000.00"}, "fees.onboarding", "a digit is too many"},
		{"minimum above counts", Terms{"fees.minimum": "50000.00"}, "fees.minimum", "the client pays $50,000.00 from the first month"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			terms := sample()
			maps.Copy(terms, c.set)
			got := terms.Consequences()
			if !slices.ContainsFunc(got, func(p Problem) bool { return p.Key == c.key && strings.Contains(p.Message, c.says) }) {
				t.Errorf("got %+v", got)
			}
			for _, p := range got {
				if _, ok := FieldByKey(p.Key); !ok || !strings.HasSuffix(p.Message, ".") || strings.Contains(p.Message, "%!") {
					t.Errorf("%+v", p)
				}
			}
		})
	}
}
