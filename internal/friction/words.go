package friction

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"demarc/internal/party"
	"demarc/internal/raci"
)

// Line is a sentence about the map, and the row or area it is about.
type Line struct {
	Text     string
	Function raci.FunctionID
	Area     raci.AreaKey
	Advice   string // what to do about it
}

// Words says what the map shows, the weightiest first; names are what each side is
// called.
func (m Map) Words(names map[party.Side]string) []Line {
	lines := []Line{m.slowest()}
	lines = append(lines, m.restless()...)
	lines = append(lines, m.roughest())
	for _, w := range m.Waiting {
		lines = append(lines, m.waitingFor(w, names[w.Side]))
	}
	return slices.DeleteFunc(lines, func(l Line) bool { return l.Text == "" })
}

// slowest is the area that took longest; one that is not agreed takes longest while it
// is open longer than the others took.
func (m Map) slowest() Line {
	i := -1
	for j, a := range m.Areas {
		if !a.Proposed.IsZero() && (i < 0 || a.Took(m.Now) > m.Areas[i].Took(m.Now)) {
			i = j
		}
	}
	if i < 0 || m.Areas[i].Took(m.Now) < 24*time.Hour {
		return Line{}
	}
	a := m.Areas[i]
	days := Days(a.Took(m.Now))
	if a.Agreed.IsZero() {
		return Line{Text: a.Area.Name + " is open longest: " + days + " since the first proposal, and not all of it is agreed.", Area: a.Area.Key}
	}
	return Line{Text: a.Area.Name + " took longest: " + days + " from the first proposal until both sides had agreed to all of it.", Area: a.Area.Key}
}

// often is from how many changes on a row is better talked about (V51).
const often = 3

// restless are the rows that changed hands or went back and forth most.
func (m Map) restless() []Line {
	var rows []Row
	for _, r := range m.Rows {
		if max(r.Handed, r.Bounced) >= often {
			rows = append(rows, r)
		}
	}
	slices.SortStableFunc(rows, func(a, b Row) int { return max(b.Handed, b.Bounced) - max(a.Handed, a.Bounced) })
	var lines []Line
	for _, r := range rows[:min(len(rows), 3)] {
		l := Line{Text: r.Function.Name + " changed hands " + times(r.Handed) + ".", Function: r.Function.ID, Advice: "Talk about it instead of clicking."}
		if r.Bounced > r.Handed {
			l.Text = r.Function.Name + " went back and forth " + times(r.Bounced) + "."
		}
		lines = append(lines, l)
	}
	return lines
}

// roughest is the area with the most friction per row.
func (m Map) roughest() Line {
	i := -1
	for j, a := range m.Areas {
		if a.Points() > 0 && (i < 0 || a.Score(a.Rows) > m.Areas[i].Score(m.Areas[i].Rows)) {
			i = j
		}
	}
	if i < 0 {
		if m.Any() {
			return Line{Text: "Nothing was disputed, and nothing changed after both sides had agreed."}
		}
		return Line{}
	}
	a := m.Areas[i]
	return Line{Text: a.Area.Name + " has the most friction: " + a.Because() + " in " + counted(a.Rows, "function", "functions") + ".", Area: a.Area.Key}
}

func (m Map) waitingFor(w Waiting, name string) Line {
	text, since := counted(w.Rows, "function waits", "functions wait")+" for an answer of "+name, m.Now.Sub(w.Since)
	switch {
	case since < 24*time.Hour:
	case w.Rows == 1:
		text += ", for " + Days(since)
	default:
		text += ", the oldest for " + Days(since)
	}
	return Line{Text: text + "."}
}

// Because says what a score counts: "2 disputes, 1 vote apart, 1 change after agreement".
func (t Tally) Because() string {
	var parts []string
	for _, p := range [...]struct {
		n         int
		one, many string
	}{{t.Disputed, "dispute", "disputes"}, {t.VotedApart, "vote apart", "votes apart"}, {t.Reopened, "change after agreement", "changes after agreement"}} {
		if p.n > 0 {
			parts = append(parts, counted(p.n, p.one, p.many))
		}
	}
	switch n := len(parts); n {
	case 0:
		return "nothing"
	case 1:
		return parts[0]
	default:
		return strings.Join(parts[:n-1], ", ") + " and " + parts[n-1]
	}
}

// Days is a time in whole days, as people say it.
func Days(d time.Duration) string {
	switch n := int(d / (24 * time.Hour)); n {
	case 0:
		return "less than a day"
	case 1:
		return "1 day"
	default:
		return strconv.Itoa(n) + " days"
	}
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	case 3:
		return "three times"
	}
	return strconv.Itoa(n) + " times"
}
