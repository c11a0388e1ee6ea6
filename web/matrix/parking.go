package matrix

import (
	"net/http"
	"slices"
	"strings"

	"demarc/internal/app"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/web/page"
	"demarc/web/ui"
)

// park proposes to decide a row later.
func (s Screen) park(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	in := app.Parking{Owner: raci.StakeholderID(f.Line("owner", page.MaxCode)), Until: f.Line("until", page.MaxCode), Why: f.Text("why", page.MaxText)}
	if !f.OK() {
		return s.show(w, r, http.StatusUnprocessableEntity, forms{park: f})
	}
	row, err := s.App.Matrices.Park(r.Context(), page.Actor(r), idOf(r), functionOf(r), in, f.Int("rev", 0, maxRev))
	f.Take(err)
	said := "Proposed to park " + row.Function.Name + ". Both sides agree to that as to any row."
	if row.Function.Dispute.Reason != "" {
		said += " The dispute stands until somebody who agrees for a side settles it."
	}
	return s.answer(w, r, row, err, did{
		said: said, forms: forms{park: f},
		note: "What you typed is still here: look at the row, then park it again.",
	})
}

// resume takes a parked row up again.
func (s Screen) resume(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	row, err := s.App.Matrices.Resume(r.Context(), page.Actor(r), idOf(r), functionOf(r), f.Int("rev", 0, maxRev))
	return s.answer(w, r, row, err, did{said: row.Function.Name + " is taken up again. Decide who answers for it.", next: page.Next(r, ""), note: "Look again before you take it up."})
}

// parking are the fields of the form, as stored or as they came back.
func (c sheet) parking() (owner, until, why ui.Field) {
	owner = ui.Field{Name: "owner", Label: "Who holds it meanwhile", Value: string(c.fn().Parked.Owner)}
	until = ui.Field{Name: "until", Label: "Decided by", Value: c.fn().Parked.Until}
	why = ui.Field{Name: "why", Label: "What does each side want?", Value: c.fn().Parked.Why}
	if !c.fn().IsParked() {
		for _, s := range c.r.Matrix.Answering(c.fn()) {
			owner.Value = string(s.ID)
		}
		if d := c.fn().Dispute; d.Reason != "" {
			why.Value = sideName(c.r.Engagement, d.Side) + ": " + d.Reason
		}
	}
	if f := c.forms.park; f != nil {
		owner, until, why = f.Field("owner", owner.Label), f.Field("until", until.Label), f.Field("why", why.Label)
	}
	owner.Options = append(owner.Options, ui.Option{Value: "", Label: "Choose a stakeholder"})
	for _, s := range c.r.Matrix.Stakeholders {
		owner.Options = append(owner.Options, ui.Option{Value: string(s.ID), Label: s.Name})
	}
	owner.Hint = "Accountable for it until it is decided."
	until.Type, until.Width, until.Hint = "date", "10", "From the day after, the checks ask who owns it."
	why.Rows, why.MaxLength, why.Hint = 3, 500, "Both positions in a sentence or two, so that whoever decides can. Exhibit A prints it."
	return owner, until, why
}

// parkedText is the row's parking in a sentence.
func parkedText(m raci.Matrix, f raci.Function) string {
	owner, _ := m.Stakeholder(f.Parked.Owner)
	return raci.ParkedText(owner.Name, f.Parked.Until, f.Parked.Why)
}

// proposals are what the row changes in what each side had agreed to, the viewer's own
// side first.
func (c sheet) proposals() []proposed {
	var out []proposed
	if c.notDraft != "" {
		return nil
	}
	for _, side := range []party.Side{c.who.Side, c.who.Side.Other()} {
		p := proposed{title: "Changed since " + sideName(c.r.Engagement, side) + " agreed"}
		for _, d := range c.r.Matrix.Proposal(c.fn(), side) {
			p.changes = append(p.changes, change{d.What, d.From, d.To})
		}
		if len(p.changes) > 0 {
			out = append(out, p)
		}
	}
	if len(out) == 2 && slices.Equal(out[0].changes, out[1].changes) { // both had agreed to one and the same
		out = out[:1]
		out[0].title = "Changed since both sides agreed"
	}
	return out
}

// proposed is what changed since a side agreed.
type proposed struct {
	title   string
	changes []change
}

// proposer is who changed the row last, where that still waits for an answer.
func (c sheet) proposer() string {
	state, _ := c.fn().State()
	if c.notDraft != "" || state != raci.Proposed || c.fn().EditedBy == "" {
		return ""
	}
	return sideName(c.r.Engagement, c.fn().EditedBy)
}

// warns says whose agreement a change would take; empty when nobody's but one's own.
func (c sheet) warns() string {
	other := c.who.Side.Other()
	if !c.edits() || !c.fn().Agreed(other) {
		return ""
	}
	name := sideName(c.r.Engagement, other)
	if lead := c.leadOf(other); lead != "" {
		name = lead + " (" + name + ")"
	}
	return "Your change will ask " + name + " to agree again."
}

// leadOf is who agreed for a side last, by name.
func (c sheet) leadOf(side party.Side) string {
	for _, e := range c.story {
		if (e.Verb == audit.RowAgreed || e.Verb == audit.RowsAgreed) && e.Fact.After == string(side) {
			return e.Fact.Actor.Name
		}
	}
	return ""
}

// parkedList is every row that is parked, or to be parked.
func (s Screen) parkedList(w http.ResponseWriter, r *http.Request) error {
	who := page.Actor(r)
	d, err := s.App.Matrices.Open(r.Context(), who, idOf(r))
	if err != nil {
		return err
	}
	v := newView(page.New(r, "Parked functions", d.Engagement.ClientName), d, who, filter{})
	return page.Render(w, r, http.StatusOK, parkedPage(v, parkedRows(v)))
}

// later is one line of the parked list.
type later struct {
	raci.Function
	area, owner, until string
	overdue            bool
	waits              string // whose agreement to park it is missing
}

func parkedRows(v view) []later {
	var out []later
	for _, a := range v.d.Matrix.Areas {
		for _, f := range v.d.Matrix.InArea(a.Key) {
			if !f.IsParked() {
				continue
			}
			owner, _ := v.d.Matrix.Stakeholder(f.Parked.Owner)
			l := later{Function: f, area: a.Name, owner: owner.Name, until: raci.Day(f.Parked.Until), overdue: f.Overdue(v.d.Today)}
			if owner.Holder != "" {
				l.owner += " (" + owner.Holder + ")"
			}
			l.waits = missing(v.d.Engagement, f)
			out = append(out, l)
		}
	}
	return out
}

// missing names the sides that have not agreed to a row as it stands.
func missing(e engagement.Engagement, f raci.Function) string {
	var names []string
	for _, side := range party.Sides {
		if !f.Agreed(side) {
			names = append(names, sideName(e, side))
		}
	}
	return strings.Join(names, " and ")
}
