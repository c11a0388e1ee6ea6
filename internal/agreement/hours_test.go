package agreement

import (
	"maps"
	"testing"
	"time"
)

// agreed are hours with some terms changed.
func agreed(t *testing.T, terms Terms) Hours {
	t.Helper()
	all := Terms{"hours.timezone": "Europe/Berlin", "hours.days": "Monday-Friday", "hours.start": "08:00", "hours.end": "18:00", "hours.holidays": "none"}
	maps.Copy(all, terms)
	h, ok := all.Hours()
	if !ok {
		t.Fatalf("%v are no hours", all)
	}
	return h
}

func TestHours(t *testing.T) {
	t.Parallel()
	berlin := Terms{}
	kolkata := Terms{"hours.timezone": "Asia/Kolkata", "hours.start": "09:30", "hours.end": "18:30"}
	kathmandu := Terms{"hours.timezone": "Asia/Kathmandu"}
	adelaide := Terms{"hours.timezone": "Australia/Adelaide", "hours.days": "Monday-Sunday"}
	lordHowe := Terms{"hours.timezone": "Australia/Lord_Howe", "hours.days": "Monday-Sunday"}
	newYork := Terms{"hours.timezone": "America/New_York"}
	federal := Terms{"hours.timezone": "America/New_York", "hours.holidays": "us_federal"}
	night := Terms{"hours.days": "Monday-Sunday", "hours.start": "02:30", "hours.end": "24:00"}
	wholeDays := Terms{"hours.timezone": "Africa/Cairo", "hours.start": "00:00", "hours.end": "24:00", "hours.days": "Friday-Sunday"}
	gulf := Terms{"hours.timezone": "Asia/Dubai", "hours.days": "Sunday-Thursday"}
	tests := []struct {
		name  string
		terms Terms
		at    string // with its offset
		open  bool
		next  string // by the zone's wall clock, with its offset
	}{
		{"a minute before", berlin, "2026-11-23T07:59:59+01:00", false, "2026-11-23T08:00:00+01:00"},
		{"the first moment", berlin, "2026-11-23T08:00:00+01:00", true, "2026-11-23T18:00:00+01:00"},
		{"the last minute", berlin, "2026-11-23T17:59:59+01:00", true, "2026-11-23T18:00:00+01:00"},
		{"the end is over", berlin, "2026-11-23T18:00:00+01:00", false, "2026-11-24T08:00:00+01:00"},
		{"told from elsewhere", berlin, "2026-11-23T20:40:00Z", false, "2026-11-24T08:00:00+01:00"},
		{"Friday evening", berlin, "2026-11-20T19:10:00+01:00", false, "2026-11-23T08:00:00+01:00"},
		{"Saturday at noon", berlin, "2026-11-21T12:00:00+01:00", false, "2026-11-23T08:00:00+01:00"},
		{"Sunday's last second", berlin, "2026-11-22T23:59:59+01:00", false, "2026-11-23T08:00:00+01:00"},
		{"a Sunday that works", gulf, "2026-11-22T09:00:00+04:00", true, "2026-11-22T18:00:00+04:00"},
		{"a Friday that does not", gulf, "2026-11-20T09:00:00+04:00", false, "2026-11-22T08:00:00+04:00"},

		{"the night clocks go forward", berlin, "2026-03-27T20:00:00+01:00", false, "2026-03-30T08:00:00+02:00"},
		{"the morning after", berlin, "2026-03-30T07:30:00+02:00", false, "2026-03-30T08:00:00+02:00"},
		{"the night clocks go back", berlin, "2026-10-23T20:00:00+02:00", false, "2026-10-26T08:00:00+01:00"},
		{"an hour that winter lost", berlin, "2026-10-26T06:30:00Z", false, "2026-10-26T08:00:00+01:00"},
		{"an hour that summer had", berlin, "2026-10-23T06:30:00Z", true, "2026-10-23T18:00:00+02:00"},
		{"opens in the hour that is left out", night, "2026-03-29T01:00:00+01:00", false, "2026-03-29T03:00:00+02:00"},
		{"opens on an ordinary night", night, "2026-03-30T01:00:00+02:00", false, "2026-03-30T02:30:00+02:00"},
		{"a day that begins at one", wholeDays, "2026-04-23T12:00:00+02:00", false, "2026-04-24T01:00:00+03:00"},
		{"days in a row are one", wholeDays, "2026-11-21T12:00:00+02:00", true, "2026-11-23T00:00:00+02:00"},

		{"half an hour off", kolkata, "2026-11-23T03:59:00Z", false, "2026-11-23T09:30:00+05:30"},
		{"half an hour off, open", kolkata, "2026-11-23T04:00:00Z", true, "2026-11-23T18:30:00+05:30"},
		{"half an hour off, over", kolkata, "2026-11-23T13:00:00Z", false, "2026-11-24T09:30:00+05:30"},
		{"three quarters off", kathmandu, "2026-11-23T02:14:59Z", false, "2026-11-23T08:00:00+05:45"},
		{"three quarters off, open", kathmandu, "2026-11-23T02:15:00Z", true, "2026-11-23T18:00:00+05:45"},
		{"half an hour off, summer", adelaide, "2026-10-04T07:59:00+10:30", false, "2026-10-04T08:00:00+10:30"},
		{"clocks that go by half an hour", lordHowe, "2026-10-03T19:00:00+10:30", false, "2026-10-04T08:00:00+11:00"},

		{"Thanksgiving is a day as any", newYork, "2026-11-26T10:00:00-05:00", true, "2026-11-26T18:00:00-05:00"},
		{"Thanksgiving", federal, "2026-11-26T10:00:00-05:00", false, "2026-11-27T08:00:00-05:00"},
		{"the evening before it", federal, "2026-11-25T18:00:00-05:00", false, "2026-11-27T08:00:00-05:00"},
		{"Independence Day, kept on Friday", federal, "2026-07-03T10:00:00-04:00", false, "2026-07-06T08:00:00-04:00"},
		{"Juneteenth, kept on Monday", federal, "2022-06-20T10:00:00-04:00", false, "2022-06-21T08:00:00-04:00"},
		{"New Year, kept in the old year", federal, "2027-12-31T10:00:00-05:00", false, "2028-01-03T08:00:00-05:00"},
		{"Memorial Day", federal, "2026-05-25T10:00:00-04:00", false, "2026-05-26T08:00:00-04:00"},
		{"a Monday in May", federal, "2026-05-18T10:00:00-04:00", true, "2026-05-18T18:00:00-04:00"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			h := agreed(t, tc.terms)
			at, err := time.Parse(time.RFC3339, tc.at)
			if err != nil {
				t.Fatal(err)
			}
			if got := h.Open(at); got != tc.open {
				t.Errorf("open at %s: %v", tc.at, got)
			}
			if got := h.Next(at).Format(time.RFC3339); got != tc.next {
				t.Errorf("next after %s is %s, want %s", tc.at, got, tc.next)
			}
		})
	}
}

// TestHoursTurn walks a year by the minute: Next is exactly where Open turns.
func TestHoursTurn(t *testing.T) {
	t.Parallel()
	for _, terms := range []Terms{{}, {"hours.timezone": "America/New_York", "hours.holidays": "us_federal"}, {"hours.timezone": "Australia/Lord_Howe", "hours.start": "01:30", "hours.end": "24:00", "hours.days": "Monday-Sunday"}} {
		h := agreed(t, terms)
		at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		next := h.Next(at)
		for open := h.Open(at); at.Year() == 2026; {
			at = at.Add(time.Minute)
			if turned := h.Open(at) != open; turned != at.Equal(next) {
				t.Fatalf("%s %s: turned %v, next is %s", h.Words(), h.In(at), turned, h.In(next))
			} else if turned {
				open, next = !open, h.Next(at)
			}
		}
	}
}

func TestHoursNeverTurn(t *testing.T) {
	t.Parallel()
	h := agreed(t, Terms{"hours.days": "Monday-Sunday", "hours.start": "00:00", "hours.end": "24:00"})
	if next := h.Next(time.Now()); !next.IsZero() || !h.Open(time.Now()) {
		t.Errorf("always open, and next is %s", next)
	}
	for name, terms := range map[string]Terms{
		"no zone": {"hours.days": "Monday-Friday", "hours.start": "08:00", "hours.end": "18:00"}, "a zone nobody knows": {"hours.timezone": "Mars/Olympus"},
		"ends before it begins": {"hours.timezone": "UTC", "hours.start": "18:00", "hours.end": "08:00"},
	} {
		if h, ok := terms.Hours(); ok {
			t.Errorf("%s: %v", name, h)
		}
	}
	if h := agreed(t, Terms{"hours.timezone": "America/New_York", "hours.holidays": "msp_list"}); h.Words() != "Monday to Friday, 08:00 to 18:00, New York time" || !h.Listed() {
		t.Errorf("%q, listed %v", h.Words(), h.Listed())
	}
}
