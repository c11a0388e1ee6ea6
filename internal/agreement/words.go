package agreement

import (
	"strings"
	"time"
)

// Words is a canonical value as the contract prints it: "22 November 2026",
// "$1,250.00", "15 minutes for P1, …". A choice's text may still hold merge fields;
// composing resolves them.
func (t Terms) Words(key string) string {
	f, ok := FieldByKey(key)
	if !ok {
		return ""
	}
	return t.words(f, t.Value(key))
}

func (t Terms) words(f Field, v string) string {
	if v == "" {
		return ""
	}
	switch f.Type {
	case Enum:
		c, _ := f.Choice(v)
		return c.Text
	case Set:
		var out []string
		for item := range strings.SplitSeq(v, "|") {
			c, _ := f.Choice(item)
			out = append(out, c.Text)
		}
		return joinWords(out)
	case List:
		return joinWords(strings.Split(v, "\n"))
	case Address:
		return strings.ReplaceAll(v, "\n", ", ")
	case Int:
		return thousands(v)
	case Money:
		return t.money(v)
	case Prices:
		return strings.ReplaceAll(v, "\n", ", ")
	case Bool:
		if v == "true" {
			return "yes"
		}
		return "no"
	case Date:
		return longDate(v)
	case Duration:
		if q, ok := parseQuantity(v); ok {
			return q.words()
		}
		return v // "on change"
	case DurationHours:
		if p, ok := parseHoursPair(v); ok {
			return p.words()
		}
	case DurationPriority:
		if b, ok := parseByPriority(v); ok {
			return b.words()
		}
	case Weekdays:
		if d, ok := parseWeekdays(v); ok {
			return d.words()
		}
	case MonthsOf:
		if n, m, ok := strings.Cut(v, " in any "); ok {
			return withUnit(n, "month") + " in any period of " + withUnit(m, "month")
		}
	case Zone:
		return place(v)
	case String, Decimal, Time, Email, Currency, Derived:
	}
	return v
}

// place names a time zone for readers and, behind it, for clocks: "New York
// (America/New_York)".
func place(zone string) string {
	i := strings.LastIndex(zone, "/")
	if i < 0 {
		return zone
	}
	return strings.ReplaceAll(zone[i+1:], "_", " ") + " (" + zone + ")"
}

// withUnit prints a number with its unit in the singular or plural.
func withUnit(number, unit string) string {
	switch {
	case number == "0" && unit == "business day":
		return "the same business day"
	case number == "1":
		return number + " " + unit
	}
	return number + " " + unit + "s"
}

func longDate(iso string) string {
	d, err := time.Parse("2006-01-02", iso)
	if err != nil {
		return iso
	}
	return d.Format("2 January 2006")
}

// noCents are the currencies that are not divided.
const noCents = " CLP ISK JPY KRW PYG UGX VND XAF XOF XPF "

// money prints an amount in the agreement's currency: "$1,250.00", "EUR 1,250.00".
func (t Terms) money(amount string) string {
	whole, cents, _ := strings.Cut(amount, ".")
	out := thousands(whole)
	cur := t.Value("fees.currency")
	if !strings.Contains(noCents, " "+cur+" ") {
		out += "." + (cents + "00")[:2]
	}
	if cur == "USD" || cur == "" {
		return "$" + out
	}
	return cur + " " + out
}

// thousands groups the digits of a whole number.
func thousands(digits string) string {
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// typographic turns straight quotes into printed ones.
func typographic(s string) string {
	var b strings.Builder
	prev := ' '
	for _, r := range s {
		open := strings.ContainsRune(" \n(\t[*“‘", prev)
		switch {
		case r == '"' && open:
			r = '“'
		case r == '"':
			r = '”'
		case r == '\'' && open:
			r = '‘'
		case r == '\'':
			r = '’'
		}
		b.WriteRune(r)
		prev = r
	}
	return b.String()
}
