package notice

import "time"

// morning is the hour of the daily letter, where the engagement's main site is.
const morning = 8

// Due is when the daily letter about something that happened at a time goes out: the
// next morning in the engagement's own zone. A zone that nobody knows is UTC.
func Due(happened time.Time, zone string) time.Time {
	at, err := time.LoadLocation(zone)
	if err != nil {
		at = time.UTC
	}
	local := happened.In(at)
	due := time.Date(local.Year(), local.Month(), local.Day(), morning, 0, 0, 0, at)
	if !due.After(local) {
		due = time.Date(local.Year(), local.Month(), local.Day()+1, morning, 0, 0, 0, at)
	}
	return due
}
