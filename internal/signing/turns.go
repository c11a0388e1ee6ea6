package signing

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"demarc/internal/fault"
	"demarc/internal/party"
)

// Order gives everybody a turn by the term esign.order: client_first, msp_first or
// parallel. A side first approves, then acknowledges, then signs; in parallel both
// sides do each of these together. Who only gets a copy has no turn.
func Order(signers []Signer, order string) {
	place := func(s Signer) int {
		rank := slices.Index(Roles, s.Role)
		if s.Signs() {
			rank = slices.Index(Roles, Signs)
		}
		switch {
		case s.Role == Copied:
			return 0
		case order == "parallel", (order == "msp_first") == (s.Side == party.MSP):
			return 1 + rank
		}
		return 1 + rank + len(Roles)
	}
	var places []int
	for _, s := range signers {
		if p := place(s); p > 0 && !slices.Contains(places, p) {
			places = append(places, p)
		}
	}
	slices.Sort(places)
	for i := range signers {
		signers[i].Turn = slices.Index(places, place(signers[i])) + 1
	}
}

// day is how long reminders count.
const day = 24 * time.Hour

// DefaultReminders are the days after being asked on which somebody is reminded, with
// growing gaps.
var DefaultReminders = []int{3, 7, 14}

const (
	mostReminders = 5
	lastReminder  = 89 // days; no round runs longer than 90
)

// ReadReminders reads days as people write them, "3, 7, 14". Nothing is no reminders.
func ReadReminders(text string) ([]int, error) {
	days := []int{}
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' || unicode.IsSpace(r) }) {
		n, err := strconv.Atoi(word)
		if err != nil || n < 1 || n > lastReminder {
			return nil, fault.Field("reminder_days", "Write days from 1 to 89 with commas between, such as 3, 7, 14.")
		}
		days = append(days, n)
	}
	slices.Sort(days)
	days = slices.Compact(days)
	if len(days) > mostReminders {
		return nil, fault.Field("reminder_days", "5 reminders are the most.")
	}
	return days, nil
}

// WriteReminders writes days as ReadReminders reads them.
func WriteReminders(days []int) string {
	words := make([]string, len(days))
	for i, n := range days {
		words[i] = strconv.Itoa(n)
	}
	return strings.Join(words, ", ")
}

// Reminding says in a sentence when people of a round are reminded.
func Reminding(days []int) string {
	if len(days) == 0 {
		return "No reminders go out by themselves"
	}
	words := strings.Split(WriteReminders(days), ", ")
	if len(days) == 1 && days[0] == 1 {
		return "1 day after being asked"
	}
	return list(words) + " days after being asked"
}

// NextReminder is when somebody is reminded next by the schedule; never in the last
// day of a round, never within a day of another letter, never where letters do not
// arrive. It is zero when there is none.
func (e Envelope) NextReminder(s Signer) time.Time {
	if e.State != Sent || !s.Awaited() || s.Turn != e.Turn() || s.NotifiedAt.IsZero() || s.Bounced != "" || s.Reminded >= len(e.Reminders) {
		return time.Time{}
	}
	at := s.NotifiedAt.Add(time.Duration(e.Reminders[s.Reminded]) * day)
	if soonest := s.LastLetter().Add(day); at.Before(soonest) {
		at = soonest
	}
	if !at.Before(e.ExpiresAt.Add(-day)) {
		return time.Time{}
	}
	return at
}

// Due lists who is to be reminded at now.
func (e Envelope) Due(now time.Time) []Signer {
	return e.Those(func(s Signer) bool {
		at := e.NextReminder(s)
		return !at.IsZero() && !now.Before(at) && now.Before(e.ExpiresAt.Add(-day))
	})
}
