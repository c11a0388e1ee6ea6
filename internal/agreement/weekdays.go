package agreement

import (
	"strings"
	"time"
)

// weekdays holds the chosen days, Sunday first as in time.Weekday.
type weekdays [7]bool

func parseWeekdays(s string) (d weekdays, ok bool) {
	s = strings.ToLower(strings.Join(strings.Fields(s), " "))
	switch s {
	case "weekdays", "business days", "working days", "m-f", "m–f":
		s = "monday-friday"
	case "every day", "everyday", "daily", "all days", "7 days", "all week":
		s = "monday-sunday"
	}
	for _, sep := range []string{" to ", "–", " through "} {
		s = strings.ReplaceAll(s, sep, "-")
	}
	s = strings.NewReplacer(" and ", ",", " & ", ",", "weds", "wed").Replace(s)
	for part := range strings.SplitSeq(s, ",") {
		first, last, span := strings.Cut(strings.TrimSpace(part), "-")
		a, okA := weekday(first)
		b := a
		okB := true
		if span {
			b, okB = weekday(last)
		}
		if !okA || !okB {
			return d, false
		}
		for i := a; ; i = (i + 1) % 7 {
			d[i] = true
			if i == b {
				break
			}
		}
	}
	return d, true
}

func weekday(s string) (int, bool) {
	s = strings.TrimSpace(s)
	for i := range 7 {
		if len(s) >= 3 && strings.HasPrefix(strings.ToLower(time.Weekday(i).String()), s) {
			return i, true
		}
	}
	return 0, false
}

// runs gives spans of neighbouring days, Monday first.
func (d weekdays) runs() [][2]time.Weekday {
	var out [][2]time.Weekday
	for i := range 7 {
		day := time.Weekday((i + 1) % 7)
		if !d[day] {
			continue
		}
		if n := len(out); n > 0 && (out[n-1][1]+1)%7 == day {
			out[n-1][1] = day
		} else {
			out = append(out, [2]time.Weekday{day, day})
		}
	}
	return out
}

func (d weekdays) format(span string) []string {
	var out []string
	for _, r := range d.runs() {
		if r[0] == r[1] {
			out = append(out, r[0].String())
		} else {
			out = append(out, r[0].String()+span+r[1].String())
		}
	}
	return out
}

func (d weekdays) String() string { return strings.Join(d.format("-"), ", ") }

func (d weekdays) words() string { return joinWords(d.format(" to ")) }
