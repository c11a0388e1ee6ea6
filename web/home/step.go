package home

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"demarc/internal/access"
	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/web/ui"
)

type view struct {
	msp        string
	client     string
	clientHref string
	lines      []line
	waiting    []line // where something may wait, on this page or another
	more       string // address of what follows
	continued  bool   // this is not the beginning
	mayStart   bool
	asks       []ask // what waits in conversations, the newest first
	unsealed   []unsealed
}

// unsealed is an agreement that everybody signed and that could not be sealed.
type unsealed struct {
	client, number string
	version        int
}

// line is an engagement in the list.
type line struct {
	href       string
	title      string
	number     string
	client     string
	clientHref string
	state      engagement.State
	functions  int
	agreed     int
	disputed   int
	inForce    int // number of the version in force; 0: none
	next       step
}

func (l line) words() string { return fmt.Sprintf("%d of %d agreed", l.agreed, l.functions) }

func (l line) progress() ui.Measure {
	return ui.Measure{Done: l.agreed, Total: l.functions, Words: l.words()}
}

// step is what comes next in an engagement for the one who looks.
type step struct {
	text  string
	href  string
	yours bool // waits for this side
	rank  int  // the smaller, the sooner
}

// next decides by the right, never by the role: whoever cannot do it is sent to look.
func next(l line, who access.Actor) step {
	switch l.state {
	case engagement.Signing:
		if who.Side == party.MSP {
			return step{"Out for signature: see who has signed", l.href + "/sign", true, 3}
		}
		return step{"Out for signature. Signers have a link by email", l.href + "/sign", false, 3}
	case engagement.Signed:
		return step{"Signed by both sides. The sealed file is being made", l.href + "/sign", false, 5}
	case engagement.InForce:
		return step{"In force. Look up who owns what", l.href + "/v/" + strconv.Itoa(l.inForce), false, 6}
	case engagement.Ended:
		return step{"Ended. What was signed stays here", l.href, false, 6}
	case engagement.InDraft:
	}
	return draft(l, who)
}

func draft(l line, who access.Actor) step {
	switch {
	case l.disputed > 0 && !who.Can(access.EditMatrix):
		return step{"In negotiation: look at " + count(l.disputed, "disputed function"), l.href + "/matrix?state=disputed", false, 5}
	case l.disputed > 0:
		return step{"Settle " + count(l.disputed, "disputed function"), l.href + "/matrix?state=disputed", true, 1}
	case l.functions > 0 && l.agreed == l.functions && who.Can(access.SendForSignature):
		return step{"Everything is agreed: check it and send it for signature", l.href + "/sign", true, 2}
	case l.functions > 0 && l.agreed == l.functions && who.Can(access.ReviewAgreement):
		return step{"Read the agreement: every function is agreed", l.href + "/agreement", true, 2}
	case l.functions > 0 && l.agreed == l.functions:
		return step{"Every function is agreed. It can be sent for signature", l.href, false, 5}
	case who.Side == party.MSP && l.agreed == 0:
		return step{"Fill in parties and terms, then agree the matrix", l.href, who.Can(access.EditTerms), 4}
	case who.Can(access.EditMatrix):
		return step{"Work through the matrix: " + l.words(), l.href + "/matrix", true, 4}
	}
	return step{"In negotiation: " + l.words(), l.href + "/matrix", false, 5}
}

// handful is how many things people take in at a glance.
const handful = 5

// needs are the lines that wait for the one who looks, the most pressing first and
// rest is how many more there are than a handful.
func (v view) needs() (first []line, rest int) {
	for _, l := range v.waiting {
		if l.next.yours {
			first = append(first, l)
		}
	}
	slices.SortStableFunc(first, func(a, b line) int { return cmp.Compare(a.next.rank, b.next.rank) })
	if len(first) > handful {
		return first[:handful], len(first) - handful
	}
	return first, 0
}

// stats sums the portfolio up, when all of it is on this page.
func (v view) stats() []ui.Stat {
	if v.more != "" || v.continued || len(v.lines) < 2 {
		return nil
	}
	n := map[engagement.State]int{}
	disputed := 0
	for _, l := range v.lines {
		n[l.state]++
		disputed += l.disputed
	}
	stats := []ui.Stat{
		{Label: "In force", Value: strconv.Itoa(n[engagement.InForce])},
		{Label: "Out for signature", Value: strconv.Itoa(n[engagement.Signing] + n[engagement.Signed])},
		{Label: "Drafts", Value: strconv.Itoa(n[engagement.InDraft])},
		{Label: "Functions disputed", Value: strconv.Itoa(disputed)},
	}
	if disputed > 0 {
		stats[3].Kind = "warn"
	}
	return stats
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}

// primary is the engagement whose next step is the page's one primary action.
func (v view) primary() string {
	first, _ := v.needs()
	if len(first) == 0 {
		return ""
	}
	return first[0].href
}
