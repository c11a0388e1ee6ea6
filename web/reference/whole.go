package reference

import (
	"strconv"
	"time"

	"demarc/internal/app"
	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/internal/signing"
	"demarc/web/frame"
	"demarc/web/ui"
)

type wholeView struct {
	page   ui.Page
	client party.Customer
	msp    string
	ours   bool
	papers []paper
}

// paper is one version in force.
type paper struct {
	title   string
	href    string
	version int
	since   time.Time
	ends    string // its last day, once one side gave notice
	people  []person
	steps   []step
	areas   []area
	count   int
}

// ending is the rest of a sentence for a paper that ends by notice.
func (p paper) ending() string {
	if p.ends == "" {
		return ""
	}
	return ", ends on " + frame.LastDay(p.ends)
}

// area is a functional area with its functions.
type area struct {
	id   string
	name string
	mode raci.Mode
	rows []row
}

// row is who does what for one function.
type row struct {
	name      string
	split     string
	condition string
	parked    string
	answers   []person
	does      []person
	asked     []person
	told      []person
}

func (v *wholeView) take(rec app.Record) {
	content, n := rec.Version.Content, len(v.papers)+1
	p := paper{title: rec.Engagement.Title, href: frame.Href(rec.Engagement.ID) + "/v/" + strconv.Itoa(rec.Version.Number), version: rec.Version.Number, ends: rec.Engagement.EndsOn}
	for _, l := range rec.Lines {
		if l.Number == rec.Version.Number && l.State == signing.Sealed {
			p.since = l.SealedAt
		}
	}
	for _, c := range content.Stakeholders {
		p.people = append(p.people, holder(c))
	}
	p.steps = path(content.Contacts, content.Directory, "", v.msp, v.client.Name)
	for i, a := range content.Areas {
		if len(a.Rows) == 0 {
			continue
		}
		out := area{id: "area-" + strconv.Itoa(n) + "-" + strconv.Itoa(i+1), name: a.Name, mode: a.Mode}
		for _, r := range a.Rows {
			out.rows = append(out.rows, rowOf(r, p.people))
		}
		p.count += len(out.rows)
		p.areas = append(p.areas, out)
	}
	v.papers = append(v.papers, p)
}

func holder(c engagement.Column) person {
	return person{c.Name, raci.Stakeholder{Kind: c.Kind}.Side(), c.Holder, c.HolderEmail, c.HolderPhone, c.Deputy, c.DeputyPhone, raci.Always}
}

// rowOf sorts the cells of a function by what they say; cells stand in the order of
// the stakeholders.
func rowOf(r engagement.Row, people []person) row {
	out := row{name: r.Name, split: r.Split, condition: r.Condition, parked: r.Parked.Text()}
	for i, as := range r.Cells {
		who := people[i]
		if who.when = r.Window(i); who.when != raci.Always {
			who.stakeholder += " (" + who.when.Label() + ")"
		}
		for _, h := range r.Holders {
			if h.Stakeholder == people[i].stakeholder && h.Person != "" {
				who.name = h.Person
			}
		}
		if as.Answers() {
			out.answers = append(out.answers, who)
		}
		if as.Does() {
			out.does = append(out.does, who)
		}
		switch as {
		case raci.Consulted:
			out.asked = append(out.asked, who)
		case raci.Informed:
			out.told = append(out.told, who)
		case raci.Undecided, raci.Responsible, raci.Accountable, raci.AccountableAndDoing, raci.NotInvolved:
		}
	}
	return out
}
