package agreement

import (
	"time"

	"demarc/internal/fault"
)

// farthest is how many years ahead an agreement may be ended by notice.
const farthest = 5

// Zone is where the days of the agreement begin and end; UTC while no zone is agreed on.
func (t Terms) Zone() *time.Location {
	zone, err := time.LoadLocation(t.Value("hours.timezone"))
	if err != nil {
		return time.UTC
	}
	return zone
}

// LastDay is when a day such as 2027-03-31 is over where the agreement is lived. It must
// be a day after that of now, so that both sides learn of the end before it comes.
func (t Terms) LastDay(day string, now time.Time) (time.Time, error) {
	begins, err := time.ParseInLocation(time.DateOnly, day, t.Zone())
	if err != nil {
		return time.Time{}, fault.Field("on", "Enter the last day as year, month and day, such as 2027-03-31.")
	}
	switch today := now.In(t.Zone()).Format(time.DateOnly); {
	case day < today:
		return time.Time{}, fault.Field("on", "This day is over. Choose a later one.")
	case day == today:
		return time.Time{}, fault.Field("on", "This day is today. Choose a later one, or end the agreement at once.")
	case begins.After(now.AddDate(farthest, 0, 0)):
		return time.Time{}, fault.Field("on", "This day is more than five years ahead. Choose an earlier one.")
	}
	return time.Date(begins.Year(), begins.Month(), begins.Day()+1, 0, 0, 0, 0, t.Zone()), nil
}

// UsualEnd is the first last day of an agreement that is ended without cause by notice
// given now, and the days of notice; ok is false where the terms give no such right.
func (t Terms) UsualEnd(now time.Time) (day string, days int, ok bool) {
	days = t.number("termination.convenience_days")
	if days == 0 || t.Value("termination.convenience") == "none" {
		return "", 0, false
	}
	return now.In(t.Zone()).AddDate(0, 0, days).Format(time.DateOnly), days, true
}
