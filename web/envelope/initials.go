package envelope

import (
	"slices"
	"strconv"
	"strings"

	"demarc/internal/engagement"
	"demarc/internal/signing"
	"demarc/web/page"
	"demarc/web/ui"
)

// The critical functions are ticked one by one on the page of the signature itself, so
// that nothing has to be kept in between and it works without script. There is no box
// for all of them: one press would put on record that somebody looked at each.

// initials are the keys of the functions that were ticked.
func initials(f *page.Form) []string {
	var keys []string
	for _, name := range f.Names() {
		if key, ok := strings.CutPrefix(name, signing.InitialField("")); ok && f.Checked(name) {
			keys = append(keys, key)
		}
	}
	return keys
}

// problems are those of the form in the order of the page. Boxes that are still empty are
// one line that leads to the first of them, not thirty.
func (c ceremony) problems() []ui.Problem {
	var open []ui.Problem
	for _, i := range c.v.Ask().Initials {
		if text := c.form.Error(signing.InitialField(i.Key)); text != "" {
			open = append(open, ui.Problem{Field: signing.InitialField(i.Key), Text: text})
		}
	}
	if len(open) > 1 {
		open[0].Text = "Tick the " + strconv.Itoa(len(open)) + " functions that are still open, each by itself, or decline."
		open = open[:1]
	}
	var before, after []ui.Problem
	for _, p := range c.form.Problems() {
		switch {
		case strings.HasPrefix(p.Field, signing.InitialField("")):
		case p.Field == "code":
			before = append(before, p)
		default:
			after = append(after, p)
		}
	}
	return slices.Concat(before, open, after)
}

// toInitial are the functions that are ticked on the page, by area.
func (c ceremony) toInitial() []engagement.AreaRows { return c.v.ToInitial() }

// initialCount is how many they are.
func (c ceremony) initialCount() int { return len(c.v.Ask().Initials) }

// initialTitle says what ticking is called for this person.
func (c ceremony) initialTitle() string {
	if c.v.Signer.Role == signing.Acknowledges {
		return "Acknowledge what is critical, one by one"
	}
	return "Initial what is critical"
}

// initialLead says why these and what a tick says.
func (c ceremony) initialLead() string {
	who := c.v.Entity().ShortName
	if n := c.initialCount(); n > 1 {
		return strconv.Itoa(n) + " critical functions are answered for by " + who + ". A tick says that you have read the function and know that."
	}
	return "One critical function is answered for by " + who + ". A tick says that you have read it and know that."
}

// initialled is "20 critical functions in 9 areas".
func (c ceremony) initialled() string {
	areas := len(c.toInitial())
	return count(strconv.Itoa(c.initialCount()), "critical function") + " in " + count(strconv.Itoa(areas), "area")
}

// withPad is with for the page of the signature, which may take a drawn one.
func (c ceremony) withPad(f *page.Form) ceremony {
	if c.v.Ask().Draws {
		c.page.Scripts = append(c.page.Scripts, "pad.js")
	}
	return c.with(f)
}

// stillOpen is what stands at a box itself, whose name is beside it.
func stillOpen(problem string) string {
	if problem == "" {
		return ""
	}
	return "Still open"
}
