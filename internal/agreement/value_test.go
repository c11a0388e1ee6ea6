package agreement

import (
	"strings"
	"testing"
	"unicode/utf8"

	"demarc/internal/fault"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ key, raw, value, words string }{
		{"term.nonrenewal_days", " 60 ", "60", "60"},
		{"liability.super_cap_multiple", "2.50", "2.5", "2.5"},
		{"billing.late_pct_month", "1.5%", "1.5", "1.5"},
		{"scope.users", "1,250", "1250", "1,250"},
		{"fees.tm_rate", "$1,250", "1250.00", "$1,250.00"},
		{"fees.tm_rate", "185.5", "185.50", "$185.50"},
		{"insurance.msp_eo", "1000000", "1000000.00", "$1,000,000.00"},
		{"agreement.service_start_date", "22 November 2026", "2026-11-22", "22 November 2026"},
		{"agreement.service_start_date", "Nov 2, 2026", "2026-11-02", "2 November 2026"},
		{"hours.start", "8:00", "08:00", "08:00"},
		{"hours.start", "8am", "08:00", "08:00"},
		{"hours.start", "8.30 a.m.", "08:30", "08:30"},
		{"hours.end", "5 PM", "17:00", "17:00"},
		{"hours.end", "1730", "17:30", "17:30"},
		{"hours.end", "18", "18:00", "18:00"},
		{"hours.end", "12 pm", "12:00", "12:00"},
		{"hours.start", "12am", "00:00", "00:00"},
		{"hours.timezone", "Central", "America/Chicago", "Chicago (America/Chicago)"},
		{"hours.timezone", "pacific time", "America/Los_Angeles", "Los Angeles (America/Los_Angeles)"},
		{"hours.timezone", "america/los angeles", "America/Los_Angeles", "Los Angeles (America/Los_Angeles)"},
		{"hours.days", "weekdays", "Monday-Friday", "Monday to Friday"},
		{"hours.days", "every day", "Monday-Sunday", "Monday to Sunday"},
		{"term.nonrenewal_days", "60 days", "60", "60"},
		{"scope.users", "1 250", "1250", "1,250"},
		{"scope.users", "140 users", "140", "140"},
		{"billing.late_pct_month", "1.5 percent", "1.5", "1.5"},
		{"fees.tm_rate", "1500", "1500.00", "$1,500.00"},
		{"fees.tm_rate", "$1,500", "1500.00", "$1,500.00"},
		{"fees.tm_rate", "1,500.00 USD", "1500.00", "$1,500.00"},
		{"fees.tm_rate", "USD 1 500", "1500.00", "$1,500.00"},
		{"agreement.service_start_date", "December 1st, 2026", "2026-12-01", "1 December 2026"},
		{"agreement.service_start_date", "12/31/2026", "2026-12-31", "31 December 2026"},
		{"agreement.service_start_date", "31.12.2026", "2026-12-31", "31 December 2026"},
		{"agreement.service_start_date", "2026-1-5", "2026-01-05", "5 January 2026"},
		{"sla.p1_response", "30min", "30 min", "30 minutes"},
		{"sla.p2_resolve", "8 working hours", "8 bh", "8 business hours"},
		{"sla.p4_update", "next business day", "1 bd", "1 business day"},
		{"sla.termination_trigger", "3 months in 6", "3 in any 6", "3 months in any period of 6 months"},
		{"fees.currency", "$", "USD", "USD"},
		{"fees.catalog", "One user: $1,065", "One user = 1065.00", "One user = 1065.00"},
		{"hours.end", "24:00", "24:00", "24:00"},
		{"hours.timezone", "America/Chicago", "America/Chicago", "Chicago (America/Chicago)"},
		{"hours.days", "mon to fri", "Monday-Friday", "Monday to Friday"},
		{"hours.days", "Sunday-Thursday", "Monday-Thursday, Sunday", "Monday to Thursday and Sunday"},
		{"hours.days", "Tue, Thu and Saturday", "Tuesday, Thursday, Saturday", "Tuesday, Thursday and Saturday"},
		{"sla.p1_response", "30 minutes", "30 min", "30 minutes"},
		{"sla.p2_resolve", "8 BH", "8 bh", "8 business hours"},
		{"sla.p3_update", "1 bd", "1 bd", "1 business day"},
		{"sla.p4_update", "On Change", "on change", "on change"},
		{"ola.it_p1_ack", "30 min bh / 2 h after", "30 min bh / 2 h after", "30 minutes in business hours and 2 hours at other times"},
		{"ola.it_p1_ack", "1 h", "1 h", "1 hour"},
		{"ola.handoff_accept", "p1 15 min, P2 1 bh, P3/P4 4 bh", "P1 15 min, P2 1 bh, P3/P4 4 bh", "15 minutes for P1, 1 business hour for P2 and 4 business hours for P3 and P4"},
		{"ola.handoff_accept", "P3 4 bh, P4 4 bh, P1 4 bh, P2 4 bh", "4 bh", "4 business hours"},
		{"sla.termination_trigger", "3 of 6", "3 in any 6", "3 months in any period of 6 months"},
		{"hours.monitoring_247", "on", "true", "yes"},
		{"term.renewal", "auto_12", "auto_12", "further terms of 12 months"},
		{"liability.carveouts", "payment, fraud", "fraud|payment", "fraud and the duty to pay fees that are due"},
		{"scope.exclusions", " a \r\n\r\n b ", "a\nb", "a and b"},
		{"fees.catalog", "One user = $65\nOne server=120", "One user = 65.00\nOne server = 120.00", "One user = 65.00, One server = 120.00"},
		{"msp.notice_email", "legal@msp.example.com", "legal@msp.example.com", "legal@msp.example.com"},
		{"fees.currency", "eur", "EUR", "EUR"},
		{"msp.address", "1 Road \n Town", "1 Road\nTown", "1 Road, Town"},
		{"client.short_name", "  Alder   Foods ", "Alder Foods", "Alder Foods"},
		{"people.named_lead", "", "", ""},
	} {
		t.Run(c.key+" "+c.raw, func(t *testing.T) {
			t.Parallel()
			got, err := Parse(c.key, c.raw)
			if err != nil || got != c.value {
				t.Fatalf("Parse = %q, %v; want %q", got, err, c.value)
			}
			if words := (Terms{c.key: got}).Words(c.key); words != c.words {
				t.Errorf("Words = %q, want %q", words, c.words)
			}
			if again, err := Parse(c.key, got); err != nil || again != got {
				t.Errorf("parsing %q again gives %q, %v", got, again, err)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ key, raw, sentence string }{
		{"term.nonrenewal_days", "29", "Enter whole days between 30 and 120."},
		{"term.nonrenewal_days", "60.5", "Enter whole days between 30 and 120."},
		{"term.nonrenewal_days", "sixty", "Enter whole days between 30 and 120."},
		{"esc.l2_bd", "9", "Enter whole business days between 1 and 5."},
		{"scope.users", "-1", "Enter a whole number, zero or more."},
		{"term.uplift_cap_pct", "16", "Enter a number between 0.5 and 15."},
		{"fees.tm_rate", "about 100", "Enter an amount such as 1250.00."},
		{"fees.tm_rate", "1.234", "Enter an amount such as 1250.00."},
		{"agreement.service_start_date", "2026-02-30", "Enter a date such as 2026-11-22 or 22 November 2026."},
		{"hours.start", "25:00", "Enter a time between 00:00 and 24:00, such as 08:00."},
		{"hours.end", "24:30", "Enter a time between 00:00 and 24:00, such as 08:00."},
		{"hours.timezone", "Local", "Enter a time zone such as America/Chicago."},
		{"hours.timezone", "Mars/Olympus", "This time zone is not known. Enter one such as America/Chicago."},
		{"hours.timezone", "../../etc/passwd", "This time zone is not known. Enter one such as America/Chicago."},
		{"hours.start", "13 pm", "Enter a time between 00:00 and 24:00, such as 08:00."},
		{"hours.end", "midnight", "Enter a time between 00:00 and 24:00, such as 08:00."},
		{"scope.users", "1,25", "Enter a whole number, zero or more."},
		{"term.nonrenewal_days", "2 months", "Enter whole days between 30 and 120."},
		{"fees.tm_rate", "1,50", "Enter an amount such as 1250.00."},
		{"fees.tm_rate", "1.500,00", "Enter an amount such as 1250.00."},
		{"fees.tm_rate", "10%", "Enter an amount such as 1250.00."},
		{"agreement.service_start_date", "1/2/2027", "This can be read in two ways."},
		{"agreement.service_start_date", "31/31/2027", "Enter a date such as"},
		{"sla.p1_response", "30", "Enter a number and a unit"},
		{"hours.days", "some days", "Enter days such as Monday-Friday or Monday, Wednesday, Friday."},
		{"sla.p1_response", "soon", "Enter a number and a unit, such as 30 min, 4 h, 8 bh (business hours) or 3 bd (business days)."},
		{"sla.p1_response", "on change", "Enter a number and a unit, such as 30 min, 4 h, 8 bh (business hours) or 3 bd (business days)."},
		{"sla.p1_response", "0 h", "Enter a number and a unit, such as 30 min, 4 h, 8 bh (business hours) or 3 bd (business days)."},
		{"ola.handoff_accept", "P1 15 min, P2 1 bh", "Enter a time for every priority once, such as P1 15 min, P2 1 bh, P3/P4 4 bh."},
		{"sla.termination_trigger", "7 in any 6", "Enter missed months in a period, such as 3 in any 6."},
		{"hours.monitoring_247", "maybe", "Choose yes or no."},
		{"nonsolicit.fee", "huge", "Choose one of: None; Percentage of salary or Fixed amount."},
		{"riders.enabled", "soc2", "Choose from: "},
		{"msp.notice_email", "Legal <legal@msp.example.com>", "Enter an e-mail address such as notices@example.com."},
		{"fees.currency", "dollars", "Enter a currency as its three letters, such as USD."},
		{"msp.legal_name", "A {{client.legal_name}}", "Double brackets are kept for merge fields. Remove them from this value."},
		{"msp.legal_name", "A\x00B", "Remove the characters that cannot be printed."},
		{"msp.legal_name", strings.Repeat("x", maxLine+1), "Shorten this text."},
		{"scope.exclusions", strings.Repeat("x\n", maxText/2) + "x", "Shorten this text."},
		{"ola.handoff_accept", "P1 1 h, P1 2 h, P2 1 h, P3 1 h, P4 1 h", "Enter a time for every priority once"},
		{"fees.catalog", "One user", "Enter one item per line with its price, such as Backup = 450.00."},
		{"term.initial_end_date", "2027-01-01", "This agreement has no such field to fill."},
		{"no.such", "x", "This agreement has no such field to fill."},
	} {
		t.Run(c.key+" "+c.raw[:min(20, len(c.raw))], func(t *testing.T) {
			t.Parallel()
			got, err := Parse(c.key, c.raw)
			if !fault.Is(err, fault.Invalid) || !strings.HasPrefix(err.Error(), c.sentence) {
				t.Errorf("Parse = %q, %v; want the sentence %q", got, err, c.sentence)
			}
		})
	}
}

func TestMoneyInOtherCurrencies(t *testing.T) {
	t.Parallel()
	for currency, want := range map[string]string{"USD": "$1,250.00", "EUR": "EUR 1,250.00", "JPY": "JPY 1,250"} {
		if got := (Terms{"fees.currency": currency, "fees.flat": "1250.00"}).Words("fees.flat"); got != want {
			t.Errorf("in %s: %q, want %q", currency, got, want)
		}
	}
}

// TestDefaults: every default is canonical, and every enum value has its texts.
func TestDefaults(t *testing.T) {
	t.Parallel()
	for _, f := range Fields() {
		if f.Default != "" {
			if got, mend := f.parse(f.Default); got != f.Default {
				t.Errorf("%s: default %q parses to %q %s", f.Key, f.Default, got, mend)
			}
		}
		if (f.Type == Enum || f.Type == Set) && len(f.Choices) < 2 {
			t.Errorf("%s has no choices", f.Key)
		}
		for _, c := range f.Choices {
			if c.Label == "" || c.Text == "" || strings.Contains(c.Text, "_") && !strings.Contains(c.Text, "{{") {
				t.Errorf("%s=%s has no contract text of its own: %q", f.Key, c.Value, c.Text)
			}
		}
		if f.Label == "" || f.Group == "" {
			t.Errorf("%s lacks a label or group", f.Key)
		}
	}
	for _, n := range needs {
		if _, ok := FieldByKey(n.key); !ok {
			t.Errorf("a need names %s, which is no field", n.key)
		}
	}
	for key := range derivedFrom {
		if f, _ := FieldByKey(key); f.Type != Derived {
			t.Errorf("%s is not derived", key)
		}
	}
}

// TestFieldsAreUsed: a field that no text prints would be asked for in vain.
func TestFieldsAreUsed(t *testing.T) {
	t.Parallel()
	elsewhere := map[string]bool{ // printed on the cover or by signature blocks, or kept for findings
		"msp.signatory_email": true, "client.signatory_email": true, "client.industry": true,
		"agreement.number": true, "scope.area_modes": true, "esign.expiry_days": true,
	}
	for _, f := range Fields() {
		if len(f.Clauses) == 0 && !elsewhere[f.Key] {
			t.Errorf("no clause uses %s", f.Key)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, field := range Fields() {
		f.Add(field.Key, field.Default)
	}
	f.Fuzz(func(t *testing.T, key, raw string) {
		v, err := Parse(key, raw)
		if err != nil {
			return
		}
		if again, err := Parse(key, v); err != nil || again != v {
			t.Errorf("%s: %q is not canonical: %q, %v", key, v, again, err)
		}
		if utf8.ValidString(raw) && strings.Contains(Plain([]Span{{Text: (Terms{key: v}).Words(key)}}), "{{") && v != "" {
			if field, _ := FieldByKey(key); field.Type != Enum && field.Type != Set {
				t.Errorf("%s: %q prints a merge field", key, v)
			}
		}
	})
}
