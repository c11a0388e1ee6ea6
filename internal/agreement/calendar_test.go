package agreement

import (
	"maps"
	"strings"
	"testing"
	"time"
)

func at(s string) time.Time {
	d, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		panic(err)
	}
	return d
}

// 9 January 2026 is a Friday.
func TestClock(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		after    string
		priority int
		from     string
		q        string
		want     string
	}{
		{"p1_only", 0, "2026-01-09 19:10", "30 min", "2026-01-09 19:40"},
		{"p1_only", 0, "2026-01-09 23:40", "4 h", "2026-01-10 03:40"},
		{"p1_only", 1, "2026-01-09 17:30", "1 h", "2026-01-12 08:30"},
		{"none", 0, "2026-01-09 17:30", "1 h", "2026-01-12 08:30"},
		{"full_24x7", 3, "2026-01-09 17:30", "8 bh", "2026-01-12 15:30"},
		{"p1_p2", 1, "2026-01-09 19:00", "1 h", "2026-01-09 20:00"},
		{"p1_only", 2, "2026-01-09 10:00", "10 bh", "2026-01-12 10:00"},
		{"p1_only", 2, "2026-01-08 10:00", "20 bh", "2026-01-12 10:00"},
		{"p1_only", 2, "2026-01-09 10:00", "1 bd", "2026-01-12 18:00"},
		{"p1_only", 2, "2026-01-07 10:00", "3 bd", "2026-01-12 18:00"},
		{"p1_only", 2, "2026-01-09 08:00", "10 bh", "2026-01-09 18:00"},
	} {
		k, ok := Terms{"hours.after_hours": c.after}.clock()
		if !ok {
			t.Fatal("the default hours give no clock")
		}
		q, _ := parseQuantity(c.q)
		if got := k.add(k.starts(at(c.from), c.priority), q, c.priority); !got.Equal(at(c.want)) {
			t.Errorf("%s P%d %s + %s = %s, want %s", c.after, c.priority+1, c.from, c.q, got.Format("2006-01-02 15:04"), c.want)
		}
	}
}

func TestWorkedExample(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		set  Terms
		want []string // the times, in order
	}{
		{"covered", Terms{}, []string{"Friday 19:10", "Friday 19:40", "Friday 20:10", "Friday 20:40", "Friday 22:10", "Saturday 01:10"}},
		{"not covered", Terms{"hours.after_hours": "none"}, []string{"Friday 19:10", "Monday 08:00", "Monday 08:30", "Monday 09:00", "Monday 09:30", "Monday 09:30", "Monday 12:30"}},
		{"open late", Terms{"hours.end": "22:00"}, []string{"Friday 19:10", "Friday 19:40", "Friday 20:10", "Friday 20:40", "Friday 20:40", "Friday 23:40"}},
		{"quick target", Terms{"sla.p1_resolve": "1 h"}, []string{"Friday 19:10", "Friday 19:40", "Friday 19:40", "Friday 20:40", "Friday 21:40", "Friday 22:10"}},
		{"in days", Terms{"sla.p1_resolve": "1 bd"}, []string{"Friday 19:10", "Friday 19:40", "Friday 20:10", "Friday 20:40", "Friday 22:10", "Monday 18:00"}},
		{"business hours", Terms{"sla.p1_resolve": "4 bh"}, []string{"Friday 19:10", "Friday 19:40", "Friday 20:10", "Friday 20:40", "Friday 22:10", "Monday 12:00"}},
		{"no updates", Terms{"sla.p1_update": "on change"}, []string{"Friday 19:10", "Friday 19:40", "Friday 20:10", "Friday 22:10", "Saturday 01:10"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			terms := sample()
			maps.Copy(terms, c.set)
			b, problems := ExhibitB(terms, names(t))
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			var got []string
			for _, r := range b.Paragraphs[len(b.Paragraphs)-1].Table.Rows {
				got = append(got, Plain(r[0]))
			}
			if strings.Join(got, ", ") != strings.Join(c.want, ", ") {
				t.Errorf("got  %s\nwant %s", strings.Join(got, ", "), strings.Join(c.want, ", "))
			}
		})
	}
}
