package matrix

import (
	"slices"
	"strings"

	"demarc/internal/audit"
	"demarc/internal/document"
	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/raci"
)

// change is one line "before → after" of a row's history.
type change struct{ what, from, to string }

// told is one entry of a row's history.
type told struct {
	audit.Entry
	text    string
	changes []change
}

// history tells the record of the row, the newest first.
func (c sheet) history() []told {
	out := make([]told, len(c.story))
	for i, e := range c.story {
		out[i] = told{Entry: e}
		out[i].text, out[i].changes = retold(c.r.Engagement, e)
	}
	return out
}

// retold says what an entry did to the row, and what was there before and after.
func retold(in engagement.Engagement, e audit.Entry) (string, []change) {
	f := e.Fact
	switch e.Verb {
	case audit.AssignmentChanged:
		if column := f.Data["column"]; column != "" {
			out := []change{{column, raci.SpellCell(f.Before), raci.SpellCell(f.After)}}
			if from := f.Data["accountable moved from"]; from != "" {
				out = append(out, change{"Accountable", from, column})
			}
			return "set a letter", out
		}
		return "set who does what", differing(f.Before, f.After)
	case audit.FunctionChanged:
		if f.Data["fix"] != "" {
			return "took the suggestion of a check", differing(f.Before, f.After)
		}
		return "changed the words", []change{{"", f.Before, f.After}}
	case audit.FunctionImported:
		return "changed it from an imported sheet", differing(f.Before, f.After)
	case audit.ModeChanged:
		return "changed the lane of the area and filled the row anew", []change{{f.Label, raci.Mode(f.Before).Words(), raci.Mode(f.After).Words()}}
	case audit.FunctionAdded:
		return "added the function", nil
	case audit.FunctionMoved:
		return "moved it past " + f.Data["past"], nil
	case audit.FunctionRehomed:
		return "moved it to another area", []change{{"", f.Before, f.After}}
	case audit.RowReviewAsked:
		return "asked " + sideName(in, party.Side(f.Actor.Side).Other()) + " to look at it", nil
	case audit.FunctionExcluded:
		return "took it out of the matrix: " + f.After, nil
	case audit.FunctionRestored:
		return "brought it back into the matrix", nil
	case audit.RowAgreed, audit.RowsAgreed:
		return "agreed for " + sideName(in, party.Side(f.After)), nil
	case audit.RowAgreementDropped:
		if f.Before != f.Actor.Side {
			return "changed it, so " + sideName(in, party.Side(f.Before)) + " is asked again", nil
		}
		return "took back the agreement of " + sideName(in, party.Side(f.Before)), nil
	case audit.RowDisputed:
		return "disputed it: " + f.After, nil
	case audit.RowParked:
		return "proposed to park it: " + f.After, nil
	case audit.RowResumed:
		return "took it up again", nil
	case audit.DisputeSettled:
		return "settled the dispute", nil
	default:
		return "", []change{{document.Done(e.Verb), f.Before, f.After}}
	}
}

// differing compares two rows as the record has them, "MSP team Consulted, Client IT
// Responsible", and keeps what is not the same in both.
func differing(before, after string) []change {
	was, is := strings.Split(before, ", "), strings.Split(after, ", ")
	if len(was) != len(is) {
		return []change{{"", before, after}}
	}
	var out []change
	for i := range was {
		if was[i] != is[i] {
			what, from, to := common(was[i], is[i])
			out = append(out, change{what, from, to})
		}
	}
	return out
}

// common takes the words in front that two texts share: the name of the column.
func common(a, b string) (both, x, y string) {
	was, is := strings.Fields(a), strings.Fields(b)
	n := 0
	for n < len(was)-1 && n < len(is)-1 && was[n] == is[n] {
		n++
	}
	return strings.Join(was[:n], " "), strings.Join(was[n:], " "), strings.Join(is[n:], " ")
}

// actor is who did it, by the name known at the time.
func (t told) actor() string {
	if t.Fact.Actor.Name == "" {
		return "Demarc"
	}
	return t.Fact.Actor.Name
}

// recent is how much of a history is open at once.
const recent = 6

func (c sheet) newest() []told { return c.history()[:min(recent, len(c.story))] }

func (c sheet) older() []told { return slices.Clone(c.history()[min(recent, len(c.story)):]) }
