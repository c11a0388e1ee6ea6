package agreement

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// quantity is a span of time as the field says it: "30 min", "4 bh".
type quantity struct {
	n    int
	unit string // min, h, bh, bd, d
}

// units are the spellings of each unit: the canonical one first.
var units = []struct {
	unit, one, many string
	spelt           []string
}{
	{"min", "minute", "minutes", []string{"m", "min", "mins", "minute", "minutes"}},
	{"h", "hour", "hours", []string{"h", "hr", "hrs", "hour", "hours"}},
	{"bh", "business hour", "business hours", []string{"bh", "business hour", "business hours", "business hr", "business hrs", "working hour", "working hours"}},
	{"bd", "business day", "business days", []string{"bd", "business day", "business days", "working day", "working days"}},
	{"d", "day", "days", []string{"d", "day", "days"}},
}

// onChange is the update interval of requests that nobody waits for.
const onChange = "on change"

var quantityForm = regexp.MustCompile(`^(\d{1,4})\s*([a-z ]+)$`)

func parseQuantity(s string) (quantity, bool) {
	s = strings.ToLower(strings.Join(strings.Fields(s), " "))
	if s == "nbd" || s == "next business day" {
		return quantity{1, "bd"}, true
	}
	m := quantityForm.FindStringSubmatch(s)
	if m == nil {
		return quantity{}, false
	}
	n, err := strconv.Atoi(m[1])
	if err != nil || n == 0 {
		return quantity{}, false
	}
	for _, u := range units {
		if slices.Contains(u.spelt, m[2]) {
			return quantity{n, u.unit}, true
		}
	}
	return quantity{}, false
}

func (q quantity) String() string { return fmt.Sprintf("%d %s", q.n, q.unit) }

func (q quantity) words() string {
	for _, u := range units {
		if u.unit != q.unit {
			continue
		}
		if q.n == 1 {
			return "1 " + u.one
		}
		return fmt.Sprintf("%d %s", q.n, u.many)
	}
	return q.String()
}

// hoursPair is a time that differs inside and outside business hours:
// "30 min bh / 2 h after".
type hoursPair struct{ inside, after quantity }

func parseHoursPair(s string) (hoursPair, bool) {
	a, b, two := strings.Cut(strings.ToLower(s), "/")
	if !two {
		q, ok := parseQuantity(s)
		return hoursPair{q, q}, ok
	}
	a = strings.TrimSpace(a)
	in, ok1 := parseQuantity(strings.TrimSpace(strings.TrimSuffix(a, " bh")))
	if !ok1 {
		in, ok1 = parseQuantity(a)
	}
	after, ok2 := parseQuantity(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(b), "after")))
	return hoursPair{in, after}, ok1 && ok2
}

func (p hoursPair) String() string {
	if p.inside == p.after {
		return p.inside.String()
	}
	return p.inside.String() + " bh / " + p.after.String() + " after"
}

func (p hoursPair) words() string {
	if p.inside == p.after {
		return p.inside.words()
	}
	return p.inside.words() + " in business hours and " + p.after.words() + " at other times"
}

// byPriority is one quantity per priority, 0 to 3 for P1 to P4.
type byPriority [4]quantity

var priorityPart = regexp.MustCompile(`(?i)^((?:p[1-4])(?:\s*/\s*p[1-4])*)\s+(.+)$`)

// parseByPriority reads "P1 15 min, P2 1 bh, P3/P4 4 bh", or one quantity for all.
func parseByPriority(s string) (byPriority, bool) {
	var out byPriority
	if q, ok := parseQuantity(s); ok {
		return byPriority{q, q, q, q}, true
	}
	for part := range strings.SplitSeq(s, ",") {
		m := priorityPart.FindStringSubmatch(strings.TrimSpace(part))
		if m == nil {
			return out, false
		}
		q, ok := parseQuantity(m[2])
		if !ok {
			return out, false
		}
		for p := range strings.SplitSeq(m[1], "/") {
			i := strings.TrimSpace(p)[1] - '1'
			if out[i].n != 0 {
				return out, false
			}
			out[i] = q
		}
	}
	for _, q := range out {
		if q.n == 0 {
			return out, false
		}
	}
	return out, true
}

// groups joins neighbouring priorities of the same time.
func (b byPriority) groups() (names []string, times []quantity) {
	for i := 0; i < len(b); {
		j := i
		var same []string
		for ; j < len(b) && b[j] == b[i]; j++ {
			same = append(same, fmt.Sprintf("P%d", j+1))
		}
		names, times = append(names, strings.Join(same, "/")), append(times, b[i])
		i = j
	}
	return names, times
}

func (b byPriority) String() string {
	names, times := b.groups()
	if len(names) == 1 {
		return times[0].String()
	}
	for i := range names {
		names[i] += " " + times[i].String()
	}
	return strings.Join(names, ", ")
}

func (b byPriority) words() string {
	names, times := b.groups()
	if len(names) == 1 {
		return times[0].words()
	}
	for i := range names {
		names[i] = times[i].words() + " for " + joinWords(strings.Split(names[i], "/"))
	}
	return joinWords(names)
}

// joinWords is "a, b and c".
func joinWords(items []string) string {
	switch n := len(items); n {
	case 0:
		return ""
	case 1:
		return items[0]
	default:
		return strings.Join(items[:n-1], ", ") + " and " + items[n-1]
	}
}
