package agreement

import "time"

// clock counts time as Exhibit B does. It knows neither zones nor holidays: times are
// wall clock at the agreed zone, and the example says that no holiday falls into it.
type clock struct {
	open, shut int // minutes of the day
	days       weekdays
	covered    [4]bool // by priority: the clock runs at all hours
}

// clock reads the hours; ok is false while they are blank or make no sense.
func (t Terms) clock() (c clock, ok bool) {
	c.open, c.shut = minuteOfDay(t.Value("hours.start")), minuteOfDay(t.Value("hours.end"))
	c.days, ok = parseWeekdays(t.Value("hours.days"))
	switch t.Value("hours.after_hours") {
	case "p1_only":
		c.covered = [4]bool{true}
	case "p1_p2":
		c.covered = [4]bool{true, true}
	case "full_24x7", "it_overflow":
		c.covered = [4]bool{true, true, true, true}
	}
	return c, ok && c.shut > c.open
}

func minuteOfDay(s string) int {
	m := timeForm.FindStringSubmatch(s)
	if m == nil {
		return 0
	}
	return atoi(m[1])*60 + atoi(m[2])
}

// business tells whether at lies in Business Hours.
func (c clock) business(at time.Time) bool {
	m := at.Hour()*60 + at.Minute()
	return c.days[at.Weekday()] && m >= c.open && m < c.shut
}

// starts is when the clock of a ticket raised at this moment begins to run.
func (c clock) starts(at time.Time, priority int) time.Time {
	if c.covered[priority] || c.business(at) {
		return at
	}
	return c.nextOpen(at)
}

func (c clock) nextOpen(at time.Time) time.Time {
	for day := midnight(at); ; day = day.AddDate(0, 0, 1) {
		if open := day.Add(minutes(c.open)); c.days[day.Weekday()] && !open.Before(at) {
			return open
		}
	}
}

// add counts a quantity from a moment at which the clock runs. Minutes and hours run
// at all hours for a covered priority, else in Business Hours only.
func (c clock) add(from time.Time, q quantity, priority int) time.Time {
	switch q.unit {
	case "min":
		return c.addMinutes(from, q.n, c.covered[priority])
	case "h":
		return c.addMinutes(from, q.n*60, c.covered[priority])
	case "bh":
		return c.addMinutes(from, q.n*60, false)
	case "bd":
		day := midnight(from)
		for left := q.n; left > 0; {
			if day = day.AddDate(0, 0, 1); c.days[day.Weekday()] {
				left--
			}
		}
		return day.Add(minutes(c.shut))
	}
	return from.AddDate(0, 0, q.n)
}

func (c clock) addMinutes(from time.Time, n int, always bool) time.Time {
	if always {
		return from.Add(minutes(n))
	}
	for {
		if !c.business(from) {
			from = c.nextOpen(from)
		}
		left := int(midnight(from).Add(minutes(c.shut)).Sub(from) / time.Minute)
		if n <= left {
			return from.Add(minutes(n))
		}
		n -= left
		from = midnight(from).Add(minutes(c.shut))
	}
}

// businessMinutes between two moments.
func (c clock) businessMinutes(from, to time.Time) int {
	n := 0
	for ; from.Before(to); from = from.Add(time.Minute) {
		if c.business(from) {
			n++
		}
	}
	return n
}

func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

func minutes(n int) time.Duration { return time.Duration(n) * time.Minute }
