package agreement

import (
	"strings"
	"time"
)

// Hours are the Business Hours that the parties agreed on, in their time zone.
type Hours struct {
	open, shut int // minutes of the day
	days       weekdays
	zone       *time.Location
	holidays   string
}

// Hours reads the agreed hours; ok is false while they are blank or make no sense.
func (t Terms) Hours() (h Hours, ok bool) {
	name := t.Value("hours.timezone")
	zone, err := time.LoadLocation(name)
	if name == "" || err != nil {
		return h, false
	}
	c, ok := t.clock()
	return Hours{open: c.open, shut: c.shut, days: c.days, zone: zone, holidays: t.Value("hours.holidays")}, ok
}

// Open tells whether a moment lies in Business Hours.
func (h Hours) Open(at time.Time) bool {
	at = at.In(h.zone)
	m := at.Hour()*60 + at.Minute()
	return h.businessDay(at) && m >= h.open && m < h.shut
}

// Next is when Business Hours begin or end next, after a moment; zero when they never do.
func (h Hours) Next(at time.Time) time.Time {
	open := h.Open(at)
	y, m, d := at.In(h.zone).Date()
	for n := range 366 {
		for _, minute := range [...]int{h.open, h.shut} {
			if t := h.at(y, m, d+n, minute); t.After(at) && h.Open(t) != open {
				return t
			}
		}
	}
	return time.Time{}
}

// at is the first moment at which a wall clock shows a minute of a day. Where clocks are
// put forward over that minute it is the moment at which they are.
func (h Hours) at(y int, m time.Month, d, minute int) time.Time {
	want := time.Date(y, m, d, minute/60, minute%60, 0, 0, time.UTC)
	t := time.Date(y, m, d, minute/60, minute%60, 0, 0, h.zone)
	from, to := t.ZoneBounds()
	switch shown := h.wall(t); {
	case shown.Before(want):
		return to
	case shown.After(want):
		return from
	}
	before := from.Add(-1)
	if first := want.Add(before.Sub(h.wall(before))); first.Before(t) && h.wall(first).Equal(want) {
		return first // clocks were put back, and show it twice
	}
	return t
}

// wall is what a wall clock shows, as if it were UTC.
func (h Hours) wall(t time.Time) time.Time {
	_, offset := t.In(h.zone).Zone()
	return t.UTC().Add(time.Duration(offset) * time.Second)
}

func (h Hours) businessDay(at time.Time) bool {
	return h.days[at.Weekday()] && (h.holidays != "us_federal" || !federalHoliday(at))
}

// Listed tells whether holidays are announced by a party: nobody here knows them.
func (h Hours) Listed() bool { return h.holidays == "msp_list" || h.holidays == "client_list" }

// In is a moment as the agreed zone's wall clock shows it.
func (h Hours) In(at time.Time) time.Time { return at.In(h.zone) }

// Place is the zone as people call it: "New York".
func (h Hours) Place() string {
	name := h.zone.String()
	return strings.ReplaceAll(name[strings.LastIndexByte(name, '/')+1:], "_", " ")
}

// Words are the hours on one line: "Monday to Friday, 08:00 to 18:00, New York time".
func (h Hours) Words() string {
	return h.days.words() + ", " + clockWords(h.open) + " to " + clockWords(h.shut) + ", " + h.Place() + " time"
}

func clockWords(minute int) string {
	two := func(n int) string { return string([]byte{byte('0' + n/10), byte('0' + n%10)}) }
	return two(minute/60) + ":" + two(minute%60)
}

// federalHoliday tells whether a day is one on which the federal offices of the United
// States are closed (5 U.S.C. 6103): a holiday, or the weekday it is kept on.
func federalHoliday(at time.Time) bool {
	y, m, d := at.Date()
	day := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	for _, year := range [...]int{y, y + 1} { // New Year's Day may be kept in the old year
		for _, h := range federalDates(year) {
			if day.Equal(h) || day.Equal(keptOn(h)) {
				return true
			}
		}
	}
	return false
}

// keptOn is the weekday on which a holiday of a weekend is kept.
func keptOn(h time.Time) time.Time {
	switch h.Weekday() {
	case time.Saturday:
		return h.AddDate(0, 0, -1)
	case time.Sunday:
		return h.AddDate(0, 0, 1)
	default:
		return h
	}
}

func federalDates(y int) []time.Time {
	on := func(m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	nth := func(n int, day time.Weekday, m time.Month) time.Time {
		first := on(m, 1)
		return first.AddDate(0, 0, (int(day)-int(first.Weekday())+7)%7+7*(n-1))
	}
	return []time.Time{
		on(time.January, 1),
		nth(3, time.Monday, time.January),
		nth(3, time.Monday, time.February),
		nth(1, time.Monday, time.June).AddDate(0, 0, -7), // the last of May
		on(time.June, 19),
		on(time.July, 4),
		nth(1, time.Monday, time.September),
		nth(2, time.Monday, time.October),
		on(time.November, 11),
		nth(4, time.Thursday, time.November),
		on(time.December, 25),
	}
}
