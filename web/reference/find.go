package reference

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"demarc/internal/app"
	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/web/frame"
	"demarc/web/page"
	"demarc/web/ui"
)

// most is how many answers the act gives at once.
const most = 20

// examples are words of tickets that every matrix has an answer to.
var examples = []string{"patch", "wifi", "new starter", "restore"}

type findView struct {
	page   ui.Page
	form   *page.Form
	q      string
	client string // id; empty: all that the reader may see
	msp    string
	ours   bool   // an MSP looks: answers are grouped by client
	whole  string // address of the whole matrix of the reader's own company
	groups []group
	count  int
}

// group is the answers of one client.
type group struct {
	client party.ClientID
	name   string
	cards  []card
}

// card is the answer about one function.
type card struct {
	id        string
	name      string
	area      string
	about     string
	split     string
	condition string
	parked    string
	answers   []person
	does      []person
	asked     []person
	told      []person
	now       string  // "after hours, 21:40 Berlin"; empty where the hour makes no difference
	turns     []turns // who has it in each part of the week, now first
	steps     []step
	first     bool // of its engagement: its path stands open
	agreement string
	version   int
	href      string // of the signed version
	since     time.Time
}

// take puts what was found into groups, in the order of their best answers.
func (v *findView) take(found app.Found) {
	opened := map[engagement.ID]bool{}
	v.count = len(found.Hits)
	for i, h := range found.Hits {
		g := slices.IndexFunc(v.groups, func(g group) bool { return g.client == h.Client })
		if g < 0 {
			g = len(v.groups)
			v.groups = append(v.groups, group{client: h.Client, name: h.ClientName})
		}
		c := card{
			id: "answer-" + strconv.Itoa(i+1), name: h.Name, area: h.Area, about: h.Description, split: h.Split, condition: h.Condition, parked: h.Parked,
			first: !opened[h.Engagement], agreement: h.Title, version: h.Version, since: h.SealedAt,
			href: frame.Href(h.Engagement) + "/v/" + strconv.Itoa(h.Version),
		}
		for _, a := range h.Answers {
			c.answers = append(c.answers, person{a.Stakeholder, a.Side, a.Person, a.Email, a.Phone, a.Deputy, a.DeputyPhone, a.When})
		}
		for _, a := range h.Does {
			c.does = append(c.does, person{a.Stakeholder, a.Side, a.Person, a.Email, a.Phone, a.Deputy, a.DeputyPhone, a.When})
		}
		for _, a := range h.Asked {
			c.asked = append(c.asked, person{a.Stakeholder, a.Side, a.Person, a.Email, a.Phone, a.Deputy, a.DeputyPhone, a.When})
		}
		for _, a := range h.Told {
			c.told = append(c.told, person{a.Stakeholder, a.Side, a.Person, a.Email, a.Phone, a.Deputy, a.DeputyPhone, a.When})
		}
		e := found.Escalations[h.Engagement]
		c.shift(e.Hours, found.At)
		c.steps = path(e.Contacts, e.Directory, working(c.does, c.answers), v.msp, h.ClientName)
		opened[h.Engagement] = true
		v.groups[g].cards = append(v.groups[g].cards, c)
	}
}

// told is the number of answers as it is read out.
func (v findView) told() string {
	switch {
	case v.form.Error("q") != "":
		return v.form.Error("q")
	case v.q == "":
		return ""
	case v.count == 0:
		return "Nothing in force matches " + v.q + "."
	case v.count == 1:
		return "1 answer."
	case v.count >= most:
		return fmt.Sprintf("The first %d answers.", v.count)
	}
	return fmt.Sprintf("%d answers.", v.count)
}

// doing is the second half of the answer: who does the work.
func (c card) doing() string {
	switch {
	case len(c.does) == 0:
		return "Nobody is named for the work."
	case len(c.does) == 1 && len(c.answers) == 1 && c.does[0].stakeholder == c.answers[0].stakeholder:
		return subject(c.does) + " does the work too."
	case len(c.does) == 1:
		return subject(c.does) + " does it."
	}
	return subject(c.does) + " share the work."
}

// others are the people who work and have not been shown as those who answer.
func (c card) others() []person {
	var list []person
	for _, p := range c.does {
		if !slices.Contains(c.answers, p) {
			list = append(list, p)
		}
	}
	return list
}
