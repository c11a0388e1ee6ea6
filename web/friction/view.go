package friction

import (
	"cmp"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"demarc/internal/app"
	"demarc/internal/friction"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/web/ui"
)

// view is the map of an engagement as a page.
type view struct {
	page ui.Page
	work ui.Work
	app.Rubs
	mayTake bool
}

// names are what the sides are called.
func (v view) names() map[party.Side]string {
	d := v.Draft
	return map[party.Side]string{
		party.MSP:    cmp.Or(d.Parties.MSP.ShortName, d.Engagement.MSPName),
		party.Client: cmp.Or(d.Parties.Client.ShortName, d.Engagement.ClientName),
	}
}

func (v view) lines() []friction.Line { return v.Words(v.names()) }

// href leads from a sentence to what it is about.
func (v view) href(l friction.Line) string {
	switch {
	case l.Function != "":
		return v.function(l.Function)
	case l.Area != "":
		return v.area(l.Area)
	}
	return ""
}

func (v view) function(id raci.FunctionID) string {
	return v.work.Href + "/matrix/functions/" + string(id)
}

func (v view) area(k raci.AreaKey) string {
	return v.work.Href + "/matrix?area=" + url.QueryEscape(string(k))
}

func (v view) file(t friction.Table) string { return v.work.Href + "/friction/" + t.Name + ".csv" }

func (v view) settled() int {
	n := 0
	for _, r := range v.Rows {
		if r.Function.Settled() {
			n++
		}
	}
	return n
}

func (v view) stats() []ui.Stat {
	return []ui.Stat{
		{Label: "Agreed by both", Value: strconv.Itoa(v.settled()), Note: "of " + countOf(len(v.Rows))},
		{Label: "Disputes", Value: strconv.Itoa(v.Total.Disputed)},
		{Label: "Votes apart", Value: strconv.Itoa(v.Total.VotedApart)},
		{Label: "Changes after agreement", Value: strconv.Itoa(v.Total.Reopened)},
	}
}

// hottest is how many functions the page lists; the file has all.
const hottest = 10

// story says in words what happened to a row.
func story(t friction.Tally) string {
	var parts string
	add := func(text string) {
		if parts != "" {
			parts += ", "
		}
		parts += text
	}
	if t.Points() > 0 {
		add(t.Because())
	}
	for _, p := range [...]struct {
		n    int
		once string
		many string
	}{
		{t.Handed, "changed hands once", "changed hands %d times"},
		{t.Bounced, "went back and forth once", "went back and forth %d times"},
		{t.Differed, "positions differed once", "positions differed %d times"},
		{t.Parked, "parked once", "parked %d times"},
	} {
		switch {
		case p.n == 1:
			add(p.once)
		case p.n > 1:
			add(fmt.Sprintf(p.many, p.n))
		}
	}
	return parts
}

// took says how long a row needed.
func took(s friction.Span, now time.Time) string {
	switch {
	case s.Proposed.IsZero():
		return "Not proposed yet"
	case s.Agreed.IsZero():
		return "Open for " + friction.Days(s.Took(now))
	}
	return friction.Days(s.Took(now))
}

func (v view) areaName(k raci.AreaKey) string {
	for _, a := range v.Areas {
		if a.Area.Key == k {
			return a.Area.Name
		}
	}
	return ""
}

// owns says who answers for how much.
func (v view) owns() string {
	us, them, nobody := 0, 0, 0
	for _, o := range v.Draft.Matrix.Ownership() {
		us += o.ByKind[raci.MSPTeam]
		nobody += o.Nobody
		them += o.Rows - o.ByKind[raci.MSPTeam] - o.Nobody
	}
	names := v.names()
	text := fmt.Sprintf("%s answers for %s, %s for %d.", names[party.MSP], countOf(us), names[party.Client], them)
	if nobody > 0 {
		text += fmt.Sprintf(" Nobody answers for %d yet.", nobody)
	}
	return text
}

// stall is what the line of agreement waits for.
func (v view) stall() string {
	longest := ""
	var since time.Time
	for _, w := range v.Waiting {
		if longest == "" || w.Since.Before(since) {
			longest, since = "Waiting for "+v.names()[w.Side]+" for "+friction.Days(v.Now.Sub(w.Since)), w.Since
		}
	}
	return longest
}

// countOf counts functions in words.
func countOf(n int) string {
	if n == 1 {
		return "1 function"
	}
	return strconv.Itoa(n) + " functions"
}

// columns are the heads of a table: a name, then figures.
func columns(t friction.Table) []ui.Column {
	var out []ui.Column
	for i, h := range t.Head {
		out = append(out, ui.Column{Label: h, Number: i > 0 && h != "Area" && h != "Side" && h != "Event"})
	}
	return out
}

// calm speaks of the areas that are not drawn.
func calm(n int) string {
	if n == 1 {
		return "1 other area had none."
	}
	return strconv.Itoa(n) + " other areas had none."
}

// rests says of whom a side depends on, in the words of the check.
func (v view) rests() (out []string) {
	for _, l := range friction.Loads(v.Draft.Matrix) {
		if l.Concentrated() {
			out = append(out, fmt.Sprintf("%s carries %s, %d of them critical. If %s leaves, %d have no owner.", l.Person, countOf(l.Rows), l.Critical, l.Person, l.NoDeputy))
		}
	}
	return out
}
