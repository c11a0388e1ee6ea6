package agreement

import (
	"cmp"
	"maps"
	"time"
)

// Terms holds canonical values by field key. A key that is absent has its default; a
// key with an empty value is blank.
type Terms map[string]string

// Defaults are the terms of a new agreement.
func Defaults() Terms {
	t := Terms{}
	for _, f := range Fields() {
		if f.Default != "" && f.Type != Derived {
			t[f.Key] = f.Default
		}
	}
	return t
}

// Complete gives a copy with every default written out, so that a frozen version
// does not change when a default does.
func (t Terms) Complete() Terms {
	out := Defaults()
	maps.Copy(out, t)
	return out
}

// Value is the canonical value of a field: as set, else its default, else computed.
// It is empty for a blank.
func (t Terms) Value(key string) string {
	f, ok := FieldByKey(key)
	if !ok {
		return ""
	}
	return t.value(f)
}

func (t Terms) value(f Field) string {
	if f.Type == Derived {
		return t.derived(f.Key)
	}
	if v, ok := t[f.Key]; ok {
		return v
	}
	return f.Default
}

// derived computes what nobody types. Dates are empty until the dates they follow
// from are known.
func (t Terms) derived(key string) string {
	switch key {
	case "disagree.interim_rule_text":
		return t.Words("disagree.interim_rule")
	case "term.initial_end_date":
		return printDate(t.initialEnd())
	case "term.nonrenewal_date":
		return printDate(t.NonRenewalDate())
	case "term.next_price_date":
		if end := t.initialEnd(); !end.IsZero() {
			return printDate(end.AddDate(0, 0, 1))
		}
	case "gov.first_review_date":
		return printDate(t.FirstReviewDate())
	case "fees.monthly_total":
		if cents := MonthlyFee(t); cents > 0 {
			return t.money(decimalCents(cents))
		}
	case "fees.initial_total":
		if cents := InitialFees(t); cents > 0 {
			return t.money(decimalCents(cents))
		}
	case "esign.acknowledgment":
		return cmp.Or(t["esign.acknowledgment"], Acknowledgment) // a version keeps the words it was frozen with
	case "esign.second_due":
		if t.SecondSigner() {
			return "yes"
		}
	}
	return ""
}

// Acknowledgment is what the lead of internal IT ticks before the client signs. The
// clause about signatures quotes it.
const Acknowledgment = "I have read Exhibit A and will work by it. I do not bind the company by this acknowledgment."

// Acknowledged tells whether internal IT acknowledges Exhibit A before the client signs.
func (t Terms) Acknowledged() bool { return t.Value("client.it_lead_acknowledges") == "true" }

// SecondSigner tells whether two people must sign for the client.
func (t Terms) SecondSigner() bool {
	switch t.Value("esign.second_signer") {
	case "always":
		return true
	case "above_value":
		v := t.Value("esign.second_value")
		return v != "" && InitialFees(t) > times(v, "1")
	}
	return false
}

// derivedFrom names the field to mend when a computed one is blank.
var derivedFrom = map[string]string{
	"disagree.interim_rule_text": "disagree.interim_rule",
	"term.initial_end_date":      "agreement.service_start_date",
	"term.nonrenewal_date":       "agreement.service_start_date",
	"term.next_price_date":       "agreement.service_start_date",
	"gov.first_review_date":      "agreement.service_start_date",
	"fees.monthly_total":         "fees.model",
	"fees.initial_total":         "fees.model",
}

func printDate(d time.Time) string {
	if d.IsZero() {
		return ""
	}
	return d.Format("2 January 2006")
}

// date is the value of a date field, or zero.
func (t Terms) date(key string) time.Time {
	d, err := time.Parse("2006-01-02", t.Value(key))
	if err != nil {
		return time.Time{}
	}
	return d
}

func (t Terms) number(key string) int {
	n := 0
	for _, c := range t.Value(key) {
		if c < '0' || c > '9' {
			return 0
		}
		n = n*10 + int(c-'0')
	}
	return n
}

// initialEnd is the last day of the initial term, or zero while the start is unknown.
func (t Terms) initialEnd() time.Time {
	start, months := t.date("agreement.service_start_date"), t.number("term.initial_months")
	if start.IsZero() || months == 0 {
		return time.Time{}
	}
	return addMonths(start, months).AddDate(0, 0, -1)
}

// InitialEnd is the last day of the initial term (UTC midnight), or zero while the
// service start is unknown.
func (t Terms) InitialEnd() time.Time { return t.initialEnd() }

// NonRenewalDate is the last day on which notice of non-renewal may be given, or zero
// when it is unknown or renewal needs a written agreement anyway.
func (t Terms) NonRenewalDate() time.Time {
	end := t.initialEnd()
	if end.IsZero() || t.Value("term.renewal") == "mutual_written" {
		return time.Time{}
	}
	return end.AddDate(0, 0, -t.number("term.nonrenewal_days"))
}

// FirstReviewDate is the day by which the first review of Exhibit A is due, or zero.
func (t Terms) FirstReviewDate() time.Time {
	start := t.date("agreement.service_start_date")
	if start.IsZero() {
		return start
	}
	months := map[string]int{"monthly": 1, "quarterly": 3, "semiannual": 6}[t.Value("gov.review")]
	return addMonths(start, months)
}

// addMonths adds months and stays in the month: 31 January plus one month is the last
// day of February.
func addMonths(d time.Time, n int) time.Time {
	out := d.AddDate(0, n, 0)
	if out.Day() != d.Day() {
		out = out.AddDate(0, 0, -out.Day())
	}
	return out
}
