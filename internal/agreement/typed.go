package agreement

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// What people type before they have read how a value is written: "8am", "$1,500",
// "30 days", "Central". What can be read in one way only is taken; "1,50" and 1/2/2027
// can be read in two, so they are asked for again.

var groupedForm = regexp.MustCompile(`^-?\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?$`)

// ungroup takes the marks out of "1,500" and "1 500"; "1,50" is left as it is and is
// no number.
func ungroup(s string) string {
	if groupedForm.MatchString(s) {
		return strings.NewReplacer(",", "", " ", "").Replace(s)
	}
	return s
}

var numberUnit = regexp.MustCompile(`^(-?[\d., ]*\d) ?([A-Za-z][A-Za-z -]*)$`)

// bare is a number without the unit that somebody typed after it, where that is the
// field's own: "30 days", "140 users", "10 percent".
func (f Field) bare(raw string) string {
	raw = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(raw), "%"))
	m := numberUnit.FindStringSubmatch(raw)
	if m == nil {
		return ungroup(raw)
	}
	known := strings.FieldsFunc(strings.ToLower(f.Label), func(r rune) bool { return r < 'a' || r > 'z' })
	for word := range strings.FieldsSeq(strings.ToLower(m[2])) {
		percent := (word == "percent" || word == "pct") && strings.Contains(f.Key, "pct")
		same := func(k string) bool { return k == word || k == word+"s" || k+"s" == word }
		if !percent && !slices.ContainsFunc(known, same) {
			return raw
		}
	}
	return ungroup(strings.TrimSpace(m[1]))
}

var currencySign = strings.NewReplacer("US$", "", "$", "", "€", "", "£", "")

// amount is a sum without its currency, before it or after.
func amount(raw string) string {
	s := strings.TrimSpace(currencySign.Replace(raw))
	s = strings.TrimSpace(strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
	return ungroup(strings.TrimSuffix(s, ".-"))
}

var timeForm = regexp.MustCompile(`^(\d{1,2})(?:[:.h]?(\d{2}))? ?(am|pm|a|p)?$`)

// timeOfDay reads a time of day: "8am", "8:30 PM", "17.00", "0800", "noon".
func timeOfDay(raw string) (value string, ok bool) {
	s := strings.ReplaceAll(strings.ToLower(strings.Join(strings.Fields(raw), " ")), ".m.", "m")
	s = strings.ReplaceAll(strings.ReplaceAll(s, "a.m", "am"), "p.m", "pm")
	switch s {
	case "noon", "midday":
		return "12:00", true
	case "midnight": // the beginning of a day or its end
		return "", false
	}
	m := timeForm.FindStringSubmatch(s)
	if m == nil {
		return "", false
	}
	hour, minute := atoi(m[1]), atoi(m[2])
	switch half := strings.TrimSuffix(m[3], "m"); {
	case half != "" && (hour < 1 || hour > 12):
		return "", false
	case half == "p" && hour < 12:
		hour += 12
	case half == "a" && hour == 12:
		hour = 0
	}
	if hour > 24 || minute > 59 || hour == 24 && minute > 0 {
		return "", false
	}
	return fmt.Sprintf("%02d:%02d", hour, minute), true
}

var (
	ordinal   = regexp.MustCompile(`(?i)\b(\d{1,2})(?:st|nd|rd|th)\b`)
	slashDate = regexp.MustCompile(`^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$`)
	dateForms = []string{"2006-1-2", "2006/1/2", "2 January 2006", "2 Jan 2006", "January 2 2006", "Jan 2 2006"}
)

// day reads a date. One of numbers alone is taken where only one of them can be the
// month.
func day(raw string) (value, mend string) {
	s := strings.Join(strings.Fields(strings.ReplaceAll(ordinal.ReplaceAllString(raw, "$1"), ",", " ")), " ")
	for _, form := range dateForms {
		if d, err := time.Parse(form, s); err == nil && d.Year() >= 1990 && d.Year() <= 2200 {
			return d.Format(time.DateOnly), ""
		}
	}
	const sentence = "Enter a date such as 2026-11-22 or 22 November 2026."
	m := slashDate.FindStringSubmatch(s)
	if m == nil {
		return "", sentence
	}
	a, b := atoi(m[1]), atoi(m[2])
	switch {
	case a > 12 && b >= 1 && b <= 12:
		a, b = b, a
	case b > 12 && a >= 1 && a <= 12 || a == b:
	case a >= 1 && b >= 1 && a <= 12 && b <= 12:
		return "", "This can be read in two ways. Write the month as a word, such as 22 November 2026."
	default:
		return "", sentence
	}
	return day(fmt.Sprintf("%s-%d-%d", m[3], a, b))
}

// zones are what people call the time where they are.
var zones = map[string]string{
	"eastern": "America/New_York", "et": "America/New_York", "est": "America/New_York", "edt": "America/New_York", "new york": "America/New_York",
	"central": "America/Chicago", "ct": "America/Chicago", "cst": "America/Chicago", "cdt": "America/Chicago", "chicago": "America/Chicago",
	"mountain": "America/Denver", "mt": "America/Denver", "mst": "America/Denver", "mdt": "America/Denver", "denver": "America/Denver",
	"pacific": "America/Los_Angeles", "pt": "America/Los_Angeles", "pst": "America/Los_Angeles", "pdt": "America/Los_Angeles", "los angeles": "America/Los_Angeles",
	"arizona": "America/Phoenix", "phoenix": "America/Phoenix", "alaska": "America/Anchorage", "hawaii": "Pacific/Honolulu",
	"london": "Europe/London", "uk": "Europe/London", "dublin": "Europe/Dublin", "paris": "Europe/Paris", "berlin": "Europe/Berlin", "utc": "UTC",
	"toronto": "America/Toronto", "sydney": "Australia/Sydney",
}

// zone reads a time zone by its name or by what people call it.
func zone(raw string) (value, mend string) {
	said := strings.ToLower(strings.Join(strings.Fields(raw), " "))
	for _, end := range []string{" standard time", " daylight time", " time zone", " time"} {
		said = strings.TrimSuffix(said, end)
	}
	if name, ok := zones[strings.TrimPrefix(said, "us ")]; ok {
		return name, ""
	}
	if !strings.Contains(raw, "/") {
		return "", "Enter a time zone such as America/Chicago."
	}
	for _, name := range []string{raw, titled(said)} {
		if z, err := time.LoadLocation(name); err == nil {
			return z.String(), ""
		}
	}
	return "", "This time zone is not known. Enter one such as America/Chicago."
}

// titled is "america/los angeles" as zones are spelt: "America/Los_Angeles".
func titled(s string) string {
	out := []byte(strings.ReplaceAll(s, " ", "_"))
	for i, c := range out {
		if (i == 0 || out[i-1] == '/' || out[i-1] == '_') && c >= 'a' && c <= 'z' {
			out[i] = c - 'a' + 'A'
		}
	}
	return string(out)
}
