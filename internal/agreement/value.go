package agreement

import (
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"
	_ "time/tzdata" // zones are checked without the machine's own files

	"demarc/internal/fault"
)

// Longest text a field takes, in bytes.
const (
	maxLine = 400
	maxText = 8000
)

// Parse turns what a person typed into the field's canonical value. An empty value
// is allowed here; Check says which fields must be filled. The error is a
// fault.Invalid with a sentence for the person.
func Parse(key, raw string) (string, error) {
	f, ok := FieldByKey(key)
	if !ok || f.Type == Derived {
		return "", fault.Field(key, "This agreement has no such field to fill.")
	}
	raw = strings.TrimSpace(strings.ReplaceAll(raw, "\r\n", "\n"))
	if raw == "" {
		return "", nil
	}
	value, mend := f.parse(raw)
	if mend != "" {
		return "", fault.Field(key, mend)
	}
	return value, nil
}

// parse gives the canonical value, or the sentence that says how to mend it.
func (f Field) parse(raw string) (value, mend string) {
	if len(raw) > maxText || (len(raw) > maxLine && f.Type != List && f.Type != Prices && f.Type != Address) {
		return "", "Shorten this text."
	}
	if strings.ContainsFunc(raw, func(r rune) bool { return r < ' ' && r != '\n' || r == 0x7f || r == 0xfffd }) {
		return "", "Remove the characters that cannot be printed."
	}
	if strings.Contains(raw, "{{") || strings.Contains(raw, "[[") {
		return "", "Double brackets are kept for merge fields. Remove them from this value."
	}
	switch f.Type {
	case String:
		return strings.Join(strings.Fields(raw), " "), ""
	case Address:
		return strings.Join(lines(raw), "\n"), ""
	case List:
		return strings.Join(lines(raw), "\n"), ""
	case Int, Decimal:
		return f.parseNumber(raw)
	case Money:
		return parseMoney(raw)
	case Prices:
		return parsePrices(raw)
	case Bool:
		switch strings.ToLower(raw) {
		case "true", "yes", "y", "on", "1":
			return "true", ""
		case "false", "no", "n", "off", "0":
			return "false", ""
		}
		return "", "Choose yes or no."
	case Enum:
		if _, ok := f.Choice(raw); ok {
			return raw, ""
		}
		return "", "Choose one of: " + joinOr(labels(f.Choices)) + "."
	case Set:
		return f.parseSet(raw)
	case Date:
		return day(raw)
	case Time:
		return parseTime(raw)
	case Duration:
		if strings.EqualFold(raw, onChange) && strings.HasSuffix(f.Key, "_update") {
			return onChange, ""
		}
		if q, ok := parseQuantity(raw); ok {
			return q.String(), ""
		}
		return "", "Enter a number and a unit, such as 30 min, 4 h, 8 bh (business hours) or 3 bd (business days)."
	case DurationHours:
		if p, ok := parseHoursPair(raw); ok {
			return p.String(), ""
		}
		return "", "Enter one time for business hours and one for other times, such as 30 min bh / 2 h after."
	case DurationPriority:
		if b, ok := parseByPriority(raw); ok {
			return b.String(), ""
		}
		return "", "Enter a time for every priority once, such as P1 15 min, P2 1 bh, P3/P4 4 bh."
	case Zone:
		return zone(raw)
	case Email:
		if !emailForm.MatchString(raw) {
			return "", "Enter an e-mail address such as notices@example.com."
		}
		return raw, ""
	case Currency:
		if c, ok := signs[raw]; ok {
			return c, ""
		}
		if c := strings.ToUpper(raw); currencyForm.MatchString(c) {
			return c, ""
		}
		return "", "Enter a currency as its three letters, such as USD."
	case Weekdays:
		if d, ok := parseWeekdays(raw); ok {
			return d.String(), ""
		}
		return "", "Enter days such as Monday-Friday or Monday, Wednesday, Friday."
	case MonthsOf:
		if m := monthsOfForm.FindStringSubmatch(strings.ToLower(monthsWord.ReplaceAllString(raw, ""))); m != nil && atoi(m[1]) > 0 && atoi(m[1]) <= atoi(m[2]) {
			return m[1] + " in any " + m[2], ""
		}
		return "", "Enter missed months in a period, such as 3 in any 6."
	case Derived:
	}
	return "", "This field is filled by the system."
}

var (
	emailForm    = regexp.MustCompile(`^[^\s@<>"(),:;\\]{1,64}@([A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}$`)
	currencyForm = regexp.MustCompile(`^[A-Z]{3}$`)
	monthsOfForm = regexp.MustCompile(`^(\d{1,2}) (?:in any|in|of) (\d{1,2})$`)
	numberForm   = regexp.MustCompile(`^-?\d{1,9}(\.\d{1,4})?$`)
	moneyForm    = regexp.MustCompile(`^\d{1,12}(\.\d{1,2})?$`)
	monthsWord   = regexp.MustCompile(`(?i)\s*\bmonths?\b`)
	signs        = map[string]string{"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP"}
)

func (f Field) parseNumber(raw string) (value, mend string) {
	plain := f.bare(raw)
	whole := f.Type == Int
	n, ok := new(big.Rat).SetString(plain)
	if !ok || !numberForm.MatchString(plain) || whole && !n.IsInt() || !f.inRange(n) {
		return "", f.rangeSentence()
	}
	if n.IsInt() {
		return n.Num().String(), ""
	}
	return strings.TrimRight(n.FloatString(4), "0"), ""
}

func (f Field) inRange(n *big.Rat) bool {
	if n.Sign() < 0 {
		return false
	}
	low, okLow := new(big.Rat).SetString(f.Min)
	high, okHigh := new(big.Rat).SetString(f.Max)
	return (!okLow || n.Cmp(low) >= 0) && (!okHigh || n.Cmp(high) <= 0)
}

// rangeSentence is "Enter whole days between 30 and 120.", with the unit taken from
// the label where it names one.
func (f Field) rangeSentence() string {
	what := "a number"
	if f.Type == Int {
		what = "a whole number"
	}
	if u := f.Unit(); u != "" && f.Type == Int {
		what = "whole " + u
	} else if u != "" {
		what = "a number of " + u
	}
	if f.Max == "" {
		return "Enter " + what + ", zero or more."
	}
	return fmt.Sprintf("Enter %s between %s and %s.", what, f.Min, f.Max)
}

var unitInLabel = regexp.MustCompile(`\((business days|days|hours|minutes|months|years|hours per request)\)`)

// Unit is the plural unit that the label names, such as "business days", or empty.
func (f Field) Unit() string {
	if m := unitInLabel.FindStringSubmatch(f.Label); m != nil {
		return strings.TrimSuffix(m[1], " per request")
	}
	return ""
}

func parseMoney(raw string) (value, mend string) {
	plain := amount(raw)
	if !moneyForm.MatchString(plain) {
		return "", "Enter an amount such as 1250.00."
	}
	n, _ := new(big.Rat).SetString(plain)
	return n.FloatString(2), ""
}

func parsePrices(raw string) (value, mend string) {
	var out []string
	for _, l := range lines(raw) {
		i := strings.LastIndexAny(l, "=:")
		if i < 1 || strings.TrimSpace(l[:i]) == "" {
			return "", "Enter one item per line with its price, such as Backup = 450.00."
		}
		price, mend := parseMoney(strings.TrimSpace(l[i+1:]))
		if mend != "" {
			return "", "Enter one item per line with its price, such as Backup = 450.00."
		}
		out = append(out, strings.TrimSpace(l[:i])+" = "+price)
	}
	return strings.Join(out, "\n"), ""
}

func (f Field) parseSet(raw string) (value, mend string) {
	chosen := strings.FieldsFunc(raw, func(r rune) bool { return r == '|' || r == ',' || r == '\n' || r == ' ' })
	for _, v := range chosen {
		if _, ok := f.Choice(v); !ok {
			return "", "Choose from: " + joinOr(labels(f.Choices)) + "."
		}
	}
	var out []string
	for _, c := range f.Choices { // canonical order
		if slices.Contains(chosen, c.Value) {
			out = append(out, c.Value)
		}
	}
	return strings.Join(out, "|"), ""
}

func parseTime(raw string) (value, mend string) {
	if value, ok := timeOfDay(raw); ok {
		return value, ""
	}
	return "", "Enter a time between 00:00 and 24:00, such as 08:00."
}

func lines(s string) []string {
	var out []string
	for l := range strings.SplitSeq(s, "\n") {
		if l = strings.Join(strings.Fields(l), " "); l != "" {
			out = append(out, l)
		}
	}
	return out
}

func labels(choices []Choice) []string {
	var out []string
	for _, c := range choices {
		out = append(out, c.Label)
	}
	return out
}

func joinOr(items []string) string {
	if n := len(items); n > 1 {
		return strings.Join(items[:n-1], "; ") + " or " + items[n-1]
	}
	return strings.Join(items, "")
}

// atoi reads digits that a pattern has already checked.
func atoi(s string) int {
	n := 0
	for _, c := range s {
		n = n*10 + int(c-'0')
	}
	return n
}
