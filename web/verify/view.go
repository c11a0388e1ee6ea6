package verify

import (
	"strconv"
	"strings"

	"demarc/internal/app"
	"demarc/internal/verify"
	"demarc/web/page"
	"demarc/web/ui"
)

// headline is the verdict in large type.
func headline(v verify.Verdict) string {
	switch v {
	case verify.InForce:
		return "Authentic and in force"
	case verify.Superseded:
		return "Authentic, but superseded"
	case verify.Ended:
		return "Authentic, but ended"
	case verify.Authentic:
		return "Authentic"
	case verify.Altered:
		return "Changed after sealing"
	case verify.ForeignSeal:
		return "Signed by someone else"
	case verify.NotSealed:
		return "Not a sealed document"
	case verify.CannotTell:
	}
	return "Could not check"
}

// tone is how a verdict looks. Only what is in force looks good without a reservation.
func tone(v verify.Verdict) string {
	switch v {
	case verify.InForce:
		return "good"
	case verify.Superseded, verify.Ended, verify.Authentic:
		return "past"
	case verify.Altered, verify.ForeignSeal:
		return "bad"
	case verify.NotSealed, verify.CannotTell:
	}
	return "open"
}

func icon(v verify.Verdict) string {
	switch tone(v) {
	case "good":
		return "check"
	case "bad":
		return "close"
	}
	return "warning"
}

// advice is what to do with a verdict that is not in force.
func advice(a app.Answer) string {
	switch a.Verdict {
	case verify.Superseded:
		return "Ask either party for version " + strconv.Itoa(a.Standing.Successor) + ". What this version says counts for the time it was in force."
	case verify.Ended:
		return "What it says counts for the time it was in force."
	case verify.Authentic:
		return "It may have been sealed by an instance that shares this one's key, or its record was lost. Ask the parties."
	case verify.Altered:
		return "Do not rely on this copy. Ask either party for the sealed file: each has one."
	case verify.ForeignSeal:
		return "Do not rely on it because of this signature. If it was sealed by another Demarc, ask there."
	case verify.NotSealed:
		return "A print, a draft or a Word copy carries no seal. Ask either party for the sealed PDF."
	case verify.CannotTell:
		return "This is no statement about the text. Ask either party for the sealed PDF, and check that one."
	case verify.InForce:
	}
	return ""
}

// tally sums the checks up, and says what none of them can tell.
func tally(checks []verify.Check) string {
	n := map[verify.Result]int{}
	for _, c := range checks {
		n[c.Result]++
	}
	s := strconv.Itoa(n[verify.Pass]) + " of " + strconv.Itoa(len(checks)) + " hold"
	if n[verify.Fail] > 0 {
		s += ", " + strconv.Itoa(n[verify.Fail]) + " " + map[bool]string{true: "does", false: "do"}[n[verify.Fail] == 1] + " not; what would come after was not looked at"
	}
	if n[verify.NotChecked] > 0 {
		s += ", " + strconv.Itoa(n[verify.NotChecked]) + " could not be checked"
	}
	return s + ". Who the people are who signed is no part of this check: the certificate inside the file states what was recorded of each."
}

// result is that of one check in words; the sign beside it says the same.
func result(r verify.Result) string {
	switch r {
	case verify.Pass:
		return "Holds"
	case verify.Fail:
		return "Does not hold"
	case verify.NotChecked:
	}
	return "Not checked"
}

// title is the name of a check as the beginning of a line.
func title(name string) string { return strings.ToUpper(name[:1]) + name[1:] }

// groups breaks a long number into pieces that eyes and screen readers can follow.
func groups(s string, size int) string {
	var parts []string
	for len(s) > size {
		parts, s = append(parts, s[:size]), s[size:]
	}
	return strings.Join(append(parts, s), " ")
}

func fileField(f *page.Form) ui.Field {
	return ui.Field{
		Name: "file", Label: "The sealed PDF", Type: "file", Error: f.Error("file"),
		Hint:  "Choose it or drop it here. It is looked at in memory and not kept. Up to 24 MB.",
		Attrs: map[string]any{"accept": "application/pdf,.pdf", "class": "verify-drop"},
	}
}

func codeField(f *page.Form) ui.Field {
	return ui.Field{
		Name: "code", Label: "Code", Value: f.Value("code"), Error: f.Error("code"), Autocomplete: "off", MaxLength: 100,
		Hint: "26 letters and digits at the foot of every page. Spaces and capitals do not matter.",
	}
}

// standingLead says of a code what may be said to anybody.
func standingLead(s verify.Standing) string {
	switch s.Verdict() {
	case verify.InForce:
		if s.EndsOn != "" {
			return "In force. Ends on " + s.LastDay()
		}
		return "In force since " + ui.Day(s.From)
	case verify.Superseded:
		return "Superseded by version " + strconv.Itoa(s.Successor) + " on " + ui.Day(s.Until)
	case verify.Ended:
		if s.EndsOn != "" {
			return "Ended with " + s.LastDay()
		}
		return "Ended on " + ui.Day(s.Ended)
	case verify.Authentic, verify.Altered, verify.ForeignSeal, verify.NotSealed, verify.CannotTell:
	}
	return "Sealed, not in force"
}

func sign(r verify.Result) string {
	switch r {
	case verify.Pass:
		return "check"
	case verify.Fail:
		return "close"
	case verify.NotChecked:
	}
	return "info"
}

func check(r verify.Result) string {
	switch r {
	case verify.Pass:
		return "held"
	case verify.Fail:
		return "failed"
	case verify.NotChecked:
	}
	return "unchecked"
}
