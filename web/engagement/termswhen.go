package engagement

// whenOf says which choice makes a field matter, as "key=value value", or empty. The
// script hides what does not matter now; without it everything is shown. What must
// be filled is decided by agreement.Check, never here.
func whenOf(key string) string { return relevance[key] }

var relevance = map[string]string{
	"agreement.msa_title":           "agreement.mode=addendum_to_msa order_under_msa",
	"agreement.msa_date":            "agreement.mode=addendum_to_msa order_under_msa",
	"agreement.msa_precedence":      "agreement.mode=addendum_to_msa",
	"scope.affiliate_names":         "scope.affiliates=listed",
	"term.review_age_days":          "term.renewal_condition=reviewed_matrix",
	"ola.note_bd":                   "scope.shared_without_note=strict",
	"disagree.management_bh":        "disagree.interim_rule=client_management_decides",
	"termination.partial_days":      "termination.partial=any_time_60_days",
	"misc.update_days":              "misc.standard_updates=notice_with_exit",
	"notices.courier_days":          "notices.form=email_courier",
	"exit.included_hours":           "exit.help=hours",
	"departure.standby_fee":         "departure.cover_option=interim_tm interim_fixed_week interim_named_engineer step_in_uplift",
	"term.uplift_cap_pct":           "term.uplift_type=fixed_pct cpi_capped fixed_cap",
	"fees.per_user":                 "fees.model=per_user per_user_plus_device",
	"fees.per_device":               "fees.model=per_device per_user_plus_device hybrid",
	"fees.flat":                     "fees.model=flat",
	"fees.block_hours":              "fees.model=block_hours hybrid",
	"fees.block_price":              "fees.model=block_hours hybrid",
	"fees.block_rollover":           "fees.model=block_hours hybrid",
	"fees.area_prices":              "fees.model=tiered_by_area",
	"fees.discounted_rate":          "scopechange.interim_rate=discounted",
	"sla.credit_pct":                "sla.remedy=credits credits_and_terminate",
	"sla.credit_cap_pct":            "sla.remedy=credits credits_and_terminate",
	"sla.termination_trigger":       "sla.remedy=improve_then_terminate credits_and_terminate",
	"liability.cap_multiple":        "liability.cap_type=multiple_12m",
	"liability.cap_amount":          "liability.cap_type=fixed greater_of_fixed_and_fees",
	"liability.cap_basis":           "liability.cap_type=fees_12m multiple_12m fixed insurance_limit greater_of_fixed_and_fees",
	"liability.cap_year_total":      "liability.cap_basis=per_claim",
	"security.ir_included_hours":    "security.ir_labor=included",
	"security.retainer_fee":         "security.ir_labor=retainer",
	"security.retainer_hours":       "security.ir_labor=retainer",
	"security.retainer_start_hours": "security.ir_labor=retainer",
	"security.retainer_rate":        "security.ir_labor=retainer",
	"security.retainer_unused":      "security.ir_labor=retainer",
	"esign.second_value":            "esign.second_signer=above_value",
	"liability.super_cap_multiple":  "liability.super_cap=multiple_12m",
	"liability.super_cap_amount":    "liability.super_cap=fixed",
	"nonsolicit.fee_pct":            "nonsolicit.fee=pct_salary",
	"nonsolicit.fee_amount":         "nonsolicit.fee=fixed",
	"termination.early_fee_pct":     "termination.early_fee=pct_remaining",
}
